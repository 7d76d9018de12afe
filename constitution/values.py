"""The small values of a constitution (format section 2): how each is written, and what a wrong one is told.

Each type reads the text of the file strictly and keeps how it was spelt, so that 60% is never shown as 3/5.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import Annotated, Any, Literal, TypeVar

from pydantic import AfterValidator, BeforeValidator, GetJsonSchemaHandler, PlainValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from constitution.say import MONTHS, written

T = TypeVar("T")
Unit = Literal["year", "month", "week", "day", "hour", "minute"]

SHARE_WORDS = 'write a share as "60%", "1/3" or "two thirds"'
NUMBER_WORDS = "a number is whole and at least 1"
MONEY_WORDS = 'write a sum as "£3,785.25" or "£1,500"'
LENGTH_WORDS = 'write a length of time as "2 years", "4 months", "10 days" or "7 clear days"'
DAY_OF_YEAR_WORDS = 'write a day of every year as "31 July"'
DAY_WORDS = "write a day without quotes, as 2023-07-19"
IDENTIFIER_WORDS = "an identifier is lower case letters, figures and hyphens, as full-group"


def refusal(sentence: str, *below: str) -> PydanticCustomError:
    """An error whose message is exactly this sentence; the keys point below the table that raises it."""
    return PydanticCustomError("rule", "{sentence}", {"sentence": sentence, "below": below})


# Shares -------------------------------------------------------------------------------------------

PARTS = {"half": 2, "third": 3, "quarter": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9}
PARTS |= {"tenth": 10}
HOW_MANY = {"a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8}
HOW_MANY |= {"nine": 9}
WORDED = re.compile(rf"({'|'.join(HOW_MANY)}) ({'|'.join(PARTS)})s?")


@dataclass(frozen=True)
class Share:
    """An exact fraction above 0 and not above 1, with its spelling: Share(3/5, "60%")."""

    fraction: Fraction
    spelling: str

    def __str__(self) -> str:
        return self.spelling

    def of(self, base: int | Decimal | Fraction) -> Fraction:
        return self.fraction * Fraction(base)

    @property
    def looks_like_a_rounded_third(self) -> bool:
        """33% and 67% are not a third and two thirds; adoption asks which was meant."""
        near = min(abs(self.fraction - Fraction(n, 3)) for n in (1, 2))
        return "%" in self.spelling and 0 < near < Fraction(1, 100)

    @classmethod
    def parse(cls, text: Any) -> Share:
        if not isinstance(text, str):
            raise refusal(SHARE_WORDS)
        fraction = _fraction(text)
        if fraction is None:
            raise refusal(f'"{text}": {SHARE_WORDS}')
        if not 0 < fraction <= 1:
            raise refusal(f'"{text}": a share lies above 0% and not above 100%')
        return cls(fraction, text)


def _fraction(text: str) -> Fraction | None:
    """The fraction that the text spells, or None if it spells none."""
    if text in ("all", "half"):
        return Fraction(1) if text == "all" else Fraction(1, 2)
    if found := re.fullmatch(r"(-?\d+(?:\.\d+)?)%", text):
        return Fraction(found[1]) / 100
    if found := re.fullmatch(r"(\d+)/(\d+)", text):
        return Fraction(int(found[1]), int(found[2])) if int(found[2]) else None
    if found := WORDED.fullmatch(text):
        return Fraction(HOW_MANY[found[1]], PARTS[found[2]])
    return None


# Whole numbers, and a number or a share --------------------------------------------------------------


def _whole(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise refusal(f"{written(value)}: {NUMBER_WORDS}")
    return value


def _whole_or_nothing(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise refusal(f"{written(value)}: a count is a whole number, 0 or more")
    return value


def _share_or_whole(value: Any) -> Share | int:
    if isinstance(value, str):
        return Share.parse(value)
    if isinstance(value, float) and 0 < value < 1:
        raise refusal(SHARE_WORDS)
    return _whole(value)


# Money ----------------------------------------------------------------------------------------------

SUM = re.compile(r"£(\d{1,3}(?:,\d{3})+|\d+)(\.\d\d)?")


def money(text: Any) -> Decimal:
    """Decimal("3785.25") from "£3,785.25"."""
    if not isinstance(text, str):
        raise refusal(MONEY_WORDS)
    if not SUM.fullmatch(text):
        raise refusal(f'"{text}": {MONEY_WORDS}')
    return Decimal(text[1:].replace(",", ""))


# Lengths of time ------------------------------------------------------------------------------------

LENGTH = re.compile(r"(\d{1,3}) (clear )?(working )?(year|month|week|day|hour|minute)s?")


@dataclass(frozen=True)
class Length:
    """So many years, months, weeks, days, hours or minutes; days may be clear, working, or both."""

    n: int
    unit: Unit
    clear: bool = False
    working: bool = False
    spelling: str = field(default="", compare=False)

    def __str__(self) -> str:
        if self.spelling:
            return self.spelling
        kind = ("clear " if self.clear else "") + ("working " if self.working else "")
        return f"{self.n} {kind}{self.unit}{'' if self.n == 1 else 's'}"

    @property
    def months(self) -> int | None:
        """Years and months as months; None for the rest, which have no fixed number of them."""
        return {"year": 12 * self.n, "month": self.n}.get(self.unit)

    @property
    def days(self) -> int | None:
        """Weeks and days as days; None for the rest."""
        return {"week": 7 * self.n, "day": self.n}.get(self.unit)

    @classmethod
    def parse(cls, text: Any) -> Length:
        found = LENGTH.fullmatch(text) if isinstance(text, str) else None
        if not found or int(found[1]) < 1:
            raise refusal(f"{written(text)}: {LENGTH_WORDS}")
        clear, working = bool(found[2]), bool(found[3])
        if (clear or working) and found[4] != "day":
            raise refusal(f'"{text}": only days are clear or working; {LENGTH_WORDS}')
        return cls(int(found[1]), found[4], clear, working, text)  # type: ignore[arg-type]


# Days -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, order=True)
class DayOfYear:
    """A day that every year has: DayOfYear(7, 31) is 31 July."""

    month: int
    day: int

    def __str__(self) -> str:
        return f"{self.day} {MONTHS[self.month - 1]}"

    def in_year(self, year: int) -> datetime.date:
        return datetime.date(year, self.month, self.day)

    def on_or_before(self, day: datetime.date) -> datetime.date:
        """The last such day not after the given one."""
        here = self.in_year(day.year)
        return here if here <= day else self.in_year(day.year - 1)

    def before(self, day: datetime.date) -> datetime.date:
        """The last such day strictly before the given one."""
        return self.on_or_before(day - datetime.timedelta(days=1))

    def on_or_after(self, day: datetime.date) -> datetime.date:
        """The first such day not before the given one."""
        here = self.in_year(day.year)
        return here if here >= day else self.in_year(day.year + 1)

    @classmethod
    def parse(cls, text: Any) -> DayOfYear:
        found = re.fullmatch(r"(\d{1,2}) ([A-Z][a-z]+)", text) if isinstance(text, str) else None
        if not found or found[2] not in MONTHS:
            raise refusal(f"{written(text)}: {DAY_OF_YEAR_WORDS}")
        return cls(MONTHS.index(found[2]) + 1, int(found[1]))._checked(text)

    def _checked(self, text: str) -> DayOfYear:
        if (self.day, self.month) == (29, 2):
            raise refusal('"29 February": not every year has this day; write "28 February" or "1 March"')
        try:
            self.in_year(2001)
        except ValueError:
            raise refusal(f'"{text}": there is no such day; {DAY_OF_YEAR_WORDS}') from None
        return self


def one_day(value: Any) -> datetime.date:
    """A TOML date. Quoted dates and moments are refused."""
    if isinstance(value, datetime.datetime) or not isinstance(value, datetime.date):
        raise refusal(f"{written(value)}: {DAY_WORDS}")
    return value


def identifier(value: Any) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", value):
        raise refusal(f"{written(value)}: {IDENTIFIER_WORDS}")
    return value


# The types that tables use --------------------------------------------------------------------------


def _schema(description: str, pattern: str | None = None, **more: Any) -> WithJsonSchema:
    text = {"type": "string", "description": description} | ({"pattern": pattern} if pattern else {})
    return WithJsonSchema(text | more)


_SHARE_SCHEMA = {"type": "string", "description": 'A share: "60%", "1/3", "two thirds", "half", "all".'}
_WHOLE_SCHEMA = {"type": "integer", "minimum": 1}

AShare = Annotated[Share, PlainValidator(Share.parse), WithJsonSchema(_SHARE_SCHEMA)]
Whole = Annotated[int, PlainValidator(_whole), WithJsonSchema(_WHOLE_SCHEMA)]
Tally = Annotated[int, PlainValidator(_whole_or_nothing), WithJsonSchema({"type": "integer", "minimum": 0})]
ShareOrWhole = Annotated[
    Share | int, PlainValidator(_share_or_whole), WithJsonSchema({"anyOf": [_SHARE_SCHEMA, _WHOLE_SCHEMA]})
]
Money = Annotated[
    Decimal,
    PlainValidator(money),
    _schema('A sum: "£3,785.25" or "£1,500".', r"^£(\d{1,3}(,\d{3})+|\d+)(\.\d\d)?$"),
]
ALength = Annotated[
    Length,
    PlainValidator(Length.parse),
    _schema(
        'A length of time: "2 years", "10 days", "7 clear days", "48 hours".',
        r"^[0-9]{1,3} (clear )?(working )?(year|month|week|day|hour|minute)s?$",
    ),
]
ADayOfYear = Annotated[
    DayOfYear,
    PlainValidator(DayOfYear.parse),
    _schema('A day of every year: "31 July".', r"^[0-9]{1,2} [A-Z][a-z]+$"),
]
Day = Annotated[
    datetime.date, PlainValidator(one_day), _schema("One day, without quotes: 2023-07-19.", format="date")
]


def as_tuple(value: Any) -> Any:
    """A TOML list as a tuple, so that what is frozen stays so inside."""
    return tuple(value) if isinstance(value, list) else value


def one_or_several(value: Any) -> Any:
    """ "chair" and ["chair", "som"] alike as a tuple."""
    listed = as_tuple(value)
    return listed if isinstance(listed, tuple) else (listed,)


def frozen(value: Any) -> Any:
    """Facts and answers, which have no type of their own: read-only all the way down."""
    if isinstance(value, Mapping):
        return MappingProxyType({key: frozen(each) for key, each in value.items()})
    return tuple(frozen(each) for each in value) if isinstance(value, list | tuple) else value


def nothing() -> Any:
    """The default of a table left out: `Field(default_factory=nothing)`."""
    return MappingProxyType({})


def read_only(value: Mapping[Any, Any]) -> Mapping[Any, Any]:
    return MappingProxyType(dict(value))


class OneOrList:
    """In JSON Schema, a value may stand for a list of one."""

    def __get_pydantic_json_schema__(self, core: Any, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        listed = handler(core)
        return {"anyOf": [listed.get("items", {}), listed]}


Several = Annotated[tuple[T, ...], BeforeValidator(as_tuple)]
OneOrSeveral = Annotated[tuple[T, ...], BeforeValidator(one_or_several), OneOrList()]
K = TypeVar("K")
ReadOnly = Annotated[dict[K, T], AfterValidator(read_only)]
Anything = Annotated[Any, AfterValidator(frozen)]
