"""Meetings that members call, and what a body decides in writing (K9.3)."""

from datetime import timedelta

import pytest

from meetings.actions import calls, votes
from meetings.actions.confidence import confine
from meetings.actions.moving import move
from meetings.models import Meeting, Motion
from meetings.queries.calls import in_writing
from membership.models import Body
from membership.permissions import NotAllowed
from records.models import Message
from records.obligations import Window, gather, key
from records.refusals import NotNow, Refusal
from records.tenancy import scoped
from tests.meetings import cast, decisions
from tests.membership import cast as members
from tests.races import race

pytestmark = [pytest.mark.django_db]

ASKED = cast.NINE + timedelta(days=6)  # Wednesday 20 March 2024, a day of term
WRITTEN = ('how        = ["show of hands", "recorded"]\nreading.carried_by', (
    'how        = ["show of hands", "recorded"]\n'
    'written    = { carried_by = { more_than = "half", of = "members entitled to vote" }, within = "14 days" }\n'
    "reading.carried_by"
))  # fmt: skip


def call(group, by, **changes) -> Motion:
    told = {"calling": "other-meeting", "why": "The inspection.", "at": cast.NINE, "place": "Tarnholt School"}
    told |= {"starts_at": ASKED, "ends_at": ASKED + timedelta(hours=2)} | changes
    return calls.call_meeting(collaborative=group, by=by, **told)


def agree(motion, number, by=None, **changes):
    mandate = cast.mandate(motion.item.meeting, f"School {number:02}")
    told = {"choice": "for", "by": by or mandate.holder, "at": cast.TEN} | changes
    return calls.answer(motion=motion, mandate=mandate, **told)


@pytest.fixture
def heads(group, marian):
    return cast.schools(group, 5)


@pytest.mark.clause("K9.3")
def test_eighteen_of_35_member_schools_call_a_meeting_and_seventeen_do_not(group, marian):
    found = cast.schools(group, 35)
    motion = call(group, found[0])
    for number in range(2, 18):
        agree(motion, number)
    assert in_writing(motion).count == "17 of 18"
    assert not Meeting.objects.filter(kind="called").exists()
    motion = agree(motion, 18)
    meeting = Meeting.objects.get(kind="called")
    motion.refresh_from_db()
    assert (motion.state, motion.votes_for, motion.number) == ("carried", 18, "")
    assert (meeting.starts_at, meeting.state, meeting.place) == (ASKED, "fixed", "Tarnholt School")
    assert meeting.resolution == "Called by 18 members on 14 March 2024"
    assert meeting.mandates.filter(school__isnull=False).count() == 35


@pytest.fixture
def in_time(group):
    """An edition that has a further meeting meet within ten days."""
    decisions.adopt(group, "[calling.other-meeting]\n", '[calling.other-meeting]\nmeet_within = "10 days"\n')


@pytest.mark.clause("K9.3")
def test_a_further_meeting_meets_within_the_time_that_the_edition_gives_it(group, in_time, heads):
    late = {"starts_at": ASKED + timedelta(days=6), "ends_at": ASKED + timedelta(days=6, hours=2)}
    with pytest.raises(Refusal, match=r"within 10 days of Thursday 14 March 2024.*by Sunday 24 March 2024"):
        call(group, heads[0], **late)
    assert call(group, heads[0]).state == "voting"


@pytest.mark.clause("K9.3")
def test_nor_is_it_moved_beyond_that_time(group, in_time, heads, marian):
    motion = call(group, heads[0])
    for number in (2, 3):
        agree(motion, number)
    meeting = Meeting.objects.get(kind="called")
    told = {"because": "The hall is taken.", "seen": meeting.version, "by": None, "at": cast.NOON}
    with pytest.raises(Refusal, match="by Sunday 24 March 2024"):
        move(
            meeting=meeting,
            starts_at=ASKED + timedelta(days=6),
            ends_at=ASKED + timedelta(days=6, hours=2),
            **told,
        )
    moved = move(
        meeting=meeting,
        starts_at=ASKED + timedelta(days=1),
        ends_at=ASKED + timedelta(days=1, hours=2),
        **told,
    )
    assert moved.starts_at == ASKED + timedelta(days=1)


@pytest.mark.clause("K9.3")
def test_the_manager_is_asked_and_not_counted(group, marian, heads):
    motion = call(group, marian)
    assert in_writing(motion).count == "0 of 3"
    assert "Marian Teale" not in in_writing(motion).waiting
    agree(motion, 1, by=marian)  # an answer that came by telephone
    assert in_writing(motion).count == "1 of 3"


@pytest.mark.clause("K9.3")
def test_each_school_agrees_once(group, heads):
    motion = call(group, heads[0])
    with pytest.raises(votes.VotedAlready, match="School 01 has agreed already"):
        agree(motion, 1)
    with pytest.raises(NotAllowed, match="You do not answer for School 03"):
        agree(motion, 3, by=heads[1])


@pytest.mark.clause("K9.3")
def test_who_comes_after_it_is_reached_is_told_so(group, heads):
    motion = call(group, heads[0])
    agree(motion, 2)
    agree(motion, 3)
    with pytest.raises(votes.VoteClosed):
        agree(motion, 4)
    assert Meeting.objects.filter(kind="called").count() == 1


@pytest.mark.clause("K9.3")
def test_every_member_is_asked_by_mail_and_told_of_the_meeting(group, heads):
    for number, person in enumerate(heads):
        person.email = f"head{number}@marlbeck.example"
        person.save()
    motion = call(group, heads[0])
    asked = Message.objects.filter(key=key("motion", motion, "", "answer"))
    assert {message.person for message in asked} == set(heads)
    for number in (2, 3):
        agree(motion, number)
    meeting = Meeting.objects.get(kind="called")
    told = Message.objects.filter(key=key("meeting", meeting, "", "told"))
    assert {message.person for message in told} == set(heads)


@pytest.mark.clause("K9.3")
def test_whoever_has_not_answered_is_asked_to_until_its_day_and_the_call_is_no_meeting_of_the_year(
    group, heads
):
    motion = call(group, heads[0])
    agree(motion, 2)
    due = list(gather(group, Window(members.DAY, members.DAY, members.DAY + timedelta(days=30))))
    [asked] = [each for each in due if each.key.endswith("answer")]
    assert asked.due_on == members.DAY + timedelta(days=6)
    assert set(asked.who) == {person.pk for person in heads[2:]}
    assert "2 of 3 have agreed" in asked.reason
    assert not [each for each in due if each.kind == "meeting" and each.what.endswith("in writing")]


def test_a_call_is_for_a_time_to_come_on_a_day_of_term(group, heads):
    with pytest.raises(Refusal, match="a time to come"):
        call(group, heads[0], starts_at=cast.NINE, ends_at=cast.NOON)
    with pytest.raises(Refusal, match="would end at"):
        call(group, heads[0], ends_at=ASKED - timedelta(hours=1))
    easter = ASKED + timedelta(days=15)
    with pytest.raises(Refusal, match="choose a day of term"):
        call(group, heads[0], starts_at=easter, ends_at=easter + timedelta(hours=1))
    with pytest.raises(Refusal, match="what the meeting is for"):
        call(group, heads[0], why=" ")


def test_once_its_day_has_come_nobody_agrees_any_more_and_it_is_ended(group, marian, heads):
    motion = call(group, heads[0])
    with pytest.raises(NotNow, match="It could be answered before"):
        agree(motion, 2, at=ASKED)
    motion = calls.end(motion=motion, by=marian, at=ASKED)
    assert (motion.state, motion.quorate) == ("lost", False)
    assert not Meeting.objects.filter(kind="called").exists()


def test_a_meeting_that_has_taken_the_time_meanwhile_leaves_the_call_to_be_carried_out(group, heads):
    motion = call(group, heads[0])
    cast.meeting(group, starts_at=ASKED, ends_at=ASKED + timedelta(hours=3))
    for number in (2, 3):
        motion = agree(motion, number)
    motion.refresh_from_db()
    assert (motion.state, motion.carried_out_at) == ("carried", None)
    assert motion.effect_outcome
    assert not Meeting.objects.filter(kind="called").exists()


# Decided in writing -----------------------------------------------------------------------------------


def propose(group, marian, **changes):
    body = Body.objects.get(code="full-group")
    told = {"text": "That it is so.", "by": marian, "at": cast.NINE} | changes
    return calls.propose_in_writing(body=body, **told)


def test_without_a_rule_for_it_nothing_is_decided_in_writing(group, marian, heads):
    with pytest.raises(Refusal, match="does not let the"):
        propose(group, marian)


def test_where_the_edition_lets_it_the_body_decides_in_writing_within_its_time(group, marian, heads):
    decisions.adopt(group, *WRITTEN)
    motion = propose(group, marian)
    found = in_writing(motion)
    assert found.needed.value == 4  # more than half of six: five schools and the manager
    assert found.until == cast.moment(0, day=members.DAY + timedelta(days=14))
    agree(motion, 1)
    agree(motion, 2, choice="against")
    with pytest.raises(votes.VotedAlready):
        agree(motion, 2)
    agree(motion, 2, seen="against")
    agree(motion, 3)
    motion = agree(motion, 4)
    motion.refresh_from_db()
    assert (motion.state, motion.number, motion.votes_for) == ("carried", "R-2024-001", 4)


@pytest.mark.clause("B5.2")
def test_of_a_confidential_item_nobody_reads_in_the_planner_what_is_asked_in_writing(group, marian, heads):
    decisions.adopt(group, *WRITTEN)
    motion = propose(group, marian, text="That the purple wing is closed.")
    confine(item=motion.item, because="It names a person.", by=marian, at=cast.TEN)
    due = gather(group, Window(members.DAY, members.DAY, members.DAY + timedelta(days=30)))
    [asked] = [each for each in due if each.key.endswith("answer")]
    assert (asked.what, asked.reason) == ("Answer in writing", "")


# At the same moment -----------------------------------------------------------------------------------


@pytest.mark.both
@pytest.mark.clause("K9.3")
@pytest.mark.django_db(transaction=True)
def test_the_last_who_agree_at_once_call_one_meeting(group, marian):
    found = cast.schools(group, 9)
    motion = call(group, found[0])
    for number in (2, 3):
        agree(motion, number)

    def press(number: int):
        with scoped(group):
            rows = Motion.objects.select_related("item__meeting__body", "item__meeting__collaborative")
            return agree(rows.get(pk=motion.pk), number + 4)

    outcomes = race(press)
    motion.refresh_from_db()
    assert Meeting.objects.filter(kind="called").count() == 1
    assert sum(isinstance(each, Motion) for each in outcomes) == 2
    assert sum(isinstance(each, votes.VoteClosed) for each in outcomes) == 4
    assert motion.votes_for == 5
