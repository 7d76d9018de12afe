"""The register of roles (K7.6): every office, seat and panel place, and who holds it on any date.

Loaded once in a handful of queries, then asked about any number of days. What the edition derives is derived
here: when a term ends, who stays on as outgoing chair, who sits as chair designate, what is vacant.
"""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import constitution
from constitution import tenure
from constitution.dates import ONE_DAY, Period
from membership.models import Place
from membership.queries.editions import Editions
from membership.queries.periods import holds
from membership.queries.rows import Rows
from membership.queries.tenure import Held, Tenures
from membership.queries.terms import term_facts
from records.models import Collaborative


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

    def __init__(self, collaborative: Collaborative, rows: Rows | None = None):
        self.collaborative, self.rows = collaborative, rows or Rows(collaborative)
        self._derived: dict[str, tuple[tenure.Held, ...]] = {}

    @cached_property
    def editions(self) -> Editions:
        return Editions(tuple(self.rows.editions))

    @cached_property
    def places(self) -> list[Place]:
        return sorted(self.rows.places, key=lambda place: (place.body_id or 0, place.pk))

    @cached_property
    def tenures(self) -> Tenures:
        return Tenures(self.editions, self.rows.holdings)

    @cached_property
    def terms(self) -> list[dict[str, Any]]:
        return term_facts(self.rows.spans)

    @cached_property
    def _stored(self) -> dict[int, list[Held]]:
        return {place.pk: self.tenures.at(place) for place in self.places}

    # On a day -----------------------------------------------------------------------------------------

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
        """The recorded holder whose term has not run out; else whom the edition itself puts there.

        Whoever follows later takes over from one recorded earlier, as when a chair leaves before the time.
        """
        recorded = next((held for held in self._stored[place.pk] if held.on(day)), None)
        derived = self.derived(place, day)
        if derived and (recorded is None or recorded.since < derived.since):
            return derived
        return recorded

    def stored_at(self, place: Place) -> list[Held]:
        return self._stored[place.pk]

    # What the edition derives -------------------------------------------------------------------------

    def derived(self, place: Place, day: date) -> Held | None:
        """Who sits in a place that follows (K7.4), or precedes (K7.5), another office. Nobody enters it."""
        rules = self.editions.rules_since(day)
        rule = rules.office.get(place.code) if place.body_id is None else None
        if rule is None or not (rule.follows or rule.precedes):
            return None
        times = [held for held in self._succession(rules) if held.office == place.code]
        found = [held for held in times if holds(held.period.starts_on, held.period.ends_before, day)]
        if not found or self._was_stored(place, found[0]):
            return None
        return self._as_held(place, rules, found[0])

    def _was_stored(self, place: Place, found: tenure.Held) -> bool:
        """Once stored, the record speaks: also of an end that came before the time."""
        times = self._stored[place.pk]
        return any((held.person, held.since) == (found.holder, found.period.starts_on) for held in times)

    def _succession(self, rules: constitution.Constitution) -> tuple[tenure.Held, ...]:
        if rules.sha256 not in self._derived:
            self._derived[rules.sha256] = tenure.holder_succession(rules, self._offices_held(), self.terms)
        return self._derived[rules.sha256]

    def _offices_held(self) -> list[tenure.Held]:
        """The recorded times in offices, as long as each term runs."""
        recorded = [held for times in self._stored.values() for held in times if held.place.body_id is None]
        return [
            tenure.Held(held.place.code, held.person, Period(held.since, held.until and held.until + ONE_DAY))
            for held in recorded
        ]

    def _as_held(self, place: Place, rules: constitution.Constitution, found: tenure.Held) -> Held:
        rule, period = rules.office[place.code], found.period
        if rule.follows:
            finding = self.tenures.finding(place, period.starts_on)
        else:
            finding = tenure.designate_period(rules, place.code, self._change(rule, found), self.terms)
        return Held(
            place, found.holder, period.starts_on, period.last_day, str(rule.term or ""), None, finding
        )

    def _change(self, rule: Any, found: tenure.Held) -> date:
        """The day on which a designate takes over."""
        starts = [h.period.starts_on for h in self._offices_held() if h.office == rule.precedes]
        return min(day for day in starts if day > found.period.starts_on)


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
