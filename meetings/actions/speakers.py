"""The list of speakers on an item: questions go through the chair (K9.17)."""

from datetime import datetime

from django.db import IntegrityError, transaction

from meetings.actions.roll import may_record, require_recorder
from meetings.models import AgendaItem, Meeting, SpeakerTurn
from membership.permissions import NotAllowed, viewer_for
from membership.queries.moments import civil_day
from records import audit
from records.models import Person
from records.refusals import NotNow, Refusal


@transaction.atomic
def ask_to_speak(*, item: AgendaItem, person: Person, by: Person | None, at: datetime) -> SpeakerTurn:
    """Put somebody who is in the room on the list. Whoever waits already keeps their place."""
    acting_as = _require(item, person, by, at)
    if item.meeting is None or item.meeting.state != Meeting.State.OPEN:
        raise NotNow("The list of speakers is kept while the meeting is open.")
    if not item.meeting.presences.filter(person=person, left_at=None, struck_at=None).exists():
        raise Refusal(f"{person.name} is not on the roll of this meeting.")
    if item.interests.filter(person=person, retracted_at=None, bars_speak=True).exists():
        raise Refusal(f"{person.name} has declared an interest in this item, which bars speaking on it.")
    row = SpeakerTurn(collaborative=item.collaborative, item=item, person=person, asked_at=at)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        return SpeakerTurn.objects.get(item=item, person=person, heard_at=None)
    _record(row, "ask-to-speak", by, acting_as, at)
    return row


@transaction.atomic
def heard(*, turn: SpeakerTurn, by: Person | None, at: datetime) -> SpeakerTurn:
    """They have spoken, or let it be. Pressed twice it is once."""
    if by is not None and by.pk == turn.person_id:
        acting_as = viewer_for(by, turn.collaborative, civil_day(at)).acting_as
    else:
        acting_as = require_recorder(turn.item.meeting, by, at)
    if SpeakerTurn.objects.filter(pk=turn.pk, heard_at=None).update(heard_at=at):
        _record(turn, "hear-speaker", by, acting_as, at)
    turn.refresh_from_db()
    return turn


def _require(item: AgendaItem, person: Person, by: Person | None, at: datetime) -> str:
    if by is None:
        return ""
    viewer = viewer_for(by, item.collaborative, civil_day(at))
    if by == person or (item.meeting and may_record(viewer, item.meeting)):
        return viewer.acting_as
    raise NotAllowed("Ask for yourself, or let whoever keeps the roll put others on the list.")


def _record(row: SpeakerTurn, act: str, by: Person | None, acting_as: str, at: datetime) -> None:
    audit.record(
        collaborative=row.collaborative, act=act, subject=row, by=by, at=at, acting_as=acting_as,
        after={"person": row.person_id, "item": row.item_id}, moves_facts=False,
    )  # fmt: skip
