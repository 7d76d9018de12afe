"""Notice of leaving: by when, from when, and what a late one leads to (K5.3 to K5.7)."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from constitution import questions
from constitution.leaving import missed_days, notice_deadlines
from constitution.loading import Refused
from constitution.questions import ask
from tests.constitution.paper import days, on, rules

TIERS = """
[tier.bronze]
clause = "Rules"
name   = "Bronze"

[tier.silver]
clause = "Rules"
name   = "Silver"

[leaving.bronze]
clause   = "Rules"
notice   = "4 months"
before   = "1 June"
leave_on = "31 July"

[leaving.silver]
clause   = "Rules"
notice   = "12 months"
before   = "1 April"
leave_on = "31 July"
"""


@pytest.fixture
def c():
    return rules(TIERS)


@pytest.mark.clause("K5.3")
def test_silver_notice_to_leave_on_31_july_2025_is_needed_by_1_april_2024(c):
    found = ask(c, "last day for notice", "silver", {"to_leave_on": on("2025-07-31")})
    assert found.value == on("2024-04-01")
    assert "12 months before Tuesday 1 April 2025: by Monday 1 April 2024" in found.steps


@pytest.mark.clause("K5.4")
def test_bronze_notice_to_leave_on_31_july_2024_is_needed_by_1_february_2024(c):
    assert ask(c, "last day for notice", "bronze", {"to_leave_on": on("2024-07-31")}).value == on(
        "2024-02-01"
    )


@pytest.mark.clause("K5.3")
def test_the_deadline_includes_its_own_day_though_it_is_easter_monday(c):
    assert ask(c, "leaving date", "silver", {"given_on": on("2024-04-01")}).value == on("2025-07-31")


@pytest.mark.clause("K5.5")
def test_a_late_notice_takes_effect_at_the_next_possible_day_and_lists_those_it_missed(c):
    found = ask(c, "leaving date", "silver", {"given_on": on("2024-04-02")})
    assert found.value == on("2026-07-31")
    assert found.steps == (
        "to leave on Wednesday 31 July 2024 notice was needed by Saturday 1 April 2023",
        "to leave on Thursday 31 July 2025 notice was needed by Monday 1 April 2024",
        "12 months before Wednesday 1 April 2026: by Tuesday 1 April 2025",
        "Tuesday 2 April 2024 is in time, so membership ends Friday 31 July 2026",
    )
    assert missed_days(c, "silver", on("2024-04-02")) == tuple(days("2024-07-31", "2025-07-31"))


def test_a_deadline_at_a_weekend_is_said_and_does_not_move(c):
    found = ask(c, "last day for notice", "bronze", {"to_leave_on": on("2025-07-31")})
    assert found.value == on("2025-02-01")
    assert found.steps[-1] == "Saturday 1 February 2025 is at a weekend; the day does not move"


def test_nobody_leaves_on_another_day_of_the_year(c):
    found = ask(c, "last day for notice", "silver", {"to_leave_on": on("2025-06-30")})
    assert found.value is None
    assert found.steps == ("leaving happens on 31 July only, and so not on Monday 30 June 2025",)


def test_a_notice_counts_when_it_is_received_and_the_default_is_said(c):
    found = ask(c, "leaving date", "bronze", {"sent_on": on("2024-02-01"), "received_on": on("2024-02-02")})
    assert found.value == on("2025-07-31")
    assert found.defaults == ("notice counts on the day it is received: the file does not say; the default",)


def test_a_notice_whose_day_of_receipt_is_not_known_leads_nowhere_yet(c):
    found = ask(c, "leaving date", "bronze", {"sent_on": on("2024-02-01")})
    assert found.value is None
    assert found.steps == ("notice counts when received, and that day is not entered",)


def test_a_notice_may_count_when_it_is_sent():
    c = rules(TIERS.replace('before   = "1 June"', 'before   = "1 June"\ncounts_when = "sent"'))
    facts = {"sent_on": on("2024-02-01"), "received_on": on("2024-02-05")}
    assert ask(c, "leaving date", "bronze", facts).value == on("2024-07-31")


def test_a_tier_without_a_rule_for_leaving_says_so():
    c = rules('[tier.gold]\nclause = "Rules"\nname = "Gold"')
    found = ask(c, "last day for notice", "gold", {"to_leave_on": on("2025-07-31")})
    assert found.value is None
    assert found.steps == ("the constitution has no rule for leaving Gold",)


BY_ALONE = """
[leaving.member]
clause    = "Rules"
notice_by = "31 December"
leave_on  = "31 August"
"""


def test_notice_by_alone_is_the_last_such_day_before_the_leaving_day():
    c = rules(BY_ALONE)
    found = ask(c, "last day for notice", "member", {"to_leave_on": on("2025-08-31")})
    assert found.value == on("2024-12-31")
    assert found.steps == ("the last 31 December before Sunday 31 August 2025: by Tuesday 31 December 2024",)
    assert ask(c, "leaving date", "member", {"given_on": on("2025-01-01")}).value == on("2026-08-31")


def test_notice_by_on_the_leaving_day_itself_means_the_year_before():
    c = rules(BY_ALONE.replace("31 December", "31 August"))
    assert ask(c, "last day for notice", "member", {"to_leave_on": on("2025-08-31")}).value == on(
        "2024-08-31"
    )


def test_notice_alone_lets_a_member_leave_on_any_day():
    c = rules('[leaving.member]\nclause = "Rules"\nnotice = "3 months"')
    assert ask(c, "leaving date", "member", {"given_on": on("2024-11-30")}).value == on("2025-02-28")
    assert ask(c, "last day for notice", "member", {"to_leave_on": on("2025-02-28")}).value == on(
        "2024-11-28"
    )
    assert notice_deadlines(c, "member", on("2024-11-30")) is None


def test_without_a_leaving_day_notice_leads_to_the_first_anchor_it_is_in_time_for():
    c = rules('[leaving.member]\nclause = "Rules"\nnotice = "6 months"\nbefore = "1 April"')
    assert ask(c, "leaving date", "member", {"given_on": on("2024-10-01")}).value == on("2025-04-01")
    assert ask(c, "leaving date", "member", {"given_on": on("2024-10-02")}).value == on("2026-04-01")


BOUND = (
    BY_ALONE
    + """still_bound = [
  { by = "the accounts of the year", for = "2 years", from = "notice" },
  { by = "confidentiality", for = "6 months" },
]
"""
)


def test_what_still_binds_is_counted_from_the_notice_or_from_leaving():
    found = ask(rules(BOUND), "still bound", "member", {"given_on": on("2024-12-31")})
    assert found.value == {
        "membership": on("2025-08-31"),
        "the accounts of the year": on("2026-12-31"),
        "confidentiality": on("2026-02-28"),
    }


@pytest.mark.clause("K5.7")
def test_the_next_deadline_and_where_it_leads_on_any_day(c):
    ahead = notice_deadlines(c, "silver", on("2024-04-01"))
    assert (ahead.by, ahead.leaves_on) == (on("2024-04-01"), on("2025-07-31"))
    ahead = notice_deadlines(c, "silver", on("2024-04-02"))
    assert (ahead.by, ahead.leaves_on) == (on("2025-04-01"), on("2026-07-31"))


@pytest.mark.parametrize(
    "keys",
    [
        'notice = "4 months"\nnotice_by = "1 June"',
        'notice_by = "1 June"\nbefore = "1 May"',
        'leave_on = "31 July"',
    ],
)
def test_a_rule_says_notice_in_one_way_only(keys):
    with pytest.raises(Refused, match="say either notice and before, or notice_by alone"):
        rules(f'[leaving.member]\nclause = "Rules"\n{keys}')


def test_a_fact_that_notice_knows_nothing_of_is_an_error(c):
    with pytest.raises(questions.UnknownFact, match='knows no fact "leaving_on"'):
        ask(c, "last day for notice", "silver", {"leaving_on": on("2025-07-31")})


LEAVING_DAYS = st.integers(2000, 2080).map(lambda year: datetime.date(year, 7, 31))
ANY_DAY = st.dates(datetime.date(2000, 1, 1), datetime.date(2080, 12, 31))


@given(LEAVING_DAYS, LEAVING_DAYS, st.sampled_from(["bronze", "silver"]))
def test_an_earlier_leaving_day_never_has_a_later_deadline(one, other, tier):
    earlier, later = sorted((one, other))
    rule = rules(TIERS).leaving[tier]
    assert rule.deadline(earlier) <= rule.deadline(later)


@given(ANY_DAY, st.sampled_from(["bronze", "silver"]))
def test_every_notice_is_in_time_for_the_day_it_leads_to_and_for_none_before(given_on, tier):
    c = rules(TIERS)
    rule = c.leaving[tier]
    leaves = ask(c, "leaving date", tier, {"given_on": given_on}).value
    assert given_on <= rule.deadline(leaves)
    assert given_on > rule.deadline(leaves.replace(year=leaves.year - 1))
