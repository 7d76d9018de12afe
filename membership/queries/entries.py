"""The entries of people side by side (X1): what hangs on each, what becomes of it, what cannot be one person's."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from membership.queries.members import Membership
from records.models import Person

# Of a long list, so many lines are shown.
SHOWN = 6


@dataclass(frozen=True)
class Two:
    """Two entries of one person on the day of the facts: `entry` becomes history, `person` goes on."""

    facts: Membership
    entry: Person
    person: Person

    @property
    def on(self) -> date:
        return self.facts.on


@dataclass(frozen=True)
class Fate:
    """What becomes of what hangs on the entry that goes, each in words."""

    moves: list[str] = field(default_factory=list)
    ends: list[str] = field(default_factory=list)
    stays: list[str] = field(default_factory=list)


Lines = Mapping[int, list[str]]
Moved = Mapping[str, list[int]]


@dataclass(frozen=True)
class Part:
    """One kind of thing that hangs on people.

    `lines` are what is shown of each, by their number; `clashes` why two cannot be one person; `hand_over` moves what
    goes with the person and answers what it moved. Without it everything stays under the name it was done in.
    """

    name: str
    lines: Callable[[Membership, Sequence[Person]], Lines]
    fate: Callable[[Two], Fate] | None = None
    clashes: Callable[[Two], Iterable[str]] = lambda two: ()
    hand_over: Callable[[Two, datetime], Moved] | None = None

    def becomes(self, two: Two) -> Fate:
        return (
            self.fate(two)
            if self.fate
            else Fate(stays=self.lines(two.facts, [two.entry]).get(two.entry.pk, []))
        )


def shortened(lines: list[str]) -> list[str]:
    """The first of many, and how many more there are."""
    rest = len(lines) - SHOWN
    return lines if rest <= 1 else [*lines[:SHOWN], f"and {rest} more"]


def either(people: Sequence[Person]) -> dict[str, int]:
    """The numbers of one entry, or of the two of them, as a question about two asks for them."""
    return {"one": people[0].pk, "other": people[-1].pk}


def by_person(pairs: Iterable[tuple[int | None, str]]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for person, line in pairs:
        if person is not None:
            found.setdefault(person, []).append(line)
    return found


_parts: list[Part] = []


def parts() -> Sequence[Part]:
    """In the order in which they are shown."""
    return _parts


def also(*more: Part) -> None:
    """What hangs on people in a room. Said as its app is made ready."""
    _parts.extend(more)
