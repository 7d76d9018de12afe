"""The first pages (X4): what needs you, soonest first; our school's standing; how the group stands."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.urls import reverse

from collaborative import dashboard
from collaborative.members import Members
from membership.permissions import viewer_for
from reminders.queries import needs, next_for

SPRING = date(2024, 3, 6)


@pytest.fixture(autouse=True)
def in_spring():
    """Rights follow the real day: on Wednesday 6 March 2024 the office is Marian's."""
    with time_machine.travel(datetime(2024, 3, 6, 12, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def as_headteacher(client, group, nadia):
    client.force_login(nadia)
    return client


@pytest.fixture
def as_office(client, group, marian, settings):
    settings.DEMONSTRATION = True
    client.force_login(marian)
    return client


def page(client, name, group):
    answer = client.get(reverse(name, args=[group.code]))
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.clause("X4", "K5.3")
def test_a_headteacher_is_told_of_their_own_last_day_for_notice(group, birchenholt, copsewell, nadia, owen):
    mine = [due for due in needs(nadia, group, SPRING) if due.kind == "leaving"]
    assert [(due.what, due.due_on) for due in mine] == [
        ("Last day to give notice for July 2025", date(2024, 4, 1))
    ]
    assert "Do nothing to stay" in mine[0].reason
    assert mine[0].why.value == date(2024, 4, 1)


@pytest.mark.clause("X4")
def test_what_needs_you_comes_soonest_first(group, birchenholt, nadia, marian):
    days = [due.due_on for due in needs(marian, group, SPRING)]
    assert len(days) > 2
    assert days == sorted(days)


def test_when_nothing_is_near_the_next_thing_is_named(group, birchenholt, nadia):
    in_june = date(2024, 6, 1)
    assert [due for due in needs(nadia, group, in_june) if due.kind == "leaving"] == []
    assert next_for(nadia, group, in_june) is not None


@pytest.mark.clause("X3", "X4", "K3.3")
def test_the_first_page_of_a_headteacher_shows_their_school_and_the_quorum_with_its_why(
    as_headteacher, group, birchenholt, copsewell
):
    text = page(as_headteacher, "home", group)
    assert "What needs you" in text
    assert "Birchenholt Primary School" in text
    assert "Copsewell" not in text
    assert "2 needed" in text, "60% of 2 schools, rounded up"
    assert "60% of 2" in text


@pytest.mark.clause("X4", "K3.3")
def test_the_office_sees_exceptions_and_how_many_are_fine(
    as_office, group, birchenholt, copsewell, nadia, owen
):
    text = page(as_office, "home", group)
    assert "How we stand" in text
    assert "Two to look at" in text
    assert "Not agreed" in text


def test_a_school_with_everything_in_place_is_not_among_the_exceptions(group, birchenholt, nadia):
    members = Members(group, SPRING)
    rows = members.rows
    assert [row.line.name for row in rows if row.to_look_at] == ["Birchenholt Primary School"]
    fine = [figure for figure in dashboard.figures(rows, members) if figure.label == "Contract in force"]
    assert [(figure.value, figure.of) for figure in fine] == [(1, 1)]


@pytest.mark.clause("K6.1", "K6.2")
def test_each_body_with_a_quorum_says_how_many_it_needs_today(group, birchenholt, copsewell, marian):
    found = {body.code: body.needed for body in dashboard.quorums(group, SPRING)}
    assert found["full-group"] == 2
    assert found["management-group"] == 3


def test_own_schools_are_those_where_one_works(group, birchenholt, copsewell, nadia):
    panels = dashboard.own_schools(Members(group, SPRING), viewer_for(nadia, group, SPRING))
    assert [panel.row.line.name for panel in panels] == ["Birchenholt Primary School"]
    assert panels[0].deadline.by == date(2024, 4, 1)


def test_the_planner_is_a_page_and_a_table(as_headteacher, group, birchenholt):
    text = page(as_headteacher, "planner", group)
    assert "The year 2023/24" in text
    table = as_headteacher.get(reverse("planner-sheet", args=[group.code, "csv"]))
    first = table.content.decode("utf-8-sig").splitlines()[0]
    assert first == "Day,What,Who,Kind,State"
    assert (
        "2024-04-01,Silver notice deadline for leaving on 31 July 2025,1 Silver school,Notice"
        in table.content.decode()
    )


def test_a_year_that_cannot_be_read_is_not_found(as_headteacher, group):
    assert as_headteacher.get(reverse("planner", args=[group.code]), {"year": "whenever"}).status_code == 404


def test_a_place_that_is_filled_by_itself_is_not_called_vacant(group, marian):
    named = [role.place.code for role in dashboard.vacancies(Members(group, SPRING))]
    assert "chair" in named
    assert "outgoing-chair" not in named
    assert "chair-designate" not in named
