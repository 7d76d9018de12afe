"""What whoever sits on a body attests (B3.3): the exact words, and how each seat stands to them.

A body of the edition asks for it with `attested`. What is given is kept with the holding: an attestation of the
representative's own, or a waiver with the decision it rests on.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

import constitution
from constitution import variables
from membership.models import Assent, Holding
from membership.queries.members import Membership


@dataclass(frozen=True)
class Words:
    """What is attested, item by item as the document has it; `clauses` are the titles it stands under."""

    items: tuple[str, ...]
    clauses: tuple[str, ...]

    @property
    def text(self) -> str:
        return "\n".join(f"- {item}" for item in self.items)

    @property
    def sha256(self) -> str:
        return sha256(self.text.encode()).hexdigest()


@dataclass(frozen=True)
class Attested:
    """How a holder stands to it: attested, waived, or missing since the day of taking the seat."""

    since: date
    assent: Assent | None = None

    @property
    def missing(self) -> bool:
        return self.assent is None

    @property
    def waived(self) -> bool:
        return self.assent is not None and self.assent.kind == Assent.Kind.WAIVER


def words_of(rules: constitution.Constitution, body: str) -> Words | None:
    """The words that whoever sits on the body attests, quotations filled in; None where nothing is asked."""
    rule = rules.body.get(body)
    if rule is None or not rule.attested:
        return None
    return Words(tuple(variables.replaced(rules, item) for item in rule.attested), rule.clause)


def slot_of(holding: Holding) -> str:
    """Each time in a seat is attested once; whoever is seated again attests again."""
    return f"holding {holding.pk}"


def attestations_of(facts: Membership) -> Mapping[int, Assent]:
    """Every attestation and waiver by its number. Shared: read them."""
    return facts.once("attestations", lambda: {row.pk: row for row in facts.rows.attestations})
