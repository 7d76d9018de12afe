"""What is paid regularly and in what parts (K8.1 to K8.4), and how long accounts are kept (K8.11)."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from constitution.loading import Refused
from constitution.payment import split
from constitution.questions import ask
from constitution.retention import rule_for
from tests.constitution.paper import TERMS, on, rules

HONORARIUM = """
[payment.honorarium]
clause = "Rules"
to     = "chair"
amount = "£2,000"
parts  = { Autumn = "£700", Spring = "£700", Summer = "£600" }
"""


@pytest.mark.clause("K8.1")
def test_the_honorarium_is_paid_in_three_parts():
    found = ask(rules(TERMS + HONORARIUM), "payment", "honorarium")
    assert found.value == {"Autumn": Decimal(700), "Spring": Decimal(700), "Summer": Decimal(600)}
    assert found.steps[-1] == "together £2,000"


def test_parts_that_do_not_add_up_are_refused_with_both_sums():
    wrong = HONORARIUM.replace('Summer = "£600"', 'Summer = "£700"')
    with pytest.raises(Refused, match="the parts come to £2,100, not £2,000"):
        rules(TERMS + wrong)


def test_a_part_that_names_no_term_of_the_calendar_is_refused():
    with pytest.raises(Refused, match='there is no term called "Lent"'):
        rules(TERMS + HONORARIUM.replace("Spring", "Lent"))


@pytest.mark.clause("K8.3")
def test_what_is_paid_at_once_is_one_sum():
    c = rules('[payment.fund]\nclause = "Rules"\namount = "£1,000"')
    assert ask(c, "payment", "fund").value == {"amount": Decimal(1000)}


MANAGER = '[payment.manager]\nclause = "Rules"\ninstalments = 12\non_invoice = true\n'


@pytest.mark.clause("K8.4")
def test_equal_instalments_of_an_agreed_rate():
    assert ask(rules(MANAGER), "payment", "manager", {"amount": "£60,000"}).value == [Decimal("5000.00")] * 12


@pytest.mark.clause("K8.4")
def test_instalments_that_do_not_divide_differ_by_a_penny_and_sum_exactly():
    found = ask(rules(MANAGER), "payment", "manager", {"amount": "£50,000"})
    assert sum(found.value) == Decimal(50000)
    assert found.steps == ("£50,000 = 8 × £4,166.67 + 4 × £4,166.66",)


def test_a_rate_that_is_not_agreed_yet_gives_nothing():
    found = ask(rules(MANAGER), "payment", "manager")
    assert (found.value, found.steps) == (None, ("the agreed rate is not entered",))


def test_no_more_than_the_cap_is_paid():
    c = rules('[payment.expenses]\nclause = "Rules"\ncap = "£500"')
    assert ask(c, "payment", "expenses", {"amount": "£620"}).value == {"amount": Decimal(500)}
    assert ask(c, "payment", "expenses", {"amount": "£80"}).value == {"amount": Decimal(80)}


@given(st.integers(1, 10**9), st.integers(1, 60))
def test_instalments_always_sum_exactly_and_differ_by_a_penny_at_most(pence, n):
    amount = Decimal(pence).scaleb(-2)
    parts = split(amount, n)
    assert sum(parts) == amount
    assert len(parts) == n
    assert max(parts) - min(parts) <= Decimal("0.01")


KEPT = """
[retention.accounts]
clause = "Rules"
what   = ["invoice", "receipt"]
keep   = "6 years"
from   = "the end of the financial year"

[retention.minutes]
clause = "Rules"
what   = "minutes"
keep   = "for ever"

[retention.confidential]
clause = "Rules"
what   = "confidential item"
keep   = "until agreed otherwise"

[retention.drafts]
clause = "Rules"
what   = "draft"
keep   = "30 days"
"""


@pytest.mark.clause("K8.11")
def test_accounts_are_kept_six_years_from_the_end_of_their_financial_year():
    c = rules(KEPT)
    assert ask(c, "keep until", "accounts", {"day": on("2024-03-31")}).value == on("2030-03-31")
    assert ask(c, "keep until", "accounts", {"day": on("2024-04-01")}).value == on("2031-03-31")
    assert ask(c, "financial year", "accounts", {"day": on("2024-04-01")}).value == on("2025-03-31")


def test_the_financial_year_of_the_default_is_said_to_be_one():
    found = ask(rules(KEPT), "keep until", "accounts", {"day": on("2024-03-31")})
    assert found.defaults == ("the financial year begins on 1 April: the file does not say; the default",)


def test_some_things_are_kept_for_ever_or_until_it_is_agreed_otherwise():
    c = rules(KEPT)
    assert ask(c, "keep until", "minutes", {"day": on("2024-03-31")}).value == "for ever"
    assert ask(c, "keep until", "confidential", {"day": on("2024-03-31")}).value == "until agreed otherwise"


def test_counted_from_the_day_itself_unless_the_file_says_otherwise():
    found = ask(rules(KEPT), "keep until", "drafts", {"day": on("2024-03-01")})
    assert found.value == on("2024-03-31")
    assert found.defaults == ("counted from the day itself: the file does not say; the default",)


def test_the_rule_for_a_kind_of_document_is_found():
    c = rules(KEPT)
    assert rule_for(c, "receipt") == "accounts"
    assert rule_for(c, "photograph") is None


def test_a_length_of_keeping_that_cannot_be_read_is_refused():
    with pytest.raises(Refused, match="is not one of: 'for ever', 'until agreed otherwise'"):
        rules(KEPT.replace('"for ever"', '"a long time"'))
