"""A reminder in words, made when it is sent, for its recipient: the same words as the task on the page."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from constitution import say
from constitution.finding import Finding
from records.models import Message
from records.obligations import Obligation
from reminders.stages import ASKED, MOVED, stages

ORDINALS = ("First", "Second", "Third", "Fourth", "Fifth", "Sixth", "Seventh", "Eighth", "Ninth", "Tenth")


@dataclass(frozen=True)
class Reminder:
    """One thing in a letter: what, by when, why, the page, and which telling of how many it is.

    `messages` are all that the envelope holds about it; the latest says which telling this is.
    """

    due: Obligation
    messages: tuple[Message, ...]
    on: date

    @property
    def subject(self) -> str:
        """'Pay the subscription for 2024/25: by Friday 8 March 2024'."""
        what, day = self.due.what.rstrip("?."), say.long_date(self.due.due_on)
        if self.moved:
            return f"{what}: moved to {day}"
        if self.due.late_on(self.on):
            return f"{what}: it was due on {day}"
        return f"{what}: {day}" if self.due.lapses else f"{what}: by {day}"

    @property
    def by(self) -> str:
        """'By Friday 8 March 2024, the day included.'"""
        if self.due.late_on(self.on):
            return f"It was due on {say.long_date(self.due.due_on)}."
        return f"By {say.long_date(self.due.due_on)}, the day included."

    @property
    def moved(self) -> bool:
        return self.stage.startswith(MOVED)

    @property
    def stage(self) -> str:
        return self.messages[-1].stage

    @property
    def finding(self) -> Finding | None:
        return self.due.why

    @property
    def which(self) -> str:
        """'Second of four reminders': those of its days, in their order; what chases lateness counts on."""
        if self.stage.startswith(ASKED):
            return "The office asks for it"
        names = [stage.name for stage in stages(self.due)]
        before = [name for name in names if not name.startswith("late")]
        if self.stage not in before:
            return "Its day has moved" if self.moved else "It is late"
        return f"{ORDINALS[before.index(self.stage)]} of {say.small(len(before))} reminders"


def reminders(messages: Iterable[Message], needed: Iterable[Obligation], on: date) -> list[Reminder]:
    """What these messages to one person have to say on the day, soonest first.

    `needed` is what is still due from them; a message about anything else has nothing to say any more.
    """
    by_key: dict[str, list[Message]] = {}
    for message in sorted(messages, key=lambda message: (message.queued_at, message.pk)):
        by_key.setdefault(message.key, []).append(message)
    found = [Reminder(due, tuple(by_key[due.key]), on) for due in needed if due.key in by_key]
    return sorted(found, key=lambda reminder: reminder.due.due_on)
