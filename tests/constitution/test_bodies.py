"""Who sits: seats, who may sit together, and the members on a day (K7.4, K7.5, K7.7, B3.1, B3.2)."""

import pytest

import constitution
from constitution import ask
from constitution.body import title
from constitution.membership import eligible, standing
from tests.constitution.assemblies import BOARD, answer, board, heads
from tests.constitution.paper import bristol, knowsley, on, rules

KNOWSLEY, BRISTOL = knowsley(), bristol()
TERMS = [
    {"name": "Autumn", "first": on("2023-09-04"), "last": on("2023-12-21")},
    {"name": "Spring", "first": on("2024-01-03"), "last": on("2024-03-28")},
    {"name": "Summer", "first": on("2024-04-15"), "last": on("2024-07-19")},
]


def limited(*limits: str) -> constitution.Constitution:
    return rules(BOARD + f"limits = [{', '.join(limits)}]\n")


# Seats ---------------------------------------------------------------------------------------------------------


@pytest.mark.clause("B3.1")
def test_eleven_categories_come_to_sixteen_seats():
    found = ask(BRISTOL, "seats", "group")
    assert found.value == 16
    assert found.steps[0].startswith("1 + 3 + 1 + 1 + 1 + 4 + 1 + 1 + 1 + 1 + 1 = 16: ")


@pytest.mark.clause("B3.1")
def test_fifteen_named_leave_one_seat_vacant():
    assert ask(BRISTOL, "seats", "group", {"sitting": 15}).steps[-1] == "15 seats taken, 1 vacant"


def test_a_body_of_schools_has_as_many_seats_as_schools_and_offices():
    assert answer(heads(), "seats", "heads", schools=35) == 36
    assert answer(heads(), "seats", "heads") == "ask"


def test_lines_of_any_number_are_bounded_by_the_maximum():
    text = '[body.friends]\nclause = "Rules"\nmaximum = 12\nmembers = [{ category = "friend" }]\n'
    assert answer(rules(text), "seats", "friends") == 12


def test_more_labels_than_seats_are_refused():
    text = '[body.friends]\nclause = "Rules"\nmembers = [{ category = "friend", seats = 3, places = ["a", "b"] }]\n'
    with pytest.raises(constitution.Refused, match="names 2 places for 3 seats"):
        rules(text)


# Who may sit together ----------------------------------------------------------------------------------------


@pytest.mark.clause("B3.2")
def test_a_category_is_filled_only_up_to_its_seats():
    one = {"sitting": {"Catholic Diocese": 1}}
    assert answer(BRISTOL, "composition", "group", **one) == "allowed"
    assert answer(BRISTOL, "composition", "group", joining="Catholic Diocese", **one) == "refused"
    assert answer(BRISTOL, "composition", "group", joining="Early Years Partnership", **one) == "allowed"


@pytest.mark.clause("B3.2")
def test_nobody_sits_above_the_maximum():
    assert answer(BRISTOL, "composition", "group", sitting=15, joining={"name": "Cy Jones"}) == "allowed"
    assert answer(BRISTOL, "composition", "group", sitting=16, joining={"name": "Cy Jones"}) == "refused"


def test_whoever_has_no_seat_cannot_join():
    found = ask(board(), "composition", "board", {"sitting": 3, "joining": "mayor"})
    assert (found.value, found.steps[0]) == ("refused", "there is no seat for mayor")


def test_people_known_by_class_alone_take_any_seat_of_the_class():
    assert answer(board(), "composition", "board", sitting={"elected": 5}) == "allowed"
    assert answer(board(), "composition", "board", sitting={"elected": 6}) == "refused"
    assert (
        answer(board(), "composition", "board", sitting={"parent": 2, "staff": 2, "elected": 2}) == "refused"
    )


@pytest.mark.parametrize(
    ("limit", "sitting", "result"),
    [
        ('{ class = "staff", at_most = "1/3", of = "members" }', {"staff": 2, "parent": 2, "co-opted": 2}, "allowed"),
        ('{ class = "staff", at_most = "1/3", of = "members" }', {"staff": 2, "parent": 3}, "refused"),
        ('{ class = "staff", at_most = "19.9%", of = "seats" }', {"staff": 1, "parent": 3}, "allowed"),
        ('{ class = "staff", at_most = "19.9%", of = "seats" }', {"staff": 2, "parent": 3}, "refused"),
        ('{ class = "elected", more_than = "half", of = "members" }', {"parent": 2, "co-opted": 2}, "refused"),
        ('{ class = "elected", more_than = "half", of = "members" }', {"parent": 3, "co-opted": 2}, "allowed"),
        ('{ class = "parent", at_least = 2 }', {"parent": 1}, "refused"),
    ],
)  # fmt: skip
def test_limits_on_who_sits(limit, sitting, result):
    assert answer(limited(limit), "composition", "board", sitting=sitting) == result


def test_somebody_who_makes_nothing_worse_may_join():
    c = limited('{ class = "elected", at_least = "two thirds", of = "members" }')
    short = {"parent": 1, "co-opted": 2}
    assert answer(c, "composition", "board", sitting=short) == "refused"
    assert answer(c, "composition", "board", sitting=short, joining="parent") == "allowed"
    assert answer(c, "composition", "board", sitting=short, joining="co-opted") == "refused"


def test_a_limit_may_be_tested_only_when_somebody_joins():
    c = limited('{ class = "staff", at_most = 1, tested = "on joining" }')
    assert answer(c, "composition", "board", sitting={"staff": 2}) == "allowed"
    assert answer(c, "composition", "board", sitting={"staff": 1}, joining="staff") == "refused"


def test_no_more_than_so_many_from_one_trust():
    c = limited('{ same = "trust", at_most = 1 }')
    one = {"name": "Ann Ash", "class": "parent", "trust": "Hill Trust"}
    assert answer(c, "composition", "board", sitting=[one]) == "allowed"
    other = {"name": "Ben Oak", "class": "staff", "trust": "Hill Trust"}
    assert answer(c, "composition", "board", sitting=[one], joining=other) == "refused"


def test_a_body_below_its_minimum_is_refused_as_it_stands_and_not_when_it_grows():
    c = rules(BOARD + "minimum = 4\n")
    assert answer(c, "composition", "board", sitting={"parent": 2}) == "refused"
    assert answer(c, "composition", "board", sitting={"parent": 2}, joining="staff") == "allowed"


# Members on a day ----------------------------------------------------------------------------------------------


def holder(name: str, office: str | list[str], since: str, until: str | None = None) -> dict[str, object]:
    return {"name": name, "office": office, "since": on(since)} | ({"until": on(until)} if until else {})


HOLDERS = [
    holder("Moira Penn", "chair", "2020-09-01", "2022-08-31"),
    holder("Amina Clarke", ["chair", "academy-rep"], "2022-09-01", "2024-08-31"),
    holder("Jude Farrow", "chair", "2024-09-01", "2026-08-31"),
    holder("Sol Marchetti", "som", "2023-09-01", "2026-08-31"),
    holder("Tess Rahman", "treasurer", "2023-09-01", "2025-08-31"),
]


def members(day: str, holders=HOLDERS, terms=TERMS) -> tuple[str, ...]:
    return answer(KNOWSLEY, "members on", "management-group", on=on(day), holders=holders, terms=terms)


@pytest.mark.clause("K7.4", "K7.7")
def test_the_outgoing_chair_stays_by_itself_and_each_is_named_once():
    assert members("2024-03-14") == ("Amina Clarke", "Sol Marchetti", "Tess Rahman", "Moira Penn")


@pytest.mark.clause("K7.5", "K7.7")
def test_the_chair_designate_attends_in_the_last_summer_term_before_the_change():
    assert members("2024-06-13")[-1] == "Jude Farrow"
    assert "Jude Farrow" not in members("2024-03-14")


@pytest.mark.clause("K7.4")
def test_after_the_change_the_chair_becomes_the_outgoing_one():
    assert members("2024-09-10") == ("Jude Farrow", "Sol Marchetti", "Tess Rahman", "Amina Clarke")
    assert "Amina Clarke" not in members("2026-09-10")


def test_a_term_of_office_ends_by_itself_where_no_end_was_entered():
    alone = [holder("Amina Clarke", "treasurer", "2021-09-01")]
    assert members("2023-08-31", alone) == ("Amina Clarke",)
    assert members("2023-09-01", alone) == ()


def test_terms_that_are_not_entered_are_said():
    found = ask(KNOWSLEY, "members on", "management-group", {"on": on("2024-06-13"), "holders": HOLDERS})
    assert "the terms of 2023/24 are not entered" in found.steps
    assert "Jude Farrow" not in found.value


def test_seats_by_category_end_with_the_tenure_of_the_body():
    c = rules(BOARD.replace("maximum = 10", 'tenure = "2 years"'))
    sitting = [{"name": "Ann Ash", "class": "parent", "since": on("2022-09-01")}]
    assert answer(c, "members on", "board", on=on("2024-08-31"), holders=sitting) == ("Ann Ash",)
    assert answer(c, "members on", "board", on=on("2024-09-01"), holders=sitting) == ()


def test_holders_may_be_a_table_by_office():
    by_office = {"chair": "Ada Bell", "academy-rep": "Ada Bell", "som": "Max Gray"}
    assert members("2024-03-14", by_office) == ("Ada Bell", "Max Gray")


# Membership ------------------------------------------------------------------------------------------------------


@pytest.mark.clause("K3.1")
def test_eligible_kinds_are_those_of_the_edition():
    assert eligible(KNOWSLEY, "primary").value is True
    assert eligible(KNOWSLEY, "Special").value is True
    found = eligible(KNOWSLEY, "university")
    assert (found.value, found.clause) == (False, ("Membership", "Contract"))
    assert eligible(BRISTOL, "university").defaults


@pytest.mark.clause("K3.3")
def test_what_is_missing_has_its_own_consequence_and_the_gravest_is_named():
    assert standing(KNOWSLEY, ["annual fee"]).value == "shown"
    assert standing(KNOWSLEY, ["annual fee", "signed contract"]).value == "not a member"
    assert standing(KNOWSLEY, []).value is None


def test_somebody_whose_fixed_year_is_over_sits_no_longer():
    council = '[body.council]\nclause = "Rules"\nmembers = [{ office = "mayor" }]\n'
    mayor = '[office.mayor]\nclause = "Rules"\nyear_runs = ["13 May", "12 May"]\n'
    c = rules(council + mayor)
    holders = [{"name": "Mo Ash", "office": "mayor", "since": on("2024-11-01")}]
    assert answer(c, "members on", "council", on=on("2025-05-12"), holders=holders) == ("Mo Ash",)
    assert answer(c, "members on", "council", on=on("2025-05-13"), holders=holders) == ()


def test_a_body_whose_name_has_its_own_article_is_written_small_within_a_sentence():
    c = rules('[body.council]\nclause = "Rules"\nname = "The Council"\n')
    assert title(c, "council") == "the Council"
