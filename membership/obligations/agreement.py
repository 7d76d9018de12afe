"""What is agreed to under exact words: contracts signed and countersigned (K5.1), the pledge each year (K1.1)."""

from collections.abc import Iterator

from django.urls import reverse

from constitution import calendar, say
from constitution.dates import ONE_DAY
from constitution.finding import Working
from constitution.reminding import remind_before
from membership.models import Contract
from membership.obligations.facts import facts_of, rules_of
from membership.obligations.notice import HEADS
from membership.permissions.names import holders
from membership.permissions.people import named
from membership.queries.members import Membership
from membership.queries.moments import civil_day
from membership.queries.pledge import pledge_of, pledged
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
    )


@source
def agree_to_the_pledge(collaborative: Collaborative, window: Window) -> Iterator[Obligation]:
    """Each headteacher agrees to the pledge, each school year (K1.1): by the end of the first month of it."""
    facts, rules = facts_of(collaborative, window), rules_of(collaborative, window)
    pledge = pledge_of(rules)
    if pledge is None or rules.text[pledge.code].agreed_every != "school year":
        return
    year = calendar.school_year(rules, window.on)
    heads = facts.speakers(HEADS)
    agreed = pledged(facts.rows, rules, year.slot, window.on)
    due = calendar.month_windows(year)[0].last
    working = Working(rules, f"text.{pledge.code}", *rules.text[pledge.code].clause)
    working.step(f"agreed each school year; {year.label} began on {say.long_date(year.first_day)}")
    working.default("by the end of its first month: the constitution does not say; the default")
    finding = working.answer(due)
    for row in facts.roll:
        head, assent = heads.get(row.school.pk), agreed.get(row.school.pk)
        yield Obligation(
            key=key(f"text.{pledge.code}", row.school, year.slot, "agree"),
            due_on=due,
            what=f"Agree to {_named(pledge.name)} for {year.label}",
            kind="text",
            reason=f"{row.detail.name} agrees to it each school year.",
            who=(head.pk,) if head else (),
            whom=row.detail.name,
            why=finding,
            link=reverse("membership:pledge", args=[collaborative.code, row.school.pk]),
            button="Read and agree",
            remind=remind_before(rules.text[pledge.code]).before,
            done_on=civil_day(assent.at) if assent else None,
            collective=f"{pledge.name} agreed for {year.label}",
            per="school",
            level="members",
        )


def _named(name: str) -> str:
    """'our pledge' inside a sentence, from 'Our Pledge' as a heading."""
    return name[:1].lower() + name[1:]
