"""How values are written, and what a wrong one is told (format section 2)."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from constitution.values import (
    ADayOfYear,
    ALength,
    AShare,
    Day,
    DayOfYear,
    Length,
    Money,
    OneOrSeveral,
    Share,
    ShareOrWhole,
    Whole,
)

THIRD, HALF = Fraction(1, 3), Fraction(1, 2)


def read(kind, text):
    return TypeAdapter(kind).validate_python(text)


def told(kind, text) -> str:
    with pytest.raises(ValidationError) as caught:
        read(kind, text)
    return caught.value.errors()[0]["msg"]


@pytest.mark.parametrize(
    ("text", "fraction"),
    [
        ("60%", Fraction(3, 5)),
        ("19.9%", Fraction(199, 1000)),
        ("100%", Fraction(1)),
        ("1/3", THIRD),
        ("two thirds", 2 * THIRD),
        ("half", HALF),
        ("a third", THIRD),
        ("one third", THIRD),
        ("a quarter", HALF / 2),
        ("three quarters", 3 * HALF / 2),
        ("two fifths", Fraction(2, 5)),
        ("all", Fraction(1)),
    ],
)
def test_a_share_is_an_exact_fraction_with_its_spelling(text, fraction):
    share = read(AShare, text)
    assert share == Share(fraction, text)
    assert str(share) == text


@pytest.mark.parametrize("text", ["0%", "101%", "-5%", "7/3", "0/3"])
def test_a_share_lies_above_nothing_and_not_above_all(text):
    assert told(AShare, text).startswith(f'"{text}": ')


@pytest.mark.parametrize("text", [0.6, 1, True, None, "1/0", "sixty percent", "60 %", "", "a half dozen"])
def test_what_is_not_a_share_is_told_how_to_write_one(text):
    assert told(AShare, text).endswith('write a share as "60%", "1/3" or "two thirds"')


@pytest.mark.parametrize(
    ("text", "rounded"), [("33%", True), ("67%", True), ("33.3%", True), ("1/3", False), ("35%", False)]
)
def test_a_share_may_look_like_a_rounded_third(text, rounded):
    assert read(AShare, text).looks_like_a_rounded_third is rounded


@pytest.mark.parametrize("number", [0, -3, float("nan"), 2.5, True, "21", None])
def test_a_number_is_whole_and_at_least_one(number):
    assert told(Whole, number).endswith("a number is whole and at least 1")


def test_a_number_or_a_share_is_told_apart_by_its_quotes():
    assert read(ShareOrWhole, 3) == 3
    assert read(ShareOrWhole, "half").fraction == HALF
    assert told(ShareOrWhole, 0.6) == 'write a share as "60%", "1/3" or "two thirds"'


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("£3,785.25", "3785.25"),
        ("£1,500", "1500"),
        ("£1500", "1500"),
        ("£0.50", "0.50"),
        ("£1,234,567", "1234567"),
    ],
)
def test_money_has_two_decimals_or_none(text, amount):
    assert read(Money, text) == Decimal(amount)


@pytest.mark.parametrize("text", [1500.00, 1500, "£3785,25", "1500", "£1,50", "£1.5", "£-5", "€5", "£"])
def test_money_is_refused_otherwise(text):
    assert told(Money, text).endswith('write a sum as "£3,785.25" or "£1,500"')


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("2 years", Length(2, "year")),
        ("4 months", Length(4, "month")),
        ("1 week", Length(1, "week")),
        ("10 days", Length(10, "day")),
        ("7 clear days", Length(7, "day", clear=True)),
        ("5 working days", Length(5, "day", working=True)),
        ("28 clear working days", Length(28, "day", clear=True, working=True)),
        ("48 hours", Length(48, "hour")),
        ("15 minutes", Length(15, "minute")),
    ],
)
def test_a_length_of_time(text, length):
    assert read(ALength, text) == length
    assert str(read(ALength, text)) == text
    assert str(length) == text


@pytest.mark.parametrize(
    "text", ["four months", "2 clear weeks", "0 days", "1000 years", "-1 day", "3", 3, "2 days clear"]
)
def test_a_length_of_time_is_refused_otherwise(text):
    assert 'write a length of time as "2 years"' in told(ALength, text)


def test_a_day_of_every_year():
    day = read(ADayOfYear, "31 July")
    assert day == DayOfYear(7, 31)
    assert str(day) == "31 July"


@pytest.mark.parametrize("text", ["29 February", "31 June", "July 31", "31 july", "0 May", 31])
def test_a_day_that_not_every_year_has_is_refused(text):
    assert told(ADayOfYear, text)


@pytest.mark.parametrize("text", ["19/07/2023", "2023-07-19", 20230719])
def test_one_day_stands_without_quotes(text):
    assert told(Day, text).endswith("write a day without quotes, as 2023-07-19")


@pytest.mark.parametrize("text", ["chair", ["chair"], ("chair",)])
def test_one_stands_for_a_list_of_one(text):
    assert read(OneOrSeveral[str], text) == ("chair",)


@given(st.integers(1, 500), st.integers(1, 500))
def test_every_fraction_up_to_one_is_a_share_and_no_other(over, under):
    text = f"{over}/{under}"
    if over <= under:
        assert read(AShare, text).fraction == Fraction(over, under)
    else:
        assert "not above 100%" in told(AShare, text)
