"""[leaving.x]: notice of leaving a tier: the last day for it, and the day on which leaving takes effect.

Either `notice` and `before` (so long before the last such day on or before the leaving day), or `notice_by`
alone (the last such day before it), or `notice` alone (so long before any day). With `leave_on` leaving
happens on that day of the year only; a later notice works for the first such day whose deadline it meets.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field, model_validator

from constitution import dates, say
from constitution.dates import ONE_DAY
from constitution.finding import Finding, Working
from constitution.questions import question
from constitution.rule import Default, Ref, Row, Rule
from constitution.values import ADayOfYear, ALength, OneOrSeveral, Several, refusal

if TYPE_CHECKING:
    from constitution.tables import Constitution

COUNTS_DEFAULT = "notice counts on the day it is received: the file does not say; the default"


class StillBound(Row):
    """Something that binds a member beyond the day of leaving."""

    by: str = Field(description="What still binds whoever has left, in words.", examples=["confidentiality"])
    for_: ALength = Field(description="For how long.", examples=["2 years"])
    from_: Literal["notice", "leaving"] = Field(
        "leaving", description="Counted from the day of the notice or of leaving.", examples=["notice"]
    )


class Leaving(Rule):
    notice: ALength | None = Field(None, description="How long before.", examples=["4 months"])
    before: ADayOfYear | None = Field(
        None,
        description="The day of the year from which notice is counted back: the last on or before leaving.",
        examples=["1 June"],
    )
    notice_by: ADayOfYear | None = Field(
        None,
        description="In place of notice and before: the last such day before the leaving day.",
        examples=["31 December"],
    )
    leave_on: ADayOfYear | None = Field(
        None, description="Leaving happens on this day of the year only.", examples=["31 July"]
    )
    counts_when: Annotated[Literal["received", "sent", "recorded"], Default(COUNTS_DEFAULT)] = Field(
        "received", description="Which day is the day of the notice.", examples=["received"]
    )
    to: OneOrSeveral[str] = Field((), description="To whom notice is given.", examples=[["som", "chair"]])
    withdrawn_by: Annotated[str | None, Ref("body or decision or office")] = Field(
        None, description="Whose decision lets a notice be withdrawn.", examples=["management-group"]
    )
    still_bound: Several[StillBound] = Field(
        (),
        description="What still binds whoever leaves, and for how long.",
        examples=[[{"by": "the debts of the year", "for": "2 years", "from": "notice"}]],
    )

    @model_validator(mode="after")
    def _one_way_of_counting(self) -> Leaving:
        if self.notice_by and (self.notice or self.before):
            raise refusal("say either notice and before, or notice_by alone", "notice_by")
        if not self.notice_by and not self.notice:
            raise refusal("say either notice and before, or notice_by alone (found neither)")
        return self

    def deadline(self, leaving: datetime.date) -> datetime.date:
        """The last day on which notice works for leaving on that day."""
        if self.notice_by:
            return self.notice_by.before(leaving)
        return dates.before(self.anchor(leaving), self.notice)  # type: ignore[arg-type]

    def anchor(self, leaving: datetime.date) -> datetime.date:
        """The day from which the notice is counted back."""
        return self.before.on_or_before(leaving) if self.before else leaving

    def in_words(self, leaving: datetime.date) -> str:
        """12 months before Wednesday 1 April 2026: by Tuesday 1 April 2025."""
        by = f"by {say.long_date(self.deadline(leaving))}"
        if self.notice_by:
            return f"the last {self.notice_by} before {say.long_date(leaving)}: {by}"
        return f"{self.notice} before {say.long_date(self.anchor(leaving))}: {by}"


# The last day for notice ------------------------------------------------------------------------------


def _no_rule(c: Constitution, tier: str) -> Finding[None]:
    working = Working(c, f"leaving.{tier}")
    return working.step(f"the constitution has no rule for leaving {tier_name(c, tier)}").answer(None)


def tier_name(c: Constitution, tier: str) -> str:
    """The tier's own name where it has one; a rule of leaving may stand without a tier."""
    return getattr(c.tier.get(tier), "name", "") or tier


def _working(c: Constitution, tier: str, rule: Leaving) -> Working:
    return Working(c, f"leaving.{tier}").use(rule, "notice", "before", "notice_by", "leave_on")


@question("last day for notice", of="tier")
def last_day_for_notice(c: Constitution, tier: str, *, to_leave_on: datetime.date) -> Finding[Any]:
    """The last day for notice, up to whose end it may be given; nothing when nobody can leave on that day."""
    rule = c.leaving.get(tier)
    if rule is None:
        return _no_rule(c, tier)
    working = _working(c, tier, rule).input("to_leave_on", to_leave_on)
    if rule.leave_on and rule.leave_on.in_year(to_leave_on.year) != to_leave_on:
        words = f"leaving happens on {rule.leave_on} only, and so not on {say.long_date(to_leave_on)}"
        return working.step(words).answer(None)
    by = rule.deadline(to_leave_on)
    if rule.before:
        anchor = say.long_date(rule.anchor(to_leave_on))
        working.step(f"the last {rule.before} on or before {say.long_date(to_leave_on)} is {anchor}")
    working.step(rule.in_words(to_leave_on))
    if dates.at_weekend(by):
        working.step(f"{say.long_date(by)} is at a weekend; the day does not move")
    return working.answer(by)


# The leaving date --------------------------------------------------------------------------------------


def _candidates(rule: Leaving, given: datetime.date) -> Iterator[datetime.date]:
    """The days on which leaving may take effect, from the day of the notice on, soonest first."""
    if not rule.leave_on:
        yield _soonest(rule, given)
        return
    day = rule.leave_on.on_or_after(given)
    while True:
        yield day
        day = rule.leave_on.in_year(day.year + 1)


def _soonest(rule: Leaving, given: datetime.date) -> datetime.date:
    """Without `leave_on` any day will do: the first whose notice is met."""
    if rule.notice_by:
        return rule.notice_by.on_or_after(given) + ONE_DAY
    if not rule.before:
        return dates.after(given, rule.notice)  # type: ignore[arg-type]
    anchor = rule.before.on_or_after(given)
    while rule.deadline(anchor) < given:
        anchor = rule.before.in_year(anchor.year + 1)
    return anchor


def _counted_on(
    rule: Leaving, working: Working, days: Mapping[str, datetime.date | None]
) -> datetime.date | None:
    """The day of the notice among the days that are known, by `counts_when`."""
    day = days[rule.counts_when] or days["given"]
    if day is None:
        working.step(f"notice counts when {rule.counts_when}, and that day is not entered")
        return None
    others = [other for other in days.values() if other not in (None, day)]
    if days[rule.counts_when] and others:
        working.use(rule, "counts_when").step(f"notice counts when {rule.counts_when}: {say.long_date(day)}")
    elif not days[rule.counts_when]:
        working.reading(rule, "counts_when")
    return day


@dataclass(frozen=True)
class Notice:
    """The day a notice counts from, the last day of membership, the leaving days it missed."""

    given: datetime.date
    leaves: datetime.date
    missed: tuple[datetime.date, ...]


def _notice(rule: Leaving, given: datetime.date) -> Notice:
    missed: list[datetime.date] = []
    for day in _candidates(rule, given):
        if not rule.leave_on or given <= rule.deadline(day):
            return Notice(given, day, tuple(missed))
        missed.append(day)
    raise AssertionError("there is always a later year")


def _explained(working: Working, rule: Leaving, notice: Notice) -> Working:
    for day in notice.missed:
        by = say.long_date(rule.deadline(day))
        working.step(f"to leave on {say.long_date(day)} notice was needed by {by}")
    working.step(rule.in_words(notice.leaves))
    given, leaves = say.long_date(notice.given), say.long_date(notice.leaves)
    return working.step(f"{given} is in time, so membership ends {leaves}")


@question("leaving date", of="tier")
def leaving_date(
    c: Constitution,
    tier: str,
    *,
    given_on: datetime.date | None = None,
    received_on: datetime.date | None = None,
    sent_on: datetime.date | None = None,
    recorded_on: datetime.date | None = None,
) -> Finding[Any]:
    """The last day of membership after a notice; the steps list the leaving days that it missed."""
    rule = c.leaving.get(tier)
    if rule is None:
        return _no_rule(c, tier)
    working = _working(c, tier, rule)
    days = {"given": given_on, "received": received_on, "sent": sent_on, "recorded": recorded_on}
    given = _counted_on(rule, working, days)
    if given is None:
        return working.answer(None)
    notice = _notice(rule, given)
    return _explained(working, rule, notice).input("given_on", given).answer(notice.leaves)


def missed_days(c: Constitution, tier: str, given_on: datetime.date) -> tuple[datetime.date, ...]:
    """The leaving days for which a notice comes too late, soonest first; empty without a rule."""
    rule = c.leaving.get(tier)
    return _notice(rule, given_on).missed if rule else ()


@question("still bound", of="tier")
def still_bound(
    c: Constitution,
    tier: str,
    *,
    given_on: datetime.date | None = None,
    received_on: datetime.date | None = None,
    sent_on: datetime.date | None = None,
    recorded_on: datetime.date | None = None,
    to_leave_on: datetime.date | None = None,
) -> Finding[Any]:
    """The last day on which each thing still binds, by its words; `membership` to the leaving day."""
    rule = c.leaving.get(tier)
    if rule is None:
        return _no_rule(c, tier)
    known = {"given_on": given_on, "received_on": received_on, "sent_on": sent_on, "recorded_on": recorded_on}
    leaving = leaving_date(c, tier, **known)
    working = Working(c, f"leaving.{tier}").include(leaving).use(rule, "still_bound")
    given, leaves = leaving.inputs.get("given_on"), to_leave_on or leaving.value
    if leaves is None:
        return working.answer(None)
    starts = {"notice": given, "leaving": leaves}
    bound = {row.by: _bound_until(working, row, starts[row.from_]) for row in rule.still_bound}
    return working.answer({"membership": leaves, **bound})


def _bound_until(working: Working, row: StillBound, start: datetime.date | None) -> datetime.date | None:
    if start is None:
        working.step(f"{row.by}: the day of the notice is not entered")
        return None
    until = dates.after(start, row.for_)
    start_words = (
        f"the {row.from_} of {say.long_date(start)}" if row.from_ == "notice" else say.long_date(start)
    )
    working.step(f"{row.by}: {row.for_} from {start_words}, to the end of {say.long_date(until)}")
    return until


# Deadlines ahead ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class NoticeDeadline:
    """The next day by which notice must be given, and the last day of membership that it leads to."""

    by: datetime.date
    leaves_on: datetime.date
    finding: Finding[Any]


def notice_deadlines(c: Constitution, tier: str, on: datetime.date) -> NoticeDeadline | None:
    """The next deadline on or after a day; None where the rule has no such days of the year."""
    rule = c.leaving.get(tier)
    if rule is None or not (rule.leave_on or rule.notice_by or rule.before):
        return None
    leaves = _notice(rule, on).leaves
    finding = last_day_for_notice(c, tier, to_leave_on=leaves)
    return NoticeDeadline(finding.value, leaves, finding)
