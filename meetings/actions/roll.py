"""The roll on the day: who came, in what capacity, when they left; corrections are struck and written anew (K9.5, K6.5).

A click is recorded once, however often the phone that lost its connection sends it: by the click's own key. Two
recorders who let two people speak for one school at once are kept apart by the database, not by a look beforehand.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet

from constitution import say
from meetings.models import Mandate, Meeting, Presence
from meetings.queries.hours import clock_words
from meetings.queries.room import day_of
from membership.permissions import Viewer, allowed, require, viewer_for
from membership.queries.moments import civil_day
from records import audit
from records.models import Person
from records.prepared import prepared
from records.refusals import NotNow, Refusal

CALL_ROLL, OPEN = "call-roll", "open-meeting"
State = Meeting.State
# Before a meeting is opened its roll is called; a proposed one is not yet a meeting.
ROLL_MAY_BE_CALLED = (State.FIXED, State.SET, State.AGREED, State.OPEN, State.ADJOURNED)


class SpokenFor(Refusal):
    sentence = "Somebody else speaks for this already."


def may_record(viewer: Viewer, meeting: Meeting) -> bool:
    """Whoever calls the roll; and whoever opens or presides, or was named for the minutes where the office is absent."""
    named = {meeting.presiding_id, meeting.minute_taker_id}
    return viewer.person_id in named or bool(allowed(viewer, CALL_ROLL) or allowed(viewer, OPEN))


def require_recorder(meeting: Meeting, by: Person | None, at: datetime) -> str:
    """In what capacity somebody keeps the roll of this meeting; refuses who may not."""
    if by is not None:
        viewer = viewer_for(by, meeting.collaborative, civil_day(at))
        if may_record(viewer, meeting):
            return viewer.acting_as
    return require(by, CALL_ROLL, meeting.collaborative, civil_day(at))


@transaction.atomic
def arrive(
    *,
    meeting: Meeting,
    person: Person,
    mandate: Mandate | None,
    capacity: str,
    by: Person | None,
    at: datetime,
    key: str,
    mode: str = Meeting.Mode.IN_PERSON,
    arrived_at: datetime | None = None,
) -> Presence:
    """Record that somebody came, and what they exercise, if anything. The same click twice is one arrival.

    Raises SpokenFor when somebody else exercises the mandate, NotNow when the roll is not open.
    """
    acting_as = require_recorder(meeting, by, at)
    is_open = _held_open(meeting)
    mine = _of_one(meeting=meeting.pk, person=person.pk)
    if found := [row for row in mine if row.key == key]:
        return found[0]
    known = [row for row in mine if row.left_at is None and row.struck_at is None]
    _refuse_closed(meeting, at, is_open)
    _refuse_another_meeting(meeting, mandate)
    if mandate:
        _from_beside(known, person, mandate, by, at)
    row = Presence(
        collaborative=meeting.collaborative,
        meeting=meeting,
        person=person,
        mandate=mandate,
        capacity=capacity,
        mode=mode,
        arrived_at=_not_in_the_future(arrived_at or at, at),
        key=key,
        by=by,
    )
    return _written(row, by, acting_as, at)


@prepared
def _of_one(meeting: int, person: int) -> QuerySet[Presence]:
    """Each time that somebody was there."""
    return Presence.objects.filter(meeting=meeting, person=person).select_related("mandate", "person")


def _from_beside(
    here: Iterable[Presence], person: Person, mandate: Mandate, by: Person | None, at: datetime
) -> None:
    """Whoever attended without a mandate exercises one from now on. Nobody speaks in two capacities at once."""
    for row in here:
        if row.mandate_id == mandate.pk:
            continue
        if row.mandate is None:
            leave(presence=row, by=by, at=at)
        elif person.pk != mandate.holder_id or person.pk != row.mandate.holder_id:
            raise SpokenFor(
                f"{person.name} speaks for {row.mandate.name} at this meeting, and for nobody else."
            )


def _written(row: Presence, by: Person | None, acting_as: str, at: datetime) -> Presence:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        return _already(row)
    _record(row, by, acting_as, at, {"arrived_at": row.arrived_at, "capacity": row.capacity})
    return row


def _already(row: Presence) -> Presence:
    """What stood in the way: the same click from another connection, or somebody who is there already.

    Two recorders who let in the same person for the same mandate both see what they wanted.
    """
    if found := Presence.objects.filter(meeting=row.meeting, key=row.key).first():
        return found
    there = _exercising(row.mandate) if row.mandate_id else None
    if there and there.person_id == row.person_id:
        return there
    if there:
        raise SpokenFor(
            f"{there.person.name} speaks for {row.mandate.name} already. Hand over, or let {row.person.name} "
            "attend without a vote."
        )
    raise SpokenFor(f"{row.person.name} is on the roll already.")


def _exercising(mandate: Mandate) -> Presence | None:
    return mandate.presences.filter(left_at=None, struck_at=None).select_related("person").first()


@transaction.atomic
def leave(
    *, presence: Presence, by: Person | None, at: datetime, left_at: datetime | None = None
) -> Presence:
    """Record that somebody left. Whoever has left already stays as recorded."""
    acting_as = require_recorder(presence.meeting, by, at)
    _refuse_closed(presence.meeting, at, _held_open(presence.meeting))
    when = _not_in_the_future(left_at or at, at)
    if when < presence.arrived_at:
        raise Refusal(
            f"{presence.person.name} came at {clock_words(presence.arrived_at)}: nobody leaves before they came."
        )
    changed = Presence.objects.filter(pk=presence.pk, left_at=None, struck_at=None).update(left_at=when)
    presence.refresh_from_db()
    if changed:
        _record(presence, by, acting_as, at, {"left_at": when})
    return presence


@transaction.atomic
def take_over(
    *, meeting: Meeting, mandate: Mandate, person: Person, capacity: str, by: Person | None, at: datetime, key: str,
    mode: str = Meeting.Mode.IN_PERSON,
) -> Presence:  # fmt: skip
    """The mandate passes to somebody else in the room: the head has come, the deputy stays and attends (K6.5).

    Whoever exercises it already goes on doing so.
    """
    if found := Presence.objects.filter(meeting=meeting, key=key).first():
        return found
    before = _exercising(mandate)
    if before and before.person_id == person.pk:
        return before
    if before:
        leave(presence=before, by=by, at=at)
        _stays(before, by, at, f"{key}-stays")
    return arrive(
        meeting=meeting, person=person, mandate=mandate, capacity=capacity, by=by, at=at, key=key, mode=mode
    )


def _stays(before: Presence, by: Person | None, at: datetime, key: str) -> None:
    arrive(
        meeting=before.meeting, person=before.person, mandate=None, capacity=before.capacity, by=by, at=at,
        key=key, mode=before.mode,
    )  # fmt: skip


@transaction.atomic
def strike(*, presence: Presence, because: str, by: Person | None, at: datetime) -> None:
    """Take back what was recorded by mistake, with the reason; the row stays to be seen, struck."""
    acting_as = require_recorder(presence.meeting, by, at)
    if not because.strip():
        raise Refusal("Say why the entry is struck.")
    struck = Presence.objects.filter(pk=presence.pk, struck_at=None)
    if not struck.update(struck_at=at, struck_because=because.strip()):
        raise NotNow("This entry has been struck already.")
    presence.refresh_from_db()
    _record(presence, by, acting_as, at, {"struck": because.strip()})


@transaction.atomic
def correct(
    *,
    presence: Presence,
    arrived_at: datetime,
    left_at: datetime | None,
    because: str,
    by: Person | None,
    at: datetime,
    key: str,
) -> Presence:
    """Other times for what was recorded, with the reason, also after the meeting: the old row is struck."""
    acting_as = require_recorder(presence.meeting, by, at)
    if found := Presence.objects.filter(meeting=presence.meeting, key=key).first():
        return found
    if left_at and left_at < arrived_at:
        raise Refusal(
            f"They cannot have left at {clock_words(left_at)}, before they came at {clock_words(arrived_at)}."
        )
    strike(presence=presence, because=because, by=by, at=at)
    row = Presence(
        collaborative=presence.collaborative,
        meeting=presence.meeting,
        person=presence.person,
        mandate=presence.mandate,
        capacity=presence.capacity,
        mode=presence.mode,
        arrived_at=_not_in_the_future(arrived_at, at),
        left_at=left_at and _not_in_the_future(left_at, at),
        key=key,
        by=by,
    )
    return _written(row, by, acting_as, at)


def _not_in_the_future(moment: datetime, at: datetime) -> datetime:
    if moment > at:
        raise Refusal(f"{clock_words(moment)} on {say.long_date(civil_day(moment))} has not come yet.")
    return moment


def _held_open(meeting: Meeting) -> bool:
    """Whether its roll may be called; if so, nobody closes it until the commit, for the row is held by being written."""
    standing = Meeting.objects.filter(pk=meeting.pk, state__in=ROLL_MAY_BE_CALLED)
    return bool(standing.update(state=F("state")))


def _refuse_closed(meeting: Meeting, at: datetime, is_open: bool) -> None:
    if not is_open:
        if Meeting.objects.filter(pk=meeting.pk, state=State.CLOSED).exists():
            raise NotNow("The meeting is closed: correct the roll, with the reason.")
        raise NotNow("The roll is called once the day of the meeting is fixed, and while it goes on.")
    if civil_day(at) < day_of(meeting):
        raise NotNow(f"The meeting is on {say.long_date(day_of(meeting))}: its roll is called on the day.")


def _refuse_another_meeting(meeting: Meeting, mandate: Mandate | None) -> None:
    if mandate and (mandate.meeting_id != meeting.pk or mandate.struck_at):
        raise Refusal(f"{mandate.name} is not on the roll of this meeting.")


def _record(row: Presence, by: Person | None, acting_as: str, at: datetime, after: dict) -> None:
    audit.record(
        collaborative=row.collaborative,
        act=CALL_ROLL,
        subject=row,
        by=by,
        at=at,
        acting_as=acting_as,
        after={"person": row.person_id, "mandate": row.mandate_id, **after},
        moves_facts=False,
    )
