"""When people are told of one thing due: so long before, on its day, and while it is late.

Stages are named for their distance from the day, never for a date, so that a moved day keeps what was said.
"""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from constitution.dates import ONE_DAY, before
from constitution.reminding import remind_before
from records.obligations import Obligation

# How the program chases what is late: after a week, then every fortnight, six times in all. No document says.
FIRST_CHASE = 7 * ONE_DAY
CHASE_EVERY = 14 * ONE_DAY
CHASES = 6
# The name of a telling that the day has moved begins with it: 'moved 1'.
MOVED, DUE, LATE = "moved", "due", "late"
# What the office asks for beside them, with the day: 'asked 2024-03-14'.
ASKED = "asked"
ORDINALS = {"1": "1st", "2": "2nd", "3": "3rd"}


@dataclass(frozen=True)
class Stage:
    """One telling: its name ('60 days', 'due', 'late 2') and the day from which it is right."""

    name: str
    from_on: datetime.date


def stages(due: Obligation) -> Iterator[Stage]:
    """Every telling of this obligation, in order of days."""
    lengths = due.remind or remind_before(due.kind).before
    ahead = [Stage(str(length), before(due.due_on, length)) for length in lengths]
    yield from sorted(ahead, key=lambda stage: stage.from_on)
    yield Stage(DUE, due.due_on)
    if not due.lapses:
        yield from chases(due)


def chases(due: Obligation) -> Iterator[Stage]:
    for n in range(CHASES):
        yield Stage(f"{LATE} {n + 1}", due.due_on + FIRST_CHASE + n * CHASE_EVERY)


def in_words(name: str) -> str:
    """A stage as people say it: '60 days before', 'on the day', 'late, 2nd time', 'moved, 1st time'."""
    word, _, number = name.partition(" ")
    if name == DUE:
        return "on the day"
    if word == ASKED:
        return "asked by the office"
    if word in (LATE, MOVED):
        return f"{word}, {ORDINALS.get(number, f'{number}th')} time"
    return f"{name} before" if word.isdecimal() else name


def reached(due: Obligation, on: datetime.date) -> Stage | None:
    """The last telling whose day has come. What was missed before it is not made up for (K-R59)."""
    come = [stage for stage in stages(due) if stage.from_on <= on]
    return come[-1] if come else None


def to_come(due: Obligation, on: datetime.date, last: datetime.date) -> list[Stage]:
    """The tellings still to come, after `on` and up to `last`."""
    return [stage for stage in stages(due) if on < stage.from_on <= last]
