"""What a post can be called: the standard posts and those that the edition declares."""

import constitution
from constitution.posts import STANDARD

# Standard names that say in what capacity somebody comes, or who is chosen, and not what job they have.
CAPACITIES = frozenset({"substitute", "member", "person nominated", "signatory", "other representative"})


def known_posts(rules: constitution.Constitution) -> tuple[str, ...]:
    """The kinds a post may have: 'headteacher', 'business manager', 'clerk'."""
    return tuple(name for name in (*STANDARD, *rules.posts) if name not in CAPACITIES)
