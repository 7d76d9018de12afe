"""[office.x]: who may hold it, whether they may go, how many retire. Its days are in tenure.py."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import ceil, floor
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field, PlainValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from constitution import dates, say
from constitution.dates import ONE_DAY, Period
from constitution.finding import Finding, Working
from constitution.people import Person, read_people, read_person
from constitution.questions import UnknownFact, question
from constitution.rule import Default, Ref, Row, Rule
from constitution.values import ADayOfYear, ALength, AShare, DayOfYear, Length, OneOrSeveral, Whole, refusal

if TYPE_CHECKING:
    from constitution.tables import Constitution

HOLDERS_DEFAULT = "one holder at a time: the file does not say; the default"
ROUNDED_UP = "rounded up: the file does not say; the default"
STINT = "{ since = 2020-09-01, until = 2022-08-31 }"
ENDS = {"since": "since", "first": "since", "until": "until", "last": "until"}
People = Annotated[OneOrSeveral[str], Ref("people")]


class Rotation(Row):
    share: AShare = Field(description="The share that retires each time.", examples=["1/3"])
    rounded: Annotated[Literal["up", "down", "nearest"], Default(ROUNDED_UP)] = Field(
        "up", description="How a share that is not whole is rounded; nearest takes a half up."
    )
    at: Annotated[str | None, Ref("event")] = Field(
        None, description="The event at which they retire.", examples=["annual-general-meeting"]
    )
    first: str | None = Field(
        None, description="Who retires first, in words.", examples=["longest in office"]
    )
    ties: str | None = Field(
        None, description="Who retires of those who are equal, in words.", examples=["by lot"]
    )
    not_counting: OneOrSeveral[str] = Field(
        (), description="Who is left out of the count.", examples=[["co-opted trustee"]]
    )


def _fixed_year(value: Any) -> tuple[DayOfYear, DayOfYear]:
    if not isinstance(value, list | tuple) or len(value) != 2:
        raise refusal('write a fixed year as ["1 April", "31 March"]')
    return DayOfYear.parse(value[0]), DayOfYear.parse(value[1])


def _whole_or_length(value: Any) -> int | Length:
    if isinstance(value, str):
        return Length.parse(value)
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise refusal(f'{say.written(value)}: write a number of terms, or a length such as "8 years"')
    return value


FixedYear = Annotated[
    tuple[DayOfYear, DayOfYear],
    PlainValidator(_fixed_year),
    WithJsonSchema({"type": "array", "items": {"type": "string"}, "minItems": 2, "maxItems": 2}),
]
TermsOrLength = Annotated[
    int | Length,
    PlainValidator(_whole_or_length),
    WithJsonSchema({"anyOf": [{"type": "integer", "minimum": 1}, {"type": "string"}]}),
]


class Office(Rule):
    AT_MOST_ONE_OF = (("begins", "begins_at", "follows", "precedes"), ("reviewed_every", "reviewed_after"))

    name: str = Field("", description="What people call it.", examples=["Chair"])
    held_by: People = Field(
        (), description="The posts that may hold it; left out: anybody.", examples=[["headteacher"]]
    )
    not_open_to: People = Field((), description="Who may not hold it.", examples=[["business manager"]])
    holders: Annotated[Whole, Default(HOLDERS_DEFAULT)] = Field(
        1, description="How many hold it at once.", examples=[2]
    )
    term: ALength | None = Field(None, description="The length of a term.", examples=["2 years"])
    begins: ADayOfYear | None = Field(
        None, description="The day of the year on which a term begins.", examples=["1 September"]
    )
    begins_at: Annotated[str | None, Ref("event")] = Field(
        None,
        description="A term begins at the first event of this name in the school year; "
        "until then the predecessor serves.",
        examples=["full-meeting"],
    )
    year_runs: FixedYear | None = Field(
        None,
        description="A term ends on the last day of this fixed year.",
        examples=[["1 April", "31 March"]],
    )
    until: Annotated[str | None, Ref("event")] = Field(
        None, description="A term ends with this event.", examples=["annual-general-meeting"]
    )
    renewed_for: ALength | None = Field(None, description="The length of a renewal.", examples=["2 years"])
    at_most_in_a_row: TermsOrLength | None = Field(
        None,
        description="The most that one person may serve in a row: terms, or a length of time.",
        examples=[2, "8 years"],
    )
    break_of: ALength | None = Field(
        None, description="The gap after which somebody may serve again.", examples=["1 year"]
    )
    break_waived_if: str | None = Field(
        None, description="When the gap is waived, in words.", examples=["the members so resolve"]
    )
    reviewed_every: ALength | None = Field(
        None, description="How often the office is reviewed, from the start of the term.", examples=["1 year"]
    )
    reviewed_after: ALength | None = Field(
        None, description="When it is reviewed, once, from the start of the term.", examples=["1 year"]
    )
    follows: Annotated[str | None, Ref("office")] = Field(
        None,
        description="Held automatically by the last holder of that office, from the next day.",
        examples=["chair"],
    )
    precedes: Annotated[str | None, Ref("office")] = Field(
        None, description="Held beforehand by whoever is about to hold that office.", examples=["chair"]
    )
    during: str | None = Field(
        None,
        description="With precedes: the term in which it is held, the last such term before the change.",
        examples=["Summer term"],
    )
    rotation: Rotation | None = Field(None, description="How many retire each time, and who first.")
    if_vacant: str | None = Field(None, description="What happens while nobody holds it, in words.")
    replacement_serves: Literal["full term", "the remainder", "until the next AGM", "ask"] | None = Field(
        None, description="How long somebody serves who comes in part way.", examples=["the remainder"]
    )
    notice: ALength | None = Field(
        None, description="How long before the end notice is given.", examples=["1 year"]
    )
    resignation_refused_if: str | None = Field(
        None,
        description="When nobody may resign: too few would be left for a quorum.",
        examples=["fewer would be left than are needed for a quorum"],
    )
    how_filled: str | None = Field(None, description="How it is filled, in words.")
    description: Annotated[OneOrSeveral[str], Ref("clause")] = Field(
        (), description="The clauses shown beside the post.", examples=[["Chair", "Appendix 2"]]
    )


def office_name(c: Constitution, office: str) -> str:
    return getattr(c.office.get(office), "name", "") or office


# May they hold it? ------------------------------------------------------------------------------------


@question("may hold", of="office")
def may_hold(
    c: Constitution,
    office: str,
    *,
    person: str | dict[str, Any] | None = None,
    on: datetime.date | None = None,
    served: object = None,
    waived: bool = False,
) -> Finding[bool]:
    """Whether somebody may hold an office.

    `person` is a post ("headteacher") or a person of the facts. `served` is what they have served up to then:
    a number of terms in a row, a length of time, or the stints themselves as { since, until }.
    """
    rule = c.office[office]
    working = Working(c, f"office.{office}").use(rule)
    if person is not None and not _qualifies(rule, _as_person(person), working):
        return working.answer(False)
    if served is not None and rule.at_most_in_a_row is not None:
        limit = rule.at_most_in_a_row
        return working.answer(_within_limit(rule, limit, served, on, waived, working))
    return working.answer(True)


def _as_person(fact: str | Mapping[str, Any]) -> Person:
    return Person(capacities=(fact,)) if isinstance(fact, str) else read_person(fact)


def _qualifies(rule: Office, person: Person, working: Working) -> bool:
    working.use(rule, "held_by", "not_open_to")
    barred = person.bears.intersection(rule.not_open_to)
    if barred:
        working.step(f"not open to: {say.listed(sorted(barred))}")
        return False
    if not rule.held_by:
        working.step("the file does not say who may hold it: anybody may")
        return True
    fitting = person.bears.intersection(rule.held_by)
    working.step(f"may be held by: {say.listed(rule.held_by, 'or')}")
    working.step(f"{person}: {'yes, as ' + say.listed(sorted(fitting)) if fitting else 'none of these'}")
    return bool(fitting)


def _within_limit(
    rule: Office, limit: int | Length, served: Any, on: datetime.date | None, waived: bool, working: Working
) -> bool:
    working.use(rule, "at_most_in_a_row", "break_of")
    spent, most = _spent(rule, limit, served, on)
    if isinstance(limit, Length):
        words = f"at most {limit} in a row; {_years(spent)} served in a row"
    else:
        words = f"at most {say.count(limit, 'term')} in a row; {spent} served in a row"
    working.step(words)
    if spent < most:
        return True
    gap = f", or after a gap of {rule.break_of}" if rule.break_of else ""
    if waived and rule.break_waived_if:
        working.use(rule, "break_waived_if").step(f"the gap is waived: {rule.break_waived_if}")
        return True
    working.step(f"not again in a row{gap}")
    return False


def _years(months: int) -> str:
    years, rest = divmod(months, 12)
    parts = [say.count(years, "year")] * bool(years) + [say.count(rest, "month")] * bool(rest)
    return " and ".join(parts) or "nothing"


def _spent(rule: Office, limit: int | Length, served: Any, on: datetime.date | None) -> tuple[int, int]:
    """What was served in a row and the most there may be: in terms, or in months for a length."""
    row = _in_a_row(rule, served, on) if isinstance(served, list | tuple) else None
    if not isinstance(limit, Length):
        return (len(row) if row is not None else _number(served)), limit
    if row is not None:
        return sum(_months(stint) for stint in row), limit.months or 0
    if isinstance(served, str):
        return _length(served).months or 0, limit.months or 0
    return _number(served) * (rule.term.months if rule.term and rule.term.months else 12), limit.months or 0


def _number(served: Any) -> int:
    if isinstance(served, bool) or not isinstance(served, int):
        raise UnknownFact(
            f'the fact "served" is a number of terms or a list of stints, not {say.written(served)}'
        )
    return served


def _length(served: str) -> Length:
    try:
        return Length.parse(served)
    except PydanticCustomError as wrong:
        raise UnknownFact(f'the fact "served": {wrong.message()}') from None


def _in_a_row(rule: Office, stints: Sequence[Any], on: datetime.date | None) -> list[Period]:
    """The stints up to a day without a gap long enough to begin again; without `break_of` any gap is."""
    periods = sorted(map(_stint, stints), key=lambda period: period.starts_on)
    row: list[Period] = []
    start = on
    for period in reversed(periods):
        if start and period.ends_before and _gap_counts(rule, period.ends_before, start):
            break
        row.insert(0, period)
        start = period.starts_on
    return row


def _gap_counts(rule: Office, ended: datetime.date, start: datetime.date) -> bool:
    """Whether a stint that ended before a day is far enough from one that starts on another."""
    return dates.after(ended, rule.break_of) <= start if rule.break_of else ended < start


def _stint(fact: Any) -> Period:
    if isinstance(fact, Period):
        return fact
    days = {ENDS.get(key): day for key, day in fact.items()} if isinstance(fact, Mapping) else {}
    since, until = days.get("since"), days.get("until")
    if None in days or not isinstance(since, datetime.date) or not isinstance(until, datetime.date | None):
        raise UnknownFact(f"a stint is {STINT}, not {say.written(fact)}")
    return Period.of(since, until)


def _months(period: Period) -> int:
    """Whole months of a stint; one begun counts from the half."""
    end = period.ends_before or period.starts_on + ONE_DAY
    return round((end - period.starts_on).days / Fraction(1461, 48))


# May they go? -----------------------------------------------------------------------------------------


@question("may resign", of="office")
def may_resign(
    c: Constitution, office: str, *, filled: int | None = None, quorum: int | None = None
) -> Finding[Any]:
    """Whether a holder may resign, given how many there are and how many a quorum needs."""
    rule = c.office[office]
    working = Working(c, f"office.{office}").use(rule, "resignation_refused_if")
    if not rule.resignation_refused_if:
        return working.step("the file does not refuse a resignation").answer(True)
    working.step(f"refused if {rule.resignation_refused_if}")
    if filled is None or quorum is None:
        missing = "how many there are" if filled is None else "how many a quorum needs"
        return working.step(f"{missing} is not given").answer("unknown")
    left = max(filled - 1, 0)
    working.step(f"{filled} less the one who goes = {left}; a quorum needs {quorum}")
    return working.answer(left >= quorum)


# Rotation ---------------------------------------------------------------------------------------------


@question("how many retire", of="office")
def how_many_retire(c: Constitution, office: str, *, elected: int | list[Any]) -> Finding[int]:
    """How many retire by rotation, of so many elected, or of these people."""
    rule = c.office[office].rotation
    working = Working(c, f"office.{office}").use(c.office[office], "rotation")
    if rule is None:
        return working.step("nobody retires by rotation").answer(0)
    number = _counted(rule, elected, working)
    exact = rule.share.of(number)
    result = {"up": ceil, "down": floor, "nearest": lambda x: floor(x + Fraction(1, 2))}[rule.rounded](exact)
    if exact.denominator != 1 and rule.default_for("rounded"):
        working.default(ROUNDED_UP)
    so = "" if exact == result else f", so {result}"
    working.step(f"{rule.share} of {number} = {say.number(exact)}{so}")
    for words in (rule.first and f"first: {rule.first}", rule.ties and f"between equals: {rule.ties}"):
        if words:
            working.step(words)
    return working.answer(result)


def _counted(rule: Rotation, elected: int | list[Any], working: Working) -> int:
    if rule.not_counting:
        working.step(f"not counting {say.listed(rule.not_counting)}")
    if isinstance(elected, int):
        return elected
    return sum(not person.bears.intersection(rule.not_counting) for person in read_people(elected))
