"""What a school's subscription comes to, line by line, worked out once for each different set of facts."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

import constitution
from constitution import Finding, say, subscription
from records.money import pence, pounds


@dataclass(frozen=True)
class Figure:
    """A figure that a fee takes a share of, as it was entered: whole pence, where it came from and when."""

    amount_pence: int
    source: str
    source_on: date

    @property
    def amount(self) -> Decimal:
        return pounds(self.amount_pence)


@dataclass(frozen=True)
class Facts:
    """What a fee depends on. `figures` are in the order in which the tier names them; None is not entered."""

    tier: str
    kind: str
    figures: tuple[Figure | None, ...] = ()
    pupils: int | None = None
    months: int = 12


@dataclass(frozen=True)
class ChargedLine:
    """A line as the invoice prints it, and the finding that explains it (as JSON, ready to be kept)."""

    words: str
    quantity: str
    rate: str
    amount_pence: int
    finding: Mapping[str, Any]

    @property
    def in_short(self) -> str:
        """'40% of £6,000.00'; the sum itself where nothing was worked out."""
        return worked_out(self.quantity, self.rate) or f"£{pounds(self.amount_pence):,.2f}"


def worked_out(quantity: str, rate: str) -> str:
    """'40% of £6,000.00', '£4.00 × 210 pupils', '9 of 12 months'; empty for a plain sum."""
    if quantity and rate:
        return f"{rate} {'of' if rate.endswith('%') else '×'} {quantity}"
    return rate or quantity


@dataclass(frozen=True)
class Price:
    """The lines that are known; `missing` is a sentence about the rest, empty when all is known."""

    rules: constitution.Constitution
    facts: Facts
    lines: tuple[ChargedLine, ...]
    missing: str

    @property
    def total_pence(self) -> int:
        return sum(line.amount_pence for line in self.lines)

    @cached_property
    def fee(self) -> Finding:
        """The whole fee with all its steps, for the 'why?' beside it."""
        facts = self.facts
        school = subscription.School(facts.kind, _amounts(self.rules, facts), facts.pupils, facts.months)
        return subscription.fee_of(self.rules, facts.tier, school)


class PriceList:
    """The fees of one edition. Schools with the same facts share one price."""

    def __init__(self, rules: constitution.Constitution):
        self.rules = rules
        self._prices: dict[Facts, Price] = {}

    def knows(self, tier: str) -> bool:
        return tier in self.rules.tier

    def price(self, facts: Facts) -> Price:
        if facts not in self._prices:
            self._prices[facts] = price(self.rules, facts)
        return self._prices[facts]


def figures_named(rules: constitution.Constitution, tier: str, kind: str) -> tuple[str, ...]:
    """The figures that must be entered for a fee, those of the tiers it is worked out from included."""
    names: dict[str, None] = {}
    for line in rules.tier[tier].lines_for(kind):
        if line.other_tier:
            names.update(dict.fromkeys(figures_named(rules, line.other_tier, kind)))
        elif line.of:
            names[line.of] = None
    return tuple(names)


def counts_pupils(rules: constitution.Constitution, tier: str, kind: str) -> bool:
    lines = rules.tier[tier].lines_for(kind)
    others = (line.other_tier for line in lines if line.other_tier)
    return any(line.per for line in lines) or any(counts_pupils(rules, other, kind) for other in others)


def price(rules: constitution.Constitution, facts: Facts) -> Price:
    priced = subscription.fee_lines(
        rules, facts.tier, facts.kind, _amounts(rules, facts), facts.pupils, facts.months
    )
    rows = list(zip(rules.tier[facts.tier].lines_for(facts.kind), priced, strict=True))
    lines = [_charged(rules, facts, line, each) for line, each in rows if each.amount]
    missing = [step for each in priced if each.amount is None for step in each.finding.steps]
    if not priced:
        missing = [f"the constitution gives no fee for {rules.tier[facts.tier].name or facts.tier}"]
    return Price(rules, facts, tuple(lines), say.sentence("; ".join(missing)))


def _amounts(rules: constitution.Constitution, facts: Facts) -> dict[str, Decimal]:
    named = zip(figures_named(rules, facts.tier, facts.kind), facts.figures, strict=True)
    return {name: figure.amount for name, figure in named if figure is not None}


def _charged(rules, facts: Facts, line, priced: subscription.PricedLine) -> ChargedLine:
    words, quantity, rate = _printed(rules, facts, line)
    if facts.months != 12:
        quantity = f"{quantity}, {facts.months} of 12 months".lstrip(", ")
    finding = _with_source(rules, facts, line, priced.finding)
    return ChargedLine(words, quantity, rate, pence(priced.amount), finding.as_json())


def _printed(rules, facts: Facts, line) -> tuple[str, str, str]:
    """Words, quantity and rate as the paper prints them."""
    name = rules.tier[facts.tier].name or facts.tier
    if line.per:
        return f"{name} subscription", say.count(facts.pupils, "pupil"), f"£{line.amount:,.2f}"
    if line.share is None:
        return f"{name} subscription", "", ""
    if line.other_tier:
        return f"Share of the {line.other_tier} fee", f"the {line.other_tier} fee", str(line.share)
    amount = _amounts(rules, facts)[line.of]
    return f"Share of {line.of}", f"£{amount:,.2f}", str(line.share)


def _with_source(rules, facts: Facts, line, finding: Finding) -> Finding:
    """The finding with where its figure came from, as a school asks for that first (K-R11)."""
    named = dict(zip(figures_named(rules, facts.tier, facts.kind), facts.figures, strict=True))
    figure = named.get(line.of)
    if figure is None:
        return finding
    told = f"{line.of} {say.money(figure.amount)}: {figure.source}, {say.date(figure.source_on)}"
    inputs = {**finding.inputs, line.of: figure.amount, "source": figure.source}
    return replace(finding, steps=(told, *finding.steps), inputs=inputs)
