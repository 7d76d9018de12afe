"""One thing that an amendment changes, with its reasons, and the heading it stands under."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from constitution.finding import Finding

NONE = "–"


@dataclass(frozen=True)
class Change:
    """What stood and would stand, in words. `whom` names the schools or people, where it is theirs.

    `private` is told by how many, not by name, in what goes to all members.
    """

    what: str
    before: str
    after: str
    why_before: Finding[Any] | None = None
    why_after: Finding[Any] | None = None
    whom: tuple[str, ...] = ()
    note: str = ""
    private: bool = False

    @property
    def count(self) -> int:
        return len(self.whom) or 1

    @property
    def steps(self) -> tuple[str, ...]:
        """The reasoning of what would stand; of what goes, that of what stood."""
        why = self.why_after or self.why_before
        return why.steps if why else ()


@dataclass(frozen=True)
class Group:
    """All changes of one subject: 'Quorums'."""

    heading: str
    changes: tuple[Change, ...]

    @property
    def count(self) -> int:
        return sum(change.count for change in self.changes)


@dataclass(frozen=True)
class Answer:
    """How one thing comes out in one of the two worlds. `whom` is one school or person, or nobody."""

    what: str
    value: str
    why: Finding[Any] | None = None
    whom: str = ""
    note: str = ""
    private: bool = False


def compared(before: Mapping[Any, Answer], after: Mapping[Any, Answer]) -> Iterable[Change]:
    """What comes out differently under the same key; schools with the same change stand together."""
    together: dict[Any, list[tuple[Answer | None, Answer | None]]] = {}
    for key in {**before, **after}:
        old, new = before.get(key), after.get(key)
        if (old and old.value) != (new and new.value):
            one = new or old
            alike = (one.what, old and old.value, new and new.value, "" if one.whom else key)
            together.setdefault(alike, []).append((old, new))
    return (_change(same) for same in together.values())


def _change(same: list[tuple[Answer | None, Answer | None]]) -> Change:
    old, new = same[0]
    one = new or old
    return Change(
        what=one.what,
        before=old.value if old else NONE,
        after=new.value if new else NONE,
        why_before=old and old.why,
        why_after=new and new.why,
        whom=tuple(sorted(each.whom for pair in same if (each := pair[1] or pair[0]).whom)),
        note=one.note,
        private=one.private,
    )
