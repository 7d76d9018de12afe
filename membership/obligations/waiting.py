"""What waits for the office between a school and its contract (K3.5, K5.1, K5.5): to draft, to send, to confirm.

No document gives a time for any of it: the times are the program's, and are said to be.
"""

from collections.abc import Iterator
from datetime import date

from django.urls import reverse

from constitution import say
from constitution.dates import ONE_DAY
from constitution.finding import Working
from membership.models import Contract, Notice
from membership.obligations.facts import facts_of
from membership.permissions.names import holders
from membership.permissions.people import named
from membership.queries.contracts import Asked, to_sign_again
from membership.queries.members import Membership
from membership.queries.side_by_side import coming_contracts, details_by_school, standing_notices
from records.models import Collaborative
from records.obligations import Obligation, Window, key, source

A_WEEK, TWO_WEEKS = 7 * ONE_DAY, 14 * ONE_DAY


@source
def confirm_notices(collaborative: Collaborative, window: Window) -> Iterator[Obligation]:
    """A notice that was given is confirmed within a week; that of a contract that has ended since needs it no more."""
    facts = facts_of(collaborative, window)
    given = (each for each in facts.rows.notices if each.state == Notice.State.GIVEN)
    for notice in (
        each for each in given if each.contract.ends_before is None and each.recorded_on <= window.on
    ):
        due = notice.recorded_on + A_WEEK
        step = f"recorded on {say.long_date(notice.recorded_on)}, a week later is {say.long_date(due)}"
        school = notice.contract.school
        yield _for_the_office(
            facts,
            "confirm-notice",
            key=key("notice", notice, "", "confirm"),
            what=f"Confirm the notice of {school.name}",
            due_on=due,
            reason=f"Given on {say.date(notice.given_on)}.",
            why=_why(facts, due, step, "a week to confirm"),
            link=reverse("membership:notice", args=[collaborative.code, school.pk]),
            button="Read and confirm",
        )


@source
def send_contracts(collaborative: Collaborative, window: Window) -> Iterator[Obligation]:
    """A contract that was drafted is sent in time to be signed before its first day."""
    facts = facts_of(collaborative, window)
    for contract in (each for each in facts.rows.contracts if _is_drafted(each)):
        due = contract.starts_on - TWO_WEEKS
        step = f"it begins on {say.long_date(contract.starts_on)}, two weeks before is {say.long_date(due)}"
        yield _for_the_office(
            facts,
            "issue-contract",
            key=key("contract", contract, "", contract.state),
            what=f"Send the contract of {contract.school.name}",
            due_on=due,
            reason=f"Drafted, from {say.date(contract.starts_on)}.",
            why=_why(facts, due, step, "two weeks to sign"),
            link=reverse("membership:contract", args=[collaborative.code, contract.pk]),
            button="See the contract",
        )


def _is_drafted(contract: Contract) -> bool:
    return contract.state == Contract.State.DRAFTED and contract.form == Contract.Form.CONTRACT


@source
def draft_new_contracts(collaborative: Collaborative, window: Window) -> Iterator[Obligation]:
    """A new legal party or a changed form asks for a new contract; a school that leaves is not asked any more."""
    facts = facts_of(collaborative, window)
    rows, contracts = facts.rows, [row.contract for row in facts.roll]
    busy = {*coming_contracts(rows), *standing_notices(rows, window.on)}
    asked = to_sign_again(contracts, details_by_school(rows), facts.register.editions, window.on)
    for each in (each for each in asked if each.school.pk not in busy and each.contract.ends_before is None):
        yield _draft(collaborative, facts, each)


def _draft(collaborative: Collaborative, facts: Membership, asked: Asked) -> Obligation:
    due = asked.since + TWO_WEEKS
    step = f"asked for since {say.long_date(asked.since)}, two weeks later is {say.long_date(due)}"
    return _for_the_office(
        facts,
        "admit-school",
        key=key("contract", asked.contract, asked.since.isoformat(), "draft anew"),
        what=f"Draft a new contract for {asked.school.name}",
        due_on=due,
        reason=f"{say.sentence(asked.because)} The contract it has stands until the new one is agreed.",
        why=_why(facts, due, step, "two weeks to draft it"),
        link=reverse("membership:admit-school", args=[collaborative.code, asked.school.pk]),
        button="Draft the contract",
    )


def _for_the_office(facts: Membership, act: str, **told) -> Obligation:
    who = named(facts, holders(facts.rules, act))
    return Obligation(kind="contract", who=who, whom="The office", **told)


def _why(facts: Membership, due: date, step: str, default: str):
    working = Working(facts.rules, "membership").default(
        f"{default}: the constitution does not say; the default"
    )
    return working.step(step).answer(due)
