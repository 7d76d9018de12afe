"""Opening, adjourning, resuming and closing a meeting (K6.3, K6.4)."""

from datetime import datetime

from django.db import transaction

from constitution import say
from meetings.actions.mandates import derive_mandates
from meetings.models import AgendaItem, Meeting, Motion
from meetings.models.meeting import BEFORE_OPENING
from meetings.queries.room import day_of, room_of
from membership.actions.guard import queue_at
from membership.permissions import require
from membership.queries.moments import civil_day
from records import audit
from records.models import Person
from records.refusals import NotNow, Refusal

State = Meeting.State
OPEN, ADJOURN, CLOSE = "open-meeting", "adjourn-meeting", "close-meeting"


@transaction.atomic
def open_meeting(
    *,
    meeting: Meeting,
    by: Person | None,
    at: datetime,
    presiding: Person | None = None,
    minute_taker: Person | None = None,
) -> Meeting:
    """Open the meeting with the roll as it stands. The roll of members is fixed, and the quorum found is kept.

    A meeting without its quorum opens too: those who came may talk, and no resolution can be recorded (K6.4).
    """
    acting_as = require(by, OPEN, meeting.collaborative, civil_day(at))
    derive_mandates(meeting, at)
    if meeting.state not in BEFORE_OPENING or meeting.state == State.PROPOSED:
        raise NotNow(_not_to_be_opened(meeting))
    if civil_day(at) < day_of(meeting):
        raise Refusal(
            f"The meeting is on {say.long_date(day_of(meeting))}: move it first, if it is held today."
        )
    finding = room_of(meeting).quorate()
    Meeting.objects.filter(pk=meeting.pk).update(
        state=State.OPEN,
        opened_at=at,
        opening=finding.as_json(),
        presiding=presiding or by,
        minute_taker=minute_taker,
    )
    return _recorded(meeting, OPEN, by, acting_as, at, {"quorate": finding.value})


def _not_to_be_opened(meeting: Meeting) -> str:
    if meeting.state == State.PROPOSED:
        return "The day of this meeting is not fixed yet: fix it first."
    return f"This meeting is {meeting.get_state_display().lower()} already."


@transaction.atomic
def name_officers(
    *, meeting: Meeting, presiding: Person, minute_taker: Person | None, by: Person | None, at: datetime
) -> Meeting:
    """Somebody else presides or takes the minutes from now on (K9.13, K-R48)."""
    acting_as = require(by, OPEN, meeting.collaborative, civil_day(at))
    live = Meeting.objects.filter(pk=meeting.pk, state__in=[State.OPEN, State.ADJOURNED])
    before = {"presiding": meeting.presiding_id, "minute_taker": meeting.minute_taker_id}
    if not live.update(presiding=presiding, minute_taker=minute_taker):
        raise NotNow("Nobody presides at a meeting that is not open.")
    after = {"presiding": presiding.pk, "minute_taker": minute_taker and minute_taker.pk}
    return _recorded(meeting, "name-officers", by, acting_as, at, after, before)


@transaction.atomic
def adjourn_meeting(*, meeting: Meeting, by: Person | None, at: datetime) -> Meeting:
    """Interrupt an open meeting; it is resumed with the same roll."""
    acting_as = _moved(meeting, ADJOURN, State.OPEN, State.ADJOURNED, by, at)
    return _recorded(meeting, ADJOURN, by, acting_as, at, {"state": State.ADJOURNED})


@transaction.atomic
def resume_meeting(*, meeting: Meeting, by: Person | None, at: datetime) -> Meeting:
    acting_as = _moved(meeting, ADJOURN, State.ADJOURNED, State.OPEN, by, at)
    return _recorded(meeting, ADJOURN, by, acting_as, at, {"state": State.OPEN})


@transaction.atomic
def close_meeting(*, meeting: Meeting, by: Person | None, at: datetime) -> Meeting:
    """Close the meeting: whoever is still there has left with it, and no vote is open.

    Raises Refusal when a vote is open, naming it.
    """
    acting_as = require(by, CLOSE, meeting.collaborative, civil_day(at))
    queue_at(meeting)
    meeting.refresh_from_db()
    if meeting.state not in (State.OPEN, State.ADJOURNED):
        raise NotNow("Only a meeting that is open can be closed.")
    _refuse_open_votes(meeting)
    meeting.presences.filter(left_at=None, struck_at=None).update(left_at=at)
    on_agenda = meeting.items.filter(state=AgendaItem.State.PLACED)
    on_agenda.filter(motions__closed_at__isnull=False).update(state=AgendaItem.State.DISCUSSED)
    Meeting.objects.filter(pk=meeting.pk).update(state=State.CLOSED, closed_at=at)
    return _recorded(meeting, CLOSE, by, acting_as, at, {"state": State.CLOSED})


def _refuse_open_votes(meeting: Meeting) -> None:
    voting = Motion.objects.filter(item__meeting=meeting, state=Motion.State.VOTING).first()
    if voting:
        raise Refusal(f"A vote is open: '{voting.text}'. Close it first.")


def _moved(meeting: Meeting, act: str, before: str, after: str, by: Person | None, at: datetime) -> str:
    acting_as = require(by, act, meeting.collaborative, civil_day(at))
    if not Meeting.objects.filter(pk=meeting.pk, state=before).update(state=after):
        raise NotNow(f"Only a meeting that is {Meeting.State(before).label.lower()} can be {after}.")
    return acting_as


def _recorded(
    meeting: Meeting,
    act: str,
    by: Person | None,
    acting_as: str,
    at: datetime,
    after: dict,
    before: dict | None = None,
) -> Meeting:
    meeting.refresh_from_db()
    audit.record(
        collaborative=meeting.collaborative,
        act=act,
        subject=meeting,
        by=by,
        at=at,
        acting_as=acting_as,
        before=before,
        after=after,
    )
    return meeting
