"""What people have been told: reminders of the last weeks, and every letter of the history as one that has gone."""

from datetime import date, timedelta

from django.db.models import F

from collaborative.demonstration.history import History, moment
from records.models import Message
from records.outbox import MessageState
from records.rooms import all_know
from reminders.sweep import sweep

NEVER_WENT = "Part of the invented history: no mail went."
SWEPT_DAYS_AGO = (21, 7, 1)


def remind(history: History) -> None:
    """The sweep as it would have come round in the last weeks, and as it comes round now."""
    all_know("reconcilers")
    for days in SWEPT_DAYS_AGO:
        day = history.on - timedelta(days=days)
        if day > history.begins:
            sweep(history.group, on=day, at=moment(day))
            put_away(day)
    sweep(history.group, on=history.on, at=history.now)


def put_away(day: date) -> None:
    """What waited by the end of a day counts as sent; nothing is written for people who do not exist."""
    waiting = Message.objects.filter(
        state=MessageState.QUEUED, queued_at__lt=moment(day + timedelta(days=1), 0)
    )
    waiting.update(state=MessageState.SENT, sent_at=F("queued_at"), reason=NEVER_WENT)
