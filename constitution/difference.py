"""What differs between two editions, in words: rules, keys and clauses, in the order of the file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from constitution.examples import Example, in_words
from constitution.phrases import label, name_of, value_words
from constitution.rule import Row
from constitution.walking import written_fields

if TYPE_CHECKING:
    from constitution.tables import Constitution

Change = Literal["added", "removed", "changed"]
NOT_WRITTEN = "not written"


@dataclass(frozen=True)
class Difference:
    """One difference: its table, the key within it (or none), and what stood and stands there, in words."""

    change: Change
    table: str
    key: str
    before: str
    after: str

    def __str__(self) -> str:
        where = f"[{self.table}]" if self.table else ""
        if self.key:
            return f"{where} {self.key}: {self.before} before, {self.after} now"
        return f"{where} {self.change}: {self.after or self.before}"


def difference(old: Constitution, new: Constitution) -> tuple[Difference, ...]:
    """Everything that the new edition says differently from the old one."""
    return (*_clauses(old, new), *_tables(old, new), *_examples(old, new))


def _clauses(old: Constitution, new: Constitution) -> Iterator[Difference]:
    before = {clause.title: clause.words for clause in old.clauses}
    after = {clause.title: clause.words for clause in new.clauses}
    for title in {**before, **after}:
        if before.get(title) != after.get(title):
            yield Difference(_change(before, after, title), "clauses", "", *_titled(before, after, title))


def _titled(before: Mapping[str, str], after: Mapping[str, str], title: str) -> tuple[str, str]:
    return title if title in before else "", title if title in after else ""


def _change(before: Mapping[str, object], after: Mapping[str, object], name: str) -> Change:
    if name not in before:
        return "added"
    return "changed" if name in after else "removed"


def _tables(old: Constitution, new: Constitution) -> Iterator[Difference]:
    before, after = dict(_each_table(old)), dict(_each_table(new))
    for path in {**before, **after}:
        if path in before and path in after:
            yield from _keys(old, new, ".".join(filter(None, path)), before[path], after[path])
        else:
            c = old if path in before else new
            words = name_of(c, *path)
            ends = (words, "") if path in before else ("", words)
            yield Difference(_change(before, after, path), ".".join(filter(None, path)), "", *ends)  # type: ignore[arg-type]


def _each_table(c: Constitution) -> Iterator[tuple[tuple[str, str], Row]]:
    """Every table as ((kind, identifier), table); single tables have no identifier."""
    for name, key in written_fields(c):
        value = getattr(c, name)
        if isinstance(value, Row):
            yield (key, ""), value
        elif isinstance(value, Mapping):
            yield from (((key, each), row) for each, row in value.items() if isinstance(row, Row))


def _keys(old: Constitution, new: Constitution, table: str, before: Row, after: Row) -> Iterator[Difference]:
    was, now = dict(_written(before)), dict(_written(after))
    for key in {**was, **now}:
        first = value_words(old, before, was[key]) if key in was else NOT_WRITTEN
        then = value_words(new, after, now[key]) if key in now else NOT_WRITTEN
        if (key in was) != (key in now) or getattr(before, was[key]) != getattr(after, now[key]):
            yield Difference("changed", table, label(key).lower(), first, then)


def _written(row: Row) -> Iterator[tuple[str, str]]:
    return ((key, name) for name, key in written_fields(row))


def _examples(old: Constitution, new: Constitution) -> Iterator[Difference]:
    before = {_asked(example): example.answer for example in old.examples}
    after = {_asked(example): example.answer for example in new.examples}
    for asked in {**before, **after}:
        if asked not in before or asked not in after:
            ends = (asked, "") if asked in before else ("", asked)
            yield Difference(_change(before, after, asked), "examples", "", *ends)
        elif before[asked] != after[asked]:
            yield Difference("changed", "examples", asked, in_words(before[asked]), in_words(after[asked]))


def _asked(example: Example) -> str:
    given = "; ".join(f"{fact} {in_words(value)}" for fact, value in example.given.items())
    return f"{example.ask}{f' of {example.of}' if example.of else ''}{f' ({given})' if given else ''}"
