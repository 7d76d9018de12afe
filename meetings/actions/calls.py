"""Called meetings and written resolutions: agreed in writing, by a roll of its own, without a room (K9.3).

Both are a meeting of the kind 'written' with one motion. Each mandate answers once; with the answer that makes it
enough the motion is carried in the same transaction, and a call fixes the further meeting and tells every member.
"""

from datetime import date, datetime, time
from typing import Any

from django.db import IntegrityError, transaction

from constitution import calendar, say
from constitution.dates import ONE_DAY
from meetings.actions.circulating import concerned
from meetings.actions.effects import carry_out_at_closing
from meetings.actions.mandates import derive_mandates
from meetings.actions.motions import PUT_MOTION
from meetings.actions.trail import record
from meetings.actions.votes import Given, VotedAlready, give, hold_open, numbered
from meetings.actions.year import refuse_closed, refuse_overlap, refuse_times
from meetings.models import AgendaItem, Mandate, Meeting, Motion, Vote
from meetings.models.vote import Choice, Method
from meetings.queries.calls import (
    CALL,
    InWriting,
    callings,
    decides_in_writing,
    in_writing,
    last_day,
    meets_by,
    own_mandate,
    speaks_for,
    until_in_words,
)
from meetings.queries.hours import at_hour, between
from meetings.queries.motions import decisions_of, takes_effect
from membership.models import Body
from membership.permissions import NotAllowed, allowed, require, viewer_for
from membership.queries.kept import facts_on
from membership.queries.moments import civil_day
from records import outbox
from records.models import Collaborative, Message, Person
from records.obligations import key
from records.refusals import NotNow, Refusal

State = Motion.State
RECORD = "record-vote"
# The kind of the letters that ask for an answer.
IN_WRITING = "in-writing"


# Begun ------------------------------------------------------------------------------------------------


@transaction.atomic
def call_meeting(
    *,
    collaborative: Collaborative,
    calling: str,
    why: str,
    starts_at: datetime,
    ends_at: datetime,
    by: Person,
    at: datetime,
    place: str = "",
    mode: str = Meeting.Mode.IN_PERSON,
    link: str = "",
) -> Motion:
    """Ask the members for a further meeting at a time. Whoever asks and is a member agrees by asking.

    As many as the edition says must agree before it would begin: of 35 member schools, 18.
    """
    acting_as = require(by, CALL, collaborative, civil_day(at))
    facts = facts_on(collaborative, civil_day(at))
    if calling not in callings(facts.rules):
        raise Refusal("The constitution does not say how such a meeting is called.")
    body = _body(collaborative, facts.rules.calling[calling].body)
    _refuse_when(facts, body, starts_at, ends_at, at)
    refuse_too_late(collaborative, facts.rules, calling, civil_day(at), starts_at)
    if not why.strip():
        raise Refusal("Say what the meeting is for.")
    name = callings(facts.rules)[calling]
    effect = {
        "act": CALL,
        "calling": calling,
        "name": name,
        "starts_at": starts_at.isoformat(),
        "ends_at": ends_at.isoformat(),
        "place": place.strip(),
        "mode": mode,
        "link": link,
    }
    text = f"That the {body.name} meets on {between(starts_at, ends_at)}. {why.strip()}"
    motion = _begun(body, name, text, starts_at, by, at, effect=effect)
    told = {"calling": calling, "starts_at": starts_at, "why": why.strip()}
    record(motion, CALL, by, acting_as, at, told, moves_facts=True)
    _tell(motion, f"{name}: do you agree to {between(starts_at, ends_at)}?", at)
    _agrees_by_asking(motion, by, at)
    return motion


def _body(collaborative: Collaborative, codes: tuple[str, ...]) -> Body:
    return Body.objects.get(collaborative=collaborative, code=codes[0])


def _refuse_when(facts: Any, body: Body, starts_at: datetime, ends_at: datetime, at: datetime) -> None:
    if starts_at <= at:
        raise Refusal("A further meeting is called for a time to come.")
    refuse_times(starts_at, ends_at)
    refuse_closed(facts, starts_at, ends_at)
    refuse_overlap(body, starts_at, ends_at)


def refuse_too_late(
    collaborative: Collaborative, rules: Any, calling: str, asked: date, starts_at: datetime
) -> None:
    """A further meeting meets within the time that the edition gives it (K9.3)."""
    found = meets_by(collaborative, rules, calling, asked)
    if found.value and civil_day(starts_at) > found.value:
        within = rules.calling[calling].meet_within
        words = (
            f"It must meet within {within} of {say.long_date(asked)}, when it was asked for: "
            f"by {say.long_date(found.value)}."
        )
        raise Refusal(words, say.listed(found.clause))


def _agrees_by_asking(motion: Motion, by: Person, at: datetime) -> None:
    mine = own_mandate(in_writing(motion).asked, by)
    if mine:
        answer(motion=motion, mandate=mine, choice=Choice.FOR, by=by, at=at)


@transaction.atomic
def propose_in_writing(*, body: Body, text: str, by: Person, at: datetime, decision: str = "") -> Motion:
    """Put a motion to a body in writing, where the edition lets it decide so, with its last day."""
    collaborative, day = body.collaborative, civil_day(at)
    acting_as = require(by, PUT_MOTION, collaborative, day)
    rules = facts_on(collaborative, day).rules
    if not decides_in_writing(rules, body.code, decision):
        raise Refusal(f"The constitution does not let the {body.name} decide this in writing.")
    if decision and decision not in decisions_of(rules, body.code):
        raise Refusal(f"This kind of decision is not one of the {body.name}.")
    if not text.strip():
        raise Refusal("Write the motion: what is to be resolved, in full.")
    last = last_day(collaborative, rules, body.code, decision, day).value
    until = last or calendar.school_year(rules, day).last_day
    ends_at = at_hour(until + ONE_DAY, time(0))
    motion = _begun(body, "Resolution in writing", text.strip(), ends_at, by, at, decision=decision)
    told = {"text": motion.text, "until": until}
    record(motion, "put-motion", by, acting_as, at, told, moves_facts=True)
    _tell(motion, f"To be answered in writing until {say.long_date(until)}", at)
    return motion


def _begun(
    body: Body, name: str, text: str, ends_at: datetime, by: Person, at: datetime, **fields: Any
) -> Motion:
    """The written meeting with the roll of its day, its one item and its motion, open for answers."""
    meeting = Meeting.objects.create(
        collaborative=body.collaborative,
        body=body,
        kind=Meeting.Kind.WRITTEN,
        state=Meeting.State.FIXED,
        name=f"{name}, in writing" if fields.get("effect") else name,
        starts_at=at,
        ends_at=ends_at,
        fixed_on=civil_day(at),
    )
    derive_mandates(meeting, at)
    item = AgendaItem.objects.create(
        collaborative=body.collaborative,
        body=body,
        meeting=meeting,
        position=1,
        title=name,
        by=by,
        submitted_at=at,
        level="members",
        state=AgendaItem.State.PLACED,
    )
    motion = Motion.objects.create(
        collaborative=body.collaborative,
        item=item,
        text=text,
        method=Method.WRITTEN,
        state=State.VOTING,
        opened_at=at,
        **fields,
    )
    found = in_writing(motion)
    if not isinstance(found.needed.value, int):
        raise Refusal("The constitution does not say how many must agree.")
    Meeting.objects.filter(pk=meeting.pk).update(
        state=Meeting.State.OPEN, opened_at=at, opening=found.needed.as_json()
    )
    meeting.refresh_from_db()
    return motion


# Answered ---------------------------------------------------------------------------------------------


@transaction.atomic
def answer(
    *, motion: Motion, mandate: Mandate, choice: str, by: Person, at: datetime, seen: str = ""
) -> Motion:
    """Answer for a mandate, once; the office enters an answer that came otherwise. A call is agreed to or left.

    With the answer that makes it enough, it is carried. Raises VoteClosed when it has been.
    """
    hold_open(motion)
    found = in_writing(motion)
    acting_as = _refuse_answer(found, mandate, choice, by, at)
    if not _write(motion, Given(mandate, choice, seen), by, found.is_call):
        return motion
    record(motion, "answer-in-writing", by, acting_as, at, {mandate.name: choice})
    found = in_writing(motion)
    if found.reached:
        _carried(found, by, at)
    return motion


def _refuse_answer(found: InWriting, mandate: Mandate, choice: str, by: Person, at: datetime) -> str:
    if found.over(at):
        raise NotNow(f"It could be answered before {until_in_words(found.until)}.")
    if mandate.pk not in {each.pk for each in found.asked}:
        raise Refusal(f"{mandate.name} is not asked.")
    if choice not in ((Choice.FOR,) if found.is_call else Choice.values):
        raise Refusal("Choose an answer.")
    viewer = viewer_for(by, found.motion.collaborative, civil_day(at))
    if not speaks_for(viewer, mandate) and not allowed(viewer, RECORD):
        raise NotAllowed(f"You do not answer for {mandate.name}.")
    return viewer.acting_as


def _write(motion: Motion, given: Given, by: Person, is_call: bool) -> bool:
    if not is_call:
        return give(motion, given, by)
    try:
        with transaction.atomic():
            Vote.objects.create(
                collaborative=motion.collaborative, motion=motion, mandate=given.mandate, cast_by=by,
                secret=False, choice=given.choice,
            )  # fmt: skip
    except IntegrityError:
        raise VotedAlready(f"{given.mandate.name} has agreed already.") from None
    return True


# Over -------------------------------------------------------------------------------------------------


def _carried(found: InWriting, by: Person, at: datetime) -> None:
    motion = found.motion
    fields: dict[str, Any] = {"takes_effect_on": civil_day(at)}
    if not found.is_call:
        fields = {"takes_effect_on": takes_effect(motion, civil_day(at)).value, "number": numbered(motion)}
    _closed(found, State.CARRIED, by, at, **fields)
    carry_out_at_closing(motion, by, at)


@transaction.atomic
def end(*, motion: Motion, by: Person, at: datetime) -> Motion:
    """Too few have agreed: after its last day, or because it is given up before. Whoever runs the chair ends it."""
    acting_as = require(by, PUT_MOTION, motion.collaborative, civil_day(at))
    hold_open(motion)
    _closed(in_writing(motion), State.LOST, by, at, acting_as)
    return motion


def _closed(
    found: InWriting, state: str, by: Person, at: datetime, acting_as: str = "", **fields: Any
) -> None:
    """Close the motion and its written meeting. Enough who agree are the quorum of what is decided in writing."""
    motion, finding = found.motion, found.needed.as_json()
    finding["because"] = [*finding["because"], f"{found.agreed} agreed, {found.needed.value} needed"]
    Motion.objects.filter(pk=motion.pk).update(
        state=state,
        votes_for=found.agreed,
        votes_against=found.against,
        abstentions=found.abstaining,
        quorate=found.reached,
        quorum=finding,
        finding=finding,
        closed_at=at,
        **fields,
    )
    Meeting.objects.filter(pk=found.meeting.pk).update(state=Meeting.State.CLOSED, closed_at=at)
    motion.refresh_from_db()
    told = {"state": state, "agreed": found.agreed}
    record(motion, "close-vote", by, acting_as, at, told, moves_facts=True)


def _tell(motion: Motion, subject: str, at: datetime) -> None:
    """Every member of the body is asked, each once."""
    about = key("motion", motion, "", "answer")
    outbox.queue_all(
        Message(
            collaborative=motion.collaborative,
            key=about,
            stage="asked",
            person=person,
            kind=IN_WRITING,
            subject=subject,
            due_on=civil_day(motion.item.meeting.ends_at),
            queued_at=at,
        )
        for person in concerned(motion.item.meeting)
    )
