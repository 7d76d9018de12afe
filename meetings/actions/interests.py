"""Interests in an item: declared before it, by the person or on their word; what they bar is copied (B5.1)."""

from datetime import datetime

from django.db import IntegrityError, transaction

from constitution.interests import bars
from meetings.actions.roll import may_record
from meetings.models import AgendaItem, Interest, Meeting
from meetings.queries.room import facts_of
from membership.permissions import NotAllowed, allowed, viewer_for
from membership.queries.moments import civil_day
from records import audit
from records.models import Person
from records.refusals import NotNow, Refusal

DECLARE, RECORD, RETRACT = "declare-interest", "record-interest", "retract-interest"
OVER = (Meeting.State.CLOSED, Meeting.State.CANCELLED)
TALKED_ABOUT = (AgendaItem.State.ACCEPTED, AgendaItem.State.PLACED)


class DeclaredAlready(Refusal):
    sentence = "This interest is declared already."


@transaction.atomic
def declare(
    *, item: AgendaItem, person: Person, nature: str, by: Person | None, at: datetime, kind: str = ""
) -> Interest:
    """Declare an interest before its item is decided; the edition of the meeting's day says what it bars.

    Raises DeclaredAlready, and NotNow once a vote on the item was opened.
    """
    acting_as = _require(item, person, by, at)
    _refuse_after(item)
    if not nature.strip():
        raise Refusal("Say what the interest is.")
    barred = bars(facts_of(item.meeting).rules, item.body.code)
    row = Interest(
        collaborative=item.collaborative,
        item=item,
        person=person,
        nature=nature.strip(),
        kind=kind,
        declared_at=at,
        by=by or person,
        bars_speak=barred.speak,
        bars_vote=barred.vote,
        bars_stay=barred.stay,
        bars_count=barred.count,
        clause=list(barred.clause),
    )
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise DeclaredAlready(f"{person.name} has declared an interest in this item already.") from None
    _record(row, DECLARE if by == person else RECORD, by, acting_as, at)
    return row


def declare_again(earlier: AgendaItem, item: AgendaItem, at: datetime) -> None:
    """Of what arises from an earlier item: who had an interest in that has it still, and is sent out again (B5.1)."""
    for each in earlier.interests.filter(retracted_at=None).select_related("person"):
        declare(item=item, person=each.person, nature=each.nature, kind=each.kind, by=None, at=at)


@transaction.atomic
def retract(*, interest: Interest, by: Person | None, at: datetime) -> Interest:
    """Take a declaration back before the item; it stays to be seen, retracted."""
    acting_as = _require(interest.item, interest.person, by, at)
    _refuse_after(interest.item)
    if not Interest.objects.filter(pk=interest.pk, retracted_at=None).update(retracted_at=at):
        raise NotNow("This interest has been retracted already.")
    interest.refresh_from_db()
    _record(interest, RETRACT, by, acting_as, at)
    return interest


def _require(item: AgendaItem, person: Person, by: Person | None, at: datetime) -> str:
    """One's own interest is one's own to declare; somebody else's is recorded by whoever keeps the roll."""
    if by is None:
        return ""
    viewer = viewer_for(by, item.collaborative, civil_day(at))
    if by == person or allowed(viewer, RECORD) or (item.meeting and may_record(viewer, item.meeting)):
        return viewer.acting_as
    raise NotAllowed(f"Only {person.name} declares this, or whoever keeps the roll on their word.")


def _refuse_after(item: AgendaItem) -> None:
    item.refresh_from_db()
    if item.meeting is None or item.state not in TALKED_ABOUT or item.meeting.state in OVER:
        raise NotNow("Interests are declared while the item is on an agenda, and before it is dealt with.")
    if item.motions.filter(opened_at__isnull=False).exists():
        raise NotNow("A vote has been opened on this item: an interest is declared before it.")


def _record(row: Interest, act: str, by: Person | None, acting_as: str, at: datetime) -> None:
    audit.record(
        collaborative=row.collaborative, act=act, subject=row, by=by, at=at, acting_as=acting_as,
        after={"person": row.person_id, "item": row.item_id, "bars_vote": row.bars_vote, "bars_stay": row.bars_stay},
        moves_facts=False,
    )  # fmt: skip
