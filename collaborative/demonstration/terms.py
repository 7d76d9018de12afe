"""The term dates of Knowsley and Bristol: published ones as they stand, later ones invented and marked as such."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import holidays
from dateutil.easter import easter

from membership.actions.terms import enter_terms
from membership.models import Span
from records.models import Collaborative

INVENTED = "invented for the demonstration"
MONDAY, FRIDAY = 0, 4

Term = dict[str, Any]


def enter(group: Collaborative, area: str, first: int, last: int, on: date) -> None:
    """Enter the school years that begin in these calendar years. What somebody has entered stays."""
    entered = set(Span.objects.filter(collaborative=group).values_list("school_year", flat=True))
    for year in range(first, last + 1):
        slot = f"{year}-{(year + 1) % 100:02}"
        if slot in entered:
            continue
        terms, source = terms_of(area, year)
        enter_terms(
            collaborative=group,
            school_year=slot,
            terms=terms,
            bank_holidays=bank_holidays(year),
            area=area,
            source=source,
            by=None,
            on=on,
        )


def terms_of(area: str, year: int) -> tuple[Sequence[Term], str]:
    """The terms of the school year that begins in a calendar year, as rules take them, and where they are from."""
    if rows := _published().get((area, f"{year}/{(year + 1) % 100:02}")):
        return list(_read(rows)), f"{rows[0]['status']}: {rows[0]['source']}"
    invented = list(_invented(year))
    return (_in_six(invented) if area == "Bristol" else invented), INVENTED


def bank_holidays(year: int) -> list[date]:
    """Those of England from September to August."""
    days = holidays.country_holidays("GB", subdiv="ENG", years=(year, year + 1))
    return sorted(day for day in days if date(year, 9, 1) <= day < date(year + 1, 9, 1))


# Published ---------------------------------------------------------------------------------------------------


@cache
def _published() -> Mapping[tuple[str, str], list[dict[str, str]]]:
    found: dict[tuple[str, str], list[dict[str, str]]] = {}
    with (Path(__file__).parent / "term_dates.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            found.setdefault((row["area"], row["school_year"]), []).append(row)
    return found


def _read(rows: Sequence[Mapping[str, str]]) -> Iterator[Term]:
    breaks = {row["name"]: [*_days(row)] for row in rows if row["kind"] != "term"}
    for row in rows:
        if row["kind"] == "term":
            first, last = _days(row)
            pause = {"break": breaks[row["name"]]} if row["name"] in breaks else {}
            yield {"name": row["name"], "first": first, "last": last} | pause


def _days(row: Mapping[str, str]) -> tuple[date, date]:
    return date.fromisoformat(row["start"]), date.fromisoformat(row["end"])


# Invented ----------------------------------------------------------------------------------------------------
# After the pattern of the published years. A rule of no constitution: the days of a year are entered as facts.


def _invented(year: int) -> Iterator[Term]:
    spring_ends, summer_begins = _around_easter(year + 1)
    yield _term(
        "Autumn",
        _on_or_after(date(year, 9, 1), MONDAY),
        _on_or_before(date(year, 12, 21), FRIDAY),
        _on_or_before(date(year, 10, 31), MONDAY),
    )
    yield _term(
        "Spring",
        _on_or_after(date(year + 1, 1, 3), MONDAY),
        spring_ends,
        _on_or_after(date(year + 1, 2, 12), MONDAY),
    )
    yield _term(
        "Summer",
        summer_begins,
        _on_or_after(date(year + 1, 7, 17), FRIDAY),
        _on_or_before(date(year + 1, 5, 31), MONDAY),
    )


def _around_easter(year: int) -> tuple[date, date]:
    """The last day of the Spring term and the first of the Summer term: a fortnight with Easter somewhere in it."""
    sunday = easter(year)
    if sunday < date(year, 4, 8):
        return sunday - timedelta(days=3), sunday + timedelta(days=15)
    if sunday < date(year, 4, 15):
        return sunday - timedelta(days=9), sunday + timedelta(days=8)
    return sunday - timedelta(days=16), sunday + timedelta(days=2)


def _term(name: str, first: date, last: date, half: date) -> Term:
    """`half` is the Monday of the half-term break."""
    return {"name": name, "first": first, "last": last, "break": [half, half + timedelta(days=4)]}


def _in_six(three: Sequence[Term]) -> list[Term]:
    """Bristol's year of six terms: three with their halves counted as terms of their own."""
    halves = []
    for term in three:
        monday, friday = term["break"]
        halves += [(term["first"], monday - timedelta(days=3)), (friday + timedelta(days=3), term["last"])]
    return [
        {"name": f"Term {number}", "first": first, "last": last}
        for number, (first, last) in enumerate(halves, start=1)
    ]


def _on_or_after(day: date, weekday: int) -> date:
    return day + timedelta(days=(weekday - day.weekday()) % 7)


def _on_or_before(day: date, weekday: int) -> date:
    return day - timedelta(days=(day.weekday() - weekday) % 7)
