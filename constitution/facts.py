"""Facts given to a question, read as the kinds of value that its function declares.

They come from a TOML file, from the command line, or from JSON, where days are ISO text.
"""

from __future__ import annotations

import datetime
import math
import re
import types
import typing
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple

from constitution import say

EARLIEST, LATEST = 1500, 3000
ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
KINDS = {
    datetime.date: "a day such as 2024-03-14",
    bool: "true or false",
    int: "a whole number",
    str: "a word",
    Decimal: 'a sum such as "£1,500"',
    list: "a list",
    dict: "a table",
}
PLURALS: dict[tuple[Any, ...], str] = {
    (list, datetime.date): "a list of days",
    (list, int): "a list of numbers",
    (list, str): "a list of words",
    (dict, int): "a table of numbers",
    (dict, datetime.date): "a table of days",
}
NOTHING = object()


class Kind(NamedTuple):
    """One kind of value that an annotation allows, and what may stand inside it."""

    of: type
    inside: Any = Any

    @property
    def words(self) -> str:
        """ "a whole number", "a list of days"."""
        inner = [kind.of for kind in _kinds(self.inside)]
        return PLURALS.get((self.of, *inner), KINDS[self.of])

    def read(self, value: Any) -> Any:
        """The value as this kind; NOTHING if it, or anything inside it, is of another."""
        found = READERS[self.of](value)
        if found is NOTHING or not _kinds(self.inside):
            return found
        each = found.items() if isinstance(found, dict) else enumerate(found)
        read_in = {key: read(item, self.inside) for key, item in each}
        if NOTHING in read_in.values():
            return NOTHING
        return read_in if isinstance(found, dict) else list(read_in.values())


def read(value: Any, wanted: Any) -> Any:
    """The value as the first of the wanted kinds that it can be read as; NOTHING if it is none of them."""
    kinds = _kinds(wanted)
    if not kinds or (value is None and type(None) in typing.get_args(wanted)):
        return _deep(value)
    return next((found for kind in kinds if (found := kind.read(value)) is not NOTHING), NOTHING)


def expected(wanted: Any) -> str:
    """ "a whole number or a table": what may be given, in words."""
    return say.listed(dict.fromkeys(kind.words for kind in _kinds(wanted)), "or")


def is_day(wanted: Any) -> bool:
    """Whether a fact is a day and cannot be words."""
    kinds = [kind.of for kind in _kinds(wanted)]
    return datetime.date in kinds and str not in kinds


@cache
def _kinds(wanted: Any) -> tuple[Kind, ...]:
    """The kinds of an annotation: int | list[date] is a number, or a list of days. Empty: anything goes."""
    if typing.get_origin(wanted) is typing.Annotated:
        return _kinds(typing.get_args(wanted)[0])
    if typing.get_origin(wanted) in (typing.Union, types.UnionType):
        each = [_kinds(choice) for choice in typing.get_args(wanted) if choice is not type(None)]
        return () if () in each else tuple(kind for kinds in each for kind in kinds)
    return _plain_kind(wanted)


def _plain_kind(wanted: Any) -> tuple[Kind, ...]:
    if typing.get_origin(wanted) is typing.Literal:
        return (Kind(str),)
    bare = typing.get_origin(wanted) or wanted
    if not isinstance(bare, type) or bare is object:
        return ()
    inside = (Any, *typing.get_args(wanted))
    if issubclass(bare, Mapping):
        return (Kind(dict, inside[-1]),)
    if bare in READERS and bare is not list:
        return (Kind(bare),)
    return (Kind(list, inside[1] if len(inside) > 1 else Any),) if issubclass(bare, Iterable) else ()


def _day(value: Any) -> Any:
    """A day, or its ISO text, near enough to ours that counting from it stays within the calendar."""
    day = _deep(value) if isinstance(value, str) else value
    if not isinstance(day, datetime.date) or isinstance(day, datetime.datetime):
        return NOTHING
    return day if EARLIEST <= day.year <= LATEST else NOTHING


def _sum(value: Any) -> Any:
    """Decimal from £1,500, "1500", 1500 or 1500.5; never by way of a binary fraction."""
    if isinstance(value, Decimal):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value):
        return Decimal(str(value))
    bare = value.removeprefix("£").replace(",", "") if isinstance(value, str) else ""
    return Decimal(bare) if re.fullmatch(r"\d+(\.\d+)?", bare) else NOTHING


def _deep(value: Any) -> Any:
    """Lists and tables of facts, with the ISO days of JSON read as days."""
    if isinstance(value, Mapping):
        return {key: _deep(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_deep(each) for each in value]
    if isinstance(value, str) and ISO_DAY.fullmatch(value):
        try:
            return datetime.date.fromisoformat(value)
        except ValueError:
            return value
    return value


def _only(kind: type | tuple[type, ...], *never: type) -> Callable[[Any], Any]:
    def read(value: Any) -> Any:
        return _deep(value) if isinstance(value, kind) and not isinstance(value, never) else NOTHING

    return read


READERS: dict[type, Callable[[Any], Any]] = {
    datetime.date: _day,
    bool: lambda value: value if isinstance(value, bool) else NOTHING,
    int: lambda value: value if isinstance(value, int) and not isinstance(value, bool) else NOTHING,
    str: lambda value: value if isinstance(value, str) else NOTHING,
    Decimal: _sum,
    list: _only((list, tuple)),
    dict: _only(Mapping),
}
