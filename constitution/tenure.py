"""When a term of office or a seat begins, ends and is reviewed, and which offices come before and after it.

A term's last day is the day before its anniversary; renewals are counted from the first day of all.
"""

from __future__ import annotations

import datetime
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from constitution import calendar, dates, say
from constitution.calendar import NotEntered, Term
from constitution.dates import ONE_DAY, Period
from constitution.finding import Finding, Working
from constitution.office import Office, office_name
from constitution.questions import UnknownFact, question
from constitution.values import Length

if TYPE_CHECKING:
    from constitution.tables import Constitution

A_YEAR = Length(1, "year")


# One term ---------------------------------------------------------------------------------------------


def term_of(c: Constitution, office: str, since: datetime.date) -> Period:
    """The term of an office that began on a day, by the rule alone; open where the file sets no end."""
    return _nominal(c.office[office], since)


def _nominal(rule: Office, since: datetime.date) -> Period:
    if rule.year_runs:
        first, last = rule.year_runs
        end = dates.last_day_of_term(first.on_or_before(since), rule.term or A_YEAR)
        return Period.of(since, last.on_or_before(end))
    return Period.of(since, dates.last_day_of_term(since, rule.term)) if rule.term else Period(since)


@dataclass(frozen=True)
class Given:
    """The facts of a term: when it began, or the election and the days of the event it begins at."""

    since: datetime.date | None
    elected: datetime.date | None
    dates: Sequence[datetime.date]
    terms: Any
    ends_with: datetime.date | None


@question("tenure", of="office or body")
def tenure(
    c: Constitution,
    of: str,
    *,
    since: datetime.date | None = None,
    elected: datetime.date | None = None,
    dates_: list[datetime.date] | datetime.date | None = None,
    terms: Any = (),
    ends_with: datetime.date | None = None,
) -> Finding[dict[str, Any]]:
    """`takes_up`, `last_day`, and where the rule has them `review`, `reviews`, `renewals`, `notice_by`.

    An office also tells { first_day, last_day } of each office that follows or precedes it. `dates` are days
    of the event that it begins at or ends with; `ends_with` is the last day of whatever else it ends with.
    """
    days = [dates_] if isinstance(dates_, datetime.date) else sorted(dates_ or ())
    given = Given(since, elected, days, terms, ends_with)
    if of in c.office:
        return _office_tenure(c, of, given)
    return _body_tenure(c, of, given)


# A seat -----------------------------------------------------------------------------------------------


def _body_tenure(c: Constitution, of: str, given: Given) -> Finding[dict[str, Any]]:
    body = c.body.get(of)
    working = Working(c, f"body.{of}")
    first = given.since or given.elected
    if first is None:
        raise UnknownFact('the question "tenure" needs the fact "since"')
    if body is None or body.tenure is None:
        working.step("the file sets no end to a seat")
        return working.answer({"takes_up": first, "last_day": given.ends_with})
    working.use(body, "tenure")
    last = dates.last_day_of_term(first, body.tenure)
    working.step(_runs(body.tenure, first, last))
    found: dict[str, Any] = {"takes_up": first, "last_day": _earlier(working, last, given.ends_with)}
    if body.reviewed_after:
        found["review"] = _review(working.use(body, "reviewed_after"), first, body.reviewed_after)
    _structure_ends(working, found["last_day"], given.ends_with or _by_the_file(c, found["last_day"]))
    return working.answer(found)


def _by_the_file(c: Constitution, last: datetime.date | None) -> datetime.date | None:
    """The day on which the file alone has the structure end, where a seat would outlast it."""
    end = structure_ends(c)
    return end if end and last and end < last else None


def _structure_ends(working: Working, last: datetime.date | None, structure: datetime.date | None) -> None:
    """Both days are said: the seat's own end, and that of the structure which it cannot outlast."""
    if structure and structure != last:
        working.step(f"the structure itself ends on {say.long_date(structure)}")


def structure_ends(c: Constitution) -> datetime.date | None:
    """The last day of a constitution that sets itself an end."""
    table = c.constitution
    if table.in_force_until or not table.in_force_for:
        return table.in_force_until
    return dates.last_day_of_term(table.in_force_from, table.in_force_for)


def _runs(length: Length, first: datetime.date, last: datetime.date) -> str:
    return f"{length} from {say.long_date(first)}: to {say.long_date(last)}"


def _review(working: Working, first: datetime.date, length: Length) -> datetime.date:
    day = dates.after(first, length)
    working.step(f"reviewed {length} after {say.long_date(first)}: on {say.long_date(day)}")
    return day


def _earlier(
    working: Working, last: datetime.date | None, ends_with: datetime.date | None
) -> datetime.date | None:
    """The earlier of a term's own end and of what it ends with."""
    if ends_with is None or (last and last <= ends_with):
        return last
    working.step(f"it ends with {say.long_date(ends_with)}, which comes first" if last else
                 f"it ends with {say.long_date(ends_with)}")  # fmt: skip
    return ends_with


# An office --------------------------------------------------------------------------------------------


def _office_tenure(c: Constitution, office: str, given: Given) -> Finding[dict[str, Any]]:
    rule = c.office[office]
    working = Working(c, f"office.{office}").use(rule, "term")
    first = _takes_up(c, rule, given, working)
    last = _last_day(c, rule, first, given, working)
    found: dict[str, Any] = {"takes_up": first, "last_day": last}
    found |= dict(_reviews(rule, first, last, working))
    found |= dict(_renewals(rule, first, working))
    if rule.notice and last:
        found["notice_by"] = dates.before(last, rule.notice)
        words = f"notice {rule.notice} before {say.long_date(last)}"
        working.use(rule, "notice").step(f"{words}: by {say.long_date(found['notice_by'])}")
    found |= dict(_followers(c, office, last, working))
    found |= dict(_predecessors(c, office, Period.of(first, last), given.terms, working))
    return working.answer(found)


def _takes_up(c: Constitution, rule: Office, given: Given, working: Working) -> datetime.date:
    if given.since:
        return given.since
    if given.elected is None:
        raise UnknownFact('the question "tenure" needs the fact "since", or "elected"')
    if rule.begins_at:
        working.use(rule, "begins_at")
        return _first_event(c, rule, given.elected, given.dates, working)
    if rule.begins:
        day = rule.begins.on_or_after(given.elected)
        working.use(rule, "begins").step(f"takes up the office on {rule.begins}: {say.long_date(day)}")
        return day
    return given.elected


def _first_event(
    c: Constitution, rule: Office, elected: datetime.date, days: Sequence[datetime.date], working: Working
) -> datetime.date:
    """The first event of its school year that is not before the election."""
    name = _event_name(c, rule.begins_at)
    for day in _firsts(c, days):
        if day >= elected:
            words = f"takes up the office at the first {name} of {calendar.school_year(c, day).label}"
            working.step(f"{words}: {say.long_date(day)}")
            return day
    raise UnknownFact(f"the days of {name} after {say.date(elected)} are not entered; give them as dates")


def _firsts(c: Constitution, days: Sequence[datetime.date]) -> list[datetime.date]:
    """The first of these days in each school year."""
    by_year: dict[str, datetime.date] = {}
    for day in sorted(days):
        by_year.setdefault(calendar.school_year(c, day).slot, day)
    return list(by_year.values())


def _event_name(c: Constitution, event: str | None) -> str:
    return (getattr(c.event.get(event or ""), "name", "") or str(event)).lower()


def _last_day(
    c: Constitution, rule: Office, first: datetime.date, given: Given, working: Working
) -> datetime.date | None:
    last = _nominal(rule, first).last_day
    if rule.year_runs and last:
        start, end = rule.year_runs
        working.use(rule, "year_runs").step(f"the year runs from {start} to {end}: to {say.long_date(last)}")
    elif last:
        working.step(_runs(rule.term, first, last))  # type: ignore[arg-type]
    if rule.begins_at or rule.until:
        last = _until_event(c, rule, first, last, given.dates, working)
    if rule.precedes and rule.during and last is None:
        last = _end_of_term(c, rule, first, given.terms, working)
    if last is None and given.ends_with is None:
        working.step("the file sets no end to the term")
    return _earlier(working, last, given.ends_with)


def _until_event(
    c: Constitution,
    rule: Office,
    first: datetime.date,
    nominal: datetime.date | None,
    days: Sequence[datetime.date],
    working: Working,
) -> datetime.date | None:
    """The end that an event sets: its day (`until`), or the day before the successor's first."""
    name = _event_name(c, rule.until or rule.begins_at)
    later = [day for day in (days if rule.until else _firsts(c, days)) if day > first]
    if not later:
        working.step(f"they serve until the {name}, whose day is not entered")
        return nominal
    day = min(later, key=lambda each: abs(each - (nominal or first)))
    if rule.until:
        working.use(rule, "until").step(f"it ends with the {name} of {say.long_date(day)}")
        return day
    if nominal and calendar.school_year(c, day) != calendar.school_year(c, nominal + ONE_DAY):
        return nominal
    working.step(f"they serve until the {name} of {say.long_date(day)}")
    return day - ONE_DAY


def _end_of_term(
    c: Constitution, rule: Office, first: datetime.date, terms: Any, working: Working
) -> datetime.date | None:
    try:
        year = calendar.school_year(c, first)
        window = calendar.place(c, rule.during or "", year, calendar.read_terms(c, terms))
    except NotEntered as missing:
        working.step(str(missing))
        return None
    working.use(rule, "during").step(f"during the {window.name}: to {say.long_date(window.last)}")
    return window.last


def _reviews(
    rule: Office, first: datetime.date, last: datetime.date | None, working: Working
) -> Iterator[tuple[str, Any]]:
    """`review`, the first; `reviews`, all of the term, where the file has it reviewed every so often."""
    length = rule.reviewed_after or rule.reviewed_every
    if not length:
        return
    working.use(rule, "reviewed_after", "reviewed_every")
    yield "review", _review(working, first, length)
    if rule.reviewed_every and last:
        yield "reviews", list(_every(first, length, last))


def _every(first: datetime.date, length: Length, last: datetime.date) -> Iterator[datetime.date]:
    n = 1
    while (day := dates.after(first, dates.times(length, n))) <= last:
        yield day
        n += 1


def _renewals(rule: Office, first: datetime.date, working: Working) -> Iterator[tuple[str, Any]]:
    """The last day of each renewal that may follow: of the next one, where the file sets no limit."""
    if not (rule.renewed_for and rule.term):
        return
    most = rule.at_most_in_a_row
    how_many = most - 1 if isinstance(most, int) else 1
    ends = [_renewed(rule, first, n) for n in range(1, how_many + 1)]
    if isinstance(most, Length):
        ends = [end for end in ends if end <= dates.last_day_of_term(first, most)]
    working.use(rule, "renewed_for")
    for end in ends:
        working.step(f"renewed for {rule.renewed_for}: to {say.long_date(end)}")
    yield "renewals", ends


def _renewed(rule: Office, first: datetime.date, n: int) -> datetime.date:
    """The last day of the nth renewal, counted from the first day of all where term and renewal allow it."""
    term, more = rule.term, dates.times(rule.renewed_for, n)  # type: ignore[arg-type]
    if term.unit == more.unit:  # type: ignore[union-attr]
        return dates.last_day_of_term(first, replace(more, n=term.n + more.n))  # type: ignore[union-attr]
    return dates.last_day_of_term(dates.after(first, term), more)  # type: ignore[arg-type]


# Before and after ----------------------------------------------------------------------------------------


def _days(period: Period | None) -> dict[str, datetime.date | None]:
    if period is None:
        return {"first_day": None, "last_day": None}
    return {"first_day": period.starts_on, "last_day": period.last_day}


def _followers(
    c: Constitution, office: str, last: datetime.date | None, working: Working
) -> Iterator[tuple[str, Any]]:
    for name, rule in c.office.items():
        if rule.follows != office:
            continue
        working.use(rule, "follows", "term")
        period = _nominal(rule, last + ONE_DAY) if last else None
        if period:
            working.step(f"then {office_name(c, name)}, from the next day: {period}")
        yield name, _days(period)


def designate_period(
    c: Constitution, office: str, change: datetime.date, terms: Any
) -> Finding[Period | None]:
    """When an office that precedes another is held, for a change on a day: the last such term before it."""
    rule = c.office[office]
    working = Working(c, f"office.{office}").use(rule, "precedes", "during")
    try:
        window = _term_before(c, rule, change, calendar.read_terms(c, terms))
    except NotEntered as missing:
        return working.step(f"{office_name(c, office)}: {missing}").answer(None)
    if window is None:
        return working.step(f"the file does not say when {office_name(c, office)} is held").answer(None)
    name = calendar.term_name(rule.during) if rule.during else "time"
    words = f"before that {office_name(c, office)}, in the last {name} before {say.long_date(change)}"
    return working.step(f"{words}: {window}").answer(window)


def _term_before(
    c: Constitution, rule: Office, change: datetime.date, terms: Sequence[Term]
) -> Period | None:
    if not rule.during:
        return Period(dates.before(change, rule.term), change) if rule.term else None
    year = calendar.school_year(c, change - ONE_DAY)
    for each in (year, calendar.year_before(year)):
        window = calendar.place(c, rule.during, each, terms)
        if window.last < change:
            return Period.of(window.first, window.last)
    return None


def _predecessors(
    c: Constitution, office: str, term: Period, terms: Any, working: Working
) -> Iterator[tuple[str, Any]]:
    """For the holder's own start; for the successor's, where only that year's terms are entered."""
    for name, rule in c.office.items():
        if rule.precedes != office:
            continue
        found = designate_period(c, name, term.starts_on, terms)
        if found.value is None and term.ends_before:
            later = designate_period(c, name, term.ends_before, terms)
            found = later if later.value else found
        working.include(found)
        yield name, _days(found.value)


# Over a list of holders -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Held:
    """Somebody's time in an office. `holder` is whatever the caller knows them by."""

    office: str
    holder: Hashable
    period: Period


def holder_succession(c: Constitution, holdings: Iterable[Held], terms: Any = ()) -> tuple[Held, ...]:
    """The times in offices that follow or precede others, derived from who held those; nobody enters them.

    A holding that is still open is taken to run its term. `terms` are those of all the years at hand; a year
    without them gives no designate.
    """
    given = tuple(holdings)
    read = calendar.read_terms(c, terms)
    derived: list[Held] = []
    for name, rule in c.office.items():
        if rule.follows:
            derived += _following(c, name, rule, _stints(c, rule.follows, given))
        elif rule.precedes:
            derived += _preceding(c, name, _stints(c, rule.precedes, given), read)
    return tuple(derived)


def _stints(c: Constitution, office: str, holdings: Iterable[Held]) -> list[Held]:
    """The holdings of an office in order; what one person holds without a gap is one stint."""
    stints: dict[Hashable, list[Held]] = {}
    for held in sorted((h for h in holdings if h.office == office), key=lambda h: h.period.starts_on):
        mine = stints.setdefault(held.holder, [])
        period = held.period
        if period.ends_before is None:
            period = Period(period.starts_on, _nominal(c.office[office], period.starts_on).ends_before)
        if mine and mine[-1].period.ends_before == period.starts_on:
            mine[-1] = replace(held, period=Period(mine[-1].period.starts_on, period.ends_before))
        else:
            mine.append(replace(held, period=period))
    return sorted((s for each in stints.values() for s in each), key=lambda s: s.period.starts_on)


def _following(c: Constitution, name: str, rule: Office, leaders: Iterable[Held]) -> list[Held]:
    """Each last holder from the next day; where one person holds it, the next one to follow ends it."""
    ended = sorted(
        ((h.period.ends_before, h) for h in leaders if h.period.ends_before), key=lambda pair: pair[0]
    )
    found = [Held(name, h.holder, _nominal(rule, end)) for end, h in ended]
    if rule.holders > 1:
        return found
    return [_cut(held, following) for held, following in zip_longest(found, found[1:])]


def _cut(held: Held, following: Held | None) -> Held:
    end = held.period.ends_before
    if following is None or (end and end <= following.period.starts_on):
        return held
    return replace(held, period=Period(held.period.starts_on, following.period.starts_on))


def _preceding(c: Constitution, name: str, leaders: Iterable[Held], terms: Sequence[Term]) -> Iterator[Held]:
    for held in leaders:
        found = designate_period(c, name, held.period.starts_on, terms)
        if found.value:
            yield Held(name, held.holder, found.value)
