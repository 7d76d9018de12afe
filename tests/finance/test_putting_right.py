"""Receipts, credit notes and corrected invoices; how an invoice stands on a day (K8.8)."""

from datetime import date
from decimal import Decimal

import pytest

from finance.actions.credit import credit, replace
from finance.actions.receipts import record_receipt
from finance.models import CashEntry, CashLine, FinancialYear, Invoice
from finance.queries.debtors import debtors, totals
from finance.queries.owed import owed_until
from finance.queries.standing import open_invoices, standing, with_money
from finance.refusals import AlreadyPaid, Held, InTheFuture, NoAccount, NothingOpen, TooMuch, YearClosed
from membership.models import FeeSettled
from membership.permissions import NotAllowed
from records import audit
from records.models import AuditEntry, Message
from records.tenancy import scoped
from tests.finance import build
from tests.races import TOGETHER, race

pytestmark = [pytest.mark.both, pytest.mark.django_db]
MAY = date(2024, 5, 10)
LATE = date(2024, 6, 1)


@pytest.fixture
def invoice(birchenholt, copsewell, issue):
    """Birchenholt's, for £6,185.25, to be paid by 15 May 2024."""
    return next(each for each in issue() if each.school == birchenholt)


@pytest.fixture
def receive(invoice, office):
    def receive(amount, received_on=MAY, on=MAY, by=office):
        wanted = {"invoice": invoice, "amount": Decimal(amount), "received_on": received_on, "method": "bank"}
        return record_receipt(**wanted, by=by, on=on, at=build.noon(on))

    return receive


@pytest.fixture
def correct(invoice, office):
    wanted = {"invoice": invoice, "because": "The figure was last year's.", "by": office, "on": MAY}

    def correct(amount=None):
        if amount is None:
            return replace(**wanted, at=build.noon(MAY))
        return credit(**wanted, amount=Decimal(amount), at=build.noon(MAY))

    return correct


def state(invoice, on):
    return standing(with_money(Invoice.objects.filter(pk=invoice.pk), on).get(), on)


# How it stands -----------------------------------------------------------------------------------------


@pytest.mark.clause("K8.8")
def test_it_is_due_until_the_end_of_its_last_day_and_overdue_the_day_after(invoice):
    assert state(invoice, date(2024, 5, 15)).state == "due"
    late = state(invoice, date(2024, 5, 16))
    assert (late.state, late.days_late, late.open) == ("overdue", 1, Decimal("6185.25"))


@pytest.mark.clause("K8.8")
def test_a_part_payment_leaves_the_rest_open_and_the_rest_settles_it(invoice, birchenholt, receive):
    receive("2000.00")
    part = state(invoice, MAY)
    assert (part.state, part.received, part.open) == ("part paid", Decimal("2000.00"), Decimal("4185.25"))
    assert state(invoice, LATE).words == "Overdue, part paid"
    assert not FeeSettled.objects.exists()
    receive("4185.25")
    assert state(invoice, MAY).state == "paid"
    settled = FeeSettled.objects.get()
    assert (settled.school, settled.contract_year, settled.settled_on) == (birchenholt, "2024-25", MAY)


def test_the_past_is_shown_as_it_stood(invoice, receive):
    receive("6185.25")
    assert state(invoice, date(2024, 5, 9)).state == "due"


# Receipts ----------------------------------------------------------------------------------------------


@pytest.mark.clause("K8.6")
def test_a_receipt_is_an_entry_of_the_cash_book_with_its_line(invoice, receive, copsewell):
    entry = receive("2000.00")
    assert (entry.number, entry.direction, entry.amount_pence, entry.on) == (1, "in", 200000, MAY)
    assert (entry.account.held_by, entry.year.starts_on) == (copsewell, date(2024, 4, 1))
    line = entry.lines.get()
    assert (line.invoice, line.amount_pence, line.head.code) == (invoice, 200000, "subscriptions")
    assert receive("10.00").number == 2


def test_what_is_paid_beyond_is_kept_apart(invoice, receive):
    entry = receive("6200.00")
    assert list(entry.lines.values_list("head__code", "amount_pence", "invoice")) == [
        ("subscriptions", 618525, invoice.pk),
        ("unallocated", 1475, None),
    ]


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"received_on": date(2024, 5, 11)}, InTheFuture),
        ({"received_on": date(2023, 8, 31)}, NoAccount),
    ],
)
def test_a_day_on_which_nothing_can_have_come_in_is_refused(receive, change, refusal):
    with pytest.raises(refusal):
        receive("10.00", **change)
    assert not CashEntry.objects.exists()


def test_nothing_is_posted_to_a_closed_year(receive, group):
    year = receive("10.00").year
    FinancialYear.objects.filter(pk=year.pk).update(state="closed", closing_pence=1000)
    with pytest.raises(YearClosed):
        receive("10.00")


def test_a_paid_invoice_takes_no_more(receive):
    receive("6185.25")
    with pytest.raises(NothingOpen):
        receive("1.00")
    assert CashEntry.objects.count() == 1


def test_the_headteacher_may_not_record_a_receipt(receive, nadia):
    with pytest.raises(NotAllowed):
        receive("10.00", by=nadia)


@pytest.mark.django_db(transaction=True)
def test_receipts_at_once_never_settle_more_than_is_open(group, invoice, receive):
    def run(number):
        with scoped(group):
            return receive("6185.25")

    failed = [each for each in race(run) if isinstance(each, NothingOpen)]
    assert len(failed) == TOGETHER - 1
    assert list(CashEntry.objects.values_list("number", flat=True)) == [1]


# Credit notes and corrections --------------------------------------------------------------------------


@pytest.mark.clause("K8.8")
def test_a_credit_note_has_its_own_series_and_leaves_the_invoice_as_it_was(invoice, correct):
    note = correct("185.25")
    assert (str(note), note.kind, note.credits, note.total_pence) == (
        "Credit note C2024-001",
        "credit",
        invoice,
        18525,
    )
    assert note.because == "The figure was last year's."
    kept = Invoice.objects.get(pk=invoice.pk)
    assert (kept.total_pence, kept.reference) == (618525, invoice.reference)
    assert state(invoice, MAY).open == Decimal("6000.00")


@pytest.mark.clause("K8.8")
def test_a_corrected_invoice_is_a_credit_note_and_a_new_invoice_with_its_own_number(
    invoice, birchenholt, correct
):
    build.delegated(birchenholt, Decimal("5000.00"))
    new = correct()
    assert (new.total_pence, new.revision, new.replaces, new.due_key) == (578525, 2, invoice, invoice.due_key)
    assert new.number == 3
    assert new.due_on == date(2024, 6, 9)
    assert state(invoice, MAY).state == "credited"
    assert invoice.credit_notes.get().total_pence == 618525


def test_once_corrected_the_next_run_issues_nothing(invoice, correct, issue):
    correct()
    before = Invoice.objects.count()
    issue()
    assert Invoice.objects.count() == before


def test_a_second_credit_note_of_one_invoice_has_its_own_key(invoice, correct):
    assert [correct("1.00").due_key, correct("1.00").due_key] == [
        f"credit/{invoice.reference}/1",
        f"credit/{invoice.reference}/2",
    ]


def test_no_more_than_the_invoice_can_be_credited(correct):
    correct("6000.00")
    with pytest.raises(TooMuch, match=r"No more than £185\.25"):
        correct("185.26")


def test_a_credited_invoice_has_nothing_left_to_credit(correct):
    correct("6185.25")
    with pytest.raises(NothingOpen):
        correct("1.00")
    assert list(Invoice.objects.filter(kind="credit").values_list("number", flat=True)) == [1]


def test_an_invoice_that_was_paid_in_part_is_not_replaced(receive, correct):
    receive("100.00")
    with pytest.raises(AlreadyPaid, match=r"£100.00 has come in"):
        correct()


def test_it_is_not_replaced_while_the_new_sum_is_not_known(birchenholt, invoice, correct):
    from membership.models import Contract

    Contract.objects.filter(school=birchenholt).update(tier="gold")
    with pytest.raises(Held, match="no tier called 'gold'"):
        correct()
    assert not invoice.credit_notes.exists()


def test_crediting_what_is_left_settles_the_fee_and_a_new_invoice_opens_it(
    birchenholt, invoice, receive, correct
):
    receive("6000.00")
    correct("185.25")
    assert FeeSettled.objects.get().reopened_on is None


def test_a_correction_leaves_the_fee_unsettled(correct):
    correct()
    assert not FeeSettled.objects.filter(reopened_on=None).exists()


def test_the_school_is_told_of_the_credit_and_every_act_is_in_the_chain(
    group, nadia, invoice, receive, correct
):
    receive("100.00")
    correct("50.00")
    told = list(Message.objects.order_by("pk").values_list("subject", flat=True))
    assert told == [
        f"Invoice {invoice.reference}: £6,185.25, to pay by Wednesday 15 May 2024",
        "Credit note C2024-001: £50.00 credited",
    ]
    acts = AuditEntry.objects.filter(subject_kind="finance.invoice").values_list("act", flat=True)
    assert set(acts) == {"issue-invoice", "record-receipt", "credit-invoice"}
    assert audit.verify(group)


# Who owes what -----------------------------------------------------------------------------------------


def owing(on):
    return debtors(open_invoices(Invoice.objects.all(), on), on)


@pytest.mark.clause("K8.8")
def test_debts_stand_under_their_age(invoice, copsewell, receive):
    receive("185.25")
    found = owing(date(2024, 6, 20))
    assert [(each.payer, each.sums) for each in found] == [
        ("Birchenholt Primary School", (None, None, Decimal("6000.00"), None, None)),
        ("Copsewell C of E Primary School", (None, None, Decimal("1500.00"), None, None)),
    ]
    assert totals(found)[-1] == Decimal("7500.00")
    assert totals(owing(date(2024, 5, 15)))[0] == Decimal("7500.00")


@pytest.mark.clause("K5.5")
def test_until_it_leaves_in_2026_birchenholt_owes_the_open_invoice_and_the_year_to_come(
    birchenholt, invoice, receive
):
    receive("185.25")
    build.delegated(birchenholt, Decimal("6500.00"), year="2025-26")
    contract = birchenholt.contracts.get()
    found = owed_until(contract, date(2026, 7, 31), MAY)
    assert [(each.contract_year, each.amount) for each in found if each.contract_year > "2023-24"] == [
        ("2024-25", Decimal("6000.00")),
        ("2025-26", Decimal("6385.25")),
    ]
    assert CashLine.objects.count() == 1


def test_a_year_whose_figure_is_not_entered_is_owed_but_not_known(birchenholt, invoice):
    last = owed_until(birchenholt.contracts.get(), date(2026, 7, 31), MAY)[-1]
    assert (last.contract_year, last.amount) == ("2025-26", None)
    assert "not entered" in last.because
    assert last.as_json()["amount_pence"] is None
