"""What a member pays: lines, rounding, changes of rates, issue and due days (K4.1 to K4.4, K5.2, K5.8)."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from constitution import questions, subscription
from constitution.calendar import financial_year, school_year
from constitution.loading import Refused
from constitution.questions import ask
from tests.constitution.paper import TERMS, YEAR_2023, YEAR_2024, on, rules

TIERS = """
[tier.bronze]
clause  = "Rules"
name    = "Bronze"
fee     = [{ amount = "£1,500" }]
fee_for = { "special" = [{ amount = "£1,200" }] }

[tier.silver]
clause = "Rules"
name   = "Silver"
fee = [
  { amount = "£3,785.25" },
  { share = "40%", of = "delegated school improvement funding" },
]
"""
SUBSCRIPTION = """
[subscription]
clause         = "Rules"
covers         = "school year"
issued_on      = "first day of the Summer term"
payment_within = "30 days"
"""


def delegated(amount: str) -> dict:
    return {"amounts": {"delegated school improvement funding": amount}}


@pytest.mark.clause("K4.1")
def test_silver_is_a_fixed_sum_and_forty_percent_of_the_delegated_funding():
    found = ask(rules(TIERS), "fee", "silver", delegated("£6,000.00"))
    assert found.value == Decimal("6185.25")
    assert found.steps[-1] == "£3,785.25 + £2,400 = £6,185.25"


@pytest.mark.clause("K4.1")
def test_another_kind_of_school_may_have_lines_of_its_own():
    c = rules(TIERS)
    assert ask(c, "fee", "bronze", {"kind": "special"}).value == Decimal("1200")
    assert ask(c, "fee", "bronze", {"kind": "primary"}).value == Decimal("1500")


@pytest.mark.clause("K4.2")
def test_a_share_is_rounded_half_up_once_per_line():
    lines = subscription.fee_lines(rules(TIERS), "silver", **delegated("£1,234.57"))
    assert [line.amount for line in lines] == [Decimal("3785.25"), Decimal("493.83")]
    assert lines[1].words == "40% of delegated school improvement funding (£1,234.57)"


def test_half_a_penny_goes_up():
    c = rules('[tier.gold]\nclause = "Rules"\nfee = [{ share = "half", of = "the grant" }]')
    assert ask(c, "fee", "gold", {"amounts": {"the grant": "£0.05"}}).value == Decimal("0.03")


def test_a_figure_that_is_not_entered_gives_no_fee_and_says_which():
    found = ask(rules(TIERS), "fee", "silver")
    assert found.value is None
    assert found.steps[-1] == "40% of delegated school improvement funding: that figure is not entered"


def test_a_figure_of_nothing_is_a_figure():
    assert ask(rules(TIERS), "fee", "silver", delegated("£0")).value == Decimal("3785.25")


def test_a_figure_that_cannot_be_read_is_an_error():
    with pytest.raises(questions.UnknownFact, match="is a sum such as"):
        ask(rules(TIERS), "fee", "silver", delegated("six thousand"))


PER_PUPIL = '[tier.member]\nclause = "Rules"\nname = "Member"\nfee = [{ amount = "£2.35", per = "pupil" }]'


def test_a_fee_for_each_pupil():
    c = rules(PER_PUPIL)
    found = ask(c, "fee", "member", {"pupils": 210})
    assert found.value == Decimal("493.50")
    assert found.steps == ("£2.35 for each pupil, 210 pupils = £493.50",)
    assert ask(c, "fee", "member").value is None


OF_ANOTHER = (
    TIERS + '[tier.associate]\nclause = "Rules"\nfee = [{ share = "a third", of = "fee of silver" }]\n'
)


def test_a_share_of_the_fee_of_another_tier():
    c = rules(OF_ANOTHER)
    assert ask(c, "fee", "associate", delegated("£6,000")).value == Decimal("2061.75")
    assert ask(c, "fee", "associate").value is None


def test_a_fee_of_a_tier_that_is_not_there_is_refused():
    with pytest.raises(Refused, match='there is no tier called "gold"'):
        rules(OF_ANOTHER.replace("fee of silver", "fee of gold"))


def test_fees_that_depend_on_each_other_go_round_in_a_circle():
    round_trip = '[tier.a]\nclause = "Rules"\nfee = [{ share = "half", of = "fee of b" }]\n'
    with pytest.raises(Refused, match="goes round in a circle: a -> b -> a"):
        rules(round_trip + round_trip.replace("tier.a", "tier.b").replace("fee of b", "fee of a"))


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('{ amount = "£10", share = "1/2", of = "x" }', "say exactly one of: amount, share"),
        ('{ share = "1/2" }', 'a share is "of" a named figure'),
        ('{ share = "1/2", of = "x", per = "pupil" }', 'only an amount is "per" pupil'),
        ("{ amount = 1500.00 }", "write a sum as"),
        ("{ share = 0.4, of = 'x' }", 'write a share as "60%"'),
    ],
)
def test_a_line_of_a_fee_says_one_thing(line, message):
    with pytest.raises(Refused, match=message):
        rules(f'[tier.gold]\nclause = "Rules"\nfee = [{line}]')


@pytest.mark.clause("K4.4")
def test_three_percent_more_on_each_fixed_sum_and_the_share_stays():
    found = ask(rules(TIERS), "rates after a change", None, {"change": "3%"})
    assert found.value == {
        "bronze": Decimal("1545.00"), "bronze, special": Decimal("1236.00"), "silver": Decimal("3898.81")
    }  # fmt: skip


@pytest.mark.clause("K4.4")
def test_rates_may_go_down_or_stay():
    c = rules(TIERS)
    assert ask(c, "rates after a change", None, {"change": "-2.5%"}).value["bronze"] == Decimal("1462.50")
    assert ask(c, "rates after a change", None, {"change": "no change"}).value["bronze"] == Decimal("1500")
    with pytest.raises(questions.UnknownFact, match='write the change as "3%"'):
        ask(c, "rates after a change", None, {"change": "a little"})


@pytest.mark.clause("K5.2")
def test_invoices_are_issued_on_the_first_day_of_the_summer_term():
    c = rules(TERMS + TIERS + SUBSCRIPTION)
    assert subscription.issue_day(c, "silver", on("2023-10-01"), YEAR_2023).value == on("2024-04-15")
    assert subscription.issue_day(c, "silver", on("2025-01-01"), YEAR_2024).value == on("2025-04-22")


@pytest.mark.clause("K5.2")
def test_the_day_of_issue_waits_for_the_dates_of_the_year():
    c = rules(TERMS + TIERS + SUBSCRIPTION)
    found = subscription.issue_day(c, "silver", on("2025-10-01"), YEAR_2024)
    assert found.value is None
    assert "the terms of 2025/26 are not entered" in found.steps[0]
    found = subscription.issue_day(c, "silver", on("2023-10-01"), YEAR_2023[:2])
    assert "the Summer term of 2023/24 is not entered" in found.steps[0]


def test_a_tier_may_have_a_day_of_issue_of_its_own():
    c = rules(TERMS + TIERS.replace('name    = "Bronze"', 'issued_on = "1 May"') + SUBSCRIPTION)
    assert subscription.issue_day(c, "bronze", school_year(c, on("2023-10-01"))).value == on("2024-05-01")


def test_an_invoice_of_the_spring_pays_for_the_school_year_that_follows():
    c = rules(TERMS + TIERS + SUBSCRIPTION)
    assert subscription.charged_year(c, on("2024-04-15")).value.slot == "2024-25"
    assert subscription.charged_year(c, on("2024-10-01")).value.slot == "2024-25"


@pytest.mark.clause("K5.2")
def test_an_invoice_is_due_so_long_after_its_issue():
    assert subscription.due_day(rules(SUBSCRIPTION), on("2024-04-15")).value == on("2024-05-15")


def test_without_days_to_pay_it_is_due_on_issue_and_the_default_is_said():
    found = subscription.due_day(rules(""), on("2024-04-15"))
    assert found.value == on("2024-04-15")
    assert found.defaults == ("due on the day of issue: the file gives no days to pay; the default",)


@pytest.mark.clause("K5.8")
def test_a_school_that_joins_part_way_pays_in_full_unless_the_file_says_by_the_month():
    assert subscription.months_charged(rules(SUBSCRIPTION), on("2024-02-10")).value == 12
    by_month = rules(TIERS + SUBSCRIPTION + 'joining_part_way = "pro rata by month"\n')
    assert subscription.months_charged(by_month, on("2024-02-10")).value == 7
    assert subscription.months_charged(by_month, on("2023-09-30")).value == 12
    [line] = subscription.fee_lines(by_month, "bronze", months=7)
    assert (line.words, line.amount) == ("Bronze subscription, 7 of 12 months", Decimal("875.00"))
    asked = rules(SUBSCRIPTION + 'joining_part_way = "ask"\n')
    assert subscription.months_charged(asked, on("2024-02-10")).value == "ask"


def test_years_have_a_label_for_people_and_a_slot_for_keys():
    c = rules(SUBSCRIPTION)
    year = subscription.contract_year(c, on("2024-04-15"))
    assert (year.label, year.slot, year.first_day, year.last_day) == (
        "2023/24", "2023-24", on("2023-09-01"), on("2024-08-31"),
    )  # fmt: skip
    assert (financial_year(c, on("2024-03-31")).slot, financial_year(c, on("2024-04-01")).slot) == (
        "fy2023", "fy2024",
    )  # fmt: skip


def test_a_contract_year_may_be_the_financial_or_the_calendar_year():
    financial = rules(SUBSCRIPTION.replace('"school year"', '"financial year"'))
    assert subscription.contract_year(financial, on("2024-04-15")).last_day == on("2025-03-31")
    by_calendar = rules(SUBSCRIPTION.replace('"school year"', '"calendar year"'))
    assert subscription.contract_year(by_calendar, on("2024-04-15")).label == "2024"


@given(st.integers(0, 10**9), st.integers(1, 12))
def test_a_line_is_never_more_than_half_a_penny_from_its_exact_share(pence, months):
    c = rules(TIERS)
    figure = Decimal(pence).scaleb(-2)
    amounts = {"delegated school improvement funding": figure}
    line = subscription.fee_lines(c, "silver", amounts=amounts, months=months)[1]
    exact = figure * 40 / 100 * months / 12
    assert abs(line.amount - exact) <= Decimal("0.005000001")
