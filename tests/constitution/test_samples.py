"""The shipped constitutions, and four of other kinds of groups: whole files, asked through the one door.

Each worked example of the clause register stands in the files themselves, where adoption checks it. The
tables below hold the files to that.
"""

import tomllib
from pathlib import Path

import pytest

import constitution
from constitution import examples
from constitution.subscription import issue_day

HERE = Path(__file__).parent
SAMPLES = Path(constitution.__file__).parent / "samples"
KNOWSLEY = SAMPLES / "central-collaborative-knowsley-2023.toml"
BRISTOL = SAMPLES / "excellence-in-schools-group-2016.toml"
OTHERS = sorted((HERE / "files").glob("*.toml"))
FILES = [KNOWSLEY, BRISTOL, *OTHERS]


def every_example() -> list:
    return [
        pytest.param(file, index, id=f"{file.stem}-{index}-{example['ask'].replace(' ', '-')}")
        for file in FILES
        for index, example in enumerate(tomllib.loads(file.read_text())["examples"])
    ]


@pytest.fixture(scope="module")
def results() -> dict:
    """The result of every example of every file, by file and place."""
    return {file: examples.work_out(constitution.load(file.read_text())) for file in FILES}


@pytest.mark.parametrize(("file", "index"), every_example())
def test_the_example_holds(file, index, results):
    result = results[file][index]
    assert result.holds, result.difference


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_the_file_can_be_adopted(file):
    report = constitution.check(file.read_text())
    assert report.verdict == "adoptable", str(report)


# The worked examples of the clause register ------------------------------------------------------------


def answers(file: Path, ask: str, of: str | None, **given):
    """The answers that the file itself gives to a question with exactly these facts, terms aside."""
    return [
        example.get("answer")
        for example in tomllib.loads(file.read_text())["examples"]
        if (example["ask"], example.get("of")) == (ask, of) and _facts(example) == given
    ]


def _facts(example: dict) -> dict:
    return {key: value for key, value in example.get("given", {}).items() if key not in ("terms", "holders")}


def day(text: str):
    return tomllib.loads(f"day = {text}")["day"]


def row(clause: str, ask: str, of: str | None, answer, **given):
    """A line of the register: the clause, the question, its facts and the answer."""
    return pytest.param(ask, of, given, answer, marks=pytest.mark.clause(*clause.split()))


def delegated(amount: str) -> dict:
    return {"delegated school improvement funding": amount}


FIGURES = [
    row("K1.1", "count", "text.pledge.items", 10),
    row("K3.2", "count", "recorded.schools-by-kind", 35),
    row("K3.2", "count", "recorded.schools-by-status", 35),
    row("K4.1", "fee", "silver", "£6,185.25", amounts=delegated("£6,000")),
    row("K4.2", "fee", "silver", "£4,279.08", amounts=delegated("£1,234.57")),
    row("K4.4", "rates after a change", None, {"bronze": "£1,545", "silver": "£3,898.81"}, change="3%"),
    row("K6.1", "quorum", "full-group", 21, schools=35),
    row("K6.1", "quorum", "full-group", 21, schools=34),
    row("K6.1", "quorum", "full-group", 22, schools=36),
    row("K6.2 K7.7", "quorum", "management-group", 3, members=5),
    row("K6.2 K7.7", "quorum", "management-group", 4, members=6),
    row("K6.2", "quorum", "management-group", 3, members=4),
    row("K8.1", "payment", "chair-honorarium", {"Autumn": "£700", "Spring": "£700", "Summer": "£600"}),
    row("K8.2", "payment", "chair-release", dict.fromkeys(("Autumn", "Spring", "Summer"), "£1,000")),
    row("K8.3", "payment", "fund-holding", {"amount": "£1,000"}),
    row("K8.4", "payment", "som", ["£5,000"] * 12, amount="£60,000"),
    row("K8.4", "payment", "som", ["£4,166.67"] * 8 + ["£4,166.66"] * 4, amount="£50,000"),
    row("K9.3", "how many may call", "other-meeting", 18, schools=35),
    row("K12.2", "count", "evaluation.themes", 17),
    row("K12.6", "support", "amber", ["collaborative-support", "support-plan", "la-support"], tier="silver"),
    row("K12.6", "support", "amber", ["bronze-offer", "la-support"], tier="bronze"),
]


@pytest.mark.parametrize(("ask", "of", "given", "answer"), FIGURES)
def test_the_figures_of_the_register_stand_in_the_knowsley_file(ask, of, given, answer):
    assert answers(KNOWSLEY, ask, of, **given) == [answer]


DAYS = [
    row("K5.3", "last day for notice", "silver", "2024-04-01", to_leave_on="2025-07-31"),
    row("K5.4", "last day for notice", "bronze", "2024-02-01", to_leave_on="2024-07-31"),
    row("K5.5", "leaving date", "silver", "2026-07-31", given_on="2024-04-02"),
    row("K8.11", "keep until", "accounts", "2030-03-31", day="2024-03-31"),
    row("K9.9", "latest day", "agenda-items", "2024-03-07", day="2024-03-14"),
    row("K12.8", "latest day", "review-papers", "2023-11-11", day="2023-11-21"),
    row("K12.9", "latest day", "visit-told", "2023-10-18", day="2023-11-15"),
]


@pytest.mark.parametrize(("ask", "of", "given", "answer"), DAYS)
def test_the_days_of_the_register_stand_in_the_knowsley_file(ask, of, given, answer):
    facts = {key: day(value) for key, value in given.items()}
    assert answers(KNOWSLEY, ask, of, **facts) == [day(answer)]


def tenure(file: Path, of: str, since: str) -> dict:
    [answer] = answers(file, "tenure", of, since=day(since))
    return answer


@pytest.mark.clause("K7.2", "K7.4", "K7.5")
def test_a_chair_serves_two_years_then_stays_two_more_and_the_next_comes_in_the_summer_term_before():
    chair = tenure(KNOWSLEY, "chair", "2022-09-01")
    assert chair["last_day"] == day("2024-08-31")
    assert chair["outgoing-chair"] == {"first_day": day("2024-09-01"), "last_day": day("2026-08-31")}
    before = tenure(KNOWSLEY, "chair", "2020-09-01")
    assert before["outgoing-chair"] == {"first_day": day("2022-09-01"), "last_day": day("2024-08-31")}
    following = tenure(KNOWSLEY, "chair", "2024-09-01")
    assert following["chair-designate"] == {"first_day": day("2024-04-15"), "last_day": day("2024-07-19")}


@pytest.mark.clause("K7.3", "K8.14")
def test_the_manager_serves_three_years_then_two_with_a_years_notice():
    assert tenure(KNOWSLEY, "som", "2023-09-01") == {
        "last_day": day("2026-08-31"),
        "renewals": [day("2028-08-31")],
        "notice_by": day("2025-08-31"),
    }


@pytest.mark.clause("K9.1", "K9.2")
def test_six_full_meetings_and_six_of_the_management_group_and_a_conference_in_the_autumn():
    assert len(answers(KNOWSLEY, "windows", "full-meeting")[0]) == 6
    assert len(answers(KNOWSLEY, "windows", "management-meeting")[0]) == 6
    assert [window["name"] for window in answers(KNOWSLEY, "windows", "conference")[0]] == ["Autumn term"]


@pytest.mark.clause("B2.1")
def test_a_third_of_sixteen_seats_is_six_and_of_fifteen_would_be_five():
    assert answers(BRISTOL, "quorum", "group", seats=16) == [6]
    assert answers(BRISTOL, "quorum", "group", seats=15) == [5]
    assert answers(BRISTOL, "quorum", "group", seats=16, vacant=1) == [6]


@pytest.mark.clause("B3.1", "B3.2")
def test_eleven_categories_have_sixteen_seats():
    assert answers(BRISTOL, "seats", "group") == [16]
    assert answers(BRISTOL, "count", "body.group.members") == [11]


@pytest.mark.clause("B4.1")
def test_a_seat_is_reviewed_after_one_year_and_ends_after_two():
    seat = tenure(BRISTOL, "group", "2016-11-01")
    assert seat == {"last_day": day("2018-10-31"), "review": day("2017-11-01")}


@pytest.mark.clause("B4.2")
def test_six_meetings_fall_in_six_terms():
    assert len(answers(BRISTOL, "windows", "meeting")[0]) == 6


# What the files say that no question asks ---------------------------------------------------------------


@pytest.mark.clause("K3.1", "K3.3")
def test_who_may_be_a_member_and_what_each_missing_thing_means():
    membership = constitution.load(KNOWSLEY.read_text()).membership
    assert set(membership.eligible) == {"primary", "infant", "special", "secondary", "pupil referral unit"}
    assert dict(membership.without) == {
        "signed contract": "not a member", "annual fee": "shown", "pledge": "shown"
    }  # fmt: skip


@pytest.mark.clause("B3.6")
def test_the_structure_of_the_bristol_group_lapses_after_two_years():
    assert constitution.load(BRISTOL.read_text()).constitution.last_day() == day("2018-10-31")


@pytest.mark.clause("K8.5")
def test_the_panel_and_the_number_of_signatures_are_data():
    rule = constitution.load(KNOWSLEY.read_text()).authority["approve-payment"]
    assert (rule.panel, rule.needed) == (4, 2)
    halved = KNOWSLEY.read_text().replace("needed          = 2", "needed          = 3")
    assert constitution.load(halved).authority["approve-payment"].needed == 3


TERMS = {
    "2023/24": [{"name": "Summer", "first": "2024-04-15", "last": "2024-07-19"}],
    "2024/25": [{"name": "Summer", "first": "2025-04-22", "last": "2025-07-22"}],
}


@pytest.mark.clause("K5.2")
@pytest.mark.parametrize(("year", "issued"), [("2023/24", "2024-04-15"), ("2024/25", "2025-04-22")])
def test_invoices_are_issued_on_the_first_day_of_the_summer_term(year, issued):
    knowsley = constitution.load(KNOWSLEY.read_text())
    terms = [{**term, "first": day(term["first"]), "last": day(term["last"])} for term in TERMS[year]]
    assert issue_day(knowsley, "silver", terms[0]["first"], terms).value == day(issued)


@pytest.mark.clause("K15.2")
def test_half_instead_of_three_fifths_would_make_the_quorum_eighteen():
    draft = constitution.load(KNOWSLEY.read_text().replace('at_least   = "60%"', 'at_least   = "50%"'))
    assert constitution.ask(draft, "quorum", "full-group", {"schools": 35}).value == 18


WEAKER = {
    "central-collaborative-knowsley-2023": ('"60%"', '"50%"'),
    "excellence-in-schools-group-2016": ('"one third"', '"a quarter"'),
    "academy-trust": ("{ at_least = 3 }", "{ at_least = 2 }"),
    "governing-board": ('"half"\nof          = "posts filled"', '"a third"\nof          = "posts filled"'),
    "parish-council": ("{ at_least = 3 }", "{ at_least = 2 }"),
    "schools-forum": ('"two fifths"', '"one fifth"'),
}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_weakened_quorum_is_noticed_by_a_worked_example(file):
    was, would_be = WEAKER[file.stem]
    assert was in file.read_text()
    assert constitution.check(file.read_text().replace(was, would_be)).verdict == "not adopted"
