"""The pledge (K1.1): its words in an edition, and which schools have agreed to exactly those words."""

from dataclasses import dataclass
from datetime import date
from hashlib import sha256

import constitution
from constitution import variables
from constitution.text import items_of
from membership.models import Assent
from membership.queries.moments import day_after
from membership.queries.rows import Rows


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


def pledged(rows: Rows, rules: constitution.Constitution, slot: str, on: date) -> dict[int, Assent]:
    """By school, its first agreement to the pledge for a school year, given by the end of the day."""
    pledge = pledge_of(rules)
    if pledge is None:
        return {}
    sha256, ends_before = pledge.sha256, day_after(on)
    given = (row for row in reversed(rows.pledges) if (row.slot, row.sha256) == (slot, sha256))
    return {row.school_id: row for row in given if row.school_id and row.at < ends_before}
