"""Facts given to a question, read as the kinds of value that its function declares.

They come from a TOML file, from the command line, or from JSON, where days are ISO text.
"""

from __future__ import annotations

import datetime
import re
import types
import typing
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any

from constitution import say

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
NOTHING = object()


def read(value: Any, wanted: Any) -> Any:
    """The value as the first of the wanted kinds that it can be read as; NOTHING if it is none of them."""
    kinds = _kinds(wanted)
    if not kinds:
        return _deep(value)
    return next((found for kind in kinds if (found := READERS[kind](value)) is not NOTHING), NOTHING)


def expected(wanted: Any) -> str:
    """ "a whole number or a table": what may be given, in words."""
    return say.listed(dict.fromkeys(KINDS[kind] for kind in _kinds(wanted)), "or")


def is_day(wanted: Any) -> bool:
    """Whether a fact is a day and cannot be words."""
    kinds = _kinds(wanted)
    return datetime.date in kinds and str not in kinds


def _kinds(wanted: Any) -> list[type]:
    """The kinds that an annotation allows: int | Mapping[str, int] is [int, dict]. Empty: anything goes."""
    if typing.get_origin(wanted) is typing.Annotated:
        return _kinds(typing.get_args(wanted)[0])
    if typing.get_origin(wanted) in (typing.Union, types.UnionType):
        each = [_kinds(choice) for choice in typing.get_args(wanted) if choice is not type(None)]
        return [] if [] in each else [kind for kinds in each for kind in kinds]
    return _plain_kind(wanted)


def _plain_kind(wanted: Any) -> list[type]:
    if typing.get_origin(wanted) is typing.Literal:
        return [str]
    bare = typing.get_origin(wanted) or wanted
    if not isinstance(bare, type) or bare is object:
        return []
    if bare in READERS:
        return [bare]
    if issubclass(bare, Mapping) or typing.is_typeddict(bare):
        return [dict]
    return [list] if issubclass(bare, Iterable) or bare in LISTS else []


def _day(value: Any) -> Any:
    if isinstance(value, datetime.date) and not isinstance(value, datetime.datetime):
        return value
    return _deep(value) if isinstance(value, str) and isinstance(_deep(value), datetime.date) else NOTHING


def _sum(value: Any) -> Any:
    """Decimal from £1,500, "1500", 1500 or 1500.5; never by way of a binary fraction."""
    if isinstance(value, Decimal):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
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


LISTS = (list, tuple, Iterable)
READERS: dict[type, Callable[[Any], Any]] = {
    datetime.date: _day,
    bool: lambda value: value if isinstance(value, bool) else NOTHING,
    int: lambda value: value if isinstance(value, int) and not isinstance(value, bool) else NOTHING,
    str: lambda value: value if isinstance(value, str) else NOTHING,
    Decimal: _sum,
    list: _only((list, tuple)),
    dict: _only(Mapping),
}
