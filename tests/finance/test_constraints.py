"""What the database refuses of invoices and entries, whatever the program believes."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from finance.models import Account, BudgetHead, CashEntry, CashLine, FinancialYear, Invoice, InvoiceLine

pytestmark = [pytest.mark.both, pytest.mark.django_db]
DAY = date(2024, 4, 15)


@pytest.fixture
def invoice(copsewell, issue):
    return issue()[0]


def refused(act):
    with pytest.raises(IntegrityError), transaction.atomic():
        act()


def another(invoice, **changes):
    """An invoice like this one, of another number and key, but for the changes."""
    kept = {field.attname: getattr(invoice, field.attname) for field in Invoice._meta.concrete_fields}
    del kept["id"]
    fresh = {"number": 99, "due_key": "other/hire of the hall", "kind": "other"}
    return Invoice.objects.create(**{**kept, **fresh, **changes})


def test_another_like_it_is_accepted(invoice):
    assert another(invoice).pk


@pytest.mark.parametrize(
    "changes",
    [
        {"number": 1},
        {"due_key": "same", "revision": 1},
        {"number": 0},
        {"total_pence": 0},
        {"due_on": date(2024, 4, 14)},
        {"kind": "reminder"},
        {"revision": 2},
        {"kind": "credit"},
        {"kind": "subscription", "contract_year": ""},
        {"kind": "subscription", "school_id": None},
        {"period_ends_before": None},
        {"period_ends_before": date(2024, 9, 1)},
    ],
    ids=lambda changes: " ".join(changes),
)
@pytest.mark.clause("K8.8")
def test_an_impossible_invoice_is_refused(invoice, changes):
    same = {"due_key": invoice.due_key} if changes.get("due_key") == "same" else {}
    refused(lambda: another(invoice, **{**changes, **same}))


def test_a_credit_note_without_a_reason_is_refused(invoice):
    refused(lambda: another(invoice, kind="credit", credits_id=invoice.pk, because=""))
    assert another(invoice, kind="credit", credits_id=invoice.pk, because="Charged twice.").pk


def test_an_invoice_is_replaced_once(invoice):
    again = {"replaces_id": invoice.pk, "revision": 2}
    another(invoice, **again)
    refused(lambda: another(invoice, **again, number=100, due_key="other/2"))


@pytest.mark.clause("K8.8")
@pytest.mark.parametrize("field", ["total_pence", "number", "payer_words", "issued_on"])
def test_an_issued_invoice_never_changes(invoice, field):
    other = {"total_pence": 1, "number": 50, "payer_words": "Somebody else", "issued_on": date(2024, 4, 1)}
    refused(lambda: Invoice.objects.filter(pk=invoice.pk).update(**{field: other[field]}))


@pytest.mark.clause("K8.8")
def test_an_issued_invoice_and_its_lines_are_never_removed(invoice):
    refused(lambda: InvoiceLine.objects.filter(invoice=invoice)._raw_delete("default"))
    refused(lambda: Invoice.objects.filter(pk=invoice.pk)._raw_delete("default"))


# The cash book -----------------------------------------------------------------------------------------


@pytest.fixture
def entry(group, copsewell):
    """£15.00 from Copsewell, with its line."""
    whose = {"collaborative": group}
    year = FinancialYear.objects.create(starts_on=date(2024, 4, 1), ends_before=date(2025, 4, 1), **whose)
    head = BudgetHead.objects.create(code="hire", name="Hire", direction="in", **whose)
    made = CashEntry.objects.create(account=Account.objects.get(), year=year, **ENTRY, **whose)
    CashLine.objects.create(entry=made, position=1, head=head, amount_pence=1500, **whose)
    return made


ENTRY = {
    "number": 1,
    "on": DAY,
    "direction": "in",
    "amount_pence": 1500,
    "counterparty": "Copsewell",
    "method": "bank",
}


@pytest.mark.clause("K8.6")
@pytest.mark.parametrize(
    "changes",
    [{"number": 1}, {"number": 0}, {"amount_pence": 0}, {"direction": "up"}, {"method": "barter"}],
    ids=lambda changes: " ".join(changes),
)
def test_an_impossible_entry_is_refused(entry, changes):
    fields = {**ENTRY, "number": 2, **changes}
    whose = {"collaborative": entry.collaborative, "account": entry.account, "year": entry.year}
    refused(lambda: CashEntry.objects.create(**whose, **fields))


@pytest.mark.clause("K8.6")
def test_an_entry_is_reversed_once_and_never_by_itself(entry):
    whose = {"collaborative": entry.collaborative, "account": entry.account, "year": entry.year}
    back = {**ENTRY, "number": 2, "direction": "out", "reverses": entry}
    CashEntry.objects.create(**whose, **back)
    refused(lambda: CashEntry.objects.create(**whose, **{**back, "number": 3}))
    refused(
        lambda: CashEntry.objects.create(
            **whose, **{**back, "number": 4, "id": 77, "reverses_id": 77, "reverses": None}
        )
    )


@pytest.mark.clause("K8.6")
def test_an_entry_is_never_changed_or_removed(entry):
    refused(lambda: CashEntry.objects.filter(pk=entry.pk).update(amount_pence=1))
    refused(lambda: CashLine.objects.filter(entry=entry).update(amount_pence=1))
    refused(lambda: CashLine.objects.filter(entry=entry)._raw_delete("default"))


def test_a_closed_year_has_a_balance(entry):
    refused(lambda: FinancialYear.objects.filter(pk=entry.year_id).update(state="closed"))
    FinancialYear.objects.filter(pk=entry.year_id).update(state="closed", closing_pence=-100)
