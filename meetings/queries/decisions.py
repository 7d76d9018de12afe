"""The register of decisions and delegations: what was resolved, in words, with its limits and its end (B2.3)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import Q, QuerySet

from constitution.finding import Finding
from meetings.models import Meeting, Motion
from meetings.models.vote import DECIDED, Method
from meetings.queries.second_votes import SecondVote, second_vote_of
from membership.queries.moments import civil_day

State = Motion.State
LOOKS = {
    State.DRAFTED: ("nothing", "Drafted"),
    State.PUT: ("waiting", "Put"),
    State.VOTING: ("waiting", "Voting open"),
    State.CARRIED: ("done", "Carried"),
    State.LOST: ("wrong", "Lost"),
    State.TIED: ("wrong", "Tied, so it falls"),
    State.NO_DECISION: ("look", "No decision"),
    State.WITHDRAWN: ("nothing", "Withdrawn"),
}
CARRIED, OTHERS, ALL, RUNNING, ENDED = "", "others", "all", "delegated", "ended"
SHOWN = {
    CARRIED: "Resolutions",
    RUNNING: "Delegations in force",
    ENDED: "Delegations that have ended",
    OTHERS: "Not carried",
    ALL: "All",
}


@dataclass(frozen=True)
class Decided:
    """A motion as lists show it on a day."""

    motion: Motion
    on: date

    @property
    def day(self) -> date:
        return civil_day(self.motion.closed_at or self.motion.item.meeting.starts_at)

    @property
    def status(self) -> tuple[str, str]:
        """Shape and words."""
        if self.second:
            return "waiting" if self.second.waits else LOOKS[self.second.came_to.state][0], self.second.words
        return LOOKS[State(self.motion.state)]

    @cached_property
    def second(self) -> SecondVote | None:
        """The second vote that it needs before it holds; asked only of what was carried and holds on no day."""
        waits = self.motion.state == State.CARRIED and self.motion.takes_effect_on is None
        return second_vote_of(self.motion) if waits else None

    @property
    def counts(self) -> str:
        """'19 for, 3 against, 1 abstaining'; of silence that nobody objected."""
        motion = self.motion
        if motion.votes_for is None:
            return ""
        if motion.method == Method.CONSENSUS:
            return "Nobody objected"
        abstaining = f", {motion.abstentions} abstaining" if motion.abstentions else ""
        return f"{motion.votes_for} for, {motion.votes_against} against{abstaining}"

    @cached_property
    def finding(self) -> Finding[Any] | None:
        return Finding.from_json(self.motion.finding) if self.motion.finding else None

    @cached_property
    def quorum(self) -> Finding[Any] | None:
        return Finding.from_json(self.motion.quorum) if self.motion.quorum else None

    @property
    def delegation(self) -> str:
        """'ended', 'in force', or nothing where nothing is delegated, or not yet."""
        if not self.motion.ends_on or self.motion.state != State.CARRIED or self.second:
            return ""
        return "ended" if self.motion.ends_on < self.on else "in force"

    @property
    def to_carry_out(self) -> bool:
        motion = self.motion
        return bool(
            motion.state == State.CARRIED
            and motion.effect
            and motion.takes_effect_on
            and not motion.carried_out_at
        )


def decided(rows: Iterable[Motion], on: date) -> list[Decided]:
    return [Decided(row, on) for row in rows]


def of_meeting(rows: QuerySet[Motion], meeting: Meeting | int) -> QuerySet[Motion]:
    """The motions of a meeting, in the order of the agenda, an amendment after its motion."""
    named = ("item__meeting__body", "item__meeting__collaborative", "amends")
    return rows.filter(item__meeting=meeting).select_related(*named).order_by("item__position", "pk")


def in_register(rows: QuerySet[Motion], on: date, shown: str = CARRIED, words: str = "") -> QuerySet[Motion]:
    """Decisions, the last first; an amendment is none. `words` are looked for in text, number and limits."""
    rows = rows.filter(state__in=DECIDED, amends=None, closed_at__isnull=False)
    rows = rows.filter(_shown(shown, on))
    for word in words.split():
        rows = rows.filter(
            Q(text__icontains=word)
            | Q(number__icontains=word)
            | Q(delegated_to__icontains=word)
            | Q(limits__icontains=word)
            | Q(item__title__icontains=word)
        )
    named = ("item__meeting__body", "item__meeting__collaborative", "confirms")
    return rows.select_related(*named).order_by("-closed_at", "-pk")


def _shown(shown: str, on: date) -> Q:
    delegated = Q(state=State.CARRIED, ends_on__isnull=False, takes_effect_on__isnull=False)
    return {
        OTHERS: ~Q(state=State.CARRIED),
        ALL: Q(),
        RUNNING: delegated & Q(ends_on__gte=on),
        ENDED: delegated & Q(ends_on__lt=on),
    }.get(shown, Q(state=State.CARRIED))
