"""Motions before a body: drafted, amended, put, withdrawn, and the vote on them opened (K6.7, K-R46).

Whoever changes a motion, amends it or opens the vote first raises its version: of two at once the second finds what
the first has made of it. So the words voted on are the words that were amended last, and stay so.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from constitution import say
from meetings.actions.effects import decision_for
from meetings.actions.trail import record
from meetings.models import AgendaItem, Mandate, Meeting, Motion
from meetings.models.vote import Method
from meetings.queries.motions import (
    UNDECIDED,
    decision_name,
    decisions_of,
    kind_of,
    methods_of,
    room_for,
    rules_of,
)
from meetings.queries.room import day_of, room_of
from meetings.queries.second_votes import rule_on_second, second_vote_of
from membership.actions.guard import queue_at
from membership.permissions import require, viewer_for
from membership.queries.moments import civil_day
from records.models import Person
from records.refusals import Conflict, NotNow, Refusal

State = Motion.State
PUT_MOTION = "put-motion"
OPEN_TO_MOTIONS = (AgendaItem.State.PLACED, AgendaItem.State.DISCUSSED)
BEFORE_VOTING = (State.DRAFTED, State.PUT)


class NotInTheRoom(Refusal):
    sentence = "Whoever proposes or seconds a motion is in the room and has a vote."


class NotDecidedHere(Refusal):
    sentence = "This is not for this body to decide."


def require_to_preside(by: Person | None, act: str, meeting: Meeting, at: datetime) -> str:
    """In what capacity somebody does an act of the chair: whoever presides at the open meeting may, too."""
    if by is not None and meeting.is_live and meeting.presiding_id == by.pk:
        held = viewer_for(by, meeting.collaborative, civil_day(at)).acting_as
        return f"{held}, presiding" if held else "Presiding"
    return require(by, act, meeting.collaborative, civil_day(at))


# Drafted ----------------------------------------------------------------------------------------------


@transaction.atomic
def draft_motion(
    *,
    item: AgendaItem,
    text: str,
    by: Person | None,
    at: datetime,
    decision: str = "",
    method: str = Method.SHOW,
    proposer: Mandate | None = None,
    seconder: Mandate | None = None,
    effect: Mapping[str, Any] | None = None,
    confirms: Motion | None = None,
    delegated_to: str = "",
    limits: str = "",
    ends_on: date | None = None,
) -> Motion:
    """Write down what is proposed on an item of the agenda, before or during its meeting.

    A delegation says to whom, within what limits and until when (B2.3). `effect` is what it sets in motion.
    """
    acting_as = require_to_preside(by, PUT_MOTION, item.meeting, at)
    _refuse_item(item)
    motion = Motion(
        collaborative=item.collaborative,
        item=item,
        text=text.strip(),
        decision=decision,
        method=method,
        proposer=proposer,
        seconder=seconder,
        effect=dict(effect) if effect else None,
        opening_id=(effect or {}).get("opening"),
        confirms=confirms,
        delegated_to=delegated_to.strip(),
        limits=limits.strip(),
        ends_on=ends_on,
    )
    _take_its_kind(motion)
    _refuse(motion)
    motion.save()
    record(motion, "draft-motion", by, acting_as, at, _says(motion))
    return motion


@transaction.atomic
def amend(
    *,
    motion: Motion,
    text: str,
    by: Person | None,
    at: datetime,
    method: str = Method.SHOW,
    proposer: Mandate | None = None,
    seconder: Mandate | None = None,
) -> Motion:
    """Propose other words for a motion: carried, they take the place of its own. Its vote waits until then."""
    acting_as = require_to_preside(by, PUT_MOTION, motion.item.meeting, at)
    _still_open(motion)
    if motion.amends_id:
        raise Refusal("An amendment is not amended: propose another amendment of the motion.")
    if motion.confirms_id:
        raise Refusal("A second vote is on the same words: it is not amended.")
    if text.strip() == motion.text:
        raise Refusal("These are the words of the motion as it stands.")
    made = Motion(
        collaborative=motion.collaborative,
        item=motion.item,
        amends=motion,
        text=text.strip(),
        method=method,
        proposer=proposer,
        seconder=seconder,
    )
    _refuse(made)
    made.save()
    record(made, "draft-motion", by, acting_as, at, _says(made) | {"amends": motion.pk})
    return made


@transaction.atomic
def revise_motion(*, motion: Motion, seen: int, by: Person | None, at: datetime, **fields: Any) -> Motion:
    """Change a motion before its vote: the version that was `seen` must still be the one that stands."""
    acting_as = require_to_preside(by, PUT_MOTION, motion.item.meeting, at)
    _still_open(motion, seen)
    before = _says(motion)
    for name, value in fields.items():
        setattr(motion, name, value.strip() if isinstance(value, str) else value)
    motion.opening_id = (motion.effect or {}).get("opening")
    _take_its_kind(motion)
    _refuse(motion)
    motion.save(update_fields=[*fields, "decision", "opening"])
    record(motion, "revise-motion", by, acting_as, at, _says(motion), before)
    return motion


def _still_open(motion: Motion, seen: int | None = None) -> None:
    """Hold the motion, and refuse what can no longer be changed."""
    hold_amended(motion)
    queue_at(motion)
    version = motion.version
    motion.refresh_from_db()
    if motion.state not in BEFORE_VOTING:
        raise NotNow(_too_late(motion))
    if seen is not None and version != seen + 1:
        raise Conflict()


def hold_amended(motion: Motion) -> None:
    """Of several amendments one is dealt with at a time: their motion is held first, by all of them."""
    if motion.amends_id:
        Motion.objects.filter(pk=motion.amends_id).update(amends=None)


def _too_late(motion: Motion) -> str:
    if motion.state == State.VOTING:
        return "The vote on this motion is open: its words stay as they are."
    return f"This motion has been dealt with: {motion.get_state_display().lower()}."


# What must hold ---------------------------------------------------------------------------------------


def _take_its_kind(motion: Motion) -> None:
    """What it sets in motion says what kind of decision it is, where nobody says."""
    motion.decision = motion.decision or decision_for(rules_of(motion.item.meeting), motion.effect)


def _refuse_item(item: AgendaItem) -> None:
    if item.state not in OPEN_TO_MOTIONS or item.meeting_id is None:
        raise NotNow("This item is not on the agenda of a meeting.")
    if item.meeting.state in (Meeting.State.CLOSED, Meeting.State.CANCELLED):
        raise NotNow("This meeting is over.")


def _refuse(motion: Motion) -> None:
    if not motion.text:
        raise Refusal("Write the motion: what is to be resolved, in full.")
    refuse_rule(motion)
    _refuse_mandates(motion)
    _refuse_delegation(motion)
    _refuse_sudden(motion)
    refuse_confirming(motion)


def refuse_rule(motion: Motion) -> None:
    """What the edition does not let this body decide, or not in this way of voting."""
    meeting = motion.item.meeting
    rules, body = rules_of(meeting), meeting.body
    needed = decision_for(rules, motion.effect)
    if needed and motion.decision != needed:
        raise Refusal(
            f"What it sets in motion is a decision of its own kind: {decision_name(rules, needed)}."
        )
    if motion.decision and motion.decision not in decisions_of(rules, body.code):
        raise NotDecidedHere(f"This kind of decision is not one of the {body.name}.")
    methods = methods_of(rules, body.code, kind_of(motion))
    if motion.method not in methods:
        allowed = say.listed([Method(each).label.lower() for each in methods], "or")
        raise Refusal(f"The constitution has votes given otherwise: {allowed}.")


def _refuse_mandates(motion: Motion) -> None:
    for mandate in filter(None, (motion.proposer, motion.seconder)):
        if mandate.meeting_id != motion.item.meeting_id or mandate.struck_at:
            raise NotInTheRoom("Whoever proposes or seconds belongs to this meeting.")
    if motion.proposer_id and motion.proposer_id == motion.seconder_id:
        raise Refusal("A motion is seconded by somebody other than its proposer.")
    if motion.seconder_id and not motion.proposer_id:
        raise Refusal("Say who proposes the motion.")


def _refuse_delegation(motion: Motion) -> None:
    given = [bool(motion.delegated_to), bool(motion.limits), motion.ends_on is not None]
    if any(given) and not all(given):
        raise Refusal("A delegation says to whom, within what limits, and until when.")
    if motion.ends_on and motion.ends_on <= day_of(motion.item.meeting):
        raise Refusal("A delegation ends after the meeting that makes it.")


def refuse_confirming(motion: Motion) -> None:
    """A second vote comes after the first, at a meeting of the same body, on the same words, and once."""
    if motion.confirms is None:
        return
    second = second_vote_of(motion.confirms)
    if second is None:
        raise Refusal("Only a carried motion that needs a second vote is confirmed.")
    if not second.waits:
        raise NotNow(f"The second vote has been taken: {second.came_to.get_state_display().lower()}.")
    if second.put and second.put.pk != motion.pk:
        raise NotNow(f"Its second vote stands on the agenda of {say.long_date(second.due_on)} already.")
    meeting = motion.item.meeting
    if meeting.body_id != motion.confirms.item.body_id:
        raise Refusal("The body that took the first vote takes the second.")
    if not second.can_be_at(meeting):
        raise Refusal(f"It can be confirmed from {say.long_date(second.earliest.value)} on.")
    _refuse_other_words(motion, motion.confirms)


def _refuse_other_words(motion: Motion, first: Motion) -> None:
    if (motion.text, motion.decision) != (first.text, first.decision):
        raise Refusal("A second vote is on the same words.")
    if motion.effect != first.effect:
        raise Refusal("A second vote sets in motion what the first did.")


def _refuse_sudden(motion: Motion) -> None:
    """What must stand on both agendas is nothing for any other business."""
    rule = rule_on_second(motion)
    if rule and rule.on_both_agendas and motion.item.kind == AgendaItem.Kind.OTHER:
        words = "This kind of decision stands on the agendas of both its meetings: it is not taken as other business."
        raise Refusal(words, say.listed(rule.clause))


# Put, withdrawn, voted on -----------------------------------------------------------------------------


@transaction.atomic
def put(*, motion: Motion, by: Person | None, at: datetime) -> Motion:
    """Lay the motion before the open meeting: proposed and seconded by two who have a vote there."""
    acting_as = require_to_preside(by, PUT_MOTION, motion.item.meeting, at)
    _still_open(motion)
    if motion.state != State.DRAFTED:
        raise NotNow("This motion is put already.")
    _refuse_shut(motion.item.meeting)
    if not motion.seconder_id:
        raise Refusal("Say who proposes and who seconds the motion.")
    _refuse_absent(motion, at)
    return _moved(motion, PUT_MOTION, State.PUT, by, acting_as, at)


def _refuse_shut(meeting: Meeting) -> None:
    """Whoever closes the meeting meanwhile waits, and finds the vote open."""
    open_ = Meeting.objects.filter(pk=meeting.pk, state=Meeting.State.OPEN)
    if not open_.update(state=Meeting.State.OPEN):
        raise NotNow("The meeting is not open: nothing can be put to the vote.")


def _refuse_absent(motion: Motion, at: datetime) -> None:
    voting = {each.pk for each in room_for(motion, at).voting_mandates(kind_of(motion))}
    for mandate in (motion.proposer, motion.seconder):
        if mandate.pk not in voting:
            raise NotInTheRoom(f"{mandate.name} is not in the room, or has no vote on this item.")


@transaction.atomic
def withdraw_motion(*, motion: Motion, by: Person | None, at: datetime) -> Motion:
    """Take a motion back before the vote, with its amendments."""
    acting_as = require_to_preside(by, PUT_MOTION, motion.item.meeting, at)
    _still_open(motion)
    if motion.amendments.filter(state=State.VOTING).exists():
        raise NotNow("The vote on an amendment is open: close it first.")
    motion.amendments.filter(state__in=BEFORE_VOTING).update(state=State.WITHDRAWN)
    return _moved(motion, "withdraw-motion", State.WITHDRAWN, by, acting_as, at)


@transaction.atomic
def open_vote(*, motion: Motion, by: Person | None, at: datetime, method: str = "") -> Motion:
    """From here on the words are fixed and votes are taken. Every amendment must have been decided before."""
    acting_as = require_to_preside(by, PUT_MOTION, motion.item.meeting, at)
    _still_open(motion)
    if motion.state != State.PUT:
        raise NotNow("Put the motion first.")
    _refuse_shut(motion.item.meeting)
    _refuse_amendments(motion)
    if method:
        motion.method = method
        refuse_rule(motion)
    Motion.objects.filter(pk=motion.pk).update(method=motion.method, opened_at=at)
    return _moved(motion, "open-vote", State.VOTING, by, acting_as, at)


def _refuse_amendments(motion: Motion) -> None:
    waiting = motion.amendments.filter(state__in=UNDECIDED).count()
    if waiting:
        raise NotNow(f"{say.count(waiting, 'amendment').capitalize()} must be decided first.")
    if motion.amends_id and motion.amends.amendments.filter(state=State.VOTING).exists():
        raise NotNow("The vote on another amendment is open: close it first.")


def _moved(motion: Motion, act: str, state: str, by: Person | None, acting_as: str, at: datetime) -> Motion:
    Motion.objects.filter(pk=motion.pk).update(state=state)
    motion.refresh_from_db()
    record(motion, act, by, acting_as, at, {"state": state, "text": motion.text})
    return motion


def _says(motion: Motion) -> dict[str, Any]:
    named = ("text", "decision", "method", "effect", "delegated_to", "limits", "ends_on")
    said = {name: getattr(motion, name) for name in named if getattr(motion, name)}
    return said | {"proposer": motion.proposer_id, "seconder": motion.seconder_id}


def voting_there(item: AgendaItem, at: datetime, decision: str = "") -> tuple[Mandate, ...]:
    """Who may propose and second at the instant."""
    return room_of(item.meeting, item, at).voting_mandates(decision)
