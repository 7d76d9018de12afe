"""Figures that a fee rests on, and finance's word that a fee is settled (K3.3, K4.1)."""

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from constitution import say
from membership.actions.guard import queue_at
from membership.models import Basis, FeeSettled, School
from membership.permissions import require
from membership.queries.moments import civil_day
from records import audit
from records.models import Person
from records.money import pence
from records.refusals import Refusal


@transaction.atomic
def enter_basis(
    *,
    school: School,
    contract_year: str,
    figure: str,
    amount: Decimal,
    source: str,
    source_on: date,
    by: Person | None,
    at: datetime,
) -> Basis:
    """A figure for a school and a contract year, with its source; it supersedes an earlier one."""
    acting_as = require(by, "enter-figure", school.collaborative, civil_day(at))
    if amount < 0:
        raise Refusal(f"{figure} cannot be less than nothing.")
    queue_at(school)
    current = Basis.objects.filter(
        school=school, contract_year=contract_year, figure=figure, superseded_at=None
    )
    before = current.first()
    if before and (before.amount_pence, before.source, before.source_on) == (
        pence(amount),
        source,
        source_on,
    ):
        return before
    current.update(superseded_at=at)
    basis = Basis.objects.create(
        collaborative=school.collaborative,
        school=school,
        contract_year=contract_year,
        figure=figure,
        amount_pence=pence(amount),
        source=source,
        source_on=source_on,
    )
    audit.record(
        collaborative=school.collaborative,
        act="enter-figure",
        subject=basis,
        by=by,
        at=at,
        acting_as=acting_as,
        before=before and {"amount": say.money(amount_of(before))},
        after={"amount": say.money(amount), "figure": figure, "source": source},
    )
    return basis


def amount_of(basis: Basis) -> Decimal:
    return Decimal(basis.amount_pence) / 100


# Finance says so, downward --------------------------------------------------------------------------
# Called inside finance's own verb and transaction, which writes the audit entry of the receipt or reversal.


def fee_settled(*, school: School, contract_year: str, settled_on: date) -> FeeSettled:
    """The school's fee for a contract year is settled. Said twice, it is said once."""
    found = FeeSettled.objects.filter(school=school, contract_year=contract_year, reopened_on=None).first()
    return found or FeeSettled.objects.create(
        collaborative=school.collaborative,
        school=school,
        contract_year=contract_year,
        settled_on=settled_on,
    )


def fee_reopened(*, school: School, contract_year: str, reopened_on: date) -> None:
    """A payment came back, or an invoice was credited: from that day the fee is no longer settled."""
    current = FeeSettled.objects.filter(school=school, contract_year=contract_year, reopened_on=None)
    current.update(reopened_on=reopened_on)
