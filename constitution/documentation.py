"""docs/constitution-format.md, made from the typed tables: every key, its sentence and an example."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from inspect import getdoc
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel
from pydantic_core import PydanticUndefined

from constitution.loading.values import choices, is_table
from constitution.questions import REGISTRY, Question
from constitution.rule import Default, Rule
from constitution.tables import Constitution
from constitution.values import DayOfYear, Length, Share
from constitution.variables import in_words

CARRIED = tuple(Rule.model_fields)

INTRODUCTION = """\
# The constitution file

A governing document as Quorate runs it: TOML, clause by clause. First the words the members agreed, then,
straight beneath, the rules those words make. This page lists every table and every key. It is made from the
program itself by `manage.py constitution docs`, so it says what the program reads.

A table is a rule, and its name is how people ask for it: `[quorum.full-group]` answers
`why … quorum full-group`. `[kind.identifier]` is a rule of a kind; `[calendar]` and its like stand once;
`[[clauses]]` and `[[examples]]` are lists. An identifier is lower case with hyphens, and is what other rules
refer to; `name` is what people read. Whatever a rule names must be there; a slip of the pen is an error with
its line, never a silent nothing.

## How values are written

| value | written | refused |
|---|---|---|
| share | `"60%"`, `"1/3"`, `"two thirds"`, `"half"`, `"a quarter"`, `"all"` | `0.6`, `"0%"`, `"101%"` |
| number | `21`: whole, at least 1 | `0`, `-3`, `2.5`, `true` |
| money | `"£3,785.25"`, `"£1,500"` | `1500.00`, `"1500"` |
| length of time | `"2 years"`, `"7 clear days"`, `"48 hours"` | `"four months"`, `"2 clear weeks"` |
| day of every year | `"31 July"` | `"29 February"`, `"31 June"` |
| one day | `2023-07-19`, without quotes | `"19/07/2023"` |
| one or several | `"chair"` or `["chair", "som"]` | |

`"33%"` and `"67%"` are read as they stand; adoption asks whether a third was meant.

Words of a clause may quote a rule: `{leaving.bronze.notice}` is replaced by what that key says.
"""


def document() -> str:
    """The whole page."""
    parts = [
        INTRODUCTION,
        *_carried(),
        "\n## The tables\n",
        *_tables(),
        "\n## The questions\n",
        *_questions(),
    ]
    return "\n".join(part.rstrip("\n") + "\n" for part in parts)


def _carried() -> Iterator[str]:
    yield "## What every rule carries\n"
    yield _keys(Rule, CARRIED)


# Tables ---------------------------------------------------------------------------------------------


def _tables() -> Iterator[str]:
    for name, field in Constitution.model_fields.items():
        key = field.alias or name
        table = next((each for each in _tables_in(field.annotation)), None)
        yield f"### {_heading(key, field.annotation)}\n\n{field.description or ''}\n"
        if table is None:
            yield f"Example: {example(key, field)}\n"
        else:
            yield from _table(table)


def _heading(key: str, annotation: Any) -> str:
    kinds = [get_origin(each) for each in choices(annotation)]
    if dict in kinds:
        return f"[{key}.…]" if any(_tables_in(annotation)) else f"[{key}]"
    if tuple in kinds:
        return f"[[{key}]]"
    return f"[{key}]" if any(_tables_in(annotation)) else key


def _table(table: type[BaseModel]) -> Iterator[str]:
    rule = issubclass(table, Rule)
    yield _keys(table, [name for name in table.model_fields if not (rule and name in CARRIED)])
    for name, inner in _inner(table, {table}):
        yield f"#### A row of `{name}`\n"
        yield _keys(inner, list(inner.model_fields))


def _inner(table: type[BaseModel], seen: set[type[BaseModel]]) -> Iterator[tuple[str, type[BaseModel]]]:
    """The rows inside a table, each kind once, by the key that holds them."""
    for name, field in table.model_fields.items():
        for row in _tables_in(field.annotation):
            if row not in seen:
                seen.add(row)
                yield field.alias or name, row
                yield from _inner(row, seen)


def _tables_in(annotation: Any) -> Iterator[type[BaseModel]]:
    for each in choices(annotation):
        if is_table(each):
            yield each
        elif get_origin(each) in (tuple, dict):
            for arg in get_args(each):
                yield from () if arg is Ellipsis else _tables_in(arg)


# Keys -----------------------------------------------------------------------------------------------


def _keys(table: type[BaseModel], names: Any) -> str:
    rows = [_key(name, table) for name in names]
    return "\n".join(["| key | meaning | left out | example |", "|---|---|---|---|", *rows]) + "\n"


def _key(name: str, table: type[BaseModel]) -> str:
    field = table.model_fields[name]
    key = field.alias or name
    words = field.description or ""
    if closed := _closed_set(field.annotation):
        words = f"{words} One of: {', '.join(f'`{each}`' for each in closed)}."
    cells = (f"`{key}`", words, _left_out(field), example(key, field))
    return _row(cells)


def _row(cells: Iterable[str]) -> str:
    escaped = (cell.replace("|", "\\|").replace("\n", " ") for cell in cells)
    return f"| {' | '.join(escaped)} |"


def _closed_set(annotation: Any) -> list[str]:
    """The words of a closed set, unless the key is merely true or not."""
    found: list[str] = []
    for each in choices(annotation):
        if get_origin(each) is Literal:
            found += [word for word in get_args(each) if isinstance(word, str)]
        elif get_origin(each) is tuple:
            found += _closed_set(get_args(each)[0])
    return found


def _left_out(field: Any) -> str:
    """What holds when the key is left out."""
    if field.is_required():
        return "**required**"
    default = next((each.words for each in field.metadata if isinstance(each, Default)), None)
    if default:
        return default
    value = field.get_default(call_default_factory=True)
    return (
        ""
        if value in (None, "", (), PydanticUndefined) or isinstance(value, Mapping)
        else _default_words(value)
    )


def _default_words(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else in_words(value) or ""


def example(key: str, field: Any) -> str:
    """`key = value`: the first example of the field, or one made from what may stand there."""
    value = field.examples[0] if field.examples else sample(field.annotation)
    return f"`{key} = {toml(value)}`"


# What a value of each type looks like, where a field gives no example of its own.
SAMPLES: dict[Any, Any] = {
    bool: True,
    int: 1,
    str: "…",
    Length: "2 years",
    DayOfYear: "31 July",
    Share: "half",
    Decimal: "£1,500",
    datetime.date: "2023-07-19",
}


def sample(annotation: Any) -> Any:
    """A value that may stand for an annotation: a word of its closed set, a row, a list of one."""
    for each in choices(annotation):
        if is_table(each):
            return _sample_row(each)
        if get_origin(each) is Literal:
            return get_args(each)[0]
        if get_origin(each) is tuple:
            return [sample(get_args(each)[0])]
        if get_origin(each) is dict:
            return {"…": sample(get_args(each)[1])}
        if each in SAMPLES:
            return SAMPLES[each]
    return "…"


def _sample_row(table: type[BaseModel]) -> dict[str, Any]:
    """The keys that a row must have, or else its first one."""
    fields = [(field.alias or name, field) for name, field in table.model_fields.items()]
    shown = [each for each in fields if each[1].is_required()] or fields[:1]
    return {key: field.examples[0] if field.examples else sample(field.annotation) for key, field in shown}


def toml(value: Any) -> str:
    """A value as it is written in a file."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return value if (value[:1] in "{[" and value[-1:] in "}]") or _is_day(value) else f'"{value}"'
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{_toml_key(key)} = {toml(each)}" for key, each in value.items()) + " }"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(toml(each) for each in value) + "]"
    return str(value)


def _toml_key(key: Any) -> str:
    words = str(key)
    bare = words.replace("-", "").replace("_", "")
    return words if bare.isalnum() or words == "…" else f'"{words}"'


def _is_day(value: str) -> bool:
    return len(value) == 10 and value[4:5] == "-" and value[7:8] == "-"


# Questions ------------------------------------------------------------------------------------------


def _questions() -> Iterator[str]:
    yield "The questions of worked examples, and of `why` on the command line.\n"
    rows = [_question(asked) for _, asked in sorted(REGISTRY.items())]
    yield "\n".join(["| question | of | facts | answer |", "|---|---|---|---|", *rows]) + "\n"


def _question(asked: Question) -> str:
    facts = ", ".join(f"`{fact}`{'' if fact in asked.needed else ' (optional)'}" for fact in asked.facts)
    words = (getdoc(asked.function) or "").split("\n\n")[0]
    return _row((f"`{asked.name}`", asked.of or "", facts, words))
