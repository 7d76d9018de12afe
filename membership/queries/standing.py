"""The standing of a school (K3.3): which of contract, fee and pledge is missing, and what follows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import constitution
from constitution import calendar, say, subscription
from constitution.finding import Finding, Working
from membership.models import Contract, School
from membership.queries.editions import Editions
from membership.queries.moments import civil_day
from membership.queries.pledge import pledged
from membership.queries.roll import contracts_in
from membership.queries.rows import Rows
from records.models import Collaborative

CONTRACT, FEE, PLEDGE = "signed contract", "annual fee", "pledge"


@dataclass(frozen=True)
class Need:
    """One thing that membership needs. `since` is the day it was met; `without` follows while it is not."""

    name: str
    since: date | None
    without: str
    slot: str = ""

    @property
    def met(self) -> bool:
        return self.since is not None


@dataclass(frozen=True)
class Standing:
    """`finding.value` is 'in good standing', 'something is missing' or 'not a member'."""

    school: School
    contract: Contract | None
    needs: tuple[Need, ...]
    finding: Finding[str]

    @property
    def missing(self) -> tuple[Need, ...]:
        return tuple(need for need in self.needs if not need.met)

    @property
    def is_member(self) -> bool:
        return self.contract is not None

    @property
    def may_vote(self) -> bool:
        return self.is_member and all(need.without != "no vote" for need in self.missing)


@dataclass(frozen=True)
class Facts:
    """What was there on a day, by school: contracts, fees of the contract year, pledges of the year."""

    rules: constitution.Constitution
    on: date
    charged: calendar.Year
    year: calendar.Year
    contracts: Mapping[int, Contract]
    fees: Mapping[int, date]
    pledges: Mapping[int, date]

    def since(self, need: str, school: School) -> date | None:
        if need == CONTRACT:
            contract = self.contracts.get(school.pk)
            return contract and contract.starts_on
        return (self.fees if need == FEE else self.pledges).get(school.pk)

    def slot(self, need: str) -> str:
        return {FEE: self.charged.slot, PLEDGE: self.year.slot}.get(need, "")


def facts_in(rows: Rows, on: date) -> Facts:
    rules = Editions(tuple(rows.editions)).rules_on(on)
    year, charged = calendar.school_year(rules, on), subscription.contract_year(rules, on)
    pledges = pledged(rows, rules, year.slot, on)
    return Facts(
        rules=rules,
        on=on,
        year=year,
        charged=charged,
        contracts={each.school_id: each for each in contracts_in(rows, on)},
        fees=fees_settled(rows, charged.slot, on),
        pledges={school: civil_day(assent.at) for school, assent in pledges.items()},
    )


def fees_settled(rows: Rows, slot: str, on: date) -> dict[int, date]:
    """By school, the day its fee for a contract year was settled, as it stood on a day."""
    by_then = (row for row in rows.fees if row.contract_year == slot and row.settled_on <= on)
    return {row.school_id: row.settled_on for row in by_then if not row.reopened_on or row.reopened_on > on}


def standings_on(collaborative: Collaborative, on: date) -> dict[int, Standing]:
    """The standing of every school that has not ended, by school. Five queries, however many there are."""
    return standings_in(Rows(collaborative), on)


def standings_in(rows: Rows, on: date) -> dict[int, Standing]:
    """The same of rows in hand."""
    facts = facts_in(rows, on)
    going = [school for school in rows.schools if school.ended_on is None or school.ended_on >= on]
    return {school.pk: standing_in(facts, school) for school in going}


def standing_of(school: School, on: date) -> Standing:
    return standing_in(facts_in(Rows(school.collaborative), on), school)


def standing_in(facts: Facts, school: School) -> Standing:
    """The standing of a school among the facts of a day, without a query."""
    rule = facts.rules.membership
    names = rule.needs if rule else ()
    needs = tuple(
        Need(name, facts.since(name, school), (rule.without or {}).get(name, "shown"), facts.slot(name))
        for name in names
    )
    contract = facts.contracts.get(school.pk)
    return Standing(school, contract, needs, _finding(facts, school, contract, needs))


def _finding(
    facts: Facts, school: School, contract: Contract | None, needs: tuple[Need, ...]
) -> Finding[str]:
    working = Working(facts.rules, "membership").input("school", school.name).input("on", facts.on)
    if facts.rules.membership:
        working.use(facts.rules.membership, "needs", "without")
    for need in needs:
        working.step(_words(need))
    if contract is None:
        return working.answer("not a member")
    missing = any(not need.met for need in needs)
    return working.answer("something is missing" if missing else "in good standing")


def _words(need: Need) -> str:
    named = f"{need.name} for {need.slot.replace('-', '/')}" if need.slot else need.name
    if need.met:
        return f"{named}: since {say.date(need.since)}"
    return f"{named}: missing ({need.without})"
