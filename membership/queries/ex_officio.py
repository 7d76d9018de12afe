"""Seats that go with a post (B-R10): who has the post on a day, who is in the seat, and who is to follow.

The seat follows the post, and a new holder begins a tenure of their own.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import constitution
from constitution import say
from membership.models import Place, Post
from membership.queries.eligibility import names_of
from membership.queries.members import Membership
from membership.queries.register import Register, Role
from membership.queries.tenure import ONE_DAY, Held


@dataclass(frozen=True)
class Followed:
    """A seat and the post it goes with; `holders` are those who have the post on the day."""

    role: Role
    post: str
    holders: tuple[Post, ...]

    @property
    def held(self) -> Held | None:
        return self.role.held

    @property
    def agrees(self) -> bool:
        """Whoever sits has the post; or nobody sits and nobody has it."""
        if self.held is None:
            return not self.holders
        return any(post.person_id == self.held.person.pk for post in self.holders)

    @property
    def next(self) -> Post | None:
        """Whom the seat passes to. Where several have the post, a person decides between them."""
        people = {post.person_id for post in self.holders}
        return max(self.holders, key=_began) if len(people) == 1 and not self.agrees else None

    @property
    def words(self) -> str:
        """What is to be looked at, in a sentence; empty where seat and post agree."""
        if self.agrees:
            return ""
        if not self.holders:
            return f"Nobody is recorded as {self.post}, the post that the seat goes with."
        names = say.listed(dict.fromkeys(post.person.name for post in self.holders))
        if self.next:
            return f"{names} has been {self.post} since {say.date(self.next.starts_on)}: the seat passes to them."
        return f"{names} are recorded as {self.post}: one of them is to be seated."


def followed(facts: Membership) -> Iterator[Followed]:
    """Every seat of the day that goes with a post."""
    for role in facts.roles:
        post = post_followed(facts.rules, role.place)
        if post:
            yield Followed(role, post, tuple(each for each in facts.posts if post in names_of(each)))


def followed_at(facts: Membership, place: Place) -> Followed | None:
    return next((each for each in followed(facts) if each.role.place == place), None)


def post_followed(rules: constitution.Constitution, place: Place) -> str:
    """The post by virtue of which the seat is held; empty where it is held by no post."""
    body = rules.body.get(place.body.code) if place.body_id else None
    lines = body.members if body else ()
    return next(
        (line.by_virtue_of for line in lines if line.category == place.code and line.by_virtue_of), ""
    )


def passes_on(register: Register, place: Place, post: Post, on: date) -> date:
    """The day from which the seat is the next holder's: that of the post, where it came after the last one sat down.

    Whoever had the post already, and was not in the seat, sits from the day of the act.
    """
    before = [held for held in register.stored_at(place) if held.since <= on]
    if not before:
        return max(post.starts_on, place.opened_on)
    last = before[-1]
    if post.starts_on <= last.since or last.person == post.person:
        return on
    ended = last.holding.ends_before or (last.until and last.until + ONE_DAY)
    return ended if ended and post.starts_on < ended <= on else post.starts_on


def where(post: Post) -> str:
    """Whom the holder of a post speaks for."""
    place = post.partner or post.school
    return place.name if place else ""


def _began(post: Post) -> date:
    return post.starts_on
