"""Whom a rule means by its names on a day: the people who hold the offices, places and posts so called."""

from collections.abc import Iterable
from datetime import date

from constitution.acts import THE_OFFICE
from membership.permissions.names import GROUP_NAMES, holders, office_of
from membership.queries.kept import facts_on
from membership.queries.members import Membership
from records.models import Collaborative


def named(facts: Membership, names: Iterable[str]) -> tuple[int, ...]:
    """Ids of the people whom these names mean, each once.

    A post of the whole group ('signatory') counts by the place it was named to, not by the post at a school.
    """
    wanted = {office_of(facts.rules) if name == THE_OFFICE else name for name in names}
    by_place = [
        role.held.person.pk
        for role in facts.roles
        if role.held and wanted & {role.place.code, *facts.seat_names(role.place)}
    ]
    by_post = [post.person_id for post in facts.posts if post.kind in wanted - GROUP_NAMES]
    return tuple(dict.fromkeys([*by_place, *by_post]))


def who_may(collaborative: Collaborative, act: str, on: date) -> tuple[int, ...]:
    """Ids of the people whose posts or offices let them do an act on that day."""
    facts = facts_on(collaborative, on)
    return named(facts, holders(facts.rules, act))


def the_office(collaborative: Collaborative, on: date) -> tuple[int, ...]:
    """Who does the office work of the group."""
    return named(facts_on(collaborative, on), [THE_OFFICE])
