"""Who may do an act about money on a day, for the things that fall due to them."""

from collections.abc import Iterable
from datetime import date

from membership.permissions.names import GROUP_NAMES, THE_OFFICE, holders
from membership.queries.members import Membership
from records.models import Collaborative


def who_may(collaborative: Collaborative, act: str, on: date) -> tuple[int, ...]:
    """Ids of the people whose posts or offices let them do an act on that day, each once."""
    facts = Membership(collaborative, on)
    return named(facts, holders(facts.rules, act))


def the_office(collaborative: Collaborative, on: date) -> tuple[int, ...]:
    """Who does the office work of the group."""
    return named(Membership(collaborative, on), [THE_OFFICE])


def named(facts: Membership, names: Iterable[str]) -> tuple[int, ...]:
    """The people whom these names mean; a post of the whole group counts by the place it was named to."""
    wanted = {facts.rules.constitution.run_by if name == THE_OFFICE else name for name in names}
    by_place = [role.held.person.pk for role in facts.roles if role.held and role.place.code in wanted]
    by_post = [post.person_id for post in facts.posts if post.kind in wanted - GROUP_NAMES]
    return tuple(dict.fromkeys([*by_place, *by_post]))
