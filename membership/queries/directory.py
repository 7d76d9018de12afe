"""The people of a group: whoever has, had or will have a post, a place or a sign-in here."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from membership.models import Enrolment, Holding, Post, SamePerson
from membership.queries.kept import EVERY_DAY, kept
from membership.queries.members import Membership
from membership.queries.periods import holds
from records.models import Collaborative, Person


def people_of(collaborative: Collaborative) -> QuerySet[Person]:
    """By name. Those reduced to a number are nobody any more, and an entry that was made one with another is history."""
    ours = (
        Q(pk__in=model.objects.filter(collaborative=collaborative).values("person"))
        for model in (Post, Holding, Enrolment)
    )
    posts, holdings, enrolments = ours
    history = SamePerson.objects.filter(collaborative=collaborative).values("entry")
    found = Person.objects.filter(posts | holdings | enrolments, reduced_at=None).exclude(pk__in=history)
    return found.order_by("name", "pk")


def everybody(collaborative: Collaborative) -> tuple[Person, ...]:
    """The same, kept. Shared between requests: read them, never change them."""
    return kept("everybody", collaborative, EVERY_DAY, lambda: tuple(people_of(collaborative)))


def serving(facts: Membership) -> list[Person]:
    """Those who hold a post, an office or a seat on the day, by name."""
    found = {post.person_id: post.person for post in facts.posts}
    found |= {role.held.person.pk: role.held.person for role in facts.roles if role.held}
    return sorted(found.values(), key=lambda person: (person.name, person.pk))


@dataclass(frozen=True)
class Entry:
    """One person on a day: posts, offices and seats held then."""

    person: Person
    posts: tuple[Post, ...]
    offices: tuple[str, ...]

    @property
    def words(self) -> str:
        """All that somebody may look for: name, posts, schools, offices."""
        where = (f"{post.kind} {post.school or post.partner or ''}" for post in self.posts)
        return " ".join([self.person.name, *where, *self.offices]).lower()


def directory(facts: Membership) -> tuple[Entry, ...]:
    """Everybody of the group, by name, with what they do on the day of the facts."""
    return facts.once("directory", lambda: tuple(_entries(facts)))


def _entries(facts: Membership) -> Iterator[Entry]:
    posts: dict[int, list[Post]] = {}
    for post in facts.posts:
        posts.setdefault(post.person_id, []).append(post)
    offices: dict[int, list[str]] = {}
    for role in facts.roles:
        if role.held:
            offices.setdefault(role.held.person.pk, []).append(role.name)
    for person in everybody(facts.collaborative):
        yield Entry(person, tuple(posts.get(person.pk, ())), tuple(offices.get(person.pk, ())))


def current(posts: Sequence[Post], on: date) -> list[Post]:
    return [post for post in posts if holds(post.starts_on, post.ends_before, on)]
