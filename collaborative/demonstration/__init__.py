"""Two invented groups to look at (X8): Knowsley-shaped and Bristol-shaped, alive on whatever day they are made."""

from collections.abc import Iterator
from datetime import date, datetime

from django.db import transaction

from collaborative.cast import Part, cast
from collaborative.demonstration import bristol, knowsley, terms
from collaborative.demonstration.history import school_year
from records.models import Collaborative
from records.tenancy import scoped

GROUPS = (knowsley, bristol)


def build(on: date, now: datetime) -> Iterator[tuple[Collaborative, bool]]:
    """Each group, and whether it was made now: one that is there stays as people have left it.

    Should a school year have gone by since, its terms and those of the next are entered too.
    """
    for shape in GROUPS:
        found = Collaborative.objects.filter(code=shape.CODE).first()
        if found:
            _go_on(found, shape, on)
        yield (found, False) if found else (_made(shape, on, now), True)


def missing() -> bool:
    """Whether there is a group still to be made."""
    return Collaborative.objects.filter(code__in=[shape.CODE for shape in GROUPS]).count() < len(GROUPS)


def _go_on(group: Collaborative, shape, on: date) -> None:
    year = school_year(on)
    with scoped(group):
        terms.enter(group, shape.AREA, year - 1, year + 1, on)


def _made(shape, on: date, now: datetime) -> Collaborative:
    """Whole or not at all."""
    with transaction.atomic():
        return shape.build(on, now)


def sign_ins(on: date) -> list[tuple[Collaborative, list[Part]]]:
    """Who can be played in each group, and as what."""
    groups = Collaborative.objects.filter(code__in=[shape.CODE for shape in GROUPS])
    return [(group, cast(group, on)) for group in groups]
