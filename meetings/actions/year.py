"""The year's meetings: proposed, fixed by decision and circulated; those of others beside them (K9.1, K12.23, K16.7)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from constitution import say
from constitution.dates import ONE_DAY
from meetings.actions.circulating import FIXED, circulate
from meetings.actions.mandates import derive_mandates
from meetings.models import Meeting
from meetings.queries.days import school_days
from meetings.queries.hours import between, clock_words
from meetings.queries.year import Occasion, body_of, day_of
from membership.models import Body
from membership.permissions import require
from membership.queries.kept import facts_on
from membership.queries.members import Membership
from membership.queries.moments import civil_day
from records import audit
from records.models import Collaborative, Person
from records.refusals import NotNow, Refusal

State, Kind = Meeting.State, Meeting.Kind
PROPOSE, FIX = "propose-meeting", "fix-meeting"


class InAHoliday(Refusal):
    sentence = "Schools are closed on this day."


class TimesReversed(Refusal):
    sentence = "The meeting would end before it begins."


class SlotTaken(Refusal):
    sentence = "There is a meeting for this part of the year already."


class TwoAtOnce(Refusal):
    sentence = "The same body meets at this time already."


@dataclass(frozen=True)
class Wanted:
    """One meeting of a proposal: for which occasion, from when until when, and where."""

    occasion: Occasion
    starts_at: datetime
    ends_at: datetime
    place: str = ""
    mode: str = Meeting.Mode.IN_PERSON


# Proposed ---------------------------------------------------------------------------------------------


@transaction.atomic
def propose(
    *, collaborative: Collaborative, wanted: Sequence[Wanted], by: Person | None, at: datetime
) -> list[Meeting]:
    """Enter the dates that the body is to fix. All of them, or none: raises for the first that cannot be."""
    acting_as = require(by, PROPOSE, collaborative, civil_day(at))
    if not wanted:
        raise Refusal("Choose at least one meeting.")
    facts = facts_on(collaborative, civil_day(at))
    made = [_proposed(collaborative, facts, each) for each in wanted]
    for meeting in made:
        _record(meeting, PROPOSE, by, acting_as, at, _says(meeting))
    return made


def _proposed(collaborative: Collaborative, facts: Membership, wanted: Wanted) -> Meeting:
    occasion = wanted.occasion
    refuse_times(wanted.starts_at, wanted.ends_at)
    refuse_closed(facts, wanted.starts_at, wanted.ends_at)
    body = body_of(facts, occasion.rule)
    refuse_overlap(body, wanted.starts_at, wanted.ends_at)
    return created(
        collaborative=collaborative,
        body=body,
        kind=Kind.CONFERENCE if (occasion.rule.days or 1) > 1 else Kind.ORDINARY,
        event=occasion.code,
        slot=occasion.slot,
        name=occasion.name,
        starts_at=wanted.starts_at,
        ends_at=wanted.ends_at,
        place=wanted.place.strip(),
        mode=wanted.mode,
    )


def created(**fields: Any) -> Meeting:
    """A meeting of these fields, unless its slot is taken: then raises SlotTaken, naming the one that is there."""
    try:
        with transaction.atomic():
            return Meeting.objects.create(**fields)
    except IntegrityError as problem:
        raise taken(fields["body"], fields["event"], fields["slot"]) or problem from None


def taken(body: Body | None, event: str, slot: str) -> SlotTaken | None:
    """The refusal that names the meeting in a slot; None where there is none."""
    there = Meeting.objects.filter(body=body, event=event, slot=slot).exclude(state=State.CANCELLED).first()
    if there is None:
        return None
    name, day = f"{there.name[:1].lower()}{there.name[1:]}", say.long_date(day_of(there))
    return SlotTaken(f"There is a {name} in this part of the year already on {day}.")


# What no meeting may be -------------------------------------------------------------------------------


def refuse_times(starts_at: datetime, ends_at: datetime) -> None:
    if ends_at > starts_at:
        return
    if civil_day(ends_at) == civil_day(starts_at):
        words = (
            f"It would end at {clock_words(ends_at)} and begin at {clock_words(starts_at)}: give a later end."
        )
        raise TimesReversed(words)
    raise TimesReversed(f"Its last day, {say.long_date(civil_day(ends_at))}, comes before its first.")


def refuse_closed(facts: Membership, starts_at: datetime, ends_at: datetime) -> None:
    """Never in a holiday, in a closure or on a bank holiday (K9.1)."""
    days, day = school_days(facts), civil_day(starts_at)
    while day <= civil_day(ends_at):
        if because := days.closed_because(day):
            raise InAHoliday(f"{because}: choose a day of term.")
        day += ONE_DAY


def refuse_overlap(body: Body | None, starts_at: datetime, ends_at: datetime, but: int | None = None) -> None:
    """A body cannot meet twice at one time. `but` is the meeting that is being moved."""
    if body is None:
        return
    rivals = Meeting.objects.filter(body=body, starts_at__lt=ends_at, ends_at__gt=starts_at)
    rival = rivals.exclude(pk=but).exclude(state=State.CANCELLED).exclude(kind=Kind.WRITTEN).first()
    if rival:
        when = between(rival.starts_at, rival.ends_at)
        raise TwoAtOnce(f"{body.name} meets at this time already: {rival.name}, {when}.")


# Fixed ------------------------------------------------------------------------------------------------


@transaction.atomic
def fix(
    *, meetings: Iterable[Meeting], resolution: str, by: Person | None, at: datetime, tell: bool = True
) -> list[Meeting]:
    """The body decided: the proposed dates are fixed, their roll begins, and all members are told (K9.1)."""
    chosen = list(meetings)
    if not chosen:
        raise Refusal("Choose at least one meeting to fix.")
    collaborative, on = chosen[0].collaborative, civil_day(at)
    acting_as = require(by, FIX, collaborative, on)
    if not resolution.strip():
        raise Refusal("Give the decision: its number, or the meeting and the day.")
    for meeting in chosen:
        _fix(meeting, resolution.strip(), on)
        _record(meeting, FIX, by, acting_as, at, _says(meeting) | {"resolution": meeting.resolution})
    for meeting in chosen:
        derive_mandates(meeting, at)
    if tell:
        circulate(chosen, FIXED, at)
    return chosen


def _fix(meeting: Meeting, resolution: str, on: date) -> None:
    rows = Meeting.objects.filter(pk=meeting.pk, state=State.PROPOSED)
    if not rows.update(state=State.FIXED, resolution=resolution, fixed_on=on):
        raise NotNow(
            f"{meeting.name} of {say.long_date(day_of(meeting))} has been fixed or cancelled already."
        )
    meeting.refresh_from_db()


# Those of others --------------------------------------------------------------------------------------


@transaction.atomic
def add_outside(
    *,
    collaborative: Collaborative,
    name: str,
    starts_at: datetime,
    ends_at: datetime,
    by: Person | None,
    at: datetime,
    place: str = "",
    mode: str = Meeting.Mode.IN_PERSON,
    speakers: str = "",
    event: str = "",
    body: Body | None = None,
) -> Meeting:
    """A meeting of others, or an event shared with them: it stands in the planner with its speakers (K12.23, K16.7).

    Others choose their own days, so a holiday is not refused. `event` is the edition's, where it names it.
    """
    acting_as = require(by, PROPOSE, collaborative, civil_day(at))
    if not name.strip():
        raise Refusal("Say what it is called.")
    refuse_times(starts_at, ends_at)
    meeting = Meeting.objects.create(
        collaborative=collaborative,
        body=body,
        kind=Kind.OUTSIDE,
        state=State.FIXED,
        event=event,
        name=name.strip(),
        starts_at=starts_at,
        ends_at=ends_at,
        place=place.strip(),
        mode=mode,
        speakers=speakers.strip(),
        fixed_on=civil_day(at),
    )
    _record(meeting, PROPOSE, by, acting_as, at, _says(meeting) | {"speakers": meeting.speakers})
    return meeting


# ------------------------------------------------------------------------------------------------------


def _says(meeting: Meeting) -> dict[str, Any]:
    return {
        "name": meeting.name,
        "starts_at": meeting.starts_at,
        "ends_at": meeting.ends_at,
        "place": meeting.place,
    }


def _record(
    meeting: Meeting, act: str, by: Person | None, acting_as: str, at: datetime, after: dict[str, Any]
) -> None:
    audit.record(
        collaborative=meeting.collaborative,
        act=act,
        subject=meeting,
        by=by,
        at=at,
        acting_as=acting_as,
        after=after,
    )
