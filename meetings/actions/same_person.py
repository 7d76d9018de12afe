"""What hangs on people in the room of meetings, when two entries turn out to be one person (X1).

What is still to come is theirs under the entry that stays: invitations, standing in, interests, actions. Votes and the
roll stay.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import chain

from django.db.models import F, Q, QuerySet, Value

from constitution import say
from meetings.models import Action, Interest, Invitation, Mandate, Meeting, Presence, Vote
from meetings.models.meeting import BEFORE_OPENING
from membership.queries.entries import Fate, Lines, Moved, Part, Two, by_person, either
from membership.queries.members import Membership
from membership.queries.moments import civil_day
from records.models import Person
from records.prepared import prepared

# Who speaks for a place or stands in for it; who is named for a meeting.
SPEAKS, NAMED = ("holder", "substitute"), ("presiding", "minute_taker")
# What a declaration says, whoever it is of.
DECLARED = ("item_id", "nature", "kind", "declared_at", "by_id", "bars_speak", "bars_vote", "bars_stay", "bars_count",
            "clause")  # fmt: skip


# Meetings to come ---------------------------------------------------------------------------------------


@prepared
def _mandates(one: int, other: int) -> QuerySet[Mandate]:
    people = (one, other)
    named = Q(person__in=people) | Q(holder__in=people) | Q(substitute__in=people)
    rows = Mandate.objects.filter(named, meeting__state__in=BEFORE_OPENING, struck_at=None)
    return rows.select_related("meeting").order_by("meeting__starts_at", "pk")


def _invitations(facts: Membership, people: Sequence[Person]) -> list[Invitation]:
    return [row for row in _invited(**either(people)) if row.ends_on >= facts.on]


@prepared
def _invited(one: int, other: int) -> QuerySet[Invitation]:
    return Invitation.objects.filter(person__in=(one, other), ended_at=None).select_related("meeting")


@prepared
def _interests(one: int, other: int) -> QuerySet[Interest]:
    """Declared before what is still to be talked about: what they bar, they bar whoever comes."""
    rows = Interest.objects.filter(person__in=(one, other), retracted_at=None)
    return rows.filter(item__meeting__state__in=BEFORE_OPENING)


def _coming(facts: Membership, people: Sequence[Person]) -> Lines:
    wanted = {each.pk for each in people}
    mandates = [
        (pk, _mandate_words(row, pk))
        for row in _mandates(**either(people))
        for pk in wanted & {row.person_id or row.holder_id, row.substitute_id}
    ]
    guests = [(row.person_id, f"Invited to {_meeting(row.meeting)}") for row in _invitations(facts, people)]
    return by_person([*mandates, *guests, *_interest_lines(people)])


def _interest_lines(people: Sequence[Person]) -> Iterator[tuple[int, str]]:
    """How many: what they are in is for those who see their items."""
    counted = Counter(row.person_id for row in _interests(**either(people)))
    for pk, number in counted.items():
        yield pk, f"Interest declared in {say.count(number, 'item')}"


def _mandate_words(row: Mandate, pk: int) -> str:
    if row.substitute_id == pk:
        return f"Stands in for {row.name} at {_meeting(row.meeting)}"
    said = row.get_reply_display().lower() if row.reply else "no reply yet"
    return f"{_meeting(row.meeting)}, for {row.name}: {said}"


def _meeting(meeting: Meeting) -> str:
    return f"{meeting.name} of {say.date(civil_day(meeting.starts_at))}"


def _stands_in_for_the_other(two: Two) -> Iterator[str]:
    both = {two.entry.pk, two.person.pk}
    for row in _mandates(**either([two.entry, two.person])):
        if {row.person_id or row.holder_id, row.substitute_id} == both:
            yield (
                f"One of them stands in for the other at {_meeting(row.meeting)}: nobody stands in for themselves. "
                "Change that reply first."
            )


def _speaks_for_two(two: Two) -> Iterator[str]:
    """Whoever stands in speaks for one alone: not for another besides, nor in a place of their own."""
    both = {two.entry.pk, two.person.pk}
    named: dict[int, list[Mandate]] = {}
    for row in _mandates(**either([two.entry, two.person])):
        if row.counts or row.substitute_id in both:
            named.setdefault(row.meeting_id, []).append(row)
    for rows in named.values():
        if len(rows) > 1 and any(row.substitute_id in both for row in rows):
            names = say.listed([row.name for row in rows])
            yield (
                f"They would speak for {names} at {_meeting(rows[0].meeting)}, and whoever stands in speaks for one "
                "alone. Change the reply first."
            )


def _hand_over_coming(two: Two, at: datetime) -> Moved:
    rows = _mandates(**either([two.entry]))
    _own_places(two, rows, at)
    for field in SPEAKS:
        Mandate.objects.filter(pk__in=[row.pk for row in rows], **{field: two.entry}).update(
            **{field: two.person}, version=F("version") + 1
        )
    meetings = Meeting.objects.filter(collaborative=two.facts.collaborative, state__in=BEFORE_OPENING)
    for field in NAMED:
        meetings.filter(**{field: two.entry}).update(**{field: two.person})
    moved = {"invitations": _guests(two, at), "interests": _hand_over_interests(two, at)}
    return {"mandates": [row.pk for row in rows], **moved}


def _own_places(two: Two, rows: Sequence[Mandate], at: datetime) -> None:
    """A place of their own at a meeting, with its reply; where the other has one too, this one is struck."""
    own = [row for row in rows if row.person_id == two.entry.pk]
    theirs = _mandates(**either([two.person]))
    held = {row.meeting_id for row in theirs if row.person_id == two.person.pk}
    moving = [row.pk for row in own if row.meeting_id not in held]
    Mandate.objects.filter(pk__in=moving).update(person=two.person, name=two.person.name)
    Mandate.objects.filter(pk__in=[row.pk for row in own if row.pk not in moving]).update(struck_at=at)


def _hand_over_interests(two: Two, at: datetime) -> list[int]:
    """A declaration stays as it was made: it is retracted, and the same is declared of whoever stays, if it is not."""
    known = {row.item_id for row in _interests(**either([two.person]))}
    rows = _interests(**either([two.entry]))
    Interest.objects.filter(pk__in=[row.pk for row in rows]).update(retracted_at=at)
    for row in rows:
        if row.item_id not in known:
            same = {name: getattr(row, name) for name in DECLARED}
            Interest.objects.create(collaborative=two.facts.collaborative, person=two.person, **same)
    return [row.pk for row in rows]


def _guests(two: Two, at: datetime) -> list[int]:
    """Invited twice to the same is invited once: the second is taken back."""
    known = {(row.meeting_id, row.item_id) for row in _invitations(two.facts, [two.person])}
    rows = _invitations(two.facts, [two.entry])
    moving = [row.pk for row in rows if (row.meeting_id, row.item_id) not in known]
    Invitation.objects.filter(pk__in=moving).update(person=two.person)
    Invitation.objects.filter(pk__in=[row.pk for row in rows if row.pk not in moving]).update(ended_at=at)
    return moving


def _coming_fate(two: Two) -> Fate:
    return Fate(moves=_coming(two.facts, [two.entry]).get(two.entry.pk, []))


# Actions ------------------------------------------------------------------------------------------------


@prepared
def _open(one: int, other: int) -> QuerySet[Action]:
    return Action.objects.filter(owner__in=(one, other), state=Action.State.OPEN)


def _actions(facts: Membership, people: Sequence[Person]) -> Lines:
    """How many: what they are about is for those who see their items."""
    counted = Counter(row.owner_id for row in _open(**either(people)))
    return {pk: [say.count(number, "action to do", "actions to do")] for pk, number in counted.items()}


def _actions_fate(two: Two) -> Fate:
    return Fate(moves=_actions(two.facts, [two.entry]).get(two.entry.pk, []))


def _hand_over_actions(two: Two, at: datetime) -> Moved:
    numbers = sorted(row.pk for row in _open(**either([two.entry])))
    Action.objects.filter(pk__in=numbers).update(owner=two.person)
    return {"actions": numbers}


# What was done in meetings ------------------------------------------------------------------------------


def _done(facts: Membership, people: Sequence[Person]) -> Lines:
    """To how many meetings they came and how many votes they cast, in one question."""
    number = Counter((what, person) for what, person, _ in _came_and_cast(**either(people)))
    words = {"came": ("Came to", "meeting"), "cast": ("Cast", "vote")}
    return by_person(
        (person, f"{words[what][0]} {say.count(times, words[what][1])}")
        for (what, person), times in sorted(number.items())
    )


@prepared
def _came_and_cast(one: int, other: int) -> QuerySet:
    """(what, person, meeting or vote) of each."""
    came = Presence.objects.filter(person__in=(one, other), struck_at=None)
    cast = Vote.objects.filter(cast_by__in=(one, other))
    told = came.order_by().values_list(Value("came"), "person", "meeting").distinct()
    return told.union(cast.order_by().values_list(Value("cast"), "cast_by", "pk"), all=True)


def _both_voted(two: Two) -> Iterator[str]:
    """One person has voted once: a vote is never changed, so two who both voted stay two."""
    mine = Vote.objects.filter(cast_by=two.entry, collaborative=two.facts.collaborative).values("motion")
    rows = Vote.objects.filter(cast_by=two.person, motion__in=mine).select_related("motion__item__meeting")
    seen = {row.motion_id: row.motion for row in rows.order_by("motion__pk")}
    for motion in seen.values():
        which = (
            f"decision {motion.number}" if motion.number else f"a decision at {_meeting(motion.item.meeting)}"
        )
        yield (
            f"Both {two.entry.name} and {two.person.name} voted on {which}. A vote is never changed, and one person "
            "would have voted twice: they stay two entries."
        )


COMING = Part(
    "Meetings to come",
    _coming,
    fate=_coming_fate,
    clashes=lambda two: chain(_stands_in_for_the_other(two), _speaks_for_two(two)),
    hand_over=_hand_over_coming,
)
ACTIONS = Part("Actions", _actions, fate=_actions_fate, hand_over=_hand_over_actions)
DONE = Part("At meetings", _done, clashes=_both_voted)
