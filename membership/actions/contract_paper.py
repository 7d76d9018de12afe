"""The contract on paper (K5.1): printed once from the edition's words, then issued as the document it stays."""

from datetime import date, datetime
from typing import Any

from django.template.loader import render_to_string

import constitution
from constitution import retention
from membership.actions.contracts import State, issue_contract
from membership.models import Contract
from membership.permissions import require
from membership.queries.contract_text import contract_text, title_of
from membership.queries.editions import contract_rules, editions_of
from membership.queries.moments import civil_day
from records import documents
from records.models import Document, Person
from records.refusals import NotNow

KIND = "contract"


def send_contract(*, contract: Contract, by: Person | None, at: datetime) -> Contract:
    """Print the contract and send it to the school for signing. Printing takes long, so it is no transaction."""
    on = civil_day(at)
    require(by, "issue-contract", contract.collaborative, on)
    if contract.state != State.DRAFTED:
        raise NotNow("This contract has already been sent.")
    return issue_contract(
        contract=contract, document=print_contract(contract=contract, by=by, at=at), by=by, at=at
    )


def print_contract(*, contract: Contract, by: Person | None, at: datetime) -> Document:
    """The words of the edition in force on the first day of the contract's year, frozen with their fingerprint."""
    on = civil_day(at)
    rules = rules_of(contract)
    text = contract_text(rules, contract.tier)
    title = title_of(contract, text)
    facts = {"contract": contract.pk, "tier": contract.tier, "starts_on": contract.starts_on}
    return documents.issue(
        collaborative=contract.collaborative,
        kind=KIND,
        title=title,
        html=html_of(contract, rules, on),
        on=on,
        by=by,
        facts=facts,
        edition_sha=rules.sha256,
        keep_until=keep_until(rules, on),
        subject=contract.school.name,
    )


def html_of(contract: Contract, rules: constitution.Constitution, issued_on: date) -> str:
    return render_to_string("documents/contract.html", told_of(contract, rules, issued_on))


def told_of(
    contract: Contract, rules: constitution.Constitution, issued_on: date, school: str = ""
) -> dict[str, Any]:
    """What the paper says; `school` is the name that was printed, where the school has another by now."""
    tier = rules.tier.get(contract.tier)
    return {
        "contract": contract,
        "school": school or contract.school.name,
        "text": contract_text(rules, contract.tier),
        "tier": (tier.name if tier else "") or contract.tier,
        "edition": rules.constitution.edition,
        "issued_on": issued_on,
        "collaborative": contract.collaborative,
    }


def rules_of(contract: Contract) -> constitution.Constitution:
    return contract_rules(editions_of(contract.collaborative), contract.starts_on)


def keep_until(rules: constitution.Constitution, on: date) -> date | None:
    """By the edition's rule for contracts; None where it has none: kept for the life of the group."""
    rule = retention.rule_for(rules, KIND)
    until = constitution.ask(rules, "keep until", rule, {"day": on}).value if rule else None
    return until if hasattr(until, "year") else None
