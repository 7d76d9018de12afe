"""[calendar]: the shape of the year. The dates of each year's terms are facts that the group enters.

A year runs from the first day that the file names to the day before the next one. Terms are given as facts:

    terms = [{ name = "Autumn", first = 2023-09-04, last = 2023-12-21, break = [2023-10-30, 2023-11-03] }]

Nothing is worked out for a year whose terms are not entered.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from constitution import say
from constitution.dates import ONE_DAY, Period
from constitution.questions import UnknownFact, meant
from constitution.rule import Default, Rule
from constitution.values import ADayOfYear, DayOfYear, Several

if TYPE_CHECKING:
    from constitution.tables import Constitution

SCHOOL_DEFAULT = "the school year begins on 1 September: the file does not say; the default"
FINANCIAL_DEFAULT = "the financial year begins on 1 April: the file does not say; the default"
TERM_FACT = '{ name = "Autumn", first = 2023-09-04, last = 2023-12-21 }'
TERM_KEYS = ("name", "first", "last", "break", "start", "end")
HALVES = ("first half", "second half")
ORDINALS = {"first": 0, "second": 1, "third": 2, "fourth": 3, "fifth": 4, "sixth": 5, "last": -1}


class Calendar(Rule):
    school_year_begins: Annotated[ADayOfYear, Default(SCHOOL_DEFAULT)] = Field(
        DayOfYear(9, 1), description="The first day of the school year.", examples=["1 September"]
    )
    financial_year_begins: Annotated[ADayOfYear, Default(FINANCIAL_DEFAULT)] = Field(
        DayOfYear(4, 1), description="The first day of the financial year.", examples=["1 April"]
    )
    terms: Several[str] = Field(
        (),
        description="The terms of a school year, in their order.",
        examples=[["Autumn", "Spring", "Summer"]],
    )
    halves: bool = Field(
        False, description="Whether a half-term break divides each term in two.", examples=[True]
    )


class NotEntered(Exception):
    """A fact of the year is missing; the message is the sentence that answers the question."""


# Years ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Year:
    """A school, financial or calendar year. `slot` names it in keys and addresses."""

    kind: str
    first_day: datetime.date
    last_day: datetime.date

    def __contains__(self, day: datetime.date) -> bool:
        return self.first_day <= day <= self.last_day

    @property
    def label(self) -> str:
        """2023/24; 2023 when it is a calendar year."""
        if self.first_day.year == self.last_day.year:
            return str(self.first_day.year)
        return f"{self.first_day.year}/{self.last_day.year % 100:02}"

    @property
    def slot(self) -> str:
        """2023-24 for a school year, fy2023 for a financial one."""
        return f"fy{self.first_day.year}" if self.kind == "financial" else self.label.replace("/", "-")

    @property
    def period(self) -> Period:
        return Period.of(self.first_day, self.last_day)

    @property
    def name(self) -> str:
        return f"{self.kind} year {self.label}"


def _year(kind: str, begins: DayOfYear, on: datetime.date) -> Year:
    first = begins.on_or_before(on)
    return Year(kind, first, begins.in_year(first.year + 1) - ONE_DAY)


def school_year(c: Constitution, on: datetime.date) -> Year:
    """The school year of a day: Year("2023/24", slot "2023-24")."""
    return _year("school", c.calendar.school_year_begins if c.calendar else DayOfYear(9, 1), on)


def financial_year(c: Constitution, on: datetime.date) -> Year:
    """The financial year of a day: Year("2023/24", slot "fy2023")."""
    return _year("financial", c.calendar.financial_year_begins if c.calendar else DayOfYear(4, 1), on)


def calendar_year(on: datetime.date) -> Year:
    return _year("calendar", DayOfYear(1, 1), on)


def year_after(year: Year) -> Year:
    """The year of the same kind that begins when this one ends."""
    first = year.last_day + ONE_DAY
    return Year(year.kind, first, first.replace(year=first.year + 1) - ONE_DAY)


def year_before(year: Year) -> Year:
    return Year(year.kind, year.first_day.replace(year=year.first_day.year - 1), year.first_day - ONE_DAY)


def year_default(c: Constitution, kind: str) -> str | None:
    """The sentence for a finding that rests on a first day the file does not name."""
    if c.calendar is not None:
        return c.calendar.default_for(f"{kind}_year_begins")
    return {"school": SCHOOL_DEFAULT, "financial": FINANCIAL_DEFAULT}.get(kind)


# Terms ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Term:
    """One term of one year; `break_` is the first and last day of its half-term break."""

    name: str
    first: datetime.date
    last: datetime.date
    break_: tuple[datetime.date, datetime.date] | None = None


@dataclass(frozen=True)
class Window:
    """A stretch of the year: code 'autumn-1', name 'Autumn term, first half'."""

    code: str
    name: str
    first: datetime.date
    last: datetime.date

    def __contains__(self, day: datetime.date) -> bool:
        return self.first <= day <= self.last

    def as_fact(self) -> dict[str, Any]:
        return {"code": self.code, "name": self.name, "first": self.first, "last": self.last}


def slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


def term_name(name: str) -> str:
    """'Autumn term'; 'Term 1' stays as it is."""
    return name if re.search(r"\bterm\b", name, re.IGNORECASE) else f"{name} term"


def _key(name: str) -> str:
    """'Summer', 'Summer term' and 'the Summer Term' are one and the same."""
    return re.sub(r"^the | term$", "", name.strip().lower())


def calendar_terms(c: Constitution) -> tuple[str, ...]:
    return c.calendar.terms if c.calendar else ()


def find_term(c: Constitution, name: str) -> str | None:
    """The calendar's own name for a term, or None when it has no such term."""
    return next((term for term in calendar_terms(c) if _key(term) == _key(name)), None)


def read_terms(c: Constitution, facts: Iterable[Any] | Mapping[str, Any] | None) -> tuple[Term, ...]:
    """Terms from the facts, in the order of their first days.

    A list of `{ name, first, last, break }`; a table by name `{ Autumn = [first, last] }` is read as well.
    """
    if isinstance(facts, str) or not isinstance(facts, Iterable | None):
        raise UnknownFact(f"write the terms as a list of {TERM_FACT}, not {say.written(facts)}")
    if isinstance(facts, Mapping):
        rows = [_row(each) | {"name": name} for name, each in facts.items()]
    else:
        rows = [_row(each) for each in facts or ()]
    names = calendar_terms(c)
    for row, name in zip(rows, names, strict=False):
        row.setdefault("name", name)
    return tuple(sorted(map(_term, rows), key=lambda term: term.first))


def _row(fact: Any) -> dict[str, Any]:
    if isinstance(fact, Term):
        return {"name": fact.name, "first": fact.first, "last": fact.last, "break": fact.break_}
    if isinstance(fact, Mapping):
        return {"first": fact.get("start"), "last": fact.get("end")} | _known(fact)
    if isinstance(fact, list | tuple) and len(fact) in (2, 4):
        return {"first": fact[0], "last": fact[1], "break": fact[2:] or None}
    raise UnknownFact(f"write a term as {TERM_FACT}, not {say.written(fact)}")


def _known(fact: Mapping[str, Any]) -> dict[str, Any]:
    """The keys of a term; another is a slip of the pen, and would leave a break unheard of."""
    for key in fact:
        if key not in TERM_KEYS:
            raise UnknownFact(f'a term has no "{key}"{meant(key, TERM_KEYS)}; write it as {TERM_FACT}')
    return dict(fact)


def _two_days(pause: Any) -> bool:
    days = pause if isinstance(pause, list | tuple) else ()
    return len(days) == 2 and all(isinstance(day, datetime.date) for day in days)


def _term(row: Mapping[str, Any]) -> Term:
    pause = row.get("break") or None
    if pause is not None and not _two_days(pause):
        raise UnknownFact(f"write a term as {TERM_FACT}; its break is not {say.written(pause)}")
    if not all(isinstance(row.get(key), datetime.date) for key in ("first", "last")):
        raise NotEntered(
            f"the first and last day of the {term_name(str(row.get('name', '')))} are not entered"
        )
    return Term(str(row.get("name", "")), row["first"], row["last"], tuple(pause) if pause else None)  # type: ignore[arg-type]


def terms_in(c: Constitution, year: Year, terms: Iterable[Term]) -> tuple[Term, ...]:
    """All the calendar's terms in this school year; NotEntered names what is missing."""
    entered = [term for term in terms if term.first in year]
    if not entered:
        raise NotEntered(f"the terms of {year.label} are not entered")
    missing = [name for name in calendar_terms(c) if _key(name) not in {_key(term.name) for term in entered}]
    if missing:
        verb = "is" if len(missing) == 1 else "are"
        raise NotEntered(f"the {say.listed(map(term_name, missing))} of {year.label} {verb} not entered")
    return tuple(entered)


def term_in(c: Constitution, year: Year, terms: Iterable[Term], name: str) -> Term:
    """One term of one school year; the year's other terms need not be entered."""
    entered = [term for term in terms if term.first in year]
    for term in entered:
        if _key(term.name) == _key(name):
            return term
    if not entered:
        raise NotEntered(f"the terms of {year.label} are not entered")
    raise NotEntered(f"the {term_name(name)} of {year.label} is not entered")


# Windows --------------------------------------------------------------------------------------------


def term_windows(terms: Iterable[Term]) -> tuple[Window, ...]:
    return tuple(Window(slug(_key(term.name)), term_name(term.name), term.first, term.last) for term in terms)


def half_terms(c: Constitution, terms: Iterable[Any]) -> tuple[Window, ...]:
    """Both halves of each term, 'autumn-1' and 'autumn-2'; without halves, the terms themselves.

    The half-term break belongs to neither half.
    """
    read = read_terms(c, terms)
    if not (c.calendar and c.calendar.halves):
        return term_windows(read)
    return tuple(window for term in read for window in _halves(c, term))


def _halves(c: Constitution, term: Term) -> tuple[Window, Window]:
    name, code = term_name(term.name), slug(_key(term.name))
    if term.break_ is None:
        year = school_year(c, term.first).label
        raise NotEntered(f"the half-term break of the {name} of {year} is not entered")
    return (
        Window(f"{code}-1", f"{name}, {HALVES[0]}", term.first, term.break_[0] - ONE_DAY),
        Window(f"{code}-2", f"{name}, {HALVES[1]}", term.break_[1] + ONE_DAY, term.last),
    )


def month_windows(year: Year) -> tuple[Window, ...]:
    """The twelve months of a year: code 'september', 'September 2023'."""
    firsts = [year.first_day]
    while (following := (firsts[-1].replace(day=1) + 31 * ONE_DAY).replace(day=1)) <= year.last_day:
        firsts.append(following)
    lasts = [first - ONE_DAY for first in firsts[1:]] + [year.last_day]
    return tuple(
        Window(
            say.MONTHS[first.month - 1].lower(), f"{say.MONTHS[first.month - 1]} {first.year}", first, last
        )
        for first, last in zip(firsts, lasts, strict=True)
    )


def year_window(year: Year) -> Window:
    return Window(year.slot, year.name, year.first_day, year.last_day)


# Places in the year, in words -----------------------------------------------------------------------

HALF = re.compile(r"(?P<term>.+?),? (?:the )?(?P<half>first|second|last) half")
NTH_HALF_TERM = re.compile(r"(?:the )?(?P<nth>\w+) half[ -]term")
NTH_TERM = re.compile(r"(?:the )?(?P<nth>\w+) term")


def is_place(c: Constitution, words: str) -> bool:
    """Whether the words name a term, a half, or a month of this calendar."""
    names = calendar_terms(c)
    if words in say.MONTHS or find_term(c, words):
        return True
    if found := HALF.fullmatch(words):
        return bool(c.calendar and c.calendar.halves and find_term(c, found["term"]))
    if found := NTH_HALF_TERM.fullmatch(words) or NTH_TERM.fullmatch(words):
        how_many = len(names) * (2 if "half" in words and c.calendar and c.calendar.halves else 1)
        return found["nth"] in ORDINALS and ORDINALS[found["nth"]] < how_many
    return False


def in_words(words: str) -> str:
    """in October; in the Summer term; in Term 3; in the last half term."""
    if words in say.MONTHS:
        return f"in {words}"
    named = words if re.search(r"\bhalf\b", words) else term_name(words)
    return f"in {named}" if re.match(r"the |Term \d", named) else f"in the {named}"


def place(c: Constitution, words: str, year: Year, terms: Sequence[Term]) -> Window:
    """'Autumn term', 'Spring term, first half', 'last half term' or 'October' in this school year."""
    if words in say.MONTHS:
        return month_windows(year)[_month_index(year, words)]
    if not is_place(c, words):
        raise NotEntered(f"the calendar has no {words}")
    if found := HALF.fullmatch(words):
        halves = _halves(c, term_in(c, year, terms, found["term"]))
        return halves[0 if found["half"] == "first" else 1]
    if name := find_term(c, words):
        return term_windows([term_in(c, year, terms, name)])[0]
    return _nth_place(c, words, terms_in(c, year, terms))


def _nth_place(c: Constitution, words: str, entered: tuple[Term, ...]) -> Window:
    if found := NTH_HALF_TERM.fullmatch(words):
        return half_terms(c, entered)[ORDINALS[found["nth"]]]
    found = NTH_TERM.fullmatch(words)
    return term_windows(entered)[ORDINALS[found["nth"]]]  # type: ignore[index]


def _month_index(year: Year, month: str) -> int:
    return (say.MONTHS.index(month) + 1 - year.first_day.month) % 12
