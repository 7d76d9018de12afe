"""How long somebody holds a place: as recorded where an end was recorded, else as the edition has it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import constitution
from constitution import dates, say
from constitution.finding import Finding
from membership.models import Holding, Place
from membership.queries.editions import Editions, structure_lapses_on
from membership.queries.periods import holds
from records.models import Person

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Held:
    """One person at one place, from the first day to the last; `until` is None where nothing ends it.

    `holding` is None when the edition itself puts the person there (outgoing chair, chair designate) and the
    day on which that is stored has not come. `finding` tells where the end comes from.
    """

    place: Place
    person: Person
    since: date
    until: date | None
    term: str = ""
    review: date | None = None
    finding: Finding | None = None
    holding: Holding | None = None

    @property
    def derived(self) -> bool:
        return self.holding is None

    def on(self, day: date) -> bool:
        return holds(self.since, self.until and self.until + ONE_DAY, day)

    def remaining(self, day: date) -> str:
        """'1 year', '1 year and 3 months', '12 days'; empty where nothing ends it or it is over."""
        if self.until is None or not self.on(day):
            return ""
        return length_between(day, self.until + ONE_DAY)

    def duration(self, day: date) -> str:
        """As the document's own table has it: '2 years (1 year remaining)'; '2 years' on the first day."""
        left = self.remaining(day)
        if not self.term:
            return f"{left} remaining" if left else ""
        return self.term if not left or left == self.term else f"{self.term} ({left} remaining)"


def length_between(first: date, end: date) -> str:
    """Whole years and months from one day to another; days where there is not a month."""
    months = (end.year - first.year) * 12 + end.month - first.month
    if dates.add_months(first, months) > end:
        months -= 1
    if months < 1:
        return say.count((end - first).days, "day")
    years, rest = divmod(months, 12)
    parts = [say.count(years, "year") if years else "", say.count(rest, "month") if rest else ""]
    return say.listed(part for part in parts if part)


class Tenures:
    """The holdings of one group read with the editions under which each began."""

    def __init__(self, editions: Editions, holdings: Sequence[Holding]):
        self.editions = editions
        self._by_place: dict[int, list[Holding]] = {}
        for holding in sorted(holdings, key=lambda each: each.starts_on):
            self._by_place.setdefault(holding.place_id, []).append(holding)

    def at(self, place: Place) -> list[Held]:
        """Everybody who holds, held or will hold the place, in order."""
        return [self._held(place, holding) for holding in self._by_place.get(place.pk, [])]

    def _held(self, place: Place, holding: Holding) -> Held:
        found = self.finding(place, self._counted_from(holding))
        value = _table(found)
        return Held(
            place=place,
            person=holding.person,
            since=holding.starts_on,
            until=_last_day(holding) or self._term_end(holding, value),
            term=self._term(place, holding),
            review=self._review(holding, value),
            finding=found,
            holding=holding,
        )

    def finding(self, place: Place, since: date) -> Finding | None:
        """The edition's answer for a term begun on a day; None where it says nothing of such a place."""
        rules = self.editions.rules_since(since)
        given: dict[str, Any] = {"since": since}
        if place.body_id is None and place.code in rules.office:
            return constitution.ask(rules, "tenure", place.code, given)
        if place.body_id and _has_tenure(rules, place):
            ends = structure_lapses_on(self.editions, since)
            return constitution.ask(
                rules, "tenure", place.body.code, given | ({"ends_with": ends} if ends else {})
            )
        return None

    def renewals(self, holding: Holding) -> int:
        """How many times running the same person had held the place before this."""
        return len(self._run(holding)) - 1

    def _run(self, holding: Holding) -> list[Holding]:
        """The holdings of the same person that lead up to this one without a gap, oldest first."""
        run = [holding]
        for earlier in reversed(self._before(holding)):
            if earlier.person_id != holding.person_id or earlier.ends_before != run[0].starts_on:
                break
            run.insert(0, earlier)
        return run

    def _before(self, holding: Holding) -> list[Holding]:
        return [each for each in self._by_place[holding.place_id] if each.starts_on < holding.starts_on]

    def _counted_from(self, holding: Holding) -> date:
        """The day from which the term counts: the predecessor's, for the remainder; the first of a run where
        the edition renews a term, and otherwise the day of taking the place up again.
        """
        if holding.remainder and self._before(holding):
            return self._counted_from(self._before(holding)[-1])
        return self._run(holding)[0].starts_on if self._renewed_for(holding) else holding.starts_on

    def _renewed_for(self, holding: Holding) -> Any:
        """What the edition renews this office for, if it does."""
        rule = self.editions.rules_since(holding.starts_on).office.get(holding.place.code)
        return rule.renewed_for if rule and holding.place.body_id is None else None

    def _term_end(self, holding: Holding, value: Mapping[str, Any]) -> date | None:
        renewed = self.renewals(holding)
        if renewed == 0 or holding.remainder:
            return value.get("last_day")
        ends, more = _days(value.get("renewals")), self._renewed_for(holding)
        if not ends or renewed <= len(ends):
            return ends[renewed - 1] if ends else value.get("last_day")
        # The answer goes as far as the next renewal where the edition sets no limit.
        return dates.last_day_of_term(ends[-1] + ONE_DAY, dates.times(more, renewed - len(ends)))

    def _term(self, place: Place, holding: Holding) -> str:
        rules = self.editions.rules_since(holding.starts_on)
        rule = rules.office.get(place.code) if place.body_id is None else None
        if rule is not None:
            renewed = rule.renewed_for if self.renewals(holding) else None
            return str(renewed or rule.term or "")
        return str(rules.body[place.body.code].tenure) if _has_tenure(rules, place) else ""

    def _review(self, holding: Holding, value: Mapping[str, Any]) -> date | None:
        days = _days(value.get("review"))
        return next((day for day in days if day > holding.starts_on), None)


def _has_tenure(rules: constitution.Constitution, place: Place) -> bool:
    body = rules.body.get(place.body.code) if place.body_id else None
    return bool(body and body.tenure)


def _table(finding: Finding | None) -> Mapping[str, Any]:
    return finding.value if finding and isinstance(finding.value, Mapping) else {}


def _last_day(holding: Holding) -> date | None:
    return holding.ends_before and holding.ends_before - ONE_DAY


def _days(value: Any) -> list[date]:
    if isinstance(value, date):
        return [value]
    return [day for day in value or () if isinstance(day, date)]
