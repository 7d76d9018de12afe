"""What a contract says (K5.1): the edition's own form for the tier, in the words of the document."""

from dataclasses import dataclass

import constitution
from constitution import say, variables
from constitution.text import items_of
from membership.models import Contract


@dataclass(frozen=True)
class ContractText:
    """`items` are the aspects agreed to, `clause` the headings they stand under."""

    code: str
    name: str
    items: tuple[str, ...]
    clause: tuple[str, ...]


def contract_text(rules: constitution.Constitution, tier: str) -> ContractText:
    """The text `contract-silver` of the edition, or `contract` for all tiers; else what the rules themselves say."""
    code = _code(rules, tier)
    if code is None:
        return ContractText("", "Contract of membership", tuple(_from_rules(rules, tier)), ())
    text = rules.text[code]
    words = tuple(variables.replaced(rules, item) for item in items_of(rules, code))
    return ContractText(code, text.name or "Contract", words, text.clause)


def contract_form(rules: constitution.Constitution, tier: str) -> tuple[str, ...]:
    """The form as it is printed, its figures left open: another figure is not another form."""
    code = _code(rules, tier)
    return tuple(_from_rules(rules, tier)) if code is None else tuple(items_of(rules, code))


def _code(rules: constitution.Constitution, tier: str) -> str | None:
    return next((code for code in (f"contract-{tier}", "contract") if code in rules.text), None)


def _from_rules(rules: constitution.Constitution, tier: str) -> list[str]:
    """Where an edition asks for a contract and prints none."""
    needs = rules.membership.needs if rules.membership else ()
    named = (rules.tier[tier].name or tier) if tier in rules.tier else ""
    words = [f"Membership{f' at {named}' if named else ''} of {rules.constitution.name}"]
    if needs:
        words.append(f"What membership needs: {say.listed(needs)}")
    rule = rules.leaving.get(tier)
    return [*words, f"Notice of leaving: {rule.notice or rule.notice_by}"] if rule else words


def title_of(contract: Contract, text: ContractText) -> str:
    return f"{text.name}: {contract.school.name}"
