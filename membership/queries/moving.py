"""Moving between tiers (K4.3, K5.6, K5.8): what each offers, what it costs, and when a move takes effect."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import constitution
from constitution import calendar, say, subscription
from constitution.dates import ONE_DAY
from constitution.finding import Finding, Working
from membership.models import Contract, SchoolDetail
from membership.queries.editions import Editions
from membership.queries.notice import Turn, fee_facts, next_turn, preview_notice, tiers_below
from membership.queries.rows import Rows

NOW, UP, DOWN, OPEN = "now", "up", "down", "open"


@dataclass(frozen=True)
class TierOffered:
    """One tier as a school may look at it. `way` is where it lies from the school's own: now, up, down, or open.

    `begins_on` is the first day there, were it asked for on the day; `until` the last day for a notice that
    leads to the same.
    """

    code: str
    name: str
    offer: str
    services: tuple[str, ...]
    fee: Finding[Any]
    way: str
    begins_on: date | None = None
    begins: Finding[Any] | None = None
    turn: Turn | None = None


@dataclass(frozen=True)
class Moving:
    """What a look at the tiers starts from: the contract in force, if there is one, and the facts of the fee."""

    rules: constitution.Constitution
    editions: Editions
    rows: Rows
    on: date
    contract: Contract | None
    facts: Mapping[str, Any]

    @property
    def tiers(self) -> list[TierOffered]:
        return [self._tier(code, rule) for code, rule in self.rules.tier.items()]

    def _tier(self, code: str, rule: Any) -> TierOffered:
        shown = {
            "code": code,
            "name": rule.name or code,
            "offer": rule.offer or "",
            "services": services_of(self.rules, code),
            "fee": constitution.ask(self.rules, "fee", code, self.facts),
        }
        return TierOffered(**shown, **self._way(code))

    def _way(self, code: str) -> dict[str, Any]:
        if self.contract is None:
            return {"way": OPEN}
        if code == self.contract.tier:
            return {"way": NOW, "begins_on": self.contract.starts_on}
        if code in tiers_above(self.rules, self.contract.tier):
            begins = up(self.editions, self.on)
            return {"way": UP, "begins_on": begins.value, "begins": begins}
        return self._down()

    def _down(self) -> dict[str, Any]:
        """With the notice of the tier it leaves (K-R07), the day after its last day there."""
        preview = preview_notice(self.contract, self.on, self.rows)
        begins_on = preview.leaves_on and preview.leaves_on + ONE_DAY
        turn = next_turn(self.editions, self.contract.tier, self.on)
        return {"way": DOWN, "begins_on": begins_on, "begins": preview.finding, "turn": turn}


def moving(
    editions: Editions,
    rows: Rows,
    contract: Contract | None,
    detail: SchoolDetail | None,
    school: int,
    on: date,
) -> Moving:
    rules = editions.rules_since(on)
    slot = subscription.contract_year(rules, on).slot
    return Moving(rules, editions, rows, on, contract, fee_facts(rows, school, slot, detail))


def services_of(rules: constitution.Constitution, tier: str) -> tuple[str, ...]:
    """The services that a tier entitles to, by name."""
    return tuple(rules.service[code].name or code for code in rules.tier[tier].rights)


def tiers_above(rules: constitution.Constitution, tier: str) -> list[str]:
    """The tiers from which one moves down to this one."""
    return [code for code in rules.tier if tier in tiers_below(rules, code)]


def up(editions: Editions, on: date) -> Finding[date]:
    """The day on which a move to a higher tier begins: the first of the next contract year (K-R58)."""
    rules = editions.rules_since(on)
    working = Working(rules, "subscription").input("on", on)
    if rules.subscription:
        working.use(rules.subscription, "covers")
    year = calendar.year_after(subscription.contract_year(rules, on))
    day = say.long_date(year.first_day)
    working.step(f"a move to a higher tier needs no notice and begins with the next contract year: {day}")
    return working.answer(year.first_day)
