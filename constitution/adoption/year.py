"""Rules that do not fit the year: a term that does not exist, or more meetings than a year has room for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from constitution import calendar, say
from constitution.evaluation import names_a_place
from constitution.subscription import TermDay
from constitution.walking import Path

if TYPE_CHECKING:
    from constitution.event import Event
    from constitution.tables import Constitution

Note = tuple[Path, str]


def terms_that_do_not_exist(c: Constitution) -> Iterator[Note]:
    for path, words in _places(c):
        if not calendar.is_place(c, words):
            yield path, f'there is no "{words}" in the calendar of this constitution'


def _places(c: Constitution) -> Iterator[Note]:
    """Every place in the year that a rule names, with its path."""
    for name, event in c.event.items():
        yield from (((("event", name, "in")), words) for words in event.in_)
    for name, office in c.office.items():
        if office.during:
            yield ("office", name, "during"), office.during
    for name, body in c.body.items():
        for index, line in enumerate(body.members):
            if line.during:
                yield ("body", name, "members", index), line.during
    for index, step in enumerate(c.evaluation.steps if c.evaluation else ()):
        if names_a_place(step.when):
            yield ("evaluation", "steps", index), str(step.when)
    yield from _days_of_issue(c)


def _days_of_issue(c: Constitution) -> Iterator[Note]:
    tables: dict[Path, object] = {("tier", name): tier.issued_on for name, tier in c.tier.items()}
    if c.subscription:
        tables[("subscription",)] = c.subscription.issued_on
    for path, day in tables.items():
        if isinstance(day, TermDay):
            yield (*path, "issued_on"), calendar.term_name(day.term)


def more_often_than_the_calendar(c: Constitution) -> Iterator[Note]:
    """Six a year, once a term, in a year of three terms."""
    for name, event in c.event.items():
        room = _room(c, event)
        if room and event.times_a_year and room != event.times_a_year:
            both = f"{say.small(event.times_a_year)} a year and once every {event.every} cannot both hold"
            words = f"{both}: the calendar has {say.small(room)} {event.every}s a year"
            yield ("event", name, "times_a_year"), words


def _room(c: Constitution, event: Event) -> int | None:
    """How many windows a year has for it; None where the calendar does not say."""
    terms = len(calendar.calendar_terms(c))
    halves = 2 if c.calendar and c.calendar.halves else 1
    return {"term": terms, "half term": terms * halves, "month": 12}.get(str(event.every)) or None
