"""Contracts that ask for something: a school that is a new legal party is asked to sign again (K3.5)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from constitution import say
from membership.models import Contract, School, SchoolDetail
from membership.queries.roll import contracts_on
from records.models import Collaborative


@dataclass(frozen=True)
class Asked:
    """A school whose contract was made with another legal party. It stays in force until the new one is agreed."""

    school: School
    contract: Contract
    since: date
    because: str


def asked_to_sign_again(collaborative: Collaborative, on: date) -> list[Asked]:
    """Schools that have academised, or joined another trust, since their contract began. Two queries."""
    contracts = contracts_on(collaborative, on).select_related("school")
    details: dict[int, list[SchoolDetail]] = {}
    for row in SchoolDetail.objects.filter(collaborative=collaborative, from_on__lte=on).order_by("from_on"):
        details.setdefault(row.school_id, []).append(row)
    return to_sign_again(contracts, details, on)


def to_sign_again(
    contracts: Iterable[Contract], details: Mapping[int, Sequence[SchoolDetail]], on: date
) -> list[Asked]:
    """The same of contracts and details in hand, by school and the oldest first; without a query."""
    past = {school: [row for row in rows if row.from_on <= on] for school, rows in details.items()}
    found = (_asked(contract, past.get(contract.school_id, [])) for contract in contracts)
    return [asked for asked in found if asked]


def _asked(contract: Contract, details: Sequence[SchoolDetail]) -> Asked | None:
    for before, after in pairwise(details):
        if after.from_on > contract.starts_on and _party(before) != _party(after):
            return Asked(contract.school, contract, after.from_on, _because(before, after))
    return None


def _party(detail: SchoolDetail) -> tuple[str, str]:
    return detail.status, detail.trust


def _because(before: SchoolDetail, after: SchoolDetail) -> str:
    since = f"since {say.date(after.from_on)}"
    if before.status != after.status:
        return f"{'an academy' if after.status == 'academy' else 'maintained'} {since}"
    return f"part of {after.trust or 'no trust'} {since}"
