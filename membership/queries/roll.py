"""The roll (K3.2, K6.3): which schools are members on a day, at which tier, of which kind."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import constitution
from membership.models import Contract, School, SchoolDetail
from membership.queries.periods import in_force, in_force_of
from membership.queries.rows import Rows
from records.models import Collaborative


@dataclass(frozen=True)
class OnRoll:
    """A member school on a day: what was true of it, and the contract that makes it a member."""

    school: School
    detail: SchoolDetail
    contract: Contract

    @property
    def tier(self) -> str:
        return self.contract.tier


def roll_on(collaborative: Collaborative, on: date) -> tuple[OnRoll, ...]:
    """The member schools on a day, by name. Two queries, however many schools there are."""
    return roll_in(Rows(collaborative), on)


def roll_in(rows: Rows, on: date) -> tuple[OnRoll, ...]:
    """The same of rows in hand."""
    details = details_in(rows.details, on)
    found = [
        OnRoll(c.school, details[c.school_id], c) for c in contracts_in(rows, on) if c.school_id in details
    ]
    return tuple(sorted(found, key=lambda row: (row.detail.name, row.school.pk)))


def contracts_on(collaborative: Collaborative, on: date):
    """The contracts in force on a day: agreed, and within their dates."""
    agreed = Contract.objects.filter(collaborative=collaborative, state=Contract.State.AGREED)
    return agreed.filter(in_force(on))


def contracts_in(rows: Rows, on: date) -> list[Contract]:
    """The same of rows in hand."""
    agreed = (contract for contract in rows.contracts if contract.state == Contract.State.AGREED)
    return in_force_of(agreed, on)


def affiliated_on(collaborative: Collaborative, on: date) -> int:
    """How many schools are affiliated on a day: one that has left, or has not yet joined, is not counted."""
    return contracts_on(collaborative, on).count()


def details_on(collaborative: Collaborative, on: date) -> dict[int, SchoolDetail]:
    """What was true of each school on a day, by school; its first detail stands for the days before it."""
    return details_in(SchoolDetail.objects.filter(collaborative=collaborative).order_by("from_on"), on)


def details_in(details: Iterable[SchoolDetail], on: date) -> dict[int, SchoolDetail]:
    """The same of details in hand, the oldest first."""
    found: dict[int, SchoolDetail] = {}
    for row in details:
        if row.from_on <= on or row.school_id not in found:
            found[row.school_id] = row
    return found


def detail_of(school: School, on: date) -> SchoolDetail | None:
    return on_the_day(list(school.details.order_by("from_on")), on)


def on_the_day(rows: Sequence[SchoolDetail], on: date) -> SchoolDetail | None:
    """Of one school's details, the oldest first, the one that holds on a day; the first for days before it."""
    past = [row for row in rows if row.from_on <= on]
    return (past or rows or [None])[-1 if past else 0]


# The document's own list (K3.2) -------------------------------------------------------------------------


@dataclass(frozen=True)
class RollCounts:
    """How many schools there are by kind and by status, in the words of the document's own lists."""

    total: int
    by_kind: Mapping[str, int]
    by_status: Mapping[str, int]


def roll_counts(rules: constitution.Constitution, roll: Sequence[OnRoll]) -> RollCounts:
    labels = _recorded_labels(rules)
    return RollCounts(
        total=len(roll),
        by_kind=_counted(labels, [_kinds(row.detail) for row in roll]),
        by_status=_counted(labels, [(row.detail.status,) for row in roll]),
    )


def _recorded_labels(rules: constitution.Constitution) -> list[str]:
    """How the document itself labels its counts of schools: 'primary / infant', 'maintained / VA'."""
    return [label for recorded in (rules.recorded or {}).values() for label in recorded.counts or {}]


def _kinds(detail: SchoolDetail) -> tuple[str, ...]:
    """What a school may be counted under, the closest first: 'primary special' before 'special'."""
    return (f"{detail.phase} {detail.kind}".strip(), detail.kind)


def _counted(labels: Iterable[str], schools: Iterable[tuple[str, ...]]) -> dict[str, int]:
    named = {part.strip().lower(): label for label in labels for part in label.split("/")}
    tally = Counter(_label(named, kinds) for kinds in schools)
    order = [label for label in dict.fromkeys(labels) if label in tally]
    return {label: tally[label] for label in [*order, *sorted(set(tally) - set(order))]}


def _label(named: Mapping[str, str], kinds: tuple[str, ...]) -> str:
    return next((named[kind] for kind in kinds if kind in named), kinds[-1])
