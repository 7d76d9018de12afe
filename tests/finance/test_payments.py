"""The payments that ought to be made in a school year (K8.1 to K8.4)."""

from datetime import date
from decimal import Decimal

import pytest

from finance.models import AgreedRate
from finance.queries.payments import next_of_each, payments_due
from tests.finance import build

pytestmark = pytest.mark.django_db
SPRING = date(2024, 3, 14)


def due(group, code, on=SPRING):
    return [each for each in payments_due(group, on) if each.code == code]


@pytest.mark.clause("K8.1")
def test_the_chair_s_honorarium_is_due_term_by_term(group):
    build.holds(group, "chair", "Nadia Farrow")
    found = due(group, "chair-honorarium")
    assert [(each.slot, each.amount, each.due_on) for each in found] == [
        ("2023-24/autumn", Decimal("700.00"), date(2023, 12, 21)),
        ("2023-24/spring", Decimal("700.00"), date(2024, 3, 28)),
        ("2023-24/summer", Decimal("600.00"), date(2024, 7, 19)),
    ]
    assert {each.payee for each in found} == {"Chair, Nadia Farrow"}
    assert "HMRC" in found[0].note


@pytest.mark.clause("K8.2")
def test_the_chair_s_school_is_paid_a_thousand_a_term_on_invoice(group, birchenholt, nadia):
    build.holds(group, "chair", "Nadia Farrow")
    found = due(group, "chair-release")
    assert [each.amount for each in found] == [Decimal("1000.00")] * 3
    assert all(each.on_invoice for each in found)
    assert {each.payee for each in found} == {"Birchenholt Primary School"}


@pytest.mark.clause("K8.3")
def test_the_fund_holding_school_is_paid_a_thousand_a_year(group, copsewell):
    (found,) = due(group, "fund-holding")
    assert (found.slot, found.amount, found.payee) == (
        "2023-24",
        Decimal("1000.00"),
        "Copsewell C of E Primary School",
    )


@pytest.mark.clause("K8.4")
@pytest.mark.parametrize("yearly", [60000, 50000])
def test_the_manager_is_paid_in_twelve_instalments_that_sum_exactly(group, yearly):
    AgreedRate.objects.create(
        collaborative=group,
        code="som",
        from_on=date(2023, 9, 1),
        amount_pence=yearly * 100,
        resolution="R-2023-004",
    )
    found = due(group, "som")
    assert len(found) == 12
    assert sum(each.amount for each in found) == yearly
    assert max(each.amount for each in found) - min(each.amount for each in found) <= Decimal("0.01")
    assert (found[0].slot, found[0].due_on) == ("2023-24/01", date(2023, 9, 30))
    assert (found[-1].slot, found[-1].due_on) == ("2023-24/12", date(2024, 8, 31))


@pytest.mark.clause("K8.4")
def test_a_new_rate_counts_from_its_day(group):
    for day, amount in [(date(2023, 9, 1), 60000), (date(2024, 4, 1), 66000)]:
        AgreedRate.objects.create(collaborative=group, code="som", from_on=day, amount_pence=amount * 100)
    assert [each.amount for each in due(group, "som")] == [Decimal("5000.00")] * 7 + [Decimal("5500.00")] * 5


def test_without_an_agreed_rate_each_instalment_says_so(group):
    found = due(group, "som")
    assert {(each.amount, each.missing) for each in found} == {(None, "The agreed rate is not entered.")}


def test_without_the_year_s_terms_a_part_has_no_day_and_says_so(in_marlbeck):
    build.adopted(in_marlbeck)
    found = due(in_marlbeck, "chair-honorarium")
    assert [each.due_on for each in found] == [None] * 3
    assert found[0].missing == "The terms of 2023/24 are not entered."
    assert found[0].amount == Decimal("700.00")


def test_a_day_that_the_document_does_not_give_is_marked_as_a_default(group):
    assert any("by the end of the term" in words for words in due(group, "chair-honorarium")[0].why.defaults)


def test_every_payment_has_a_key_of_its_own_for_rule_and_slot(group):
    keys = [each.key for each in payments_due(group, SPRING)]
    assert len(set(keys)) == len(keys) == 19
    assert "payment.chair-honorarium · - · 2023-24/autumn · pay" in keys


def test_the_next_payment_of_each_rule_comes_soonest_first(group):
    found = next_of_each(payments_due(group, SPRING), SPRING)
    days = [each.due_on for each in found if each.due_on]
    assert days == sorted(days)
    assert len({each.code for each in found}) == len(found)
    assert min(days) >= SPRING
