"""The meetings of a school year: which the edition asks for, which there are, and what is lacking (K9.1, K9.2, B4.2)."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

import constitution
from constitution import calendar, event, say
from constitution.calendar import NotEntered, Term, Window, Year
from constitution.dates import ONE_DAY
from constitution.event import Event
from constitution.finding import Finding
from meetings.models import Meeting
from meetings.models.meeting import RECURRING
from meetings.queries.room import day_of
from membership.models import Body
from membership.queries import events
from membership.queries.members import Membership
from membership.queries.moments import civil_day, day_after, first_of

State = Meeting.State

# Bodies whose meetings stand in the planner, with no agenda and no quorum of the constitution's.
MEET_BESIDE = (Body.Kind.OUTSIDE, Body.Kind.CLUSTER, Body.Kind.NETWORK, Body.Kind.WORKING_PARTY)


def elsewhere(meeting: Meeting) -> bool:
    """Whether it is a meeting of others than the group: not of one of its own clusters or networks (K10.5, K10.6)."""
    return meeting.kind == Meeting.Kind.OUTSIDE and (
        meeting.body is None or meeting.body.kind == Body.Kind.OUTSIDE
    )


# What the edition asks for ----------------------------------------------------------------------------


@dataclass(frozen=True)
class Occasion:
    """A meeting that the edition asks for: an event in one of its windows.

    `number` tells those apart that share one window, as where four a year are asked for and no more is said.
    """

    code: str
    rule: Event
    year: Year
    part: Window
    number: int = 1
    of: int = 1

    @property
    def slot(self) -> str:
        slot = events.slot_of(self.year, self.part)
        return slot if self.number == 1 else f"{slot}-{self.number}"

    @property
    def name(self) -> str:
        return self.rule.name or self.code

    @property
    def where(self) -> str:
        """'Autumn term, first half'; '2 of 4 in the school year 2023/24'."""
        return self.part.name if self.of == 1 else f"{self.number} of {self.of} in {self.part.name}"

    @property
    def window(self) -> Window:
        """The days in which it is looked for: its own share, where several share one window."""
        days = (self.part.last - self.part.first).days + 1
        first = self.part.first + days * (self.number - 1) // self.of * ONE_DAY
        last = self.part.first + days * self.number // self.of * ONE_DAY - ONE_DAY
        return Window(self.part.code, self.where, first, last)

    def met_by(self, meeting: Meeting) -> bool:
        """Whether the meeting is this one: by its day, where the window is its own."""
        if meeting.event != self.code:
            return False
        return day_of(meeting) in self.part if self.of == 1 else meeting.slot == self.slot


def rules_of(facts: Membership, year: Year) -> constitution.Constitution:
    """The edition by which a year's meetings are planned: that of its first day."""
    return facts.register.editions.rules_since(year.first_day)


def meeting_events(rules: constitution.Constitution) -> dict[str, Event]:
    """The events for which a body comes together."""
    return {code: rule for code, rule in rules.event.items() if events.is_meeting(rule)}


def gatherings(rules: constitution.Constitution) -> dict[str, str]:
    """By code, the events that others hold or share: no body of the group meets for them (K12.23, K16.7)."""
    found = rules.event.items()
    return {code: rule.name or code for code, rule in found if not rule.body and not rule.for_ and rule.every}


def occasions(facts: Membership, year: Year) -> tuple[Occasion, ...]:
    """By their windows; without those whose dates are not entered."""
    return facts.once(("occasions", year), lambda: _occasions(facts, year))


def _occasions(facts: Membership, year: Year) -> tuple[Occasion, ...]:
    rules = rules_of(facts, year)
    terms = calendar.read_terms(rules, facts.register.terms)
    found = [
        each
        for code, rule in meeting_events(rules).items()
        for each in _of_event(rules, terms, code, rule, year)
    ]
    return tuple(sorted(found, key=lambda each: (each.window.first, each.name)))


def _of_event(rules, terms: Sequence[Term], code: str, rule: Event, year: Year) -> Iterator[Occasion]:
    try:
        windows = event.windows_of(rules, rule, year, terms)
    except NotEntered:
        return
    asked = rule.times_a_year or rule.at_least_a_year or 0
    each = max(1, -(-asked // len(windows))) if windows else 1
    for part in windows:
        yield from (Occasion(code, rule, year, part, number, each) for number in range(1, each + 1))


def not_entered(facts: Membership, year: Year) -> bool:
    """Whether an event waits for the dates of the year's terms."""
    found = {each.code for each in occasions(facts, year)}
    return bool(meeting_events(rules_of(facts, year)).keys() - found)


# Those there are --------------------------------------------------------------------------------------


def in_year(rows: QuerySet[Meeting], year: Year) -> QuerySet[Meeting]:
    return rows.filter(starts_at__gte=first_of(year.first_day), starts_at__lt=day_after(year.last_day))


def standing(rows: Iterable[Meeting]) -> list[Meeting]:
    """Those that take place: not the cancelled, and not what is decided in writing."""
    return [row for row in rows if row.state != State.CANCELLED and row.kind != Meeting.Kind.WRITTEN]


def planned_for(rows: QuerySet[Meeting], year: Year) -> QuerySet[Meeting]:
    """The recurring meetings that stand, of the slots of a year."""
    mine = Q(slot__startswith=f"{year.slot}/", kind__in=RECURRING)
    return rows.filter(mine).exclude(state=State.CANCELLED)


def body_of(facts: Membership, rule: Event) -> Body:
    return next(body for body in facts.bodies if body.code == rule.body)


@events.held_elsewhere
def of_others(facts: Membership) -> Iterator[tuple[str, date]]:
    """By event, the days of the meetings of others, and of events shared with them, that are over."""
    for row in standing(facts.rows.meetings):
        if row.kind == Meeting.Kind.OUTSIDE and row.event and civil_day(row.ends_at) <= facts.on:
            yield row.event, day_of(row)


# What is lacking --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Lack:
    """An event that is not as the edition asks: windows without it, days outside all windows, too few, too far apart."""

    code: str
    name: str
    finding: Finding[Any]

    @property
    def sentences(self) -> tuple[str, ...]:
        """'Spring term, second half has no full meeting.'"""
        found, name = self.finding.value, self.name
        without = (f"{_capital(part)} has no {_small(name)}." for part in found["without"])
        outside = (
            f"{name}: {say.long_date(day)} is in no part of the year in which it is asked for."
            for day in found["outside"]
        )
        late = (
            f"{name}: {say.long_date(day)} comes too late after the one before."
            for day in found.get("too_late", ())
        )
        return (*without, *outside, *late, *self._too_few())

    def _too_few(self) -> Iterator[str]:
        missing = self.finding.value.get("lacking", 0)
        if missing > len(self.finding.value["without"]):
            yield f"{self.name}: {say.small(missing)} more asked for in the year."


def lacks(facts: Membership, year: Year, rows: Sequence[Meeting]) -> tuple[Lack, ...]:
    """Of each event for which a body meets, what the meetings that stand leave open: the kernel's question `year`."""
    rules, there = rules_of(facts, year), standing(rows)
    found = []
    for code, rule in meeting_events(rules).items():
        days = [day_of(row) for row in there if row.event == code]
        given = {"terms": facts.register.terms, "days": days, "on": year.first_day}
        finding = constitution.ask(rules, "year", code, given)
        if isinstance(finding.value, dict):
            found.append(Lack(code, rule.name or code, finding))
    return tuple(lack for lack in found if lack.sentences)


def missing(facts: Membership, year: Year, rows: Sequence[Meeting]) -> tuple[Occasion, ...]:
    """The occasions without a meeting that stands."""
    there = standing(rows)
    return tuple(each for each in occasions(facts, year) if not any(each.met_by(row) for row in there))


def occasion_on(facts: Membership, year: Year, code: str, day: date) -> Occasion | None:
    """The occasion of an event whose window a day falls in."""
    return next((each for each in occasions(facts, year) if each.code == code and day in each.window), None)


def _small(name: str) -> str:
    """'full meeting' within a sentence; a name of its own stays, as 'Ofsted briefing'."""
    return name[:1].lower() + name[1:]


def _capital(name: str) -> str:
    return name[:1].upper() + name[1:]
