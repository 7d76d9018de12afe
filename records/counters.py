"""Numbers without gaps and without twins: one row per series, raised inside the transaction that issues."""

from collections.abc import Callable
from functools import lru_cache

from django.db import connection
from django.db.models import F, QuerySet

from records.models import Collaborative, Counter
from records.prepared import prepared
from records.tenancy import everywhere


def take(collaborative: Collaborative | None, series: str, n: int = 1) -> int:
    """Takes the next `n` numbers of a series and answers with the first. A rollback gives them back.

    Take them after every check and before the audit entry: from here to the commit, others of the series
    queue.
    """
    if n < 1:
        raise ValueError("Take at least one number.")
    raised(collaborative, series, n)
    return standing(collaborative, series).value - n + 1


def raised(collaborative: Collaborative | None, series: str, n: int) -> None:
    """Raises the counter, which holds its row until the transaction ends; makes the row the first time."""
    if not connection.in_atomic_block:
        raise RuntimeError(f"A number of {series!r} is taken inside the transaction that uses it.")
    if not counter(collaborative, series).update(value=F("value") + n):
        # Of two who make it at once, one makes it and the other waits.
        everywhere(Counter).bulk_create(
            [Counter(collaborative=collaborative, series=series)], ignore_conflicts=True
        )
        counter(collaborative, series).update(value=F("value") + n)


def reached(collaborative: Collaborative | None, series: str, value: int, head: str) -> None:
    """Moves a mark to where something stands now; for a series that counts nothing of its own."""
    if not counter(collaborative, series).update(value=value, head=head):
        everywhere(Counter).bulk_create(
            [Counter(collaborative=collaborative, series=series)], ignore_conflicts=True
        )
        counter(collaborative, series).update(value=value, head=head)


def standing(collaborative: Collaborative | None, series: str) -> Counter:
    """How a series stands: at nothing, before its first number."""
    found = _of_a_group(series)(group=collaborative.pk) if collaborative else counter(None, series)
    return next(iter(found), Counter(collaborative=collaborative, series=series))


@lru_cache(maxsize=64)
def _of_a_group(series: str) -> Callable[..., list[Counter]]:
    return prepared(lambda group: everywhere(Counter).filter(collaborative=group, series=series))


def counter(collaborative: Collaborative | None, series: str) -> QuerySet[Counter]:
    """The row of a series; without a collaborative, the installation's own."""
    return everywhere(Counter).filter(collaborative=collaborative, series=series)
