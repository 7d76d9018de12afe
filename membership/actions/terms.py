"""Entering the days of a school year: terms, half-term breaks, bank holidays and closures."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from django.db import transaction

import constitution
from constitution import calendar, say
from membership.models import Span
from membership.permissions import require
from membership.queries.editions import editions_of
from records import audit
from records.models import Collaborative, Person
from records.refusals import Refusal

ONE_DAY = timedelta(days=1)


class BadTerms(Refusal):
    sentence = "These dates do not make a school year."


@transaction.atomic
def enter_terms(
    *,
    collaborative: Collaborative,
    school_year: str,
    terms: Sequence[Mapping[str, Any]],
    by: Person | None,
    on: date,
    bank_holidays: Iterable[date] = (),
    closures: Iterable[date] = (),
    area: str = "",
    source: str = "",
) -> list[Span]:
    """Enter, or enter anew, the days of a school year ('2023-24') for an area.

    `terms` as the rules take them: [{name, first, last, break: [first, last]}]. All are checked before any is
    written; what stood there before is in the audit trail.
    """
    acting_as = require(by, "enter-terms", collaborative, on)
    rules = editions_of(collaborative).rules_since(_first_day(school_year))
    _check(rules, school_year, terms)
    old = Span.objects.filter(collaborative=collaborative, school_year=school_year, area=area)
    before = [_as_json(span) for span in old]
    spans = [
        *(span for term in terms for span in _term(term)),
        *(_day(Span.Kind.BANK_HOLIDAY, day) for day in sorted(set(bank_holidays))),
        *(_day(Span.Kind.CLOSURE, day) for day in sorted(set(closures))),
    ]
    if before == [_as_json(span) for span in _sorted(spans)]:
        return list(old)
    old.delete()
    for span in spans:
        span.collaborative, span.school_year, span.area, span.source = (
            collaborative,
            school_year,
            area,
            source,
        )
    Span.objects.bulk_create(spans)
    audit.record(
        collaborative=collaborative,
        act="enter-terms",
        subject=("membership.span", school_year),
        by=by,
        acting_as=acting_as,
        before={"spans": before},
        after={"spans": [_as_json(span) for span in _sorted(spans)]},
    )
    return spans


def _first_day(school_year: str) -> date:
    """Any day of the school year will do to find its rules: the last of its first calendar year."""
    if not (school_year[:4].isdigit() and len(school_year) == 7):
        raise BadTerms(f"'{school_year}' is not a school year: write it as 2023-24.")
    return date(int(school_year[:4]), 12, 31)


def _check(rules: constitution.Constitution, slot: str, terms: Sequence[Mapping[str, Any]]) -> None:
    year = calendar.school_year(rules, _first_day(slot))
    named = calendar.calendar_terms(rules)
    for term in terms:
        _check_term(year, named, term)
    ordered = sorted(terms, key=lambda term: term["first"])
    for earlier, later in pairwise(ordered):
        if later["first"] <= earlier["last"]:
            raise BadTerms(f"The {later['name']} term begins before the {earlier['name']} term is over.")
    if len({term["name"] for term in terms}) < len(terms):
        raise BadTerms("A term is entered twice.")


def _check_term(year: calendar.Year, named: Sequence[str], term: Mapping[str, Any]) -> None:
    name, first, last = term["name"], term["first"], term["last"]
    if named and name not in named:
        raise BadTerms(f"The constitution has no term called {name}; it has {say.listed(named)}.")
    if last < first:
        raise BadTerms(f"The {name} term ends before it begins.")
    if first not in year or last not in year:
        raise BadTerms(f"The {name} term does not lie in the school year {year.label}.")
    pause = term.get("break")
    if pause and not first < pause[0] <= pause[1] < last:
        raise BadTerms(f"The half-term break of the {name} term does not lie inside it.")


def _term(term: Mapping[str, Any]) -> Iterable[Span]:
    yield _span(Span.Kind.TERM, term["name"], term["first"], term["last"])
    if term.get("break"):
        yield _span(Span.Kind.BREAK, term["name"], *term["break"])


def _day(kind: str, day: date) -> Span:
    return _span(kind, say.date(day), day, day)


def _span(kind: str, code: str, first: date, last: date) -> Span:
    return Span(kind=kind, code=code, starts_on=first, ends_before=last + ONE_DAY)


def _sorted(spans: Iterable[Span]) -> list[Span]:
    return sorted(spans, key=lambda span: (span.starts_on, span.kind))


def _as_json(span: Span) -> list[str]:
    return [span.kind, span.code, span.starts_on.isoformat(), span.ends_before.isoformat()]
