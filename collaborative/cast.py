"""The invented people of the demonstration, one for each part they can play, to sign in as with one click."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from constitution.acts import HEAD
from membership.models import Grant, Post
from membership.queries.periods import in_force
from membership.queries.register import Register
from membership.queries.roll import contracts_on
from records.models import Collaborative, Person
from records.tenancy import scoped


@dataclass(frozen=True)
class Part:
    """Who can be played, and as what: 'Treasurer', 'headteacher, Birchenholt Primary School'."""

    person: Person
    role: str


def cast(group: Collaborative, on: date) -> list[Part]:
    """Every holder of an office or seat, then one person for each other kind of post and of access for a time."""
    with scoped(group):
        found: dict[str, Part] = {}
        taken: set[int] = set()
        for kind, part in _parts(group, on):
            # Whoever holds an office is shown by it, so that the plain headteacher is a plain one.
            if kind not in found and part.person.is_active and (part.person.pk not in taken):
                found[kind] = part
                taken.add(part.person.pk)
        return list(found.values())


def _parts(group: Collaborative, on: date) -> Iterator[tuple[str, Part]]:
    for role in Register(group).on(on):
        if role.held:
            yield f"place {role.place.pk}", Part(role.held.person, role.name)
    posts = Post.objects.filter(in_force(on), collaborative=group).select_related(
        "person", "school", "partner"
    )
    members = set(contracts_on(group, on).values_list("school", flat=True))
    for post in posts:
        if post.school_id is None or post.school_id in members:
            yield f"post {post.kind}", Part(post.person, ", ".join(filter(None, [post.kind, _where(post)])))
        elif post.kind in HEAD:
            yield "joining", Part(post.person, f"head of a school that joins, {_where(post)}")
    for grant in Grant.objects.filter(in_force(on), collaborative=group, revoked_at=None).select_related(
        "person"
    ):
        yield f"grant {grant.role}", Part(grant.person, grant.role)


def _where(post: Post) -> str:
    return str(post.school or post.partner or "")
