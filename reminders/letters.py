"""A reminder in words, made when it is sent, for its recipient: the same words as the task on the page."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from constitution import say
from constitution.finding import Finding
from records.models import Collaborative, Message
from records.obligations import Obligation, Window, gather
from records.outbox import Withheld
from reminders.queries import LOOK_AHEAD, LOOK_BACK, waived_keys
from reminders.stages import stages

ORDINALS = ("First", "Second", "Third", "Fourth", "Fifth", "Sixth", "Seventh", "Eighth", "Ninth", "Tenth")


@dataclass(frozen=True)
class Reminder:
    """One thing in a letter: what, by when, why, the page, and which telling of how many it is."""

    due: Obligation
    message: Message
    on: date

    @property
    def subject(self) -> str:
        """'Pay the subscription for 2024/25: by Friday 8 March 2024'."""
        if self.due.late_on(self.on):
            return f"{self.due.what}: it was due on {say.long_date(self.due.due_on)}"
        return f"{self.due.what}: by {say.long_date(self.due.due_on)}"

    @property
    def moved(self) -> bool:
        return self.message.stage.startswith("moved")

    @property
    def finding(self) -> Finding | None:
        return self.due.why

    @property
    def which(self) -> str:
        """'Second of four reminders': those of its days, in their order; what chases lateness counts on."""
        names = [stage.name for stage in stages(self.due)]
        before = [name for name in names if not name.startswith("late")]
        if self.message.stage not in before:
            return "Its day has moved" if self.moved else "It is late"
        return f"{ORDINALS[before.index(self.message.stage)]} of {say.small(len(before))} reminders"


def reminders(collaborative: Collaborative, messages: Iterable[Message], on: date) -> list[Reminder]:
    """The messages with what is due, as it stands on the day; what was done meanwhile is left out.

    Call inside the collaborative's scope. Raises Withheld when nothing is left to tell.
    """
    messages = list(messages)
    window = Window(on, on - LOOK_BACK, on + LOOK_AHEAD, person=messages[0].person_id)
    open_now = {due.key: due for due in gather(collaborative, window) if due.open_on(on)}
    waived = waived_keys(on)
    found = [
        Reminder(open_now[message.key], message, on)
        for message in messages
        if message.key in open_now and message.key not in waived
    ]
    if not found:
        raise Withheld("It was done before the message went out.")
    return sorted(found, key=lambda reminder: reminder.due.due_on)
