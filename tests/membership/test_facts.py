"""Questions answered from the records on a date, with nothing given (X3)."""

from datetime import date

import pytest

from constitution import questions
from membership.models import Body
from membership.queries.facts import answer, facts_for
from membership.queries.members import Membership
from tests.membership import cast

pytestmark = [pytest.mark.django_db, pytest.mark.clause("X3")]

DAY = date(2024, 3, 14)


def why(group, question: str, of: str | None = None, on: date = DAY, **given):
    return answer(question, of, given, Membership(group, on))


@pytest.fixture
def twelve(group, cabinet):
    for number in range(7):
        cast.school(group, f"Elm {number} Primary", tier="bronze")
    return group


@pytest.mark.parametrize(
    ("question", "of", "expected"),
    [
        ("quorum", "full-group", 8),
        ("quorum", "management-group", 3),
        ("quorate", "full-group", "unknown"),
        ("how many may call", "other-meeting", 7),
        ("last day for notice", "silver", date(2024, 4, 1)),
        ("last day for notice", "bronze", date(2025, 2, 1)),
        ("leaving date", "silver", date(2025, 7, 31)),
        ("financial year", "accounts", date(2024, 3, 31)),
    ],
)
def test_what_the_records_know_need_not_be_given(twelve, question, of, expected):
    assert why(twelve, question, of).value == expected


def test_what_is_given_stands_before_what_the_records_know(twelve):
    assert why(twelve, "quorum", "full-group", schools=36).value == 22
    assert why(twelve, "leaving date", "silver", given_on=date(2024, 4, 2)).value == date(2026, 7, 31)


def test_the_present_term_of_an_office(twelve):
    assert why(twelve, "tenure", "chair").value["last_day"] == date(2024, 8, 31)


def test_the_windows_of_the_year_from_the_entered_terms(twelve):
    windows = why(twelve, "windows", "full-meeting").value
    assert [window["name"] for window in windows][:2] == [
        "Autumn term, first half",
        "Autumn term, second half",
    ]
    assert len(windows) == 6


def test_a_year_without_its_dates_is_said_and_not_guessed(twelve):
    found = why(twelve, "windows", "full-meeting", on=date(2025, 10, 1)).value
    assert found == "the terms of 2025/26 are not entered"


def test_a_third_of_the_seats_from_the_records(seats_group):
    assert why(seats_group, "quorum", "group", on=date(2017, 1, 1)).value == "never quorate"
    body = Body.objects.get(code="group")
    cast.sit(body, "Catholic Diocese", cast.person("Ines Moreau"), date(2016, 11, 1))
    assert why(seats_group, "quorum", "group", on=date(2017, 1, 1)).value == 6
    assert why(seats_group, "seats", "group", on=date(2017, 1, 1)).value == 16


def test_every_question_takes_what_the_records_give_it(twelve):
    rules = Membership(twelve, DAY).rules
    asked = [
        (question, of)
        for question in questions.REGISTRY.values()
        if question.of not in (None, "path")
        for of in question.names(rules)
    ]
    assert len(asked) > 100
    for question, of in asked:
        assert set(facts_for(question.name, of, twelve, DAY)) <= set(question.facts), (question.name, of)
