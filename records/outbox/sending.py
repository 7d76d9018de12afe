"""Handing an envelope to the mail server, and noting how it went."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.mime.text import MIMEText
from email.utils import formataddr, parseaddr
from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPResponseException, SMTPSenderRefused
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection, make_msgid
from django.db import transaction

from records.models.messages import MessageState
from records.outbox.envelopes import Envelope, envelopes, give_up_on_the_dead
from records.tenancy import scoped

REST = timedelta(minutes=10)
ATTEMPTS = 5
ONE_ROUND = 200
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class CalendarFile:
    """An entry for a calendar that goes with a letter: `method` says what it does there (REQUEST, CANCEL)."""

    name: str
    content: bytes
    method: str

    def as_part(self) -> MIMEText:
        part = MIMEText(self.content.decode(), "calendar", "utf-8")
        part.set_param("method", self.method)
        part.add_header("Content-Disposition", "attachment", filename=self.name)
        return part


@dataclass(frozen=True)
class Letter:
    """An envelope in words, made for its recipient's eyes.

    `sender` is the name it comes under, `reply_to` the address a reply reaches; `without` names the messages
    that turned out to have nothing to say, by id, with the reason; `calendars` go along for a calendar.
    """

    subject: str
    text: str
    html: str = ""
    sender: str = ""
    reply_to: str = ""
    without: Mapping[int, str] = field(default_factory=dict)
    calendars: tuple[CalendarFile, ...] = ()


class Withheld(Exception):
    """Raised by a renderer when there is nothing to send any more; its words are the reason."""


Renderer = Callable[[Envelope], Letter]


def send_due(render: Renderer, *, at: datetime, limit: int = ONE_ROUND) -> int:
    """Sends what waits, one envelope to a person, and answers with the number of envelopes that went.

    `render` makes the words, in the scope of the collaborative. Not inside a transaction: a claim that is not
    committed is no claim.
    """
    give_up_on_the_dead(at)
    return sum(send(envelope, render) for envelope in envelopes(at, limit))


def send(envelope: Envelope, render: Renderer) -> bool:
    """Sends a claimed envelope and notes how it went. True when it was handed over."""
    if not envelope.person.email:
        return note(envelope, MessageState.SUPPRESSED, "This person has no e-mail address.")
    try:
        with scoped(envelope.collaborative):
            letter = render(envelope)
        mail = in_post(letter, envelope.person.email)
    except Withheld as reason:
        return note(envelope, MessageState.SUPPRESSED, str(reason))
    except Exception as problem:
        log.exception("A message could not be written")
        return note(envelope, MessageState.FAILED, f"It could not be written: {problem}")
    for pk, reason in letter.without.items():
        note(envelope, MessageState.SUPPRESSED, reason, pk=pk)
    envelope.rows().update(address=envelope.person.email, message_id=mail.extra_headers["Message-ID"])
    return hand_over(envelope, letter, mail)


def in_post(letter: Letter, address: str) -> EmailMultiAlternatives:
    """The letter as mail. Raises ValueError when its words cannot stand in one."""
    name, ours = parseaddr(settings.DEFAULT_FROM_EMAIL)
    headers = {"Message-ID": make_msgid(domain=ours.rpartition("@")[2]), "Auto-Submitted": "auto-generated"}
    mail = EmailMultiAlternatives(
        letter.subject,
        letter.text,
        from_email=formataddr((letter.sender or name, ours)),
        to=[address],
        reply_to=[letter.reply_to] if letter.reply_to else None,
        headers=headers,
    )
    if letter.html:
        mail.attach_alternative(letter.html, "text/html")
    for each in letter.calendars:
        mail.attach(each.as_part())
    mail.message()
    return mail


def hand_over(envelope: Envelope, letter: Letter, mail: EmailMultiAlternatives) -> bool:
    post = get_connection()
    try:
        # Until the line stands nothing has been said, so this much may be tried again without a doubt.
        post.open()
    except OSError as problem:
        return try_again(envelope, f"The mail server cannot be reached: {problem}")
    try:
        post.send_messages([mail])
    except (SMTPRecipientsRefused, SMTPSenderRefused, SMTPDataError) as refusal:
        return refused(envelope, *answer(refusal))
    except OSError as problem:
        return note(envelope, MessageState.AMBIGUOUS, f"The line broke while it was being sent: {problem}")
    finally:
        hang_up(post)
    return sent(envelope, letter)


def hang_up(post: Any) -> None:
    try:
        post.close()
    except OSError:
        log.info("The mail server had hung up first")


def answer(refusal: Exception) -> tuple[int, str]:
    """What the server said: its code and its words."""
    if isinstance(refusal, SMTPResponseException):
        code, words = refusal.smtp_code, refusal.smtp_error
    else:
        code, words = next(iter(refusal.recipients.values()))
    return code, words.decode(errors="replace") if isinstance(words, bytes) else str(words)


# --- how it went ---------------------------------------------------------------------------------
def note(envelope: Envelope, state: MessageState, reason: str, **which: Any) -> bool:
    envelope.rows().filter(**which).update(state=state, reason=reason[:300], lease_until=None)
    return False


def sent(envelope: Envelope, letter: Letter) -> bool:
    """Each row keeps its own words; one that had none keeps the letter's.

    The reason for which it was queued stays; what an earlier try failed for does not.
    """
    queued_for = [m.pk for m in envelope.messages if m.reason and m.attempts == 1]
    with transaction.atomic():
        envelope.rows().filter(subject="").update(subject=letter.subject)
        envelope.rows().filter(text="").update(text=letter.text, html=letter.html)
        envelope.rows().exclude(pk__in=queued_for).update(reason="The mail server took it.")
        envelope.rows().update(state=MessageState.SENT, sent_at=envelope.at, lease_until=None)
    return True


def refused(envelope: Envelope, code: int, words: str) -> bool:
    """The server said no: for good with a code of 500 or more, for now with one below."""
    reason = f"The mail server refused it: {code} {words}"
    if code >= 500:
        return note(envelope, MessageState.FAILED, reason)
    return try_again(envelope, reason)


def try_again(envelope: Envelope, reason: str) -> bool:
    """Back to the queue to rest, longer each time; failed when it has been tried often enough."""
    tries = max(message.attempts for message in envelope.messages)
    if tries >= ATTEMPTS:
        return note(envelope, MessageState.FAILED, reason)
    rested_at = envelope.at + REST * tries
    envelope.rows().update(state=MessageState.QUEUED, reason=reason[:300], lease_until=rested_at)
    return False
