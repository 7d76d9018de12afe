"""What becomes of a decision in time: in writing, by a second vote, and when it takes effect (K4.4)."""

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from constitution import dates, say
from constitution.calendar import school_year, year_after, year_default
from constitution.dates import ONE_DAY
from constitution.deadline import DaysGiven, counting
from constitution.finding import Finding, Working
from constitution.questions import question
from constitution.values import Length
from constitution.voting import ON_THE_VOTE, Ballot, Confirmed, Decision, ballot

if TYPE_CHECKING:
    from constitution.tables import Constitution

Day = datetime.date | None


@dataclass(frozen=True)
class Stretch:
    """A length and the days that do not count in it, as the counting of days wants them."""

    at_least: Length
    not_counting: tuple[str, ...] = ()


@question("written by", of="decision or body")
def written_by(
    c: "Constitution",
    of: str,
    *,
    circulated: datetime.date,
    decision: str | None = None,
    bank_holidays: list[Any] | None = None,
) -> Finding[Day]:
    """The last day for agreeing in writing; the day of circulation is the first of the time allowed."""
    item = ballot(c, of, decision)
    w = item.working()
    written = item.value("written")
    if written is None:
        return w.step("this constitution has no rule for deciding in writing").answer(None)
    item.used(w, "written")
    w.rest_on(*written.clause)
    if written.within is None:
        return w.step("no time is set for deciding in writing").answer(None)
    days = counting(Stretch(written.within), DaysGiven(bank_holidays), w)
    last = _last_of(circulated, written.within, days)
    w.step(
        f"circulated on {say.long_date(circulated)}, the first of {written.within}: by {say.long_date(last)}"
    )
    return w.answer(last)


def _last_of(first: datetime.date, length: Length, days: dates.Counting) -> datetime.date:
    if length.months is not None:
        return dates.last_day_of_term(first, length)
    return dates.after(first - ONE_DAY, length, days)


@question("confirmed from", of="decision or body")
def confirmed_from(
    c: "Constitution",
    of: str,
    *,
    voted: datetime.date,
    decision: str | None = None,
    bank_holidays: list[Any] | None = None,
    school_closures: list[Any] | None = None,
    not_counted: dict[str, Any] | None = None,
) -> Finding[Day]:
    """The first day on which a decision may be put a second time; nothing where once is enough."""
    item = ballot(c, of, decision)
    w = item.working()
    found = _second_vote(item)
    if found is None:
        return w.step("it needs no second vote").answer(None)
    given = DaysGiven(bank_holidays, school_closures, not_counted or {})
    return w.answer(_first_day(item, found, voted, given, w))


def _second_vote(item: Ballot) -> Confirmed | None:
    rule = item.rules[0][1] if item.rules else None
    return rule.confirmed if isinstance(rule, Decision) else None


def _first_day(
    item: Ballot, rule: Confirmed, voted: datetime.date, given: DaysGiven, w: Working
) -> datetime.date:
    w.reading(item.rules[0][1], "confirmed").rest_on(*rule.clause)
    first = dates.after(voted, rule.after, counting(Stretch(rule.after, rule.not_counting), given, w))
    left_out = f", not counting {say.listed(rule.not_counting)}," if rule.not_counting else ""
    w.step(f"{rule.after}{left_out} after {say.long_date(voted)}: from {say.long_date(first)}")
    if rule.on_both_agendas:
        w.step("it must stand on both agendas")
    return first


@question("takes effect", of="decision or body")
def takes_effect(
    c: "Constitution",
    of: str,
    *,
    voted: datetime.date | None = None,
    confirmed: datetime.date | None = None,
    registered: datetime.date | None = None,
    decision: str | None = None,
    bank_holidays: list[Any] | None = None,
    school_closures: list[Any] | None = None,
    not_counted: dict[str, Any] | None = None,
) -> Finding[Day]:
    """The day from which a carried decision holds; nothing while what it waits for has not happened."""
    item = ballot(c, of, decision)
    w = item.working()
    when = _when(item, w)
    if when == "when registered":
        return w.answer(_once(registered, "it takes effect when it is registered", w))
    if when == "next contract year":
        return w.answer(_next_contract_year(c, voted, w))
    if when == "when confirmed":
        given = DaysGiven(bank_holidays, school_closures, not_counted or {})
        return w.answer(_when_confirmed(item, voted, confirmed, given, w))
    return w.answer(_once(voted, "it takes effect on the vote", w))


def _when(item: Ballot, w: Working) -> str:
    rule = item.rules[0][1] if item.rules else None
    if isinstance(rule, Decision) and rule.confirmed and "takes_effect" not in rule.model_fields_set:
        w.rest_on(*rule.clause).step("it needs a second vote, so it holds once that is carried")
        return "when confirmed"
    if isinstance(rule, Decision):
        w.use(rule, "takes_effect")
        return rule.takes_effect
    w.default(ON_THE_VOTE)
    return "on the vote"


def _once(day: Day, words: str, w: Working) -> Day:
    w.step(f"{words}: {say.long_date(day)}" if day else f"{words}, which has not happened")
    return day


def _next_contract_year(c: "Constitution", voted: Day, w: Working) -> Day:
    if voted is None:
        return _once(None, "it takes effect with the contract year after the vote", w)
    if words := year_default(c, "school"):
        w.default(words)
    first = year_after(school_year(c, voted)).first_day
    w.step(f"voted on {say.long_date(voted)}; the next contract year begins on {say.long_date(first)}")
    return first


def _when_confirmed(item: Ballot, voted: Day, confirmed: Day, given: DaysGiven, w: Working) -> Day:
    rule = _second_vote(item)
    first = _first_day(item, rule, voted, given, w) if rule and voted else None
    if confirmed and first and confirmed < first:
        w.step(f"confirmed on {say.long_date(confirmed)}, which is too early")
        return None
    return _once(confirmed, "it takes effect when it is confirmed", w)
