"""How time is counted, once and for all (format section 6, "Arithmetic").

Months are counted from the anchor and clipped to a shorter month; years from 29 February go to 1 March.
*n days before* leaves out the day itself; *clear* days leave out both ends. Periods are half-open.
"""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from math import ceil

from constitution import say
from constitution.questions import UnknownFact
from constitution.values import Length

ONE_DAY = datetime.timedelta(days=1)
SATURDAY, SUNDAY = 5, 6
WEEKEND = frozenset({SATURDAY, SUNDAY})
PER_DAY = {"hour": 24, "minute": 24 * 60}


# Months and years -----------------------------------------------------------------------------------


def add_months(day: datetime.date, months: int) -> datetime.date:
    """So many months on (or back), clipped to a shorter month: 31 January and 1 month is 28 February."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return datetime.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def add_years(day: datetime.date, years: int) -> datetime.date:
    """So many years on (or back); from 29 February to 1 March where the year has no such day."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return datetime.date(day.year + years, 3, 1)


def times(length: Length, n: int) -> Length:
    """The length taken n times: what lets a third renewal be counted from the first day of all."""
    return replace(length, n=length.n * n, spelling="")


# Which days count -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Counting:
    """Which days count: all but these days of the week (Monday is 0) and these days."""

    weekdays: frozenset[int] = frozenset()
    days: frozenset[datetime.date] = frozenset()

    def counts(self, day: datetime.date) -> bool:
        return day.weekday() not in self.weekdays and day not in self.days

    def without(self, weekdays: Iterable[int] = (), days: Iterable[datetime.date] = ()) -> Counting:
        return Counting(self.weekdays | frozenset(weekdays), self.days | frozenset(days))

    def step(self, day: datetime.date, n: int, way: int) -> datetime.date:
        """The nth day that counts, onwards (way 1) or back (way -1); the day itself is left out."""
        while n > 0:
            day += way * ONE_DAY
            n -= self.counts(day)
        return day


EVERY_DAY = Counting()


def _days(length: Length) -> int:
    """Weeks, days and hours as whole days; part of a day is a day, since events are given by the day."""
    if length.days is not None:
        return length.days
    return ceil(length.n / PER_DAY[length.unit])


def _moved(day: datetime.date, length: Length, way: int, counting: Counting) -> datetime.date:
    if length.unit == "year":
        return add_years(day, way * length.n)
    if length.unit == "month":
        return add_months(day, way * length.n)
    if length.working:
        counting = counting.without(WEEKEND)
    return counting.step(day, _days(length) + length.clear, way)


def before(day: datetime.date, length: Length, counting: Counting = EVERY_DAY) -> datetime.date:
    """The last day that is at least so long before the given one."""
    return _moved(day, length, -1, counting)


def after(day: datetime.date, length: Length, counting: Counting = EVERY_DAY) -> datetime.date:
    """The first day that is at least so long after; also the anniversary of a term's first day."""
    return _moved(day, length, 1, counting)


def last_day_of_term(first: datetime.date, length: Length) -> datetime.date:
    """The day before the anniversary: two years from 1 September 2022 end on 31 August 2024."""
    return after(first, length) - ONE_DAY


def at_weekend(day: datetime.date) -> bool:
    return day.weekday() in WEEKEND


# Periods --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Period:
    """From a day up to, and not including, another; `ends_before` is None while it runs on."""

    starts_on: datetime.date
    ends_before: datetime.date | None = None

    @classmethod
    def of(cls, first: datetime.date, last: datetime.date | None) -> Period:
        """A period by its first and last day, as people say them."""
        return cls(first, None if last is None else last + ONE_DAY)

    @property
    def last_day(self) -> datetime.date | None:
        return None if self.ends_before is None else self.ends_before - ONE_DAY

    def __contains__(self, day: datetime.date) -> bool:
        return self.starts_on <= day and (self.ends_before is None or day < self.ends_before)

    def overlaps(self, other: Period) -> bool:
        return _starts_before_end(self, other) and _starts_before_end(other, self)

    def __str__(self) -> str:
        """1 September 2022 to 31 August 2024."""
        if self.last_day is None:
            return f"from {say.date(self.starts_on)}"
        return f"{say.date(self.starts_on)} to {say.date(self.last_day)}"


def _starts_before_end(one: Period, other: Period) -> bool:
    return other.ends_before is None or one.starts_on < other.ends_before


# Days among the facts -------------------------------------------------------------------------------


def days_in(fact: Iterable[datetime.date | Mapping[str, datetime.date]]) -> frozenset[datetime.date]:
    """Days and stretches of days: [2024-04-01, { first = 2024-05-27, last = 2024-05-31 }]."""
    found: set[datetime.date] = set()
    for each in fact:
        first, last = _ends(each)
        found.update(first + n * ONE_DAY for n in range((last - first).days + 1))
    return frozenset(found)


def _ends(fact: datetime.date | Mapping[str, datetime.date]) -> tuple[datetime.date, datetime.date]:
    """The first and last day of a stretch; a day is a stretch of one."""
    first, last = (fact.get("first"), fact.get("last")) if isinstance(fact, Mapping) else (fact, fact)
    if not isinstance(first, datetime.date) or not isinstance(last, datetime.date):
        raise UnknownFact(f"write days as 2024-04-01 or {{ first = …, last = … }}, not {say.written(fact)}")
    return first, last
