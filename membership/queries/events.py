"""The edition's events as duties of a school year: each in its part of the year, done or not (K1.5, K10.9, B6.2)."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import constitution
from constitution import calendar, event, say
from constitution.calendar import NotEntered, Term, Year
from constitution.calendar import Window as Part
from constitution.event import Event
from constitution.finding import Finding, Working
from membership.models import Body
from membership.queries.duties import Done, all_done
from membership.queries.members import Membership
from records.models import Collaborative

# Reviews of the model itself, by whichever of these names an edition calls it.
REVIEWS = frozenset({"model-review", "review", "constitution-review"})
# These are seen by few, and have a page of their own.
APPRAISAL, SALARY = "appraisal", "salary-review"
APART = frozenset({APPRAISAL, SALARY})
# It reports by aim on the year before (K2.1).
OVERVIEW = "annual-overview"


# By event, the days on which it was held: (code, day).
Held = Callable[[Membership], Iterable[tuple[str, date]]]
_held: list[Held] = []


def held_elsewhere(function: Held) -> Held:
    """Mark what a room above knows to have been held, of events that no body of the group meets for (K12.23, K16.7)."""
    _held.append(function)
    return function


def held_on(facts: Membership, code: str, part: Part) -> date | None:
    """The first day in a part of the year on which an event was held, by the day of the facts."""
    days = facts.once("events held", lambda: [each for held in _held for each in held(facts)])
    return min((day for each, day in days if each == code and day in part and day <= facts.on), default=None)


@dataclass(frozen=True)
class Duty:
    """An event in one of its windows. `done` says that it is, not what came of it; `held` that it took place."""

    code: str
    rule: Event
    year: Year
    part: Part
    done: Done | None = None
    held: date | None = None

    @property
    def slot(self) -> str:
        return slot_of(self.year, self.part)

    @property
    def name(self) -> str:
        return self.rule.name or self.code

    @property
    def is_review(self) -> bool:
        return self.code in REVIEWS

    @property
    def done_on(self) -> date | None:
        return self.done.done_on if self.done else self.held

    def state(self, on: date) -> tuple[str, str]:
        """Shape and words."""
        if self.done:
            return "done", f"Done {say.date(self.done.done_on)}"
        if self.held:
            return "done", f"Held {say.date(self.held)}"
        if self.part.first > on:
            return "nothing", f"From {say.date(self.part.first)}"
        if self.part.last < on:
            return "look", "Not recorded"
        return "waiting", f"By {say.date(self.part.last)}"


def slot_of(year: Year, part: Part) -> str:
    """'2023-24/summer'."""
    return f"{year.slot}/{part.code}"


def is_meeting(rule: Event) -> bool:
    """A body comes together for it: that it was held is said by its minutes."""
    return bool(rule.body and (rule.agenda or rule.sessions or rule.days or rule.times_a_year))


def recorded_here(rule: Event) -> bool:
    """What concerns some schools alone is recorded of each of them."""
    return not is_meeting(rule) and not rule.for_


def events_done(collaborative: Collaborative) -> dict[tuple[str, str], Done]:
    """By code and slot, those of the group or of a body of it."""
    found = (each for each in all_done(collaborative) if each.holding_id is None and each.school_id is None)
    return {(each.code, each.slot): each for each in found}


def year_of(rules: constitution.Constitution, slot: str) -> Year | None:
    """The school year of '2023-24'; None for what is none."""
    try:
        year = calendar.school_year(rules, date(int(slot[:4]), 12, 31))
    except ValueError:
        return None
    return year if year.slot == slot else None


def duties_in(facts: Membership, year: Year, only: str = "") -> tuple[Duty, ...]:
    """Of a year, by the day by which they are to be done; without those whose dates are not entered.

    `only` names one event where no other is asked for.
    """
    rules = facts.register.editions.rules_since(facts.on)
    done, terms = events_done(facts.collaborative), calendar.read_terms(rules, facts.register.terms)
    found = (
        Duty(code, rule, year, part, done.get((code, slot_of(year, part))), held_on(facts, code, part))
        for code, rule in rules.event.items()
        if recorded_here(rule) and only in ("", code)
        for part in _parts(rules, rule, year, terms)
    )
    return tuple(sorted(found, key=lambda duty: (duty.part.last, duty.part.first, duty.name)))


def the_duty(facts: Membership, code: str, year: Year, part: str) -> Duty | None:
    return next((duty for duty in duties_in(facts, year, code) if duty.part.code == part), None)


def duty_on(facts: Membership, code: str, day: date) -> Duty | None:
    """The duty of this code in the school year of a day: the part that the day is in, else the last of them."""
    rules = facts.register.editions.rules_since(facts.on)
    found = duties_in(facts, calendar.school_year(rules, day), code)
    return next((duty for duty in found if day in duty.part), found[-1] if found else None)


def _parts(
    rules: constitution.Constitution, rule: Event, year: Year, terms: Sequence[Term]
) -> Iterator[Part]:
    try:
        yield from event.windows_of(rules, rule, year, terms)
    except NotEntered:
        return


def why(rules: constitution.Constitution, code: str, rule: Event, part: Part) -> Finding[date]:
    """Why an event is to be by the last day of its window."""
    working = Working(rules, f"event.{code}").use(rule, "every", "in", "on")
    working.step(f"{rule.name or code}: {how_often(rule)}")
    working.step(f"{part.name} runs from {say.long_date(part.first)} to {say.long_date(part.last)}")
    return working.answer(part.last)


def how_often(rule: Event) -> str:
    """'every half term'; 'every school year, in the Autumn term'; 'on 31 July'."""
    if rule.on is not None:
        return f"on {rule.on}"
    often = f"every {rule.every}" if rule.every else "every school year"
    return f"{often}, in the {say.listed(rule.in_)}" if rule.in_ else often


def whose(rules: constitution.Constitution, rule: Event) -> str:
    """Whose business it is, in words."""
    if rule.body:
        return rules.body[rule.body].name or rule.body
    return say.listed(_called(rules, name) for name in rule.who)


def _called(rules: constitution.Constitution, name: str) -> str:
    office = rules.office.get(name)
    return (office.name if office else "") or name[:1].upper() + name[1:]


def inner_body(facts: Membership, rule: Event) -> Body | None:
    """The body whose members alone see what came of it; None where it is the business of all."""
    rules = facts.register.editions.rules_since(facts.on)
    if not rule.body or len(rules.body) == 1 or _of_all(rules.body[rule.body]):
        return None
    return body_named(facts, rule.body)


def body_named(facts: Membership, code: str | None) -> Body | None:
    return next((body for body in facts.bodies if code and body.code == code), None)


def _of_all(rule: Any) -> bool:
    """Every member school sits on it."""
    return any(line.every for line in rule.members)
