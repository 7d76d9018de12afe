"""Decisions that must be voted on twice: which still wait for their second vote, from when, and where it stands.

What is carried once holds nothing yet. Its second vote is another motion, with the same words, on a later agenda of
the same body; as that one ends, so does the first.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from constitution import say
from constitution.finding import Finding
from constitution.voting import Confirmed
from meetings.models import Meeting, Motion
from meetings.models.meeting import BEFORE_OPENING
from meetings.queries.motions import UNDECIDED, confirmed_from, rules_of, voted_on
from meetings.queries.room import day_of

State = Motion.State
OVER = (Meeting.State.CLOSED, Meeting.State.CANCELLED)


def rule_on_second(motion: Motion) -> Confirmed | None:
    """What the edition of the motion's day asks for, if a decision of its kind is to be confirmed."""
    if not motion.decision or motion.amends_id:
        return None
    rule = rules_of(motion.item.meeting).decision.get(motion.decision)
    return rule.confirmed if rule else None


@dataclass(frozen=True)
class SecondVote:
    """The second vote on a motion that was carried once. `tries` are the motions that put it again, the last first."""

    first: Motion
    tries: tuple[Motion, ...]

    @cached_property
    def earliest(self) -> Finding[date]:
        """The first day on which it may be taken."""
        return confirmed_from(self.first)

    @property
    def came_to(self) -> Motion | None:
        """The second vote that settled it: carried, or lost. Without a quorum nothing is settled."""
        return next(
            (each for each in self.tries if each.state in (State.CARRIED, State.LOST, State.TIED)), None
        )

    @property
    def put(self) -> Motion | None:
        """Where it stands on the agenda of a meeting that is still to be held, or being held."""
        ahead = (each for each in self.tries if each.item.meeting and each.item.meeting.state not in OVER)
        return next((each for each in ahead if each.state in UNDECIDED), None)

    @property
    def waits(self) -> bool:
        return self.came_to is None

    @property
    def due_on(self) -> date:
        """The day of the meeting at which it is to be taken; until that is known, the first possible day."""
        return day_of(self.put.item.meeting) if self.put else self.earliest.value

    def can_be_at(self, meeting: Meeting) -> bool:
        same = meeting.body_id == self.first.item.body_id
        return same and self.waits and day_of(meeting) >= self.earliest.value

    @property
    def words(self) -> str:
        """How the first vote stands: 'Carried, waits for its second vote'."""
        if self.came_to is None:
            return "Carried, waits for its second vote"
        confirmed = self.came_to.state == State.CARRIED
        return "Carried and confirmed" if confirmed else "Carried, and not confirmed"


def second_vote_of(motion: Motion) -> SecondVote | None:
    """The second vote that a motion needs; None where once is enough, or where it has not been carried."""
    if motion.state != State.CARRIED or motion.confirms_id or rule_on_second(motion) is None:
        return None
    tries = motion.confirmations.select_related("item__meeting").order_by("-pk")
    return SecondVote(motion, tuple(tries))


def to_be_put(meeting: Meeting) -> Iterator[SecondVote]:
    """Those that belong on the agenda of a meeting and stand on none, each once: what was taken off stays off."""
    rows = Motion.objects.filter(
        item__body=meeting.body_id, item__meeting__starts_at__lt=meeting.starts_at,
        state=State.CARRIED, takes_effect_on=None, amends=None, confirms=None,
    ).exclude(decision="")  # fmt: skip
    for row in rows.select_related("item__meeting__body", "item__meeting__collaborative", "collaborative"):
        found = second_vote_of(row)
        here = found and any(each.item.meeting_id == meeting.pk for each in found.tries)
        if found and not here and not found.put and found.can_be_at(meeting):
            yield found


def meetings_for(second: SecondVote) -> list[Meeting]:
    """On whose agenda it can be put: the body's own meetings to come, from the first possible day on."""
    rows = Meeting.objects.filter(body=second.first.item.body_id, state__in=BEFORE_OPENING[1:])
    rows = rows.exclude(kind=Meeting.Kind.WRITTEN).order_by("starts_at")
    return [row for row in rows if second.can_be_at(row)]


def first_in_words(first: Motion) -> str:
    """'R-2024-007 of 14 March 2024'; of what was agreed in writing the day alone."""
    return f"{first.number or 'The decision'} of {say.date(voted_on(first))}"
