"""The third stage: whatever a rule names must be there, and no chain of names may run in a circle."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from constitution.loading.lines import Path
from constitution.loading.problems import ALONE, Problem
from constitution.payment import misnamed_parts
from constitution.posts import everybody
from constitution.questions import meant
from constitution.rule import Row
from constitution.walking import refs, rows, words_in

if TYPE_CHECKING:
    from constitution.tables import Constitution

SILENT = "silent"
# The keys by which a table of a kind hangs on another of its own kind.
CHAINS = {
    "deadline": ("before", "after"),
    "event": ("after",),
    "office": ("follows", "precedes"),
    "tier": ("costs_like",),
}


def problems(c: Constitution) -> Iterator[Problem]:
    yield from _doubled_titles(c)
    yield from _leading_nowhere(c)
    yield from _parts_without_a_term(c)
    for kind, keys in CHAINS.items():
        yield from _circles(c, kind, keys)


def _doubled_titles(c: Constitution) -> Iterator[Problem]:
    first: dict[str, int] = {}
    for index, clause in enumerate(c.clauses):
        if clause.title in first:
            before = c.lines.of(("clauses", first[clause.title]))
            words = f'two clauses are called "{clause.title}"; the other is at line {before}'
            yield Problem(c.lines.of(("clauses", index, "title")), "", words)
        first.setdefault(clause.title, index)


def _leading_nowhere(c: Constitution) -> Iterator[Problem]:
    known = Known(c)
    for path, row in rows(c):
        for place, kind, name in _named_by(row):
            if name not in known.names(kind):
                yield Problem(c.lines.of((*path, *place)), table_of(path), known.sentence(kind, name))


def _parts_without_a_term(c: Constitution) -> Iterator[Problem]:
    """The parts of a payment name the terms in which they are paid."""
    for name, part, sentence in misnamed_parts(c):
        yield Problem(c.lines.of(("payment", name, "parts", part)), f"payment.{name}", sentence)


def _named_by(row: Row) -> Iterator[tuple[Path, str, str]]:
    """Everything that a table names, as (place below it, kind, name)."""
    for field, key, ref in refs(type(row)):
        for place, word in words_in(getattr(row, field), keys=ref.keys):
            yield (key, *place), ref.kind, word
    for key, kind, name in row.references():
        yield (key,), kind, name


def table_of(path: Path) -> str:
    """The table that a path runs through: "body.full-group", "calendar"; none for the rows of lists."""
    if not path or path[0] in ("clauses", "examples"):
        return ""
    return str(path[0]) if path[0] in ALONE else ".".join(str(part) for part in path[:2])


class Known:
    """The names of this constitution, by the kind of thing that may be named."""

    def __init__(self, c: Constitution) -> None:
        self._c = c
        self._found: dict[str, frozenset[str]] = {}

    def names(self, kind: str) -> frozenset[str]:
        if kind not in self._found:
            self._found[kind] = frozenset(self._look_up(kind))
        return self._found[kind]

    def _look_up(self, kind: str) -> Iterable[str]:
        if kind == "clause":
            return [clause.title for clause in self._c.clauses] + [SILENT]
        tables = kind.split(" or ")
        people = everybody(self._c) if "people" in tables else ()
        return [*people, *(name for table in tables if table != "people" for name in getattr(self._c, table))]

    def sentence(self, kind: str, name: str) -> str:
        if kind == "clause":
            return f'no clause is called "{name}"'
        if "people" in kind.split(" or "):
            return f'nobody is called "{name}" in this constitution{meant(name, sorted(self.names(kind)))}'
        return f'there is no {kind} called "{name}"'


def _circles(c: Constitution, kind: str, keys: tuple[str, ...]) -> Iterator[Problem]:
    """Each circle once, at the first of its tables in the file."""
    tables = getattr(c, kind)
    seen: set[str] = set()
    for name in tables:
        ring = _ring(tables, name, keys)
        if ring and not seen.intersection(ring):
            seen.update(ring)
            words = f"goes round in a circle: {' -> '.join([*ring, name])}"
            yield Problem(c.lines.of((kind, name)), f"{kind}.{name}", words)


def _ring(tables: dict[str, Row], start: str, keys: tuple[str, ...]) -> list[str]:
    """The way from a table back to itself, or nothing."""
    ways = [[start]]
    passed: set[str] = set()
    while ways:
        way = ways.pop()
        for name in _next(tables[way[-1]], keys):
            if name == start:
                return way
            if name in tables and name not in passed:
                passed.add(name)
                ways.append([*way, name])
    return []


def _next(table: Row, keys: tuple[str, ...]) -> list[str]:
    return [word for key in keys for _, word in words_in(getattr(table, key, None))]
