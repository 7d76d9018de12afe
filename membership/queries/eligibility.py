"""May this school be a member, may this person hold that office? (K3.1, K7.1)"""

from collections.abc import Sequence
from datetime import date
from typing import Any

import constitution
from constitution import membership
from constitution.finding import Finding
from membership.models import Place, Post, SchoolDetail
from membership.queries.periods import in_force
from membership.queries.register import Register
from records.models import Person


def eligible(rules: constitution.Constitution, detail: SchoolDetail) -> Finding[bool]:
    """Whether a school may be a member, by the kind it is; a primary special school is a special school."""
    return membership.eligible(rules, detail.kind)


def may_hold(register: Register, place: Place, person: Person, on: date) -> Finding[bool]:
    """Whether a person may hold an office from a day: by posts held then and what they have served."""
    rules = register.editions.rules_since(on)
    given = {"person": person_fact(person, posts_on(person, on)), "on": on}
    if rules.office[place.code].at_most_in_a_row:
        given["served"] = served(register, place, person, on)
    return constitution.ask(rules, "may hold", place.code, given)


def posts_on(person: Person, on: date) -> list[Post]:
    """A person's posts in the group whose scope is open."""
    return list(Post.objects.filter(in_force(on), person=person).select_related("school"))


def person_fact(person: Person, posts: Sequence[Post]) -> dict[str, Any]:
    """A person as the rules take one: { name, as, school }."""
    return {
        "name": person.name,
        "as": [name for post in posts for name in names_of(post)],
        "school": [post.school.name for post in posts if post.school],
    }


def names_of(post: Post) -> tuple[str, ...]:
    return (post.kind, "commissioned post") if post.commissioned else (post.kind,)


def served(register: Register, place: Place, person: Person, before: date) -> list[dict[str, date]]:
    """What a person has served in an office up to a day, as stints { since, until }."""
    places = [each for each in register.places if each.code == place.code and each.body_id == place.body_id]
    times = [held for each in places for held in register.stored_at(each)]
    return [
        {"since": held.since, "until": held.until}
        for held in times
        if held.person == person and held.until and held.until < before
    ]
