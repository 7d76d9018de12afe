"""Votes given and the vote closed: one for each mandate, counted at the quorum of the instant (K6.4 to K6.7, B-R06).

Who votes and who closes both begin by raising the version of the motion while it is being voted on: a vote that comes
while the vote is being closed is counted or refused, and never lost. Of two who close, one does.

A secret vote is a tick on the roll and a paper in the box, written together and tied by nothing: neither a time nor
an entry of the trail, and the number of a tick is drawn, so that no order of the ticks shows.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F

from constitution import calendar, say
from meetings.actions.effects import carry_out_at_closing
from meetings.actions.motions import BEFORE_VOTING, hold_amended, refuse_rule, require_to_preside
from meetings.actions.trail import record
from meetings.models import Ballot, Mandate, Meeting, Motion, Vote
from meetings.models.vote import Choice, Method
from meetings.queries.motions import (
    Outcome,
    Tally,
    counted,
    kind_of,
    result_of,
    room_for,
    rules_of,
    takes_effect,
    voted_on,
    voters_since,
    who_casts,
)
from meetings.queries.room import Room
from membership.permissions import NotAllowed, allowed, viewer_for
from membership.queries.moments import civil_day
from records import counters
from records.models import Person
from records.refusals import NotNow, Refusal

State = Motion.State
RECORD, CLOSE, CAST = "record-vote", "close-vote", "cast-vote"
# Positive numbers that both databases hold.
TICK_BITS = 62


class VoteClosed(NotNow):
    sentence = "The vote on this motion is not open: your vote was not counted."


class VotedAlready(Refusal):
    sentence = "This vote has been given already."


class NoVote(Refusal):
    sentence = "There is no vote here: whoever votes is in the room and entitled to."


class CastingVoteAsked(Refusal):
    """A tie that a casting vote settles: say how it is used, or that it is not."""


class QuorumLeftOpen(Refusal):
    sentence = "The constitution leaves open whether a quorum is there: whoever presides says so."


@dataclass(frozen=True)
class Given:
    """The choice for a mandate; `seen` is the choice that stood on the page, empty where none did."""

    mandate: Mandate
    choice: str
    seen: str = ""


# Given ------------------------------------------------------------------------------------------------


@transaction.atomic
def cast_vote(
    *, motion: Motion, mandate: Mandate, choice: str, by: Person, at: datetime, seen: str = ""
) -> None:
    """Give the vote of a mandate, or change it before the close; a secret one is given once and for all.

    By whoever exercises the mandate, on their own device; an open one also by whoever records for the room.
    """
    cast_votes(motion=motion, given=[Given(mandate, choice, seen)], by=by, at=at)


@transaction.atomic
def cast_votes(*, motion: Motion, given: list[Given], by: Person, at: datetime) -> int:
    """The same for several at once, as a recorder takes them: all of them, or none. Answers how many are new."""
    hold_open(motion)
    room = room_for(motion, at)
    acting_as = _refuse_voter(motion, room, given, by, at)
    changed = [each for each in given if _write(motion, each, by)]
    if changed and motion.method != Method.SECRET:
        after = {each.mandate.name: each.choice for each in changed}
        record(motion, CAST, by, acting_as, at, {"votes": after})
    return len(changed)


def hold_open(motion: Motion) -> None:
    """Hold the motion while it is being voted on; whoever closes waits, and whoever comes after is refused."""
    hold_amended(motion)
    open_ = Motion.objects.filter(pk=motion.pk, state=State.VOTING)
    if not open_.update(version=F("version") + 1):
        raise VoteClosed()
    motion.refresh_from_db()


def _refuse_voter(motion: Motion, room: Room, given: list[Given], by: Person, at: datetime) -> str:
    """In what capacity somebody gives these votes."""
    if motion.method not in (Method.RECORDED, Method.SECRET):
        raise NotNow("Votes on this motion are not given by name.")
    if room.meeting.state != Meeting.State.OPEN:
        raise VoteClosed("The meeting is not open: your vote was not counted.")
    voting = {each.pk for each in room.voting_mandates(kind_of(motion))}
    for each in given:
        if each.choice not in Choice.values:
            raise Refusal("Choose for, against or abstain.")
        if each.mandate.pk not in voting:
            raise NoVote(f"{each.mandate.name} has no vote on this item now.")
    viewer = viewer_for(by, motion.collaborative, civil_day(at))
    _refuse_stranger(motion, room, given, by, bool(allowed(viewer, RECORD)))
    return viewer.acting_as


def _refuse_stranger(motion: Motion, room: Room, given: list[Given], by: Person, records: bool) -> None:
    exercised = room.exercised_by()
    others = [each.mandate for each in given if exercised[each.mandate.pk].person_id != by.pk]
    if others and (motion.method == Method.SECRET or not records):
        secret = "A secret vote is given by the voter alone." if motion.method == Method.SECRET else ""
        raise NotAllowed(secret or f"You do not vote for {others[0].name}.")


def _write(motion: Motion, given: Given, by: Person) -> bool:
    if motion.method == Method.SECRET:
        _drop_in(motion, given, by)
        return True
    return give(motion, given, by)


def _drop_in(motion: Motion, given: Given, by: Person) -> None:
    try:
        with transaction.atomic():
            Vote.objects.create(
                pk=secrets.randbits(TICK_BITS),
                collaborative=motion.collaborative,
                motion=motion,
                mandate=given.mandate,
                cast_by=by,
                secret=True,
            )
    except IntegrityError:
        raise VotedAlready(f"{given.mandate.name} has voted: a secret vote cannot be changed.") from None
    Ballot.objects.create(collaborative=motion.collaborative, motion=motion, choice=given.choice)


def give(motion: Motion, given: Given, by: Person) -> bool:
    """Write the choice, or change the one that was seen. Answers whether anything changed."""
    standing = motion.votes.filter(mandate=given.mandate)
    if given.seen:
        if given.seen == given.choice and standing.filter(choice=given.choice).exists():
            return False
        if standing.filter(choice=given.seen).update(choice=given.choice, cast_by=by):
            return True
        raise VotedAlready(_stands(standing.select_related("cast_by").first(), given.mandate))
    if found := standing.select_related("cast_by").first():
        if found.choice == given.choice:
            return False
        raise VotedAlready(_stands(found, given.mandate))
    Vote.objects.create(
        collaborative=motion.collaborative,
        motion=motion,
        mandate=given.mandate,
        cast_by=by,
        secret=False,
        choice=given.choice,
    )
    return True


def _stands(vote: Vote | None, mandate: Mandate) -> str:
    if vote is None:
        return f"There is no vote of {mandate.name} to change."
    return (
        f"{mandate.name} has voted {Choice(vote.choice).label.lower()} already, entered by {vote.cast_by.name}. "
        "Look at it again before you change it."
    )


# Closed -----------------------------------------------------------------------------------------------


@transaction.atomic
def close_vote(
    *,
    motion: Motion,
    by: Person | None,
    at: datetime,
    tally: Tally | None = None,
    casting: str = "",
    says_quorate: bool | None = None,
) -> Motion:
    """Count, and record what became of the motion, by the quorum and the edition of the instant (K6.4, K6.7).

    `tally` is what was counted by hand in a show of hands. Without a quorum there is no decision, whatever the votes.
    A carried motion has its number and sets in motion what it says; where that cannot be done the vote is closed
    all the same, and the rest is to be carried out. Raises CastingVoteAsked, QuorumLeftOpen.
    """
    acting_as = require_to_preside(by, CLOSE, motion.item.meeting, at)
    hold_open(motion)
    return _close(motion, _tally(motion, tally, at), casting, says_quorate, by, acting_as, at)


@transaction.atomic
def note_consensus(
    *, motion: Motion, by: Person | None, at: datetime, says_quorate: bool | None = None
) -> Motion:
    """Record that nobody objects: everybody who may vote is taken to agree (B-R06). Who objects has a vote opened."""
    acting_as = require_to_preside(by, CLOSE, motion.item.meeting, at)
    if motion.method != Method.CONSENSUS:
        raise NotNow("A vote is taken on this motion.")
    hold_open(motion)
    tally = Tally(for_=len(room_for(motion, at).voting_mandates(kind_of(motion))))
    return _close(motion, tally, "", says_quorate, by, acting_as, at)


@transaction.atomic
def somebody_objects(*, motion: Motion, method: str, by: Person | None, at: datetime) -> Motion:
    """There is no consensus: the same motion is voted on."""
    acting_as = require_to_preside(by, CLOSE, motion.item.meeting, at)
    hold_open(motion)
    if motion.method != Method.CONSENSUS or method == Method.CONSENSUS:
        raise NotNow("A vote is being taken on this motion already.")
    motion.method = method
    refuse_rule(motion)
    Motion.objects.filter(pk=motion.pk).update(state=State.PUT, method=method, opened_at=None)
    motion.refresh_from_db()
    record(motion, "put-motion", by, acting_as, at, {"objection": True, "method": method})
    return motion


def _tally(motion: Motion, counted_by_hand: Tally | None, at: datetime) -> Tally:
    if motion.method in (Method.RECORDED, Method.SECRET):
        return counted(motion)
    if motion.method == Method.CONSENSUS:
        raise NotNow("Say whether anybody objects.")
    if counted_by_hand is None:
        raise Refusal("Count the hands: how many are for, against and abstain.")
    if min(counted_by_hand.for_, counted_by_hand.against, counted_by_hand.abstain) < 0:
        raise Refusal("A number of hands is 0 or more.")
    may = len(voters_since(room_for(motion, at), motion, at))
    if counted_by_hand.total > may:
        raise Refusal(
            f"{say.count(counted_by_hand.total, 'vote').capitalize()} counted, and {may} may vote: count again."
        )
    return counted_by_hand


def _close(
    motion: Motion,
    tally: Tally,
    casting: str,
    says_quorate: bool | None,
    by: Person | None,
    acting_as: str,
    at: datetime,
) -> Motion:
    room = room_for(motion, at)
    outcome = result_of(motion, room, tally, casting, says_quorate)
    _refuse_unsettled(outcome)
    settled = _casting(motion, room, tally, outcome, casting)
    fields = {**tally.as_fields(), **_found(outcome), **settled, "closed_at": at, "state": outcome.state}
    if outcome.state == State.CARRIED:
        fields |= _carried(motion)
    Motion.objects.filter(pk=motion.pk).update(**fields)
    if motion.method == Method.SECRET:
        _shuffle(motion)
    motion.refresh_from_db()
    if motion.state == State.CARRIED:
        _reword(motion) if motion.amends_id else carry_out_at_closing(motion, by, at)
    record(motion, CLOSE, by, acting_as, at, _result(motion))
    return motion


def _refuse_unsettled(outcome: Outcome) -> None:
    if outcome.open:
        raise QuorumLeftOpen(clause=say.listed(outcome.quorum.clause))
    if outcome.asks:
        words = f"A tie: the casting vote is with the {outcome.asks}. Say how it is used."
        raise CastingVoteAsked(words, say.listed(outcome.finding.clause))
    if outcome.state is None:
        raise Refusal(f"The rules do not settle this vote. {say.sentence(outcome.finding.steps[-1])}")


def _found(outcome: Outcome) -> dict[str, Any]:
    return {
        "quorate": outcome.quorate,
        "quorum": outcome.quorum.as_json(),
        "finding": outcome.finding.as_json(),
    }


def _casting(motion: Motion, room: Room, tally: Tally, outcome: Outcome, casting: str) -> dict[str, Any]:
    """Whose casting vote settled it, if one was asked for and used."""
    if casting not in (Choice.FOR, Choice.AGAINST) or not outcome.quorate:
        return {}
    asked = result_of(motion, room, tally, says_quorate=True).asks
    person = who_casts(room.meeting, asked) if asked else None
    return {"casting_by": person, "casting": casting} if person else {}


def _carried(motion: Motion) -> dict[str, Any]:
    """The number of a resolution, and from when it holds. An amendment is words, and no resolution."""
    if motion.amends_id:
        return {}
    return {"takes_effect_on": takes_effect(motion, voted_on(motion)).value, "number": numbered(motion)}


def numbered(motion: Motion) -> str:
    """'R-2024-007': the seventh of the school year that ends in 2024. Confidential items have a series of their own."""
    motion.item.refresh_from_db(fields=["confined_at", "lifted_at"])
    series = "RC" if motion.item.confidential else "R"
    year = calendar.school_year(rules_of(motion.item.meeting), voted_on(motion)).last_day.year
    taken = counters.take(motion.collaborative, f"motion {series} {year}")
    return f"{series}-{year}-{taken:03}"


def _reword(amendment: Motion) -> None:
    """A carried amendment gives the motion its words."""
    Motion.objects.filter(pk=amendment.amends_id, state__in=BEFORE_VOTING).update(
        text=amendment.text, version=F("version") + 1
    )


def _shuffle(motion: Motion) -> None:
    """Write the ticks anew in a drawn order, so that their place in the database says nothing of the papers' either."""
    ticks = list(motion.votes.values_list("pk", flat=True))
    secrets.SystemRandom().shuffle(ticks)
    for pk in ticks:
        Vote.objects.filter(pk=pk).update(secret=True)


def _result(motion: Motion) -> dict[str, Any]:
    named = ("number", "text", "votes_for", "votes_against", "abstentions", "quorate", "effect_outcome")
    said: dict[str, Any] = {name: getattr(motion, name) for name in named}
    return {"state": motion.state, **said}
