"""What must be confirmed at a later meeting: on its agenda by itself, voted on again, and in force only then (K6.7)."""

from datetime import date

import pytest

from meetings.actions import motions, preparing, second_votes
from meetings.actions.agenda import admit_business, take_off
from meetings.actions.effects import as_effect
from meetings.actions.opening import close_meeting, open_meeting
from meetings.models import Meeting, Motion
from meetings.queries.second_votes import second_vote_of
from membership.actions.amending import begin_amendment
from membership.models import Edition
from membership.queries import kept
from records.obligations import Window, gather
from records.refusals import NotNow, Refusal
from tests.meetings import build, cast, decisions
from tests.membership import cast as members
from tests.membership import pages
from tests.membership.pages import words_of

pytestmark = [pytest.mark.django_db, pytest.mark.clause("K6.7")]

LATER, JULY = date(2024, 5, 16), date(2024, 7, 11)
BODY = 'body   = "full-group"\nreading.body = "By resolution of the full group; each'
TWICE = 'confirmed = { after = "7 days", on_both_agendas = true }\n'


@pytest.fixture
def room(group, marian):
    """The full meeting of 14 March, under an edition that has amendments confirmed a week later at the earliest."""
    decisions.adopt(group, BODY, TWICE + BODY)
    return decisions.opened(group, marian)


@pytest.fixture
def draft(group):
    return begin_amendment(
        collaborative=group, name="2024/25", in_force_from=date(2024, 9, 1), by=None, on=members.DAY
    )


@pytest.fixture
def first(room, draft):
    return room.carried(effect=as_effect(f"adopt-edition:{draft.pk}"))


def later(group, day=LATER, body="full-group", **changes) -> Meeting:
    slot = f"2023-24/{day.isoformat()}"
    told = {"starts_at": cast.moment(9, 0, day), "ends_at": cast.moment(12, 0, day), "slot": slot}
    return cast.meeting(group, body, **told | {"state": Meeting.State.FIXED} | changes)


def prepared(meeting, marian) -> Motion | None:
    preparing.prepare(meeting=meeting, by=marian, at=cast.NOON)
    return Motion.objects.filter(item__meeting=meeting, confirms__isnull=False).first()


def opened(meeting, marian, motion, come=3) -> decisions.Room:
    """So many came to the later meeting, and the motion is proposed and seconded there."""
    Meeting.objects.filter(pk=meeting.pk).update(state=Meeting.State.AGREED)
    meeting.refresh_from_db()
    cast.all_arrive(meeting, come)
    cast.arrives(meeting, marian, cast.mandate(meeting, "Marian Teale"), capacity="som")
    open_meeting(meeting=meeting, by=marian, at=meeting.starts_at)
    motion.item.meeting.refresh_from_db()
    room = decisions.Room(meeting, motion.item, marian)
    motion.refresh_from_db()
    told = {"proposer": room.mandate(1), "seconder": room.mandate(2), "method": "show"}
    motions.revise_motion(motion=motion, seen=motion.version, by=marian, at=meeting.starts_at, **told)
    return room


def voted(room, motion, *hands) -> Motion:
    at = room.meeting.starts_at
    motions.put(motion=motion, by=room.marian, at=at)
    motions.open_vote(motion=motion, by=room.marian, at=at)
    return room.close(motion, *hands, at=at)


def _due(group) -> list[tuple[str, date]]:
    window = Window(members.DAY, members.DAY, date(2024, 8, 31))
    return [(each.what, each.due_on) for each in gather(group, window) if each.key.endswith("confirm")]


@pytest.mark.clause("K9.15", "K15.1")
def test_it_arises_by_itself_on_the_later_agenda_and_holds_once_it_is_carried_again(
    room, first, draft, group
):
    meeting = later(group)
    motion = prepared(meeting, room.marian)
    item = motion.item
    assert (item.kind, item.title) == ("arising", "Second vote: Attendance strategy")
    assert item.text == "R-2024-001 of 14 March 2024 was carried, and holds once it is confirmed."
    assert (motion.text, motion.effect, motion.state) == (first.text, first.effect, "drafted")
    assert preparing.prepare(meeting=meeting, by=room.marian, at=cast.NOON) == []

    motion = voted(opened(meeting, room.marian, motion), motion, 3, 0)
    draft.refresh_from_db()
    assert (motion.number, motion.takes_effect_on) == ("R-2024-002", LATER)
    assert (draft.state, draft.resolution) == (Edition.State.ADOPTED, "R-2024-002 of 16 May 2024")
    assert second_vote_of(first).words == "Carried and confirmed"
    assert prepared(later(group, JULY), room.marian) is None


def test_before_its_day_it_comes_on_no_agenda_and_at_another_body_on_none(room, first, group):
    assert prepared(later(group, date(2024, 3, 20)), room.marian) is None
    assert prepared(later(group, body="management-group"), room.marian) is None


def test_a_second_vote_that_is_lost_ends_it(room, first, draft, group):
    meeting = later(group)
    motion = prepared(meeting, room.marian)
    voted(opened(meeting, room.marian, motion), motion, 1, 2)
    draft.refresh_from_db()
    assert draft.state == Edition.State.DRAFT
    assert second_vote_of(first).words == "Carried, and not confirmed"
    assert _due(group) == []
    assert prepared(later(group, JULY), room.marian) is None


@pytest.mark.clause("K6.4")
def test_without_a_quorum_it_is_put_to_the_meeting_after(room, first, group):
    meeting = later(group)
    motion = prepared(meeting, room.marian)
    motion = voted(opened(meeting, room.marian, motion, come=2), motion, 2, 0)
    assert motion.state == "no decision"
    close_meeting(meeting=meeting, by=room.marian, at=meeting.ends_at)
    assert prepared(later(group, JULY), room.marian).confirms == first


def test_what_was_taken_off_stays_off_and_can_be_put_on_another_agenda_by_hand(room, first, group):
    meeting, july = later(group), later(group, JULY, state=Meeting.State.AGREED)
    motion = prepared(meeting, room.marian)
    with pytest.raises(NotNow, match="stands on the agenda of Thursday 16 May 2024 already"):
        second_votes.put_again(first=first, meeting=july, by=room.marian, at=cast.NOON)
    meeting.refresh_from_db()
    motions.withdraw_motion(motion=motion, by=room.marian, at=cast.NOON)
    take_off(item=motion.item, seen=meeting.agenda_version, by=room.marian, at=cast.NOON)
    assert preparing.prepare(meeting=meeting, by=room.marian, at=cast.NOON) == []
    again = second_votes.put_again(first=first, meeting=july, by=room.marian, at=cast.NOON)
    assert (again.confirms, again.item.meeting) == (first, july)


def test_a_second_vote_is_on_the_same_words_with_the_same_effect_and_is_not_amended(room, first, group):
    motion = prepared(later(group), room.marian)
    told = {"motion": motion, "by": room.marian, "at": cast.NOON}
    with pytest.raises(Refusal, match="on the same words"):
        motions.revise_motion(**told, seen=motion.version, text="That something else is resolved.")
    motion.refresh_from_db()
    with pytest.raises(Refusal, match="what the first did"):
        motions.revise_motion(**told, seen=motion.version, effect=None)
    with pytest.raises(Refusal, match="it is not amended"):
        motions.amend(**told | {"text": "That something else is resolved."})


def test_where_it_stands_on_both_agendas_it_is_no_other_business(room, group):
    item = admit_business(
        meeting=room.meeting,
        agreement="Nobody objected",
        by=room.marian,
        at=cast.TEN,
        title="The constitution",
    )
    with pytest.raises(Refusal, match="it is not taken as other business"):
        motions.draft_motion(
            item=item, text="That it is changed.", decision="constitution", by=room.marian, at=cast.TEN
        )


def test_the_chair_and_the_office_see_what_waits_and_since_when(room, first, group):
    assert _due(group) == [("Take the second vote on R-2024-001", date(2024, 3, 21))]
    meeting = later(group)
    kept.forget()
    assert _due(group) == [("Take the second vote on R-2024-001", LATER)], (
        "it comes onto its agenda by itself"
    )
    prepared(meeting, room.marian)
    assert _due(group) == [("Take the second vote on R-2024-001", LATER)]


@pytest.mark.clause("B5.2")
def test_the_second_vote_on_a_confidential_item_is_confidential(group, marian):
    decisions.adopt(group, BODY, TWICE + BODY)
    room = decisions.opened(group, marian)
    type(room.item).objects.filter(pk=room.item.pk).update(confined_at=cast.NINE, confined_because="A name")
    room.item.refresh_from_db()
    room.carried(decision="constitution")
    motion = prepared(later(group), marian)
    assert motion.item.confidential
    assert _due(group) == [("Take the second vote on RC-2024-001", LATER)]


@pytest.mark.clause("B5.1", "B5.2")
def test_whom_an_interest_sent_out_of_the_first_vote_it_sends_out_of_the_second(group, marian):
    """Under an edition by which whoever has an interest leaves the room."""
    leaves = '[interests.full-group]\nclause = "Membership"\nmay_stay = false\n\n[decision.constitution]'
    source = members.knowsley().replace(BODY, TWICE + BODY).replace("[decision.constitution]", leaves)
    members.adopt(group, source, date(2024, 1, 8))
    room = decisions.opened(group, marian)
    build.interest(room.item, person=room.head(4), bars_stay=True)
    build.interest(room.item, person=room.head(5), retracted_at=cast.NINE)
    room.carried(decision="constitution")
    item = prepared(later(group), marian).item
    again = item.interests.get()
    assert (again.person, again.nature, again.by) == (room.head(4), "My sister bids for it.", room.head(4))
    assert (again.bars_stay, again.retracted_at) == (True, None)


# The pages --------------------------------------------------------------------------------------------


@pytest.fixture
def office(client, group, room, monkeypatch, settings):
    from records import clock

    monkeypatch.setattr(clock, "now", lambda: pages.NOON)
    settings.DEMONSTRATION = True
    return pages.sign_in(client, group, room.marian)


def page(motion: Motion, end: str = "") -> str:
    return f"/marlbeck/motions/{motion.pk}/{end}"


def test_the_page_says_what_it_waits_for_and_puts_it_on_an_agenda(office, room, first, group):
    meeting = later(group)
    said = words_of(office.get(page(first)))
    assert "Carried, waits for its second vote" in said
    assert "When it is confirmed by a second vote, from Thursday 21 March 2024 on" in said
    assert "Carried, waits for its second vote" in words_of(office.get("/marlbeck/decisions/"))

    said = words_of(office.post(page(first, "again/"), {"meeting": meeting.pk}, follow=True))
    assert "The second vote is on the agenda of the Full meeting of Thursday 16 May 2024." in said
    assert "the second vote is on the agenda of the Full meeting of Thursday 16 May 2024" in said
    again = Motion.objects.get(confirms=first)
    said = words_of(office.get(page(again)))
    assert "The second vote on R-2024-001, on the same words." in said
    assert "Amend it" not in said
    said = words_of(office.post(page(first, "again/"), {"meeting": meeting.pk}, follow=True))
    assert "stands on the agenda of Thursday 16 May 2024 already" in said
    assert "Choose the meeting" in words_of(office.post(page(first, "again/"), follow=True))


def test_who_proposes_the_second_vote_is_entered_and_its_words_are_not_asked_for(office, room, first, group):
    motion = prepared(later(group), room.marian)
    form = office.get(page(motion, "change/")).content.decode()
    assert 'name="proposer"' in form
    assert 'name="text"' not in form
    rows = {name: cast.mandate(motion.item.meeting, name).pk for name in ("School 01", "School 02")}
    told = {"proposer": rows["School 01"], "seconder": rows["School 02"], "method": "show"}
    office.post(page(motion, "change/"), told | {"seen": motion.version})
    motion.refresh_from_db()
    assert (motion.proposer.name, motion.seconder.name) == ("School 01", "School 02")
    assert motion.effect == first.effect


def test_the_page_of_the_first_says_by_what_it_was_confirmed(office, room, first, group):
    meeting = later(group)
    motion = prepared(meeting, room.marian)
    voted(opened(meeting, room.marian, motion), motion, 3, 0)
    said = words_of(office.get(page(first)))
    assert "Thursday 16 May 2024, confirmed by R-2024-002" in said
    assert "Second vote on R-2024-001" in words_of(office.get("/marlbeck/decisions/"))
