"""The bodies and places that the adopted editions make: derived whole, then the difference made good."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import constitution
from membership.models import Body, Place
from membership.queries.editions import Editions, editions_of
from records.models import Collaborative

SIGNATORY, BUSINESS_MANAGER = "signatory", "business manager"
PANEL_NAMES = {SIGNATORY: "Signatories"}


@dataclass(frozen=True)
class Seat:
    """A place as an edition wants it. `body` is a body's code, '' for an office of the group."""

    body: str
    code: str
    number: int
    label: str = ""

    @property
    def key(self) -> tuple[str, str, int]:
        return self.body, self.code, self.number


@dataclass
class Life:
    """From when until when the editions keep a thing; the label is the latest one's."""

    opened_on: date
    closed_before: date | None
    wanted: Any


def reconcile_structure(*, collaborative: Collaborative) -> None:
    """Make the bodies and places that ought to exist, and close those that no edition keeps. Twice is once.

    Called inside the adoption's transaction, which writes the audit entry.
    """
    editions = editions_of(collaborative)
    bodies = _reconcile_bodies(collaborative, editions)
    existing = {_key(place): place for place in _places(collaborative)}
    new, kept = [], []
    for key, life in _lives(collaborative, editions, wanted_places).items():
        place = existing.get(key) or Place(collaborative=collaborative, code=key[1], number=key[2])
        place.body = bodies.get(key[0])
        place.label = life.wanted.label
        place.opened_on, place.closed_before = life.opened_on, life.closed_before
        (kept if key in existing else new).append(place)
    Place.objects.bulk_create(new)
    Place.objects.bulk_update(kept, ["label", "opened_on", "closed_before"])


def _places(collaborative: Collaborative):
    return Place.objects.filter(collaborative=collaborative).select_related("body")


def _key(place: Place) -> tuple[str, str, int]:
    return (place.body.code if place.body_id else "", place.code, place.number)


def _lives(collaborative: Collaborative, editions: Editions, wanted) -> dict[Any, Life]:
    """Each thing that any edition wants, with its first day, and the day on which the last one dropped it.

    What the founding edition wants was there from the first day of the group.
    """
    lives: dict[Any, Life] = {}
    for index, edition in enumerate(editions.adopted):
        begins = min(collaborative.opened_on, edition.in_force_on) if index == 0 else edition.in_force_on
        keys = {each.key: each for each in wanted(edition.rules)}
        for key, life in lives.items():
            if key not in keys and life.closed_before is None:
                life.closed_before = begins
        for key, each in keys.items():
            life = lives.setdefault(key, Life(begins, None, each))
            life.wanted, life.closed_before = each, None
    return lives


# Places ---------------------------------------------------------------------------------------------


def wanted_places(rules: constitution.Constitution) -> Iterator[Seat]:
    """Every place that an edition makes: offices, numbered seats, and the panels of its authority table."""
    for code, office in rules.office.items():
        yield from (Seat("", code, number) for number in range(1, office.holders + 1))
    for body, rule in rules.body.items():
        for line in rule.members:
            if line.category:
                yield from _seats(body, line)
    yield from _group_posts(rules)


def _seats(body: str, line: Any) -> Iterator[Seat]:
    """The numbered seats of a category; one without a number of seats has them made as they are filled."""
    labels = line.places or ("",) * (line.seats or 0)
    return (Seat(body, line.category, number, label) for number, label in enumerate(labels, start=1))


def _group_posts(rules: constitution.Constitution) -> Iterator[Seat]:
    """The signatories' panel, and the business manager who acts for the group, where a rule names them."""
    named = {name for rule in rules.authority.values() for name in rule.by}
    if SIGNATORY in named:
        panels = [rule.panel or rule.needed or 1 for rule in rules.authority.values() if SIGNATORY in rule.by]
        yield from (Seat(SIGNATORY, SIGNATORY, number) for number in range(1, max(panels) + 1))
    if BUSINESS_MANAGER in named:
        yield Seat("", BUSINESS_MANAGER, 1, "of the fund-holding school")


# Bodies ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Wanted:
    key: str
    name: str
    kind: str = Body.Kind.CONSTITUTED


def wanted_bodies(rules: constitution.Constitution) -> Iterator[Wanted]:
    for code, rule in rules.body.items():
        yield Wanted(code, rule.name or code.replace("-", " ").capitalize())
    for code, name in PANEL_NAMES.items():
        if any(code in rule.by for rule in rules.authority.values()):
            yield Wanted(code, name, Body.Kind.PANEL)


def _reconcile_bodies(collaborative: Collaborative, editions: Editions) -> dict[str, Body]:
    rows = Body.objects.filter(collaborative=collaborative).exclude(code="")
    existing = {body.code: body for body in rows}
    for code, life in _lives(collaborative, editions, wanted_bodies).items():
        body = existing.setdefault(code, Body(collaborative=collaborative, code=code))
        body.name, body.kind = life.wanted.name, life.wanted.kind
        body.opened_on, body.closed_before = life.opened_on, life.closed_before
        body.save()
    return existing
