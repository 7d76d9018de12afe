"""The agenda of a meeting: built, set by Chair and office, agreed by decision, circulated, revised (K9.10, K9.11).

Every change raises the agenda's own version: whoever moves items must have seen the latest. What is changed after
the agenda was agreed is marked on the item with its day, and shown as such.
"""

from collections.abc import Sequence
from datetime import datetime, time
from typing import Any

from django.db import transaction
from django.db.models import Case, F, Max, Value, When

from meetings.actions.circulating import concerned
from meetings.actions.items import WAITING, move_on, record, refuse_begun, refuse_words, said, tell
from meetings.actions.pack import renew_packs
from meetings.models import AgendaItem, Meeting, Motion
from meetings.models.meeting import BEFORE_OPENING
from meetings.queries.agenda import parts_of
from meetings.queries.hours import at_hour, between
from meetings.queries.room import day_of
from membership.permissions import allowed, require, viewer_for
from membership.queries.moments import civil_day
from records import audit, outbox
from records.models import Message, Person
from records.obligations import key
from records.refusals import Conflict, NotNow, Refusal
from records.versions import change

State, Kind = AgendaItem.State, AgendaItem.Kind
PLACE, SET, AGREE, ADMIT = "place-item", "set-agenda", "agree-agenda", "admit-business"
# The kind of the letter with the agreed agenda.
AGENDA = "agenda"
# Further than any position: items step aside here while they change places.
ASIDE = 100_000
# An item that nobody brought is not kept once it is taken off.
COMES_BY_ITSELF = (Kind.STANDING, Kind.ARISING, Kind.FEEDBACK, Kind.ACCOUNTS, Kind.RATIFY)


class WaitsForConsent(Refusal):
    sentence = "This item came late: it needs consent before it is placed."


class NoSuchPart(Refusal):
    sentence = "The meeting has no such part of the day."


class NothingOnIt(Refusal):
    sentence = "There is nothing on the agenda yet."


class TooLateToAdmit(Refusal):
    sentence = (
        "Any other business is accepted at the start of the meeting: a decision has been taken already."
    )


def may_build(by: Person | None, meeting: Meeting, at: datetime) -> str:
    """In what capacity somebody works on an agenda: whoever places items, and whoever sets it."""
    on = civil_day(at)
    if by and allowed(viewer_for(by, meeting.collaborative, on), SET):
        return require(by, SET, meeting.collaborative, on)
    return require(by, PLACE, meeting.collaborative, on)


def builds(viewer: Any) -> bool:
    """The same of a viewer in hand, without a query."""
    return bool(allowed(viewer, SET)) or bool(allowed(viewer, PLACE))


# Items on it ------------------------------------------------------------------------------------------


@transaction.atomic
def place_item(
    *, item: AgendaItem, meeting: Meeting, by: Person | None, at: datetime, session: str = ""
) -> AgendaItem:
    """Put what waits on the agenda, at the end of a part of the day. A late one needs consent first."""
    acting_as = may_build(by, meeting, at)
    refuse_begun(meeting, item.body)
    refuse_part(meeting, session)
    if item.late and not item.consent_by_id:
        raise WaitsForConsent
    touch(meeting)
    placed = {"state": State.PLACED, "meeting": meeting, "session": session, "position": _next(meeting)}
    move_on(item, WAITING, **placed, **revision(meeting, "added", at))
    _record_on(item, PLACE, by, acting_as, at, {"position": item.position, "meeting": meeting.pk})
    tell(item, f"placed {meeting.pk}", "Your item is on the agenda", at)
    return item


@transaction.atomic
def add_item(
    *,
    meeting: Meeting,
    title: str,
    by: Person | None,
    at: datetime,
    kind: str = Kind.BUSINESS,
    session: str = "",
    starts_at: time | None = None,
    level: str = "members",
    **words: Any,
) -> AgendaItem:
    """An item of the Chair's or the office's own, straight on the agenda. `words` are text, minutes, presenter …"""
    acting_as = may_build(by, meeting, at)
    refuse_begun(meeting, meeting.body)
    refuse_part(meeting, session)
    refuse_hour(meeting, starts_at)
    given = said(title=title, **words)
    refuse_words(meeting.body, given, level, at)
    touch(meeting)
    fields = {"kind": kind, "session": session, "starts_at": starts_at, "level": level}
    item = new_item(meeting, at, **given, **fields, **revision(meeting, "added", at))
    _record_on(item, PLACE, by, acting_as, at, {"position": item.position, "meeting": meeting.pk})
    return item


def new_item(meeting: Meeting, at: datetime, **fields: Any) -> AgendaItem:
    """An item at the end of the agenda."""
    own = {"body": meeting.body, "meeting": meeting, "submitted_at": at, "state": State.PLACED,
           "position": _next(meeting)}  # fmt: skip
    return AgendaItem.objects.create(collaborative=meeting.collaborative, **(own | fields))


def _next(meeting: Meeting) -> int:
    return (meeting.items.aggregate(last=Max("position"))["last"] or 0) + 1


@transaction.atomic
def change_item(
    *,
    item: AgendaItem,
    seen: int,
    by: Person,
    at: datetime,
    session: str | None = None,
    starts_at: time | None = None,
    level: str = "",
    **words: Any,
) -> AgendaItem:
    """Its words, length, presenter or hour. Raises Conflict when somebody has changed it since `seen`."""
    acting_as = may_build(by, item.meeting or _any_meeting(item), at)
    _refuse_over(item)
    given = said(**words)
    refuse_words(item.body, given, level or item.level, at)
    fields: dict[str, Any] = given | {"level": level or item.level}
    if item.meeting and item.state == State.PLACED:
        refuse_part(item.meeting, session or "")
        refuse_hour(item.meeting, starts_at)
        fields |= {"session": session or "", "starts_at": starts_at}
    changed = [name for name, value in fields.items() if getattr(item, name) != value]
    if not changed:
        raise Refusal("Nothing is changed.")
    revised = revision(item.meeting, "changed", at) if item.state == State.PLACED else {}
    change(item, seen=seen, **fields, **revised)
    if item.state == State.PLACED:
        touch(item.meeting)
    record(item, PLACE, by, acting_as, at, {"changed": changed})
    return item


def _any_meeting(item: AgendaItem) -> Meeting:
    """For the right to work on an item that waits for no meeting: it needs the group alone."""
    return Meeting(collaborative=item.collaborative, body=item.body)


def _refuse_over(item: AgendaItem) -> None:
    if item.state in (State.DECLINED, State.WITHDRAWN):
        raise NotNow(f"This item is {item.get_state_display().lower()}.")
    if item.meeting and item.meeting.state in (Meeting.State.CLOSED, Meeting.State.CANCELLED):
        raise NotNow("The meeting is over: what was on its agenda stays as it was.")


@transaction.atomic
def take_off(*, item: AgendaItem, seen: int, by: Person, at: datetime) -> AgendaItem:
    """It waits again, if somebody brought it; what came by itself is gone from this meeting."""
    acting_as = may_build(by, item.meeting, at)
    _refuse_over(item)
    if item.meeting.state not in BEFORE_OPENING:
        raise NotNow("The meeting has begun: what is on its agenda is discussed, or put off.")
    gone = item.kind in COMES_BY_ITSELF
    touch(item.meeting, seen)
    fields = {"state": State.WITHDRAWN if gone else State.ACCEPTED, "position": None, "session": "",
              "starts_at": None, "revised_at": None, "revised_how": ""}  # fmt: skip
    move_on(item, [State.PLACED], **fields)
    _record_on(item, PLACE, by, acting_as, at, {"position": None})
    return item


# Their order ------------------------------------------------------------------------------------------


@transaction.atomic
def arrange(
    *, meeting: Meeting, order: Sequence[tuple[int, str]], seen: int, by: Person, at: datetime
) -> None:
    """All items in this order, each (its number, part of the day). What the arranger does not see keeps its place last.

    Raises Conflict when the agenda has been changed since `seen`.
    """
    acting_as = may_build(by, meeting, at)
    _refuse_arranged(meeting)
    touch(meeting, seen)
    rows = {row.pk: row for row in meeting.items.filter(position__isnull=False).order_by("position")}
    if not {pk for pk, _ in order} <= set(rows):
        raise Conflict("An item is no longer on this agenda. Look at it again.")
    for _, session in order:
        refuse_part(meeting, session)
    given = dict(order)
    everything = [*given, *(pk for pk in rows if pk not in given)]
    moved = [pk for place, pk in enumerate(everything, 1)
             if (place, given.get(pk, rows[pk].session)) != (rows[pk].position, rows[pk].session)]  # fmt: skip
    _write_order(meeting, everything, {pk: given.get(pk, rows[pk].session) for pk in rows})
    _mark_moved(meeting, moved, rows, given, at)
    _record_order(meeting, by, acting_as, at, len(moved))


def _refuse_arranged(meeting: Meeting) -> None:
    if meeting.state in (Meeting.State.CLOSED, Meeting.State.CANCELLED):
        raise NotNow("The meeting is over: the order of its agenda stays as it was.")


def _write_order(meeting: Meeting, order: Sequence[int], sessions: dict[int, str]) -> None:
    """First all step aside, so that no two stand at one place for a moment."""
    placed = meeting.items.filter(position__isnull=False)
    placed.update(position=F("position") + ASIDE)
    places = [When(pk=pk, then=Value(place)) for place, pk in enumerate(order, 1)]
    named = [When(pk=pk, then=Value(session)) for pk, session in sessions.items()]
    if places:
        placed.update(position=Case(*places), session=Case(*named), version=F("version") + 1)


def _mark_moved(meeting: Meeting, moved: list[int], rows: dict, given: dict[int, str], at: datetime) -> None:
    """Since the agenda was agreed: only an item that changed its part of the day, else a step marks all that follow."""
    elsewhere = [pk for pk in moved if pk in given and given[pk] != rows[pk].session]
    if marks := revision(meeting, "moved", at):
        meeting.items.filter(pk__in=elsewhere).update(**marks)


@transaction.atomic
def shift(*, item: AgendaItem, up: bool, seen: int, by: Person, at: datetime) -> None:
    """One place up or down; at the edge of a part of the day, into the next part."""
    meeting = item.meeting
    parts = [part.name for part in parts_of(meeting)]
    order = _shown_order(meeting, by, at)
    arrange(meeting=meeting, order=_shifted(order, item.pk, up, parts), seen=seen, by=by, at=at)


def _shown_order(meeting: Meeting, by: Person, at: datetime) -> list[tuple[int, str]]:
    """As the page shows it: by the parts of the day, the confidential items last."""
    viewer = viewer_for(by, meeting.collaborative, civil_day(at))
    parts = [part.name for part in parts_of(meeting)]
    rows = AgendaItem.objects.visible(viewer).filter(meeting=meeting, position__isnull=False)
    found = [(row.confidential, _place(parts, row.session), row.position, row) for row in rows]
    return [(row.pk, row.session if row.session in parts else parts[0])
            for *_, row in sorted(found, key=lambda each: each[:3])]  # fmt: skip


def _place(parts: list[str], session: str) -> int:
    return parts.index(session) if session in parts else 0


def _shifted(order: list[tuple[int, str]], pk: int, up: bool, parts: list[str]) -> list[tuple[int, str]]:
    """The order with one item a step further: past its neighbour, or over the edge of its part of the day."""
    index = next((place for place, (each, _) in enumerate(order) if each == pk), None)
    if index is None:
        raise Conflict("The item is no longer on this agenda. Look at it again.")
    session = order[index][1]
    other = index + (-1 if up else 1)
    if 0 <= other < len(order) and order[other][1] == session:
        order[index], order[other] = order[other], order[index]
        return order
    step = _place(parts, session) + (-1 if up else 1)
    if not 0 <= step < len(parts):
        raise NotNow(f"It is the {'first' if up else 'last'} item already.")
    order[index] = (pk, parts[step])
    return order


# Set and agreed ---------------------------------------------------------------------------------------


@transaction.atomic
def set_agenda(*, meeting: Meeting, seen: int, by: Person, at: datetime) -> Meeting:
    """Chair and office have put it together: it goes to the body that agrees it (K9.11)."""
    acting_as = require(by, SET, meeting.collaborative, civil_day(at))
    if not meeting.items.filter(state=State.PLACED).exists():
        raise NothingOnIt
    touch(meeting, seen)
    _step(meeting, (Meeting.State.FIXED,), state=Meeting.State.SET)
    _record_meeting(meeting, SET, by, acting_as, at, {"state": meeting.state})
    return meeting


@transaction.atomic
def agree_agenda(*, meeting: Meeting, resolution: str, by: Person, at: datetime) -> Meeting:
    """The management group agreed to it: recorded with its decision, and sent to every member with a link (K9.11).

    From here on the packs of everybody are made by themselves (K9.16).
    """
    acting_as = require(by, AGREE, meeting.collaborative, civil_day(at))
    if not resolution.strip():
        raise Refusal("Give the decision: its number, or the body and the day.")
    fields = {"state": Meeting.State.AGREED, "agenda_agreed_at": at, "agenda_resolution": resolution.strip()}
    _step(meeting, (Meeting.State.SET,), **fields)
    _record_meeting(meeting, AGREE, by, acting_as, at, {"resolution": meeting.agenda_resolution})
    outbox.queue_all(_letter(meeting, person, at) for person in concerned(meeting))
    renew_packs(meeting, at)
    return meeting


def _step(meeting: Meeting, states: Sequence[str], **fields: Any) -> None:
    rows = Meeting.objects.filter(pk=meeting.pk, state__in=states)
    if not rows.update(version=F("version") + 1, **fields):
        meeting.refresh_from_db()
        raise NotNow(_not_now(meeting))
    meeting.refresh_from_db()


def _not_now(meeting: Meeting) -> str:
    words = {
        Meeting.State.PROPOSED: "The day of this meeting is not fixed yet: fix it first.",
        Meeting.State.FIXED: "The agenda is not set yet: set it first.",
        Meeting.State.SET: "The agenda is set already.",
        Meeting.State.AGREED: "The agenda is agreed already.",
    }
    return words.get(Meeting.State(meeting.state), "The meeting has begun, or does not take place.")


def _letter(meeting: Meeting, person: Person, at: datetime) -> Message:
    return Message(
        collaborative=meeting.collaborative,
        key=key(AGENDA, meeting, "", "told"),
        stage="agreed",
        person=person,
        kind=AGENDA,
        subject=f"Agenda: {meeting.name}, {between(meeting.starts_at, meeting.ends_at)}",
        due_on=day_of(meeting),
        queued_at=at,
    )


# At the start of the meeting --------------------------------------------------------------------------


@transaction.atomic
def admit_business(
    *,
    meeting: Meeting,
    agreement: str,
    by: Person,
    at: datetime,
    item: AgendaItem | None = None,
    title: str = "",
    **words: Any,
) -> AgendaItem:
    """Any other business, at the start of the open meeting and with the agreement of the group (K9.10).

    `item` is one that waits; without it, one of this title. `agreement` says how the group agreed.
    """
    acting_as = require(by, ADMIT, meeting.collaborative, civil_day(at))
    _refuse_admission(meeting, agreement)
    touch(meeting)
    agreed = {"kind": Kind.OTHER, "consent_by": by, "consent_because": agreement.strip()}
    if item is not None:
        agreed |= {"state": State.PLACED, "meeting": meeting, "position": _next(meeting)}
        move_on(item, WAITING, **agreed)
    else:
        given = said(title=title, **words)
        refuse_words(meeting.body, given, "members", at)
        item = new_item(meeting, at, **given, **agreed, level="members")
    _record_on(item, ADMIT, by, acting_as, at, {"position": item.position, "agreed": agreement.strip()})
    return item


def _refuse_admission(meeting: Meeting, agreement: str) -> None:
    if meeting.state != Meeting.State.OPEN:
        raise NotNow("Any other business is accepted at the start of the open meeting.")
    if not agreement.strip():
        raise Refusal("Say how the group agreed: that nobody objected, or the vote.")
    if Motion.objects.filter(item__meeting=meeting, closed_at__isnull=False).exists():
        raise TooLateToAdmit


# ------------------------------------------------------------------------------------------------------


def refuse_part(meeting: Meeting, session: str) -> None:
    if session and session not in {part.name for part in parts_of(meeting)}:
        raise NoSuchPart


def refuse_hour(meeting: Meeting, hour: time | None) -> None:
    """A speaker's hour lies within the meeting, and exists."""
    if hour is None:
        return
    moment = at_hour(day_of(meeting), hour)
    if not meeting.starts_at <= moment < meeting.ends_at:
        raise Refusal(
            f"The meeting is {between(meeting.starts_at, meeting.ends_at)}: give an hour within it."
        )


def touch(meeting: Meeting, seen: int | None = None) -> None:
    """Raises the agenda's version, first of all: rivals wait here. Raises Conflict where `seen` is not the latest."""
    rows = Meeting.objects.filter(pk=meeting.pk)
    rows = rows if seen is None else rows.filter(agenda_version=seen)
    if not rows.update(agenda_version=F("agenda_version") + 1):
        raise Conflict("Somebody else has changed this agenda since you opened it. Look at it again.")
    meeting.refresh_from_db(fields=["agenda_version", "state", "agenda_agreed_at"])


def revision(meeting: Meeting | None, how: str, at: datetime) -> dict[str, Any]:
    """The mark of a change since the agenda was agreed; none before."""
    if meeting is None or meeting.agenda_agreed_at is None:
        return {}
    return {"revised_at": at, "revised_how": how}


def _record_on(
    item: AgendaItem, act: str, by: Person | None, acting_as: str, at: datetime, after: dict
) -> None:
    agreed = item.meeting is not None and item.meeting.agenda_agreed_at is not None
    record(item, act, by, acting_as, at, after | ({"since it was agreed": True} if agreed else {}))


def _record_meeting(
    meeting: Meeting, act: str, by: Person, acting_as: str, at: datetime, after: dict[str, Any]
) -> None:
    common = {"collaborative": meeting.collaborative, "act": act, "subject": meeting, "by": by, "at": at}
    audit.record(**common, acting_as=acting_as, after=after)


def _record_order(meeting: Meeting, by: Person, acting_as: str, at: datetime, moved: int) -> None:
    """How many moved, not which: the trail tells nobody of an item that they do not see."""
    common = {"collaborative": meeting.collaborative, "act": PLACE, "subject": meeting, "by": by, "at": at}
    audit.record(**common, acting_as=acting_as, after={"agenda": "reordered"}, moves_facts=False)
    renew_packs(meeting, at)
