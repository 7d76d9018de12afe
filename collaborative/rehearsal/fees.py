"""What each school would pay, and what the group itself pays, under either text (K4.4, K5.2, K8.1).

New rates apply from the next contract year only: the first year whose invoices go out once the draft is in force.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

import constitution
from collaborative.rehearsal.change import Answer, Change, compared
from collaborative.rehearsal.worlds import Worlds
from constitution import subscription
from constitution.calendar import Year, year_after
from constitution.examples import in_words
from constitution.finding import Finding
from finance.queries.prices import Facts, Figure, Price, PriceList, counts_pupils, figures_named
from finance.queries.sheet import money
from finance.queries.subscriptions import first_issue_day, issue_days
from membership.models import Contract, SchoolDetail
from membership.queries.members import Membership
from membership.queries.roll import contracts_in, details_in

HEADING = "Fees"
Answers = Iterator[tuple[Any, Answer]]


def changes(worlds: Worlds) -> Iterable[Change]:
    year = first_charged(worlds)
    before, after = (
        {**dict(_schools(world, year)), **dict(_payments(world))} for world in (worlds.now, worlds.then)
    )
    return compared(before, after)


def first_charged(worlds: Worlds) -> Year:
    """The first contract year that is invoiced under the draft. What was invoiced before stays as it was."""
    rules = worlds.now.rules
    year = year_after(subscription.contract_year(rules, worlds.on))
    while _goes_out(worlds.now, year) < worlds.since:
        year = year_after(year)
    return year


def _goes_out(world: Membership, year: Year) -> date:
    """The day of its invoices; while its terms are not entered, its own first day."""
    found = first_issue_day(issue_days(world, world.rules, year)) if world.rules.tier else None
    return (found and found.value) or year.first_day


# Each school ------------------------------------------------------------------------------------------


def _schools(world: Membership, year: Year) -> Answers:
    """By contract in force today and still in force then: the fee with the figures that are known."""
    rules, prices = world.rules, PriceList(world.rules)
    details, figures = details_in(world.rows.details, world.on), _figures(world)
    for contract in contracts_in(world.rows, world.on):
        if contract.tier in rules.tier and (
            contract.ends_before is None or contract.ends_before > year.first_day
        ):
            detail = details.get(contract.school_id)
            price = prices.price(_facts(rules, contract, detail, figures))
            yield ("fee", contract.pk), _fee(rules, contract, detail, price, year)


def _fee(rules: constitution.Constitution, contract: Contract, detail, price: Price, year: Year) -> Answer:
    name = rules.tier[contract.tier].name or contract.tier
    school = detail.name if detail else contract.school.name
    sum_due = money(price.fee.value) if price.fee.value is not None else _what_is_known(price)
    note = f"From the contract year {year.label}."
    return Answer(f"{name} subscription", sum_due, price.fee, school, note, private=True)


def _what_is_known(price: Price) -> str:
    known = " + ".join(line.in_short for line in price.lines)
    return f"{known} and a figure that is not entered" if known else "not known yet"


def _facts(
    rules: constitution.Constitution,
    contract: Contract,
    detail: SchoolDetail | None,
    figures: dict[tuple[int, str], Figure],
) -> Facts:
    kind = detail.kind if detail else ""
    named = figures_named(rules, contract.tier, kind)
    pupils = detail.pupils if detail and counts_pupils(rules, contract.tier, kind) else None
    known = tuple(figures.get((contract.school_id, name)) for name in named)
    return Facts(contract.tier, kind, known, pupils)


def _figures(world: Membership) -> dict[tuple[int, str], Figure]:
    """By school and name, the figure of the latest year that was entered."""
    rows = sorted(world.rows.figures, key=lambda row: row.contract_year)
    return {(row.school_id, row.figure): Figure(row.amount_pence, row.source, row.source_on) for row in rows}


# What the group pays ----------------------------------------------------------------------------------


def _payments(world: Membership) -> Answers:
    """What a year of each payment comes to, and each of its parts."""
    for code, rule in world.rules.payment.items():
        try:
            found = constitution.ask(world.rules, "payment", code)
        except constitution.Unanswerable:
            continue
        yield ("payment", code), Answer(rule.name or code, _in_words(found), found)


def _in_words(found: Finding[Any]) -> str:
    return "not fixed" if found.value is None else in_words(found.value)
