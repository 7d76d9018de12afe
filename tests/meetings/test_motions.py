"""Motions until a vote opens: proposed, seconded, amended, withdrawn (K6.7, K-R46)."""

import pytest
from django.db import DatabaseError, transaction

from meetings.actions import motions
from meetings.models import Meeting, Motion
from membership.permissions import NotAllowed
from records.models import AuditEntry
from records.refusals import Conflict, NotNow, Refusal
from tests.meetings import cast, decisions

pytestmark = [pytest.mark.django_db]


@pytest.fixture
def room(group, marian):
    return decisions.opened(group, marian)


def amend(room, motion, text="That every school reports attendance each term.", **changes):
    told = {"proposer": room.mandate(2), "seconder": room.mandate(3)} | changes
    return motions.amend(motion=motion, text=text, by=room.marian, at=cast.TEN, **told)


@pytest.mark.clause("K6.7")
def test_a_motion_has_a_proposer_and_another_who_seconds_it(room):
    with pytest.raises(Refusal, match="other than its proposer"):
        room.draft(seconder=room.mandate(1))
    with pytest.raises(Refusal, match="who proposes and who seconds"):
        room.put(seconder=None)
    assert room.put().state == "put"


@pytest.mark.clause("K6.7")
def test_whoever_proposes_is_in_the_room(room):
    with pytest.raises(motions.NotInTheRoom, match="School 05 is not in the room"):
        room.put(proposer=room.mandate(5))


def test_nothing_is_put_before_the_meeting_is_open(room):
    motion = room.draft()
    Meeting.objects.filter(pk=room.meeting.pk).update(state="adjourned")
    with pytest.raises(NotNow, match="not open"):
        motions.put(motion=motion, by=room.marian, at=cast.TEN)


def test_a_motion_can_be_written_before_the_meeting_and_not_on_an_item_that_waits(room):
    waiting = cast.item(room.meeting, "Waiting", state="accepted", position=None)
    with pytest.raises(NotNow, match="not on the agenda"):
        motions.draft_motion(item=waiting, text="That it is so.", by=room.marian, at=cast.TEN)
    with pytest.raises(Refusal, match="Write the motion"):
        room.draft("  ")


def test_a_headteacher_puts_no_motion_unless_presiding(room):
    told = {"item": room.item, "text": "That it is so.", "at": cast.TEN}
    with pytest.raises(NotAllowed):
        motions.draft_motion(by=room.head(3), **told)
    Meeting.objects.filter(pk=room.meeting.pk).update(presiding=room.head(3))
    room.item.meeting.refresh_from_db()
    made = motions.draft_motion(by=room.head(3), **told)
    entry = AuditEntry.objects.filter(act="draft-motion").latest("seq")
    assert made.state == "drafted"
    assert entry.acting_as.lower().endswith("presiding")


@pytest.mark.clause("K6.7")
def test_a_kind_of_decision_of_another_body_is_refused(room):
    with pytest.raises(motions.NotDecidedHere):
        room.draft(decision="withdraw-notice")
    assert room.draft(decision="constitution").decision == "constitution"


@pytest.mark.clause("K6.7")
def test_votes_are_given_as_the_edition_says(room):
    with pytest.raises(Refusal, match="nobody objects, show of hands or recorded by name"):
        room.draft(method="secret")
    assert room.draft(method="recorded").method == "recorded"


@pytest.mark.clause("K6.7")
def test_the_vote_waits_for_every_amendment(room):
    motion = room.put()
    amendment = amend(room, motion)
    with pytest.raises(NotNow, match="1 amendment must be decided first"):
        motions.open_vote(motion=motion, by=room.marian, at=cast.TEN)
    motions.withdraw_motion(motion=amendment, by=room.marian, at=cast.TEN)
    assert motions.open_vote(motion=motion, by=room.marian, at=cast.TEN).state == "voting"


@pytest.mark.clause("K6.7")
def test_a_carried_amendment_gives_the_motion_its_words_and_has_no_number(room):
    motion = room.put()
    amendment = amend(room, motion)
    for step in (motions.put, motions.open_vote):
        step(motion=amendment, by=room.marian, at=cast.TEN)
    closed = room.close(amendment, 3, 1)
    motion.refresh_from_db()
    assert (closed.state, closed.number) == ("carried", "")
    assert motion.text == "That every school reports attendance each term."


@pytest.mark.clause("K6.7")
def test_a_lost_amendment_changes_nothing(room):
    motion = room.put()
    amendment = amend(room, motion)
    for step in (motions.put, motions.open_vote):
        step(motion=amendment, by=room.marian, at=cast.TEN)
    room.close(amendment, 1, 3)
    motion.refresh_from_db()
    assert motion.text == decisions.TEXT


def test_two_amendments_are_not_voted_on_at_once(room):
    motion = room.put()
    first, second = amend(room, motion), amend(room, motion, "That no school reports.")
    for each in (first, second):
        motions.put(motion=each, by=room.marian, at=cast.TEN)
    motions.open_vote(motion=first, by=room.marian, at=cast.TEN)
    with pytest.raises(NotNow, match="another amendment is open"):
        motions.open_vote(motion=second, by=room.marian, at=cast.TEN)


@pytest.mark.clause("K6.7")
def test_the_words_are_fixed_once_the_vote_is_open(room):
    motion = room.voting()
    with pytest.raises(NotNow, match="its words stay as they are"):
        amend(room, motion)
    with pytest.raises(NotNow, match="its words stay as they are"):
        motions.revise_motion(
            motion=motion, seen=motion.version, by=room.marian, at=cast.TEN, text="That it is not so."
        )
    with pytest.raises(DatabaseError, match="words voted on"), transaction.atomic():
        Motion.objects.filter(pk=motion.pk).update(text="That it is not so.")


def test_of_two_who_change_a_motion_the_second_is_told(room):
    motion = room.draft()
    seen = motion.version
    motions.revise_motion(motion=motion, seen=seen, by=room.marian, at=cast.TEN, text="That it is so.")
    with pytest.raises(Conflict):
        motions.revise_motion(motion=motion, seen=seen, by=room.marian, at=cast.TEN, text="That it is not.")


@pytest.mark.clause("B2.3")
def test_a_delegation_says_to_whom_within_what_limits_and_until_when(room):
    with pytest.raises(Refusal, match="to whom, within what limits, and until when"):
        room.draft(delegated_to="The management group")
    told = {"delegated_to": "The management group", "limits": "Up to £2,000 for each booking"}
    with pytest.raises(Refusal, match="ends after the meeting"):
        room.draft(**told, ends_on=cast.members.DAY)


def test_withdrawing_a_motion_withdraws_its_amendments(room):
    motion = room.put()
    amendment = amend(room, motion)
    motions.withdraw_motion(motion=motion, by=room.marian, at=cast.TEN)
    amendment.refresh_from_db()
    assert amendment.state == "withdrawn"
