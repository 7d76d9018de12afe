"""[retention.x]: how long what is kept, and from when. Kept to the end of the day worked out."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field, PlainValidator, WithJsonSchema

from constitution import calendar, dates, say
from constitution.finding import Finding, Working
from constitution.questions import question
from constitution.rule import Default, Rule
from constitution.values import Length, OneOrSeveral, refusal

if TYPE_CHECKING:
    from constitution.tables import Constitution

FOR_GOOD = ("for ever", "until agreed otherwise")
FROM_DEFAULT = "counted from the day itself: the file does not say; the default"


def _keep(value: Any) -> Length | str:
    if value in FOR_GOOD:
        return value
    if isinstance(value, str) and value[:1].isdigit():
        return Length.parse(value)
    raise refusal(f"{say.written(value)} is not one of: {say.quoted(FOR_GOOD)}, nor a length of time")


Keep = Annotated[Length | str, PlainValidator(_keep), WithJsonSchema({"type": "string"})]


class Retention(Rule):
    what: OneOrSeveral[str] = Field(description="What is kept.", examples=[["invoice", "receipt"]])
    keep: Keep = Field(
        description='How long: a length of time, "for ever" or "until agreed otherwise".',
        examples=["6 years"],
    )
    from_: Annotated[Literal["the day", "the end of the financial year"], Default(FROM_DEFAULT)] = Field(
        "the day", description="From when it is counted.", examples=["the end of the financial year"]
    )


@question("keep until", of="retention")
def keep_until(c: Constitution, retention: str, *, day: datetime.date) -> Finding[datetime.date | str]:
    """The last day on which something of a day must be kept; or "for ever", "until agreed otherwise"."""
    rule = c.retention[retention]
    working = Working(c, f"retention.{retention}").use(rule, "keep")
    if isinstance(rule.keep, str):
        return working.step(f"kept {rule.keep}").answer(rule.keep)
    working.use(rule, "from")
    start = day
    if rule.from_ == "the end of the financial year":
        ends = _financial_year_ends(c, day)
        working.include(ends)
        start = ends.value
    until = dates.after(start, rule.keep)
    words = f"{rule.keep} from {say.long_date(start)}: kept to the end of {say.long_date(until)}"
    return working.step(words).answer(until)


@question("financial year", of="retention")
def financial_year_ends(c: Constitution, retention: str, *, day: datetime.date) -> Finding[datetime.date]:
    """The last day of the financial year in which a day falls."""
    return _financial_year_ends(c, day)


def _financial_year_ends(c: Constitution, day: datetime.date) -> Finding[datetime.date]:
    working = Working(c, "calendar")
    if c.calendar:
        working.use(c.calendar, "financial_year_begins")
    elif words := calendar.year_default(c, "financial"):
        working.default(words)
    year = calendar.financial_year(c, day)
    last = say.long_date(year.last_day)
    return working.step(f"{say.long_date(day)} is in the {year.name}, which ends {last}").answer(
        year.last_day
    )


def rule_for(c: Constitution, kind: str) -> str | None:
    """The identifier of the rule that keeps things of a kind ("invoice"), or None."""
    return next((name for name, rule in c.retention.items() if kind in rule.what), None)
