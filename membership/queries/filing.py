"""At what level something is filed: those of the edition, and two that are narrower than any of them."""

import constitution

# The members of one body alone; those whom the row itself names.
BODY, PEOPLE = "body", "people"
NARROW = frozenset({BODY, PEOPLE})
ALWAYS = frozenset({"public", "members", "la", "office"})


def known(rules: constitution.Constitution, level: str) -> bool:
    return level in NARROW | ALWAYS or level in rules.information


def narrow(level: str) -> bool:
    """Whether not even the office sees it by its office: nothing said at such a level may stand anywhere else."""
    return level in NARROW
