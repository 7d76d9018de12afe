"""Dates, sums and lists as a school says them. Every sentence of a finding is made with these."""

import datetime
from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
SMALL_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def date(day: datetime.date) -> str:
    """14 March 2024."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def long_date(day: datetime.date) -> str:
    """Thursday 14 March 2024."""
    return f"{WEEKDAYS[day.weekday()]} {date(day)}"


def money(amount: Decimal) -> str:
    """£6,185.25; whole pounds without pennies, so £1,500."""
    pennies = amount != amount.to_integral_value()
    sign = "-" if amount < 0 else ""
    return f"{sign}£{abs(amount):,.2f}" if pennies else f"{sign}£{abs(amount):,.0f}"


def number(value: Fraction | Decimal | int) -> str:
    """A number as people write it down: 21, 3.6, 23.45; what does not end is cut at two decimals: 5.33."""
    exact = Fraction(value)
    if exact.denominator == 1:
        return f"{exact.numerator:,}"
    return f"{float(exact):,.2f}".rstrip("0").rstrip(".")


def small(value: int) -> str:
    """Numbers to ten in words, the rest in figures."""
    return SMALL_NUMBERS[value] if 0 <= value < len(SMALL_NUMBERS) else f"{value:,}"


def plural(noun: str) -> str:
    """schools, deputies, branches, heads of service. The last word takes the ending, before an 'of' or 'for'."""
    for joint in (" of ", " for "):
        if joint in noun:
            first, _, rest = noun.partition(joint)
            return plural(first) + joint + rest
    if noun.endswith("y") and noun[-2:-1] not in "aeiou":
        return noun[:-1] + "ies"
    return noun + "es" if noun.endswith(("s", "x", "ch", "sh")) else noun + "s"


def count(how_many: int, noun: str, nouns: str | None = None) -> str:
    """1 school, 21 schools, 1 person, 3 people (when the plural is given)."""
    return f"{how_many:,} {noun if how_many == 1 else nouns or plural(noun)}"


def listed(words: Iterable[object], last: str = "and") -> str:
    """a; a and b; a, b and c."""
    items = [str(word) for word in words]
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {last} {items[-1]}"


def quoted(words: Iterable[object]) -> str:
    """'a', 'b', 'c': the words of a closed set, as a refusal lists them."""
    return ", ".join(f"'{word}'" for word in words)


def sentence(words: str) -> str:
    """With a capital at the front and a full stop behind."""
    if not words:
        return ""
    ended = words if words.endswith((".", "?", ":")) else words + "."
    return ended[0].upper() + ended[1:]


def written(value: object) -> str:
    """A value as it stands in the file: true, "half", 21; what is too long to repeat by its kind."""
    if isinstance(value, Mapping | list | tuple):
        return "a table" if isinstance(value, Mapping) else "a list"
    if isinstance(value, bool):
        return str(value).lower()
    return f'"{value}"' if isinstance(value, str) else str(value)
