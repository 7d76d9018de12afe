"""What of a draft edition can be changed by form: the plain values of its rules, from their typed tables (K15.2)."""

import datetime
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any, Literal, get_args, get_origin

from pydantic.fields import FieldInfo

import constitution
from constitution import calendar, say, subscription
from constitution.calendar import year_after
from constitution.examples import Result
from constitution.loading.lines import Path
from constitution.loading.values import choices
from constitution.phrases import CARRIED, label, title_of
from constitution.repricing import can_reanswer
from constitution.rule import Row, Rule
from constitution.values import DayOfYear, Length, Share
from constitution.walking import rows, written_fields
from membership.models import DutyRecord
from membership.queries.events import duties_in, recorded_here
from membership.queries.members import Membership
from records.models import Collaborative

WHOLE = re.compile(r"\d+")
SUM = re.compile(r"£?\s*(\d{1,3}(?:,\d{3})+|\d+)(\.\d\d)?")
# Of these tables the values are words about the document, or have forms of their own.
NOT_BY_FORM = ("clauses", "examples", "recorded")
PLAIN = (Share, Length, DayOfYear, Decimal, bool, int, datetime.date)


@dataclass(frozen=True)
class Value:
    """One plain value: where it stands in the file, what it is called, and how it is written there.

    `choices` are the words it may be one of, where the format lists them.
    """

    path: Path
    label: str
    written: str
    of: Any
    help: str = ""
    choices: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """'quorum.full-group.at_least', the name of its field."""
        return ".".join(str(part) for part in self.path)

    def read(self, typed: str) -> Any:
        """What the file is to write for what somebody typed; words that say nothing of the kind come as they are."""
        typed = typed.strip()
        if isinstance(self.of, bool):
            return typed == "yes"
        if isinstance(self.of, Decimal):
            found = SUM.fullmatch(typed)
            return Decimal(f"{found[1].replace(',', '')}{found[2] or ''}") if found else typed
        return int(typed) if WHOLE.fullmatch(typed) else typed


@dataclass(frozen=True)
class RuleValues:
    """A rule with the values of it that a form can change. `path` is 'quorum.full-group'."""

    path: str
    kind: str
    title: str
    values: tuple[Value, ...]

    @property
    def in_short(self) -> str:
        """'60%, up', for a list."""
        return ", ".join(value.written for value in self.values)


@lru_cache(maxsize=16)
def rules_by_form(rules: constitution.Constitution) -> tuple[RuleValues, ...]:
    """Every rule with a plain value, in the order of the file. A text is the same for ever."""
    found = (
        RuleValues(
            ".".join(map(str, path)), str(path[0]), _title(rules, path), tuple(_values(rules, path, row))
        )
        for path, row in rows(rules)
        if isinstance(row, Rule) and path and path[0] not in NOT_BY_FORM
    )
    return tuple(each for each in found if each.values)


def rule_by_form(rules: constitution.Constitution, path: str) -> RuleValues | None:
    return next((each for each in rules_by_form(rules) if each.path == path), None)


def _title(rules: constitution.Constitution, path: Path) -> str:
    return title_of(rules, str(path[0]), str(path[1]) if len(path) > 1 else "")


def _values(rules: constitution.Constitution, path: Path, rule: Row) -> Iterator[Value]:
    """The plain values of a rule and of the rows inside it, but not of rules inside it."""
    for below, row in rows(rule):
        for name, key in written_fields(row):
            if key not in CARRIED and not (below and isinstance(row, Rule)):
                heading = " ".join(
                    label(str(part)) if isinstance(part, str) else str(part + 1) for part in below
                )
                yield from _plain(rules, (*path, *below, key), heading, row, name)


def _plain(
    rules: constitution.Constitution, path: Path, heading: str, row: Row, name: str
) -> Iterator[Value]:
    field, value = type(row).model_fields[name], getattr(row, name)
    named = f"{heading}: {label(path[-1]).lower()}" if heading else label(str(path[-1]))
    if isinstance(value, Mapping):
        each = ((*path, key) for key, one in value.items() if isinstance(one, PLAIN))
        yield from (_value(rules, at, f"{named}, {at[-1]}", value[at[-1]], field) for at in each)
    elif isinstance(value, PLAIN) or _listed(field, value):
        yield _value(rules, path, named, value, field)


def _value(rules: constitution.Constitution, path: Path, named: str, value: Any, field: FieldInfo) -> Value:
    return Value(path, named, _spelt(value), value, field.description or "", _choices(field, value))


def _listed(field: FieldInfo, value: Any) -> bool:
    """A word out of a closed set, where it is one single word."""
    return isinstance(value, str) and bool(_choices(field, value))


def _choices(field: FieldInfo, value: Any) -> tuple[str, ...]:
    if isinstance(value, bool):
        return ("yes", "no")
    literals = [each for each in choices(field.annotation) if get_origin(each) is Literal]
    words = tuple(word for each in literals for word in get_args(each) if isinstance(word, str))
    return words if isinstance(value, str) and value in words else ()


def _spelt(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return say.money(value) if isinstance(value, Decimal) else str(value)


# What the draft's examples say ------------------------------------------------------------------------


@dataclass(frozen=True)
class Belied:
    """A worked example that comes out differently: its place among all, and whether its answer can be taken over."""

    place: int
    result: Result
    can_take: bool


def belied(report: constitution.Report) -> tuple[Belied, ...]:
    c = report.constitution
    if c is None:
        return ()
    wrong = ((place, each) for place, each in enumerate(report.examples) if not each.holds)
    return tuple(Belied(place, each, can_reanswer(c, place, each)) for place, each in wrong)


# The review of the rates ------------------------------------------------------------------------------


def rates_review(rules: constitution.Constitution) -> str | None:
    """The code of the event in which the rates are reviewed; None where the edition has none (K4.4)."""
    rule = rules.subscription
    if rule is None or rule.recommended_by is None:
        return None
    fits = (
        code
        for code, each in rules.event.items()
        if each.body == rule.recommended_by and recorded_here(each) and set(each.clause) & set(rule.clause)
    )
    return next(fits, None)


def review_slot(facts: Membership, code: str) -> str | None:
    """The slot of this year's review."""
    year = calendar.school_year(facts.rules, facts.on)
    return next((duty.slot for duty in duties_in(facts, year) if duty.code == code), None)


def recommendation(collaborative: Collaborative, code: str, slot: str) -> DutyRecord | None:
    """What was recommended in that review, as it stands."""
    standing = DutyRecord.objects.filter(
        collaborative=collaborative, code=code, slot=slot, superseded_at=None
    )
    return standing.first()


def rates_from(facts: Membership) -> datetime.date:
    """The first day on which new rates may be in force: that on which the next year's invoices go out, if known.

    Invoices are priced by the edition of the day they go out; once they are out, the year's rates stand.
    """
    rules, year = facts.rules, subscription.contract_year(facts.rules, facts.on)
    known = (subscription.issue_day(rules, tier, facts.on, facts.register.terms).value for tier in rules.tier)
    to_come = [day for day in known if day and day > facts.on]
    return min(to_come, default=year_after(year).first_day)
