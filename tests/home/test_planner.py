"""The year planner (X4): what the constitution makes due, by half term, each with its why."""

from datetime import date

import pytest

from collaborative import planner
from membership.permissions import viewer_for
from tests.membership import cast

SPRING = date(2024, 3, 6)


def shown(group, person, on=SPRING, **choice):
    year = planner.year_of(group, "", on)
    viewer = viewer_for(person, group, on)
    found = planner.due_in(group, year, viewer, on)
    return planner.rows(planner.chosen(found, planner.Choice(**choice), viewer), on)


def lines(rows):
    return [(row.due_on, row.what, row.whom) for row in rows]


@pytest.mark.clause("X4", "K5.3", "K5.4")
def test_schools_with_one_deadline_stand_as_one_line_with_their_number(
    group, birchenholt, copsewell, nadia, owen
):
    another = cast.school(group, "Tarnholt Primary School", tier="silver")
    assert another
    rows = shown(group, nadia, kind="leaving")
    assert lines(rows) == [
        (date(2024, 2, 1), "Bronze notice deadline for leaving on 31 July 2024", "1 Bronze school"),
        (date(2024, 4, 1), "Silver notice deadline for leaving on 31 July 2025", "2 Silver schools"),
    ]


@pytest.mark.clause("X3", "X4")
def test_every_line_of_the_year_can_say_why(group, birchenholt, copsewell, nadia, owen, marian):
    rows = shown(group, marian)
    assert len(rows) > 30
    assert [row.what for row in rows if row.finding is None] == []
    assert [row.what for row in rows if not row.finding.steps] == []


@pytest.mark.clause("K9.1", "K9.2", "X4")
def test_the_full_group_is_to_meet_in_each_of_six_half_terms_and_confer_once(group, nadia):
    rows = shown(group, nadia, kind="meeting")
    assert len([row for row in rows if row.what == "Full meeting"]) == 6
    assert len([row for row in rows if row.what == "Management group meeting"]) == 6


@pytest.mark.clause("K5.2")
def test_invoices_go_out_on_the_first_day_of_the_summer_term(group, birchenholt, copsewell, marian):
    rows = shown(group, marian, kind="subscription")
    assert (date(2024, 4, 15), "Issue the subscription invoices for 2024/25", "The office") in lines(rows)


@pytest.mark.clause("K12.1")
def test_the_steps_of_the_evaluation_cycle_stand_in_the_year(group, nadia):
    found = {row.what for row in shown(group, nadia, kind="evaluation")}
    assert found, "the cycle is missing"
    assert any("Board" in what for what in found)


def test_rows_stand_under_the_half_term_in_which_they_fall(group, birchenholt, copsewell, nadia):
    year = planner.year_of(group, "", SPRING)
    halves = planner.halves(group, year, shown(group, nadia), SPRING)
    names = [half.name for half in halves if half.part]
    assert names[0] == "Autumn term, first half"
    assert len(names) == 6
    assert [half.name for half in halves if half.now] == ["Spring term, second half"]
    assert sum(len(half.rows) for half in halves) == len(shown(group, nadia))


def test_what_is_the_offices_own_is_not_shown_to_a_headteacher(group, birchenholt, nadia, marian):
    assert shown(group, marian, kind="payment")
    assert shown(group, nadia, kind="payment") == []


def test_a_year_without_terms_is_shown_with_what_needs_none(group, birchenholt, nadia):
    year = planner.year_of(group, "2030-31", SPRING)
    found = planner.due_in(group, year, viewer_for(nadia, group, SPRING), SPRING)
    halves = planner.halves(group, year, planner.rows(found, SPRING), SPRING)
    assert [half.part for half in halves] == [None]


def test_a_slot_that_is_no_school_year_is_refused(group):
    with pytest.raises(ValueError, match="2023-99"):
        planner.year_of(group, "2023-99", SPRING)
