"""Writing invoices, inside a transaction: rows, lines, a message for each recipient, an audit entry each."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

import constitution
from constitution import subscription
from constitution.calendar import Year
from finance.actions.heads import income_head
from finance.actions.letters import letters
from finance.actions.series import take_invoice_numbers
from finance.models import BudgetHead, Invoice, InvoiceLine
from finance.queries.account import Issuer, issuer
from finance.queries.recipients import payers
from finance.queries.subscriptions import Charge, due_key
from records import audit, outbox
from records.models import Collaborative, Person

ACT = "issue-invoice"
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Signature:
    """Who issues, in what capacity and when: what the audit trail keeps of it."""

    by: Person | None
    acting_as: str
    at: datetime


@dataclass(frozen=True)
class Paper:
    """What all subscription invoices issued together have in common."""

    collaborative: Collaborative
    rules: constitution.Constitution
    year: Year
    on: date
    due_on: date
    issuer: Issuer
    head: BudgetHead

    @classmethod
    def of(
        cls, collaborative: Collaborative, rules: constitution.Constitution, year: Year, on: date
    ) -> "Paper":
        due_on = subscription.due_day(rules, on).value
        head = income_head(collaborative)
        return cls(collaborative, rules, year, on, due_on, issuer(collaborative, on), head)

    @cached_property
    def payers(self) -> Mapping[int, tuple[int, ...]]:
        """By school, who is told; read once for all invoices."""
        return payers(self.on)

    def key(self, charge: Charge) -> str:
        return due_key(charge.contract.school_id, self.year.slot)

    def invoice(self, charge: Charge, series: str, number: int, replaces: Invoice | None) -> Invoice:
        contract = charge.contract
        return Invoice(
            collaborative_id=self.collaborative.pk,
            series=series,
            number=number,
            kind=Invoice.Kind.SUBSCRIPTION,
            due_key=self.key(charge),
            revision=replaces.revision + 1 if replaces else 1,
            replaces=replaces,
            school_id=contract.school_id,
            contract_id=contract.pk,
            contract_year=self.year.slot,
            period_starts_on=max(self.year.first_day, contract.starts_on),
            period_ends_before=self.year.last_day + ONE_DAY,
            issued_on=self.on,
            due_on=self.due_on,
            total_pence=charge.total_pence,
            title=f"{self.rules.tier[contract.tier].name or contract.tier} subscription",
            payer_words=charge.name,
            **self.issuer._asdict(),
        )


def write(
    paper: Paper, charges: Sequence[Charge], signed: Signature, replaces: Invoice | None = None
) -> list[Invoice]:
    """The invoices of these charges, in order. The numbers come after every check, the audit chain last."""
    series, first = take_invoice_numbers(paper.collaborative, paper.rules, paper.on, len(charges))
    numbered = enumerate(charges, start=first)
    invoices = Invoice.objects.bulk_create(
        paper.invoice(charge, series, number, replaces) for number, charge in numbered
    )
    pairs = list(zip(invoices, charges, strict=True))
    InvoiceLine.objects.bulk_create(line for pair in pairs for line in lines_of(*pair, paper.head))
    outbox.queue_all(letters(invoices, paper.payers, signed.at))
    told = [(invoice, None, facts(invoice)) for invoice in invoices]
    audit.record_all(collaborative=paper.collaborative, act=ACT, told=told, **vars(signed))
    return invoices


def lines_of(invoice: Invoice, charge: Charge, head: BudgetHead) -> Iterator[InvoiceLine]:
    for position, line in enumerate(charge.lines, start=1):
        yield InvoiceLine(
            collaborative_id=invoice.collaborative_id,
            invoice_id=invoice.pk,
            position=position,
            words=line.words,
            quantity=line.quantity,
            rate=line.rate,
            amount_pence=line.amount_pence,
            head_id=head.pk,
            finding=line.finding,
        )


def facts(invoice: Invoice) -> dict[str, object]:
    """What the audit trail keeps of an invoice."""
    return {
        "number": invoice.reference,
        "school": invoice.school_id,
        "contract_year": invoice.contract_year,
        "total_pence": invoice.total_pence,
        "due_on": invoice.due_on,
    }
