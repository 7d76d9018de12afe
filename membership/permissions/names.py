"""The names by which the authority table means people, and which acts those names may do."""

from collections.abc import Iterable, Mapping
from functools import lru_cache

import constitution
from constitution.acts import ACTS
from constitution.authority import who_may

# Posts that act for the whole group, once the group has named their holder to a place of that name: the
# business manager of one school must not pay the bills of all.
GROUP_NAMES = frozenset({"business manager", "signatory"})

# A talk is had by one person and decided by no resolution: where the edition names a body, each member may.
BY_EACH_MEMBER = frozenset({"hold-conversation", "log-contact"})

# What a grant makes of somebody in the authority table.
GRANTED_NAMES = {"auditor": "auditor", "officer": "local authority officer"}


def office_of(rules: constitution.Constitution) -> str:
    """The office or post that does the office work; the chair, where the document names nobody."""
    return rules.constitution.run_by or "chair"


def holders(rules: constitution.Constitution, act: str) -> tuple[str, ...]:
    """The names of those who may do an act, by the edition or by default.

    What a body decides is recorded by the office, with the resolution; no member does it alone, but for talks.
    """
    by = who_may(rules, act).by
    return (*by, office_of(rules)) if set(by).intersection(rules.body) else by


def grants(rules: constitution.Constitution, act: str, names: Iterable[str]) -> frozenset[str]:
    """Which of somebody's names let them do an act. The bodies they sit on count for what each member may do."""
    apart = frozenset() if act in BY_EACH_MEMBER else rules.body
    return frozenset(name for name in names if name in holders(rules, act) and name not in apart)


def may_by(rules: constitution.Constitution, names: Iterable[str]) -> frozenset[str]:
    """Every act that somebody of these names may do."""
    known = _acts_by_name(rules)
    return frozenset(act for name in names for act in known.get(name, ()))


@lru_cache(maxsize=64)
def _acts_by_name(rules: constitution.Constitution) -> Mapping[str, frozenset[str]]:
    """What each name lets somebody do under an edition."""
    granted = {act: grants(rules, act, holders(rules, act)) for act in {*ACTS, *rules.authority}}
    names = frozenset().union(*granted.values())
    return {name: frozenset(act for act, by in granted.items() if name in by) for name in names}
