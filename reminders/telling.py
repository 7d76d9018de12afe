"""What is to be told by a day and was not, and what waits and need not be told any more.

A plan is worked out first and carried out then, by inserts that a rival's unique rows refuse and by updates
that only what still waits can take: two sweeps at once tell everybody once.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from constitution import say
from constitution.finding import Finding
from records import outbox
from records.clock import civil_day
from records.models import Collaborative, Message
from records.obligations import Obligation
from records.outbox import MessageState
from reminders.queries import REMINDER, open_obligations
from reminders.stages import MOVED, reached, stages

# What did not go after all. Should it be right again, it may.
KEPT_BACK = (MessageState.SUPPRESSED, MessageState.SUPERSEDED)
DONE = "It no longer needs doing, or need not be asked for."
NOT_THEIRS = "It is no longer due from this person."
DAY_MOVED = "Its day has moved."
LATER_ONE = "A later reminder takes its place."
AFTER_ALL = "It is to be told after all."


@dataclass(frozen=True)
class Told:
    """What one person was told of one thing: at which stages, which day last, and on which day that was."""

    stages: frozenset[str]
    due_on: date
    on: date

    @property
    def moves(self) -> int:
        return sum(name.startswith(MOVED) for name in self.stages)


@dataclass(frozen=True)
class Withdrawal:
    """A waiting message that is not to go, with the reason that the ledger will give."""

    message: Message
    state: MessageState
    reason: str


@dataclass(frozen=True)
class Plan:
    """`wanted` is new, `again` was kept back and is right after all, `withdrawn` waits and is not to go."""

    wanted: tuple[Message, ...] = ()
    again: tuple[Message, ...] = ()
    withdrawn: tuple[Withdrawal, ...] = ()

    def carry_out(self) -> None:
        """Call inside a transaction and the collaborative's scope."""
        for each in self.withdrawn:
            outbox.withdraw(Message.objects.filter(pk=each.message.pk), each.state, each.reason)
        Message.objects.bulk_create(self.wanted, ignore_conflicts=True)
        for message in self.again:
            outbox.requeue(message, AFTER_ALL)


def plan(collaborative: Collaborative, on: date, at: datetime) -> Plan:
    """Compare the outbox with what is open on the day. Changes nothing. Call inside the scope."""
    open_now = {due.key: due for due in open_obligations(collaborative, on)}
    waiting = Message.objects.filter(kind=REMINDER, state=MessageState.QUEUED)
    withdrawn = tuple(each for each in (_withdrawal(message, open_now, on) for message in waiting) if each)
    gone = {each.message.pk for each in withdrawn}
    rows = _rows(open_now)
    told = _told(row for row in rows if row.state not in KEPT_BACK and row.pk not in gone)
    back = {_name(row): row for row in rows if row.state in KEPT_BACK or row.pk in gone}
    wanted = list(messages(collaborative, open_now.values(), told, on, at))
    again = tuple(_renewed(back[_name(each)], each) for each in wanted if _name(each) in back)
    new = tuple(each for each in wanted if _name(each) not in back)
    return Plan(new, tuple(each for each in again if each.person.email), withdrawn)


def _name(message: Message) -> tuple[str, str, int]:
    """What makes a message the same: the thing, the telling, the person."""
    return message.key, message.stage, message.person_id


def _rows(open_now: Mapping[str, Obligation]) -> list[Message]:
    """All that was ever queued about what is open now, in the order of its telling."""
    rows = Message.objects.filter(kind=REMINDER, key__in=list(open_now)).select_related("person")
    return list(rows.defer("text", "html").order_by("queued_at", "pk"))


def _told(rows: Iterable[Message]) -> dict[tuple[str, int], Told]:
    """By key and person, what was told, or waits to be."""
    by_person: dict[tuple[str, int], list[Message]] = defaultdict(list)
    for row in rows:
        by_person[row.key, row.person_id].append(row)
    return {
        whose: Told(
            stages=frozenset(row.stage for row in told),
            due_on=told[-1].due_on,
            on=civil_day(told[-1].queued_at),
        )
        for whose, told in by_person.items()
    }


# --- what waits and is not to go ---------------------------------------------------------------------------


def _withdrawal(message: Message, open_now: Mapping[str, Obligation], on: date) -> Withdrawal | None:
    due = open_now.get(message.key)
    if due is None:
        return Withdrawal(message, MessageState.SUPPRESSED, DONE)
    if message.person_id not in due.who:
        return Withdrawal(message, MessageState.SUPPRESSED, NOT_THEIRS)
    if message.due_on != due.due_on:
        return Withdrawal(message, MessageState.SUPERSEDED, DAY_MOVED)
    if _overtaken(message, due, on):
        return Withdrawal(message, MessageState.SUPERSEDED, LATER_ONE)
    return None


def _overtaken(message: Message, due: Obligation, on: date) -> bool:
    """It could not go in its time, and by now the next one is right."""
    stage = reached(due, on)
    if stage is None or message.stage == stage.name:
        return False
    return stage.from_on > civil_day(message.queued_at)


# --- what is to go -----------------------------------------------------------------------------------------


def messages(
    collaborative: Collaborative,
    found: Iterable[Obligation],
    told: Mapping[tuple[str, int], Told],
    on: date,
    at: datetime,
) -> Iterator[Message]:
    """What is to be told by this day and was not: one message to each person for each thing."""
    for due in found:
        for person in due.who:
            said = told.get((due.key, person))
            if stage := stage_now(due, on, said):
                reason = "" if said else passed(due, stage)
                yield message(collaborative, due, person, stage, reason, at)


def passed(due: Obligation, stage: str) -> str:
    """Why one reminder comes where several would have (K-R59): the ledger says it."""
    names = [each.name for each in stages(due)]
    before = names[: names.index(stage)] if stage in names else []
    if not before:
        return ""
    which = say.listed(f"'{name}'" for name in before)
    return f"One message at once: {which} had passed already."


def stage_now(due: Obligation, on: date, told: Told | None) -> str:
    """The stage that is right and not told; 'moved 1' when the day told last is not the day any more.

    What is told on a day covers the stages of that day and before: a moved day is one message, not two.
    """
    if told is not None and told.due_on != due.due_on:
        return f"{MOVED} {max(due.sequence, told.moves + 1)}"
    stage = reached(due, on)
    if stage is None:
        return ""
    if told is not None and (stage.name in told.stages or stage.from_on <= told.on):
        return ""
    return stage.name


def message(
    collaborative: Collaborative, due: Obligation, person: int, stage: str, reason: str, at: datetime
) -> Message:
    """Not yet stored. Its words are made at sending, for its recipient's eyes."""
    return Message(
        collaborative=collaborative,
        key=due.key,
        stage=stage,
        reason=reason,
        person_id=person,
        kind=REMINDER,
        subject=due.what,
        due_on=due.due_on,
        why=_why(due.why),
        queued_at=at,
    )


def _why(finding: Finding | None) -> dict | None:
    return finding.as_json() if finding is not None else None


def _renewed(row: Message, wanted: Message) -> Message:
    """The row that was kept back, with what is right now."""
    for name in ("due_on", "subject", "why", "queued_at"):
        setattr(row, name, getattr(wanted, name))
    return row
