"""Items for an agenda: submitted by any member, accepted, put off, declined, withdrawn (K9.9).

Whether an item is late is judged when it is submitted, and kept. The audit trail says what was done to an item and
never what the item says: it may be confidential, or become so (B5.2).
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from meetings.actions.pack import renew_packs
from meetings.models import AgendaItem, Meeting
from meetings.models.meeting import BEFORE_OPENING
from meetings.queries.items import WAITING, is_late, standing_meetings
from membership.actions.aims import refuse_unknown_aim
from membership.models import Body
from membership.permissions import NotAllowed, require
from membership.queries import filing
from membership.queries.kept import facts_on
from membership.queries.moments import civil_day
from records import audit, outbox
from records.models import Person
from records.obligations import key
from records.refusals import NotNow, Refusal
from records.versions import change

State, Kind = AgendaItem.State, AgendaItem.Kind
SUBMIT, ACCEPT, CONSENT, WITHDRAW = "submit-item", "accept-item", "consent-late-item", "withdraw-item"
# The kind of the letter that tells a submitter what became of an item.
ITEM = "item"
LONGEST = 24 * 60


class NoTitle(Refusal):
    sentence = "Give the item a title."


class TooLong(Refusal):
    sentence = "Give the minutes as a number between 1 and 1,440, or leave them empty."


class NoSuchLevel(Refusal):
    sentence = "The constitution knows no such level: choose one of those it names."


class NotYours(NotAllowed):
    sentence = "Only whoever submitted the item may withdraw it."


# Submitted --------------------------------------------------------------------------------------------


@transaction.atomic
def submit_item(
    *,
    body: Body,
    title: str,
    by: Person,
    at: datetime,
    meeting: Meeting | None = None,
    text: str = "",
    minutes: int | None = None,
    presenter: str = "",
    purpose: str = "",
    aim: str = "",
    level: str = "members",
) -> AgendaItem:
    """For a meeting, or for the next one that has room. One that comes after the last day is marked late."""
    acting_as = require(by, SUBMIT, body.collaborative, civil_day(at))
    if meeting is not None:
        refuse_begun(meeting, body)
    words = said(title=title, text=text, minutes=minutes, presenter=presenter, purpose=purpose, aim=aim)
    refuse_words(body, words, level, at)
    made = AgendaItem.objects.create(
        collaborative=body.collaborative,
        body=body,
        meeting=meeting,
        by=by,
        submitted_at=at,
        late=_comes_late(body, meeting, at),
        level=level,
        **words,
    )
    record(made, SUBMIT, by, acting_as, at, {"late": made.late, "meeting": made.meeting_id})
    return made


def refuse_begun(meeting: Meeting, body: Body) -> None:
    if meeting.body_id != body.pk:
        raise Refusal("This meeting is of another body.")
    if meeting.state not in BEFORE_OPENING:
        words = "has been cancelled" if meeting.state == Meeting.State.CANCELLED else "has begun"
        raise NotNow(f"The {meeting.name} {words}: choose another meeting.")


def _comes_late(body: Body, meeting: Meeting | None, at: datetime) -> bool:
    """By the deadline of the meeting it is for; without one, of the body's next."""
    rows = standing_meetings(body.collaborative, civil_day(at))
    if meeting is None:
        coming = (row for row in rows if row.body_id == body.pk and row.starts_at > at)
        meeting = next(coming, None)
    return is_late(meeting, rows, at)


def said(**given: Any) -> dict[str, Any]:
    """What somebody says of an item, without spaces around it."""
    return {name: value.strip() if isinstance(value, str) else value for name, value in given.items()}


def refuse_words(body: Body, words: Mapping[str, Any], level: str, at: datetime) -> None:
    """Without a title, with minutes that no day has, with an aim or at a level that the edition does not know."""
    rules = facts_on(body.collaborative, civil_day(at)).rules
    minutes = words.get("minutes")
    if "title" in words and not words["title"]:
        raise NoTitle
    if minutes is not None and not 0 < minutes <= LONGEST:
        raise TooLong
    if level == filing.PEOPLE or not filing.known(rules, level):
        raise NoSuchLevel
    refuse_unknown_aim(rules, words.get("aim", ""))


@transaction.atomic
def rewrite_item(*, item: AgendaItem, seen: int, by: Person, at: datetime, **words: Any) -> AgendaItem:
    """Whoever submitted it says it better, while nobody has answered. Raises Conflict for an older version."""
    if item.by_id != by.pk:
        raise NotYours("Only whoever submitted the item may change it.")
    acting_as = require(by, SUBMIT, item.collaborative, civil_day(at))
    if item.state != State.SUBMITTED:
        raise NotNow("The item has been answered: ask the office to change it.")
    words = said(**words)
    refuse_words(item.body, words, item.level, at)
    changed = [name for name, value in words.items() if getattr(item, name) != value]
    change(item, seen=seen, **words)
    record(item, SUBMIT, by, acting_as, at, {"changed": changed})
    return item


@transaction.atomic
def withdraw_item(*, item: AgendaItem, by: Person, at: datetime) -> AgendaItem:
    """Whoever submitted it no longer wants it taken."""
    if item.by_id != by.pk:
        raise NotYours
    move_on(item, WAITING, state=State.WITHDRAWN)
    record(item, WITHDRAW, by, "", at, {"state": State.WITHDRAWN})
    return item


# Answered ---------------------------------------------------------------------------------------------


@transaction.atomic
def consent_to_late(*, item: AgendaItem, because: str, by: Person, at: datetime) -> AgendaItem:
    """The Chair agrees that a late item is taken, with the reason (K9.9)."""
    acting_as = require(by, CONSENT, item.collaborative, civil_day(at))
    if not item.late:
        raise NotNow("This item came in time: it needs no consent.")
    if not because.strip():
        raise Refusal("Say why it is taken although it is late.")
    if item.consent_by_id:
        raise NotNow("Consent has been given already.")
    free = {"consent_by__isnull": True}
    move_on(item, WAITING, free, consent_by=by, consent_because=because.strip())
    record(item, CONSENT, by, acting_as, at, {"consent": True})
    tell(item, "consented", "Your late item is taken", at)
    return item


@transaction.atomic
def accept_item(*, item: AgendaItem, by: Person, at: datetime, meeting: Meeting | None = None) -> AgendaItem:
    """It is to be talked about: at this meeting, or at the one that it was submitted for."""
    acting_as = require(by, ACCEPT, item.collaborative, civil_day(at))
    if meeting is not None:
        refuse_begun(meeting, item.body)
    move_on(item, [State.SUBMITTED], state=State.ACCEPTED, meeting=meeting or item.meeting)
    record(item, ACCEPT, by, acting_as, at, {"state": State.ACCEPTED, "meeting": item.meeting_id})
    tell(item, "accepted", "Your item for the agenda is accepted", at)
    return item


@transaction.atomic
def defer_item(*, item: AgendaItem, by: Person, at: datetime, meeting: Meeting | None = None) -> AgendaItem:
    """It waits for another meeting: the one that is named, or any."""
    acting_as = require(by, ACCEPT, item.collaborative, civil_day(at))
    if meeting is not None:
        refuse_begun(meeting, item.body)
    earlier = item.meeting_id
    move_on(item, WAITING, state=State.ACCEPTED, meeting=meeting)
    record(item, ACCEPT, by, acting_as, at, {"state": "deferred", "meeting": item.meeting_id})
    tell(
        item, f"deferred {earlier or '-'} {item.meeting_id or '-'}", "Your item for the agenda is put off", at
    )
    return item


@transaction.atomic
def decline_item(*, item: AgendaItem, because: str, by: Person, at: datetime) -> AgendaItem:
    acting_as = require(by, ACCEPT, item.collaborative, civil_day(at))
    if not because.strip():
        raise Refusal("Say why it is declined: whoever submitted it is told.")
    move_on(item, WAITING, state=State.DECLINED, declined_because=because.strip())
    record(item, ACCEPT, by, acting_as, at, {"state": State.DECLINED})
    tell(item, "declined", "Your item for the agenda is not taken", at)
    return item


# ------------------------------------------------------------------------------------------------------


def move_on(
    item: AgendaItem, states: Iterable[str], still: Mapping[str, Any] | None = None, **fields: Any
) -> None:
    """Writes these fields if the item is in one of the states, and `still` holds; else somebody was faster."""
    rows = AgendaItem.objects.filter(pk=item.pk, state__in=list(states), **(still or {}))
    if not rows.update(version=F("version") + 1, **fields):
        item.refresh_from_db()
        raise NotNow(f"This item is {item.get_state_display().lower()} already.")
    item.refresh_from_db()


def tell(item: AgendaItem, stage: str, subject: str, at: datetime) -> None:
    """Whoever submitted it is told. The letter is made when it goes; its subject says nothing of the item."""
    if item.by is None or not item.by.email:
        return
    outbox.queue(
        collaborative=item.collaborative,
        key=key("item", item, "", "told"),
        stage=stage,
        person=item.by,
        kind=ITEM,
        subject=subject,
        at=at,
    )


def record(
    item: AgendaItem, act: str, by: Person | None, acting_as: str, at: datetime, after: Mapping[str, Any]
) -> None:
    audit.record(
        collaborative=item.collaborative,
        act=act,
        subject=item,
        by=by,
        at=at,
        acting_as=acting_as,
        after=dict(after),
    )
    renew_packs(item.meeting, at)
