"""The register of roles (K7.6): every office, seat and panel place, who holds it on any date, since and until when.

Loaded once in a handful of queries, then asked about any number of days. What the edition derives is derived here:
when a term ends, who stays on as outgoing chair (K7.4), who sits as chair designate (K7.5), what is vacant.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any

import constitution
from constitution import calendar, dates
from membership.models import Holding, Place, Span
from membership.queries.editions import Editions, editions_of
from membership.queries.periods import holds
from membership.queries.tenure import Held, Tenures
from membership.queries.terms import term_facts
from records.models import Collaborative

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Role:
    """A place on a day: what it is called, and who holds it, if anybody does."""

    place: Place
    name: str
    held: Held | None

    @property
    def vacant(self) -> bool:
        return self.held is None


class Register:
    """All places of one group with everybody who held, holds or will hold them."""

    def __init__(self, collaborative: Collaborative):
        self.collaborative = collaborative

    @cached_property
    def editions(self) -> Editions:
        return editions_of(self.collaborative)

    @cached_property
    def places(self) -> list[Place]:
        rows = Place.objects.filter(collaborative=self.collaborative).select_related("body")
        return sorted(rows, key=lambda place: (place.body_id or 0, place.pk))

    @cached_property
    def tenures(self) -> Tenures:
        rows = Holding.objects.filter(collaborative=self.collaborative).select_related("person")
        return Tenures(self.editions, list(rows))

    @cached_property
    def terms(self) -> list[dict[str, Any]]:
        return term_facts(Span.objects.filter(collaborative=self.collaborative).order_by("starts_on"))

    @cached_property
    def _stored(self) -> dict[int, list[Held]]:
        return {place.pk: self.tenures.at(place) for place in self.places}

    # On a day -------------------------------------------------------------------------------------------

    def on(self, day: date) -> tuple[Role, ...]:
        """Every place that exists on the day, in the order of the document, vacant ones too."""
        rules = self.editions.rules_since(day)
        open_places = [place for place in self.places if holds(place.opened_on, place.closed_before, day)]
        roles = (Role(place, place_name(rules, place), self.holder(place, day)) for place in open_places)
        return tuple(sorted(roles, key=lambda role: _order(rules, role.place)))

    def held_on(self, day: date) -> list[Held]:
        """Who holds anything on the day; one person may appear several times."""
        return [role.held for role in self.on(day) if role.held]

    def holder(self, place: Place, day: date) -> Held | None:
        """The recorded holder whose term has not run out; else whom the edition itself puts there."""
        recorded = next((held for held in self._stored[place.pk] if held.on(day)), None)
        return recorded or self.derived(place, day)

    def stored_at(self, place: Place) -> list[Held]:
        return self._stored[place.pk]

    # What the edition derives ----------------------------------------------------------------------------

    def derived(self, place: Place, day: date) -> Held | None:
        """Who sits in a place that follows, or precedes, another office. Nobody enters it."""
        rules = self.editions.rules_since(day)
        rule = rules.office.get(place.code) if place.body_id is None else None
        if rule is None or not (rule.follows or rule.precedes):
            return None
        found = self._following(place, rule, day) if rule.follows else self._preceding(place, rules, rule, day)
        return found if found and found.on(day) else None

    def _following(self, place: Place, rule: Any, day: date) -> Held | None:
        """The last holder of the office before, from the day after it ended (K7.4)."""
        over = [held for held in self._incumbents(rule.follows) if held.until and held.until < day]
        if not over:
            return None
        last = max(over, key=lambda held: held.until)
        since = last.until + ONE_DAY
        finding = self.tenures.finding(place, since)
        until = finding.value.get("last_day") if finding else None
        return Held(place, last.person, since, until, str(rule.term or ""), None, finding)

    def _preceding(self, place: Place, rules: constitution.Constitution, rule: Any, day: date) -> Held | None:
        """Who is to hold the office next, in the last such term before the change (K7.5)."""
        to_come = [held for held in self._incumbents(rule.precedes) if held.since > day]
        if not to_come:
            return None
        following = min(to_come, key=lambda held: held.since)
        since = self._last_term_before(rules, rule.during, following.since)
        if since is None:
            return None
        return Held(place, following.person, since, following.since - ONE_DAY, finding=following.finding)

    def _last_term_before(
        self, rules: constitution.Constitution, during: str | None, change: date
    ) -> date | None:
        """The first day of the last term of that name before the change; None while its dates are not entered."""
        if not during:
            return None
        name = calendar.find_term(rules, during)
        begun = [t["first"] for t in self.terms if t["name"] == name and t["first"] < change]
        latest = max(begun, default=None)
        recent = latest is not None and dates.add_years(latest, 1) >= change
        return latest if recent else None

    def _incumbents(self, code: str) -> Iterator[Held]:
        """Everybody's time in an office; one person's terms that follow each other are one time."""
        for place in self.places:
            if place.code == code and place.body_id is None:
                yield from _joined(self._stored[place.pk])


def _joined(times: list[Held]) -> list[Held]:
    found: list[Held] = []
    for held in times:
        last = found[-1] if found else None
        if last and last.person == held.person and last.until and last.until + ONE_DAY == held.since:
            held = Held(last.place, last.person, last.since, held.until, held.term, held.review, held.finding)
            found.pop()
        found.append(held)
    return found


def place_name(rules: constitution.Constitution, place: Place) -> str:
    """'Chair'; 'Primary Headteachers Association: second area'; a numbered place where there are several."""
    rule = rules.office.get(place.code) if place.body_id is None else None
    name = (rule.name or place.code) if rule else place.code[:1].upper() + place.code[1:]
    return f"{name}: {place.label}" if place.label else name


def _order(rules: constitution.Constitution, place: Place) -> tuple:
    offices = list(rules.office)
    first = offices.index(place.code) if place.body_id is None and place.code in offices else len(offices)
    return (place.body_id or 0, first, place.pk)


def register_of_roles(collaborative: Collaborative, on: date) -> tuple[Role, ...]:
    """The register on any date, past or future."""
    return Register(collaborative).on(on)
