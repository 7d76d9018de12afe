"""The standing of a school (K3.3): which of contract, fee and pledge is missing, and what follows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import constitution
from constitution import calendar, say, subscription
from constitution.finding import Finding, Working
from membership.models import Contract, FeeSettled, School
from membership.queries.editions import editions_of
from membership.queries.moments import civil_day
from membership.queries.pledge import pledged
from membership.queries.roll import contracts_on
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


def facts_on(collaborative: Collaborative, on: date) -> Facts:
    """Four queries, however many schools there are."""
    rules = editions_of(collaborative).rules_on(on)
    year, charged = calendar.school_year(rules, on), subscription.contract_year(rules, on)
    pledges = pledged(collaborative, rules, year.slot, on)
    return Facts(
        rules=rules,
        on=on,
        year=year,
        charged=charged,
        contracts={each.school_id: each for each in contracts_on(collaborative, on).select_related("school")},
        fees=fees_settled(collaborative, charged.slot, on),
        pledges={school: civil_day(assent.at) for school, assent in pledges.items()},
    )


def fees_settled(collaborative: Collaborative, slot: str, on: date) -> dict[int, date]:
    """By school, the day its fee for a contract year was settled, as it stood on a day."""
    rows = FeeSettled.objects.filter(collaborative=collaborative, contract_year=slot, settled_on__lte=on)
    return {r.school_id: r.settled_on for r in rows if r.reopened_on is None or r.reopened_on > on}


def standings_on(collaborative: Collaborative, on: date) -> dict[int, Standing]:
    """The standing of every school that has not ended, by school."""
    facts = facts_on(collaborative, on)
    schools = School.objects.filter(collaborative=collaborative)
    going = [school for school in schools if school.ended_on is None or school.ended_on >= on]
    return {school.pk: standing_in(facts, school) for school in going}


def standing_of(school: School, on: date) -> Standing:
    return standing_in(facts_on(school.collaborative, on), school)


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
