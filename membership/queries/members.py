"""Who belongs to a body on a date: one notion for all (K7.7, B2.1, K6.1).

The edition's body names its members by lines: every member school, holders of offices, seats by category.
Each counts as a school, a person or a seat, as the edition says; that choice decides what is counted once.
"""

from collections import ChainMap
from collections.abc import Callable, Hashable, Iterator, MutableMapping, Sequence
from copy import copy
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any, TypeVar

import constitution
from constitution import calendar
from membership.models import Body, BodyMember, Grant, Place, Post
from membership.queries.periods import in_force_of
from membership.queries.register import Register, Role
from membership.queries.roll import OnRoll, contracts_in, roll_in
from records.models import Collaborative, Person

T = TypeVar("T")


@dataclass(frozen=True)
class Member:
    """A school, a person or a seat of a body on a day.

    `person` is who speaks for it that day, None for a vacant seat or a school without a head. `counts` is for
    the quorum, `votes` for a vote. `offices` are the offices, categories or posts by which they sit.
    """

    kind: str  # "school", "person" or "seat"
    name: str
    person: Person | None
    school: OnRoll | None = None
    place: Any = None
    offices: tuple[str, ...] = ()
    counts: bool = True
    votes: bool = True
    chairs: bool = False
    role: str = "member"

    @property
    def vacant(self) -> bool:
        return self.kind == "seat" and self.person is None


class Membership:
    """The facts of one day, read once, from which the members of any body follow."""

    def __init__(self, collaborative: Collaborative, on: date, register: Register | None = None):
        self.collaborative, self.on = collaborative, on
        self.register = register or Register(collaborative)
        self.rows = self.register.rows
        self._beside: MutableMapping[Hashable, Any] = {}

    def once(self, what: Hashable, make: Callable[[], T]) -> T:
        """What follows from these facts alone: worked out when it is first asked for, and kept beside them."""
        if what not in self._beside:
            self._beside[what] = make()
        return self._beside[what]

    def apart(self) -> "Membership":
        """The same facts; what is worked out of this one from here on is not kept beside the other."""
        other = copy(self)
        other._beside = ChainMap({}, self._beside)
        return other

    @cached_property
    def rules(self) -> constitution.Constitution:
        return self.register.editions.rules_on(self.on)

    @cached_property
    def roll(self) -> tuple[OnRoll, ...]:
        return roll_in(self.rows, self.on)

    @cached_property
    def tiers(self) -> dict[int, str]:
        """By member school, its tier; a bare admission has the tier ''."""
        return {contract.school_id: contract.tier for contract in contracts_in(self.rows, self.on)}

    @property
    def bodies(self) -> list[Body]:
        return self.rows.bodies

    @cached_property
    def body_members(self) -> list[BodyMember]:
        """Everybody entered as a member of a body on the day: clusters, networks, the co-opted."""
        return in_force_of(self.rows.body_members, self.on)

    @cached_property
    def grants(self) -> list[Grant]:
        """Access for a time that holds on the day."""
        return [grant for grant in in_force_of(self.rows.grants, self.on) if grant.revoked_at is None]

    @cached_property
    def roles(self) -> tuple[Role, ...]:
        return self.register.on(self.on)

    @cached_property
    def posts(self) -> list[Post]:
        """Every post in force on the day, with its person."""
        return in_force_of(self.rows.posts, self.on)

    def of(self, body: Body | str) -> tuple[Member, ...]:
        """The members of a body, in the order of the document; `body` is a Body or its code."""
        code = body if isinstance(body, str) else body.code
        rule = self.rules.body.get(code) if code else None
        lines = [member for line in (rule.members if rule else ()) for member in self._line(code, line)]
        return _each_once([*lines, *self._entered(body)])

    def _line(self, body: str, line: Any) -> Iterator[Member]:
        if not self.sits_now(line):
            return iter(())
        if line.every:
            return self._schools(line)
        if line.office:
            return self._holders(line)
        return self._seats(body, line)

    def _schools(self, line: Any) -> Iterator[Member]:
        heads = self.speakers(line.by)
        for row in self.roll:
            yield Member(
                kind="school",
                name=row.detail.name,
                person=heads.get(row.school.pk),
                school=row,
                offices=tuple(line.by),
                counts=line.counts,
                votes=line.votes,
            )

    def speakers(self, by: Sequence[str]) -> dict[int, Person]:
        """Who speaks for each school: an acting head stands before the head while acting."""
        found: dict[int, Post] = {}
        for post in self.posts:
            if post.school_id and post.kind in by:
                held = found.get(post.school_id)
                if held is None or _before(post, held):
                    found[post.school_id] = post
        return {school: post.person for school, post in found.items()}

    def _holders(self, line: Any) -> Iterator[Member]:
        for role in self.roles:
            if role.place.body_id is None and role.place.code == line.office and role.held:
                yield self._person(role, line)

    def _person(self, role: Role, line: Any) -> Member:
        person = role.held.person
        return Member(
            kind="person",
            name=person.name,
            person=person,
            place=role.place,
            offices=(role.place.code,),
            counts=line.counts,
            votes=line.votes,
            chairs=bool(line.chairs),
        )

    def _seats(self, body: str, line: Any) -> Iterator[Member]:
        for role in self.roles:
            if role.place.body_id and role.place.body.code == body and role.place.code == line.category:
                yield Member(
                    kind="seat",
                    name=role.name,
                    person=role.held.person if role.held else None,
                    place=role.place,
                    offices=(line.category,),
                    counts=line.counts,
                    votes=line.votes,
                    chairs=bool(line.chairs),
                )

    def _entered(self, body: Body | str) -> Iterator[Member]:
        """Those whom no line brings: the schools and people of clusters and networks, and the co-opted."""
        rows = [row for row in self.body_members if body in (row.body, row.body.code)]
        on_roll = {row.school.pk: row for row in self.roll} if rows else {}
        for row in rows:
            yield self._entry(row, on_roll)

    def _entry(self, row: BodyMember, on_roll: dict[int, OnRoll]) -> Member:
        if row.person_id is None:
            return Member("school", row.school.name, None, on_roll.get(row.school_id), role=row.role)
        return Member("person", row.person.name, row.person, on_roll.get(row.school_id), role=row.role)

    def sits_now(self, line: Any) -> bool:
        """Whether a line sits on the day: always, or in its own term; not while its dates are not entered."""
        if not line.during:
            return True
        name = calendar.find_term(self.rules, line.during)
        return any(t["name"] == name and t["first"] <= self.on <= t["last"] for t in self.register.terms)

    def seat_names(self, place: Place) -> frozenset[str]:
        """The names that a seat gives its holder: its classes, and 'chair' where it presides (B3.5)."""
        rule = self.rules.body.get(place.body.code) if place.body_id else None
        lines = [line for line in (rule.members if rule else ()) if line.category == place.code]
        return frozenset(name for line in lines for name in line.names)


def _before(post: Post, other: Post) -> bool:
    """Acting before others; then whoever has been in post the shorter time."""
    acting, others = post.kind.startswith("acting"), other.kind.startswith("acting")
    return (acting, post.starts_on) > (others, other.starts_on)


def _each_once(members: Sequence[Member]) -> tuple[Member, ...]:
    """Two offices in one hand are one person; schools and seats stay as they are."""
    found: dict[Any, Member] = {}
    for member in members:
        key = member.person.pk if member.kind == "person" else id(member)
        found[key] = _united(found[key], member) if key in found else member
    return tuple(found.values())


def _united(one: Member, other: Member) -> Member:
    return replace(
        one,
        offices=(*one.offices, *other.offices),
        counts=one.counts or other.counts,
        votes=one.votes or other.votes,
        chairs=one.chairs or other.chairs,
    )


def members_on(collaborative: Collaborative, body: Body | str, on: date) -> tuple[Member, ...]:
    """The members of a body on a date, past or future; `body` is a Body or its code."""
    return Membership(collaborative, on).of(body)
