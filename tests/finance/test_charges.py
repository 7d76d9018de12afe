"""Which subscription invoices ought to exist, for how much and why."""

from datetime import date
from decimal import Decimal

import pytest

from finance.queries.subscriptions import first_issue_day, rehearse, years_shown
from tests.finance import build
from tests.finance.build import ISSUE_DAY

pytestmark = pytest.mark.django_db


def charge(group, on=ISSUE_DAY, year="2024-25"):
    """The only charge of a year."""
    (found,) = rehearse(group, year, on).missing
    return found


@pytest.mark.clause("K4.1")
def test_silver_with_six_thousand_delegated_comes_to_6185_25(group, birchenholt):
    found = charge(group)
    assert found.total == Decimal("6185.25")
    assert [line.amount_pence for line in found.lines] == [378525, 240000]
    assert [(line.words, line.rate, line.quantity) for line in found.lines] == [
        ("Silver subscription", "", ""),
        (f"Share of {build.DELEGATED}", "40%", "£6,000.00"),
    ]


@pytest.mark.clause("K4.1")
def test_bronze_comes_to_fifteen_hundred(group, copsewell):
    assert charge(group).total == Decimal("1500.00")


@pytest.mark.clause("K4.1")
def test_another_price_for_special_schools_is_data(in_marlbeck):
    line = 'fee_for = { "special" = [{ amount = "£1,500" }] }'
    build.adopted(in_marlbeck, build.changed((line, line.replace("500", "600"))))
    build.terms_entered(in_marlbeck)
    build.school(in_marlbeck, "Alder Lodge", kind="special")
    assert charge(in_marlbeck).total == Decimal("1600.00")


@pytest.mark.clause("K4.2")
def test_the_share_is_rounded_half_up_once_on_its_line(group, birchenholt):
    build.delegated(birchenholt, Decimal("1234.57"))
    assert charge(group).lines[1].amount_pence == 49383


@pytest.mark.clause("K4.1")
def test_the_why_names_the_clause_the_arithmetic_and_where_the_figure_came_from(group, birchenholt):
    share = charge(group).lines[1].finding
    assert share["clause"] == ["Subscription", "Contract"]
    assert share["because"] == [
        f"{build.DELEGATED} £6,000: the authority's allocation, 12 February 2024",
        f"40% of {build.DELEGATED} (£6,000) = £2,400",
    ]
    assert share["rule"] == "tier.silver"


@pytest.mark.clause("K4.1")
def test_without_the_figure_the_invoice_is_held_with_the_sentence(group):
    build.school(group, "Birchenholt Primary School", tier="silver")
    found = charge(group)
    assert found.held == f"40% of {build.DELEGATED}: that figure is not entered."
    assert rehearse(group, "2024-25", ISSUE_DAY).ready == ()


@pytest.mark.clause("K5.2")
@pytest.mark.parametrize(("year", "day"), [("2024-25", date(2024, 4, 15)), ("2025-26", date(2025, 4, 22))])
def test_invoices_go_out_on_the_first_day_of_the_summer_term(group, copsewell, year, day):
    assert first_issue_day(rehearse(group, year, day).issue_days).value == day


@pytest.mark.clause("K5.2")
def test_before_its_day_an_invoice_is_held_and_says_the_day(group, copsewell):
    assert charge(group, on=date(2024, 4, 14)).held == "Goes out on Monday 15 April 2024."
    assert charge(group, on=date(2024, 4, 15)).held == ""


@pytest.mark.clause("K5.2")
def test_without_the_year_s_terms_invoices_are_held_and_say_so(in_marlbeck):
    build.adopted(in_marlbeck)
    build.school(in_marlbeck, "Copsewell C of E Primary School")
    assert "the terms of 2023/24 are not entered" in charge(in_marlbeck).held


@pytest.mark.clause("K5.2")
def test_payment_is_due_thirty_days_after_issue(group, copsewell):
    assert rehearse(group, "2024-25", ISSUE_DAY).due.value == date(2024, 5, 15)


@pytest.mark.clause("K5.3", "K5.5")
def test_a_school_that_leaves_in_july_2025_is_charged_to_then_and_no_further(group, birchenholt):
    build.leaving(birchenholt.contracts.get(), date(2025, 7, 31))
    assert charge(group).total == Decimal("6185.25")
    assert rehearse(group, "2025-26", date(2025, 4, 22)).missing == ()


@pytest.mark.clause("K5.6")
def test_a_move_down_on_the_first_of_august_is_charged_at_the_lower_tier(group, birchenholt):
    build.leaving(birchenholt.contracts.get(), date(2024, 7, 31))
    build.contracted(birchenholt, "bronze", starts_on=date(2024, 8, 1))
    assert charge(group).total == Decimal("1500.00")


def test_an_academy_that_signs_again_is_not_charged_twice(group, copsewell, issue):
    issue()
    build.leaving(copsewell.contracts.get(), date(2024, 12, 31))
    build.contracted(copsewell, "bronze", starts_on=date(2025, 1, 1))
    assert rehearse(group, "2024-25", date(2025, 1, 6)).missing == ()


@pytest.mark.clause("K5.8")
def test_a_school_that_joins_in_november_is_charged_for_the_year_as_the_edition_says(group):
    build.school(group, "Copsewell C of E Primary School", starts_on=date(2024, 11, 1))
    assert charge(group, on=date(2024, 11, 4)).total == Decimal("1500.00")
    assert rehearse(group, "2024-25", date(2024, 10, 31)).missing == ()


@pytest.mark.clause("K5.8")
def test_by_the_month_it_pays_for_ten_of_twelve(in_marlbeck):
    monthly = ('joining_part_way = "full"', 'joining_part_way = "pro rata by month"')
    build.adopted(in_marlbeck, build.changed(monthly))
    build.terms_entered(in_marlbeck)
    build.school(in_marlbeck, "Copsewell C of E Primary School", starts_on=date(2024, 11, 1))
    found = charge(in_marlbeck, on=date(2024, 11, 4))
    assert found.total == Decimal("1250.00")
    assert found.lines[0].quantity == "10 of 12 months"


def test_prices_are_those_of_the_edition_of_the_issue_day(group, copsewell):
    from membership.actions.editions import adopt_edition

    dearer = ('[{ amount = "£1,500" }]', '[{ amount = "£1,545" }]')
    adopt_edition(
        collaborative=group,
        source=build.changed(dearer, ('edition       = "2023/24"', 'edition       = "2024/25"')),
        by=None,
        on=date(2024, 5, 1),
        in_force_on=date(2024, 9, 1),
        resolution="R-2024-007",
    )
    assert charge(group, on=ISSUE_DAY).total == Decimal("1500.00")
    assert charge(group, on=date(2025, 4, 22), year="2025-26").total == Decimal("1545.00")


def test_a_tier_that_the_constitution_does_not_name_is_held(group):
    build.school(group, "Copsewell C of E Primary School", tier="gold")
    assert charge(group).held == "The constitution has no tier called 'gold'."


def test_what_names_no_year_is_refused(group):
    with pytest.raises(ValueError, match="no contract year"):
        rehearse(group, "2024-26", ISSUE_DAY)


def test_the_year_shown_first_is_the_one_last_charged(group):
    before = years_shown(group, date(2024, 4, 14))
    assert (before.charged.slot, before.following.slot, before.issue_day.value) == (
        "2023-24",
        "2024-25",
        ISSUE_DAY,
    )
    after = years_shown(group, ISSUE_DAY)
    assert (after.charged.slot, after.following.slot) == ("2024-25", "2025-26")


@pytest.mark.parametrize("schools", [1, 3, 35])
def test_the_rehearsal_asks_as_much_of_the_database_however_many_schools(
    group, schools, django_assert_max_num_queries
):
    build.many(group, schools)
    with django_assert_max_num_queries(9):
        assert len(rehearse(group, "2024-25", ISSUE_DAY).ready) == schools


@pytest.mark.clause("K4.4", "K5.8")
def test_new_rates_apply_from_the_next_contract_year_only(group, copsewell, issue):
    """3% in force from 1 May 2024: who joins late in 2024/25 still pays the old rate, in 2025/26 all pay the new."""
    from constitution.repricing import repriced
    from membership.actions.editions import adopt_edition

    issue()
    adopt_edition(
        collaborative=group,
        source=repriced(build.text(), "3%"),
        by=None,
        on=date(2024, 5, 1),
        in_force_on=date(2024, 5, 1),
        resolution="R-2024-005",
    )
    build.school(group, "Alder Primary School", starts_on=date(2024, 11, 1))
    assert charge(group, on=date(2024, 11, 4)).total == Decimal("1500.00")
    following = rehearse(group, "2025-26", date(2025, 4, 22)).missing
    assert {each.total for each in following} == {Decimal("1545.00")}
