"""Telling a school of its invoice: one message for each who pays, with a link to the page (K8.8)."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from constitution import say
from finance.models import Invoice
from finance.queries.recipients import payers
from records import outbox
from records.models import Message
from records.obligations import key

KIND = "invoice"
STAGE = "issued"


def post(messages: Iterable[Message]) -> None:
    """Into the outbox; what was told already is not told again."""
    outbox.queue_all(messages)


def letters(
    invoices: Iterable[Invoice], why: Mapping[int, Mapping[str, Any]], at: datetime
) -> Iterator[Message]:
    """Queued messages, not yet stored. `why` holds the finding of the sum by school, as JSON."""
    invoices = list(invoices)
    found = payers({each.school_id for each in invoices}, invoices[0].issued_on)
    for invoice in invoices:
        for person_id in found.get(invoice.school_id, ()):
            yield letter(invoice, person_id, why.get(invoice.school_id), at)


def letter(invoice: Invoice, person_id: int, why: Mapping[str, Any] | None, at: datetime) -> Message:
    return Message(
        collaborative_id=invoice.collaborative_id,
        key=key("invoice", invoice, invoice.contract_year, "pay"),
        stage=STAGE,
        person_id=person_id,
        kind=KIND,
        subject=subject(invoice),
        why=why,
        due_on=None if invoice.is_credit else invoice.due_on,
        queued_at=at,
    )


def subject(invoice: Invoice) -> str:
    """'Invoice 2024-017: £6,185.25, to pay by Wednesday 15 May 2024'."""
    if invoice.is_credit:
        return f"{invoice}: £{invoice.total:,.2f} credited"
    return f"{invoice}: £{invoice.total:,.2f}, to pay by {say.long_date(invoice.due_on)}"
