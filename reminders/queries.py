"""What is due, what was told of it, and what will be: read from the apps' obligations and the outbox."""

import datetime
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby, islice
from operator import itemgetter
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.http import urlencode

from constitution import say
from membership.queries.due import everything_due
from membership.queries.kept import kept_until_an_act
from records.models import Collaborative, Message, Person
from records.models.messages import MessageState
from records.obligations import Obligation
from reminders.models import Waiver
from reminders.stages import Stage, in_words, reached, to_come

REMINDER = "reminder"
# How far ahead somebody's own list reaches.
NEEDED_WITHIN = datetime.timedelta(days=60)


# --- what is due -----------------------------------------------------------------------------------------


def live_waivers(on: datetime.date) -> QuerySet[Waiver]:
    return Waiver.objects.filter(lifted_at=None, until_on__gte=on)


def waived_keys(collaborative: Collaborative, on: datetime.date) -> frozenset[str]:
    """The keys of what is let be."""
    return kept_until_an_act(
        "waived", collaborative, on, lambda: frozenset(live_waivers(on).values_list("key", flat=True))
    )


def open_obligations(collaborative: Collaborative, on: datetime.date) -> Iterator[Obligation]:
    """What is still to be done and has not been let be, the late included, soonest first."""
    waived = waived_keys(collaborative, on)
    return (due for due in everything_due(collaborative, on) if due.open_on(on) and due.key not in waived)


def needs(person: Person, collaborative: Collaborative, on: datetime.date) -> list[Obligation]:
    """'What needs you': what is still due from this person and near, or told of already, soonest first (X4)."""
    near = kept_until_an_act(
        "near or told", collaborative, on, lambda: tuple(_near_or_told(collaborative, on))
    )
    return [due for due in near if person.pk in due.who]


def _near_or_told(collaborative: Collaborative, on: datetime.date) -> Iterator[Obligation]:
    last = on + NEEDED_WITHIN
    return (due for due in open_obligations(collaborative, on) if due.due_on <= last or reached(due, on))


def open_for(person: Person, collaborative: Collaborative, on: datetime.date) -> list[Obligation]:
    """The same however far ahead: a first reminder may come a year before its day."""
    return [due for due in open_obligations(collaborative, on) if person.pk in due.who]


def next_for(person: Person, collaborative: Collaborative, on: datetime.date) -> Obligation | None:
    """The first thing that will be due from this person, for a page on which nothing is."""
    return next(iter(open_for(person, collaborative, on)), None)


def done_lately(
    person: Person, collaborative: Collaborative, on: datetime.date, within: datetime.timedelta
) -> list[Obligation]:
    """What this person has done in the last days, the latest first."""
    mine = (due for due in everything_due(collaborative, on) if person.pk in due.who)
    done = [due for due in mine if due.done_on and on - within <= due.done_on <= on]
    return sorted(done, key=lambda due: due.done_on or on, reverse=True)


def find(collaborative: Collaborative, key: str, on: datetime.date) -> Obligation | None:
    return next((due for due in everything_due(collaborative, on) if due.key == key), None)


# --- what will be told -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Telling:
    """One reminder still to come: whom it reaches, of what, on which day."""

    on: datetime.date
    stage: Stage
    due: Obligation

    @property
    def whom(self) -> str:
        """Whom it is about among its like: 'Birchenholt Primary School'."""
        return self.due.whom or self.due.what

    @cached_property
    def query(self) -> str:
        """What asks for its page: 'key=...'."""
        return urlencode({"key": self.due.key})


@dataclass(frozen=True)
class Together:
    """The tellings of one day that say the same thing: one row of a list."""

    tellings: tuple[Telling, ...]

    @property
    def first(self) -> Telling:
        return self.tellings[0]

    @property
    def alone(self) -> bool:
        return len(self.tellings) == 1

    @cached_property
    def about(self) -> str:
        """'Silver notice deadline for leaving on 31 July 2025', or the one thing there is."""
        due = self.first.due
        return due.collective if due.collective and len(self.tellings) > 1 else due.what

    @cached_property
    def which(self) -> str:
        """'60 days before', 'on the day', 'late, 2'."""
        return in_words(self.first.stage.name)

    @cached_property
    def to(self) -> str:
        """'26 Silver schools'; 'Birchenholt Primary School'."""
        due, number = self.first.due, len(self.tellings)
        if number == 1:
            return due.whom or say.count(len(due.who), "person", "people")
        return say.count(number, due.per) if due.per else say.count(self.messages, "person", "people")

    @property
    def messages(self) -> int:
        return sum(len(telling.due.who) for telling in self.tellings)


@dataclass(frozen=True, eq=False)
class Coming:
    """What would go out in the next days if nothing changed: each day with its things, and how many letters.

    Kept as it is, and equal to itself alone.
    """

    days: tuple[tuple[datetime.date, tuple[Together, ...]], ...]
    tellings: int
    messages: int


def coming(collaborative: Collaborative, on: datetime.date, days: int) -> Coming:
    """Every reminder that would go out in the next days, by day. Shared until something happens: read it."""
    last = on + datetime.timedelta(days=days)
    return kept_until_an_act(
        f"coming by {last}", collaborative, on, lambda: _by_day(_coming(collaborative, on, last))
    )


def _by_day(tellings: Sequence[Telling]) -> Coming:
    things = groupby(together(tellings), key=lambda row: row.first.on)
    found = tuple((day, tuple(same)) for day, same in things)
    return Coming(found, len(tellings), sum(len(telling.due.who) for telling in tellings))


def _coming(collaborative: Collaborative, on: datetime.date, last: datetime.date) -> list[Telling]:
    tellings = [
        Telling(stage.from_on, stage, due)
        for due in open_obligations(collaborative, on)
        if due.who
        for stage in to_come(due, on, last)
    ]
    return sorted(tellings, key=_alike)


def together(tellings: Iterable[Telling]) -> list[Together]:
    """The same, each thing once for its day however many schools it reaches."""
    by_thing = groupby(sorted(tellings, key=_alike), key=lambda telling: _alike(telling)[:4])
    return [Together(tuple(group)) for _, group in by_thing]


def _alike(telling: Telling) -> tuple[datetime.date, datetime.date, str, str, str]:
    due = telling.due
    return telling.on, due.due_on, due.collective or due.what, telling.stage.name, due.whom


# --- what was told ---------------------------------------------------------------------------------------


# The kinds of message that a group sends; who writes their letters is told in `collaborative.post`.
KINDS = (
    "agenda", "coming", "contract", "guest", "guest-told", "in-writing", "invoice", "item", "meeting", "minutes",
    "news", "nomination", "notice", "opening", "reminder", "request", "standing-in", "work",
)  # fmt: skip
# What a list shows of a message.
SHOWN = ("subject", "stage", "person__name", "queued_at", "state", "reason")


def ledger() -> QuerySet[Message]:
    """Every message of the group, the newest first, with its person."""
    return Message.objects.select_related("person").order_by("-queued_at", "-pk")


# What somebody has to decide about.
UNDECIDED = (MessageState.AMBIGUOUS, MessageState.FAILED)


def search(
    rows: QuerySet[Message], *, q: str = "", state: str = "", kind: str = "", person: str = ""
) -> QuerySet:
    """The messages that a filter leaves: words of the subject, the name or the address; `person` is an id."""
    for word in q.split():
        rows = rows.filter(
            Q(subject__icontains=word) | Q(person__name__icontains=word) | Q(address__icontains=word)
        )
    wanted = {"state": state, "kind": kind, "person": person if person.isdecimal() else ""}
    return rows.filter(**{name: value for name, value in wanted.items() if value})


@dataclass(frozen=True)
class Gone:
    """What was told of one thing at one time, to one person or to many: one row of a list.

    `pk` and `name` are the message and its person where there is but one.
    """

    queued_at: datetime.datetime
    subject: str
    stage: str
    state: str
    number: int
    pk: int
    name: str

    @property
    def to(self) -> str:
        return self.name if self.number == 1 else say.count(self.number, "person", "people")


def gone(rows: QuerySet[Message], few: int) -> list[Gone]:
    """The few newest things that the messages tell, each once for the moment it was queued and its state."""
    newest = rows.values_list("queued_at", "subject", "stage", "state", "pk", "person__name").iterator(100)
    told: dict[tuple[Any, ...], list[tuple[int, str]]] = {}
    for _, of_a_moment in groupby(newest, key=itemgetter(0)):
        for *thing, pk, name in of_a_moment:
            told.setdefault(tuple(thing), []).append((pk, name))
        if len(told) >= few:
            break
    return [Gone(*thing, len(those), *those[0]) for thing, those in islice(told.items(), few)]
