"""Finding invoices by state, year and words, for the list and for the spreadsheet."""

import re
from datetime import date

from django.db.models import F, Q, QuerySet

from finance.models import Invoice
from finance.queries.standing import with_money

# What the list offers, in the words of the page.
STATES = {
    "open": "Still open",
    "overdue": "Overdue",
    "paid": "Paid",
    "credited": "Credited",
    "credit": "Credit notes",
}
# What a list shows of an invoice: not the words of its paper.
SHOWN = (
    "series", "number", "kind", "payer_words", "title", "contract_year", "issued_on", "due_on", "total_pence",
)  # fmt: skip
NUMBER = re.compile(r"(C?\d{4})-(\d+)", re.IGNORECASE)


def search(
    invoices: QuerySet[Invoice], on: date, state: str = "", year: str = "", q: str = ""
) -> QuerySet[Invoice]:
    """The invoices issued by that day that match, the latest first."""
    rows = invoices.filter(issued_on__lte=on)
    if year:
        rows = rows.filter(contract_year=year)
    if q:
        rows = rows.filter(_words(q))
    return with_money(rows, on).filter(_state(state, on)) if state in STATES else rows


def _words(q: str) -> Q:
    """A number as people quote it, or words of the payer or the title."""
    if found := NUMBER.fullmatch(q):
        return Q(series=found[1].upper(), number=int(found[2]))
    return Q(payer_words__icontains=q) | Q(title__icontains=q)


def _state(state: str, on: date) -> Q:
    note = Q(kind=Invoice.Kind.CREDIT)
    credited = Q(credited_pence__gte=F("total_pence"))
    return {
        "open": Q(open_pence__gt=0) & ~note,
        "overdue": Q(open_pence__gt=0, due_on__lt=on) & ~note,
        "paid": Q(open_pence__lte=0) & ~credited & ~note,
        "credited": credited & ~note,
        "credit": note,
    }[state]
