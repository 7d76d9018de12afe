"""Whether they are there: by head, by school, by class, live and item by item (K6.3 to K6.5, B4.3, B5.1)."""

import pytest

from constitution import ask
from constitution.quorate import quorum_now
from constitution.roll import call_roll
from tests.constitution.assemblies import (
    ADA,
    BEA,
    BOARD,
    DAN,
    ESI,
    GUS,
    MAX,
    answer,
    board,
    decision,
    heads,
    quorum,
)
from tests.constitution.paper import bristol, knowsley, rules

KNOWSLEY, BRISTOL = knowsley(), bristol()
SIXTY = quorum('at_least = "60%"\nof = "affiliated schools"', "heads")
DEPUTIES = """
[substitutes.heads]
clause = "Rules"
who    = ["deputy headteacher", "other representative"]
votes  = ["deputy headteacher"]
"""


def people(*numbers: int) -> list[dict[str, str]]:
    """So many parents, staff, co-opted and observers, in this order."""
    kinds = ("parent", "staff", "co-opted", "observer")
    pairs = zip(kinds, numbers, strict=False)
    return [{"name": f"{kind} {n}", "class": kind} for kind, many in pairs for n in range(many)]


# Numbers ---------------------------------------------------------------------------------------------------


@pytest.mark.clause("K6.4")
@pytest.mark.parametrize(("present", "quorate"), [(21, True), (20, False), (35, True), (0, False)])
def test_twenty_one_of_thirty_five_schools_are_enough_and_twenty_are_not(present, quorate):
    assert answer(KNOWSLEY, "quorate", "full-group", schools=35, present=present) is quorate


@pytest.mark.clause("K6.3")
def test_a_school_that_has_left_is_counted_in_neither_number():
    assert answer(KNOWSLEY, "quorate", "full-group", schools=36, present=21) is False
    assert answer(KNOWSLEY, "quorate", "full-group", schools=35, present=21) is True


def test_without_a_roll_nobody_can_say():
    found = ask(KNOWSLEY, "quorate", "full-group", {"schools": 35})
    assert (found.value, bool(found)) == ("unknown", False)


def test_where_the_number_is_not_settled_the_answer_is_ask():
    assert answer(KNOWSLEY, "quorate", "full-group", present=20) == "ask"


@pytest.mark.clause("K6.4")
def test_the_refusal_says_how_many_are_here_and_how_many_are_needed():
    steps = ask(KNOWSLEY, "quorate", "full-group", {"schools": 35, "present": 20}).steps
    assert steps == ("at least 60% of 35 affiliated schools = 21", "not quorate: 20 here, 21 needed")


@pytest.mark.clause("B5.1")
def test_whoever_has_withdrawn_does_not_count_for_the_item():
    c = board(quorum("at_least = 5"))
    assert answer(c, "quorate", "board", members=9, present=5, withdrawn=0) is True
    assert answer(c, "quorate", "board", members=9, present=5, withdrawn=1) is False
    assert answer(c, "quorate", "board", members=9, present=people(3, 2), withdrawn=["staff 1"]) is False


def test_whoever_stays_counted_although_they_leave_is_not_taken_off():
    rule = '[interests.board]\nclause = "Rules"\nmay_stay = false\ncounts_for_quorum = true\n'
    c = board(quorum("at_least = 5") + rule)
    assert answer(c, "quorate", "board", members=9, present=people(3, 2), withdrawn=["staff 1"]) is True


# Schools and people ----------------------------------------------------------------------------------------


@pytest.mark.clause("K6.5")
@pytest.mark.parametrize(
    ("present", "schools"),
    [
        ([ADA, BEA], 2),
        ([ADA, DAN], 1),
        ([DAN, BEA], 2),
        ([DAN], 1),
        ([ESI], 2),
        ([ESI, ADA, DAN], 3),
        ([ADA, MAX], 1),
        ([ADA, GUS], 1),
        ([ADA, ADA], 1),
        ([ADA, BEA | {"as": "other representative"}], 2),
        ([ADA, BEA | {"as": "business manager"}], 1),
        ([], 0),
    ],
)
def test_two_people_of_one_school_are_one_and_one_head_of_two_schools_is_two(present, schools):
    assert call_roll(heads(DEPUTIES), "heads", present).present == schools


def test_without_a_rule_on_substitutes_a_deputy_is_a_guest():
    assert call_roll(heads(), "heads", [DAN, BEA]).present == 1
    steps = ask(heads(SIXTY), "quorate", "heads", {"schools": 3, "present": [DAN, BEA]}).steps
    assert "Dan Eyre (Alder Primary) has no seat on the Heads as deputy headteacher" in steps


@pytest.mark.clause("K3.4")
def test_the_manager_votes_and_never_counts_as_a_school():
    entries = call_roll(KNOWSLEY, "full-group", [{"name": "Max Gray", "office": "som"}]).entries
    assert [(entry.member, entry.counts, entry.votes) for entry in entries] == [(True, False, True)]


def test_a_chair_named_by_office_alone_speaks_for_a_school_when_only_heads_may_be_chair():
    assert call_roll(KNOWSLEY, "full-group", [{"name": "Ada Bell", "office": "chair"}]).present == 1


@pytest.mark.clause("K7.7")
def test_two_offices_in_one_hand_are_one_member():
    present = [{"name": "Ada Bell", "office": "chair"}, {"name": "Ada Bell", "office": "academy-rep"}]
    assert call_roll(KNOWSLEY, "management-group", present).present == 1


@pytest.mark.clause("B4.3")
@pytest.mark.parametrize(("consent", "counted"), [(True, 1), ("chair", 1), (False, 0)])
def test_a_substitute_counts_only_with_the_consent_of_the_chair(consent, counted):
    stand_in = {"name": "Sue Inch", "class": "Catholic Diocese", "as": "substitute", "consent": consent}
    assert call_roll(BRISTOL, "group", [stand_in]).present == counted


@pytest.mark.clause("B4.3")
def test_where_member_and_substitute_both_come_only_the_member_counts():
    member = {"name": "Cy Jones", "class": "Catholic Diocese"}
    stand_in = {"name": "Sue Inch", "class": "Catholic Diocese", "as": "substitute", "consent": True}
    roll = call_roll(BRISTOL, "group", [member, stand_in])
    assert [entry.counts for entry in roll.entries] == [True, False]
    assert roll.why_not() == [
        "Sue Inch stands in for somebody who is there too: only the member counts and votes"
    ]


def test_a_substitute_takes_the_seat_that_is_left():
    rule = '[substitutes.board]\nclause = "Rules"\nwho = "substitute"\nsame = "category"\n'
    c = board(rule)
    sub = {"name": "Sue Inch", "class": "parent", "as": "substitute"}
    assert call_roll(c, "board", [*people(2), sub]).present == 3
    assert call_roll(c, "board", [*people(3), sub]).present == 3
    assert call_roll(c, "board", [{"name": "Sue Inch", "as": "substitute"}]).present == 0


def test_a_misspelt_fact_about_a_person_is_refused():
    with pytest.raises(ValueError, match='a person has no "scool"; did you mean "school"'):
        call_roll(heads(), "heads", [{"name": "Ada Bell", "scool": "Alder Primary"}])


# Conditions on who is there ----------------------------------------------------------------------------------


def with_conditions(*conditions: str):
    return board(quorum(f"at_least = 3\npresent = [{', '.join(conditions)}]") + decision("budget", ""))


@pytest.mark.parametrize(
    ("condition", "present", "quorate"),
    [
        ('{ class = "parent", at_least = 1 }', people(1, 2), True),
        ('{ class = "parent", at_least = 1 }', people(0, 3), False),
        ('{ class = "elected", more_than = "half", of = "those present" }', people(1, 1, 2), False),
        ('{ class = "elected", more_than = "half", of = "those present" }', people(2, 1, 2), True),
        ('{ class = "staff", at_most = "1/3", of = "those present" }', people(2, 1), True),
        ('{ class = "staff", at_most = "1/3", of = "those present" }', people(1, 2), False),
        ('{ class = ["parent", "co-opted"], at_least = 3 }', people(1, 2, 2), True),
    ],
)
def test_who_is_there_matters_as_well_as_how_many(condition, present, quorate):
    assert answer(with_conditions(condition), "quorate", "board", members=9, present=present) is quorate


def test_a_number_of_each_class_serves_as_the_roll():
    c = with_conditions('{ class = "parent", at_least = 2 }')
    assert answer(c, "quorate", "board", members=9, present={"parent": 2, "staff": 1}) is True
    assert answer(c, "quorate", "board", members=9, present={"parent": 1, "staff": 2}) is False


def test_a_bare_number_cannot_show_who_is_there():
    c = with_conditions('{ class = "parent", at_least = 2 }')
    assert answer(c, "quorate", "board", members=9, present=9) == "ask"
    assert answer(c, "quorate", "board", members=9, present=2) is False


def test_one_person_in_two_classes_fills_one_place():
    c = with_conditions('{ class = "parent", at_least = 1 }', '{ class = "governor", at_least = 3 }')
    both = {"class": ["parent", "governor"]}
    three = [{"name": f"Person {n}"} | both for n in range(3)]
    assert answer(c, "quorate", "board", members=9, present=three) is False
    assert answer(c, "quorate", "board", members=9, present=[*three, {"name": "Person 4"} | both]) is True


def test_people_are_matched_to_places_as_well_as_can_be():
    c = with_conditions('{ class = "parent", at_least = 1 }', '{ class = "staff", at_least = 1 }')
    either = {"name": "Kit Lowe", "class": ["parent", "staff"]}
    third = {"name": "Lou Moss", "class": "co-opted"}
    both = [either, {"name": "Meg Nash", "class": "parent"}, third]
    assert answer(c, "quorate", "board", members=9, present=both) is True


def test_an_officer_is_needed_only_on_the_items_that_name_it():
    office = '\n[office.treasurer]\nclause = "Rules"\nname = "Treasurer"\nheld_by = ["governor"]\n'
    rule = quorum('at_least = 3\npresent = [{ office = "treasurer", on_items = "budget" }]')
    c = board(office + rule + decision("budget", ""))
    there = [*people(2), {"name": "Tess Ure", "class": "parent", "office": "treasurer"}]
    assert answer(c, "quorate", "board", members=9, present=people(3)) is True
    assert answer(c, "quorate", "board", members=9, present=people(3), decision="budget") is False
    assert answer(c, "quorate", "board", members=9, present=there, decision="budget") is True


def test_they_must_come_from_different_schools():
    c = with_conditions('{ different = "school", at_least = 2 }', '{ same = "trust", at_most = 1 }')
    three = [p | {"school": "Oak", "trust": f"Trust {n}"} for n, p in enumerate(people(3))]
    two_schools = [*three[:2], three[2] | {"school": "Elm"}]
    assert answer(c, "quorate", "board", members=9, present=three) is False
    assert answer(c, "quorate", "board", members=9, present=two_schools) is True
    one_trust = [p | {"trust": "Trust 0"} for p in two_schools]
    assert answer(c, "quorate", "board", members=9, present=one_trust) is False


def test_the_chair_of_a_condition_may_be_a_seat():
    c = rules(
        BOARD.replace('category = "co-opted", seats = 4', 'category = "co-opted", seats = 4, chairs = true')
        + quorum('at_least = 2\npresent = [{ office = "chair" }]')
    )
    assert answer(c, "quorate", "board", members=9, present=people(3)) is False
    assert answer(c, "quorate", "board", members=9, present=people(2, 0, 1)) is True


def test_a_decision_that_needs_more_people_is_not_taken_up_by_fewer():
    needs = decision("sale", 'needs = { at_least = "two thirds", of = "members" }')
    c = board(quorum("at_least = 3") + needs)
    assert answer(c, "quorate", "board", members=9, present=5) is True
    assert answer(c, "quorate", "board", members=9, present=5, decision="sale") is False
    assert answer(c, "quorate", "board", members=9, present=6, decision="sale") is True


# Live ------------------------------------------------------------------------------------------------------------


@pytest.mark.clause("K6.4")
def test_arrivals_and_departures_change_a_live_quorum():
    c = heads(SIXTY + DEPUTIES)
    strip = quorum_now(c, "heads", schools=5, present=[ADA, DAN, MAX]).value
    assert strip == {"needed": 3, "present": 1, "quorate": False, "wanting": 2}
    strip = quorum_now(c, "heads", schools=5, present=[DAN, BEA, ESI]).value
    assert strip == {"needed": 3, "present": 4, "quorate": True, "wanting": 0}
    assert quorum_now(c, "heads", schools=5).value["quorate"] == "unknown"
