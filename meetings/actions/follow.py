"""What was agreed to be done: recorded from an item, done or dropped, taken back up (K9.15)."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import F

from constitution import say
from meetings.actions.minutes import require_taker
from meetings.models import Action, AgendaItem
from membership.permissions import NotAllowed, require
from membership.queries.moments import civil_day
from records import audit, counters, versions
from records.models import Person
from records.refusals import NotNow, Refusal

KEEP = "keep-actions"
State, Series = Action.State, Action.Series
OWNER = "owner of the action"


@transaction.atomic
def record_action(
    *, item: AgendaItem, text: str, owner: Person, due_on: date, by: Person | None, at: datetime
) -> Action:
    """Who does what by when. Of a confidential item it is numbered apart, so that no other number is missing."""
    acting_as = _keeper(item, by, at)
    _refuse_unsaid(text)
    if item.meeting_id is None or due_on < civil_day(item.meeting.starts_at):
        raise Refusal(f"{say.date(due_on)} is before the meeting: give a day by which it can be done.")
    series = Series.CONFIDENTIAL if item.confidential else Series.OPEN
    row = Action.objects.create(
        collaborative=item.collaborative,
        series=series,
        number=counters.take(item.collaborative, f"action {series}"),
        text=text.strip(),
        owner=owner,
        due_on=due_on,
        item=item,
    )
    _record(row, "record-action", by, acting_as, at)
    return row


@transaction.atomic
def change_action(
    *, action: Action, seen: int, text: str, owner: Person, due_on: date, by: Person, at: datetime
) -> Action:
    """Other words, another owner or day, while it is open."""
    acting_as = _keeper(action.item, by, at)
    _refuse_unsaid(text)
    if action.state != State.OPEN:
        raise NotNow("This action is closed: take it up again first.")
    versions.change(action, seen=seen, text=text.strip(), owner=owner, due_on=due_on)
    _record(action, "change-action", by, acting_as, at)
    return action


@transaction.atomic
def finish(*, action: Action, note: str, by: Person, at: datetime, done_on: date | None = None) -> Action:
    """It is done: said by its owner, or by whoever keeps the actions."""
    acting_as = _owner_or_keeper(action, by, at)
    day = done_on or civil_day(at)
    if day > civil_day(at):
        raise Refusal(f"{say.long_date(day)} has not come yet.")
    return _moved(
        action,
        State.OPEN,
        "finish-action",
        by,
        acting_as,
        at,
        state=State.DONE,
        done_on=day,
        note=note.strip(),
    )


@transaction.atomic
def drop(*, action: Action, because: str, by: Person, at: datetime) -> Action:
    """It is no longer needed, with the reason."""
    acting_as = _keeper(action.item, by, at)
    if not because.strip():
        raise Refusal("Say why it is no longer needed.")
    return _moved(
        action, State.OPEN, "drop-action", by, acting_as, at, state=State.DROPPED, note=because.strip()
    )


@transaction.atomic
def take_up(*, action: Action, by: Person, at: datetime) -> Action:
    """It was closed by mistake, or is not done after all: open again."""
    acting_as = _owner_or_keeper(action, by, at)
    was = action.state
    if was == State.OPEN:
        raise NotNow("This action is open.")
    return _moved(action, was, "take-up-action", by, acting_as, at, state=State.OPEN, done_on=None, note="")


def _moved(
    action: Action, was: str, act: str, by: Person | None, acting_as: str, at: datetime, **fields
) -> Action:
    """Of two who press, one moves it."""
    rows = Action.objects.filter(pk=action.pk, state=was)
    if not rows.update(version=F("version") + 1, **fields):
        raise NotNow("This action has been closed already." if was == State.OPEN else "This action is open.")
    action.refresh_from_db()
    _record(action, act, by, acting_as, at)
    return action


def _keeper(item: AgendaItem, by: Person | None, at: datetime) -> str:
    """Whoever keeps the actions, or takes the minutes of the meeting."""
    if item.meeting is None:
        return require(by, KEEP, item.collaborative, civil_day(at))
    return require_taker(item.meeting, KEEP, by, at)


def _owner_or_keeper(action: Action, by: Person, at: datetime) -> str:
    try:
        return _keeper(action.item, by, at)
    except NotAllowed:
        if action.owner_id != by.pk:
            raise
        return OWNER


def _refuse_unsaid(text: str) -> None:
    if not text.strip():
        raise Refusal("Say what is to be done.")


def _record(row: Action, act: str, by: Person | None, acting_as: str, at: datetime) -> None:
    audit.record(
        collaborative=row.collaborative, act=act, subject=row, by=by, at=at, acting_as=acting_as,
        after={"state": row.state, "due_on": row.due_on, "owner": row.owner_id}, moves_facts=False,
    )  # fmt: skip
