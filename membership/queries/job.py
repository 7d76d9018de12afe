"""What an office asks and of whom: its job description and its person specification, in the words of the edition."""

from dataclasses import dataclass
from hashlib import sha256

import constitution
from constitution import variables
from constitution.handbook import ClauseShown
from constitution.text import items_of
from membership.queries.handbook import book_of

SPECIFICATION = "person-specification"


@dataclass(frozen=True)
class Specification:
    """What somebody must bring to be appointed (K8.20); `sha256` is of these very words."""

    name: str
    items: tuple[str, ...]
    clause: tuple[str, ...]

    @property
    def sha256(self) -> str:
        return sha256("\n".join(self.items).encode()).hexdigest()


def specification_of(rules: constitution.Constitution, office: str) -> Specification | None:
    """The text `person-specification-som` of the edition; else the one text of that name, if it stands beside the office."""
    rule = rules.office.get(office)
    if rule is None:
        return None
    for code in (f"{SPECIFICATION}-{office}", SPECIFICATION):
        text = rules.text.get(code)
        if text and (code != SPECIFICATION or set(text.clause) & set(rule.description)):
            words = tuple(variables.replaced(rules, item) for item in items_of(rules, code))
            return Specification(text.name or "Person specification", words, text.clause)
    return None


def job_description(rules: constitution.Constitution, office: str) -> tuple[ClauseShown, ...]:
    """The clauses that the edition shows beside an office, in its own order (K8.15)."""
    rule = rules.office.get(office)
    if rule is None or not rule.description:
        return ()
    parts = book_of(rules.sha256, rules.source).parts
    by_title = {clause.title: clause for part in parts for clause in part.clauses}
    return tuple(by_title[title] for title in rule.description if title in by_title)
