"""The days of a school year as facts for the rules. Nothing is computed for a year that is not entered."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from constitution import calendar
from membership.models import Span
from membership.queries.editions import edition_on
from records.models import Collaborative

ONE_DAY = timedelta(days=1)


def school_year(collaborative: Collaborative, on: date) -> calendar.Year:
    """The school year of a day; `.slot` is '2023-24', `.label` '2023/24'."""
    return calendar.school_year(edition_on(collaborative, on).rules, on)


def terms_of(collaborative: Collaborative, slot: str) -> list[dict[str, Any]]:
    """The terms of one school year as the kernel's facts: [{name, first, last, break: [first, last]}]."""
    return term_facts(_spans(collaborative).filter(school_year=slot))


def terms_around(collaborative: Collaborative, on: date) -> list[dict[str, Any]]:
    """The terms of the school year of a day and of the years before and after, where they are entered."""
    return term_facts(_spans(collaborative).filter(starts_on__range=_three_years(on)))


def bank_holidays(collaborative: Collaborative, on: date) -> list[date]:
    return _days(collaborative, on, Span.Kind.BANK_HOLIDAY)


def closures(collaborative: Collaborative, on: date) -> list[date]:
    return _days(collaborative, on, Span.Kind.CLOSURE)


def term_facts(spans: Iterable[Span]) -> list[dict[str, Any]]:
    spans = list(spans)
    breaks = {(s.school_year, s.code): s for s in spans if s.kind == Span.Kind.BREAK}
    terms = [s for s in spans if s.kind == Span.Kind.TERM]
    return [_fact(term, breaks.get((term.school_year, term.code))) for term in terms]


def _fact(term: Span, pause: Span | None) -> dict[str, Any]:
    fact = {"name": term.code, "first": term.starts_on, "last": term.ends_before - ONE_DAY}
    if pause:
        fact["break"] = [pause.starts_on, pause.ends_before - ONE_DAY]
    return fact


def _spans(collaborative: Collaborative):
    return Span.objects.filter(collaborative=collaborative).order_by("starts_on")


def _three_years(on: date) -> tuple[date, date]:
    return on - timedelta(days=2 * 366), on + timedelta(days=2 * 366)


def _days(collaborative: Collaborative, on: date, kind: str) -> list[date]:
    spans = _spans(collaborative).filter(kind=kind, starts_on__range=_three_years(on))
    return sorted({day for span in spans for day in _each_day(span)})


def _each_day(span: Span) -> Iterable[date]:
    return (span.starts_on + n * ONE_DAY for n in range((span.ends_before - span.starts_on).days))
