"""Appointing to an office and ending it (K7.1 to K7.9): one holder at a place, also when two save at once."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from constitution import say
from membership.actions.guard import queue_at, refuse_history
from membership.models import Assent, Holding, Place
from membership.permissions import require
from membership.queries.eligibility import may_hold
from membership.queries.flags import flags_on
from membership.queries.job import Specification, specification_of
from membership.queries.register import Register, place_name
from membership.queries.tenure import Held
from records import audit
from records.models import Person
from records.refusals import NotNow, Refusal

ONE_DAY = timedelta(days=1)
TERM_OVER = "end of term"


class PlaceTaken(Refusal):
    sentence = "Somebody else holds this already."


class NotEligible(Refusal):
    sentence = "This person may not hold this office."


class NotAppointed(Refusal):
    sentence = "Nobody is appointed to this: it follows from another office."


class NotChecked(Refusal):
    sentence = "The person specification is checked before the appointment."


@dataclass(frozen=True)
class Room:
    """A place made ready for a holder: the time before it ended, and the day on which the next one begins."""

    name: str
    before: Holding | None
    ends_before: date | None


@transaction.atomic
def appoint(
    *,
    place: Place,
    person: Person,
    starts_on: date,
    by: Person | None,
    on: date,
    how: str = Holding.How.ELECTED,
    resolution: str = "",
    remainder: bool = False,
    represents: str = "",
    attestation: Assent | None = None,
) -> Holding:
    """Put a person in an office from a day, for the edition's term; a holding whose term is over is ended.

    `attestation` is that the person specification was checked, where the edition has one (K8.20).
    Raises NotAppointed, NotEligible, NotChecked or PlaceTaken, each with the clause it rests on.
    """
    acting_as = require(by, "appoint", place.collaborative, on)
    queue_at(place)
    register = Register(place.collaborative)
    _refuse_derived(register, place, starts_on)
    _refuse_ineligible(register, place, person, starts_on)
    room = make_room(register, place, person, starts_on)
    _refuse_unchecked(register, place, person, starts_on, room, attestation, by)
    return hold(
        room,
        place=place,
        by=by,
        acting_as=acting_as,
        person=person,
        starts_on=starts_on,
        how=how,
        resolution=resolution,
        remainder=remainder,
        represents=represents,
        attestation=attestation,
    )


@transaction.atomic
def end_holding(*, holding: Holding, last_day: date, because: str, by: Person | None, on: date) -> Holding:
    """A holder resigns, is removed or is no longer eligible; the place is vacant from the next day."""
    place = holding.place
    acting_as = require(by, "end-holding", place.collaborative, on)
    queue_at(place)
    if last_day < holding.starts_on:
        raise Refusal(f"This began on {say.date(holding.starts_on)}: it cannot end before that.")
    if not because:
        raise Refusal("Say why it ends.")
    _end(holding, last_day + ONE_DAY, because)
    audit.record(
        collaborative=place.collaborative,
        act="end-holding",
        subject=holding,
        by=by,
        acting_as=acting_as,
        after={"last_day": last_day, "because": because},
    )
    return holding


def record_vacancy(*, holding: Holding, by: Person | None, on: date) -> Holding:
    """The holder no longer has the post that the office rests on: it fell vacant on the day after that (K7.1)."""
    flags = flags_on(Register(holding.place.collaborative), on)
    flag = next((flag for flag in flags if flag.held.holding == holding), None)
    if flag is None:
        raise NotNow(f"{holding.person.name} may hold this office: nothing falls vacant.")
    if flag.ended_on is None:
        raise Refusal(
            "No post that this office rests on was ever entered: say yourself on which day it ended."
        )
    return end_holding(holding=holding, last_day=flag.ended_on, because=flag.because, by=by, on=on)


# What both offices and seats do ---------------------------------------------------------------------


def make_room(register: Register, place: Place, person: Person, starts_on: date) -> Room:
    """End the time before if its term is over by then; refuse if not. Called behind the version."""
    refuse_history(place.collaborative, person)
    name = place_name(register.editions.rules_since(starts_on), place)
    if place.opened_on > starts_on or (place.closed_before and place.closed_before <= starts_on):
        raise Refusal(f"There is no place of {name} on {say.long_date(starts_on)}.")
    _refuse_second_place(register, place, person, starts_on, name)
    times = register.stored_at(place)
    for held in times:
        if held.since <= starts_on and held.on(starts_on):
            raise PlaceTaken(_taken(name, held))
    earlier = [held for held in times if held.since < starts_on]
    later = [held for held in times if held.since > starts_on]
    if earlier and earlier[-1].holding.ends_before is None:
        _end(earlier[-1].holding, earlier[-1].until + ONE_DAY, TERM_OVER)
    before = earlier[-1].holding if earlier else None
    return Room(name, before, later[0].since if later else None)


def hold(room: Room, *, place: Place, by: Person | None, acting_as: str, **fields: Any) -> Holding:
    """Write the holding, and in the trail who appointed whom from when by which decision."""
    holding = _write(room, place, fields)
    told = {"place": room.name, "person": holding.person_id, "starts_on": holding.starts_on}
    audit.record(
        collaborative=place.collaborative,
        act="appoint",
        subject=holding,
        by=by,
        acting_as=acting_as,
        after=told | {"resolution": holding.resolution},
    )
    return holding


def _write(room: Room, place: Place, fields: dict[str, Any]) -> Holding:
    """What the check could not see, the database refuses."""
    until = {}
    if room.ends_before:
        until = {"ends_before": room.ends_before, "ended_because": "the next holder takes up the place"}
    try:
        with transaction.atomic():
            return Holding.objects.create(collaborative=place.collaborative, place=place, **fields, **until)
    except IntegrityError:
        raise PlaceTaken(f"Somebody else has just been entered as {room.name}.") from None


def _end(holding: Holding, ends_before: date, because: str) -> None:
    same = Holding.objects.filter(pk=holding.pk, ends_before=holding.ends_before)
    if not same.update(ends_before=ends_before, ended_because=because):
        raise NotNow("Somebody else has changed this already.")
    holding.refresh_from_db()


def _refuse_second_place(
    register: Register, place: Place, person: Person, starts_on: date, name: str
) -> None:
    """Two places of one kind are for two people."""
    alike = [p for p in register.places if (p.body_id, p.code) == (place.body_id, place.code) and p != place]
    for other in alike:
        held = register.holder(other, starts_on)
        if held and held.person == person:
            raise PlaceTaken(f"{person.name} already holds another place of {name}.")


def _taken(name: str, held: Held) -> str:
    until = f" until {say.long_date(held.until)}" if held.until else ""
    return f"{held.person.name} is {name}{until}. End that first."


# Offices --------------------------------------------------------------------------------------------


def _refuse_derived(register: Register, place: Place, starts_on: date) -> None:
    rules = register.editions.rules_since(starts_on)
    rule = rules.office.get(place.code)
    if rule and (rule.follows or rule.precedes):
        other = rules.office[rule.follows or rule.precedes].name
        words = f"Nobody is appointed {rule.name}: it follows from the office of {other} by itself."
        raise NotAppointed(words, say.listed(rule.clause))


def _refuse_ineligible(register: Register, place: Place, person: Person, starts_on: date) -> None:
    rules = register.editions.rules_since(starts_on)
    if place.body_id or place.code not in rules.office:
        return
    finding = may_hold(register, place, person, starts_on)
    if not finding:
        because = say.sentence(finding.steps[-1]) if finding.steps else ""
        name = rules.office[place.code].name or place.code
        words = f"{person.name} may not hold the office of {name}. {because}".strip()
        raise NotEligible(words, say.listed(finding.clause))


def _refuse_unchecked(
    register: Register,
    place: Place,
    person: Person,
    starts_on: date,
    room: Room,
    attestation: Assent | None,
    by: Person | None,
) -> None:
    """Whoever is new to an office with a person specification is checked against it by whoever appoints (K8.20)."""
    found = specification_for(register, place, starts_on)
    stays = room.before and room.before.person_id == person.pk and room.before.ends_before == starts_on
    if by is None or found is None or stays:
        return
    if attestation is None or attestation.sha256 != found.sha256:
        raise NotChecked(clause=say.listed(found.clause))


def specification_for(register: Register, place: Place, starts_on: date) -> Specification | None:
    if place.body_id is not None:
        return None
    return specification_of(register.editions.rules_since(starts_on), place.code)
