"""A body on a day as its page shows it: who sits by which line of the edition, what is vacant, and the quorum."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import constitution
from constitution.finding import Finding
from membership.models import Body
from membership.queries.members import Member, Membership
from membership.queries.quorum import counts_of
from membership.queries.register import Role


@dataclass(frozen=True)
class Category:
    """A kind of seat: what it asks for, its seats in order, and who is in each."""

    name: str
    requirement: str
    roles: tuple[Role, ...]

    @property
    def filled(self) -> int:
        return sum(not role.vacant for role in self.roles)

    @property
    def vacant(self) -> int:
        return len(self.roles) - self.filled


@dataclass(frozen=True)
class Composition:
    body: Body
    members: tuple[Member, ...]
    categories: tuple[Category, ...]
    counts: dict[str, int]
    quorum: Finding[Any] | None

    @property
    def schools(self) -> list[Member]:
        return [member for member in self.members if member.kind == "school"]

    @property
    def people(self) -> list[Member]:
        return [member for member in self.members if member.kind == "person"]

    @property
    def seats(self) -> int:
        return sum(len(category.roles) for category in self.categories)

    @property
    def filled(self) -> int:
        return sum(category.filled for category in self.categories)


def composition_of(facts: Membership, body: Body) -> Composition:
    """Who makes up the body on the day of the facts, and how many of them a meeting needs (K7.7, B2.1, B3.1)."""
    members = facts.of(body)
    counts = counts_of(members)
    asked = body.code in facts.rules.quorum and members
    quorum = constitution.ask(facts.rules, "quorum", body.code, counts) if asked else None
    return Composition(body, members, tuple(categories(facts, body)), counts, quorum)


def categories(facts: Membership, body: Body) -> list[Category]:
    """The categories in the order of the document, each with its seats."""
    rule = facts.rules.body.get(body.code)
    lines = [line for line in (rule.members if rule else ()) if line.category]
    sorted_by = {line.category: [] for line in lines}
    for role in facts.roles:
        if role.place.body_id == body.pk and role.place.code in sorted_by:
            sorted_by[role.place.code].append(role)
    return [
        Category(line.category, line.requirement or "", tuple(sorted_by[line.category])) for line in lines
    ]


def phases_missing(rules: constitution.Constitution, found: Sequence[Category], body: str) -> list[str]:
    """Phases of education whose seats all stand empty (B3.4)."""
    filled = Counter({category.name: category.filled for category in found})
    wanted = {phase: False for line in rules.body[body].members for phase in line.phase}
    for line in rules.body[body].members:
        for phase in line.phase:
            wanted[phase] = wanted[phase] or bool(line.category and filled[line.category])
    return [phase for phase, there in wanted.items() if not there]
