"""Asking those who have not replied whether they come: by a press of the office, once a day at most (K9.6)."""

from datetime import datetime

from django.db import transaction

from meetings.actions.circulating import MEETING
from meetings.actions.replies import OPEN_TO_REPLIES
from meetings.models import Meeting
from meetings.models.roll import Reply
from meetings.queries.hours import between
from meetings.queries.room import day_of
from membership.permissions import require
from membership.queries.moments import civil_day
from records import audit, outbox
from records.models import Message, Person
from records.obligations import key
from records.refusals import NotNow

REMIND, ASKED = "remind-schools", "coming"


@transaction.atomic
def remind_silent(*, meeting: Meeting, by: Person | None, at: datetime) -> int:
    """Ask each person who speaks for a mandate without a reply. How many were asked now."""
    acting_as = require(by, REMIND, meeting.collaborative, civil_day(at))
    if meeting.state not in OPEN_TO_REPLIES or day_of(meeting) < civil_day(at):
        raise NotNow("Nobody is asked any more whether they come to this meeting.")
    about, stage = key(MEETING, meeting, "", ASKED), f"asked {civil_day(at).isoformat()}"
    told = Message.objects.filter(key=about, stage=stage).values("person")
    silent = meeting.mandates.filter(
        reply=Reply.NONE, struck_at=None, holder__email__isnull=False, counts=True
    )
    people = Person.objects.filter(pk__in=silent.exclude(holder__in=told).values("holder"))
    wanted = [
        Message(
            collaborative=meeting.collaborative, key=about, stage=stage, person=person, kind=ASKED,
            subject=f"Are you coming? {meeting.name}, {between(meeting.starts_at, meeting.ends_at)}",
            due_on=day_of(meeting), queued_at=at,
        )
        for person in people
    ]  # fmt: skip
    outbox.queue_all(wanted)
    if wanted:
        audit.record(
            collaborative=meeting.collaborative, act=REMIND, subject=meeting, by=by, at=at, acting_as=acting_as,
            after={"asked": len(wanted)},
        )  # fmt: skip
    return len(wanted)
