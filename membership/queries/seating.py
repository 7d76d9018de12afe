"""The seats of a body by category (B3.1 to B3.6): who sits for whom, until when, and what somebody should look at."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import constitution
from constitution import say
from constitution.body import Line
from membership.models import Assent, Body
from membership.queries.attestation import Attested, Words, attestations_of, words_of
from membership.queries.composition import categories, phases_missing
from membership.queries.editions import structure_lapses_on
from membership.queries.eligibility import left
from membership.queries.ex_officio import Followed, followed
from membership.queries.members import Membership
from membership.queries.register import Role
from membership.queries.reviews import Recorded, Review, recorded_in, review_now, reviews_of
from membership.queries.tenure import Held


@dataclass(frozen=True)
class Seat:
    """One seat on a day. `attested` is None where nothing is asked, `follows` where it goes with no post.

    `review` is the one to look at; `before` held it last; `gone` says why its holder speaks for nobody here any more.
    """

    role: Role
    attested: Attested | None = None
    follows: Followed | None = None
    review: Review | None = None
    before: Held | None = None
    gone: str = ""

    @property
    def held(self) -> Held | None:
        return self.role.held

    @property
    def represents(self) -> str:
        return self.held.holding.represents if self.held and self.held.holding else ""

    @property
    def label(self) -> str:
        return self.role.place.label

    @property
    def to_look_at(self) -> tuple[str, ...]:
        """What a person should see to, in sentences: the vacancy itself apart. Who has the post says more than who left."""
        found = [(self.follows.words if self.follows else "") or self.gone]
        if self.attested and self.attested.missing:
            found.append(f"Nothing is attested since {say.date(self.attested.since)}.")
        return tuple(words for words in found if words)


@dataclass(frozen=True)
class Group:
    """A category: what it asks for, the phases it speaks for, whether it chairs, and its seats in order."""

    line: Line
    seats: tuple[Seat, ...]

    @property
    def name(self) -> str:
        return self.line.category or ""

    @property
    def filled(self) -> int:
        return sum(not seat.role.vacant for seat in self.seats)

    @property
    def lacking(self) -> tuple[str, ...]:
        """The areas of the category for which nobody sits (B-R11)."""
        return tuple(seat.label for seat in self.seats if seat.role.vacant and seat.label)


@dataclass(frozen=True)
class Seating:
    """All seats of a body on a day. `phases` are those for which nobody sits; `lapses_on` the structure's last day."""

    body: Body
    on: date
    groups: tuple[Group, ...]
    phases: tuple[str, ...]
    maximum: int | None
    lapses_on: date | None
    words: Words | None

    @property
    def seats(self) -> list[Seat]:
        return [seat for group in self.groups for seat in group.seats]

    @property
    def filled(self) -> list[Seat]:
        return [seat for seat in self.seats if seat.held]

    @property
    def attested(self) -> int:
        return sum(bool(seat.attested and not seat.attested.missing) for seat in self.filled)

    @property
    def chairs(self) -> list[Seat]:
        """The seats whose holder presides (B3.5)."""
        return [seat for group in self.groups if group.line.chairs for seat in group.seats]

    @property
    def lapsed(self) -> bool:
        return self.lapses_on is not None and self.lapses_on < self.on


def seated_body(rules: constitution.Constitution) -> str:
    """The code of the body that is made of seats by category; empty where the edition has none."""
    seated = (code for code, body in rules.body.items() if any(line.category for line in body.members))
    return next(seated, "")


def seating_of(facts: Membership, body: Body) -> Seating:
    """The seats of a body on the day of the facts, category by category in the order of the document."""
    rules = facts.rules
    rule, found = rules.body.get(body.code), categories(facts, body)
    lines = {line.category: line for line in (rule.members if rule else ()) if line.category}
    words = words_of(rules, body.code)
    given = attestations_of(facts) if words else {}
    posts = {each.role.place.pk: each for each in followed(facts)}
    known = _Known(facts, words, given, posts, recorded_in(facts) if found else {})
    groups = tuple(Group(lines[each.name], tuple(map(known.seat, each.roles))) for each in found)
    return Seating(
        body=body,
        on=facts.on,
        groups=groups,
        phases=tuple(phases_missing(rules, found, body.code)) if found else (),
        maximum=rule.maximum if rule else None,
        lapses_on=structure_lapses_on(facts.register.editions, facts.on),
        words=words,
    )


@dataclass(frozen=True)
class _Known:
    """What is known of all seats of a day, asked once: of each, what its row says."""

    facts: Membership
    words: Words | None
    given: Mapping[int, Assent]
    posts: Mapping[int, Followed]
    recorded: Recorded

    def seat(self, role: Role) -> Seat:
        return Seat(
            role=role,
            attested=attested_of(role.held, self.given) if self.words and role.held else None,
            follows=self.posts.get(role.place.pk),
            review=review_now(reviews_of(self.facts, role, self.recorded), self.facts.on),
            before=_before(self.facts, role),
            gone=_gone(self.facts, role.held) if role.held else "",
        )


def attested_of(held: Held, given: Mapping[int, Assent]) -> Attested:
    number = held.holding.attestation_id if held.holding else None
    return Attested(held.since, given.get(number) if number else None)


def _before(facts: Membership, role: Role) -> Held | None:
    """Who was in the seat last, before whoever is in it on the day."""
    since = role.held.since if role.held else facts.on
    earlier = [held for held in facts.register.stored_at(role.place) if held.since < since]
    return earlier[-1] if earlier else None


def _gone(facts: Membership, held: Held) -> str:
    post = left(facts.rows, held.person, facts.on)
    if post is None:
        return ""
    where = post.partner or post.school
    at = f" at {where.name}" if where else ""
    return f"{held.person.name} is {post.kind}{at} no more, and has no other post here."
