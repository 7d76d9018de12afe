"""[evaluation], [category.x] and [support.x]: how schools are evaluated, and what follows from it.

`[support.x]` says what a school gets for its category, tier and status; all that apply are added together, in
the order of the file. The cycle's days belong to one school year: a full date serves that year only.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field, PlainValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from constitution import calendar, dates, say
from constitution.calendar import NotEntered, Term, Window, Year
from constitution.finding import Finding, Working
from constitution.questions import question
from constitution.rule import Ref, Row, Rule
from constitution.values import DayOfYear, OneOrSeveral, Several, one_day, refusal

if TYPE_CHECKING:
    from constitution.tables import Constitution

PART_OF_MONTH = re.compile(rf"(early|mid|late|end of) ({'|'.join(say.MONTHS)})")
EVERY = ("every term", "every half term", "every month", "every year")
WHEN_WORDS = 'write when as a day, "31 July", "October", "mid June", "every term" or a term'
# The last day that the words allow; "late" and "end of" run to the end of the month.
UNTIL = {"early": 10, "mid": 15}


def _when(value: Any) -> datetime.date | DayOfYear | str:
    """A day, a day of every year, a month or part of one, a term, or "every term"."""
    if isinstance(value, datetime.date):
        return one_day(value)
    unreadable = not isinstance(value, str) or (value.startswith("every ") and value not in EVERY)
    if unreadable:
        raise refusal(f"{say.written(value)}: {WHEN_WORDS}")
    try:
        return DayOfYear.parse(value)
    except PydanticCustomError:
        if value[:1].isdigit() or not value:
            raise refusal(f"{say.written(value)}: {WHEN_WORDS}") from None
        return value


def names_a_place(when: datetime.date | DayOfYear | str) -> bool:
    """Whether it is a term or a half of one, which the calendar must have."""
    return isinstance(when, str) and when not in EVERY and not PART_OF_MONTH.fullmatch(when)


When = Annotated[datetime.date | DayOfYear | str, PlainValidator(_when), WithJsonSchema({"type": "string"})]


class Step(Row):
    what: str = Field(description="What is done.", examples=["Self-evaluations completed and sent"])
    when: When = Field(
        description="When: a day, a month, mid June, every term, or a term. A full date serves one year.",
        examples=["October", "mid June", "every term"],
    )
    who: Annotated[OneOrSeveral[str], Ref("people")] = Field(
        (), description="Who does it.", examples=[["headteacher"]]
    )
    for_: OneOrSeveral[str] = Field(
        (), description="For whom: people, or schools of a category.", examples=[["collaborative lead"]]
    )


class Outcomes(Row):
    phase: str = Field(description="The phase of school.", examples=["primary"])
    measures: Several[str] = Field(description="What is measured.", examples=[["Y1 Phonics %"]])


class Evaluation(Rule):
    ratings: Several[str] = Field(
        (), description="The ratings of a theme, best first.", examples=[["Green", "Amber", "Red"]]
    )
    themes: Several[str] = Field((), description="What a school rates itself on.", examples=[["Attendance"]])
    best_fit: str | None = Field(None, description="How one rating is found from all, in words: a judgement.")
    judged: Several[str] = Field(
        (), description="What is graded beside the themes.", examples=[["Quality of Education"]]
    )
    judgements: Several[str] = Field(
        (), description="The grades that can be given.", examples=[["O", "G", "RI", "I"]]
    )
    difference: str | None = Field(
        None, description="What happens where school and authority differ, in words."
    )
    decided_by: str | None = Field(None, description="Who decides, in words.")
    informed_by: str | None = Field(None, description="Who tells the school, in words.")
    steps: Several[Step] = Field((), description="The cycle of the year, step by step.")
    outcomes: Several[Outcomes] = Field((), description="The figures asked for, by phase.")


class Category(Rule):
    name: str = Field("", description="What people call it.", examples=["Green"])
    level: str | None = Field(None, description="The level of support.", examples=["universal"])
    means: str | None = Field(None, description="What it means, in words.")


class Support(Rule):
    category: Annotated[OneOrSeveral[str], Ref("category")] = Field(
        (), description="For schools of these categories; left out: any.", examples=[["amber", "red"]]
    )
    tier: Annotated[OneOrSeveral[str], Ref("tier")] = Field(
        (), description="For schools of these tiers; left out: any.", examples=["silver"]
    )
    status: Literal["maintained", "academy"] | None = Field(
        None, description="For schools of this status; left out: any.", examples=["academy"]
    )
    gets: Annotated[OneOrSeveral[str], Ref("service")] = Field(
        description="What a school gets.", examples=[["support-plan", "la-support"]]
    )

    def applies(self, category: str, tier: str | None, status: str | None) -> bool:
        return (
            (not self.category or category in self.category)
            and (not self.tier or tier in self.tier)
            and self.status in (None, status)
        )


# Support -----------------------------------------------------------------------------------------------


@question("support", of="category")
def support(
    c: Constitution, category: str, *, tier: str | None = None, status: str | None = None
) -> Finding[list[str]]:
    """The services that a school of this category gets; each once, in the order of the file."""
    working = Working(c, f"category.{category}")
    found: dict[str, None] = {}
    for name, rule in c.support.items():
        if rule.applies(category, tier, status):
            working.use(rule, "category", "tier", "status", "gets")
            working.step(f"{_for_whom(c, rule)}: {say.listed(_service(c, each) for each in rule.gets)}")
            found.update(dict.fromkeys(rule.gets))
        elif _undecided(rule, category, tier, status):
            working.step(
                f"support.{name} depends on the {_undecided(rule, category, tier, status)}, not given"
            )
    if not found:
        working.step("no rule of support applies")
    return working.answer(list(found))


def _for_whom(c: Constitution, rule: Support) -> str:
    parts = (
        [say.listed((c.category[each].name or each for each in rule.category), "or")] if rule.category else []
    )
    parts += [say.listed((c.tier[each].name or each for each in rule.tier), "or")] if rule.tier else []
    return ", ".join(parts + ([rule.status] if rule.status else [])) or "every school"


def _undecided(rule: Support, category: str, tier: str | None, status: str | None) -> str:
    """Which fact the rule still waits for; none when it is already ruled out."""
    if rule.category and category not in rule.category:
        return ""
    if rule.tier and tier is None and rule.status in (None, status):
        return "tier"
    fits = not rule.tier or tier in rule.tier
    return "status" if rule.status and status is None and fits else ""


def _service(c: Constitution, service: str) -> str:
    return getattr(c.service.get(service), "name", "") or service


# The cycle ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class StepDue:
    """One step in one school year. `window` is when it is done, None while its day is not entered."""

    step: Step
    slot: str
    window: Window | None
    finding: Finding[Any]

    @property
    def due_on(self) -> datetime.date | None:
        return self.window.last if self.window else None


def cycle(c: Constitution, year: Year | datetime.date, terms: Iterable[Any] = ()) -> tuple[StepDue, ...]:
    """The steps of the cycle in a school year, in the order of the file; one for each term where asked."""
    if c.evaluation is None:
        return ()
    year = year if isinstance(year, Year) else calendar.school_year(c, year)
    read = calendar.read_terms(c, terms)
    return tuple(due for step in c.evaluation.steps for due in _due(c, step, year, read))


def _due(c: Constitution, step: Step, year: Year, terms: tuple[Term, ...]) -> Iterator[StepDue]:
    working = Working(c, "evaluation").use(c.evaluation, "steps")  # type: ignore[arg-type]
    try:
        windows = _step_windows(c, step.when, year, terms)
    except NotEntered as missing:
        yield StepDue(step, year.slot, None, working.step(f"{step.what}: {missing}").answer(None))
        return
    for window in windows:
        finding = working.step(f"{step.what}: by {say.long_date(window.last)}").answer(window.last)
        yield StepDue(step, f"{year.slot}/{window.code}", window, finding)
        working = Working(c, "evaluation").use(c.evaluation, "steps")  # type: ignore[arg-type]


def _step_windows(
    c: Constitution, when: datetime.date | DayOfYear | str, year: Year, terms: tuple[Term, ...]
) -> tuple[Window, ...]:
    if isinstance(when, DayOfYear):
        return (_day_window(when.on_or_after(year.first_day)),)
    if isinstance(when, datetime.date):
        if when not in year:
            raise NotEntered(f"{say.date(when)} serves one year only; the day of {year.label} is not entered")
        return (_day_window(when),)
    if when in EVERY:
        return _every(c, when, year, terms)
    if found := PART_OF_MONTH.fullmatch(when):
        return (_part_of_month(found[1], found[2], year),)
    return (calendar.place(c, when, year, terms),)


def _day_window(day: datetime.date) -> Window:
    return Window(calendar.slug(f"{day.day} {say.MONTHS[day.month - 1]}"), say.date(day), day, day)


def _every(c: Constitution, when: str, year: Year, terms: tuple[Term, ...]) -> tuple[Window, ...]:
    if when == "every month":
        return calendar.month_windows(year)
    if when == "every year":
        return (calendar.year_window(year),)
    entered = calendar.terms_in(c, year, terms)
    return calendar.half_terms(c, entered) if when == "every half term" else calendar.term_windows(entered)


def _part_of_month(part: str, month: str, year: Year) -> Window:
    """Mid June runs from the 10th to the 15th; late June and the end of June to its last day."""
    first = DayOfYear(say.MONTHS.index(month) + 1, 1).on_or_after(year.first_day)
    last = dates.add_months(first, 1) - dates.ONE_DAY
    if part in UNTIL:
        last = first.replace(day=UNTIL[part])
    return Window(calendar.slug(f"{part} {month}"), f"{part} {month} {first.year}", first, last)
