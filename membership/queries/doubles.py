"""Who may be entered twice (X1): found by name, for a person to look at."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import combinations
from typing import Any

from membership.queries.directory import Entry, directory
from membership.queries.members import Membership

# Two names at one school are looked at when they agree to this part: a letter left out, two letters changed round.
ALIKE = 0.85
TITLES = {"mr", "mrs", "ms", "miss", "mx", "dr", "rev", "revd", "sister", "prof", "professor", "sir", "dame"}


@dataclass(frozen=True)
class Pair:
    one: Entry
    other: Entry
    why: str


def likely(facts: Membership) -> tuple[Pair, ...]:
    """Entries that may be one person, by name: only a person can tell."""
    return facts.once("entered twice", lambda: tuple(_likely(directory(facts))))


def _likely(entries: Sequence[Entry]) -> Iterator[Pair]:
    rooms: dict[tuple[str, Any], list[Entry]] = {}
    for entry in entries:
        words = _words(entry.person.name)
        rooms.setdefault(("name", words[-1] if words else ""), []).append(entry)
        for school in {post.school_id for post in entry.posts if post.school_id}:
            rooms.setdefault(("school", school), []).append(entry)
    seen: set[tuple[int, int]] = set()
    for together in rooms.values():
        for one, other in combinations(together, 2):
            both = (one.person.pk, other.person.pk)
            if both not in seen and (why := _why(one, other)):
                yield Pair(one, other, why)
            seen.add(both)


def _why(one: Entry, other: Entry) -> str:
    first, second = _words(one.person.name), _words(other.person.name)
    if first == second:
        return "The same name"
    if not first or not second:
        return ""
    if first[-1] == second[-1] and _short_for(first[0], second[0]):
        return "One name may be short for the other"
    schools = [{post.school_id for post in each.posts if post.school_id} for each in (one, other)]
    if schools[0] & schools[1] and SequenceMatcher(None, " ".join(first), " ".join(second)).ratio() >= ALIKE:
        return "Names alike, at the same school"
    return ""


def _short_for(one: str, other: str) -> bool:
    """'n' and 'nadia', 'sam' and 'samuel'."""
    return one.startswith(other) or other.startswith(one)


def _words(name: str) -> list[str]:
    """A name in small letters, without accents, stops and titles."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return [word for word in re.sub(r"[^a-z]+", " ", plain).split() if word not in TITLES]
