"""What each contract year costs until a school leaves, as a page shows it."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from constitution.finding import Finding
from membership.queries.notice import Owed


@dataclass(frozen=True)
class Sum:
    """One contract year until the school leaves: what it costs, and whether it was paid."""

    year: str
    amount: Decimal | None
    finding: Finding[Any]
    paid: bool


def sums_of(owed: Iterable[Owed]) -> tuple[Sum, ...]:
    return tuple(
        Sum(each.year.label, each.amount, each.finding, each.settled_on is not None) for each in owed
    )
