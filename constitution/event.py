"""[event.x]: when in each year something must be found.

From the year's terms an event makes *windows*. A window without its meeting is named, and so is a meeting
outside all of them. What follows from the last time alone ("no more apart than 15 months") is `next by`.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field, PlainValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from constitution import calendar, dates, say
from constitution.calendar import NotEntered, Term, Window, Year
from constitution.finding import Finding, Working
from constitution.questions import question
from constitution.rule import Ref, Row, Rule
from constitution.values import ALength, DayOfYear, Length, OneOrSeveral, Several, Whole, one_day, refusal

if TYPE_CHECKING:
    from constitution.tables import Constitution

PERIODS = ("half term", "term", "school year", "financial year", "calendar year", "month")


def _every(value: Any) -> str | Length:
    if value in PERIODS:
        return value
    try:
        return Length.parse(value)
    except PydanticCustomError:
        raise refusal(f'"{value}" is not one of: {say.quoted(PERIODS)}, nor a length of time') from None


def _on(value: Any) -> datetime.date | DayOfYear:
    return DayOfYear.parse(value) if isinstance(value, str) else one_day(value)


Every = Annotated[str | Length, PlainValidator(_every), WithJsonSchema({"type": "string"})]
DayOrDate = Annotated[
    DayOfYear | datetime.date,
    PlainValidator(_on),
    WithJsonSchema(
        {"type": "string", "description": 'A day of every year, "31 July", or one day, 2023-07-19.'}
    ),
]


class Session(Row):
    name: str = Field(description="What this part of the meeting is called.", examples=["Morning"])
    items: Several[str] = Field((), description="What it is for.", examples=[["Standing items"]])
    headings: Several[str] = Field((), description="The headings under which it proceeds.")


class Event(Rule):
    name: str = Field("", description="What people call it.", examples=["Full meeting"])
    body: Annotated[str | None, Ref("body")] = Field(
        None, description="The body that meets.", examples=["full-group"]
    )
    every: Every | None = Field(
        None,
        description='How often: "half term", "term", "school year", "financial year", "calendar year", '
        '"month", or a length of time.',
        examples=["half term", "2 years"],
    )
    in_: OneOrSeveral[str] = Field(
        (),
        description="In which part of the year: a term, a half of one, the last half term, or a month.",
        examples=["Autumn term", "Spring term, first half"],
    )
    on: DayOrDate | None = Field(
        None,
        description="On which day: of every year, or a full date, which serves one year.",
        examples=["31 July"],
    )
    days: Whole | None = Field(None, description="How many days it lasts.", examples=[2])
    times_a_year: Whole | None = Field(
        None, description="How many times a year it takes place; must fit the calendar.", examples=[6]
    )
    at_least_a_year: Whole | None = Field(
        None, description="The fewest times in a school year.", examples=[3]
    )
    no_more_apart_than: ALength | None = Field(
        None, description="The longest time between one and the next.", examples=["15 months"]
    )
    first_within: ALength | None = Field(
        None,
        description="How soon after the constitution comes into force the first one takes place.",
        examples=["18 months"],
    )
    after: Annotated[str | None, Ref("event")] = Field(
        None, description="Another event that comes first.", examples=["management-meeting"]
    )
    who: Annotated[OneOrSeveral[str], Ref("people")] = Field(
        (), description="The people whose business it is.", examples=[["som", "chair"]]
    )
    for_: Annotated[OneOrSeveral[str], Ref("category")] = Field(
        (), description="Only for schools of these categories.", examples=[["amber", "red"]]
    )
    agenda: Several[str] = Field(
        (),
        description="Standing items: an agenda without one is flagged.",
        examples=[["Accounts and budget", "Feedback from representatives"]],
    )
    sessions: Several[str | Session] = Field(
        (), description="The parts of the day.", examples=[["Morning: business items"]]
    )
    headings: Several[str] = Field(
        (), description="What the meeting covers, heading by heading.", examples=[["Support required"]]
    )
    fixed_at: str | None = Field(
        None,
        description="When the year's dates are fixed, in words.",
        examples=["the last meeting of the school year"],
    )
    public: bool = Field(False, description="Whether the public may attend.")
    then: str | None = Field(None, description="What follows from it, in words.")


# Windows --------------------------------------------------------------------------------------------

Places = Callable[["Constitution", Year, Sequence[Term]], Iterable[Window]]


def _term_places(c: Constitution, year: Year, terms: Sequence[Term]) -> Iterable[Window]:
    return calendar.term_windows(calendar.terms_in(c, year, terms))


def _half_term_places(c: Constitution, year: Year, terms: Sequence[Term]) -> Iterable[Window]:
    return calendar.half_terms(c, calendar.terms_in(c, year, terms))


def _financial_place(c: Constitution, year: Year, terms: Sequence[Term]) -> Iterable[Window]:
    """The financial year that begins within the school year."""
    return [calendar.year_window(calendar.financial_year(c, year.last_day))]


def _calendar_place(c: Constitution, year: Year, terms: Sequence[Term]) -> Iterable[Window]:
    return [calendar.year_window(calendar.calendar_year(year.last_day))]


PLACES: Mapping[str, Places] = {
    "half term": _half_term_places,
    "term": _term_places,
    "month": lambda c, year, terms: calendar.month_windows(year),
    "school year": lambda c, year, terms: [calendar.year_window(year)],
    "financial year": _financial_place,
    "calendar year": _calendar_place,
}


def occasions(c: Constitution, event: Event) -> str:
    """The period that gives one window each; how many times a year decides where `every` is not said."""
    if isinstance(event.every, str):
        return event.every
    names = calendar.calendar_terms(c)
    if event.every is None and event.times_a_year and len(names) > 1:
        by_count = {len(names): "term", 2 * len(names): "half term", 12: "month"}
        return by_count.get(event.times_a_year, "school year")
    return "month" if event.every == Length(1, "month") else "school year"


def windows_of(c: Constitution, event: Event, year: Year, terms: Sequence[Term]) -> tuple[Window, ...]:
    """The event's windows in one school year, in order; NotEntered when the year's dates are missing."""
    if event.on is not None:
        return _one_day(event.on, year)
    often = occasions(c, event)
    if not event.in_:
        return tuple(PLACES[often](c, year, terms))
    parts = [calendar.place(c, words, year, terms) for words in event.in_]
    if often in ("school year", "financial year", "calendar year"):
        return (_merged(parts),)
    found = PLACES[often](c, year, terms)
    return tuple(window for window in found if any(window.first in part for part in parts))


def _merged(parts: Sequence[Window]) -> Window:
    """Once a year in one part or another is one window from the first of them to the last."""
    ordered = sorted(parts, key=lambda part: part.first)
    if len(ordered) == 1:
        return ordered[0]
    name = say.listed((part.name for part in ordered), "or")
    code = "-or-".join(part.code for part in ordered)
    return Window(code, name, ordered[0].first, max(part.last for part in ordered))


def _one_day(on: datetime.date | DayOfYear, year: Year) -> tuple[Window, ...]:
    """`on` as a window of one day. A full date serves one year; the next year's is asked for, not guessed."""
    if isinstance(on, DayOfYear):
        day = on.on_or_after(year.first_day)
    elif on in year:
        day = on
    else:
        raise NotEntered(f"the day of {year.label} is not entered: {say.date(on)} serves one year only")
    return (Window(calendar.slug(f"{day.day} {say.MONTHS[day.month - 1]}"), say.date(day), day, day),)


def _year_asked(c: Constitution, terms: Sequence[Term], days: Iterable[datetime.date]) -> Year:
    """The school year that the facts speak of."""
    for day in [term.first for term in terms] + sorted(days):
        return calendar.school_year(c, day)
    raise NotEntered("the terms of the year are not entered")


def windows(
    c: Constitution, event: str, terms: Iterable[Any] = (), on: datetime.date | None = None
) -> Finding[Any]:
    """The windows of a school year as Window values; a sentence where the year's dates are not entered."""
    rule = c.event[event]
    working = _working(c, event, rule)
    try:
        read = calendar.read_terms(c, terms)
        year = calendar.school_year(c, on) if on else _year_asked(c, read, ())
        found = windows_of(c, rule, year, read)
    except NotEntered as missing:
        return working.step(str(missing)).answer(str(missing))
    working.step(f"{_often(c, rule)} in {year.label}: {say.count(len(found), 'window')}")
    for window in found:
        working.step(_spoken(window))
    return working.answer(found)


def _working(c: Constitution, name: str, rule: Event) -> Working:
    working = Working(c, f"event.{name}").use(rule, "every", "in", "on", "times_a_year")
    if default := calendar.year_default(c, "school"):
        working.default(default)
    return working


def _often(c: Constitution, rule: Event) -> str:
    if rule.on is not None:
        return f"on {rule.on}" if isinstance(rule.on, DayOfYear) else f"on {say.date(rule.on)}"
    place = f", {say.listed(map(calendar.in_words, rule.in_), 'or')}" if rule.in_ else ""
    return f"once every {rule.every or occasions(c, rule)}{place}"


def _spoken(window: Window) -> str:
    if window.first == window.last:
        return window.name
    return f"{window.name}: {say.date(window.first)} to {say.date(window.last)}"


# Questions ------------------------------------------------------------------------------------------


@question("windows", of="event")
def windows_asked(
    c: Constitution, event: str, *, terms: Any = (), on: datetime.date | None = None
) -> Finding[Any]:
    """The windows as tables { code, name, first, last }."""
    found = windows(c, event, terms, on)
    if isinstance(found.value, str):
        return found
    return Working(c, found.rule).include(found).answer([window.as_fact() for window in found.value])


@question("year", of="event")
def year(
    c: Constitution,
    event: str,
    *,
    terms: Any = (),
    days: list[datetime.date] | None = None,
    on: datetime.date | None = None,
) -> Finding[Any]:
    """`without`: windows that no day falls in, by name; `outside`: days in no window."""
    rule, held = c.event[event], sorted(days or ())
    working = _working(c, event, rule)
    try:
        read = calendar.read_terms(c, terms)
        of_year = calendar.school_year(c, on) if on else _year_asked(c, read, held)
        found = windows_of(c, rule, of_year, read)
    except NotEntered as missing:
        return working.step(str(missing)).answer(str(missing))
    return _judged(working, rule, found, held)


def _judged(
    working: Working, rule: Event, found: Sequence[Window], days: list[datetime.date]
) -> Finding[Any]:
    without = [window.name for window in found if not any(day in window for day in days)]
    outside = [day for day in days if not any(day in window for window in found)]
    for window in found:
        inside = [say.date(day) for day in days if day in window]
        working.step(f"{_spoken(window)}: {say.listed(inside) if inside else 'none'}")
    for day in outside:
        working.step(f"{say.long_date(day)} is outside all of them")
    return working.answer({"without": without, "outside": outside} | _counted(working, rule, days))


def _counted(working: Working, rule: Event, days: list[datetime.date]) -> dict[str, Any]:
    """How many are lacking, and which follow the one before too late; only where the rule speaks of it."""
    more: dict[str, Any] = {}
    wanted = rule.times_a_year or rule.at_least_a_year
    if wanted:
        more["lacking"] = max(0, wanted - len(days))
        floor = "" if rule.times_a_year else "at least "
        working.step(f"{floor}{say.small(wanted)} a year; {say.small(len(days))} on the list")
    if apart := rule.no_more_apart_than:
        pairs = pairwise(days)
        more["too_late"] = [later for earlier, later in pairs if later > dates.after(earlier, apart)]
        working.use(rule, "no_more_apart_than").step(f"no more than {apart} from one to the next")
    return more


@question("next by", of="event")
def next_by(
    c: Constitution, event: str, *, last: datetime.date | None = None, terms: Any = ()
) -> Finding[Any]:
    """The last day by which the next one must take place; the earliest of what the rule says."""
    rule = c.event[event]
    working = Working(c, f"event.{event}").use(rule, "every", "no_more_apart_than", "first_within")
    try:
        limits = list(_limits(c, rule, working, last, calendar.read_terms(c, terms)))
    except NotEntered as missing:
        return working.step(str(missing)).answer(str(missing))
    if not limits:
        return working.step("the rule sets no day by which the next one takes place").answer(None)
    by = min(limits)
    if len(limits) > 1:
        working.step(f"the earliest is {say.long_date(by)}")
    return working.answer(by)


def _limits(
    c: Constitution, rule: Event, working: Working, last: datetime.date | None, terms: Sequence[Term]
) -> Iterator[datetime.date]:
    if last is None:
        yield from _first(c, rule, working)
        return
    for length in (rule.every, rule.no_more_apart_than):
        if isinstance(length, Length):
            by = dates.after(last, length)
            working.step(f"{length} after {say.long_date(last)}: by {say.long_date(by)}")
            yield by
    if not isinstance(rule.every, Length) and (rule.every or rule.in_ or rule.on or rule.times_a_year):
        window = _following(c, rule, last, terms)
        working.step(f"the next is for {_spoken(window)}: by {say.long_date(window.last)}")
        yield window.last


def _first(c: Constitution, rule: Event, working: Working) -> Iterator[datetime.date]:
    since = c.constitution.in_force_from
    if rule.first_within:
        by = dates.after(since, rule.first_within)
        working.step(
            f"the first within {rule.first_within} of {say.long_date(since)}, the day it came into force: "
            f"by {say.long_date(by)}"
        )
        yield by
    else:
        working.step("the day of the last one is not entered")


def _following(c: Constitution, rule: Event, last: datetime.date, terms: Sequence[Term]) -> Window:
    """The window that begins next after the last one took place."""
    this = calendar.school_year(c, last)
    for each in (this, calendar.year_after(this), calendar.year_after(calendar.year_after(this))):
        for window in windows_of(c, rule, each, terms):
            if window.first > last:
                return window
    raise NotEntered("no window follows in the two years after")
