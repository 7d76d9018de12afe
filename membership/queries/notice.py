"""Notice of leaving (K5.3 to K5.5): each school's next deadline, and what a notice would lead to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import constitution
from constitution import calendar, leaving, say, subscription
from constitution.finding import Finding, Working
from membership.models import Contract, Notice, School, SchoolDetail
from membership.queries.editions import Editions, contract_rules
from membership.queries.roll import contracts_in, details_in
from membership.queries.rows import Rows
from records.models import Collaborative
from records.money import pounds

ONE_DAY = timedelta(days=1)
LIVE = (Notice.State.GIVEN, Notice.State.CONFIRMED)


@dataclass(frozen=True)
class Deadline:
    """A school's next day for notice; `by` is None where it is leaving, or no rule speaks of its tier.

    `leaves_on` is the last day of membership that notice by then leads to.
    """

    school: School
    contract: Contract
    by: date | None
    leaves_on: date | None
    finding: Finding[Any] | None
    notice: Notice | None = None


def notice_deadlines(collaborative: Collaborative, on: date) -> dict[int, Deadline]:
    """By school in membership, its next deadline on or after a day."""
    rows = Rows(collaborative)
    return deadlines(Editions(tuple(rows.editions)), contracts_in(rows, on), live_notices(rows), on)


def deadlines(
    editions: Editions, contracts: Iterable[Contract], notices: Mapping[int, Notice], on: date
) -> dict[int, Deadline]:
    """The same of contracts in hand, without a query: worked out once per tier."""
    rules = contract_rules(editions, on)
    by_tier = {tier: leaving.notice_deadlines(rules, tier, on) for tier in rules.leaving}
    return {c.school_id: _deadline(c, by_tier.get(c.tier), notices.get(c.pk)) for c in contracts}


def live_notices(rows: Rows) -> dict[int, Notice]:
    """By contract, the notice that stands on it."""
    return {notice.contract_id: notice for notice in rows.notices if notice.state in LIVE}


def _deadline(contract: Contract, found: Any, notice: Notice | None) -> Deadline:
    if notice or contract.ends_before or not found:
        return Deadline(contract.school, contract, None, None, None, notice)
    return Deadline(contract.school, contract, found.by, found.leaves_on, found.finding, notice)


# Before it is confirmed -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Owed:
    """One contract year that is still to be paid, or is not known; `settled_on` where it was paid."""

    year: calendar.Year
    finding: Finding[Any]
    settled_on: date | None

    @property
    def amount(self) -> Decimal | None:
        return self.finding.value

    def as_json(self) -> dict[str, Any]:
        amount = None if self.amount is None else int(self.amount * 100)
        return {
            "contract_year": self.year.slot,
            "amount_pence": amount,
            "settled_on": self.settled_on and self.settled_on.isoformat(),
            "because": self.finding.as_json(),
        }


@dataclass(frozen=True)
class Preview:
    """What a notice given on a day would do, shown before anybody confirms it (K5.5)."""

    contract: Contract
    finding: Finding[Any]
    missed: tuple[date, ...]
    owed: tuple[Owed, ...]

    @property
    def leaves_on(self) -> date | None:
        return self.finding.value

    @property
    def late(self) -> bool:
        """Too late for the first day on which the school could otherwise have left."""
        return bool(self.missed)

    @property
    def still_to_pay(self) -> tuple[Owed, ...]:
        return tuple(year for year in self.owed if year.settled_on is None)


def preview_notice(contract: Contract, given_on: date, rows: Rows | None = None) -> Preview:
    """The leaving date of a notice given on a day, the dates it missed, and what is owed until then."""
    rows = rows or Rows(contract.collaborative)
    rules = contract_rules(Editions(tuple(rows.editions)), given_on)
    finding = constitution.ask(rules, "leaving date", contract.tier, {"given_on": given_on})
    missed = leaving.missed_days(rules, contract.tier, given_on)
    owed = owed_until(contract, rows, given_on, finding.value) if finding.value else ()
    return Preview(contract, finding, missed, owed)


def owed_until(contract: Contract, rows: Rows, given_on: date, leaves_on: date) -> tuple[Owed, ...]:
    """Each contract year from the day of the notice to the day of leaving, with its fee by the rule."""
    editions, school = Editions(tuple(rows.editions)), contract.school_id
    detail = details_in(rows.details, given_on).get(school)
    fees = (row for row in rows.fees if row.school_id == school and row.reopened_on is None)
    settled = {row.contract_year: row.settled_on for row in fees}
    given = {
        year: fee_facts(rows, school, year.slot, detail) for year in _years(editions, given_on, leaves_on)
    }
    return tuple(
        Owed(year, fee_of(contract, editions, year, facts), settled.get(year.slot))
        for year, facts in given.items()
    )


def _years(editions: Editions, first: date, last: date) -> list[calendar.Year]:
    year = subscription.contract_year(contract_rules(editions, first), first)
    years = [year]
    while years[-1].last_day < last:
        years.append(calendar.year_after(years[-1]))
    return years


def fee_of(
    contract: Contract, editions: Editions, year: calendar.Year, given: Mapping[str, Any]
) -> Finding[Any]:
    """The fee of a year; of a year to come by today's rates, which may yet change: said beside it."""
    rules = editions.rules_since(year.first_day)
    if contract.tier not in rules.tier:
        return Working(rules, "tier").step(f"the constitution has no tier {contract.tier}").answer(None)
    return constitution.ask(rules, "fee", contract.tier, given)


def fee_facts(rows: Rows, school: int, slot: str, detail: SchoolDetail | None) -> dict[str, Any]:
    """What the fee of a school depends on: its kind, its figures for the year in pounds, its pupils."""
    figures = (row for row in rows.figures if (row.school_id, row.contract_year) == (school, slot))
    facts: dict[str, Any] = {"amounts": {row.figure: pounds(row.amount_pence) for row in figures}}
    if detail:
        facts["kind"] = detail.kind
        if detail.pupils is not None:
            facts["pupils"] = detail.pupils
    return facts


def tiers_below(rules: constitution.Constitution, tier: str) -> list[str]:
    """Tiers to which a school can move down: those whose stated amounts come to less."""
    if tier not in rules.tier:
        return []
    own = _stated(rules, tier)
    return [code for code in rules.tier if code != tier and _stated(rules, code) < own]


def _stated(rules: constitution.Constitution, tier: str) -> Decimal:
    return sum((Decimal(line.amount or 0) for line in rules.tier[tier].lines_for(None)), Decimal(0))


@dataclass(frozen=True)
class Turn:
    """The last day on which a notice leads to the same leaving day, and what a day later would lead to."""

    by: date
    finding: Finding[Any]

    @property
    def leaves_on(self) -> date | None:
        return self.finding.value


def next_turn(editions: Editions, tier: str, given_on: date) -> Turn | None:
    """What a day too late would change; None where leaving is not tied to days of the year."""
    found = leaving.notice_deadlines(contract_rules(editions, given_on), tier, given_on)
    if found is None:
        return None
    next_day = found.by + ONE_DAY
    rules = contract_rules(editions, next_day)
    return Turn(found.by, constitution.ask(rules, "leaving date", tier, {"given_on": next_day}))


def in_words(preview: Preview) -> str:
    """The sentence shown above the button: 'Membership would end on Friday 31 July 2026.'"""
    if preview.leaves_on is None:
        return "The constitution has no rule for leaving this tier."
    return f"Membership would end on {say.long_date(preview.leaves_on)}."
