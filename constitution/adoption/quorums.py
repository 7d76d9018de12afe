"""Whether a quorum can be met: worked out for the full body and for every smaller size."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from constitution.body import body_named, seats_of
from constitution.finding import Working
from constitution.number import Counts, NumberKeys, how_many

if TYPE_CHECKING:
    from constitution.tables import Constitution

# A body whose size no clause states is tried at every size up to this.
LARGEST_TRIED = 100


@dataclass(frozen=True)
class Reach:
    """Of the sizes tried, from 1 up, those at which the whole body could not make its quorum."""

    full: int
    stated: bool
    out_of_reach: tuple[int, ...]

    @property
    def never(self) -> bool:
        """At its full size, or, where that is not stated, at no size at all."""
        return self.full in self.out_of_reach if self.stated else len(self.out_of_reach) == self.full

    @property
    def below(self) -> int | None:
        """The size below which it is out of reach, if there is one."""
        return max(self.out_of_reach) + 1 if self.out_of_reach and not self.never else None


@cache
def reach(c: Constitution, name: str) -> Reach:
    rule = c.quorum[name]
    stated = full_size(c, body_named(c, name))
    full = stated or LARGEST_TRIED
    missed = tuple(size for size in range(1, full + 1) if not within(asked(c, rule, size, stated), size))
    return Reach(full, stated is not None, missed)


def within(number: int | None, size: int) -> bool:
    """What is asked about, and not answered, is not out of reach."""
    return number is None or number <= size


def full_size(c: Constitution, body: str) -> int | None:
    if body not in c.body:
        return None
    return seats_of(c, body) or c.body[body].maximum


def asked(c: Constitution, number: NumberKeys, size: int, seats: int | None = None) -> int | None:
    """The number for a body of this size; the seats stay those that the document gives, vacant or not."""
    counts = Counts(
        schools=size, members=size, entitled=size, filled=size, present=size, seats=seats or size,
        vacant=(seats or size) - size, cast=size,
    )  # fmt: skip
    found = how_many(number, counts, Working(c))
    return found if isinstance(found, int) else None


def differing(c: Constitution, number: NumberKeys) -> Iterator[tuple[int, tuple[int | None, ...]]]:
    """The sizes at which the parts of a number do not agree, with what each asks for there."""
    for size in range(1, LARGEST_TRIED + 1):
        each = tuple(asked(c, part, size) for part in number.parts())
        if len(set(each)) > 1:
            yield size, each
