"""After an absence: the talk that follows one, and the talks about a pattern of them (K9.7, K9.8).

The first is arranged when the minutes go out and given to somebody of the office or the group that manages. The second
is known to nobody but those who may see concerns about attendance.
"""

from datetime import date, datetime

from django.db import transaction

from constitution import say
from constitution.acts import THE_OFFICE
from meetings.models import Mandate, Meeting, Minutes
from meetings.queries.attendance import Came, attendance_of, follow_up_words
from meetings.queries.minutes import next_meeting
from meetings.queries.room import day_of, facts_of
from meetings.queries.undone import ABSENCE
from membership.actions import conversations
from membership.models import Conversation, School
from membership.permissions import NotAllowed, require, viewer_for
from membership.permissions.people import named, who_may
from membership.permissions.visible import ATTENDANCE, SEE_ATTENDANCE
from membership.queries.filing import PEOPLE
from membership.queries.kept import facts_on
from membership.queries.moments import civil_day
from records import audit
from records.models import Collaborative, Person
from records.refusals import NotNow, Refusal

HOLD = conversations.HOLD


# After one absence ------------------------------------------------------------------------------------


def follow_up_absences(minutes: Minutes, by: Person | None, acting_as: str, at: datetime) -> dict[int, str]:
    """Arrange a talk with each school that nobody represented. Answers what its head is told, by person.

    Nothing is arranged where the edition lets nothing follow an absence, nor twice for one meeting.
    """
    meeting = minutes.meeting
    if not follow_up_words(meeting, facts_of(meeting).rules):
        return {}
    missing = [each for each in attendance_of(meeting).missing if each.mandate.school_id]
    office = _office(meeting, at) or by
    for came in missing:
        if came.mandate.follow_up_id is None and office is not None:
            _arrange(came, office, by or office, acting_as, at)
    told = f"Nobody represented {{name}} at this meeting. {office.name if office else 'The office'} will be in touch."
    return {
        each.mandate.holder_id: told.format(name=each.mandate.name)
        for each in missing
        if each.mandate.holder_id
    }


def _office(meeting: Meeting, at: datetime) -> Person | None:
    found = named(facts_on(meeting.collaborative, civil_day(at)), [THE_OFFICE])
    return Person.objects.filter(pk__in=found[:1]).first()


def _arrange(came: Came, assigned_to: Person, by: Person, acting_as: str, at: datetime) -> None:
    mandate, meeting = came.mandate, came.mandate.meeting
    following = next_meeting(meeting)
    talk = Conversation.objects.create(
        collaborative=mandate.collaborative,
        about=ABSENCE,
        subject=f"{meeting.name}, {say.date(day_of(meeting))}",
        school=mandate.school,
        person=mandate.holder,
        assigned_to=assigned_to,
        due_on=day_of(following) if following and day_of(following) >= civil_day(at) else None,
        by=by,
        raised_on=civil_day(at),
        level="office",
    )
    Mandate.objects.filter(pk=mandate.pk, follow_up=None).update(follow_up=talk)
    audit.record(
        collaborative=mandate.collaborative, act="arrange-follow-up", subject=talk, by=by, at=at,
        acting_as=acting_as, after={"school": mandate.school_id, "assigned_to": assigned_to.pk},
    )  # fmt: skip


@transaction.atomic
def assign(*, talk: Conversation, to: Person, due_on: date | None, by: Person, at: datetime) -> Conversation:
    """Give the talk to somebody who may hold such talks: the manager, the Chair or one of those who manage."""
    on = civil_day(at)
    acting_as = require(by, HOLD, talk.collaborative, on)
    _refuse_other(talk)
    if not _may_hold(talk, to, on):
        raise NotAllowed(f"{to.name} does not hold such talks.")
    if due_on and due_on < on:
        raise Refusal(f"{say.long_date(due_on)} is past: name a day on which it can still be held.")
    waiting = Conversation.objects.filter(pk=talk.pk, held_on=None, waived_because="")
    if not waiting.update(assigned_to=to, due_on=due_on):
        raise NotNow("This talk has been recorded already.")
    talk.refresh_from_db()
    audit.record(
        collaborative=talk.collaborative, act="assign-follow-up", subject=talk, by=by, at=at,
        acting_as=acting_as, after={"assigned_to": to.pk, "due_on": due_on},
    )  # fmt: skip
    return talk


def _refuse_other(talk: Conversation) -> None:
    if talk.about != ABSENCE:
        raise Refusal("This talk is not about an absence.")


def _may_hold(talk: Conversation, person: Person, on: date) -> bool:
    return HOLD in viewer_for(person, talk.collaborative, on).acts


# About a pattern --------------------------------------------------------------------------------------


@transaction.atomic
def raise_concern(
    *,
    collaborative: Collaborative,
    school: School | None,
    name: str,
    assigned_to: Person,
    due_on: date | None,
    by: Person,
    at: datetime,
) -> Conversation:
    """A talk about the attendance of a school or seat, given to one of those who may know of it (K9.8)."""
    on = civil_day(at)
    require(by, SEE_ATTENDANCE, collaborative, on)
    if assigned_to.pk not in who_may(collaborative, SEE_ATTENDANCE, on):
        raise NotAllowed(f"{assigned_to.name} may not know of this: choose somebody who may.")
    waiting = Conversation.objects.filter(about=ATTENDANCE, subject=name, held_on=None, waived_because="")
    if waiting.filter(school=school).exists():
        raise NotNow(f"A talk about {name} is arranged already.")
    return conversations.arrange(
        collaborative=collaborative,
        about=ATTENDANCE,
        school=school,
        subject=name,
        assigned_to=assigned_to,
        due_on=due_on,
        level=PEOPLE,
        by=by,
        on=on,
        act=SEE_ATTENDANCE,
    )
