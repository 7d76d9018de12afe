"""Seats by category (B3.1 to B3.3): up to the category's number, never above the body's maximum."""

from datetime import date

from django.db import transaction
from django.db.models import Max

import constitution
from constitution import say
from membership.actions.guard import queue_at
from membership.actions.offices import PlaceTaken, end_holding, hold, make_room
from membership.models import Assent, Body, Holding, Place
from membership.permissions import require
from membership.queries.eligibility import left, person_fact, posts_on
from membership.queries.register import Register, Role
from records.models import Person
from records.refusals import Refusal


class NoSeat(Refusal):
    sentence = "There is no vacant seat of this category."


@transaction.atomic
def seat(
    *,
    place: Place,
    person: Person,
    starts_on: date,
    by: Person | None,
    on: date,
    represents: str = "",
    resolution: str = "",
    how: str = Holding.How.NAMED,
    attestation: Assent | None = None,
) -> Holding:
    """Seat a person in a numbered seat of a category (B3.2). Raises NoSeat or PlaceTaken."""
    acting_as = require(by, "appoint", place.collaborative, on)
    queue_at(place)
    register = Register(place.collaborative)
    _refuse_composition(register, place, person, starts_on)
    _refuse_gone(register, person, starts_on)
    opening = make_room(register, place, person, starts_on)
    return hold(
        opening,
        place=place,
        by=by,
        acting_as=acting_as,
        person=person,
        starts_on=starts_on,
        how=how,
        represents=represents,
        resolution=resolution,
        attestation=attestation,
    )


def unseat(*, holding: Holding, last_day: date, because: str, by: Person | None, on: date) -> Holding:
    """A seat falls vacant; the seat itself stays, and counts as one of the body's seats."""
    return end_holding(holding=holding, last_day=last_day, because=because, by=by, on=on)


@transaction.atomic
def vacant_seat(*, body: Body, category: str, on: date) -> Place:
    """The first vacant seat of a category; one more is made where the edition sets the category no number."""
    roles = [role for role in Register(body.collaborative).on(on) if _is(role, body, category)]
    for role in roles:
        if role.vacant:
            return role.place
    rules = Register(body.collaborative).editions.rules_on(on)
    line = next((ln for ln in rules.body[body.code].members if ln.category == category), None)
    if line is None:
        raise NoSeat(f"{body.name} has no category called {category}.")
    if line.seats or line.places:
        words = f"All {say.count(len(roles), 'seat')} of {category} are filled."
        raise NoSeat(words, say.listed(rules.body[body.code].clause))
    return _one_more(body, category, on)


def _is(role: Role, body: Body, category: str) -> bool:
    return role.place.body_id == body.pk and role.place.code == category


def _one_more(body: Body, category: str, on: date) -> Place:
    last = Place.objects.filter(body=body, code=category).aggregate(last=Max("number"))["last"] or 0
    return Place.objects.create(
        collaborative=body.collaborative, body=body, code=category, number=last + 1, opened_on=on
    )


def _refuse_composition(register: Register, place: Place, person: Person, starts_on: date) -> None:
    """The rule itself says whether these people may sit together: category, maximum, limits."""
    if place.body_id is None:
        raise NoSeat("This is an office and not a seat: appoint to it.")
    rules = register.editions.rules_since(starts_on)
    if place.body.code not in rules.body:
        return
    sitting = [
        {"name": f"{role.held.person.name} ({role.held.person.pk})", "class": role.place.code}
        for role in register.on(starts_on)
        if role.held and role.place.body_id == place.body_id and role.place != place
    ]
    joining = person_fact(person, posts_on(person, starts_on))
    joining = joining | {"name": f"{person.name} ({person.pk})", "class": place.code}
    given = {"sitting": sitting, "joining": joining}
    finding = constitution.ask(rules, "composition", place.body.code, given)
    if finding.value == "refused":
        because = [step for step in finding.steps if step != "refused"]
        raise NoSeat(say.sentence("; ".join(because)), say.listed(finding.clause))


def _refuse_gone(register: Register, person: Person, starts_on: date) -> None:
    """Somebody whose school or post has gone speaks for nobody any more."""
    post = left(register.rows, person, starts_on)
    if post:
        where = post.partner or post.school
        words = f"{person.name} has no post here any more on {say.long_date(starts_on)}"
        raise NoSeat(f"{words}: the last was {post.kind}{f' at {where.name}' if where else ''}.")


__all__ = ["NoSeat", "PlaceTaken", "seat", "unseat", "vacant_seat"]
