"""May this school be a member, may this person hold that office or seat? (K3.1, K7.1, K7.8)"""

from collections.abc import Sequence
from datetime import date
from typing import Any

import constitution
from constitution import membership
from constitution.dates import ONE_DAY
from constitution.finding import Finding, Working
from membership.models import Contract, Place, Post, SchoolDetail
from membership.queries.periods import in_force
from membership.queries.register import Register
from membership.queries.rows import Rows
from records.models import Person


def eligible(rules: constitution.Constitution, detail: SchoolDetail) -> Finding[bool]:
    """Whether a school may be a member, by the kind it is; a primary special school is a special school."""
    return membership.eligible(rules, detail.kind)


def may_hold(register: Register, place: Place, person: Person, on: date) -> Finding[bool]:
    """Whether a person may hold an office from a day: by posts held then and what they have served.

    A post at a school that has left the group is no post in it.
    """
    rules = register.editions.rules_since(on)
    gone = schools_left(register.rows, on)
    posts = [post for post in posts_on(person, on) if post.school_id not in gone]
    given = {"person": person_fact(person, posts), "on": on}
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


def may_take(register: Register, place: Place, person: Person, on: date) -> Finding[bool]:
    """The same of any place. What a seat asks of a person is in words: its body is looked at when it is filled."""
    rules = register.editions.rules_since(on)
    if place.body_id is None and place.code in rules.office:
        return may_hold(register, place, person, on)
    working = Working(rules, f"body.{place.body.code}" if place.body_id else "office")
    body = rules.body.get(place.body.code) if place.body_id else None
    for line in body.members if body else ():
        if line.category == place.code and line.requirement:
            working.rest_on(*body.clause).step(f"the seat asks for: {line.requirement}")
    return working.step("who may sit is looked at when the seat is filled").answer(True)


# Whom do they still speak for? (B3.2, K7.1) ------------------------------------------------------------


def left(rows: Rows, person: Person, on: date) -> Post | None:
    """The last post of somebody whose every post here is over by the day, or was at a school that has left.

    None while one of them goes on or is to come, and of somebody of whom no post was ever entered.
    """
    posts = [post for post in rows.posts if post.person_id == person.pk]
    gone = schools_left(rows, on)
    if not posts or any(_goes_on(post, gone, on) for post in posts):
        return None
    return max(posts, key=lambda post: post.starts_on)


def schools_left(rows: Rows, on: date) -> frozenset[int]:
    """The schools that have ended by the day, and those that were members and are so no more."""
    return frozenset(last_days(rows, on))


def last_days(rows: Rows, on: date) -> dict[int, date]:
    """The same with the last day of each as a school of this group."""
    ended = {
        school.pk: school.ended_on for school in rows.schools if school.ended_on and school.ended_on < on
    }
    agreed = [contract for contract in rows.contracts if contract.state == Contract.State.AGREED]
    over: dict[int, date] = {}
    for each in agreed:
        if each.ends_before and each.ends_before <= on:
            over[each.school_id] = max(each.ends_before - ONE_DAY, over.get(each.school_id, date.min))
    going = {each.school_id for each in agreed if not (each.ends_before and each.ends_before <= on)}
    return {school: day for school, day in over.items() if school not in going} | ended


def _goes_on(post: Post, gone: frozenset[int], on: date) -> bool:
    return post.school_id not in gone and not (post.ends_before and post.ends_before <= on)
