"""The review of posts (K7.3, B4.1): when each holder is reviewed by the edition, and which reviews are done."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from constitution import calendar
from constitution.dates import ONE_DAY
from membership.models import Holding
from membership.queries.duties import Done, all_done
from membership.queries.editions import Editions
from membership.queries.members import Membership
from membership.queries.register import Role
from membership.queries.tenure import Held

CODE = "post-review"
Recorded = Mapping[tuple[int | None, str], Done]


@dataclass(frozen=True)
class Due:
    """A review of one time in a post: the day it falls due, and the school year of that day, which is its slot."""

    due_on: date
    slot: str

    @property
    def year(self) -> str:
        return self.slot.replace("-", "/")


@dataclass(frozen=True)
class Review:
    """A review of whoever holds a place on a day; `done` once it is recorded."""

    role: Role
    held: Held
    due: Due
    done: Done | None = None

    def late(self, on: date) -> bool:
        return self.done is None and self.due.due_on < on

    def state(self, on: date) -> str:
        """'done', 'due' (its day has come) or 'ahead'."""
        if self.done:
            return "done"
        return "due" if self.due.due_on <= on else "ahead"


def dues_of(editions: Editions, held: Held) -> list[Due]:
    """Every review of somebody's time in a post, in order; one that falls on the day after the end counts."""
    rules = editions.rules_since(held.since)
    return [Due(day, calendar.school_year(rules, day).slot) for day in _days(held)]


def reviews_of(facts: Membership, role: Role, recorded: Recorded) -> list[Review]:
    """Those of whoever holds the place on the day of the facts."""
    held = role.held
    if held is None or held.holding is None:
        return []
    dues = dues_of(facts.register.editions, held)
    return [Review(role, held, due, recorded.get((held.holding.pk, due.slot))) for due in dues]


def review_now(reviews: Sequence[Review], on: date) -> Review | None:
    """The one that somebody looks at: the last whose day has come while it is not done; else the next."""
    come = [review for review in reviews if review.due.due_on <= on]
    coming = [review for review in reviews if review.due.due_on > on]
    if come and not (come[-1].done and coming):
        return come[-1]
    return coming[0] if coming else None


def reviews_on(facts: Membership) -> Iterator[Review]:
    """One for each post that is reviewed and held on the day, in the order of the register."""
    recorded = recorded_in(facts)
    for role in facts.roles:
        found = review_now(reviews_of(facts, role, recorded), facts.on)
        if found:
            yield found


def recorded_in(facts: Membership) -> Recorded:
    rows = all_done(facts.collaborative)
    return {(row.holding_id, row.slot): row for row in rows if row.code == CODE}


def held_as(facts: Membership, holding: Holding) -> Held | None:
    """One time in a post as the register has it."""
    times = facts.register.stored_at(holding.place)
    return next((held for held in times if held.holding == holding), None)


def _days(held: Held) -> list[date]:
    value: Any = held.finding.value if held.finding else None
    found = value if isinstance(value, Mapping) else {}
    days = sorted({*found.get("reviews", ()), *filter(None, [found.get("review"), held.review])})
    last = held.until + ONE_DAY if held.until else date.max
    return [day for day in days if held.since < day <= last]
