"""Every letter that leaves: made when it is sent, one for all that waits for a person, with links that land.

The outbox in `records` takes messages from the queue and hands over what `render` writes.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import groupby

from django.conf import settings
from django.urls import reverse

from collaborative.mails import compose
from constitution import say
from constitution.finding import Finding
from finance.models import Invoice
from finance.queries.sheet import money
from finance.queries.why import why
from membership.queries.members import Membership
from records import clock
from records.models import Message
from records.obligations import Obligation, key
from records.outbox import Envelope, Letter, Withheld
from reminders.letters import reminders
from reminders.queries import needs


@dataclass(frozen=True)
class Part:
    """One thing that a letter tells: a heading, a line or two, one button, and why."""

    subject: str
    heading: str
    words: tuple[str, ...]
    url: str
    button: str
    finding: Finding | None = None
    note: str = ""
    keys: frozenset[str] = field(default_factory=frozenset)


def render(envelope: Envelope) -> Letter:
    """One letter with everything in the envelope. Raises Withheld when nothing is left to tell."""
    parts = _parts(envelope)
    if not parts:
        raise Withheld("It was done before the message went out.")
    facts = {
        "collaborative": envelope.collaborative,
        "whose": envelope.collaborative.name,
        "name": envelope.person.get_short_name(),
        "parts": parts,
        "part": parts[0],
        "office": _office(envelope),
        "home": address(reverse("home", args=[envelope.collaborative.code])),
        "others": _others(envelope, parts),
    }
    mail = compose("one" if len(parts) == 1 else "several", facts)
    return Letter(mail.subject, mail.text, mail.html)


def address(path: str) -> str:
    """A path of the site as a whole address."""
    return settings.SITE_URL.rstrip("/") + path


def _parts(envelope: Envelope) -> list[Part]:
    messages = sorted(envelope.messages, key=lambda message: message.kind)
    found: list[Part] = []
    for kind, same in groupby(messages, key=lambda message: message.kind):
        try:
            found += WRITERS.get(kind, _as_written)(envelope, list(same))
        except Withheld:
            continue
    return found


def _office(envelope: Envelope) -> str:
    """'Marian Teale, Strategic Operations Manager': who is asked about the letter."""
    facts = Membership(envelope.collaborative, clock.civil_day(envelope.at))
    code = facts.rules.constitution.run_by
    held = [role for role in facts.roles if role.place.code == code and role.held]
    return f"{held[0].held.person.name}, {held[0].name}" if held else "the office"


def _others(envelope: Envelope, parts: Iterable[Part]) -> int:
    """How many other things wait for this person."""
    told = frozenset().union(*(part.keys for part in parts))
    due = needs(envelope.person, envelope.collaborative, clock.civil_day(envelope.at))
    return sum(each.key not in told for each in due)


# --- one writer for each kind of message -----------------------------------------------------------------


def _reminders(envelope: Envelope, messages: list[Message]) -> list[Part]:
    found = reminders(envelope.collaborative, messages, clock.civil_day(envelope.at))
    return [
        Part(
            subject=each.subject,
            heading=each.due.what,
            words=tuple(filter(None, (each.due.reason, _by(each.due)))),
            url=address(each.due.link),
            button=each.due.button or "See what it is",
            finding=each.finding,
            note=f"{each.which}.",
            keys=frozenset({each.due.key}),
        )
        for each in found
    ]


def _by(due: Obligation) -> str:
    return f"By {say.long_date(due.due_on)}, the day included."


def _invoices(envelope: Envelope, messages: list[Message]) -> list[Part]:
    ids = [int(message.key.split(" · ")[1].split()[1]) for message in messages]
    rows = Invoice.objects.filter(pk__in=ids).prefetch_related("lines").order_by("pk")
    return [_invoice(envelope, invoice) for invoice in rows]


def _invoice(envelope: Envelope, invoice: Invoice) -> Part:
    kind = "credit note" if invoice.is_credit else "invoice"
    to_pay = "" if invoice.is_credit else f"To pay by {say.long_date(invoice.due_on)}."
    return Part(
        subject=f"{invoice}: {money(invoice.total)}",
        heading=f"{invoice}: {money(invoice.total)}",
        words=tuple(filter(None, (f"{invoice.title}, {invoice.payer_name}.", to_pay))),
        url=address(reverse("finance:invoice", args=[envelope.collaborative.code, invoice.reference])),
        button=f"See the {kind}",
        finding=why(invoice),
        keys=frozenset({key("invoice", invoice, invoice.contract_year, "pay")}),
    )


def _as_written(envelope: Envelope, messages: list[Message]) -> list[Part]:
    home = address(reverse("home", args=[envelope.collaborative.code]))
    return [
        Part(m.subject, m.subject, tuple(filter(None, m.text.split("\n\n"))), home, "Open Quorate")
        for m in messages
    ]


Writer = Callable[[Envelope, list[Message]], list[Part]]
WRITERS: dict[str, Writer] = {"reminder": _reminders, "invoice": _invoices}
