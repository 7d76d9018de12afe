"""Minutes: begun, written item by item, discussed with the Chair, approved; a change is the next version (K9.13, K9.14).

Their states only move forwards, but for the Chair who sends a draft back. Circulating them is in `issuing`.
"""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F

from meetings.models import AgendaItem, Meeting, MinuteEntry, Minutes, Motion
from meetings.queries.agenda import on_agenda
from meetings.queries.minutes import AT_WORK, MAY_BE_MINUTED
from membership.actions.guard import queue_at
from membership.permissions import require, viewer_for
from membership.queries.moments import civil_day
from records import audit, versions
from records.models import Person
from records.refusals import Conflict, NotNow, Refusal

State = Minutes.State
TAKE, DISCUSS, APPROVE = "take-minutes", "discuss-minutes", "approve-minutes"
CIRCULATE, REVISE, NOMINATE = "circulate-minutes", "revise-minutes", "open-meeting"
NOMINATED = "nominated to take the minutes"


class NotTheLatest(NotNow):
    sentence = "A later version of these minutes has been begun: go on with that one."


def require_taker(meeting: Meeting, act: str, by: Person | None, at: datetime) -> str:
    """Who takes the minutes by office, or whoever was nominated for this meeting, who then circulates them (K9.13)."""
    if by is not None and meeting.minute_taker_id == by.pk:
        return NOMINATED
    return require(by, act, meeting.collaborative, civil_day(at))


@transaction.atomic
def nominate_taker(*, meeting: Meeting, person: Person, by: Person, at: datetime) -> Meeting:
    """Somebody takes the minutes in the place of whoever does it otherwise (K9.13)."""
    acting_as = require(by, NOMINATE, meeting.collaborative, civil_day(at))
    if meeting.state == Meeting.State.CANCELLED:
        raise NotNow("This meeting is cancelled.")
    queue_at(meeting)
    Meeting.objects.filter(pk=meeting.pk).update(minute_taker=person)
    meeting.refresh_from_db()
    told = {"minute_taker": person.pk}
    audit.record(
        collaborative=meeting.collaborative, act=NOMINATE, subject=meeting, by=by, at=at,
        acting_as=acting_as, after=told,
    )  # fmt: skip
    return meeting


# Writing ----------------------------------------------------------------------------------------------


@transaction.atomic
def begin(*, meeting: Meeting, by: Person | None, at: datetime) -> Minutes:
    """The first version, while the meeting goes on or after it. Begun twice, they are one."""
    acting_as = require_taker(meeting, TAKE, by, at)
    if meeting.state not in MAY_BE_MINUTED or meeting.body_id is None:
        raise NotNow("Minutes are begun when the meeting is open.")
    if found := meeting.minutes.order_by("-number").first():
        return found
    row = Minutes(collaborative=meeting.collaborative, meeting=meeting, by=by or meeting.presiding)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        return meeting.minutes.order_by("-number").get()
    _record(row, TAKE, by, acting_as, at, {"meeting": meeting.pk, "number": 1})
    return row


@transaction.atomic
def write(
    *, minutes: Minutes, item: AgendaItem | None, text: str, seen: int, by: Person | None, at: datetime
) -> MinuteEntry:
    """What is said of one item, or of the whole. `seen` is the version the writer had before them, 0 for none.

    Raises Conflict when somebody else has written since: theirs stands until the writer has seen it.
    """
    acting_as = require_taker(minutes.meeting, TAKE, by, at)
    _hold(minutes, State.DRAFT)
    _refuse_other(minutes, item)
    _refuse_unseen(minutes, item, by, at)
    row = minutes.entries.filter(item=item).first()
    words = text.replace("\r\n", "\n").strip()
    if row is None:
        row = _first(minutes, item, words, seen)
    elif row.text != words:
        versions.change(row, seen=seen, text=words)
    _record(row, TAKE, by, acting_as, at, {"version": row.version})
    return row


def _first(minutes: Minutes, item: AgendaItem | None, words: str, seen: int) -> MinuteEntry:
    if seen:
        raise Conflict
    return MinuteEntry.objects.create(
        collaborative=minutes.collaborative, minutes=minutes, item=item, text=words
    )


def _refuse_other(minutes: Minutes, item: AgendaItem | None) -> None:
    if item is not None and not on_agenda(minutes.meeting).filter(pk=item.pk).exists():
        raise Refusal("This item is not on the agenda of the meeting.")


def _refuse_unseen(minutes: Minutes, item: AgendaItem | None, by: Person | None, at: datetime) -> None:
    """Of an item that is closed to the writer, by an interest, somebody else writes."""
    if item is None or by is None:
        return
    viewer = viewer_for(by, minutes.collaborative, civil_day(at))
    if not AgendaItem.objects.visible(viewer).filter(pk=item.pk).exists():
        raise Refusal("This item is not on the agenda of the meeting.")


def _hold(minutes: Minutes, *states: str) -> None:
    """First thing in the transaction: nobody else moves these minutes until it is over."""
    queue_at(minutes)
    minutes.refresh_from_db()
    if minutes.state not in states:
        raise NotNow(_stands(minutes))


def _stands(minutes: Minutes) -> str:
    if minutes.state == State.DISCUSSED:
        return "The draft is with the Chair: it is written on when it comes back."
    if minutes.state == State.DRAFT:
        return "These minutes are still being written."
    return "These minutes are approved: a change is the next version, with its reason."


# From state to state ----------------------------------------------------------------------------------


@transaction.atomic
def discuss(*, minutes: Minutes, by: Person | None, at: datetime) -> Minutes:
    """The draft goes to the Chair, complete: nobody writes on it meanwhile."""
    acting_as = require_taker(minutes.meeting, DISCUSS, by, at)
    _hold(minutes, State.DRAFT)
    if minutes.meeting.state != Meeting.State.CLOSED:
        raise NotNow("The meeting is still going on: close it first.")
    if not minutes.entries.exclude(text="").exists():
        raise Refusal("Nothing is written yet.")
    return _moved(minutes, DISCUSS, by, acting_as, at, state=State.DISCUSSED, discussed_at=at)


@transaction.atomic
def send_back(*, minutes: Minutes, because: str, by: Person, at: datetime) -> Minutes:
    """The Chair wants something changed: the draft is written on."""
    acting_as = require(by, DISCUSS, minutes.collaborative, civil_day(at))
    if not because.strip():
        raise Refusal("Say what is to be changed.")
    _hold(minutes, State.DISCUSSED)
    told = {"because": because.strip()}
    return _moved(minutes, DISCUSS, by, acting_as, at, told, state=State.DRAFT, discussed_at=None)


@transaction.atomic
def approve(*, minutes: Minutes, seen: int, by: Person, at: datetime) -> Minutes:
    """The Chair approves what they have read: `seen` is the version of it. From now on not a word changes."""
    acting_as = require(by, APPROVE, minutes.collaborative, civil_day(at))
    _hold(minutes, State.DISCUSSED)
    # Holding it has raised the version once more.
    if minutes.version != seen + 1:
        raise Conflict("The draft was written on since you opened it. Read it again, then approve it.")
    minutes.entries.update(approved_at=at)
    told = {"number": minutes.number}
    return _moved(
        minutes, APPROVE, by, acting_as, at, told, state=State.APPROVED, approved_at=at, approved_by=by
    )


@transaction.atomic
def revise(*, minutes: Minutes, because: str, by: Person, at: datetime) -> Minutes:
    """The next version, with the words of this one to change; this one stays as it is."""
    acting_as = require(by, REVISE, minutes.collaborative, civil_day(at))
    if not because.strip():
        raise Refusal("Say why the minutes are changed.")
    queue_at(minutes)
    minutes.refresh_from_db()
    if minutes.state in AT_WORK:
        raise NotNow("These minutes are not approved yet: change the draft itself.")
    refuse_outdated(minutes)
    made = Minutes.objects.create(
        collaborative=minutes.collaborative,
        meeting=minutes.meeting,
        number=minutes.number + 1,
        by=by,
        change_because=because.strip(),
    )
    MinuteEntry.objects.bulk_create(
        MinuteEntry(collaborative=made.collaborative, minutes=made, item_id=row.item_id, text=row.text)
        for row in minutes.entries.all()
    )
    _record(made, REVISE, by, acting_as, at, {"number": made.number, "because": made.change_because})
    return made


def ratify(minutes: Minutes, motion: Motion, at: datetime) -> str:
    """The body agrees that they are a true record: what a carried motion sets in motion. Answers what came of it."""
    refuse_outdated(minutes)
    circulated = Minutes.objects.filter(pk=minutes.pk, state=State.CIRCULATED)
    if not circulated.update(state=State.RATIFIED, ratified_by=motion, version=F("version") + 1):
        raise NotNow("These minutes do not wait to be ratified.")
    minutes.refresh_from_db()
    _record(minutes, "ratify-minutes", None, "", at, {"motion": motion.pk, "number": minutes.number})
    return "The minutes are ratified"


def refuse_outdated(minutes: Minutes) -> None:
    if Minutes.objects.filter(meeting=minutes.meeting_id, number__gt=minutes.number).exists():
        raise NotTheLatest


def _moved(
    minutes: Minutes, act: str, by: Person | None, acting_as: str, at: datetime,
    told: dict[str, Any] | None = None, **fields: Any,
) -> Minutes:  # fmt: skip
    Minutes.objects.filter(pk=minutes.pk).update(**fields)
    minutes.refresh_from_db()
    _record(minutes, act, by, acting_as, at, {"state": minutes.state} | (told or {}))
    return minutes


def _record(row: Any, act: str, by: Person | None, acting_as: str, at: datetime, after: dict) -> None:
    audit.record(
        collaborative=row.collaborative, act=act, subject=row, by=by, at=at, acting_as=acting_as, after=after,
        moves_facts=False,
    )  # fmt: skip
