"""Mail as rows: written in the transaction that causes it, sent later, each thing once to a person.

A sender takes one person's messages by a conditional update, hands them over in one envelope, and notes how
it went. If it dies in between, nobody can know whether they went: *ambiguous*, until a person decides.
"""

from records.models.messages import MessageState
from records.outbox.deciding import mark_sent, resend
from records.outbox.envelopes import Envelope, claim, envelopes, give_up_on_the_dead, waits
from records.outbox.sending import CalendarFile, Letter, Renderer, Withheld, send, send_due
from records.outbox.writing import queue, queue_all, requeue, withdraw

__all__ = [
    "CalendarFile",
    "Envelope",
    "Letter",
    "MessageState",
    "Renderer",
    "Withheld",
    "claim",
    "envelopes",
    "give_up_on_the_dead",
    "mark_sent",
    "queue",
    "queue_all",
    "requeue",
    "resend",
    "send",
    "send_due",
    "waits",
    "withdraw",
]
