"""How far a school is on its way into membership (K3.1, K5.8): what is done, what is next, and whose it is."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from constitution import calendar, membership, say, subscription
from constitution.calendar import Year
from constitution.finding import Finding, Working
from membership.models import Contract
from membership.queries.moments import civil_day
from membership.queries.notice import fee_facts
from membership.queries.one_school import OneSchool
from membership.queries.pledge import pledge_of

State = Contract.State
DONE, TO_DO, LATER, REFUSED = "done", "now", "next", "wrong"


@dataclass(frozen=True)
class Step:
    """One step: its name, how it stands, since when, and a note. `code` is what a page links it by."""

    code: str
    name: str
    state: str
    on: date | None = None
    note: str = ""
    finding: Finding[Any] | None = None

    @property
    def done(self) -> bool:
        return self.state == DONE


@dataclass(frozen=True)
class FirstFee:
    """What the first contract year costs: `months` of twelve, or 'ask' where it is decided for each school."""

    year: Year
    months: Finding[Any]
    fee: Finding[Any]

    @property
    def amount(self):
        return self.fee.value


class Joining:
    """The steps of one school, worked out from what is kept of it."""

    def __init__(self, one: OneSchool):
        self.one, self.rules, self.on = one, one.rules, one.on

    @cached_property
    def contract(self) -> Contract | None:
        """The contract by which it joins: the first that is on its way, or the first that was agreed."""
        standing = [each for each in self.one.contracts if each.state != State.VOID]
        return self.one.contract or self.one.coming or next(iter(standing), None)

    @cached_property
    def eligible(self) -> Finding[bool] | None:
        """Whether a school of its kind may be a member, and by which clause; None while its kind is not known."""
        return membership.eligible(self.rules, self.one.detail.kind) if self.one.detail else None

    @property
    def may_apply(self) -> bool:
        return bool(
            self.eligible and self.eligible.value and self.contract is None and not self.one.school.ended_on
        )

    @cached_property
    def steps(self) -> list[Step]:
        """In order; of those that are not done the first is to do, unless they are of different hands."""
        found = [self._kind(), self._applied(), *self._signing(), *self._agreed(), *self._paid()]
        return _in_order([step for step in found if step])

    @property
    def complete(self) -> bool:
        return all(step.done for step in self.steps)

    # Each step ------------------------------------------------------------------------------------------

    def _kind(self) -> Step:
        if self.eligible is None:
            return Step(
                "kind", "May be a member", TO_DO, note="Nothing is recorded of what kind of school it is."
            )
        note = f"{self.one.detail.kind} school".capitalize()
        return Step(
            "kind", "May be a member", DONE if self.eligible.value else REFUSED, None, note, self.eligible
        )

    def _applied(self) -> Step:
        if self.contract is None:
            return Step("apply", "Applies, or is entered by the office", TO_DO)
        return Step(
            "contract", "Contract drafted", DONE, note=f"from {say.long_date(self.contract.starts_on)}"
        )

    def _signing(self) -> list[Step]:
        contract = self.contract
        if contract is not None and contract.form != Contract.Form.CONTRACT:
            return [Step("contract", contract.get_form_display(), DONE, contract.starts_on)]
        state = contract.state if contract else ""
        past = {
            "Contract sent": state in (State.ISSUED, State.SIGNED, State.AGREED),
            "Signed by the headteacher": state in (State.SIGNED, State.AGREED),
            "Countersigned for the group": state == State.AGREED,
        }
        sent_on = civil_day(contract.issued_at) if contract and contract.issued_at else None
        return [
            Step("contract", name, DONE if done else LATER, sent_on if name == "Contract sent" else None)
            for name, done in past.items()
        ]

    def _agreed(self) -> list[Step]:
        """Of the school year in which it begins, or of this one."""
        pledge = pledge_of(self.rules)
        if pledge is None:
            return []
        begins = max(self.on, self.contract.starts_on) if self.contract else self.on
        year = calendar.school_year(self.rules, begins)
        agreed = self.one.pledged(year.slot)
        name = f"{pledge.name} agreed for {year.label}"
        if agreed:
            return [Step("pledge", name, DONE, civil_day(agreed.at))]
        note = f"from {say.long_date(year.first_day)}" if year.first_day > self.on else ""
        return [Step("pledge", name, LATER, note=note)]

    def _paid(self) -> list[Step]:
        fee = self.first_fee
        if fee is None:
            return []
        settled = [
            row for row in self.one.fees if row.contract_year == fee.year.slot and row.reopened_on is None
        ]
        day = settled[0].settled_on if settled else None
        return [
            Step("fee", f"First fee, {fee.year.label}", DONE if day else LATER, day, _fee_words(fee), fee.fee)
        ]

    @cached_property
    def first_fee(self) -> FirstFee | None:
        """In full or by the month, as the edition says; None before there is a contract, or where there is no tier."""
        contract = self.contract
        if contract is None or contract.tier not in self.rules.tier:
            return None
        year = subscription.contract_year(self.rules, contract.starts_on)
        months = self._months(contract.starts_on, year)
        facts = fee_facts(self.one.facts.rows, self.one.school.pk, year.slot, self.one.detail)
        charged = months.value if isinstance(months.value, int) else 12
        school = subscription.School(**facts, months=charged)
        return FirstFee(
            year, months, self._fee(months, subscription.fee_of(self.rules, contract.tier, school))
        )

    def _fee(self, months: Finding[Any], whole: Finding[Any]) -> Finding[Any]:
        """Why so many months, then the sum; none yet where that is decided for each school."""
        working = Working(self.rules, "subscription").include(months).include(whole)
        return working.answer(None if months.value == "ask" else whole.value)

    def _months(self, starts_on: date, year: Year) -> Finding[Any]:
        if starts_on <= year.first_day:
            working = Working(self.rules, "subscription")
            return working.step(f"it joins with the first day of {year.label}: the whole year").answer(12)
        return subscription.months_charged(self.rules, starts_on)


def _fee_words(fee: FirstFee) -> str:
    if fee.amount is None:
        return (
            "decided for each school" if fee.months.value == "ask" else "not known yet: a figure is missing"
        )
    part = "" if fee.months.value == 12 else f", {fee.months.value} of 12 months"
    return f"{say.money(fee.amount)}{part}"


def _in_order(steps: list[Step]) -> list[Step]:
    """The first that is not done is to do now; none, where the school may not be a member."""
    if any(step.state == REFUSED for step in steps):
        return steps[:1]
    first = next((step for step in steps if not step.done), None)
    return [Step(**{**vars(step), "state": TO_DO}) if step is first else step for step in steps]
