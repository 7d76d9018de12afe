"""What falls due about money, to whom, and when it is done."""

from datetime import date
from decimal import Decimal

import pytest

from finance.actions.receipts import record_receipt
from finance.obligations import issue_the_invoices, make_the_payments, pay_the_invoices
from records.obligations import Window
from tests.finance import build
from tests.finance.build import ISSUE_DAY

pytestmark = pytest.mark.django_db


def year(on):
    return Window(on=on, first=date(2023, 9, 1), last=date(2024, 8, 31))


@pytest.mark.clause("K5.2", "X4")
def test_the_office_is_to_issue_the_invoices_on_the_issue_day(group, copsewell, office):
    (due,) = issue_the_invoices(group, year(date(2024, 4, 1)))
    assert (due.due_on, due.who, due.done) == (ISSUE_DAY, (office.pk,), False)
    assert due.what == "Issue the subscription invoices for 2024/25"
    assert due.link == "/marlbeck/finance/subscriptions/2024-25/"
    assert str(due.remind[0]) == "7 days"


def test_once_issued_it_is_done_and_keeps_its_key(group, copsewell, issue):
    (before,) = issue_the_invoices(group, year(date(2024, 4, 1)))
    issue()
    (after,) = issue_the_invoices(group, year(ISSUE_DAY))
    assert (after.key, after.done_on) == (before.key, ISSUE_DAY)


@pytest.mark.clause("K8.8", "X4")
def test_head_and_business_manager_are_to_pay_by_the_due_day(
    group, birchenholt, nadia, issue, copsewell, office
):
    ivor = build.post(birchenholt, "Ivor Lunt", kind="business manager")
    invoice = next(each for each in issue() if each.school == birchenholt)
    due = next(each for each in pay_the_invoices(group, year(ISSUE_DAY)) if each.whom == birchenholt.name)
    assert (due.due_on, set(due.who)) == (date(2024, 5, 15), {nadia.pk, ivor.pk})
    assert due.reason == f"{invoice}: £6,185.25."
    assert due.why.value == Decimal("6185.25")
    wanted = {"invoice": invoice, "amount": Decimal("6185.25"), "method": "bank", "by": office}
    record_receipt(
        **wanted, received_on=date(2024, 5, 2), on=date(2024, 5, 3), at=build.noon(date(2024, 5, 3))
    )
    paid = next(each for each in pay_the_invoices(group, year(date(2024, 6, 1))) if each.key == due.key)
    assert paid.done_on == date(2024, 5, 2)


@pytest.mark.clause("K8.1", "K8.3")
def test_what_the_group_must_pay_falls_due_to_the_office(group, office):
    found = {each.key: each for each in make_the_payments(group, year(ISSUE_DAY))}
    due = found["payment.chair-honorarium · - · 2023-24/summer · pay"]
    assert (due.due_on, due.who) == (date(2024, 7, 19), (office.pk,))
    assert due.what == "Payment due: the Chair's honorarium, Summer term 2023/24"


def test_the_number_of_questions_does_not_grow_with_the_schools(group, issue, django_assert_max_num_queries):
    build.many(group, 12)
    issue()
    with django_assert_max_num_queries(8):
        assert len(list(pay_the_invoices(group, year(ISSUE_DAY)))) == 12
