"""The second stage: every value as its type. What pydantic found wrong, said as section 8 says it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from types import UnionType
from typing import Annotated, Any, NamedTuple, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from constitution.loading.lines import Lines, Path
from constitution.loading.problems import ALONE, Problem
from constitution.questions import meant
from constitution.say import quoted, written


class Wrong(NamedTuple):
    """One of pydantic's errors: its place in the file, and whether the value could be read several ways."""

    place: Path
    one_of_several: bool
    error: Any


def problems(
    error: ValidationError, data: Mapping[str, Any], root: type[BaseModel], lines: Lines
) -> list[Problem]:
    """One problem for each wrong place, however many readings of its value were tried there."""
    by_place: dict[Path, list[Wrong]] = {}
    for wrong in _deepest([_wrong(each, data) for each in error.errors(include_url=False)]):
        by_place.setdefault(wrong.place, []).append(wrong)
    return [_problem(place, wrongs, data, root, lines) for place, wrongs in by_place.items()]


def _wrong(error: Any, data: Any) -> Wrong:
    """Pydantic's path without the names of the types that it tried on the way."""
    place: Path = ()
    here = data
    for part in error["loc"]:
        if _holds(here, part):
            here, place = here[part], (*place, part)
    several = len(place) < len(error["loc"]) and error["type"] != "missing"
    if error["type"] == "missing":
        return Wrong((*place, error["loc"][-1]), several, error)
    return Wrong((*place, *(error.get("ctx") or {}).get("below", ())), several, error)


def _holds(here: Any, part: str | int) -> bool:
    if isinstance(here, Mapping):
        return part in here
    return isinstance(here, list | tuple) and part in range(len(here))


def _deepest(wrongs: list[Wrong]) -> list[Wrong]:
    """Where one reading of a value got further into it than another, the shallow one is not worth saying."""
    places = {wrong.place for wrong in wrongs}

    def outdone(wrong: Wrong) -> bool:
        depth = len(wrong.place)
        return wrong.one_of_several and any(len(p) > depth and p[:depth] == wrong.place for p in places)

    return [wrong for wrong in wrongs if not outdone(wrong)]


def _problem(
    place: Path, wrongs: list[Wrong], data: Mapping[str, Any], root: type[BaseModel], lines: Lines
) -> Problem:
    if len(place) == 1 and wrongs[0].error["type"] == "extra_forbidden":
        return Problem(lines.of(place), "", _unknown_table(str(place[0]), data, root))
    homeless = _without_identifier(str(place[0]), data, root) if place else []
    if place[1:2] and place[1] in homeless:
        where = lines.of((place[0], homeless[0]))
        return Problem(where, str(place[0]), f"needs an identifier, as [{place[0]}.name]")
    said = dict.fromkeys(_sentence(wrong, root) for wrong in wrongs)
    return Problem(lines.of(place), table_of(place, data), ", or ".join(said))


def _without_identifier(kind: str, data: Mapping[str, Any], root: type[BaseModel]) -> list[str]:
    """Keys that stand straight under a kind of rule, as in [quorum] for [quorum.full-group]."""
    field, table = root.model_fields.get(kind), data.get(kind)
    annotations = choices(field.annotation) if field else []
    rules = [each for kind in annotations if get_origin(kind) is dict for each in choices(get_args(kind)[1])]
    if not isinstance(table, Mapping) or not any(is_table(rule) for rule in rules):
        return []
    known = {key for rule in rules if is_table(rule) for key in _fields(rule)}
    bare = {key for key, value in table.items() if not _is_tables(value)}
    return [key for key in table if key in bare or (bare and key in known)]


def _is_tables(value: Any) -> bool:
    """A table, or a list of them."""
    each = value if isinstance(value, list) and value else [value]
    return all(isinstance(item, Mapping) for item in each)


def table_of(place: Path, data: Mapping[str, Any]) -> str:
    """ "quorum.full-group", "calendar", "[clauses]" for a row of a list, nothing for a bare key."""
    table = data.get(str(place[0])) if place else None
    if isinstance(table, list):
        return f"[{place[0]}]"
    if not isinstance(table, Mapping):
        return ""
    named = len(place) > 1 and place[0] not in ALONE and isinstance(table.get(place[1]), Mapping)
    return f"{place[0]}.{place[1]}" if named else str(place[0])


def _unknown_table(name: str, data: Mapping[str, Any], root: type[BaseModel]) -> str:
    known = root.model_fields
    if not isinstance(data[name], Mapping | list):
        return f'unknown key "{name}"{meant(name, known)}'
    near = re.sub(r'"(.*)"', r"[\1]", meant(name, known))
    return f"unknown table [{name}]{near}"


# Sentences ------------------------------------------------------------------------------------------


def _sentence(wrong: Wrong, root: type[BaseModel]) -> str:
    error = wrong.error
    kind = error["type"]
    if kind == "extra_forbidden":
        key = str(wrong.place[-1])
        return f'unknown key "{key}"{meant(key, keys_at(root, wrong.place[:-1]))}'
    if kind == "missing":
        what = "key" if len(wrong.place) > 1 else "table"
        return f'needs the {what} "{wrong.place[-1]}"'
    if kind in ("model_type", "dict_type"):
        return _not_a_table(wrong)
    if kind in SENTENCES:
        return SENTENCES[kind](error["input"], error.get("ctx") or {})
    return str(error["msg"]).removeprefix("Value error, ")


def _not_a_table(wrong: Wrong) -> str:
    """A list of tables where one is wanted, or a word where a table is."""
    value = wrong.error["input"]
    if isinstance(value, list | tuple) and len(wrong.place) < 3:
        return "stands once; write its name in single brackets"
    return f"{written(value)}: write a table, as {{ key = value }}"


def _not_one_of(value: Any, ctx: Mapping[str, Any]) -> str:
    """The closed set as it is listed to people: 'affiliated schools', 'seats', …"""
    allowed = (one or other for one, other in re.findall(r"'([^']*)'|\"([^\"]*)\"", ctx["expected"]))
    return f"{written(value)} is not one of: {quoted(allowed)}"


def _write(how: str) -> Callable[[Any, Mapping[str, Any]], str]:
    return lambda value, _: f"{written(value)}: {how}"


SENTENCES: dict[str, Callable[[Any, Mapping[str, Any]], str]] = {
    "rule": lambda _, ctx: str(ctx["sentence"]),
    "literal_error": _not_one_of,
    "string_type": _write("write words in quotes"),
    "bool_type": _write("write true or false"),
    "int_type": _write("write a whole number, without quotes"),
    "tuple_type": _write('write a list, as ["one", "another"]'),
    "date_type": _write("write a day without quotes, as 2023-07-19"),
}


# The keys that a place may have ---------------------------------------------------------------------


def keys_at(root: type[BaseModel], path: Path) -> list[str]:
    """The keys of the tables that may stand at a path of the file."""
    kinds: list[Any] = [root]
    for part in path:
        kinds = [inner for kind in kinds for inner in _inside(kind, str(part))]
    rows = (each for kind in kinds for each in choices(kind) if is_table(each))
    return list(dict.fromkeys(key for row in rows for key in _fields(row)))


def _fields(row: type[BaseModel]) -> dict[str, Any]:
    return {field.alias or name: field.annotation for name, field in row.model_fields.items()}


def _inside(kind: Any, part: str) -> Iterator[Any]:
    """What may stand under one key or index of an annotation."""
    for each in choices(kind):
        if is_table(each):
            fields = _fields(each)
            yield from [fields[part]] if part in fields else []
        elif get_origin(each) in (dict, tuple):
            yield get_args(each)[1 if get_origin(each) is dict else 0]


def choices(kind: Any) -> list[Any]:
    """The kinds that an annotation allows, without what is wrapped round them."""
    if get_origin(kind) is Annotated:
        return choices(get_args(kind)[0])
    if get_origin(kind) in (Union, UnionType):
        return [each for arg in get_args(kind) for each in choices(arg)]
    return [kind]


def is_table(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)
