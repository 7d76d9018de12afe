"""A meeting moved or cancelled, with its reason (K9.1, K9.4, K-R36): its deadlines follow, and everybody is told.

The deadlines are derived from its day, so nothing else has to be moved; what was on the agenda of a cancelled
meeting waits for the next.
"""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from meetings.actions.calls import refuse_too_late
from meetings.actions.circulating import CANCELLED, MOVED, circulate
from meetings.actions.mandates import derive_mandates
from meetings.actions.replies import ask_again
from meetings.actions.year import PROPOSE, refuse_closed, refuse_overlap, refuse_times, taken
from meetings.models import AgendaItem, Meeting
from meetings.models.meeting import BEFORE_OPENING, RECURRING
from meetings.queries.calls import call_of
from meetings.queries.hours import between
from meetings.queries.room import day_of
from meetings.queries.year import occasion_on
from membership.permissions import require
from membership.queries.events import year_of
from membership.queries.kept import facts_on
from membership.queries.moments import civil_day
from records import audit
from records.models import Person
from records.refusals import NotNow, Refusal
from records.versions import change

State, Kind = Meeting.State, Meeting.Kind
MOVE, CANCEL = "move-meeting", "cancel-meeting"
# What waits for another meeting when its own is cancelled; the standing ones come by themselves.
WAITS = (
    AgendaItem.Kind.BUSINESS,
    AgendaItem.Kind.FEEDBACK,
    AgendaItem.Kind.DEVELOPMENT,
    AgendaItem.Kind.OTHER,
)


def act_for(meeting: Meeting, act: str) -> str:
    """Whoever proposes dates may change those that are not fixed, and those of others."""
    return PROPOSE if meeting.state == State.PROPOSED or meeting.kind == Kind.OUTSIDE else act


@transaction.atomic
def move(
    *,
    meeting: Meeting,
    starts_at: datetime,
    ends_at: datetime,
    because: str,
    seen: int,
    by: Person | None,
    at: datetime,
    place: str = "",
    mode: str = "",
    link: str = "",
    speakers: str = "",
) -> Meeting:
    """To another day, hour or place. `seen` is the version that was looked at: raises Conflict for an older one."""
    acting_as = require(by, act_for(meeting, MOVE), meeting.collaborative, civil_day(at))
    told = _was_told(meeting)
    before = {"starts_at": meeting.starts_at, "ends_at": meeting.ends_at, "place": meeting.place}
    _refuse_move(meeting, starts_at, ends_at, because, at)
    fields = {
        "starts_at": starts_at,
        "ends_at": ends_at,
        "place": place.strip(),
        "mode": mode or meeting.mode,
        "link": link.strip(),
        "speakers": speakers.strip(),
        "slot": _slot(meeting, starts_at),
    }
    if told:
        fields |= {
            "moved_from": meeting.starts_at,
            "moved_because": because.strip(),
            "sequence": meeting.sequence + 1,
        }
    _change(meeting, seen, fields)
    after = {**fields, "because": because.strip()}
    if told:
        derive_mandates(meeting, at)
        after |= _asked_again(meeting, before["starts_at"], at)
        circulate([meeting], MOVED, at)
    _record(meeting, MOVE, by, acting_as, at, before, after)
    return meeting


def _asked_again(meeting: Meeting, was: datetime, at: datetime) -> dict[str, Any]:
    """Whoever replied did so for the time that it was to begin; another place or end leaves the replies as they are."""
    asked = ask_again(meeting, at) if meeting.starts_at != was else 0
    return {"replies asked for again": asked} if asked else {}


def _refuse_move(
    meeting: Meeting, starts_at: datetime, ends_at: datetime, because: str, at: datetime
) -> None:
    _refuse_begun(meeting)
    if _was_told(meeting) and not because.strip():
        raise Refusal("Say why it is moved: everybody who was told of it is told the reason.")
    refuse_times(starts_at, ends_at)
    if starts_at <= at:
        raise Refusal("A meeting cannot be moved to a time that has passed.")
    if meeting.kind != Kind.OUTSIDE:
        refuse_closed(facts_on(meeting.collaborative, civil_day(at)), starts_at, ends_at)
        refuse_overlap(meeting.body, starts_at, ends_at, but=meeting.pk)
        _refuse_late_call(meeting, starts_at)


def _refuse_late_call(meeting: Meeting, starts_at: datetime) -> None:
    """One that members called still meets within its time."""
    if meeting.kind == Kind.CALLED and (call := call_of(meeting)):
        asked = day_of(call.item.meeting)
        rules = facts_on(meeting.collaborative, asked).rules
        refuse_too_late(meeting.collaborative, rules, call.effect["calling"], asked, starts_at)


def _refuse_begun(meeting: Meeting) -> None:
    if meeting.state not in BEFORE_OPENING:
        words = "has been cancelled" if meeting.state == State.CANCELLED else "has begun"
        raise NotNow(f"This meeting {words}: its day cannot be changed.")


def _was_told(meeting: Meeting) -> bool:
    """Whether its day is known to the members: a proposal is not."""
    return meeting.state != State.PROPOSED


def _slot(meeting: Meeting, starts_at: datetime) -> str:
    """The part of the year that it is for: that of its new day, where its event is asked for in it."""
    if meeting.kind not in RECURRING:
        return meeting.slot
    facts = facts_on(meeting.collaborative, civil_day(starts_at))
    year = year_of(facts.register.editions.rules_since(civil_day(starts_at)), meeting.slot[:7])
    found = year and occasion_on(facts, year, meeting.event, civil_day(starts_at))
    return found.slot if found else meeting.slot


def _change(meeting: Meeting, seen: int, fields: dict[str, Any]) -> None:
    try:
        with transaction.atomic():
            change(meeting, seen=seen, **fields)
    except IntegrityError as problem:
        raise taken(meeting.body, meeting.event, fields["slot"]) or problem from None


@transaction.atomic
def cancel(*, meeting: Meeting, because: str, by: Person | None, at: datetime) -> Meeting:
    """It does not take place. What was to be talked about waits for another; everybody is told the reason."""
    acting_as = require(by, act_for(meeting, CANCEL), meeting.collaborative, civil_day(at))
    if not because.strip():
        raise Refusal("Say why it is cancelled: everybody who was told of it is told the reason.")
    _refuse_begun(meeting)
    told = _was_told(meeting)
    rows = Meeting.objects.filter(pk=meeting.pk, state=meeting.state)
    fields = {
        "state": State.CANCELLED,
        "cancelled_because": because.strip(),
        "sequence": meeting.sequence + told,
    }
    if not rows.update(**fields):
        raise NotNow("Somebody else has changed this meeting. Look at it again before you cancel it.")
    meeting.refresh_from_db()
    _let_items_wait(meeting)
    _record(
        meeting, CANCEL, by, acting_as, at, {}, fields | {"when": between(meeting.starts_at, meeting.ends_at)}
    )
    if told:
        circulate([meeting], CANCELLED, at)
    return meeting


def _let_items_wait(meeting: Meeting) -> None:
    placed = meeting.items.filter(state=AgendaItem.State.PLACED, kind__in=WAITS)
    placed.update(meeting=None, position=None, state=AgendaItem.State.ACCEPTED)
    meeting.items.filter(state__in=[AgendaItem.State.SUBMITTED, AgendaItem.State.ACCEPTED]).update(
        meeting=None
    )


def _record(
    meeting: Meeting,
    act: str,
    by: Person | None,
    acting_as: str,
    at: datetime,
    before: dict[str, Any],
    after: dict[str, Any],
) -> None:
    audit.record(
        collaborative=meeting.collaborative,
        act=act,
        subject=meeting,
        by=by,
        at=at,
        acting_as=acting_as,
        before=before or None,
        after=after,
    )
