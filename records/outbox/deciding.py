"""What a person decides about a message that failed, or of which nobody knows whether it went."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from records import audit
from records.models import Message, Person
from records.models.messages import MessageState
from records.refusals import NotNow
from records.tenancy import everywhere

UNDECIDED = [MessageState.AMBIGUOUS, MessageState.FAILED]


@transaction.atomic
def resend(message: Message, *, by: Person, at: datetime) -> None:
    """Puts it back in the queue. Raises NotNow for any other."""
    words = f"{by.name} asked for it to be sent again."
    fields = {"state": MessageState.QUEUED, "reason": words, "attempts": 0, "claim": None}
    _decide(message, "resend-message", fields, by, at)


@transaction.atomic
def mark_sent(message: Message, *, by: Person, at: datetime) -> None:
    """Notes that it did arrive, or was told in another way. Raises NotNow for any other."""
    fields = {"state": MessageState.SENT, "sent_at": at, "reason": f"{by.name} marked it as sent."}
    _decide(message, "mark-message-sent", fields, by, at)


def _decide(message: Message, act: str, fields: Mapping[str, Any], by: Person, at: datetime) -> None:
    rows = everywhere(Message).filter(pk=message.pk, state__in=UNDECIDED)
    if not rows.update(lease_until=None, **fields):
        raise NotNow("This message does not wait for a decision.")
    audit.record(
        collaborative=message.collaborative,
        act=act,
        subject=message,
        by=by,
        at=at,
        before={"state": message.state},
        after={"state": fields["state"]},
    )
