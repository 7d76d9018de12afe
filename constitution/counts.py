"""How many there are: the facts that shares are taken of (format section 5, "counts")."""

import inspect
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import wraps
from typing import Any

from constitution.finding import Finding
from constitution.questions import UnknownFact

NOUNS = {
    "affiliated schools": ("affiliated school", "affiliated schools"),
    "seats": ("seat", "seats"),
    "posts filled": ("post filled", "posts filled"),
    "members": ("member", "members"),
    "members entitled to vote": ("member entitled to vote", "members entitled to vote"),
    "members present": ("member present", "members present"),
    "those present": ("person present", "people present"),
    "votes cast": ("vote cast", "votes cast"),
}


@dataclass(frozen=True)
class Counts:
    """How many there are, as far as the facts say. None is "not given", which is not 0.

    `by_school` says that the body counts its members as schools; `cast` is votes for and against;
    `seats_by_document` are those that the body's lines come to.
    """

    schools: int | None = None
    seats: int | None = None
    seats_by_document: int | None = None
    vacant: int | None = None
    filled: int | None = None
    members: int | None = None
    entitled: int | None = None
    suspended: int | None = None
    disqualified: int | None = None
    present: int | None = None
    withdrawn: int | None = None
    abstaining: int | None = None
    cast: int | None = None
    by_school: bool = False

    def __post_init__(self) -> None:
        for name, value in vars(self).items():
            if value is not None and value < 0:
                raise UnknownFact(f'the fact "{name}" is a count, 0 or more, not {value}')

    def base(self, of: str) -> int | None:
        """How many of this base there are, or None if the facts do not say."""
        return getattr(self, f"_{of.replace(' ', '_')}")()

    def left_out(self, who: str) -> int:
        return getattr(self, {"with an interest": "withdrawn"}.get(who, who)) or 0

    def all_left_out(self, who: Iterable[str]) -> int:
        return sum(map(self.left_out, who))

    def _affiliated_schools(self) -> int | None:
        return _first(self.schools, self.members if self.by_school else None)

    def takes_all_as_filled(self, of: str) -> bool:
        """Whether this base rests on seats that the facts give without a word on vacancies."""
        others = (self.filled, self.members, self.vacant, self.schools if self.by_school else None)
        return of in ("posts filled", "members") and self.seats is not None and _first(*others) is None

    def _seats(self) -> int | None:
        return _first(self.seats, _sum(self.filled, self.vacant), self.seats_by_document)

    def _posts_filled(self) -> int | None:
        return _first(self.filled, _less(self._seats(), self.vacant), self.members, self.seats)

    def _members(self) -> int | None:
        schools = self.schools if self.by_school else None
        return _first(self.members, schools, self.filled, _less(self._seats(), self.vacant), self.seats)

    def _members_entitled_to_vote(self) -> int | None:
        return _first(self.entitled, self._members())

    def _members_present(self) -> int | None:
        return _first(self.present, _sum(self.cast, self.abstaining or 0))

    def _those_present(self) -> int | None:
        return self._members_present()

    def _votes_cast(self) -> int | None:
        return _first(self.cast, _less(self.present, self.abstaining or 0))


def _first(*counts: int | None) -> int | None:
    return next((count for count in counts if count is not None), None)


def _sum(one: int | None, other: int | None) -> int | None:
    return None if one is None or other is None else one + other


def total(each: Iterable[int | None]) -> int | None:
    """Their sum; None where one of them is not known, or there are none."""
    known = list(each)
    found = sum(count for count in known if count is not None)
    return None if not known or None in known else found


def _less(one: int | None, other: int | None) -> int | None:
    return None if one is None or other is None else max(one - other, 0)


FACTS = ("schools", "seats", "vacant", "filled", "members", "entitled", "suspended", "disqualified")


def counting(function: Callable[..., Finding[Any]]) -> Callable[..., Finding[Any]]:
    """Give a question the counts as facts; its function gets them together, as `counts`."""
    written = inspect.signature(function).parameters.values()
    before = [p for p in written if p.kind is not p.KEYWORD_ONLY]
    after = [p for p in written if p.kind is p.KEYWORD_ONLY and p.name != "counts"]
    added = [inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=int | None)
             for name in FACTS]  # fmt: skip

    @wraps(function)
    def answered(c: Any, *of: str, **facts: Any) -> Finding[Any]:
        counts = Counts(**{name: facts.pop(name) for name in FACTS if name in facts})
        finding = function(c, *of, counts=counts, **facts)
        given = {name: value for name, value in vars(counts).items() if name in FACTS and value is not None}
        return replace(finding, inputs={**given, **finding.inputs})

    answered.__signature__ = inspect.Signature([*before, *added, *after])  # type: ignore[attr-defined]
    return answered
