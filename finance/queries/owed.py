"""What a school still owes until it leaves (K5.5): open invoices, and years still to be charged."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from constitution import subscription
from constitution.calendar import Year, year_after
from finance.models import Invoice
from finance.queries.standing import with_money
from finance.queries.subscriptions import charge_for
from membership.models import Contract
from membership.queries.kept import facts_on
from records.money import pounds


@dataclass(frozen=True)
class Owed:
    """The sum of one contract year in pence, None while it cannot be worked out; and why, in a sentence."""

    contract_year: str
    amount_pence: int | None
    because: str
    invoice: Invoice | None = None

    @property
    def amount(self) -> Decimal | None:
        return None if self.amount_pence is None else pounds(self.amount_pence)

    def as_json(self) -> dict[str, str | int | None]:
        """As a notice keeps it."""
        return {
            "contract_year": self.contract_year,
            "amount_pence": self.amount_pence,
            "because": self.because,
        }


def owed_until(contract: Contract, last_day: date, on: date) -> list[Owed]:
    """Year by year, what is open or still to come, as it looks on that day; years paid are left out."""
    rules = facts_on(contract.collaborative, on).rules
    issued = {invoice.contract_year: invoice for invoice in _invoices(contract, on)}
    found = [
        _invoiced(issued[year.slot]) if year.slot in issued else _to_come(contract, rules, year)
        for year in _years(rules, min(on, last_day), last_day)
        if year.slot in issued or contract.starts_on <= year.first_day
    ]
    return [owed for owed in found if owed.amount_pence != 0]


def _years(rules, first: date, last: date) -> list[Year]:
    years = [subscription.contract_year(rules, first)]
    while years[-1].last_day < last:
        years.append(year_after(years[-1]))
    return years


def _invoices(contract: Contract, on: date):
    """The standing subscription invoices of the school, the latest revision of each year last."""
    issued = Invoice.objects.filter(school=contract.school_id, kind=Invoice.Kind.SUBSCRIPTION)
    return with_money(issued.filter(issued_on__lte=on), on).order_by("revision")


def _invoiced(invoice: Invoice) -> Owed:
    because = f"Still open on invoice {invoice.reference}."
    return Owed(invoice.contract_year, max(invoice.open_pence, 0), because, invoice)


def _to_come(contract: Contract, rules, year: Year) -> Owed:
    charge = charge_for(contract, rules, year)
    if charge.held:
        return Owed(year.slot, None, charge.held)
    tier = rules.tier[contract.tier].name or contract.tier
    return Owed(year.slot, charge.total_pence, f"{tier} subscription for {year.label}, still to be invoiced.")
