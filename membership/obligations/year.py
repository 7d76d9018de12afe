"""The year as the constitution has it: what must be found in which part of it, and what is not entered yet."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.urls import reverse

import constitution
from constitution import calendar, event, say
from constitution.acts import THE_OFFICE
from constitution.calendar import NotEntered, Year
from constitution.finding import Working
from constitution.reminding import remind_before
from membership.obligations.facts import facts_of, rules_of
from membership.permissions.names import holders
from membership.permissions.people import named
from membership.queries import events
from membership.queries.members import Membership
from records.models import Collaborative
from records.obligations import Obligation, Window, key, source

# A year's dates are wanted this long before it begins, since deadlines of the year reach back into the one before.
WANTED = timedelta(days=120)


@source
def occasions_of_the_year(collaborative: Collaborative, window: Window) -> Iterator[Obligation]:
    """Each event of the edition in each of its windows: the last day by which it must have been.

    Those for which a body comes together are told of by the room of meetings, which knows their days.
    """
    facts, rules = facts_of(collaborative, window), rules_of(collaborative, window)
    terms = calendar.read_terms(rules, facts.register.terms)
    for year in years_in(rules, window):
        for code, rule in rules.event.items():
            if not events.is_meeting(rule):
                yield from _occasions(facts, year, code, rule, terms, window)


def years_in(rules: constitution.Constitution, window: Window) -> Iterator[Year]:
    """The school years that the window touches."""
    year = calendar.school_year(rules, window.first)
    while year.first_day <= window.last:
        yield year
        year = calendar.year_after(year)


def _occasions(facts: Membership, year: Year, code: str, rule, terms, window) -> Iterator[Obligation]:
    try:
        found = event.windows_of(facts.rules, rule, year, terms)
    except NotEntered:
        return
    who = _asked(facts, rule)
    for part in found:
        if part.last in window:
            yield _occasion(facts, year, code, rule, part, who)


def _asked(facts: Membership, rule) -> tuple[int, ...]:
    """Those whose office it is. What concerns some schools alone is nobody's task by itself."""
    if not events.recorded_here(rule):
        return ()
    return named(facts, [name for name in rule.who if name in facts.rules.office])


def _occasion(facts: Membership, year: Year, code: str, rule, part, who) -> Obligation:
    collaborative, rules = facts.collaborative, facts.rules
    return Obligation(
        key=key(f"event.{code}", None, events.slot_of(year, part), "hold"),
        due_on=part.last,
        what=rule.name or code,
        kind="event",
        reason=f"{part.name}, {say.date(part.first)} to {say.date(part.last)}.",
        who=who,
        whom=events.whose(rules, rule),
        why=events.why(rules, code, rule, part),
        remind=remind_before(rule).before,
        done_on=_done_on(facts, code, year, part),
        lapses=True,
        level="members",
        **_page(collaborative, code, rule, year, part),
    )


def _done_on(facts: Membership, code: str, year: Year, part) -> date | None:
    """The day on which it was done, or held, looked at from that day on."""
    every = facts.once("events done", lambda: events.events_done(facts.collaborative))
    found = every.get((code, events.slot_of(year, part)))
    done = found.done_on if found and found.done_on <= facts.on else None
    return done or events.held_on(facts, code, part)


def _page(collaborative, code: str, rule, year: Year, part) -> dict[str, str]:
    """Where it is recorded that it was done."""
    if not events.recorded_here(rule):
        return {"link": reverse("planner", args=[collaborative.code]), "button": "See it in the planner"}
    where = [collaborative.code, year.slot, code, part.code]
    return {"link": reverse("membership:duty", args=where), "button": "Record it"}


# --- the financial year, and dates that are wanted -------------------------------------------------------


@source
def end_of_the_financial_year(collaborative: Collaborative, window: Window) -> Iterator[Obligation]:
    facts, rules = facts_of(collaborative, window), rules_of(collaborative, window)
    if not rules.payment and not rules.tier:
        return
    year = calendar.financial_year(rules, window.first)
    who = named(facts, holders(rules, "close-year"))
    while year.last_day <= window.last:
        working = Working(rules, "calendar", *(rules.calendar.clause if rules.calendar else ()))
        working.step(f"the financial year runs from {say.date(year.first_day)} to {say.date(year.last_day)}")
        if words := calendar.year_default(rules, "financial"):
            working.default(words)
        yield Obligation(
            key=key("calendar", None, year.slot, "end of financial year"),
            due_on=year.last_day,
            what="Financial year ends",
            kind="calendar",
            who=who,
            whom="Treasurer",
            why=working.answer(year.last_day),
            link=reverse("planner", args=[collaborative.code]),
            lapses=True,
            level="members",
        )
        year = calendar.year_after(year)


@source
def dates_to_enter(collaborative: Collaborative, window: Window) -> Iterator[Obligation]:
    """Nothing is worked out for a year whose terms are not entered: the office is asked for them in time."""
    rules = rules_of(collaborative, window)
    terms = calendar.read_terms(rules, facts_of(collaborative, window).register.terms)
    if not calendar.calendar_terms(rules):
        return
    year = calendar.school_year(rules, window.on)
    for wanted in (year, calendar.year_after(year)):
        due = wanted.first_day - WANTED
        if due not in window or any(wanted.first_day <= term.first <= wanted.last_day for term in terms):
            continue
        working = Working(rules, "calendar").step(f"no terms of {wanted.label} are entered")
        working.default("four months before the year begins; the program's own, since deadlines reach back")
        yield Obligation(
            key=key("calendar", None, wanted.slot, "enter terms"),
            due_on=due,
            what=f"Enter the term dates of {wanted.label}",
            kind="calendar",
            reason="Until they are there, nothing that depends on them can be worked out.",
            who=named(facts_of(collaborative, window), [THE_OFFICE]),
            whom="The office",
            why=working.answer(due),
            link=reverse("membership:terms", args=[collaborative.code]),
            button="Enter the dates",
        )
