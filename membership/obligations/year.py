"""The year as the constitution has it: what must be found in which part of it, and what is not entered yet."""

from collections.abc import Iterator
from datetime import timedelta

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
from membership.queries.members import Membership
from records.models import Collaborative
from records.obligations import Obligation, Window, key, source

# A year's dates are wanted this long before it begins, since deadlines of the year reach back into the one before.
WANTED = timedelta(days=120)


@source
def occasions_of_the_year(collaborative: Collaborative, window: Window) -> Iterator[Obligation]:
    """Each event of the edition in each of its windows: the last day by which it must have been."""
    facts, rules = facts_of(collaborative, window), rules_of(collaborative, window)
    terms = calendar.read_terms(rules, facts.register.terms)
    for year in years_in(rules, window):
        for code, rule in rules.event.items():
            yield from _occasions(collaborative, facts, year, code, rule, terms, window)


def years_in(rules: constitution.Constitution, window: Window) -> Iterator[Year]:
    """The school years that the window touches."""
    year = calendar.school_year(rules, window.first)
    while year.first_day <= window.last:
        yield year
        year = calendar.year_after(year)


def _occasions(
    collaborative, facts: Membership, year: Year, code: str, rule, terms, window
) -> Iterator[Obligation]:
    try:
        found = event.windows_of(facts.rules, rule, year, terms)
    except NotEntered:
        return
    who = _asked(facts, rule)
    for part in found:
        if part.last in window:
            yield _occasion(collaborative, facts.rules, year, code, rule, part, who)


def _asked(facts: Membership, rule) -> tuple[int, ...]:
    """Those whose office it is. A meeting, or what concerns some schools alone, is nobody's task by itself."""
    if rule.body or rule.for_:
        return ()
    return named(facts, [name for name in rule.who if name in facts.rules.office])


def _occasion(
    collaborative, rules: constitution.Constitution, year: Year, code: str, rule, part, who
) -> Obligation:
    working = Working(rules, f"event.{code}").use(rule, "every", "in", "on")
    working.step(f"{rule.name or code}: {_how_often(rule)}")
    working.step(f"{part.name} runs from {say.long_date(part.first)} to {say.long_date(part.last)}")
    return Obligation(
        key=key(f"event.{code}", None, f"{year.slot}/{part.code}", "hold"),
        due_on=part.last,
        what=rule.name or code,
        kind="meeting" if rule.body else "event",
        reason=f"In {part.name}: between {say.date(part.first)} and {say.date(part.last)}.",
        who=who,
        whom=_whose(rules, rule),
        why=working.answer(part.last),
        link=reverse("planner", args=[collaborative.code]),
        button="See it in the planner",
        remind=remind_before(rule).before,
        lapses=True,
        level="members",
    )


def _how_often(rule) -> str:
    if rule.on is not None:
        return f"on {rule.on}"
    often = f"every {rule.every}" if rule.every else "every school year"
    return f"{often}, in the {say.listed(rule.in_)}" if rule.in_ else often


def _whose(rules: constitution.Constitution, rule) -> str:
    if rule.body:
        return rules.body[rule.body].name or rule.body
    return say.listed(_called(rules, name) for name in rule.who)


def _called(rules: constitution.Constitution, name: str) -> str:
    office = rules.office.get(name)
    return (office.name if office else "") or name[:1].upper() + name[1:]


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
