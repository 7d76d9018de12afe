"""Two worlds with the same facts: one under the edition in force, one under the draft, both all year long."""

from copy import copy
from dataclasses import dataclass
from datetime import date

import constitution
from constitution.calendar import Year, school_year
from membership.actions.structure import wanted_bodies, wanted_places
from membership.models import Body, Edition, Place
from membership.queries.editions import edition_on
from membership.queries.kept import register_of
from membership.queries.members import Membership
from membership.queries.register import Register
from membership.queries.rows import Rows
from records.models import Collaborative


@dataclass(frozen=True)
class Worlds:
    """`year` is the school year rehearsed, by the edition in force; `since` the day the draft would begin.

    `edition` is the one in force as it really is; in the two worlds each text has been in force all along.
    """

    now: Membership
    then: Membership
    year: Year
    since: date
    edition: Edition

    @property
    def on(self) -> date:
        return self.now.on

    @property
    def collaborative(self) -> Collaborative:
        return self.now.collaborative


def worlds_of(source: str, collaborative: Collaborative, on: date) -> Worlds:
    """Raises NoEdition where none is in force, constitution.Refused for a text that is none."""
    edition, draft = edition_on(collaborative, on), constitution.load(source)
    rows = register_of(collaborative).rows
    then = _with_places(rows, edition.rules, draft)
    return Worlds(
        now=_world(rows, edition, edition.source, on),
        then=_world(then, edition, source, on),
        year=school_year(edition.rules, on),
        since=draft.constitution.in_force_from,
        edition=edition,
    )


def _world(rows: Rows, edition: Edition, source: str, on: date) -> Membership:
    """The facts as they would be had that text alone been in force since the first edition."""
    alone, world = copy(edition), copy(rows)
    first = min(each.in_force_on for each in rows.editions)
    alone.source, alone.sha256, alone.in_force_on = source, constitution.load(source).sha256, first
    world.editions = [alone]
    return Membership(rows.collaborative, on, Register(rows.collaborative, world))


def _with_places(rows: Rows, now: constitution.Constitution, draft: constitution.Constitution) -> Rows:
    """The rows with the bodies and places that adopting the draft would make, and without those it would close."""
    world = copy(rows)
    world.bodies = [*rows.bodies, *_new_bodies(rows, draft)]
    by_code = {body.code: body for body in world.bodies}
    wanted = {seat.key: seat for seat in wanted_places(draft)}
    closed = {seat.key for seat in wanted_places(now)} - wanted.keys()
    kept = {_key(place): place for place in rows.places if _key(place) not in closed}
    new = [
        Place(pk=-number, collaborative=rows.collaborative, body=by_code.get(seat.body), code=seat.code,
              number=seat.number, label=seat.label, opened_on=date.min)
        for number, (key, seat) in enumerate(wanted.items(), start=1)
        if key not in kept
    ]  # fmt: skip
    world.places = [*kept.values(), *new]
    return world


def _new_bodies(rows: Rows, draft: constitution.Constitution) -> list[Body]:
    known = {body.code for body in rows.bodies}
    return [
        Body(pk=-number, collaborative=rows.collaborative, code=each.key, name=each.name, kind=each.kind,
             opened_on=date.min)
        for number, each in enumerate(wanted_bodies(draft), start=1)
        if each.key not in known
    ]  # fmt: skip


def _key(place: Place) -> tuple[str, str, int]:
    return (place.body.code if place.body_id else "", place.code, place.number)
