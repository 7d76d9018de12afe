"""The words of the pages: days, sums and counts as LOOK section 6 has them."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.template import engines

DAY = date(2024, 3, 14)


def shown(template: str, **facts) -> str:
    return engines["django"].from_string(template).render(facts)


def test_a_day_is_written_in_words_and_never_broken():
    assert shown("{{ d|long_date }}", d=DAY) == '<time datetime="2024-03-14">Thursday 14 March 2024</time>'


def test_a_day_is_plain_in_a_text_mail():
    assert (
        shown("{% autoescape off %}{{ d|long_date }}{% endautoescape %}", d=DAY) == "Thursday 14 March 2024"
    )


@pytest.mark.parametrize(
    ("way", "words"),
    [
        ("day", "14 March 2024"),
        ("weekday", "Thursday 14 March"),
        ("dense_date", "Thu 14 Mar"),
        ("short_date", "14 Mar"),
    ],
)
def test_the_other_ways_to_say_a_day(way, words):
    assert words in shown("{{ d|" + way + " }}", d=DAY)


def test_no_day_is_nothing():
    assert shown("{{ d|long_date }}", d=None) == ""


def test_the_end_of_a_period_is_said_as_its_last_day():
    assert "31 July 2025" in shown("{{ d|last_day|day }}", d=date(2025, 8, 1))


def test_a_moment_is_told_by_british_clocks():
    assert shown("{{ at|clock_time }}", at=datetime(2024, 6, 30, 13, 32, tzinfo=UTC)) == "2:32pm"
    assert "1 July" in shown("{{ at|day }}", at=datetime(2024, 6, 30, 23, 30, tzinfo=UTC))


@pytest.mark.parametrize(
    ("due", "words"),
    [
        (date(2024, 3, 14), "today"),
        (date(2024, 3, 15), "tomorrow"),
        (date(2024, 3, 22), "in 8 days"),
        (date(2024, 3, 11), "3 days ago"),
    ],
)
def test_how_far_off_a_day_is(due, words):
    assert shown("{{ due|away:on }}", due=due, on=DAY) == words


@pytest.mark.parametrize(
    ("sum_", "words"),
    [
        (618525, "£6,185.25"),
        (150000, "£1,500.00"),
        (0, "£0.00"),
        (-4, "-£0.04"),
        (Decimal("493.83"), "£493.83"),
        (None, ""),
    ],
)
def test_money_always_has_its_pence(sum_, words):
    assert shown("{{ sum|money }}", sum=sum_) == words


def test_a_count_stands_with_its_noun():
    assert shown("{{ n|count:'school' }}", n=21) == "21 schools"
    assert shown("{{ n|count:'person,people' }}", n=2) == "2 people"
