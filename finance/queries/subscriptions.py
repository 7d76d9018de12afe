"""The subscription invoices that ought to exist for a contract year, from contracts and the edition.

Key: school, subscription, contract year. Due where a contract is in force on the first day of that year, at
that day's tier (K-R06, K-R07), so a school with a leaving date before it gets none. Prices are those of the
edition of the issue day. What cannot be worked out yet is held, with the sentence that says what is missing.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from django.db.models import Exists, OuterRef, QuerySet

import constitution
from constitution import Finding, say, subscription
from constitution.calendar import Year, school_year, year_after
from finance.models import Invoice
from finance.queries.prices import Facts, Figure, Price, PriceList, counts_pupils, figures_named
from membership.models import Basis, Contract, SchoolDetail
from membership.queries.kept import facts_on, kept
from membership.queries.members import Membership
from membership.queries.roll import contracts_on, details_on
from records.models import Collaborative
from records.money import pounds

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Charge:
    """One subscription that ought to be invoiced: to whom, for what, how much; `held` says why not yet."""

    contract: Contract
    name: str
    price: Price | None
    held: str = ""

    @property
    def lines(self):
        return self.price.lines if self.price else ()

    @property
    def total(self) -> Decimal:
        return pounds(self.total_pence)

    @property
    def total_pence(self) -> int:
        return self.price.total_pence if self.price else 0

    @property
    def tier_name(self) -> str:
        tier = self.contract.tier
        return (self.price.rules.tier[tier].name or tier) if self.price else tier

    @property
    def worked_out(self) -> str:
        """'£3,785.25 and 40% of £6,000.00', in one line for a list."""
        return say.listed(line.in_short for line in self.lines)

    @property
    def fee(self) -> Finding | None:
        return self.price.fee if self.price else None


@dataclass(frozen=True)
class Run:
    """A rehearsal of the year's issue: what is missing, as it would be issued on `on` under `rules`."""

    collaborative: Collaborative
    year: Year
    on: date
    rules: constitution.Constitution
    issue_days: Mapping[str, Finding]
    due: Finding
    missing: tuple[Charge, ...] = field(repr=False)

    @cached_property
    def ready(self) -> tuple[Charge, ...]:
        return tuple(charge for charge in self.missing if not charge.held)

    @cached_property
    def held(self) -> tuple[Charge, ...]:
        return tuple(charge for charge in self.missing if charge.held)

    @property
    def total_pence(self) -> int:
        return sum(charge.total_pence for charge in self.ready)

    @property
    def total(self) -> Decimal:
        return pounds(self.total_pence)


def due_key(school_id: int, contract_year: str) -> str:
    """'subscription/school 41/2024-25': what it is for, never when."""
    return f"subscription/school {school_id}/{contract_year}"


def year_called(rules: constitution.Constitution, slot: str) -> Year:
    """The contract year of a slot such as '2024-25'. Raises ValueError for what names no year."""
    found = re.search(r"\d{4}", slot)
    # The last day of December lies in the year that began in it, whichever day that was.
    year = subscription.contract_year(rules, date(int(found[0]), 12, 31)) if found else None
    if year is None or year.slot != slot:
        raise ValueError(f"{slot!r} is no contract year")
    return year


# When they go out ---------------------------------------------------------------------------------------


def issue_day(rules: constitution.Constitution, tier: str, year: Year, terms: Iterable) -> Finding:
    """The day on which a tier's invoices for this contract year go out; None while terms are missing."""
    before = school_year(rules, year.first_day - ONE_DAY)
    around = (before, school_year(rules, year.first_day))
    found = [subscription.issue_day(rules, tier, each, terms) for each in around]
    known = (each for each in found if each.value and _charges(rules, each.value, year))
    return next(known, None) or next((each for each in found if each.value is None), found[0])


def _charges(rules, day: date, year: Year) -> bool:
    return subscription.charged_year(rules, day).value.slot == year.slot


def issue_days(facts: Membership, rules: constitution.Constitution, year: Year) -> dict[str, Finding]:
    """The issue day of every tier that names one, from the terms that are entered."""
    terms = facts.register.terms
    named = [tier for tier in rules.tier if subscription.issue_rule(rules, tier)]
    return {tier: issue_day(rules, tier, year, terms) for tier in named}


def issue_days_of(collaborative: Collaborative, slot: str, on: date) -> dict[str, Finding]:
    """The issue days of a contract year by its slot, by the edition of a day. Raises ValueError."""
    facts = facts_on(collaborative, on)
    year = year_called(facts.rules, slot)
    return kept(f"issue days of {slot}", collaborative, on, lambda: issue_days(facts, facts.rules, year))


def first_issue_day(days: Mapping[str, Finding]) -> Finding | None:
    """The earliest of the tiers' issue days; one that cannot be worked out yet where none can."""
    known = [day for day in days.values() if day.value]
    return min(known, key=lambda day: day.value) if known else next(iter(days.values()), None)


class Years(NamedTuple):
    """The contract year last charged by a day, the next one, and when the next one's invoices go out."""

    charged: Year
    following: Year
    issue_day: Finding | None


def years_shown(collaborative: Collaborative, on: date) -> Years:
    """The two years that the first page of the money room leads to."""
    return kept("years shown", collaborative, on, lambda: _years_shown(collaborative, on))


def _years_shown(collaborative: Collaborative, on: date) -> Years:
    facts = facts_on(collaborative, on)
    rules = facts.rules
    year = subscription.contract_year(rules, on)
    following = year_after(year)
    day = first_issue_day(issue_days(facts, rules, following))
    if day is None or day.value is None or day.value > on:
        return Years(year, following, day)
    to_come = year_after(following)
    return Years(following, to_come, first_issue_day(issue_days(facts, rules, to_come)))


# What is missing ----------------------------------------------------------------------------------------


def rehearse(collaborative: Collaborative, slot: str, on: date, facts: Membership | None = None) -> Run:
    """What an issue run of that contract year would do on that day, in a handful of queries.

    `facts` are those that a page has at hand; without them only the editions and the terms are read.
    """
    facts = facts or Membership(collaborative, on)
    rules = facts.rules
    year = year_called(rules, slot)
    days = issue_days(facts, rules, year)
    prices = price_rules(facts, year, days)
    missing = _charges_missing(collaborative, prices, year, on) if prices.tier else ()
    charges = tuple(_until_its_day(charge, days, on) for charge in missing)
    return Run(collaborative, year, on, prices, days, subscription.due_day(rules, on), charges)


def price_rules(facts: Membership, year: Year, days: Mapping[str, Finding]) -> constitution.Constitution:
    """The price list of a contract year: the edition in force when its invoices went out (K4.4).

    Whoever is charged later in that year pays by the same list, unless the edition has changes apply before.
    """
    rules = facts.rules
    if rules.subscription and rules.subscription.change_applies != "next contract year":
        return rules
    first = first_issue_day(days)
    went_out = first.value if first and first.value else year.first_day
    return facts.register.editions.rules_since(min(facts.on, went_out))


def rehearsed(collaborative: Collaborative, slot: str, on: date) -> Run:
    """The rehearsal as a page shows it: kept until something happens. A run that issues rehearses afresh."""
    facts = facts_on(collaborative, on)
    return kept(f"run of {slot}", collaborative, on, lambda: rehearse(collaborative, slot, on, facts))


def _until_its_day(charge: Charge, days: Mapping[str, Finding], on: date) -> Charge:
    """Held until the issue day of its tier, and while that day cannot be worked out."""
    day = days.get(charge.contract.tier)
    if day is None or charge.held or (day.value and day.value <= on):
        return charge
    why = f"goes out on {say.long_date(day.value)}" if day.value else day.steps[-1]
    return Charge(charge.contract, charge.name, charge.price, say.sentence(why))


def _charges_missing(collaborative, rules, year: Year, on: date) -> Iterator[Charge]:
    """A charge for each contract that is due and not invoiced, by the name of the school."""
    contracts = [*due_contracts(collaborative, year), *joined_contracts(collaborative, year, on)]
    if not contracts:
        return
    facts = _Facts.read(collaborative, rules, year)
    for contract in sorted(contracts, key=lambda each: (each.school.name, each.pk)):
        charge = facts.charge(contract)
        if charge.held or charge.total_pence:
            yield charge


def charge_for(contract: Contract, rules: constitution.Constitution, year: Year) -> Charge:
    """What one contract comes to in one year, invoiced or not."""
    return _Facts.read(contract.collaborative, rules, year).charge(contract)


def due_contracts(collaborative: Collaborative, year: Year) -> QuerySet[Contract]:
    """The contracts in force on the first day of the year whose school has no invoice for it."""
    in_force = contracts_on(collaborative, year.first_day).exclude(tier="")
    return _not_invoiced(in_force, year).select_related("school")


def joined_contracts(collaborative: Collaborative, year: Year, on: date) -> QuerySet[Contract]:
    """The first contracts of schools that have joined since the first day of the year (K5.8)."""
    agreed = Contract.objects.filter(collaborative=collaborative, state=Contract.State.AGREED).exclude(
        tier=""
    )
    joined = agreed.filter(starts_on__gt=year.first_day, starts_on__lte=min(on, year.last_day))
    earlier = agreed.filter(school=OuterRef("school"), starts_on__lt=OuterRef("starts_on")).exclude(
        ends_before__lte=year.first_day
    )
    return _not_invoiced(joined.exclude(Exists(earlier)), year).select_related("school")


def _not_invoiced(contracts: QuerySet[Contract], year: Year) -> QuerySet[Contract]:
    # Not a subquery of each row: SQLite would walk the year's invoices once for every contract.
    kind = Invoice.Kind.SUBSCRIPTION
    invoiced = Invoice.objects.filter(contract_year=year.slot, kind=kind, school__isnull=False)
    return contracts.exclude(school__in=invoiced.values("school"))


@dataclass(frozen=True)
class _Facts:
    """The facts of every school, read at once: what it is, what was entered, and the price list."""

    year: Year
    prices: PriceList
    details: Mapping[int, SchoolDetail]
    figures: Mapping[tuple[int, str], Figure]

    @classmethod
    def read(cls, collaborative, rules, year: Year) -> "_Facts":
        details = details_on(collaborative, year.first_day)
        return cls(year, PriceList(rules), details, _figures(collaborative, year))

    def charge(self, contract: Contract) -> Charge:
        detail = self.details.get(contract.school_id)
        name = detail.name if detail else contract.school.name
        if not self.prices.knows(contract.tier):
            return Charge(contract, name, None, f"The constitution has no tier called '{contract.tier}'.")
        months = self._months(contract)
        if months.value == "ask":
            return Charge(contract, name, None, say.sentence(months.steps[-1]))
        price = self.prices.price(self._facts(contract, detail, months.value))
        return Charge(contract, name, price, price.missing)

    def _months(self, contract: Contract) -> Finding:
        if contract.starts_on <= self.year.first_day:
            return Finding(12)
        return subscription.months_charged(self.prices.rules, contract.starts_on)

    def _facts(self, contract: Contract, detail: SchoolDetail | None, months: int) -> Facts:
        rules, tier, kind = self.prices.rules, contract.tier, detail.kind if detail else ""
        named = figures_named(rules, tier, kind)
        figures = tuple(self.figures.get((contract.school_id, name)) for name in named)
        pupils = detail.pupils if detail and counts_pupils(rules, tier, kind) else None
        return Facts(tier, kind, figures, pupils, months)


def _figures(collaborative: Collaborative, year: Year) -> dict[tuple[int, str], Figure]:
    """What was entered for the year, by school and figure, superseded ones left out."""
    current = Basis.objects.filter(
        collaborative=collaborative, contract_year=year.slot, superseded_at__isnull=True
    )
    rows = current.values_list("school_id", "figure", "amount_pence", "source", "source_on")
    return {(school, figure): Figure(*entered) for school, figure, *entered in rows}
