"""The people of a group: whoever has, had or will have a post, a place or a sign-in here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from membership.models import Enrolment, Holding, Post
from membership.queries.members import Membership
from membership.queries.periods import holds
from records.models import Collaborative, Person


def people_of(collaborative: Collaborative) -> QuerySet[Person]:
    """By name. Those reduced to a number are nobody any more."""
    ours = (
        Q(pk__in=model.objects.filter(collaborative=collaborative).values("person"))
        for model in (Post, Holding, Enrolment)
    )
    posts, holdings, enrolments = ours
    return Person.objects.filter(posts | holdings | enrolments, reduced_at=None).order_by("name", "pk")


@dataclass(frozen=True)
class Entry:
    """One person on a day: posts, offices and seats held then, and their door to the group."""

    person: Person
    posts: tuple[Post, ...]
    offices: tuple[str, ...]
    enrolment: Enrolment | None

    @property
    def words(self) -> str:
        """All that somebody may look for: name, posts, schools, offices."""
        where = (f"{post.kind} {post.school or post.partner or ''}" for post in self.posts)
        return " ".join([self.person.name, *where, *self.offices]).lower()


def directory(facts: Membership, enrolments: Sequence[Enrolment], on: date) -> list[Entry]:
    """Everybody of the group, by name. Two queries beside the facts of the day and the enrolments."""
    posts: dict[int, list[Post]] = {}
    for post in facts.posts:
        posts.setdefault(post.person_id, []).append(post)
    offices: dict[int, list[str]] = {}
    for role in facts.roles:
        if role.held:
            offices.setdefault(role.held.person.pk, []).append(role.name)
    doors = {enrolment.person_id: enrolment for enrolment in enrolments}
    return [
        Entry(person, tuple(posts.get(person.pk, ())), tuple(offices.get(person.pk, ())), doors.get(person.pk))
        for person in people_of(facts.collaborative)
    ]


def current(posts: Sequence[Post], on: date) -> list[Post]:
    return [post for post in posts if holds(post.starts_on, post.ends_before, on)]
