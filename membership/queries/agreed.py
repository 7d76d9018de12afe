"""What the headteacher of each member school agrees to by name, and who has (K1.1, K1.4, K15.1).

The edition says it: its pledge, other texts with `agreed_by` and `agreed_every`, and by `[text.constitution]`
itself, whole. A protocol for sharing data is kept outside the constitution; the office files the version that is
agreed to, by its name.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any

import constitution
from constitution import calendar, say
from constitution.finding import Finding, Working
from constitution.text import WHOLE, agreed_texts
from membership.models import Assent, Edition, School
from membership.queries.editions import Editions
from membership.queries.moments import civil_day
from membership.queries.pledge import given, pledge_of, words_of
from membership.queries.rows import Rows
from records.models import Document
from records.obligations import key

Kind = Assent.Kind
# How long there is to agree to what is new in the middle of a year. No document says.
TIME_TO_AGREE = timedelta(days=28)


@dataclass(frozen=True)
class Agreement:
    """Words that each school agrees to. `since` is the day from which they are asked for, `slot` their period.

    `points` are the words themselves; empty where it is the whole edition, or a document. `round` is the asking:
    the period, with the day where something new in the middle of it asks again.
    """

    kind: str
    code: str
    name: str
    sha256: str
    slot: str
    since: date
    due: Finding[date]
    edition: Edition
    round: str
    period: str = ""
    points: tuple[str, ...] = ()
    clause: tuple[str, ...] = ()
    document: Document | None = None

    def key_for(self, school: School) -> str:
        """The key of the obligation to agree: what was told of it is found by it."""
        return key(f"text.{self.code}", school, self.round, "agree")


@dataclass(frozen=True)
class Agreed:
    """One school's part in an agreement: given, or still missing."""

    agreement: Agreement
    assent: Assent | None

    @property
    def met(self) -> bool:
        return self.assent is not None

    @cached_property
    def since(self) -> date | None:
        return civil_day(self.assent.at) if self.assent else None


def agreements_in(rows: Rows, on: date) -> tuple[Agreement, ...]:
    """What is to be agreed to on a day, in the order of the edition; then the protocol. None before an edition."""
    edition = Editions(tuple(rows.editions)).find(on)
    if edition is None:
        return ()
    return (*_of_texts(edition, on), *_of_protocol(edition, rows, on))


def agreement_in(rows: Rows, kind: str, on: date) -> Agreement | None:
    return next((each for each in agreements_in(rows, on) if each.kind == kind), None)


def given_in(rows: Rows, agreement: Agreement, on: date) -> dict[int, Assent]:
    """By school, its agreement to these very words."""
    return given(rows, agreement.kind, agreement.sha256, agreement.slot, on)


def protocol_of(rows: Rows, school: School, on: date) -> Agreed | None:
    """Under what a school shares its data, and whether it has agreed to it (K1.4); None where none is asked for."""
    agreement = agreement_in(rows, Kind.PROTOCOL, on)
    return Agreed(agreement, given_in(rows, agreement, on).get(school.pk)) if agreement else None


def before_it(rows: Rows, agreement: Agreement, sha256: str, on: date) -> Agreement | None:
    """The same agreement as it stood when its words had another fingerprint: what somebody read who was overtaken."""
    for edition in reversed(rows.editions):
        if edition.in_force_on <= on:
            found = [each for each in _of_texts(edition, on) if each.kind == agreement.kind]
            if found and found[0].sha256 == sha256:
                return found[0]
    old = (each for each in rows.protocols if each.sha256 == sha256)
    return next((_protocol(agreement.edition, each) for each in old), None)


# Each in turn ---------------------------------------------------------------------------------------


def _of_texts(edition: Edition, on: date) -> Iterator[Agreement]:
    rules = edition.rules
    pledge, seen = pledge_of(rules), set()
    for code in agreed_texts(rules):
        kind = (
            Kind.PLEDGE
            if pledge and code == pledge.code
            else Kind.CONSTITUTION
            if code == WHOLE
            else Kind.PROTOCOL
        )
        if kind not in seen:
            seen.add(kind)
            yield _text(edition, code, kind, on)


def _text(edition: Edition, code: str, kind: str, on: date) -> Agreement:
    rules = edition.rules
    text, words = rules.text[code], words_of(rules, code)
    whole = kind == Kind.CONSTITUTION
    year = _year(rules, text.agreed_every, on)
    since = max(year.first_day, edition.in_force_on) if year else edition.in_force_on
    name = text.name or code.replace("-", " ").capitalize()
    return Agreement(
        kind=kind,
        code=code,
        name=f"{name}, edition {edition.name}" if whole and edition.name else name,
        sha256=rules.sha256 if whole else words.sha256,
        slot=year.slot if year else "",
        period=year.label if year else "",
        since=since,
        due=_due(rules, f"text.{code}", since, year),
        edition=edition,
        round=_round(edition, since, year),
        points=() if whole else words.points,
        clause=text.clause,
    )


def _of_protocol(edition: Edition, rows: Rows, on: date) -> Iterator[Agreement]:
    """The version on file, unless the edition prints one."""
    filed = [each for each in rows.protocols if each.issued_on <= on]
    if filed and not any(each.kind == Kind.PROTOCOL for each in _of_texts(edition, on)):
        yield _protocol(edition, filed[-1])


def _protocol(edition: Edition, document: Document) -> Agreement:
    return Agreement(
        kind=Kind.PROTOCOL,
        code="protocol",
        name=document.title,
        sha256=document.sha256,
        slot="",
        since=document.issued_on,
        due=_due(edition.rules, "text.protocol", document.issued_on, None),
        edition=edition,
        round=f"document {document.pk}",
        document=document,
    )


def _year(rules: constitution.Constitution, every: str | None, on: date) -> Any:
    """The year that an agreement is for; None where it is given once for an edition."""
    if every == "school year":
        return calendar.school_year(rules, on)
    if every == "financial year":
        return calendar.financial_year(rules, on)
    return calendar.calendar_year(on) if every == "calendar year" else None


def _round(edition: Edition, since: date, year: Any) -> str:
    if year is None:
        return f"edition {edition.number}"
    return year.slot if since == year.first_day else f"{year.slot} from {since.isoformat()}"


def _due(rules: constitution.Constitution, rule: str, since: date, year: Any) -> Finding[date]:
    """By the end of the first month of its year; what is new later, four weeks after. The program's own days."""
    text = rules.text.get(rule.removeprefix("text."))
    working = Working(rules, rule, *(text.clause if text else ()))
    if year and since == year.first_day:
        working.step(f"agreed each {text.agreed_every}; {year.label} began on {say.long_date(since)}")
        working.default("by the end of its first month: the constitution does not say; the default")
        return working.answer(calendar.month_windows(year)[0].last)
    working.step(f"asked for since {say.long_date(since)}")
    working.default("within four weeks: the constitution does not say; the default")
    return working.answer(since + TIME_TO_AGREE)
