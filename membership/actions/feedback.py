"""Feedback of those who represent the group: asked for, given, given anew (K10.4); meetings outside (K10.8)."""

from datetime import date, datetime

from django.db import transaction

from constitution import say
from membership.actions import conversations
from membership.actions.duties import record_duty
from membership.models import Body, BodyMember, Conversation, DutyRecord
from membership.permissions import NotAllowed, allowed, require, viewer_for
from membership.queries.feedback import Asked
from membership.queries.groups import REPRESENTED, Kind, Role
from membership.queries.kept import facts_on
from membership.queries.rows import FEEDBACK, FEEDBACK_ASKED, MEETING_OUTSIDE
from records.models import Person
from records.refusals import NotNow, Refusal

GIVE, KEEP = "give-feedback", "keep-register"


class NotTheirs(NotAllowed):
    sentence = "Feedback is given by those who represent the group there, or entered by the office."


@transaction.atomic
def give_feedback(
    *,
    body: Body,
    asked: Asked | None,
    person: Person,
    outcome: str,
    by: Person,
    on: date,
    done_on: date | None = None,
    recommendation: str = "",
    at: datetime | None = None,
) -> DutyRecord:
    """What a representative has to tell of a body, asked for or not. Given again for the same, the later stands.

    The office may enter what it was told by word of mouth or in a letter.
    """
    done_on = done_on or on
    _refuse_others(body, person, by, on)
    if asked and asked.talk and asked.talk.about == MEETING_OUTSIDE and asked.talk.due_on > done_on:
        raise NotNow(f"The meeting is on {say.long_date(asked.talk.due_on)}: tell of it afterwards.")
    record = record_duty(
        collaborative=body.collaborative,
        code=FEEDBACK,
        slot=asked.slot if asked else unasked(body, person, done_on),
        body=body,
        about=person,
        by=by,
        on=on,
        done_on=done_on,
        outcome=outcome,
        recommendation=recommendation,
        act=GIVE,
        at=at,
    )
    if asked and asked.talk:
        _settle(asked.talk, by, on, done_on)
    return record


def unasked(body: Body, person: Person, day: date) -> str:
    """The slot of what somebody tells of their own accord: one a day."""
    return f"{day.isoformat()}/of-{person.pk}"


def _refuse_others(body: Body, person: Person, by: Person, on: date) -> None:
    if body.kind not in REPRESENTED:
        raise Refusal("Nobody represents the group here.")
    viewer = viewer_for(by, body.collaborative, on)
    if by.pk != person.pk and not allowed(viewer, KEEP):
        raise NotTheirs
    if not allowed(viewer, KEEP) and not is_representative(body, person, on):
        raise NotTheirs


def is_representative(body: Body, person: Person, on: date) -> bool:
    """Whether somebody represents, or has represented, the group there: who has left may still tell of it."""
    rows = facts_on(body.collaborative, on).rows
    mine = (row for row in rows.body_members if row.body_id == body.pk and row.person_id == person.pk)
    goes = any(talk.body_id == body.pk and talk.assigned_to_id == person.pk for talk in rows.outside)
    return goes or any(row.role == Role.REPRESENTATIVE and row.starts_on <= on for row in mine)


def _settle(talk: Conversation, by: Person, on: date, done_on: date) -> None:
    """The meeting, or the request, is over with what was told."""
    row = Conversation.objects.get(pk=talk.pk)
    if row.held_on is None and not row.waived_because:
        conversations.hold(conversation=row, held_on=done_on, summary="Feedback was given.", by=by, on=on)


# Asking -------------------------------------------------------------------------------------------------


@transaction.atomic
def ask_for_feedback(*, member: BodyMember, about: str, due_on: date, by: Person, on: date) -> Conversation:
    """Ask one representative for feedback by a day, beside what is asked for in any case."""
    if member.role != Role.REPRESENTATIVE or member.person is None:
        raise Refusal("Only somebody who represents the group is asked for feedback.")
    if not about.strip():
        raise Refusal("Say what you would like to hear about.")
    return conversations.arrange(
        collaborative=member.collaborative,
        about=FEEDBACK_ASKED,
        subject=about,
        body=member.body,
        assigned_to=member.person,
        due_on=due_on,
        level="members",
        by=by,
        on=on,
        act=KEEP,
    )


@transaction.atomic
def enter_meeting_outside(
    *, body: Body, person: Person, meets_on: date, by: Person, on: date, words: str = ""
) -> Conversation:
    """When a body outside meets next, and who goes for the group. Feedback of it is asked for afterwards."""
    if body.kind != Kind.OUTSIDE:
        raise Refusal("This is no body outside the group.")
    if body.closed_before and body.closed_before <= meets_on:
        raise NotNow(f"{body.name} is closed.")
    _refuse_same_meeting(body, person, meets_on)
    return conversations.arrange(
        collaborative=body.collaborative,
        about=MEETING_OUTSIDE,
        subject=words,
        body=body,
        assigned_to=person,
        due_on=meets_on,
        level="members",
        by=by,
        on=on,
        act=KEEP,
    )


def _refuse_same_meeting(body: Body, person: Person, meets_on: date) -> None:
    same = Conversation.objects.filter(
        about=MEETING_OUTSIDE, body=body, assigned_to=person, due_on=meets_on, waived_because=""
    )
    if same.exists():
        raise Refusal(f"{person.name} goes there on {say.date(meets_on)} already.")


@transaction.atomic
def call_off(*, talk: Conversation, because: str, by: Person, on: date) -> Conversation:
    """The meeting does not take place or nobody goes; or the feedback is not wanted any more."""
    require(by, KEEP, talk.collaborative, on)
    return conversations.waive(conversation=talk, because=because, by=by, on=on)
