"""Telling a school of its invoice: one message for each who pays, with a link to the page (K8.8)."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from constitution import say
from finance.models import Invoice
from records.models import Message
from records.obligations import key

KIND = "invoice"
STAGE = "issued"


def letters(
    invoices: Iterable[Invoice], people: Mapping[int, tuple[int, ...]], at: datetime
) -> Iterator[Message]:
    """Messages not yet stored, whose words are made at sending. `people` are ids of recipients by school."""
    for invoice in invoices:
        for person_id in people.get(invoice.school_id, ()):
            yield letter(invoice, person_id, at)


def letter(invoice: Invoice, person_id: int, at: datetime) -> Message:
    return Message(
        collaborative_id=invoice.collaborative_id,
        key=key("invoice", invoice, invoice.contract_year, "pay"),
        stage=STAGE,
        person_id=person_id,
        kind=KIND,
        subject=subject(invoice),
        due_on=None if invoice.is_credit else invoice.due_on,
        queued_at=at,
    )


def subject(invoice: Invoice) -> str:
    """'Invoice 2024-017: £6,185.25, to pay by Wednesday 15 May 2024'."""
    if invoice.is_credit:
        return f"{invoice}: £{invoice.total:,.2f} credited"
    return f"{invoice}: £{invoice.total:,.2f}, to pay by {say.long_date(invoice.due_on)}"
