"""What is due, what was told of it, and what will be: read from the apps' obligations and the outbox."""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import QuerySet

from records.models import Collaborative, Message, Person
from records.obligations import Obligation, Window, gather
from reminders.models import Waiver
from reminders.stages import Stage, to_come

REMINDER = "reminder"
# How far back something late is still asked for, and how far ahead a first reminder may lie.
LOOK_BACK = datetime.timedelta(days=400)
LOOK_AHEAD = datetime.timedelta(days=200)


@dataclass(frozen=True)
class Telling:
    """One reminder still to come: whom it reaches, of what, on which day."""

    on: datetime.date
    stage: Stage
    due: Obligation


def live_waivers(on: datetime.date) -> QuerySet[Waiver]:
    return Waiver.objects.filter(lifted_at=None, until_on__gte=on)


def waived_keys(on: datetime.date) -> set[str]:
    return set(live_waivers(on).values_list("key", flat=True))


def open_obligations(collaborative: Collaborative, on: datetime.date) -> Iterator[Obligation]:
    """What is still to be done and has not been let be, the late included, soonest first."""
    return _open(gather(collaborative, Window(on, on - LOOK_BACK, on + LOOK_AHEAD)), on)


def needs(person: Person, collaborative: Collaborative, on: datetime.date) -> list[Obligation]:
    """'What needs you': what is still due from this person, soonest first (X4)."""
    window = Window(on, on - LOOK_BACK, on + LOOK_AHEAD, person=person.pk)
    return list(_open(gather(collaborative, window), on))


def done_lately(
    person: Person, collaborative: Collaborative, on: datetime.date, within: datetime.timedelta
) -> list[Obligation]:
    """What this person has done in the last days, the latest first."""
    window = Window(on, on - LOOK_BACK, on + LOOK_AHEAD, person=person.pk)
    done = [due for due in gather(collaborative, window) if due.done and on - within <= due.done_on <= on]
    return sorted(done, key=lambda due: due.done_on, reverse=True)


def _open(found: Iterable[Obligation], on: datetime.date) -> Iterator[Obligation]:
    waived = waived_keys(on)
    return (due for due in found if due.open_on(on) and due.key not in waived)


def coming(collaborative: Collaborative, on: datetime.date, days: int) -> list[Telling]:
    """Every reminder that would go out in the next days if nothing changed, by day."""
    last = on + datetime.timedelta(days=days)
    tellings = [
        Telling(stage.from_on, stage, due)
        for due in open_obligations(collaborative, on)
        for stage in to_come(due, on, last)
        if due.who
    ]
    return sorted(tellings, key=lambda telling: (telling.on, telling.due.what, telling.due.key))


def ledger() -> QuerySet[Message]:
    """Every message of the group, the newest first, with its person."""
    return Message.objects.select_related("person").order_by("-queued_at", "-pk")
