"""What the document states as fact on its day, held against itself and against the edition's year."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import TYPE_CHECKING

from constitution.walking import Path

if TYPE_CHECKING:
    from constitution.tables import Constitution

Note = tuple[Path, str]


def counts_that_do_not_add_up(c: Constitution) -> Iterator[Note]:
    for name, recorded in c.recorded.items():
        total = sum(recorded.counts.values())
        if recorded.counts and recorded.total is not None and total != recorded.total:
            yield ("recorded", name, "total"), f"the counts come to {total}, not {recorded.total}"


def counts_that_disagree(c: Constitution) -> Iterator[Note]:
    """Two recorded counts of one thing."""
    for (one, first), (other, second) in combinations(c.recorded.items(), 2):
        if first.what and first.what == second.what and _disagree(first.number, second.number):
            words = f"{second.number} {second.what} here, and {first.number} in [recorded.{one}]"
            yield ("recorded", other), words


def _disagree(one: int | None, other: int | None) -> bool:
    return None not in (one, other) and one != other


def of_another_year(c: Constitution) -> Iterator[Note]:
    """A recorded year that is not the edition's."""
    edition = c.constitution.edition
    for name, recorded in c.recorded.items():
        if recorded.year and edition and _year(recorded.year) != _year(edition):
            words = f"what is recorded is of {recorded.year}, and the edition is {edition}"
            yield ("recorded", name, "year"), words


def _year(words: str) -> str:
    """2023/24, 2023-24, 2023/4 and 2023/2024 are one year."""
    first, _, second = words.replace("-", "/").replace(" ", "").partition("/")
    return f"{first}/{second[-1:]}" if second else first
