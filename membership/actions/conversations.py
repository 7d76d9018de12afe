"""Talks: arranged, held, waived, and followed by others (K7.8, K8.18, B1.2). What was said is never changed."""

from datetime import date
from typing import Any

from django.db import transaction

from constitution import say
from membership.models import Body, Conversation, Partner, School
from membership.permissions import NotAllowed, require, viewer_for
from membership.queries import filing
from membership.queries.editions import editions_of
from records import audit
from records.models import Collaborative, Person
from records.refusals import NotNow, Refusal

HOLD, LOG = "hold-conversation", "log-contact"
WELLBEING = "wellbeing"


class NothingSaid(Refusal):
    sentence = "Say in a sentence what was said."


class NoReason(Refusal):
    sentence = "Say why this talk is not needed."


class NotYetHeld(Refusal):
    sentence = "This day has not come: record a talk once it was held."


class UnknownAudience(Refusal):
    sentence = "Say who may see this: nobody could."


@transaction.atomic
def arrange(
    *,
    collaborative: Collaborative,
    about: str,
    by: Person,
    on: date,
    level: str,
    school: School | None = None,
    partner: Partner | None = None,
    person: Person | None = None,
    assigned_to: Person | None = None,
    due_on: date | None = None,
    subject: str = "",
    body: Body | None = None,
    act: str = HOLD,
) -> Conversation:
    """A talk that is to be had: about what, with whom, by whom until when, and who may see it."""
    acting_as = require(by, act, collaborative, on)
    if due_on and due_on < on:
        raise Refusal(f"{say.long_date(due_on)} is past: name a day on which it can still be held.")
    talk = _begin(
        collaborative=collaborative,
        about=about,
        by=by,
        raised_on=on,
        level=level,
        school=school,
        partner=partner,
        person=person,
        assigned_to=assigned_to,
        due_on=due_on,
        subject=subject.strip(),
        body=body,
    )
    _record(talk, act, by, acting_as, {"due_on": due_on, "assigned_to": assigned_to and assigned_to.pk})
    return talk


@transaction.atomic
def hold(*, conversation: Conversation, held_on: date, summary: str, by: Person, on: date) -> Conversation:
    """The talk was had: when, and what was said in it."""
    acting_as = _require(conversation, by, on)
    _refuse_empty(held_on, summary, on)
    _settle(conversation, held_on=held_on, summary=summary.strip())
    _record(conversation, _act(conversation), by, acting_as, {"held_on": held_on})
    return conversation


@transaction.atomic
def waive(*, conversation: Conversation, because: str, by: Person, on: date) -> Conversation:
    """The talk is not needed after all, with the reason."""
    acting_as = _require(conversation, by, on)
    if not because.strip():
        raise NoReason
    _settle(conversation, waived_because=because.strip())
    _record(conversation, _act(conversation), by, acting_as, {"waived_because": conversation.waived_because})
    return conversation


@transaction.atomic
def add_to(*, conversation: Conversation, summary: str, held_on: date, by: Person, on: date) -> Conversation:
    """A later talk with the same people about the same, seen by the same; it follows the one before."""
    acting_as = _require(conversation, by, on)
    if conversation.held_on is None and not conversation.waived_because:
        raise NotNow("This talk has not been held yet: record that first.")
    _refuse_empty(held_on, summary, on)
    same = ("about", "subject", "school", "partner", "person", "body", "level", "assigned_to")
    talk = _begin(
        collaborative=conversation.collaborative,
        **{name: getattr(conversation, name) for name in same},
        by=by,
        raised_on=on,
        held_on=held_on,
        summary=summary.strip(),
        follows=conversation,
    )
    _record(talk, _act(talk), by, acting_as, {"held_on": held_on, "follows": conversation.pk})
    return talk


@transaction.atomic
def log_contact(
    *,
    school: School,
    person: Person | None,
    body: Body,
    held_on: date,
    summary: str,
    by: Person,
    on: date,
) -> Conversation:
    """A contact about the wellbeing of whoever leads a school, seen by the members of `body` alone (K8.18)."""
    acting_as = require(by, LOG, school.collaborative, on)
    if body.pk not in viewer_for(by, school.collaborative, on).body_ids:
        raise NotAllowed(f"Only a member of the {body.name} may do this.")
    _refuse_empty(held_on, summary, on)
    talk = _begin(
        collaborative=school.collaborative,
        about=WELLBEING,
        school=school,
        person=person,
        body=body,
        level=filing.BODY,
        by=by,
        raised_on=on,
        held_on=held_on,
        summary=summary.strip(),
    )
    _record(talk, LOG, by, acting_as, {"held_on": held_on})
    return talk


# Who may, and what makes no sense --------------------------------------------------------------------


def _act(conversation: Conversation) -> str:
    return LOG if conversation.about == WELLBEING else HOLD


def _require(conversation: Conversation, by: Person, on: date) -> str:
    """Whoever it was given to holds it; else whoever may hold such talks and sees this one."""
    viewer = viewer_for(by, conversation.collaborative, on)
    if not viewer.seen([conversation]):
        raise NotAllowed("This talk is not open to you.")
    if conversation.assigned_to_id == by.pk:
        return viewer.acting_as
    return require(by, _act(conversation), conversation.collaborative, on)


def _refuse_empty(held_on: date, summary: str, on: date) -> None:
    if held_on > on:
        raise NotYetHeld(f"{say.long_date(held_on)} has not come: record a talk once it was held.")
    if not summary.strip():
        raise NothingSaid


def _begin(*, collaborative: Collaborative, **fields: Any) -> Conversation:
    level, body = fields["level"], fields["body"]
    if not fields["about"].strip():
        raise Refusal("Say what the talk is about.")
    if not filing.known(editions_of(collaborative).rules_since(fields["raised_on"]), level):
        raise UnknownAudience
    if level == filing.BODY and body is None:
        raise UnknownAudience("Say which body may see this.")
    return Conversation.objects.create(collaborative=collaborative, **fields)


def _settle(conversation: Conversation, **outcome: Any) -> None:
    """Once, by whoever is first."""
    still_open = Conversation.objects.filter(pk=conversation.pk, held_on=None, waived_because="")
    if not still_open.update(**outcome):
        raise NotNow("This talk has been recorded already. What is new follows it as another.")
    conversation.refresh_from_db()


def _record(talk: Conversation, act: str, by: Person, acting_as: str, after: dict[str, Any]) -> None:
    """The audit trail says nothing of a talk that few may know of but that it was."""
    told = {} if filing.narrow(talk.level) else {"school": talk.school_id, "level": talk.level} | after
    audit.record(
        collaborative=talk.collaborative,
        act=act,
        subject=talk,
        by=by,
        acting_as=acting_as,
        after={"about": talk.about} | told,
    )
