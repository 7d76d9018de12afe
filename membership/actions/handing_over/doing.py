"""What somebody did stays under the name it was done in; what they are still to do, and signing in, goes on with them."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.db import models

from constitution import say
from membership.models import Assent, Conversation, Enrolment, Nomination
from membership.queries.entries import Fate, Lines, Moved, Part, Two, by_person, either
from membership.queries.members import Membership
from membership.queries.moments import civil_day
from membership.queries.openings import LIVE
from membership.queries.register import place_name
from records import outbox
from records.models import Message, Person
from records.models.messages import MessageState
from records.prepared import prepared

# Still to be done ---------------------------------------------------------------------------------------


def _stands(facts: Membership, people: Sequence[Person]) -> Lines:
    return by_person((row.person_id, _nomination_words(facts, row)) for row in _nominated(**either(people)))


@prepared
def _nominated(one: int, other: int) -> models.QuerySet[Nomination]:
    rows = Nomination.objects.filter(person__in=(one, other))
    return rows.select_related("opening__place__body").order_by("nominated_at")


def _nomination_words(facts: Membership, row: Nomination) -> str:
    return (
        f"Nominated as {place_name(facts.rules, row.opening.place)}, {say.date(civil_day(row.nominated_at))}"
    )


def _stands_now(two: Two) -> Iterator[str]:
    """A nomination stays as it was made, with what was found of the person: it does not change hands."""
    rows = Nomination.objects.filter(person=two.entry, withdrawn_at=None, opening__state__in=LIVE)
    for row in rows.filter(collaborative=two.facts.collaborative).select_related("opening__place__body"):
        name = place_name(two.facts.rules, row.opening.place)
        yield (
            f"{two.entry.name} is nominated as {name}, and a nomination stays as it was made. Let {two.person.name} be "
            "nominated, and that one be withdrawn, or wait for the outcome."
        )


@prepared
def _talks(one: int, other: int) -> models.QuerySet[Conversation]:
    mine = models.Q(assigned_to__in=(one, other)) | models.Q(person__in=(one, other))
    return Conversation.objects.filter(mine, held_on=None, waived_because="")


def _talk_lines(facts: Membership, people: Sequence[Person]) -> Lines:
    """How many: what they are about is for those whom they concern."""
    rows = [(row.assigned_to_id, row.person_id) for row in _talks(**either(people))]
    counted = {each.pk: sum(each.pk in row for row in rows) for each in people}
    return {
        pk: [say.count(number, "talk to be held", "talks to be held")]
        for pk, number in counted.items()
        if number
    }


def _talks_fate(two: Two) -> Fate:
    return Fate(moves=_talk_lines(two.facts, [two.entry]).get(two.entry.pk, []))


def _hand_over_talks(two: Two, at: datetime) -> Moved:
    numbers = sorted(row.pk for row in _talks(**either([two.entry])))
    for field in ("assigned_to", "person"):
        Conversation.objects.filter(pk__in=numbers, **{field: two.entry}).update(**{field: two.person})
    return {"talks": numbers}


# What was done, and signing in ----------------------------------------------------------------------------


def _agreed(facts: Membership, people: Sequence[Person]) -> Lines:
    return by_person((row.person_id, _assent_words(row)) for row in _assents(**either(people)))


@prepared
def _assents(one: int, other: int) -> models.QuerySet[Assent]:
    rows = Assent.objects.filter(person__in=(one, other)).select_related("school")
    return rows.order_by("-at", "-pk")


def _assent_words(row: Assent) -> str:
    school = f", {row.school.name}" if row.school else ""
    return f"{row.get_kind_display()}{school}, {say.date(civil_day(row.at))}"


def _both_signed(two: Two) -> Iterator[str]:
    """The two sides of a contract are two people."""
    sides = (Assent.Kind.SIGN, Assent.Kind.COUNTERSIGN)
    rows = Assent.objects.filter(kind__in=sides, person__in=[two.entry, two.person]).select_related("school")
    signed: dict[str, dict[str, Assent]] = {}
    for row in rows.filter(collaborative=two.facts.collaborative):
        signed.setdefault(row.sha256, {})[row.kind] = row
    for both in signed.values():
        if len(both) == len(sides) and len({row.person_id for row in both.values()}) == len(sides):
            school = next((row.school.name for row in both.values() if row.school), "a school")
            yield (
                f"One of them signed the contract of {school} for the school and the other for the group: the two sides "
                "of a contract are two people."
            )


def _sign_in(facts: Membership, people: Sequence[Person]) -> Lines:
    doors = {row.person_id: row for row in _enrolled(**either(people))}
    return {each.pk: [_door_words(each, doors.get(each.pk))] for each in people}


@prepared
def _enrolled(one: int, other: int) -> models.QuerySet[Enrolment]:
    return Enrolment.objects.filter(person__in=(one, other))


def _door_words(person: Person, door: Enrolment | None) -> str:
    address = person.email or "no address is known"
    if door is None or door.closed_at or not door.accepted_at:
        return f"Does not sign in ({address})"
    last = f", last on {say.date(civil_day(person.last_login))}" if person.last_login else ""
    return f"Signs in as {address}{last}"


def _sign_in_fate(two: Two) -> Fate:
    row = Enrolment.objects.filter(
        collaborative=two.facts.collaborative, person=two.entry, closed_at=None
    ).first()
    if row is None:
        return Fate()
    words = _door_words(two.entry, row) if row.accepted_at else f"The invitation to {two.entry.email}"
    return Fate(ends=[words])


def _close_the_door(two: Two, at: datetime) -> Moved:
    """Letters that wait are withdrawn: what is due is asked of the entry that stays."""
    mine = {"collaborative": two.facts.collaborative, "person": two.entry}
    Enrolment.objects.filter(**mine, closed_at=None).update(closed_at=at)
    outbox.withdraw(
        Message.objects.filter(**mine), MessageState.SUPERSEDED, f"made one with {two.person.name}"
    )
    return {}


SIGN_IN = Part("Sign-in", _sign_in, fate=_sign_in_fate, hand_over=_close_the_door)
OPENINGS = Part("Openings", _stands, clashes=_stands_now)
TALKS = Part("Talks", _talk_lines, fate=_talks_fate, hand_over=_hand_over_talks)
SIGNED = Part("Signed and agreed", _agreed, clashes=_both_signed)
