"""Writing a message, in the transaction of the act that causes it."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from records import clock
from records.models import Collaborative, Message, Person
from records.models.messages import MessageState
from records.tenancy import everywhere


def queue(
    *,
    collaborative: Collaborative,
    key: str,
    stage: str,
    person: Person,
    kind: str,
    subject: str = "",
    text: str = "",
    html: str = "",
    due_on: date | None = None,
    why: Mapping[str, Any] | None = None,
    formal: bool = False,
    at: datetime | None = None,
) -> None:
    """Writes a message to one person, unless they were told this at this stage already.

    Words left empty are made by the renderer at sending. A `formal` one, a notice, has its own envelope.
    """
    message = Message(
        collaborative=collaborative,
        key=key,
        stage=stage,
        person=person,
        kind=kind,
        subject=subject,
        text=text,
        html=html,
        due_on=due_on,
        why=why,
        formal=formal,
        queued_at=at or clock.now(),
    )
    queue_all([message])


def queue_all(messages: Iterable[Message]) -> None:
    """Writes many at once, for a run; those that were told already are passed over."""
    everywhere(Message).bulk_create(messages, ignore_conflicts=True)


def withdraw(messages: QuerySet[Message], state: MessageState, reason: str) -> int:
    """Keeps waiting messages from being sent: SUPERSEDED (the day moved) or SUPPRESSED (it is done)."""
    return messages.filter(state=MessageState.QUEUED).update(state=state, reason=reason)


def requeue(message: Message, reason: str) -> int:
    """Puts what was kept back into the queue after all, with the day and the why that the message now has."""
    kept_back = [MessageState.SUPERSEDED, MessageState.SUPPRESSED]
    return (
        everywhere(Message)
        .filter(pk=message.pk, state__in=kept_back)
        .update(
            state=MessageState.QUEUED,
            reason=reason,
            subject=message.subject,
            due_on=message.due_on,
            why=message.why,
            queued_at=message.queued_at,
            attempts=0,
            claim=None,
        )
    )
