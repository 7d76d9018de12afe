"""The names by which the authority table means people, and which acts those names may do."""

from collections.abc import Iterable, Iterator
from typing import Any

import constitution
from constitution.acts import ACTS

# Stands for whoever does the office work: the office or post that the edition's `run_by` names.
THE_OFFICE = "the office"

# Posts that act for the whole group, once the group has named their holder to a place of that name.
GROUP_NAMES = frozenset({"business manager", "signatory"})


def rule_of(rules: constitution.Constitution, act: str) -> Any | None:
    """The edition's own rule for an act, or None where it leaves it to the default."""
    return rules.authority.get(act)


def holders(rules: constitution.Constitution, act: str) -> tuple[str, ...]:
    """The names of those who may do an act, by the edition or by default."""
    rule = rule_of(rules, act)
    return tuple(rule.by) if rule and rule.by else tuple(ACTS[act].by)


def grants(rules: constitution.Constitution, act: str, names: Iterable[str]) -> frozenset[str]:
    """Which of somebody's names let them do an act.

    What a body decides is recorded by the office, with the resolution; no member does it alone.
    """
    wanted = set(holders(rules, act))
    if wanted.intersection(rules.body):
        wanted.add(THE_OFFICE)
    return frozenset(wanted.intersection(names))


def may_by(rules: constitution.Constitution, names: Iterable[str]) -> Iterator[str]:
    """Every act that somebody of these names may do."""
    known = frozenset(names)
    return (act for act in {*ACTS, *rules.authority} if grants(rules, act, known))
