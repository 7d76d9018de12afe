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
    """`edition` is the fingerprint of the edition whose words these are."""

    code: str
    name: str
    words: str
    agreed_by: tuple[str, ...]
    edition: str

    @property
    def sha256(self) -> str:
        """Of the words as they stand in their edition: another edition's are agreed to again."""
        return sha256(f"{self.edition}\n{self.words}".encode()).hexdigest()

    @property
    def points(self) -> tuple[str, ...]:
        return tuple(line.removeprefix("- ") for line in self.words.splitlines())


def pledge_of(rules: constitution.Constitution) -> Pledge | None:
    """The text of the edition that somebody agrees to, its quotations filled in; None where there is none."""
    code = next((code for code, text in rules.text.items() if text.agreed_by), None)
    return words_of(rules, code) if code else None


def words_of(rules: constitution.Constitution, code: str) -> Pledge:
    """The points of a text of the edition, whole."""
    text = rules.text[code]
    words = "\n".join(f"- {item}" for item in items_of(rules, code))
    return Pledge(code, text.name, variables.replaced(rules, words), text.agreed_by, rules.sha256)


def pledged(rows: Rows, rules: constitution.Constitution, slot: str, on: date) -> dict[int, Assent]:
    """By school, its first agreement to the pledge for a school year, given by the end of the day."""
    pledge = pledge_of(rules)
    return given(rows, Assent.Kind.PLEDGE, pledge.sha256, slot, on) if pledge else {}


def given(rows: Rows, kind: str, sha256: str, slot: str, on: date) -> dict[int, Assent]:
    """By school, the first agreement of a kind to exactly these words, given by the end of the day."""
    ends_before = day_after(on)
    wanted = (kind, sha256, slot)
    rows_of_it = (row for row in reversed(rows.agreed) if (row.kind, row.sha256, row.slot) == wanted)
    return {row.school_id: row for row in rows_of_it if row.school_id and row.at < ends_before}
