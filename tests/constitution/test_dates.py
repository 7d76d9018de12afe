"""How time is counted (format section 6): from the anchor, clipped, and with both ends said."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from constitution import dates
from constitution.dates import Counting, Period, after, before, last_day_of_term
from constitution.values import Length
from tests.constitution.paper import days, on

ANY_DAY = st.dates(datetime.date(1990, 1, 1), datetime.date(2090, 12, 31))
WEEKDAYS = Counting(dates.WEEKEND)


def length(text: str) -> Length:
    return Length.parse(text)


def test_months_are_clipped_to_the_last_day_of_a_shorter_month():
    assert dates.add_months(on("2024-01-31"), 1) == on("2024-02-29")
    assert dates.add_months(on("2023-01-31"), 1) == on("2023-02-28")


def test_months_are_counted_from_the_anchor_and_never_stepped():
    assert dates.add_months(on("2023-01-31"), 2) == on("2023-03-31")


def test_months_run_back_over_the_turn_of_the_year():
    assert dates.add_months(on("2024-06-01"), -4) == on("2024-02-01")
    assert dates.add_months(on("2024-03-31"), -4) == on("2023-11-30")


def test_years_from_the_29th_of_february_go_to_the_first_of_march():
    assert dates.add_years(on("2024-02-29"), 2) == on("2026-03-01")
    assert dates.add_years(on("2024-02-29"), 4) == on("2028-02-29")


def test_a_two_year_term_from_the_29th_of_february_ends_on_the_28th():
    assert last_day_of_term(on("2024-02-29"), length("2 years")) == on("2026-02-28")


@pytest.mark.clause("K7.2")
def test_a_term_ends_on_the_day_before_its_anniversary():
    assert last_day_of_term(on("2022-09-01"), length("2 years")) == on("2024-08-31")


def test_so_many_days_before_leave_out_the_day_itself():
    assert before(on("2023-11-21"), length("10 days")) == on("2023-11-11")


def test_clear_days_leave_out_both_ends():
    assert before(on("2024-03-14"), length("7 clear days")) == on("2024-03-06")


def test_clear_days_that_do_not_count_are_passed_over_and_the_day_of_giving_counts_itself():
    counting = Counting(frozenset({dates.SUNDAY}), frozenset(days("2024-05-06")))
    assert before(on("2024-05-09"), length("3 clear days"), counting) == on("2024-05-03")


def test_five_working_days_pass_over_the_weekend_and_the_holidays():
    assert before(on("2024-03-14"), length("5 working days")) == on("2024-03-07")
    easter = Counting(days=frozenset(days("2024-03-29", "2024-04-01")))
    assert before(on("2024-04-04"), length("5 working days"), easter) == on("2024-03-26")


def test_clear_working_days_leave_out_both_ends_and_the_weekend():
    assert before(on("2024-03-14"), length("5 clear working days")) == on("2024-03-06")


def test_hours_and_minutes_become_whole_days_since_events_are_given_by_the_day():
    assert before(on("2024-03-14"), length("48 hours")) == on("2024-03-12")
    assert before(on("2024-03-14"), length("15 minutes")) == on("2024-03-13")


def test_a_period_is_kept_half_open_and_said_with_its_last_day():
    period = Period.of(on("2022-09-01"), on("2024-08-31"))
    assert period.ends_before == on("2024-09-01")
    assert str(period) == "1 September 2022 to 31 August 2024"
    assert on("2024-08-31") in period
    assert on("2024-09-01") not in period


def test_periods_that_follow_each_other_do_not_overlap():
    first, second = Period(on("2022-09-01"), on("2024-09-01")), Period(on("2024-09-01"))
    assert not first.overlaps(second)
    assert second.overlaps(Period(on("2030-01-01"), on("2031-01-01")))


def test_days_and_stretches_of_days_are_read_from_the_facts():
    stretch = {"first": on("2024-05-27"), "last": on("2024-05-29")}
    assert dates.days_in([on("2024-04-01"), stretch]) == set(
        days("2024-04-01", "2024-05-27", "2024-05-28", "2024-05-29")
    )


@given(
    ANY_DAY, ANY_DAY, st.sampled_from(["12 months", "1 year", "10 days", "3 clear days", "5 working days"])
)
def test_an_earlier_day_never_has_a_later_deadline(one, other, text):
    earlier, later = sorted((one, other))
    assert before(earlier, length(text)) <= before(later, length(text))


@given(ANY_DAY, st.integers(1, 40))
def test_clear_days_are_one_day_earlier_than_days(day, n):
    assert before(day, Length(n, "day", clear=True)) == before(day, Length(n, "day")) - dates.ONE_DAY


@given(ANY_DAY, st.integers(1, 30))
def test_working_days_there_and_back_come_home_to_a_working_day(day, n):
    back = before(after(day, Length(n, "day", working=True)), Length(n, "day", working=True))
    assert back <= day
    assert WEEKDAYS.counts(back)


@given(ANY_DAY, ANY_DAY, st.integers(1, 2000), st.integers(1, 2000))
def test_two_periods_overlap_when_a_day_is_in_both(one, other, length_of_one, length_of_other):
    first = Period(one, one + length_of_one * dates.ONE_DAY)
    second = Period(other, other + length_of_other * dates.ONE_DAY)
    assert first.overlaps(second) == (max(one, other) in first and max(one, other) in second)
