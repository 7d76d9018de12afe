"""How two editions differ, in words, with the document's own words compared word by word (K15.1)."""

import difflib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

import constitution
from constitution.difference import Difference
from constitution.phrases import title_of
from constitution.variables import replaced
from membership.models import Edition
from membership.models.edition import parsed

HEADINGS = {"clauses": "The document’s words", "examples": "Worked examples"}
RULES = "The rules"
# How many words stand on each side of a change.
NEARBY = 14


@dataclass(frozen=True)
class Words:
    """A stretch of a clause: 'same', 'old' (gone now) or 'new'."""

    state: str
    text: str


@dataclass(frozen=True)
class Changed:
    """One difference: what it is about, what happened, and what stood and stands there in words.

    `words` are those of a clause that changed, with what went and what came.
    """

    name: str
    key: str
    change: str
    before: str
    after: str
    words: tuple[Words, ...] = ()


@dataclass(frozen=True)
class Group:
    heading: str
    changes: tuple[Changed, ...]


def differences(old: Edition, new: Edition) -> tuple[Group, ...]:
    """Everything that the new edition says differently: its words, its rules, its examples."""
    return _between(old.source, new.source)


@lru_cache(maxsize=32)
def _between(before: str, now: str) -> tuple[Group, ...]:
    """Two texts differ in the same things for ever."""
    old, new = parsed(before), parsed(now)
    found: dict[str, list[Changed]] = {}
    for each in constitution.difference(old, new):
        found.setdefault(HEADINGS.get(each.table, RULES), []).append(_changed(old, new, each))
    return tuple(Group(heading, tuple(changes)) for heading, changes in found.items())


def _changed(old: constitution.Constitution, new: constitution.Constitution, each: Difference) -> Changed:
    if each.table == "clauses":
        title = each.after or each.before
        words = tuple(_shortened(_words(old, new, title))) if each.change == "changed" else ()
        return Changed(title, "", each.change, "", "", words)
    if each.table == "examples":
        return Changed(each.key or each.after or each.before, "", each.change, *_ends(each))
    kind, _, identifier = each.table.partition(".")
    name = title_of(new if each.change != "removed" else old, kind, identifier)
    return Changed(name, each.key, each.change, *_ends(each))


def _ends(each: Difference) -> tuple[str, str]:
    """What stood and stands; nothing where the whole thing came or went, for then its name says all."""
    return (each.before, each.after) if each.key else ("", "")


def _words(old: constitution.Constitution, new: constitution.Constitution, title: str) -> Iterator[Words]:
    before, after = _pieces(old, title), _pieces(new, title)
    states = {"delete": ("old",), "insert": ("new",), "replace": ("old", "new"), "equal": ("same",)}
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    for operation, first, last, start, stop in matcher.get_opcodes():
        for state in states[operation]:
            pieces = after[start:stop] if state != "old" else before[first:last]
            yield Words(state, "".join(pieces))


def _shortened(found: Iterable[Words]) -> Iterator[Words]:
    """Of what is the same only so much as shows where the change stands."""
    for each in found:
        words = each.text.split()
        if each.state == "same" and len(words) > 2 * NEARBY:
            yield Words("same", f"{' '.join(words[:NEARBY])} … {' '.join(words[-NEARBY:])} ")
        else:
            yield each


def _pieces(rules: constitution.Constitution, title: str) -> list[str]:
    """The words of a clause, each with the space behind it."""
    found = next((clause.words for clause in rules.clauses if clause.title == title), "")
    return re.findall(r"\S+\s*", replaced(rules, found))
