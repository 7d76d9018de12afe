"""Holders who no longer have the post that their office rests on (K7.1)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import constitution
from constitution import say
from constitution.dates import ONE_DAY
from constitution.finding import Finding
from membership.models import Post
from membership.queries.eligibility import last_days, names_of, person_fact
from membership.queries.periods import holds
from membership.queries.register import Register
from membership.queries.tenure import Held


@dataclass(frozen=True)
class Flag:
    """An office and its holder who may no longer hold it; `ended_on` is the last day of the post behind it.

    It is None where no such post was ever entered: then a person looks, and nothing ends by itself.
    """

    held: Held
    finding: Finding[bool]
    ended_on: date | None

    @property
    def vacant_on(self) -> date | None:
        """The first day on which the office is vacant by it."""
        return self.ended_on and self.ended_on + ONE_DAY

    @property
    def because(self) -> str:
        when = f" since {say.date(self.vacant_on)}" if self.vacant_on else ""
        return f"no longer holds the post that the office rests on{when}"


def flags_on(register: Register, on: date) -> list[Flag]:
    """Who holds an office on a day without being eligible."""
    holders = [held for held in register.held_on(on) if held.place.body_id is None and held.holding]
    mine: dict[int, list[Post]] = {}
    for post in register.rows.posts:
        mine.setdefault(post.person_id, []).append(post)
    gone = last_days(register.rows, on)
    flags = (_flag(register, held, mine.get(held.person.pk, []), gone, on) for held in holders)
    return [flag for flag in flags if flag]


def _flag(
    register: Register, held: Held, posts: Sequence[Post], gone: Mapping[int, date], on: date
) -> Flag | None:
    """`gone` is by school that has left the group its last day: a post there qualifies no longer."""
    rules = register.editions.rules_since(on)
    rule = rules.office.get(held.place.code)
    if rule is None or not rule.held_by:
        return None
    current = [
        post for post in posts if holds(post.starts_on, post.ends_before, on) and post.school_id not in gone
    ]
    person = person_fact(held.person, current)
    finding = constitution.ask(rules, "may hold", held.place.code, {"person": person, "on": on})
    return None if finding else Flag(held, finding, _last_qualifying_day(held, posts, rule.held_by, gone, on))


def _last_qualifying_day(
    held: Held, posts: Sequence[Post], held_by: Sequence[str], gone: Mapping[int, date], on: date
) -> date | None:
    """The last day of a post that qualified during this time in office."""
    qualified = (post for post in posts if set(names_of(post)).intersection(held_by))
    ends = [day for post in qualified if (day := _ended(post, gone)) and day < on]
    latest = max(ends, default=None)
    return latest if latest and latest >= held.since else None


def _ended(post: Post, gone: Mapping[int, date]) -> date | None:
    """The last day of a post in the group: its own, or that of its school."""
    own = post.ends_before and post.ends_before - ONE_DAY
    left = gone.get(post.school_id) if post.school_id else None
    return min((day for day in (own, left) if day), default=None)
