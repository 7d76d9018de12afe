"""Every letter that leaves: made when it is sent, one for all that waits for a person, with links that land.

The outbox in `records` takes messages from the queue and hands over what `render` writes.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from email.utils import parseaddr
from functools import cached_property
from itertools import groupby
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse

from collaborative.mails import compose
from constitution import say
from constitution.acts import THE_OFFICE
from constitution.finding import Finding
from finance.models import Invoice
from finance.queries.sheet import money
from finance.queries.why import why
from meetings.actions.calls import IN_WRITING
from meetings.actions.circulating import FIXED
from meetings.actions.guests import GUEST
from meetings.actions.reminding import ASKED as STILL_SILENT
from meetings.actions.replies import OPEN_TO_REPLIES, STANDING_IN
from meetings.models import AgendaItem, Invitation, Mandate, Meeting, Minutes, Motion
from meetings.queries.agenda import agenda_of
from meetings.queries.feed import Site, as_invitation, method_of
from meetings.queries.hours import between, clock_words
from membership.actions.invitations import invite
from membership.models import Announcement, Contract, Enrolment, Nomination, Notice, Opening, RequestReply
from membership.permissions import Viewer, viewer_for
from membership.permissions.names import office_of
from membership.permissions.people import named
from membership.queries.kept import facts_on
from membership.queries.moments import civil_day
from records import clock
from records.models import Message, Person
from records.obligations import Obligation, key
from records.outbox import CalendarFile, Envelope, Letter, Withheld
from reminders.letters import reminders
from reminders.queries import needs, open_for

NOTHING_LEFT = "It was done before the message went out."


@dataclass(frozen=True)
class Part:
    """One thing that a letter tells: a heading, a line or two, one button, and why.

    `messages` are the ids of those in the envelope that it speaks for, `key` the obligation it is about.
    """

    messages: tuple[int, ...]
    subject: str
    heading: str
    words: tuple[str, ...]
    url: str
    button: str
    finding: Finding | None = None
    note: str = ""
    key: str = ""
    calendars: tuple[CalendarFile, ...] = ()


@dataclass(frozen=True)
class Reader:
    """Whom a letter is for: what they may see on the day it goes, and what is due from them."""

    envelope: Envelope

    @property
    def on(self) -> date:
        return clock.civil_day(self.envelope.at)

    @cached_property
    def viewer(self) -> Viewer:
        return viewer_for(self.envelope.person, self.envelope.collaborative, self.on)

    @cached_property
    def needed(self) -> list[Obligation]:
        return open_for(self.envelope.person, self.envelope.collaborative, self.on)

    @property
    def home(self) -> str:
        return address(reverse("home", args=[self.envelope.collaborative.code]))


def render(envelope: Envelope) -> Letter:
    """One letter with everything in the envelope. Raises Withheld when nothing is left to tell."""
    reader = Reader(envelope)
    parts = _parts(reader)
    if not parts:
        raise Withheld(NOTHING_LEFT)
    office = _office(reader)
    mail = compose("one" if len(parts) == 1 else "several", _facts(reader, parts, office))
    told = {pk for part in parts for pk in part.messages}
    return Letter(
        mail.subject,
        mail.text,
        mail.html,
        sender=envelope.collaborative.name,
        reply_to=office.email or "" if office else "",
        without={each.pk: NOTHING_LEFT for each in envelope.messages if each.pk not in told},
        calendars=tuple(each for part in parts for each in part.calendars),
    )


def address(path: str) -> str:
    """A path of the site as a whole address."""
    return settings.SITE_URL.rstrip("/") + path


def _facts(reader: Reader, parts: list[Part], office: Person | None) -> dict:
    group = reader.envelope.collaborative
    told = {part.key for part in parts}
    others = needs(reader.envelope.person, group, reader.on)
    return {
        "collaborative": group,
        "whose": group.name,
        "name": reader.envelope.person.get_short_name(),
        "parts": parts,
        "part": parts[0],
        "office": _signed(reader, office),
        "replies": bool(office and office.email),
        "home": reader.home,
        "others": sum(due.key not in told for due in others),
    }


def _office(reader: Reader) -> Person | None:
    """Who does the office work, and whom a reply reaches."""
    found = named(facts_on(reader.envelope.collaborative, reader.on), [THE_OFFICE])
    return Person.objects.filter(pk__in=found[:1]).first()


def _signed(reader: Reader, office: Person | None) -> str:
    """'Marian Teale, Strategic Operations Manager'."""
    if office is None:
        return "the office"
    rules = facts_on(reader.envelope.collaborative, reader.on).rules
    code = office_of(rules)
    return f"{office.name}, {rules.office[code].name or code}" if code in rules.office else office.name


def _parts(reader: Reader) -> list[Part]:
    messages = sorted(reader.envelope.messages, key=lambda message: message.kind)
    by_kind = groupby(messages, key=lambda message: message.kind)
    return [part for kind, same in by_kind for part in WRITERS.get(kind, _as_written)(reader, list(same))]


# --- one writer for each kind of message: what has nothing to say any more is left out ------------------------


def _reminders(reader: Reader, messages: list[Message]) -> list[Part]:
    return [
        Part(
            messages=tuple(message.pk for message in each.messages),
            subject=each.subject,
            heading=each.due.what,
            words=tuple(filter(None, (each.due.reason, each.by))),
            url=address(each.due.link),
            button=each.due.button or "See what it is",
            finding=each.finding,
            note=f"{each.which}.",
            key=each.due.key,
        )
        for each in reminders(messages, reader.needed, reader.on)
    ]


def _invoices(reader: Reader, messages: list[Message]) -> list[Part]:
    by_id = {int(message.key.split(" · ")[1].split()[1]): message for message in messages}
    rows = Invoice.objects.visible(reader.viewer).filter(pk__in=by_id).prefetch_related("lines")
    return [_invoice(reader, invoice, by_id[invoice.pk]) for invoice in rows.order_by("pk")]


def _invoice(reader: Reader, invoice: Invoice, message: Message) -> Part:
    kind = "credit note" if invoice.is_credit else "invoice"
    to_pay = "" if invoice.is_credit else f"To pay by {say.long_date(invoice.due_on)}."
    return Part(
        messages=(message.pk,),
        subject=f"{invoice}: {money(invoice.total)}",
        heading=f"{invoice}: {money(invoice.total)}",
        words=tuple(filter(None, (f"{invoice.title}, {invoice.payer_name}.", to_pay))),
        url=address(reverse("finance:invoice", args=[reader.envelope.collaborative.code, invoice.reference])),
        button=f"See the {kind}",
        finding=why(invoice),
        key=key("invoice", invoice, invoice.contract_year, "pay"),
    )


def _news(reader: Reader, messages: list[Message]) -> list[Part]:
    """What was taken down since, or is no longer for this reader, is left out."""
    by_id = {int(message.key.split(" · ")[1].split()[1]): message for message in messages}
    rows = Announcement.objects.visible(reader.viewer).filter(pk__in=by_id, taken_down_because="")
    return [_announcement(reader, news, by_id[news.pk]) for news in rows.order_by("pk")]


def _announcement(reader: Reader, news: Announcement, message: Message) -> Part:
    return Part(
        messages=(message.pk,),
        subject=message.subject,
        heading=message.subject,
        words=tuple(filter(None, message.text.replace("\r\n", "\n").split("\n\n"))),
        url=address(reverse("membership:news-one", args=[reader.envelope.collaborative.code, news.pk])),
        button="Read it in Quorate",
    )


def _openings(reader: Reader, messages: list[Message]) -> list[Part]:
    """What is still open for nominations."""
    by_id = {int(message.key.split(" · ")[1].split()[1]): message for message in messages}
    rows = Opening.objects.visible(reader.viewer).filter(pk__in=by_id, state=Opening.State.ANNOUNCED)
    return [
        _opening(reader, each, by_id[each.pk], each.why, "See the opening")
        for each in rows.filter(closes_on__gte=reader.on).order_by("pk")
    ]


def _nominations(reader: Reader, messages: list[Message]) -> list[Part]:
    """What the reader has not answered yet."""
    by_id = {int(message.key.split(" · ")[1].split()[1]): message for message in messages}
    rows = Nomination.objects.visible(reader.viewer).filter(pk__in=by_id, accepted_at=None, withdrawn_at=None)
    words = "Say whether you stand: nobody can be chosen who has not accepted."
    return [
        _opening(reader, each.opening, by_id[each.pk], words, "Accept or decline")
        for each in rows.select_related("opening").order_by("pk")
    ]


def _opening(reader: Reader, opening: Opening, message: Message, words: str, button: str) -> Part:
    return Part(
        messages=(message.pk,),
        subject=message.subject,
        heading=message.subject,
        words=tuple(
            filter(None, (words, f"Whoever is chosen begins on {say.long_date(opening.starts_on)}."))
        ),
        url=address(reverse("membership:opening", args=[reader.envelope.collaborative.code, opening.pk])),
        button=button,
        key=message.key,
    )


def _contracts(reader: Reader, messages: list[Message]) -> list[Part]:
    """With the address of the signed copy, where it is printed by now."""
    rows = {
        row.pk: row
        for row in Contract.objects.visible(reader.viewer).filter(pk__in=map(_subject_id, messages))
    }
    return [
        _with_copy(_told(reader, each, "membership:contract", pk, "See the contract"), reader, rows[pk])
        for each in messages
        if (pk := _subject_id(each)) in rows
    ]


def _with_copy(part: Part, reader: Reader, contract: Contract) -> Part:
    if contract.signed_copy_id is None:
        return part
    copy = address(
        reverse("membership:signed-contract", args=[reader.envelope.collaborative.code, contract.pk])
    )
    return replace(part, words=(*part.words, f"The signed copy: {copy}"))


def _notices(reader: Reader, messages: list[Message]) -> list[Part]:
    found = Notice.objects.visible(reader.viewer).filter(pk__in=map(_subject_id, messages))
    rows = {row.pk: row for row in found.select_related("contract")}
    return [
        _told(reader, each, "membership:notice", rows[_subject_id(each)].contract.school_id, "See the notice")
        for each in messages
        if _subject_id(each) in rows
    ]


def _requests(reader: Reader, messages: list[Message]) -> list[Part]:
    """What the school has still to hand in."""
    found = RequestReply.objects.visible(reader.viewer).filter(pk__in=map(_subject_id, messages))
    waiting = set(
        found.filter(received_on=None, excused_because="", request__closed_on=None).values_list(
            "pk", flat=True
        )
    )
    return [
        _told(reader, each, "membership:reply", pk, "See what is asked")
        for each in messages
        if (pk := _subject_id(each)) in waiting
    ]


def _meetings(reader: Reader, messages: list[Message]) -> list[Part]:
    """The dates that were fixed together in one list; what was moved or cancelled since, each with its reason."""
    rows = {
        row.pk: row
        for row in Meeting.objects.visible(reader.viewer).filter(pk__in=map(_subject_id, messages))
    }
    found = [(each, rows[pk]) for each in messages if (pk := _subject_id(each)) in rows]
    told = [
        (each, row) for each, row in found if each.stage == FIXED and row.state != Meeting.State.CANCELLED
    ]
    fixed = [_fixed(reader, told)] if len(told) > 1 else [_meeting(reader, *each) for each in told]
    return [*fixed, *(_meeting(reader, *each) for each in found if each[0].stage != FIXED)]


def _fixed(reader: Reader, told: list[tuple[Message, Meeting]]) -> Part:
    rows = sorted((row for _, row in told), key=lambda row: row.starts_at)
    return Part(
        messages=tuple(message.pk for message, _ in told),
        subject=f"Meetings: {say.count(len(rows), 'date')} fixed",
        heading=f"{say.count(len(rows), 'date')} fixed",
        words=tuple(f"{row.name}: {between(row.starts_at, row.ends_at)}" for row in rows),
        url=address(reverse("meetings:meetings", args=[reader.envelope.collaborative.code])),
        button="See the meetings",
        calendars=tuple(_entry(reader, row) for row in rows),
    )


def _meeting(reader: Reader, message: Message, row: Meeting) -> Part:
    moved = f"Moved: {row.moved_because}" if row.moved_because and message.stage != FIXED else ""
    cancelled = f"Cancelled: {row.cancelled_because}" if row.cancelled_because else ""
    where = f"At {row.place}." if row.place and not cancelled else ""
    anew = moved and not cancelled and row.moved_from != row.starts_at and _replies(reader, row)
    again = "Whether you are coming is asked again: replies were for the earlier time." if anew else ""
    return Part(
        messages=(message.pk,),
        subject=message.subject,
        heading=message.subject,
        words=tuple(filter(None, (cancelled or moved, where, again))),
        url=address(reverse("meetings:meeting", args=[reader.envelope.collaborative.code, row.pk])),
        button="See the meeting",
        key=message.key,
        calendars=(_entry(reader, row),),
    )


def _replies(reader: Reader, row: Meeting) -> bool:
    """Whether its reader is one of those who are asked whether they come."""
    return row.mandates.filter(holder=reader.envelope.person, struck_at=None).exists()


def _agendas(reader: Reader, messages: list[Message]) -> list[Part]:
    """The agreed agenda, as its reader sees it: what they may not see is not in the letter either."""
    rows = {
        row.pk: row
        for row in Meeting.objects.visible(reader.viewer).filter(pk__in=map(_subject_id, messages))
    }
    return [_agenda(reader, each, rows[pk]) for each in messages if (pk := _subject_id(each)) in rows]


def _agenda(reader: Reader, message: Message, row: Meeting) -> Part:
    lines = agenda_of(row, reader.viewer).lines
    part = _told(reader, message, "meetings:agenda", row.pk, "Read the agenda")
    told = tuple(f"{clock_words(line.at)} {line.words}" for line in lines if line.at)
    return replace(part, words=(*told, *_papers(reader, row, sum(len(line.papers) for line in lines))))


def _papers(reader: Reader, row: Meeting, how_many: int) -> tuple[str, ...]:
    """Where the papers that the reader may see are, and all of them as one PDF."""
    where = address(reverse("meetings:papers", args=[reader.envelope.collaborative.code, row.pk]))
    return (f"{say.count(how_many, 'paper')}, all as one PDF: {where}",) if how_many else ()


def _items(reader: Reader, messages: list[Message]) -> list[Part]:
    """To whoever submitted an item, while they may see it."""
    rows = AgendaItem.objects.visible(reader.viewer).filter(pk__in=map(_subject_id, messages))
    found = {row.pk: row for row in rows.select_related("meeting")}
    return [_item(reader, each, found[pk]) for each in messages if (pk := _subject_id(each)) in found]


def _item(reader: Reader, message: Message, row: AgendaItem) -> Part:
    where = (
        f"For the {row.meeting.name}, {between(row.meeting.starts_at, row.meeting.ends_at)}."
        if row.meeting
        else ""
    )
    because = row.declined_because or (row.consent_because if message.stage == "consented" else "")
    part = _told(reader, message, "meetings:item", row.pk, "See the item")
    return replace(part, words=tuple(filter(None, (row.title, where, because))))


def _guests(reader: Reader, messages: list[Message]) -> list[Part]:
    """To a guest what they are invited to; to the members who comes, and to what of it they see."""
    rows = Invitation.objects.filter(pk__in=map(_subject_id, messages), ended_at=None)
    rows = rows.filter(meeting__in=Meeting.objects.visible(reader.viewer))
    found = {row.pk: row for row in rows.select_related("meeting", "person", "partner")}
    return [_guest(reader, each, found[pk]) for each in messages if (pk := _subject_id(each)) in found]


def _guest(reader: Reader, message: Message, row: Invitation) -> Part:
    mine = message.kind == GUEST
    named = Invitation.objects.filter(meeting=row.meeting_id, invited_at=row.invited_at, ended_at=None)
    named = named.filter(person=row.person_id, partner=row.partner_id).values("item")
    titles = AgendaItem.objects.visible(reader.viewer).filter(pk__in=named).values_list("title", flat=True)
    who = () if mine else (str(row.partner or row.person),)
    until = (f"You see it until {say.date(row.ends_on)}.",) if mine else ()
    page = "meetings:agenda" if mine else "meetings:guests"
    part = _told(
        reader, message, page, row.meeting_id, "See what you are invited to" if mine else "See the guests"
    )
    return replace(part, words=(*who, *(titles or ["The whole meeting"] * (row.item_id is None)), *until))


def _in_writing(reader: Reader, messages: list[Message]) -> list[Part]:
    """What is asked in writing, while it is open: a further meeting to agree to, a resolution to answer."""
    rows = (
        Motion.objects.visible(reader.viewer)
        .filter(state=Motion.State.VOTING)
        .select_related("item__meeting")
    )
    found = {row.pk: row for row in rows.filter(pk__in=map(_subject_id, messages))}
    return [_asked(reader, each, found[pk]) for each in messages if (pk := _subject_id(each)) in found]


def _asked(reader: Reader, message: Message, row: Motion) -> Part:
    until = row.item.meeting.ends_at
    words = (row.text, f"Answers count until {say.long_date(civil_day(until))}, {clock_words(until)}.")
    part = _told(reader, message, "meetings:motion", row.pk, "Answer")
    return replace(part, words=words)


def _entry(reader: Reader, row: Meeting) -> CalendarFile:
    """The meeting for the reader's calendar, from the group's own address, which no answer reaches."""
    group, site = reader.envelope.collaborative, urlsplit(settings.SITE_URL)
    where = Site(
        address=address(reverse("meetings:meetings", args=[group.code])),
        host=site.hostname or "",
        code=group.code,
        organiser=parseaddr(settings.DEFAULT_FROM_EMAIL)[1],
        name=group.name,
    )
    content = as_invitation(where, row, reader.envelope.person, reader.envelope.at)
    return CalendarFile(f"meeting-{row.pk}.ics", content, method_of(row))


def _standing_in(reader: Reader, messages: list[Message]) -> list[Part]:
    """Somebody stands in at a meeting, or no longer does: the last word of each counts. Not of one that is over."""
    last = {(each.key, each.person_id): each for each in sorted(messages, key=lambda each: each.pk)}
    rows = Meeting.objects.filter(pk__in=map(_subject_id, messages), state__in=OPEN_TO_REPLIES).in_bulk()
    return [
        replace(
            _told(reader, each, "meetings:meeting", _subject_id(each), "See the meeting"),
            **_way_in(reader, each),
        )
        for each in last.values()
        if _subject_id(each) in rows
    ]


def _way_in(reader: Reader, message: Message) -> dict[str, str]:
    """Whoever is named and has never signed in here gets the invitation with it; it is made as the letter is."""
    group, person = reader.envelope.collaborative, reader.envelope.person
    enrolled = Enrolment.objects.filter(
        collaborative=group, person=person, accepted_at__isnull=False, closed_at=None
    )
    if enrolled.exists() or not message.stage.startswith("stand in"):
        return {}
    made = invite(collaborative=group, person=person, by=None, at=reader.envelope.at)
    return {
        "url": address(reverse("invitation", args=[group.code, made.token])),
        "button": "Sign in for the first time",
    }


def _coming(reader: Reader, messages: list[Message]) -> list[Part]:
    """Asked whether they come: of whoever has replied since, nothing is asked any more."""
    silent = Mandate.objects.filter(holder=reader.envelope.person, reply="", struck_at=None)
    silent = silent.filter(meeting__in=map(_subject_id, messages), meeting__state__in=OPEN_TO_REPLIES)
    waits = {mandate.meeting_id: mandate.pk for mandate in silent.order_by("-pk")}
    return [
        _told(reader, each, "meetings:reply", waits[_subject_id(each)], "Reply")
        for each in messages
        if _subject_id(each) in waits
    ]


def _subject_id(message: Message) -> int:
    """The row that a message is about, from its key: 'contract · contract 12 · - · told'."""
    return int(message.key.split(" · ")[1].split()[1])


def _told(reader: Reader, message: Message, page: str, pk: int, button: str) -> Part:
    return Part(
        messages=(message.pk,),
        subject=message.subject,
        heading=message.subject,
        words=tuple(filter(None, message.text.split("\n\n"))),
        url=address(reverse(page, args=[reader.envelope.collaborative.code, pk])),
        button=button,
        key=message.key,
    )


def _as_written(reader: Reader, messages: list[Message]) -> list[Part]:
    return [
        Part(
            messages=(each.pk,),
            subject=each.subject,
            heading=each.subject,
            words=tuple(filter(None, each.text.split("\n\n"))),
            url=reader.home,
            button="Open Quorate",
        )
        for each in messages
    ]


def _minutes(reader: Reader, messages: list[Message]) -> list[Part]:
    """That they are out, and to the head of a school that nobody represented, that somebody will be in touch."""
    found = Minutes.objects.visible(reader.viewer).filter(pk__in=map(_subject_id, messages))
    rows = {row.pk: row.meeting_id for row in found}
    return [
        _told(reader, each, "meetings:minutes", rows[pk], "Read the minutes")
        for each in messages
        if (pk := _subject_id(each)) in rows
    ]


Writer = Callable[[Reader, list[Message]], list[Part]]
WRITERS: dict[str, Writer] = {
    "reminder": _reminders,
    "invoice": _invoices,
    "news": _news,
    "opening": _openings,
    "nomination": _nominations,
    "contract": _contracts,
    "notice": _notices,
    "request": _requests,
    "meeting": _meetings,
    "minutes": _minutes,
    STANDING_IN: _standing_in,
    STILL_SILENT: _coming,
    "agenda": _agendas,
    "item": _items,
    "guest": _guests,
    "guest-told": _guests,
    IN_WRITING: _in_writing,
}
