"""The rounds of background work. The scheduler and the Celery tasks call the same functions."""

from datetime import datetime

from collaborative.post import render
from records import clock, outbox
from records.rooms import all_know
from reminders.sweep import sweep_all


def sweep(at: datetime) -> int:
    """Derive what is due in every group whose day or facts have moved, and send what waits. Groups swept."""
    all_know("reconcilers")
    swept = sweep_all(clock.civil_day(at), at)
    send(at)
    return swept


def send(at: datetime) -> int:
    """Send the mail that waits. Envelopes sent."""
    return outbox.send_due(render, at=at)
