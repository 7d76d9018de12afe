"""The one sweep: what is due is derived, compared with what was told, and the difference made good.

Run twice, nothing changes. Miss a week, and each person hears once of each thing, not once for each day.
"""

import datetime
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.db import transaction

from records import audit, outbox
from records.models import Collaborative, Job, Message
from records.models.work import JobState
from records.obligations import Obligation
from records.outbox import MessageState
from records.tenancy import everywhere, scoped
from reminders.queries import REMINDER, open_obligations
from reminders.stages import reached

SWEEP = "sweep"
Reconciler = Callable[..., object]
_reconcilers: list[Reconciler] = []


def reconciler(function: Reconciler) -> Reconciler:
    """Register what mends the difference between what ought to be stored and what is, before each sweep.

    It is called with `collaborative` and `on`, inside the scope, and does nothing when nothing is missing.
    """
    _reconcilers.append(function)
    return function


@dataclass(frozen=True)
class Swept:
    """How many messages were queued, and how many that waited were kept back."""

    queued: int
    kept_back: int


# --- which groups ----------------------------------------------------------------------------------------


def sweep_all(on: datetime.date, at: datetime.datetime) -> int:
    """Sweep each group once a civil day, and again when its facts have moved. How many were swept."""
    swept = 0
    for collaborative in Collaborative.objects.filter(closed_on=None):
        seen = audit.head(collaborative).seq
        if not _seen_already(collaborative, on, seen):
            sweep(collaborative, on=on, at=at)
            swept += 1
    return swept


def _seen_already(collaborative: Collaborative, on: datetime.date, head: int) -> bool:
    last = last_sweep(collaborative)
    return last is not None and last.swept_on == on and last.facts_seq == head


def last_sweep(collaborative: Collaborative) -> Job | None:
    """The row that says when the group was last swept, and up to which audit entry."""
    return everywhere(Job).filter(collaborative=collaborative, kind=SWEEP).first()


# --- one group -------------------------------------------------------------------------------------------


def sweep(collaborative: Collaborative, *, on: datetime.date, at: datetime.datetime) -> Swept:
    """Mend what is derived, queue what is to be told by this day, keep back what need not be told."""
    with scoped(collaborative):
        for mend in _reconcilers:
            mend(collaborative=collaborative, on=on)
        with transaction.atomic():
            # The head is read before the facts: what changes in between is swept again.
            head = audit.head(collaborative).seq
            result = tell(collaborative, on, at)
            _note(collaborative, on, at, head)
    return result


def tell(collaborative: Collaborative, on: datetime.date, at: datetime.datetime) -> Swept:
    """Compare the outbox with what is open on the day. Call inside the scope."""
    open_now = {due.key: due for due in open_obligations(collaborative, on)}
    waiting = list(Message.objects.filter(kind=REMINDER, state=MessageState.QUEUED))
    kept_back = sum(keep_back(message, open_now.get(message.key)) for message in waiting)
    wanted = list(messages(collaborative, open_now.values(), on, at))
    before = Message.objects.count()
    Message.objects.bulk_create(wanted, ignore_conflicts=True)
    return Swept(Message.objects.count() - before, kept_back)


def keep_back(message: Message, due: Obligation | None) -> int:
    """One if this waiting message was withdrawn: it is done, not theirs any more, or its day has moved."""
    mine = Message.objects.filter(pk=message.pk)
    if due is None:
        return outbox.withdraw(mine, MessageState.SUPPRESSED, "It no longer needs doing.")
    if message.person_id not in due.who:
        return outbox.withdraw(mine, MessageState.SUPPRESSED, "It is no longer due from this person.")
    if message.due_on != due.due_on:
        return outbox.withdraw(mine, MessageState.SUPERSEDED, "Its day has moved.")
    return 0


def messages(
    collaborative: Collaborative,
    found: Iterable[Obligation],
    on: datetime.date,
    at: datetime.datetime,
) -> Iterator[Message]:
    """What is to be told by this day and was not: one message to each person for each thing."""
    found = [due for due in found if due.who]
    told = told_days([due.key for due in found])
    for due in found:
        for person in due.who:
            stage = stage_now(due, on, told.get((due.key, person), {}))
            if stage:
                yield message(collaborative, due, person, stage, at)


def told_days(keys: list[str]) -> dict[tuple[str, int], dict[str, datetime.date]]:
    """By key and person, the day that each stage told."""
    told: dict[tuple[str, int], dict[str, datetime.date]] = {}
    rows = Message.objects.filter(kind=REMINDER, key__in=keys)
    for key, person, stage, due_on in rows.values_list("key", "person", "stage", "due_on"):
        told.setdefault((key, person), {})[stage] = due_on
    return told


def stage_now(due: Obligation, on: datetime.date, told: dict[str, datetime.date]) -> str:
    """The stage that is right now and not told; 'moved 1' when the day told last is not the day any more."""
    stage = reached(due, on)
    if told and due.due_on not in told.values():
        return f"moved {sum(name.startswith('moved') for name in told) + 1}"
    return stage.name if stage and stage.name not in told else ""


def message(
    collaborative: Collaborative, due: Obligation, person: int, stage: str, at: datetime.datetime
) -> Message:
    """Not yet stored. Its words are made at sending, for its recipient's eyes."""
    return Message(
        collaborative=collaborative,
        key=due.key,
        stage=stage,
        person_id=person,
        kind=REMINDER,
        subject=due.what,
        due_on=due.due_on,
        why=due.why.as_json() if due.why is not None else None,
        queued_at=at,
    )


def _note(collaborative: Collaborative, on: datetime.date, at: datetime.datetime, head: int) -> None:
    """The sweep's own heartbeat: one row for each group."""
    facts = {"swept_on": on, "facts_seq": head, "ended_at": at, "state": JobState.DONE}
    if not everywhere(Job).filter(collaborative=collaborative, kind=SWEEP).update(**facts):
        Job.objects.create(
            collaborative=collaborative, kind=SWEEP, key=collaborative.code, queued_at=at, **facts
        )
