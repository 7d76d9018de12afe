"""Contracts signed by the head and countersigned for the group (K5.1)."""

from collections.abc import Iterator

from django.urls import reverse

from constitution import say
from constitution.dates import ONE_DAY
from constitution.finding import Working
from membership.models import Contract
from membership.obligations.facts import facts_of
from membership.obligations.notice import HEADS
from membership.permissions.names import holders
from membership.permissions.people import named
from membership.queries.members import Membership
from membership.queries.moments import civil_day
from records.models import Collaborative
from records.obligations import Obligation, Window, key, source

# No document gives a time for signing; two weeks is the program's, and is said to be.
TIME_TO_SIGN = 14 * ONE_DAY
BY_DEFAULT = "two weeks to sign: the constitution does not say; the default"
OPEN = (Contract.State.ISSUED, Contract.State.SIGNED)


@source
def sign_contracts(collaborative: Collaborative, window: Window) -> Iterator[Obligation]:
    """A contract that was issued is read and signed by the head, then countersigned for the group."""
    facts = facts_of(collaborative, window)
    heads = facts.speakers(HEADS)
    for contract in (each for each in facts.rows.contracts if each.state in OPEN):
        if contract.state == Contract.State.ISSUED:
            head = heads.get(contract.school_id)
            who, duty = ((head.pk,) if head else ()), "Read and sign the contract"
        else:
            who = named(facts, holders(facts.rules, "countersign-contract"))
            duty = f"Countersign the contract of {contract.school.name}"
        yield _signature(collaborative, facts, contract, who, duty)


def _signature(collaborative, facts: Membership, contract: Contract, who, duty: str) -> Obligation:
    issued = civil_day(contract.issued_at)
    due = issued + TIME_TO_SIGN
    working = Working(facts.rules, "membership").default(BY_DEFAULT)
    working.step(f"issued on {say.long_date(issued)}, two weeks later is {say.long_date(due)}")
    tier = facts.rules.tier.get(contract.tier)
    return Obligation(
        key=key("contract", contract, "", contract.state),
        due_on=due,
        what=duty,
        kind="contract",
        reason=f"{tier.name if tier else 'Membership'}, from {say.date(contract.starts_on)}.",
        who=who,
        whom=contract.school.name if contract.state == Contract.State.ISSUED else "For the group",
        why=working.answer(due),
        link=reverse("membership:contract", args=[collaborative.code, contract.pk]),
        button="Read and sign" if contract.state == Contract.State.ISSUED else "Read and countersign",
        school=contract.school_id if contract.state == Contract.State.ISSUED else None,
    )
