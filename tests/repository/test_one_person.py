"""When two entries turn out to be one person (X1): of every field that names somebody it is said what becomes of it.

goes      what they serve as, and what they are still to do, goes over to the entry that stays
stays     what somebody did or was told stays under the name it was done in
own       belongs to the account itself, in whatever group it is used
"""

from django.db.models import ForeignKey

from records.models import Person
from tests.repository.test_the_walls import ours

BECOMES = {
    "membership.Post.person": "goes",
    "membership.Holding.person": "goes",
    "membership.BodyMember.person": "goes",
    "membership.Grant.person": "goes",
    "membership.Conversation.assigned_to": "goes",
    "membership.Conversation.person": "goes",
    "meetings.Mandate.person": "goes",
    "meetings.Mandate.holder": "goes",
    "meetings.Mandate.substitute": "goes",
    "meetings.Invitation.person": "goes",
    "meetings.Action.owner": "goes",
    "meetings.Meeting.presiding": "goes",
    "meetings.Meeting.minute_taker": "goes",
    "records.Draft.person": "own",
    "records.ActKey.person": "own",
    "membership.Enrolment.person": "own",
    "records.AuditEntry.by": "stays",
    "records.Document.by": "stays",
    "records.Disposal.decided_by": "stays",
    "records.Message.person": "stays",
    "records.Job.by": "stays",
    "membership.Assent.person": "stays",
    "membership.Holding.ending_notice_by": "stays",
    "membership.Announcement.by": "stays",
    "membership.Notice.given_by": "stays",
    "membership.Grant.agreed_by": "stays",
    "membership.Conversation.by": "stays",
    "membership.DutyRecord.by": "stays",
    "membership.DutyRecord.second": "stays",
    "membership.DutyRecord.about": "stays",
    "membership.Nomination.person": "stays",
    "membership.Nomination.by": "stays",
    "membership.Request.by": "stays",
    "membership.RequestReply.by": "stays",
    "membership.SamePerson.entry": "stays",
    "membership.SamePerson.person": "stays",
    "membership.SamePerson.by": "stays",
    "meetings.AgendaItem.by": "stays",
    "meetings.AgendaItem.consent_by": "stays",
    "meetings.Paper.laid_by": "stays",
    "meetings.Invitation.invited_by": "stays",
    "meetings.Mandate.replied_by": "stays",
    "meetings.Mandate.consent_by": "stays",
    "meetings.Presence.person": "stays",
    "meetings.Presence.by": "stays",
    "meetings.Interest.person": "stays",
    "meetings.Interest.by": "stays",
    "meetings.SpeakerTurn.person": "stays",
    "meetings.Motion.casting_by": "stays",
    "meetings.Vote.cast_by": "stays",
    "meetings.Minutes.by": "stays",
    "meetings.Minutes.approved_by": "stays",
    "reminders.Waiver.by": "stays",
}


def test_of_every_field_that_names_somebody_it_is_said_what_becomes_of_it():
    named = {
        f"{model._meta.label}.{field.name}"
        for model in ours()
        for field in model._meta.fields
        if isinstance(field, ForeignKey) and field.related_model is Person
    }
    assert named == set(BECOMES)
