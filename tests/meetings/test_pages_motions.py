"""The pages of motions and votes, and the register of decisions (K6.4 to K6.7, B2.3)."""

import csv
import io
import re
from datetime import date

import pytest

from meetings.actions import roll, votes
from meetings.models import AgendaItem, Ballot, Motion, Vote
from meetings.queries.motions import Tally
from membership.queries import kept
from tests.meetings import cast, decisions
from tests.membership import cast as members
from tests.membership import pages
from tests.membership.pages import words_of

pytestmark = pytest.mark.django_db

REGISTER = "/marlbeck/decisions/"
HANDS = {"for_": "3", "against": "0", "abstain": "1"}


@pytest.fixture
def today(monkeypatch, settings):
    """Thursday 14 March 2024 at noon, while the meeting is open."""
    from records import clock

    monkeypatch.setattr(clock, "now", lambda: pages.NOON)
    settings.DEMONSTRATION = True
    return members.DAY


@pytest.fixture
def room(group, marian):
    return decisions.opened(group, marian)


@pytest.fixture
def office(client, group, room, today):
    return pages.sign_in(client, group, room.marian)


@pytest.fixture
def head(office, group, room):
    return pages.sign_in(type(office)(), group, room.head(1))


def page(motion: Motion, end: str = "") -> str:
    return f"/marlbeck/motions/{motion.pk}/{end}"


def test_a_motion_is_written_put_voted_on_and_closed(office, room):
    address = f"/marlbeck/meetings/items/{room.item.pk}/motion/"
    assert address in office.get(f"/marlbeck/meetings/{room.meeting.pk}/").content.decode()
    form = {"text": decisions.TEXT, "proposer": room.mandate(1).pk, "seconder": room.mandate(2).pk}
    said = words_of(office.post(address, form | {"method": "show"}, follow=True))
    assert "Put it when its item is called" in said
    motion = Motion.objects.get()
    assert "Open the vote" in words_of(office.post(page(motion, "step/"), {"do": "put"}, follow=True))
    office.post(page(motion, "step/"), {"do": "open"})
    said = words_of(office.post(page(motion, "close/"), HANDS))
    assert "Carried" in said
    assert "Close the vote and record it" in said
    motion.refresh_from_db()
    assert motion.state == "voting"
    said = words_of(office.post(page(motion, "close/"), HANDS | {"confirmed": "yes"}, follow=True))
    assert "Carried as R-2024-001: 3 for, 0 against, 1 abstaining." in said
    assert "Resolution R-2024-001" in said


def test_a_motion_that_cannot_be_written_comes_back_filled(office, room):
    address = f"/marlbeck/meetings/items/{room.item.pk}/motion/"
    form = {"text": "That it is so.", "proposer": room.mandate(1).pk, "seconder": room.mandate(1).pk}
    answer = office.post(address, form | {"method": "show"})
    assert answer.status_code == 422
    assert "seconded by somebody other than its proposer" in words_of(answer)
    assert "That it is so." in answer.content.decode()


@pytest.mark.clause("K9.12")
def test_where_the_body_invites_nobody_no_item_for_a_guest_is_asked_for(office, room, group):
    day = date(2024, 5, 16)
    told = {
        "starts_at": cast.moment(9, 0, day),
        "ends_at": cast.moment(12, 0, day),
        "slot": "2023-24/summer-1",
    }
    cast.item(cast.meeting(group, **told), "Early reading")
    said = words_of(office.get(f"/marlbeck/meetings/items/{room.item.pk}/motion/"))
    assert "Nothing by itself" in said
    assert "Early reading" not in said


@pytest.mark.clause("K6.5")
def test_more_hands_than_voters_are_sent_back(office, room):
    motion = room.voting()
    answer = office.post(page(motion, "close/"), HANDS | {"for_": "9", "confirmed": "yes"})
    assert answer.status_code == 422
    assert "10 votes counted, and 4 may vote: count again." in words_of(answer)


@pytest.mark.clause("K6.4")
def test_the_page_says_before_the_close_that_there_is_no_quorum(office, room):
    motion = room.voting()
    room.meeting.presences.filter(mandate=room.mandate(3)).update(left_at=cast.TEN)
    said = words_of(office.get(page(motion, "close/")))
    assert "There is no quorum now: not quorate: 2 here, 3 needed" in said
    said = words_of(
        office.post(page(motion, "close/"), HANDS | {"abstain": "0", "confirmed": "yes"}, follow=True)
    )
    assert "No decision" in said
    assert "Not there, so nothing could be decided" in said


@pytest.mark.clause("K6.5")
def test_a_headteacher_votes_on_their_own_phone_and_changes_it(head, room):
    motion, pk = room.voting(method="recorded"), room.mandate(1).pk
    assert "Your vote" in words_of(head.get(page(motion)))
    said = words_of(head.post(page(motion, "vote/"), {f"vote-{pk}": "for", f"seen-{pk}": ""}, follow=True))
    assert "Your vote is given." in said
    assert "Change your vote" in said
    head.post(page(motion, "vote/"), {f"vote-{pk}": "against", f"seen-{pk}": "for"})
    assert Vote.objects.get().choice == "against"


@pytest.mark.clause("K6.5")
def test_the_second_device_is_told_what_stands(head, office, room):
    motion, pk = room.voting(method="recorded"), room.mandate(1).pk
    head.post(page(motion, "vote/"), {f"vote-{pk}": "for", f"seen-{pk}": ""})
    said = words_of(
        office.post(page(motion, "vote/"), {f"vote-{pk}": "against", f"seen-{pk}": ""}, follow=True)
    )
    assert "School 01 has voted for already, entered by Head 1" in said


def test_the_recorder_takes_the_votes_of_the_room(office, room):
    motion = room.voting(method="recorded")
    sent = {f"vote-{room.mandate(n).pk}": "for" for n in (1, 2, 3)}
    assert "3 votes taken." in words_of(office.post(page(motion, "vote/"), sent, follow=True))
    said = words_of(office.post(page(motion, "close/"), {"confirmed": "yes"}, follow=True))
    assert "Carried as R-2024-001: 3 for, 0 against." in said
    assert "Who voted how" in said


@pytest.mark.clause("K6.6")
def test_a_headteacher_votes_for_no_other_school_and_closes_no_vote(head, room):
    motion, pk = room.voting(method="recorded"), room.mandate(2).pk
    assert head.post(page(motion, "vote/"), {f"vote-{pk}": "for"}).status_code == 403
    assert head.post(page(motion, "close/"), {"confirmed": "yes"}).status_code == 403
    assert Vote.objects.count() == 0


def test_a_secret_vote_promises_what_it_keeps_and_is_not_looked_into(client, group, marian, today):
    decisions.adopt(group, *SECRET)
    room = decisions.opened(group, marian)
    motion, pk = room.voting(method="secret"), room.mandate(1).pk
    head = pages.sign_in(client, group, room.head(1))
    assert "nobody can look up how you voted" in words_of(head.get(page(motion)))
    said = words_of(head.post(page(motion, "vote/"), {f"vote-{pk}": "for"}, follow=True))
    assert "You have voted for School 01" in said
    office = pages.sign_in(type(client)(), group, marian)
    said = words_of(office.post(page(motion, "close/"), {}))
    assert "Carried" not in said
    assert Ballot.objects.count() == 1
    said = words_of(office.post(page(motion, "close/"), {"confirmed": "yes"}, follow=True))
    assert "the result shows how each voted" in said


SECRET = (
    'how        = ["show of hands", "recorded"]',
    'how        = ["show of hands", "recorded", "secret"]',
)


@pytest.mark.clause("K6.7")
def test_nobody_objects_or_somebody_does(office, room):
    motion = room.voting(method="consensus")
    assert "Nobody objects: record it" in words_of(office.get(page(motion)))
    said = words_of(
        office.post(page(motion, "consensus/"), {"objects": "yes", "method": "recorded"}, follow=True)
    )
    assert "A vote is taken instead." in said
    other = room.voting("That it is agreed.", method="consensus")
    said = words_of(office.post(page(other, "consensus/"), {}, follow=True))
    assert "Nobody objected" in said


@pytest.mark.clause("K6.7", "K15.1")
def test_a_resolution_says_by_which_quorum_rule_and_edition_it_was_decided(head, room):
    said = words_of(head.get(page(room.carried())))
    assert "Edition 2023/24, in force from 1 September 2023" in said
    assert "School 01" in said
    assert "more than half" in said


def test_what_could_not_be_carried_out_is_tried_again_or_settled(office, room):
    motion = room.carried(effect={"act": "lift-confidence", "item": room.item.pk})
    said = words_of(office.get(page(motion, "carry-out/")))
    assert "This item is not confidential." in said
    office.post(page(motion, "carry-out/"), {"do": "again"})
    motion.refresh_from_db()
    assert motion.carried_out_at is None
    assert office.post(page(motion, "carry-out/"), {"words": ""}).status_code == 422
    office.post(page(motion, "carry-out/"), {"words": "It was open."})
    motion.refresh_from_db()
    assert motion.effect_outcome == "It was open."


def test_an_amendment_is_written_on_the_page_of_its_motion(office, room):
    motion = room.put()
    form = {"text": "That it is so.", "proposer": room.mandate(2).pk, "seconder": room.mandate(3).pk}
    said = words_of(office.post(page(motion, "amend/"), form | {"method": "show"}, follow=True))
    assert "The vote on the motion waits for it." in said
    said = words_of(office.post(page(motion, "step/"), {"do": "open"}, follow=True))
    assert "1 amendment must be decided first" in said


# The register -----------------------------------------------------------------------------------------


@pytest.mark.clause("B2.3")
def test_the_register_shows_decisions_and_delegations_with_limits_and_end(head, room):
    told = {"delegated_to": "The management group", "limits": "Up to £2,000", "ends_on": date(2024, 7, 31)}
    room.carried("That bookings are delegated.", **told)
    room.close(room.voting("That we meet on Fridays."), 1, 2)
    said = words_of(head.get(REGISTER))
    assert "R-2024-001" in said
    assert "The management group: Up to £2,000" in said
    assert "31 July 2024" in said
    assert "Fridays" not in said
    assert "Fridays" in words_of(head.get(REGISTER, {"show": "others"}))
    assert "bookings" in words_of(head.get(REGISTER, {"show": "delegated"}))
    assert "Nothing was found" in words_of(head.get(REGISTER, {"show": "ended"}))
    assert "bookings" in words_of(head.get(REGISTER, {"q": "2024-001"}))
    assert "Nothing was found" in words_of(head.get(REGISTER, {"q": "zebra"}))


@pytest.mark.clause("B2.3")
def test_the_register_is_a_file_to_keep(head, room):
    room.carried()
    rows = list(csv.DictReader(io.StringIO(head.get(f"{REGISTER}list.csv").content.decode("utf-8-sig"))))
    assert [row["Number"] for row in rows] == ["R-2024-001"]
    assert rows[0]["Resolution"] == decisions.TEXT


@pytest.mark.clause("B5.2")
def test_a_confidential_decision_is_nowhere_for_those_outside(client, group, marian, today):
    """The managers decide on a school's plan: another headteacher finds neither words, number nor gap."""
    heads = cast.schools(group, 3)
    members.hold(group, "chair", heads[0], date(2023, 9, 1))
    members.hold(group, "treasurer", heads[1], date(2023, 9, 1))
    meeting = cast.meeting(group, "management-group")
    rows = list(meeting.mandates.filter(struck_at=None, holder__isnull=False))
    for row in rows:
        cast.arrives(meeting, row.holder, row)
    from meetings.actions.opening import open_meeting

    hidden, seen = cast.item(meeting, "Support plan", confined_at=cast.NINE), cast.item(meeting, "Dates")
    open_meeting(meeting=meeting, by=marian, at=cast.NINE)
    room = decisions.Room(meeting, hidden, marian)
    for item, text in ((hidden, "That the plan of Birchenholt stands."), (seen, "That we meet in May.")):
        item.refresh_from_db()
        room.item = item
        motion = room.voting(text, proposer=rows[0], seconder=rows[1])
        votes.close_vote(motion=motion, by=marian, at=cast.ELEVEN, tally=Tally(3, 0))
    outside = pages.sign_in(client, group, heads[2])
    said = words_of(outside.get(REGISTER, {"show": "all"}))
    assert "R-2024-001" in said
    assert "Birchenholt" not in said
    assert "RC-" not in said
    assert outside.get(page(Motion.objects.get(number="RC-2024-001"))).status_code == 404
    assert "Birchenholt" not in outside.get(f"{REGISTER}list.csv").content.decode()
    chair = pages.sign_in(type(client)(), group, heads[0])
    assert "Birchenholt" in words_of(chair.get(REGISTER))


def queries_of(client, address, django_assert_max_num_queries, most):
    with django_assert_max_num_queries(most) as seen:
        assert client.get(address).status_code == 200
    return len(seen)


@pytest.mark.parametrize("method", ["recorded", "show"])
def test_the_pages_ask_few_questions(office, room, method, django_assert_max_num_queries):
    motion = room.voting(method=method)
    for address in (page(motion), page(motion, "close/"), REGISTER):
        queries_of(office, address, django_assert_max_num_queries, 15)


def test_the_block_of_a_meeting_adds_at_most_three_questions_to_those_of_its_agenda(room, today):
    from django.db import connection
    from django.test import RequestFactory
    from django.test.utils import CaptureQueriesContext

    from meetings.queries.agenda import agenda_of
    from meetings.views.motions import decisions_block
    from membership.permissions import viewer_for
    from membership.queries.kept import one_look
    from records.audit import Head

    room.carried()
    request = RequestFactory().get("/")
    request.user, request.on, request.today = room.marian, today, today
    request.viewer = viewer_for(room.marian, room.meeting.collaborative, today)
    with one_look(room.meeting.collaborative, head=Head(), facts=Head()):
        agenda_of(room.meeting, request.viewer)
        with CaptureQueriesContext(connection) as seen:
            block = decisions_block(request, room.meeting)
    assert len(block["rows"]) == 1
    assert len(seen) <= 3


def test_motions_are_written_from_the_numbers_of_the_agenda_and_from_the_item(office, head, room):
    """An item that moved to the afternoon is the last, wherever it stood before."""
    first = cast.item(room.meeting, "Standing items", session="Morning session")
    AgendaItem.objects.filter(pk=room.item.pk).update(session="Afternoon session")
    shown = office.get(f"/marlbeck/meetings/{room.meeting.pk}/").content.decode()
    for number, item in enumerate((first, room.item), 1):
        assert f'/items/{item.pk}/motion/">{number}. {item.title}</a>' in shown
    item = f"/marlbeck/meetings/items/{room.item.pk}/"
    assert f'href="{item}motion/"' in office.get(item).content.decode()
    assert f'href="{item}motion/"' not in head.get(item).content.decode()


@pytest.mark.clause("K6.5", "K6.7")
def test_a_motion_names_the_deputy_who_speaks_for_the_school_that_proposes_it(office, room, group):
    deputy = members.head(room.mandate(2).school, "Owen Sallis", kind="deputy headteacher")
    told = {"capacity": "deputy headteacher", "by": room.marian, "at": cast.TEN, "key": "over"}
    roll.take_over(meeting=room.meeting, mandate=room.mandate(2), person=deputy, **told)
    said = words_of(office.get(page(room.put())))
    assert "School 01 Head 1" in said
    assert "School 02 Owen Sallis" in said


@pytest.mark.clause("K6.7")
def test_whoever_takes_down_the_votes_finds_the_schools_in_the_order_of_the_roll(office, room):
    cast.arrives(room.meeting, room.head(4), room.mandate(4), capacity="headteacher")
    cast.arrives(room.meeting, room.head(5), room.mandate(5), capacity="headteacher")
    roll.leave(presence=room.meeting.presences.get(mandate=room.mandate(2)), by=room.marian, at=cast.NINE)
    cast.arrives(room.meeting, room.head(2), room.mandate(2), capacity="headteacher", arrived_at=cast.TEN)
    shown = office.get(page(room.voting(method="recorded", seconder=room.mandate(3)))).content.decode()
    named = re.findall(r'aria-label="Vote of ([^"]+)"', shown)
    assert named == ["Marian Teale", "School 01", "School 02", "School 03", "School 04", "School 05"]


# In writing -------------------------------------------------------------------------------------------


@pytest.mark.clause("K9.3")
def test_members_call_a_further_meeting_and_the_page_counts(office, head, group, room):
    form = {"calling": "other-meeting", "why": "The inspection.", "day": "2024-03-20", "starts": "09:00",
            "ends": "11:00", "place": "Tarnholt School", "mode": "in person"}  # fmt: skip
    said = words_of(head.post("/marlbeck/meetings/call/", form, follow=True))
    assert "The members are asked: 1 of 3 have agreed." in said
    motion = Motion.objects.get(method="written")
    other = pages.sign_in(type(head)(), group, room.head(2))
    assert "Agree for School 02" in words_of(other.get(page(motion)))
    own = motion.item.meeting.mandates.get(name="School 02").pk
    said = words_of(other.post(page(motion, "answer/"), {"mandate": own, "choice": "for"}, follow=True))
    assert "2 of 3 have agreed" in said
    third = motion.item.meeting.mandates.get(name="School 03").pk
    assert other.post(page(motion, "answer/"), {"mandate": third, "choice": "for"}).status_code == 403
    said = words_of(office.post(page(motion, "answer/"), {"mandate": third, "choice": "for"}, follow=True))
    assert "Wednesday 20 March 2024" in said
    assert "Carried" in said


def test_a_call_with_its_times_reversed_comes_back_filled(head):
    form = {"calling": "other-meeting", "why": "The inspection.", "day": "2024-03-20", "starts": "11:00",
            "ends": "09:00", "mode": "in person"}  # fmt: skip
    answer = head.post("/marlbeck/meetings/call/", form)
    assert answer.status_code == 422
    assert "The inspection." in answer.content.decode()


def test_where_the_edition_has_no_rule_for_it_the_page_says_so(office, head):
    address = "/marlbeck/meetings/in-writing/"
    assert "no rule for deciding in writing" in words_of(office.get(address))
    assert head.get(address).status_code == 403


@pytest.mark.clause("K9.3")
def test_the_letter_that_asks_leads_to_the_answer(office, head, group, room):
    from django.core import mail

    from collaborative.post import render
    from records import outbox

    person = room.head(2)
    type(person).objects.filter(pk=person.pk).update(email="head2@marlbeck.example")
    kept.forget()
    form = {"calling": "other-meeting", "why": "The inspection.", "day": "2024-03-20", "starts": "09:00",
            "ends": "11:00", "mode": "in person"}  # fmt: skip
    head.post("/marlbeck/meetings/call/", form)
    motion = Motion.objects.get(method="written")
    outbox.send_due(render, at=pages.NOON)
    [letter] = [each for each in mail.outbox if each.to == ["head2@marlbeck.example"]]
    assert page(motion) in letter.body
    assert "Answers count until Wednesday 20 March 2024, 9:00am" in letter.body
