"""Who sits where and until when: terms of office and the members of bodies on the day (K7.2, B4.1, K7.7, B2.1)."""

from collections.abc import Iterable, Iterator
from typing import Any

from collaborative.rehearsal.change import Answer, Change, compared
from collaborative.rehearsal.worlds import Worlds
from constitution import say
from membership.queries.members import Member, Membership
from membership.queries.register import Role

HEADING = "People"
KEPT = "A term that has begun keeps the end it was given; this is that of one begun the same day under the draft."
VACANT = "vacant"
Answers = Iterator[tuple[Any, Answer]]


def changes(worlds: Worlds) -> Iterable[Change]:
    before, after = (dict(_answers(world)) for world in (worlds.now, worlds.then))
    return compared(before, after)


def _answers(world: Membership) -> Answers:
    for role in world.roles:
        yield ("place", *_place(role)), _term(role)
    for code in world.rules.body:
        yield from _members(world, code)


def _place(role: Role) -> tuple[str, str, int]:
    place = role.place
    return (place.body.code if place.body_id else "", place.code, place.number)


def _term(role: Role) -> Answer:
    """'Amina Clarke until 31 August 2024'; an office that stands empty is vacant."""
    held = role.held
    if held is None:
        return Answer(role.name, VACANT)
    until = f" until {say.date(held.until)}" if held.until else ""
    recorded = KEPT if held.holding is not None else ""
    return Answer(role.name, f"{held.person.name}{until}", held.finding, note=recorded)


def _members(world: Membership, code: str) -> Answers:
    """Each member of a body: whether they count towards its quorum, and whether they vote."""
    name = world.rules.body[code].name or code
    for member in world.of(code):
        yield (
            ("member", code, _who(member)),
            Answer(f"Member of the {name.removeprefix('The ')}", _standing(member), whom=_named(member)),
        )


def _who(member: Member) -> Any:
    if member.kind == "seat":
        return member.kind, member.place.code, member.place.number
    if member.school:
        return member.kind, member.school.school.pk
    return member.kind, member.person.pk if member.person else member.name


def _named(member: Member) -> str:
    return f"{member.name} ({VACANT})" if member.vacant else member.name


def _standing(member: Member) -> str:
    counts = "counts" if member.counts else "does not count"
    votes = "votes" if member.votes else "has no vote"
    return f"{counts} and {votes}"
