"""What decisions leave to be done: resolutions to carry out, second votes to take, delegations that end (B2.3)."""

from collections.abc import Iterator
from datetime import date

from django.urls import reverse

from constitution.finding import Finding
from constitution.reminding import remind_before
from meetings.models import Meeting, Motion
from meetings.models.meeting import BEFORE_OPENING
from meetings.obligations.year import rows_of
from meetings.queries.calls import InWriting, in_writing
from meetings.queries.room import day_of
from meetings.queries.second_votes import SecondVote, second_vote_of
from meetings.queries.undone import undone
from membership.obligations.facts import facts_of
from membership.permissions.names import holders
from membership.permissions.people import named
from membership.queries.members import Membership
from membership.queries.moments import civil_day
from records.models import Collaborative
from records.obligations import Obligation, Window, key, source

CLOSE, DELEGATE = "close-vote", "delegate"


@source
def motions_to_carry_out(collaborative: Collaborative, window: Window) -> Iterator[Obligation]:
    """A carried motion whose effect could not be carried out as the vote was closed."""
    facts = facts_of(collaborative, window)
    for motion in undone(collaborative, window.on).decided:
        day = civil_day(motion.closed_at)
        if motion.effect and motion.takes_effect_on and not motion.carried_out_at and day in window:
            yield Obligation(
                key=key("motion", motion, "", "carry-out"),
                due_on=day,
                what=f"Carry out resolution {motion.number}"
                if motion.number
                else "Carry out what was agreed in writing",
                kind="decision",
                reason="" if motion.item.confidential else motion.effect_outcome,
                who=_who(facts, CLOSE),
                why=_why(motion),
                link=reverse("meetings:carry-out", args=[collaborative.code, motion.pk]),
                button="See what stands in its way",
            )


@source
def second_votes_to_take(collaborative: Collaborative, window: Window) -> Iterator[Obligation]:
    """What was carried and holds nothing before it is confirmed: on the day of the meeting that can confirm it."""
    facts = facts_of(collaborative, window)
    for motion in undone(collaborative, window.on).decided:
        second = None if motion.takes_effect_on else second_vote_of(motion)
        if second and second.waits:
            meeting = second.put.item.meeting if second.put else _next_for(facts, second, window.on)
            if (day_of(meeting) if meeting else second.earliest.value) in window:
                yield _to_confirm(facts, second, meeting)


def _next_for(facts: Membership, second: SecondVote, on: date) -> Meeting | None:
    """The next meeting that can take the second vote: it comes onto its agenda by itself."""
    ahead = (row for row in rows_of(facts) if row.state in BEFORE_OPENING[1:] and second.can_be_at(row))
    return min((row for row in ahead if day_of(row) >= on), key=lambda row: row.starts_at, default=None)


def _to_confirm(facts: Membership, second: SecondVote, meeting: Meeting | None) -> Obligation:
    first, put = second.first, second.put
    where = (
        f"the agenda of the {meeting.name}" if meeting else "the agenda of the next meeting from this day on"
    )
    return Obligation(
        key=key("motion", first, "", "confirm"),
        due_on=day_of(meeting) if meeting else second.earliest.value,
        what=f"Take the second vote on {first.number}" if first.number else "Take the second vote",
        kind="decision",
        reason=f"It stands on {where}." if put else f"It comes onto {where} by itself.",
        who=_who(facts, CLOSE),
        whom="The Chair and the office",
        why=None if first.item.confidential else second.earliest,
        link=reverse("meetings:motion", args=[facts.collaborative.code, (put or first).pk]),
        button="See the motion",
        remind=remind_before("event").before,
        sequence=meeting.sequence if meeting else 0,
    )


@source
def delegations_that_end(collaborative: Collaborative, window: Window) -> Iterator[Obligation]:
    """Each delegation on its last day: renewed by another resolution, or at its end."""
    facts = facts_of(collaborative, window)
    for motion in undone(collaborative, window.on).decided:
        if motion.ends_on and motion.ends_on in window:
            yield _ends(facts, motion)


@source
def answers_in_writing(collaborative: Collaborative, window: Window) -> Iterator[Obligation]:
    """What members are asked in writing: due from whoever has not answered, until its last day (K9.3)."""
    meetings = facts_of(collaborative, window).rows.meetings
    if not any(row.kind == Meeting.Kind.WRITTEN and row.state == Meeting.State.OPEN for row in meetings):
        return
    rows = Motion.objects.filter(state=Motion.State.VOTING, method=Motion.Method.WRITTEN)
    for motion in rows.select_related("item__meeting__body", "item__meeting__collaborative"):
        if (last := civil_day(motion.item.meeting.ends_at)) in window:
            yield _to_answer(in_writing(motion), last)


def _to_answer(found: InWriting, last: date) -> Obligation:
    motion, hidden = found.motion, found.motion.item.confidential
    silent = [each for each in found.asked if each.pk not in found.said and each.holder_id]
    return Obligation(
        key=key("motion", motion, "", "answer"),
        due_on=last,
        what="Answer in writing" if hidden else f"Answer in writing: {motion.item.title}",
        kind="decision",
        reason="" if hidden else f"{motion.text} {found.count} have agreed.",
        who=tuple(each.holder_id for each in silent),
        whom=found.meeting.body.name,
        why=found.needed,
        link=reverse("meetings:motion", args=[found.meeting.collaborative.code, motion.pk]),
        button="Answer",
        remind=remind_before("calling").before,
        lapses=True,
        level="members",
    )


def _ends(facts: Membership, motion: Motion) -> Obligation:
    hidden = motion.item.confidential
    whom = "" if hidden else f" to {motion.delegated_to[:1].lower()}{motion.delegated_to[1:]}"
    return Obligation(
        key=key("delegation", motion, "", "renew"),
        due_on=motion.ends_on,
        what=f"Renew or let end what is delegated{whom}",
        kind="decision",
        reason=motion.number if hidden else f"By {motion.number}. Limits: {motion.limits}",
        who=_who(facts, DELEGATE),
        why=_why(motion),
        link=reverse("meetings:motion", args=[facts.collaborative.code, motion.pk]),
        button="See the resolution",
        remind=remind_before("delegation").before,
        lapses=True,
    )


def _why(motion: Motion) -> Finding | None:
    """Of a confidential item nothing but the number is told: planners and mails reach more than its body."""
    return None if motion.item.confidential else Finding.from_json(motion.finding)


def _who(facts: Membership, act: str) -> tuple[int, ...]:
    return tuple(dict.fromkeys(named(facts, holders(facts.rules, act))))
