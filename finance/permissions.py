"""Who sees money: a school its own invoices; the office, and whoever holds an act there, all (MODEL 8)."""

from django.db.models import Q

from finance.models import (
    Account,
    AgreedRate,
    BudgetHead,
    CashEntry,
    CashLine,
    FinancialYear,
    Invoice,
    InvoiceLine,
)
from membership.permissions import Viewer, door
from membership.permissions.doors import duty, level, named_people, own_school

# Acts that cannot be done without seeing the books.
BOOK_ACTS = ("issue-invoice", "record-receipt", "approve-payment", "pay", "check-accounts", "see-accounts")


def keeps_the_books(viewer: Viewer) -> bool:
    """The office, and whoever holds an act about money: business manager, Treasurer, signatory."""
    return viewer.runs_office or bool(viewer.acts.intersection(BOOK_ACTS))


def has_invoices(viewer: Viewer) -> bool:
    """Keeps the books, or works at a school, which has invoices of its own."""
    return keeps_the_books(viewer) or bool(viewer.school_ids)


@door(Invoice)
def invoices(viewer: Viewer) -> Q:
    return own_school(viewer) | level(viewer, "office") | duty(viewer, *BOOK_ACTS)


@door(InvoiceLine)
def invoice_lines(viewer: Viewer) -> Q:
    return own_school(viewer, "invoice__school") | level(viewer, "office") | duty(viewer, *BOOK_ACTS)


@door(BudgetHead)
@door(FinancialYear)
def members(viewer: Viewer) -> Q:
    return level(viewer, "members")


@door(Account)
@door(CashEntry)
@door(CashLine)
def books(viewer: Viewer) -> Q:
    return level(viewer, "office") | duty(viewer, *BOOK_ACTS)


@door(AgreedRate)
def rates(viewer: Viewer) -> Q:
    return level(viewer, "office") | named_people(viewer, "holding__person")
