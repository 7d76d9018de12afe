"""Half-open periods in a query: a row is in force on a day when it has begun and not yet ended."""

from collections.abc import Iterable
from datetime import date
from typing import TypeVar

from django.db.models import Q

T = TypeVar("T")


def in_force(on: date, prefix: str = "") -> Q:
    """Rows whose `starts_on`/`ends_before` hold this day; null is an open end."""
    begun = Q(**{f"{prefix}starts_on__lte": on})
    open_end = Q(**{f"{prefix}ends_before__isnull": True})
    return begun & (open_end | Q(**{f"{prefix}ends_before__gt": on}))


def holds(starts_on: date, ends_before: date | None, on: date) -> bool:
    """The same question of values in hand."""
    return starts_on <= on and (ends_before is None or on < ends_before)


def in_force_of(rows: Iterable[T], on: date) -> list[T]:
    """Those of some rows in hand that hold on the day."""
    return [row for row in rows if holds(row.starts_on, row.ends_before, on)]
