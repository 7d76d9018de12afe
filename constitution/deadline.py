"""[deadline.x]: at least so long before (or after) an event or another deadline."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, Any, Literal, Protocol

from pydantic import Field

from constitution import dates, say
from constitution.dates import Counting
from constitution.finding import Finding, Working
from constitution.number import Number
from constitution.questions import question
from constitution.rule import Default, Ref, Rule
from constitution.values import ALength, Length, OneOrSeveral

if TYPE_CHECKING:
    from constitution.tables import Constitution

GIVEN_DEFAULT = "notice counts on the day it is received: the file does not say; the default"
BANK_HOLIDAYS_DEFAULT = "no bank holidays were entered, so none was left out"
CLOSURES_DEFAULT = "no school closures were entered, so none was left out"


class Deadline(Rule):
    ONE_OF = ("before", "after")

    name: str = Field("", description="What people call it.", examples=["Agenda items to the Chair"])
    at_least: ALength = Field(description="How long at least.", examples=["1 week", "3 clear days"])
    before: Annotated[str | None, Ref("event or deadline")] = Field(
        None, description="The event or deadline it comes before.", examples=["management-meeting"]
    )
    after: Annotated[str | None, Ref("event or deadline")] = Field(
        None, description="The event or deadline it comes after.", examples=["full-meeting"]
    )
    who: Annotated[OneOrSeveral[str], Ref("people")] = Field(
        (), description="Who must meet it.", examples=[["headteacher"]]
    )
    to: OneOrSeveral[str] = Field((), description="To whom.", examples=[["chair", "som"]])
    not_counting: OneOrSeveral[str] = Field(
        (),
        description='Days that do not count: "weekends", "Saturdays", "Sundays", "bank holidays", '
        '"school closures", or the name of a list of days among the facts.',
        examples=[["weekends", "bank holidays"]],
    )
    given_when: Annotated[
        Literal["received", "sent", "handed over", "published", "recorded"], Default(GIVEN_DEFAULT)
    ] = Field("received", description="When it counts as given.", examples=["received"])
    deemed_after: ALength | None = Field(
        None,
        description="Sent, it counts as given so much later; handed over, at once.",
        examples=["2 days"],
    )
    waived_by: Number | None = Field(
        None,
        description="How many may agree to shorter notice.",
        examples=[{"at_least": "90%", "of": "members"}],
    )
    short_if: str | None = Field(
        None, description="What allows shorter notice, in words.", examples=["urgent, with the reason stated"]
    )
    late: str | None = Field(None, description="What becomes of what comes late, in words.")
    only_listed_business: bool = Field(
        False, description="Whether nothing may be decided that the notice does not list."
    )


@dataclass(frozen=True)
class DaysGiven:
    """The days among the facts that may not count, by the words of `not_counting`. None: not entered."""

    bank_holidays: Iterable[Any] | None = None
    school_closures: Iterable[Any] | None = None
    named: Mapping[str, Iterable[Any]] = field(default_factory=dict)

    def of(self, words: str) -> Iterable[Any] | None:
        own = {"bank holidays": self.bank_holidays, "school closures": self.school_closures}
        return own[words] if words in own else self.named.get(words)


WEEKDAYS = {"weekends": dates.WEEKEND, "Saturdays": {dates.SATURDAY}, "Sundays": {dates.SUNDAY}}
MISSING = {"bank holidays": BANK_HOLIDAYS_DEFAULT, "school closures": CLOSURES_DEFAULT}


class Counted(Protocol):
    """What says how long, and which days do not count in it."""

    @property
    def at_least(self) -> Length: ...

    @property
    def not_counting(self) -> tuple[str, ...]: ...


def counting(rule: Counted, given: DaysGiven, working: Working | None = None) -> Counting:
    """The days that count for such a rule. A list that is not entered leaves nothing out, and is named.

    Working days leave out bank holidays as well as weekends.
    """
    words = dict.fromkeys(rule.not_counting)
    if rule.at_least.working:
        words |= {"weekends": None, "bank holidays": None}
    found = dates.EVERY_DAY
    for each in words:
        found = found.without(WEEKDAYS.get(each, ()), dates.days_in(given.of(each) or ()))
        if working and each not in WEEKDAYS and given.of(each) is None:
            working.default(MISSING.get(each, f"no days were entered for {each}, so none was left out"))
    return found


# The latest day -------------------------------------------------------------------------------------


def _handed_over(by: str | None) -> bool:
    return by is not None and any(word in by.lower() for word in ("hand", "person", "recorded", "at once"))


def _given_by(
    c: Constitution, name: str, day: datetime.date, given: DaysGiven, working: Working
) -> datetime.date:
    """The day by which it must count as given, for an event on that day; deadlines before deadlines first."""
    rule = c.deadline[name]
    base = rule.before or rule.after
    if base in c.deadline:
        day = _latest(c, base, day, None, given, working)
    working.use(rule, "at_least", "not_counting", "before", "after")
    move, way = (dates.before, "before") if rule.before else (dates.after, "after")
    by = move(day, rule.at_least, counting(rule, given, working))
    until = "by " if rule.before else ""
    working.step(
        f"{rule.at_least}{_not_counting(rule)} {way} {say.long_date(day)}: {until}{say.long_date(by)}"
    )
    return by


def _not_counting(rule: Deadline) -> str:
    return f", not counting {say.listed(rule.not_counting)}," if rule.not_counting else ""


def _latest(
    c: Constitution, name: str, day: datetime.date, by: str | None, given: DaysGiven, working: Working
) -> datetime.date:
    """The last day on which it may be sent or handed over."""
    rule = c.deadline[name]
    given_by = _given_by(c, name, day, given, working)
    if not rule.deemed_after or rule.after or _handed_over(by):
        return given_by
    left_out = counting(rule, given) if rule.deemed_after.working else dates.EVERY_DAY
    sent_by = dates.before(given_by, rule.deemed_after, left_out)
    working.use(rule, "deemed_after")
    if by is None:
        working.default("taken as sent, not handed over: the facts do not say")
    working.step(
        f"sent, it counts as given {rule.deemed_after} later: to be sent by {say.long_date(sent_by)}"
    )
    return sent_by


def latest_day(
    c: Constitution, deadline: str, day: datetime.date, by: str | None = None, given: DaysGiven | None = None
) -> Finding[datetime.date]:
    """The last day for it, given the day of the event. It does not move for a weekend; a weekend is said."""
    working = Working(c, f"deadline.{deadline}").input("day", day)
    latest = _latest(c, deadline, day, by, given or DaysGiven(), working)
    if dates.at_weekend(latest):
        working.step(f"{say.long_date(latest)} is at a weekend; the day does not move")
    return working.answer(latest)


@question("latest day", of="deadline")
def latest_day_asked(
    c: Constitution,
    deadline: str,
    *,
    day: datetime.date,
    by: str | None = None,
    bank_holidays: list[Any] | None = None,
    school_closures: list[Any] | None = None,
    not_counted: dict[str, Any] | None = None,
) -> Finding[datetime.date]:
    """`by` is how it goes out ("post", "handed over"); `not_counted` holds named lists of days."""
    return latest_day(c, deadline, day, by, DaysGiven(bank_holidays, school_closures, not_counted or {}))


# Whether notice was good ----------------------------------------------------------------------------


@question("notice good", of="deadline")
def notice_good(
    c: Constitution,
    deadline: str,
    *,
    day: datetime.date,
    given_on: datetime.date,
    by: str | None = None,
    bank_holidays: list[Any] | None = None,
    school_closures: list[Any] | None = None,
    not_counted: dict[str, Any] | None = None,
    short_reason: str | bool | None = None,
    decision: str | None = None,
) -> Finding[bool]:
    """Whether what was given (or sent, when sending is the fact) on that day was in time for the event."""
    rule = c.deadline[deadline]
    days = DaysGiven(bank_holidays, school_closures, not_counted or {})
    latest = latest_day(c, deadline, day, by, days)
    working = Working(c, f"deadline.{deadline}").include(latest).input("given_on", given_on)
    in_time = given_on >= latest.value if rule.after else given_on <= latest.value
    if in_time:
        return working.step(f"{say.long_date(given_on)} is in time").answer(True)
    working.step(f"{say.long_date(given_on)} is too {'early' if rule.after else 'late'}")
    return _short(c, rule, working, short_reason, decision)


def _short(
    c: Constitution, rule: Deadline, working: Working, reason: str | bool | None, decision: str | None
) -> Finding[bool]:
    """Whether shorter notice will do: never for a decision that must have full notice."""
    if rule.late:
        working.step(rule.late)
    if not (rule.short_if and reason):
        if rule.short_if:
            working.use(rule, "short_if").step(f"shorter notice needs: {rule.short_if}")
        if rule.waived_by is not None:
            working.step("it may be waived, by as many as the rule asks")
        return working.answer(False)
    working.use(rule, "short_if")
    item = c.decision.get(decision) if decision else None
    if item is not None and item.not_at_short_notice:
        working.rest_on(*item.clause)
        return working.step(f"{item.name or decision} may not be decided at short notice").answer(False)
    return working.step(f"shorter notice will do: {rule.short_if}").answer(True)
