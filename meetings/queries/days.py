"""On which days schools are open, as far as the days of the years are entered (K9.1)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from constitution import say
from constitution.calendar import term_name
from constitution.dates import ONE_DAY
from membership.models import Span
from membership.queries.members import Membership

Kind = Span.Kind


@dataclass(frozen=True)
class SchoolDays:
    """The spans of all years that are entered; `closed_because` is empty for a day that may serve."""

    spans: tuple[Span, ...]

    def closed_because(self, day: date) -> str:
        """'Monday 6 May 2024 is a bank holiday'; '' for a day of term, and where nothing is entered."""
        named = say.long_date(day)
        here = {span.kind: span for span in self.spans if span.starts_on <= day < span.ends_before}
        if Kind.BANK_HOLIDAY in here:
            return f"{named} is a bank holiday"
        if Kind.CLOSURE in here:
            return f"Schools are closed on {named}"
        if Kind.BREAK in here:
            return f"{named} is in the half-term break of the {term_name(here[Kind.BREAK].code)}"
        if Kind.TERM not in here and self._entered(day):
            return f"{named} is in the school holidays"
        return ""

    def _entered(self, day: date) -> bool:
        """Whether the terms before and after the day are known, so that what lies between them is a holiday."""
        terms = [span for span in self.spans if span.kind == Kind.TERM]
        return any(term.ends_before <= day for term in terms) and any(term.starts_on > day for term in terms)

    def each(self, *kinds: str) -> list[date]:
        """Every day of these kinds, as the rules take them."""
        found = {day for span in self.spans if span.kind in kinds for day in _days(span)}
        return sorted(found)

    @property
    def bank_holidays(self) -> list[date]:
        return self.each(Kind.BANK_HOLIDAY)

    @property
    def closures(self) -> list[date]:
        return self.each(Kind.CLOSURE)


def _days(span: Span) -> Iterator[date]:
    day = span.starts_on
    while day < span.ends_before:
        yield day
        day += ONE_DAY


def school_days(facts: Membership) -> SchoolDays:
    return facts.once("school days", lambda: SchoolDays(tuple(facts.rows.spans)))
