"""What the rules say of a motion: how it may be voted on, who votes, what has been cast, what the result would be.

The edition is that of the meeting's day (K15.1), the room that of the instant looked at (K6.4, K6.7, B-R06).
"""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import constitution
from constitution import say
from constitution.finding import Finding
from constitution.vote import CARRIED, NO_DECISION
from constitution.voting import PRESIDING, ballot
from meetings.models import Mandate, Meeting, Motion, Presence
from meetings.models.vote import Choice, Method
from meetings.queries.room import Room, day_of, facts_of, room_of
from membership.queries.kept import register_of
from membership.queries.terms import bank_holidays
from records.models import Collaborative, Person

State = Motion.State
# The words of an edition, and what they are here.
HOW = {
    "consensus": Method.CONSENSUS,
    "show of hands": Method.SHOW,
    "recorded": Method.RECORDED,
    "poll": Method.RECORDED,
    "secret": Method.SECRET,
}
AT_A_MEETING = tuple(dict.fromkeys(HOW.values()))
UNDECIDED = (State.DRAFTED, State.PUT, State.VOTING)
# A secret vote among fewer says how each voted.
FEW_VOTERS = 4


@dataclass(frozen=True)
class Tally:
    """Votes for and against, and abstentions."""

    for_: int = 0
    against: int = 0
    abstain: int = 0

    @property
    def total(self) -> int:
        return self.for_ + self.against + self.abstain

    @property
    def unanimous(self) -> bool:
        return self.total > 0 and self.total in (self.for_, self.against, self.abstain)

    def as_facts(self) -> dict[str, int]:
        return {"for": self.for_, "against": self.against, "abstain": self.abstain}

    def as_fields(self) -> dict[str, int]:
        return {"votes_for": self.for_, "votes_against": self.against, "abstentions": self.abstain}

    def __str__(self) -> str:
        abstaining = f", {self.abstain} abstaining" if self.abstain else ""
        return f"{self.for_} for, {self.against} against{abstaining}"


@dataclass(frozen=True)
class Outcome:
    """What a vote would come to: a state of the motion, None where somebody must still say something.

    `asks` is whose casting vote is asked for; `open` says that the rules leave the quorum to whoever presides.
    """

    state: str | None
    quorum: Finding[Any]
    finding: Finding[Any]
    asks: str = ""
    open: bool = False

    @property
    def quorate(self) -> bool:
        return self.state not in (None, State.NO_DECISION)


# The rules of an item ---------------------------------------------------------------------------------


def rules_of(meeting: Meeting) -> constitution.Constitution:
    return facts_of(meeting).rules


def decisions_of(rules: constitution.Constitution, body: str) -> dict[str, str]:
    """The kinds of decision that are a body's own, by code, in words."""
    return {
        code: decision_name(rules, code)
        for code, rule in rules.decision.items()
        if not rule.body or body in rule.body
    }


def decision_name(rules: constitution.Constitution, code: str) -> str:
    rule = rules.decision.get(code)
    return (rule.name if rule else "") or code.replace("-", " ").capitalize()


def kind_of(motion: Motion) -> str:
    """The kind of decision that a vote on it is; an amendment is an ordinary item whatever it amends."""
    return "" if motion.amends_id else motion.decision


def methods_of(rules: constitution.Constitution, body: str, decision: str = "") -> tuple[str, ...]:
    """How votes may be given. Where hands are shown it may be noted as well that nobody objects (B-R06).

    What turns one way into another ('secret_if', 'named_if') opens that other.
    """
    item = ballot(rules, body, decision or None)
    how = item.value("how")
    if not how:
        return AT_A_MEETING
    found = {HOW[each] for each in how}
    if item.value("secret_if"):
        found.add(Method.SECRET)
    if item.value("named_if") or item.value("poll_if"):
        found.add(Method.RECORDED)
    if Method.SHOW in found:
        found.add(Method.CONSENSUS)
    return tuple(method for method in AT_A_MEETING if method in found)


# Who votes, and what has been cast --------------------------------------------------------------------


def voters_since(room: Room, motion: Motion, at: datetime) -> tuple[Mandate, ...]:
    """The mandates that could vote when the vote was opened or can now: a hand once raised was a vote."""
    instants = {motion.opened_at or at, at}
    found = {
        mandate.pk: mandate
        for instant in sorted(instants)
        for mandate in replace(room, at=instant).voting_mandates(kind_of(motion))
    }
    return tuple(sorted(found.values(), key=lambda mandate: (mandate.name, mandate.pk)))


def exercised(room: Room, mandates: tuple[Mandate, ...], person: Person) -> tuple[Mandate, ...]:
    """Those of the mandates for which somebody votes themselves."""
    by = room.exercised_by()
    return tuple(each for each in mandates if each.pk in by and by[each.pk].person_id == person.pk)


def spoken_for(motion: Motion) -> dict[int, str]:
    """By mandate of those who proposed and seconded, who spoke for it: whoever was there last, before that its holder."""
    moved = [row for row in (motion.proposer, motion.seconder) if row is not None]
    there = Presence.objects.filter(mandate__in=[row.pk for row in moved], struck_at=None)
    until = there.filter(arrived_at__lte=motion.closed_at) if motion.closed_at else there
    came = {row.mandate_id: row.person.name for row in until.select_related("person").order_by("arrived_at")}
    return {row.pk: came.get(row.pk, row.holder.name if row.holder else "") for row in moved}


def counted(motion: Motion) -> Tally:
    """The votes as they lie there: names and choices, or the papers in the box."""
    papers = motion.ballots if motion.method == Method.SECRET else motion.votes
    found = Counter(papers.values_list("choice", flat=True))
    return Tally(found[Choice.FOR], found[Choice.AGAINST], found[Choice.ABSTAIN])


def recounts(motion: Motion) -> bool:
    """Whether the papers still come to the result that was recorded; of hands and silence nothing is kept."""
    if motion.method in (Method.SHOW, Method.CONSENSUS):
        return True
    kept = Tally(motion.votes_for or 0, motion.votes_against or 0, motion.abstentions or 0)
    ticks = motion.votes.count()
    return counted(motion) == kept and kept.total == ticks


# The result -------------------------------------------------------------------------------------------


def result_of(
    motion: Motion, room: Room, tally: Tally, casting: str = "", says_quorate: bool | None = None
) -> Outcome:
    """The quorum of the instant, then what the votes come to. Without a quorum nothing is decided (K6.4)."""
    quorum = room.quorate(kind_of(motion))
    there = quorum.value if isinstance(quorum.value, bool) else says_quorate
    if there is None and quorum.value == "ask":
        return Outcome(None, quorum, quorum, open=True)
    finding = _voted(motion, room, tally, bool(there), casting)
    return _outcome(quorum, finding, tally)


def _voted(motion: Motion, room: Room, tally: Tally, quorate: bool, casting: str) -> Finding[str]:
    kind = kind_of(motion)
    facts: dict[str, Any] = {
        **room.counts(),
        **tally.as_facts(),
        "present": room.present(),
        "withdrawn": room.withdrawn(),
        "quorate": quorate,
        "presiding": _presiding(room),
        "chair_has_not_voted": _chair_waits(motion, room),
    }
    facts |= {"decision": kind} if kind else {}
    facts |= {"casting": casting} if casting else {}
    return constitution.ask(room.rules, "vote", room.body, {k: v for k, v in facts.items() if v is not None})


def _presiding(room: Room) -> dict[str, Any] | None:
    """Whoever presides as the facts know people: by what they sit as, where they exercise a mandate."""
    person = room.meeting.presiding
    if person is None:
        return None
    found = zip(room.there, room.present(), strict=True)
    return next((fact for row, fact in found if row.person_id == person.pk), {"name": person.name})


def _chair_waits(motion: Motion, room: Room) -> bool:
    """Whether whoever presides has yet to vote, where they do so only if it changes the result."""
    rule = ballot(room.rules, room.body, kind_of(motion) or None)
    if rule.value("chair_votes") != "only when it changes the result":
        return False
    mine = [row.mandate_id for row in room.there if row.person_id == room.meeting.presiding_id]
    return not motion.votes.filter(mandate__in=[each for each in mine if each]).exists()


def _outcome(quorum: Finding[Any], finding: Finding[str], tally: Tally) -> Outcome:
    value = finding.value
    if value == CARRIED:
        return Outcome(State.CARRIED, quorum, finding)
    if value == NO_DECISION:
        return Outcome(State.NO_DECISION, quorum, finding)
    if value.startswith("casting vote: "):
        return Outcome(None, quorum, finding, asks=value.removeprefix("casting vote: "))
    if value == "ask":
        return Outcome(None, quorum, finding)
    tied = tally.for_ == tally.against > 0
    return Outcome(State.TIED if tied else State.LOST, quorum, finding)


def who_casts(meeting: Meeting, holder: str) -> Person | None:
    """The person whose casting vote it is: whoever presides, or whoever holds the office that has it."""
    if holder == PRESIDING:
        return meeting.presiding
    roles = facts_of(meeting).roles
    return next((r.held.person for r in roles if r.held and r.place.code == holder), meeting.presiding)


# When it holds ----------------------------------------------------------------------------------------


def takes_effect(motion: Motion, voted: date) -> Finding[date | None]:
    """From which day a carried motion holds; no day while it waits for its second vote.

    A second vote is asked for by the edition of the first, which therefore says when it holds.
    """
    first = motion.confirms
    meeting = (first or motion).item.meeting
    of = {"decision": motion.decision} if motion.decision else {}
    days = {"voted": voted, **({"confirmed": voted, "voted": voted_on(first)} if first else {})}
    known = {"bank_holidays": bank_holidays(motion.collaborative, voted)}
    return constitution.ask(rules_of(meeting), "takes effect", meeting.body.code, days | of | known)


def confirmed_from(motion: Motion) -> Finding[date | None]:
    """The first day on which a carried motion may be put a second time; none where once is enough."""
    meeting = motion.item.meeting
    of = {"decision": motion.decision} if motion.decision else {}
    known = {"bank_holidays": bank_holidays(motion.collaborative, voted_on(motion))}
    facts = {"voted": voted_on(motion), **of, **known}
    return constitution.ask(rules_of(meeting), "confirmed from", meeting.body.code, facts)


def voted_on(motion: Motion) -> date:
    """The civil day of the meeting at which it was decided."""
    return day_of(motion.item.meeting)


# By number --------------------------------------------------------------------------------------------


def motion_rows(rows: Any) -> Any:
    """Motions with what their pages name: the item, its meeting and body, who proposed and seconded."""
    return rows.select_related(
        "item__meeting__body",
        "item__meeting__collaborative",
        "item__meeting__presiding",
        "proposer__holder",
        "seconder__holder",
        "amends",
        "confirms",
        "casting_by",
        "collaborative",
    )


def room_for(motion: Motion, at: datetime | None = None) -> Room:
    return room_of(motion.item.meeting, motion.item, at)


def edition_in_words(collaborative: Collaborative, sha: str) -> str:
    """By which edition something was decided: 'edition 2023/24, in force from 1 September 2023'."""
    rows = register_of(collaborative).rows.editions
    found = next((row for row in rows if row.sha256 == sha), None)
    return (
        f"edition {found.name or found.number}, in force from {say.date(found.in_force_on)}" if found else ""
    )
