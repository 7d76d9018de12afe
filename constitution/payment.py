"""[payment.x]: what is paid regularly, to whom, and in what parts. Parts and instalments sum exactly."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from pydantic import Field, model_validator

from constitution import calendar, say
from constitution.finding import Finding, Working
from constitution.questions import question
from constitution.rule import Rule
from constitution.values import Money, OneOrSeveral, ReadOnly, Whole, nothing, refusal

if TYPE_CHECKING:
    from constitution.tables import Constitution


class Payment(Rule):
    AT_MOST_ONE_OF = (("parts", "instalments"),)

    name: str = Field("", description="What people call it.", examples=["The Chair's honorarium"])
    to: OneOrSeveral[str] = Field((), description="To whom it is paid.", examples=["chair"])
    amount: Money | None = Field(
        None,
        description="The sum for a year; left out: an agreed rate, among the facts.",
        examples=["£2,000"],
    )
    parts: ReadOnly[str, Money] = Field(
        default_factory=nothing,
        description="The sum of each term; the parts must come to the amount.",
        examples=[{"Autumn": "£700", "Spring": "£700", "Summer": "£600"}],
    )
    instalments: Whole | None = Field(
        None,
        description="How many equal instalments, differing by a penny at most.",
        examples=[12],
    )
    on_invoice: bool = Field(False, description="Whether it is paid against an invoice.")
    cap: Money | None = Field(None, description="The most that is paid.", examples=["£500"])
    note: str | None = Field(None, description="Words printed on the advice.")

    @model_validator(mode="after")
    def _parts_come_to_the_amount(self) -> Payment:
        total = sum(self.parts.values(), Decimal(0))
        if self.parts and self.amount is not None and total != self.amount:
            words = f"the parts come to {say.money(total)}, not {say.money(self.amount)}"
            raise refusal(words, "parts")
        return self


def split(amount: Decimal, n: int) -> list[Decimal]:
    """So many instalments of whole pence that sum exactly; the larger ones first, by a penny at most."""
    each, over = divmod(int(amount * 100), n)
    return [Decimal(each + (place < over)).scaleb(-2) for place in range(n)]


@question("payment", of="payment")
def payment(c: Constitution, payment: str, *, amount: Decimal | None = None) -> Finding[Any]:
    """A table of the parts by term, a list of instalments, or { amount } for what is paid at once."""
    rule = c.payment[payment]
    working = Working(c, f"payment.{payment}").use(rule, "amount")
    total = _total(rule, amount, working)
    if total is None:
        return working.step("the agreed rate is not entered").answer(None)
    if rule.parts:
        return _by_term(rule, working)
    if rule.instalments:
        return _in_instalments(rule, total, working)
    return working.step(say.money(total)).answer({"amount": total})


def _total(rule: Payment, given: Decimal | None, working: Working) -> Decimal | None:
    """The sum of the rule, or of the facts, and never above the cap."""
    total = given if given is not None else rule.amount
    if total is None and rule.parts:
        return sum(rule.parts.values(), Decimal(0))
    if total is not None and rule.cap is not None and total > rule.cap:
        working.use(rule, "cap").step(
            f"{say.money(total)} is above the most that is paid, {say.money(rule.cap)}"
        )
        return rule.cap
    return total


def _by_term(rule: Payment, working: Working) -> Finding[Any]:
    working.use(rule, "parts")
    for term, part in rule.parts.items():
        working.step(f"{term}: {say.money(part)}")
    total = sum(rule.parts.values(), Decimal(0))
    return working.step(f"together {say.money(total)}").answer(dict(rule.parts))


def _in_instalments(rule: Payment, total: Decimal, working: Working) -> Finding[Any]:
    parts = split(total, rule.instalments)  # type: ignore[arg-type]
    working.use(rule, "instalments")
    sizes = [f"{parts.count(size)} × {say.money(size)}" for size in dict.fromkeys(parts)]
    return working.step(f"{say.money(total)} = {' + '.join(sizes)}").answer(parts)


# The loader and adoption --------------------------------------------------------------------------------


def misnamed_parts(c: Constitution) -> Iterator[tuple[str, str, str]]:
    """(payment, part, sentence): parts that name no term of the calendar."""
    terms = calendar.calendar_terms(c)
    for name, rule in c.payment.items():
        for part in rule.parts:
            if calendar.find_term(c, part) is None:
                has = f"the calendar has: {', '.join(terms)}" if terms else "the calendar names no terms"
                yield name, part, f'there is no term called "{part}"; {has}'
