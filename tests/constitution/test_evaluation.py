"""What a school gets (K12.6), the steps of the cycle (K12.1), the levels of sharing (K10.1)."""

import pytest

import constitution
from constitution.evaluation import cycle
from constitution.loading import Refused
from constitution.questions import ask
from tests.constitution.paper import TERMS, YEAR_2023, on, rules

SUPPORT = """
[tier.bronze]
clause = "Rules"
name   = "Bronze"

[tier.silver]
clause = "Rules"
name   = "Silver"

[category.green]
clause = "Rules"
name   = "Green"

[category.amber]
clause = "Rules"
name   = "Amber"

[service.offer]
clause = "Rules"
name   = "The Bronze offer"

[service.plan]
clause = "Rules"
name   = "A support plan"

[service.authority]
clause = "Rules"
name   = "Support from the local authority"

[service.commissioner]
clause = "Rules"

[support.bronze]
clause = "Rules"
tier   = "bronze"
gets   = "offer"

[support.amber-silver]
clause   = "Rules"
category = "amber"
tier     = "silver"
gets     = ["offer", "plan"]

[support.amber]
clause   = "Rules"
category = "amber"
gets     = ["authority", "offer"]

[support.amber-academy]
clause   = "Rules"
category = "amber"
status   = "academy"
gets     = "commissioner"
"""


@pytest.mark.clause("K12.6")
@pytest.mark.parametrize(
    ("category", "facts", "gets"),
    [
        ("amber", {"tier": "silver"}, ["offer", "plan", "authority"]),
        ("amber", {"tier": "bronze"}, ["offer", "authority"]),
        ("amber", {"tier": "silver", "status": "academy"}, ["offer", "plan", "authority", "commissioner"]),
        ("amber", {"tier": "silver", "status": "maintained"}, ["offer", "plan", "authority"]),
        ("green", {"tier": "silver"}, []),
    ],
)
def test_all_the_support_that_applies_is_added_together_in_the_order_of_the_file(category, facts, gets):
    assert ask(rules(SUPPORT), "support", category, facts).value == gets


@pytest.mark.clause("K12.6")
def test_support_says_which_rule_gives_what_and_what_depends_on_a_fact():
    found = ask(rules(SUPPORT), "support", "amber", {"tier": "silver"})
    assert found.steps == (
        "Amber, Silver: The Bronze offer and A support plan",
        "Amber: Support from the local authority and The Bronze offer",
        "support.amber-academy depends on the status, not given",
    )


def test_a_service_that_nobody_gives_is_refused():
    with pytest.raises(Refused, match='there is no service called "planning"'):
        rules(SUPPORT.replace('"plan"]', '"planning"]'))


CYCLE = """
[evaluation]
clause  = "Rules"
ratings = ["Green", "Amber", "Red"]
steps = [
  { what = "Handbook in draft", when = "May" },
  { what = "Handbook", when = "mid June" },
  { what = "Self-evaluations", when = 2024-07-19, who = "headteacher" },
  { what = "Grouping", when = "August" },
  { what = "Review meetings", when = "every term" },
  { what = "Visit", when = "Autumn" },
  { what = "Report", when = "31 March" },
]
"""


def due(year: str) -> list[tuple]:
    steps = cycle(rules(TERMS + CYCLE), on(year), YEAR_2023)
    return [(step.step.what, step.slot, step.due_on) for step in steps]


@pytest.mark.clause("K12.1")
def test_the_steps_of_the_cycle_have_their_days_in_the_school_year():
    assert due("2023-10-01") == [
        ("Handbook in draft", "2023-24/may", on("2024-05-31")),
        ("Handbook", "2023-24/mid-june", on("2024-06-15")),
        ("Self-evaluations", "2023-24/19-july", on("2024-07-19")),
        ("Grouping", "2023-24/august", on("2024-08-31")),
        ("Review meetings", "2023-24/autumn", on("2023-12-21")),
        ("Review meetings", "2023-24/spring", on("2024-03-28")),
        ("Review meetings", "2023-24/summer", on("2024-07-19")),
        ("Visit", "2023-24/autumn", on("2023-12-21")),
        ("Report", "2023-24/31-march", on("2024-03-31")),
    ]


@pytest.mark.clause("K12.1")
def test_a_full_date_serves_one_year_and_the_next_years_is_asked_for():
    steps = cycle(rules(TERMS + CYCLE), on("2024-10-01"))
    [step] = [step for step in steps if step.step.what == "Self-evaluations"]
    assert step.due_on is None
    assert step.finding.steps == (
        "Self-evaluations: 19 July 2024 serves one year only; the day of 2024/25 is not entered",
    )


@pytest.mark.parametrize("when", ['"19/07/2024"', '"every fortnight"', "7", '""'])
def test_a_step_whose_time_cannot_be_read_is_refused(when):
    with pytest.raises(Refused, match="write when as a day"):
        rules(CYCLE.replace("2024-07-19", when))


def test_a_category_that_only_a_general_rule_supports_is_not_remarked_on():
    remarks = [problem.message for problem in constitution.check(rules(SUPPORT)).remarks]
    assert [words for words in remarks if "support" in words] == [
        "no support is named for a Silver school of this category"
    ]


def test_a_group_without_an_evaluation_has_no_cycle():
    assert cycle(rules(TERMS), on("2024-10-01")) == ()


@pytest.mark.clause("K10.1")
def test_a_level_names_its_audience_and_its_purpose():
    c = rules(
        '[information.school]\nclause = "Rules"\nlevel = 4\nname = "School"\n'
        'audience = ["own school", "som"]\npurpose = "To analyse progress."'
    )
    level = c.information["school"]
    assert (level.level, level.audience, level.purpose) == (4, ("own school", "som"), "To analyse progress.")
