"""Where somebody serves goes with them: posts, offices and seats, groups, access for a time.

A row moves whole, with its past. What both entries have at the same time is one thing entered twice: the one that
stays keeps its own, and the other ends, or is history.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import models

from constitution import say
from membership.actions.guard import queue_at
from membership.models import BodyMember, Grant, Holding, Post
from membership.queries.entries import Fate, Moved, Part, Two, by_person
from membership.queries.members import Membership
from membership.queries.register import place_name
from membership.queries.tenure import Held
from records.models import Person

ONE_DAY = timedelta(days=1)
TWICE = "one person, entered twice"


def _split(
    theirs: Sequence[Any], others: Sequence[Any], what: Callable[[Any], Any]
) -> tuple[list[Any], list[Any]]:
    """Those that move, and those that are entered twice: the same thing, at the same time."""
    twice = [row for row in theirs if any(what(row) == what(each) and _overlap(row, each) for each in others)]
    return [row for row in theirs if row not in twice], twice


def _overlap(one: Any, other: Any) -> bool:
    """Whether two periods have a day in common."""
    return one.starts_on < (other.ends_before or date.max) and other.starts_on < (one.ends_before or date.max)


def _of(rows: Iterable[Any], person: Person) -> list[Any]:
    return [row for row in rows if row.person_id == person.pk]


def _runs(row: Any, on: date) -> bool:
    return row.ends_before is None or row.ends_before > on


def _sorted_out(rows: tuple[list[Any], list[Any]], on: date, words: Callable[[Any], str]) -> Fate:
    moving, twice = rows
    return Fate(
        moves=[words(row) for row in moving],
        ends=[f"{words(row)}: entered twice" for row in twice if _runs(row, on)],
        stays=[words(row) for row in twice if not _runs(row, on)],
    )


def _move(model: type[models.Model], rows: Iterable[Any], person: Person) -> list[int]:
    numbers = [row.pk for row in rows]
    model.objects.filter(pk__in=numbers).update(person=person)
    return numbers


def _end(rows: Iterable[Any], on: date, **because: str) -> None:
    """What is entered twice and still runs ends today under the entry that goes."""
    for row in rows:
        if _runs(row, on):
            last = max(on, row.starts_on + ONE_DAY)
            type(row).objects.filter(pk=row.pk).update(ends_before=last, **because)


def posts(two: Two) -> tuple[list[Post], list[Post]]:
    rows = two.facts.rows.posts
    return _split(
        _of(rows, two.entry), _of(rows, two.person), lambda post: (post.kind, post.school_id, post.partner_id)
    )


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _post_words(post: Post) -> str:
    where = post.school or post.partner
    at = f", {where.name}" if where else ""
    return f"{_capital(post.kind)}{at}, {_since(post)}"


def _since(row: Any) -> str:
    until = f" until {say.date(row.ends_before - ONE_DAY)}" if row.ends_before else ""
    return f"since {say.date(row.starts_on)}" if not until else f"from {say.date(row.starts_on)}{until}"


def _hand_over_posts(two: Two, at: datetime) -> Moved:
    moving, twice = posts(two)
    _end(twice, two.on, ended_because=TWICE)
    return {"posts": _move(Post, moving, two.person)}


def groups(two: Two) -> tuple[list[BodyMember], list[BodyMember]]:
    rows = two.facts.rows.body_members
    return _split(
        _of(rows, two.entry), _of(rows, two.person), lambda row: (row.body_id, row.school_id, row.role)
    )


def _group_words(row: BodyMember) -> str:
    school = f" for {row.school.name}" if row.school else ""
    return f"{row.body.name}: {row.get_role_display().lower()}{school}, {_since(row)}"


def _hand_over_groups(two: Two, at: datetime) -> Moved:
    moving, twice = groups(two)
    _end(twice, two.on)
    return {"groups": _move(BodyMember, moving, two.person)}


def grants(two: Two) -> tuple[list[Grant], list[Grant]]:
    """Access that still holds moves; what is over stays."""
    theirs = _of(two.facts.rows.grants, two.entry)
    live = [row for row in theirs if row.revoked_at is None and _runs(row, two.on)]
    return live, [row for row in theirs if row not in live]


def _grant_words(row: Grant) -> str:
    return f"{row.get_role_display()}, {_since(row)}"


def _grants_fate(two: Two) -> Fate:
    live, over = grants(two)
    return Fate(moves=[_grant_words(row) for row in live], stays=[_grant_words(row) for row in over])


def _hand_over_grants(two: Two, at: datetime) -> Moved:
    return {"access": _move(Grant, grants(two)[0], two.person)}


# Offices and seats ----------------------------------------------------------------------------------------


def _held(facts: Membership, person: Person) -> list[Held]:
    return [
        held
        for place in facts.register.places
        for held in facts.register.stored_at(place)
        if held.person == person
    ]


def places(two: Two) -> tuple[list[Held], list[Held]]:
    """Those that move, and those of a time in which the other entry had another place of the same kind."""
    others = _held(two.facts, two.person)
    theirs = _held(two.facts, two.entry)
    twice = [held for held in theirs if any(_alike(held, each) and _at_once(held, each) for each in others)]
    return [held for held in theirs if held not in twice], twice


def _alike(one: Held, other: Held) -> bool:
    return (one.place.body_id, one.place.code) == (other.place.body_id, other.place.code)


def _at_once(one: Held, other: Held) -> bool:
    return one.since <= (other.until or date.max) and other.since <= (one.until or date.max)


def _place_words(facts: Membership, held: Held) -> str:
    until = f" until {say.date(held.until)}" if held.until else ""
    return f"{place_name(facts.rules, held.place)}, from {say.date(held.since)}{until}"


def _places_fate(two: Two) -> Fate:
    moving, twice = places(two)
    return Fate(
        moves=[_place_words(two.facts, held) for held in moving],
        stays=[_place_words(two.facts, held) for held in twice],
    )


def _both_hold(two: Two) -> Iterator[str]:
    """Two places of one kind are for two people, as the two signatories of a payment are."""
    for held in places(two)[1]:
        if held.until is None or held.until >= two.on:
            name = place_name(two.facts.rules, held.place)
            yield (
                f"Both {two.entry.name} and {two.person.name} hold a place as {name}, and two such places are for two "
                f"people. If they are one, end one of the two on the register first."
            )


def _hand_over_places(two: Two, at: datetime) -> Moved:
    moving = places(two)[0]
    for held in moving:
        queue_at(held.place)
    return {"places": _move(Holding, [held.holding for held in moving], two.person)}


POSTS = Part(
    "Posts",
    lambda facts, people: by_person((row.person_id, _post_words(row)) for row in facts.rows.posts[::-1]),
    fate=lambda two: _sorted_out(posts(two), two.on, _post_words),
    hand_over=_hand_over_posts,
)
PLACES = Part(
    "Offices and seats",
    lambda facts, people: {
        each.pk: [_place_words(facts, held) for held in _held(facts, each)[::-1]] for each in people
    },
    fate=_places_fate,
    clashes=_both_hold,
    hand_over=_hand_over_places,
)
GROUPS = Part(
    "Groups",
    lambda facts, people: by_person((row.person_id, _group_words(row)) for row in facts.rows.body_members),
    fate=lambda two: _sorted_out(groups(two), two.on, _group_words),
    hand_over=_hand_over_groups,
)
ACCESS = Part(
    "Access for a time",
    lambda facts, people: by_person((row.person_id, _grant_words(row)) for row in facts.rows.grants),
    fate=_grants_fate,
    hand_over=_hand_over_grants,
)
