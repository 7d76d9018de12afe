"""The pledge (K1.1): its words in an edition, and which schools have agreed to exactly those words."""

from dataclasses import dataclass
from datetime import date
from hashlib import sha256

import constitution
from constitution import variables
from constitution.text import items_of
from membership.models import Assent
from membership.queries.moments import day_after
from records.models import Collaborative


@dataclass(frozen=True)
class Pledge:
    code: str
    name: str
    words: str
    agreed_by: tuple[str, ...]

    @property
    def sha256(self) -> str:
        return sha256(self.words.encode()).hexdigest()


def pledge_of(rules: constitution.Constitution) -> Pledge | None:
    """The text of the edition that somebody agrees to, its quotations filled in; None where there is none."""
    for code, text in rules.text.items():
        if text.agreed_by:
            words = "\n".join(f"- {item}" for item in items_of(rules, code))
            return Pledge(code, text.name, variables.replaced(rules, words), text.agreed_by)
    return None


def pledged(
    collaborative: Collaborative, rules: constitution.Constitution, slot: str, on: date
) -> dict[int, Assent]:
    """By school, its agreement to the pledge for a school year, given by the end of the day."""
    pledge = pledge_of(rules)
    if pledge is None:
        return {}
    rows = Assent.objects.filter(
        collaborative=collaborative,
        kind=Assent.Kind.PLEDGE,
        slot=slot,
        sha256=pledge.sha256,
        at__lt=day_after(on),
        school__isnull=False,
    )
    return {row.school_id: row for row in rows.order_by("-at")}
