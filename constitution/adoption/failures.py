"""Rules that are well formed but cannot be right: the file stays a draft (format section 7)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from constitution import say
from constitution.adoption import quorums, recorded, year
from constitution.body import body_named, line_seats, seats_of
from constitution.number import NumberKeys
from constitution.rule import Rule
from constitution.walking import Path, rows

if TYPE_CHECKING:
    from constitution.conditions import Condition
    from constitution.tables import Constitution

Note = tuple[Path, str]


def all_of(c: Constitution) -> Iterator[Note]:
    yield from unreachable_quorums(c)
    yield from impossible_conditions(c)
    yield from unread_contradictions(c)
    yield from too_many_seats(c)
    yield from recorded.counts_that_do_not_add_up(c)
    yield from recorded.counts_that_disagree(c)
    yield from year.terms_that_do_not_exist(c)
    yield from year.more_often_than_the_calendar(c)


def unreachable_quorums(c: Constitution) -> Iterator[Note]:
    for name, rule in c.quorum.items():
        reach = quorums.reach(c, name)
        if reach.never:
            asked = quorums.asked(c, rule, reach.full, reach.full)
            size = f"the full body has {reach.full}" if reach.stated else "no size of the body is enough"
            yield ("quorum", name), f"nobody could meet this quorum: it asks for {asked}, and {size}"


def impossible_conditions(c: Constitution) -> Iterator[Note]:
    """A condition that asks for more of a class than has seats."""
    for name, rule in c.quorum.items():
        yield from _short_of_seats(c, body_named(c, name), ("quorum", name, "present"), rule.present)
    for name, body in c.body.items():
        yield from _short_of_seats(c, name, ("body", name, "limits"), body.limits)


def _short_of_seats(
    c: Constitution, body: str, path: Path, conditions: tuple[Condition, ...]
) -> Iterator[Note]:
    for index, condition in enumerate(conditions):
        seats = _seats_of_class(c, body, condition.class_)
        least = condition.at_least if condition.at_least is not None else condition.more_than
        wanted = least + (condition.at_least is None) if isinstance(least, int) else 0
        if seats is not None and wanted > seats:
            names = say.listed(condition.class_, "or")
            yield (
                (*path, index),
                f"nobody could meet this: it asks for {wanted} of {names}, and {seats} have seats",
            )


def _seats_of_class(c: Constitution, body: str, classes: tuple[str, ...]) -> int | None:
    """How many seats the classes have in all; None where a line has any number, or no class is named."""
    if not classes or body not in c.body:
        return None
    each = [line_seats(c, line) for line in c.body[body].members if line.names.intersection(classes)]
    return None if None in each else sum(filter(None, each))


def unread_contradictions(c: Constitution) -> Iterator[Note]:
    """Two clauses that speak in one rule, and no reading that says which is followed."""
    for path, row in rows(c):
        for key in ("greater_of", "lesser_of"):
            if not isinstance(row, NumberKeys) or not getattr(row, key):
                continue
            clauses = tuple(dict.fromkeys(title for part in getattr(row, key) for title in part.clause))
            if len(clauses) > 1 and not _read(c, path, key):
                words = f"{say.listed(clauses)} both speak here, and no reading says which is followed"
                yield (*path, key), words


def _read(c: Constitution, path: Path, key: str) -> bool:
    """Whether the rule reads this key, or the key of its own in which it stands, or is read as a whole."""
    rule = getattr(c, str(path[0]))
    rule = rule if isinstance(rule, Rule) else rule[path[1]]
    inside = str(path[2]) if len(path) > 2 else key
    return any(rule.reading_for(each) for each in (None, key, inside))


def too_many_seats(c: Constitution) -> Iterator[Note]:
    for name, body in c.body.items():
        seats = seats_of(c, name)
        if seats and body.maximum and seats > body.maximum:
            words = f"its members have {say.count(seats, 'seat')}, above its maximum of {body.maximum}"
            yield ("body", name, "maximum"), words
