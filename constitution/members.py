"""Who the members of a body are on a day, each once, worked out from who holds what (K7.4, K7.5, K7.7)."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from constitution import say
from constitution.body import Body, Line
from constitution.calendar import NotEntered, read_terms, school_year, term_in
from constitution.dates import ONE_DAY, last_day_of_term
from constitution.finding import Finding, Working
from constitution.people import Person, read_people
from constitution.questions import UnknownFact, question
from constitution.tenure import term_of

if TYPE_CHECKING:
    from constitution.tables import Constitution


@dataclass(frozen=True)
class _Day:
    """The day asked about and the facts of it."""

    c: "Constitution"
    on: datetime.date
    holders: tuple[Person, ...]
    terms: Any
    w: Working


@question("members on", of="body")
def members_on(
    c: "Constitution",
    body: str,
    *,
    on: datetime.date,
    holders: Mapping[str, Any] | list[Any] | None = None,
    terms: Mapping[str, Any] | list[Any] | None = None,
) -> Finding[tuple[str, ...]]:
    """The people who are members on a day, each once, in the order of the body's lines.

    `holders` is `[{ office, name, since, until }, …]`, or `{ chair = "Ada Bell" }`; `until` is the last day.
    An office that follows or precedes another is filled from that one's holders.
    """
    table = c.body[body]
    w = Working(c, f"body.{body}").use(table, "members").input("on", on)
    day = _Day(c, on, _holders(holders), terms, w)
    found: dict[str, list[str]] = {}
    for line in table.members:
        for person in _on_line(day, table, line):
            found.setdefault(person.key, []).append(line.title)
    for name, places in found.items():
        w.step(f"{name}: {say.listed(dict.fromkeys(places))}")
    w.step(f"on {say.long_date(on)}: {say.count(len(found), 'person', 'people')}, each once")
    return w.answer(tuple(found))


def _holders(facts: Any) -> tuple[Person, ...]:
    if isinstance(facts, Mapping):
        facts = [{"name": name, "office": office} for office, several in facts.items()
                 for name in _names_of_holders(office, several)]  # fmt: skip
    return read_people(facts or ())


def _names_of_holders(office: str, several: Any) -> list[Any]:
    if isinstance(several, str | list | tuple):
        return [several] if isinstance(several, str) else list(several)
    raise UnknownFact(f'who holds "{office}" is a name or a list of names, not {say.written(several)}')


def _on_line(day: _Day, table: Body, line: Line) -> list[Person]:
    if line.during and not _in_term(day, line.during, day.on):
        return []
    if line.office:
        return office_holders(day.c, line.office, day.on, day.holders, day.terms, day.w)
    return [p for p in day.holders if line in table.lines_of(p) and _sits(day, p, table.tenure)]


def _in_term(day: _Day, term: str, on: datetime.date) -> bool:
    """Whether the day lies in that term of its year; a term that is not entered is said, and no."""
    try:
        found = term_in(day.c, school_year(day.c, on), read_terms(day.c, day.terms), term)
    except NotEntered as sentence:
        day.w.step(str(sentence))
        return False
    return found.first <= on <= found.last


def _sits(day: _Day, person: Person, length: Any) -> bool:
    if person.since and day.on < person.since:
        return False
    last = _last_day_of_seat(person, length)
    return last is None or day.on <= last


def _last_day_of_seat(person: Person, length: Any) -> datetime.date | None:
    """The last day of somebody's seat: the one entered, or the one that its tenure gives."""
    if person.until or not (person.since and length):
        return person.until
    return last_day_of_term(person.since, length)


def _holds(day: _Day, person: Person, office: str) -> bool:
    if person.since and day.on < person.since:
        return False
    last = _last_day_held(day.c, person, office)
    return last is None or day.on <= last


def _last_day_held(c: "Constitution", person: Person, office: str) -> datetime.date | None:
    """The last day of somebody's office: the one entered, or the one that its term or fixed year gives."""
    if person.until or not person.since or office not in c.office:
        return person.until
    return term_of(c, office, person.since).last_day


def office_holders(
    c: "Constitution", office: str, on: datetime.date, holders: Iterable[Person], terms: Any, w: Working
) -> list[Person]:
    """Who holds an office on a day: those entered, else those who have it from the office beside it."""
    day = _Day(c, on, tuple(holders), terms, w)
    rule = c.office.get(office)
    entered = [p for p in day.holders if office in p.offices and _holds(day, p, office)]
    if entered or rule is None:
        return entered
    if rule.follows:
        return _last_holder(day, rule)
    return _next_holder(day, rule) if rule.precedes else []


def _last_holder(day: _Day, rule: Any) -> list[Person]:
    """The last holder of the office it follows, from the next day on, for the length of its term."""
    ended = [(last, p) for p in day.holders if rule.follows in p.offices
             and (last := _last_day_held(day.c, p, rule.follows)) and last < day.on]  # fmt: skip
    if not ended:
        return []
    last, person = max(ended, key=lambda each: each[0])
    until = last_day_of_term(last + ONE_DAY, rule.term) if rule.term else None
    return [person] if until is None or day.on <= until else []


def _next_holder(day: _Day, rule: Any) -> list[Person]:
    """Whoever holds the office next, in the last term of that name before the change."""
    holders = (person for person in day.holders if rule.precedes in person.offices)
    coming = [(person.since, person) for person in holders if person.since and person.since > day.on]
    if not coming:
        return []
    change, person = min(coming, key=lambda each: each[0])
    sits = not rule.during or _last_such_term(day, rule.during, change)
    return [person] if sits else []


def _last_such_term(day: _Day, term: str, change: datetime.date) -> bool:
    """Whether the day is in the last term of that name before the change."""
    return _in_term(day, term, day.on) and school_year(day.c, day.on) == school_year(day.c, change - ONE_DAY)
