"""Whatever is pressed in whatever order, a motion moves forwards, and what is recorded is what was voted (K6.4, K6.7)."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from meetings.actions import motions, votes
from meetings.models import Ballot, Mandate, Motion, Presence, Vote
from meetings.queries.motions import Tally, counted, recounts
from meetings.queries.room import room_of
from membership.permissions import NotAllowed
from records.refusals import Refusal
from tests.meetings import cast, decisions
from tests.meetings.test_votes import SECRET
from tests.races import undone

pytestmark = pytest.mark.django_db

DECIDED = {"carried", "lost", "tied", "no decision"}
FORWARD = {
    "drafted": {"drafted", "put", "withdrawn"},
    "put": {"put", "voting", "withdrawn"},
    "voting": {"voting"} | DECIDED,
    **{end: {end} for end in DECIDED | {"withdrawn"}},
}
PRESSED = (
    "put",
    "open",
    "vote",
    "vote",
    "vote",
    "leave",
    "come",
    "amend",
    "decide amendment",
    "withdraw",
    "close",
)
CHOICES = ("for", "against", "abstain")
SCHOOLS = (1, 2, 3, 4)


class Case:
    """One motion of a meeting of four schools, three of which make the quorum; each press is tried, and may be refused.

    The model is who is in the room and what each has chosen last, kept beside in plain sets.
    """

    def __init__(self, room: decisions.Room, method: str):
        self.room, self.method = room, method
        self.motion = room.draft(method=method)
        self.there, self.chosen, self.words = set(SCHOOLS), {}, self.motion.text
        self.minutes = 0

    @property
    def at(self):
        self.minutes += 1
        return cast.moment(10, self.minutes)

    def press(self, what: str, who: int, choice: str) -> None:
        before = Motion.objects.get(pk=self.motion.pk)
        try:
            getattr(self, what.replace(" ", "_"))(who, choice)
        except (Refusal, NotAllowed):
            assert Motion.objects.get(pk=self.motion.pk).state == before.state
        self.holds(before)

    # What can be pressed

    def put(self, who, choice) -> None:
        motions.put(motion=self._motion, by=self.room.marian, at=self.at)

    def open(self, who, choice) -> None:
        motions.open_vote(motion=self._motion, by=self.room.marian, at=self.at)

    def vote(self, who, choice) -> None:
        seen = self.chosen.get(who, "") if self.method == "recorded" else ""
        self.room.vote(self._motion, who, choice, at=self.at, seen=seen)
        self.chosen[who] = choice

    def leave(self, who, choice) -> None:
        rows = Presence.objects.filter(mandate=self.room.mandate(who), left_at=None)
        if rows.update(left_at=self.at):
            self.there.discard(who)

    def come(self, who, choice) -> None:
        if who not in self.there:
            mandate: Mandate = self.room.mandate(who)
            cast.arrives(self.room.meeting, mandate.holder, mandate, arrived_at=self.at)
            self.there.add(who)

    def amend(self, who, choice) -> None:
        told = {"proposer": self.room.mandate(2), "seconder": self.room.mandate(3)}
        words = f"That it is so, {self.minutes}."
        motions.amend(motion=self._motion, text=words, by=self.room.marian, at=self.at, **told)

    def decide_amendment(self, who, choice) -> None:
        amendment = self._motion.amendments.filter(state="drafted").first()
        if amendment is None:
            return
        for step in (motions.put, motions.open_vote):
            step(motion=amendment, by=self.room.marian, at=self.at)
        closed = self.room.close(amendment, 2 if choice == "for" else 0, 1, at=self.at)
        if closed.state == "carried":
            self.words = amendment.text

    def withdraw(self, who, choice) -> None:
        motions.withdraw_motion(motion=self._motion, by=self.room.marian, at=self.at)

    def close(self, who, choice) -> None:
        at = self.at
        self.quorate = len(self.there) >= 3
        votes.close_vote(motion=self._motion, by=self.room.marian, at=at)

    @property
    def _motion(self) -> Motion:
        rows = Motion.objects.select_related("item__meeting__body", "item__meeting__collaborative")
        return rows.get(pk=self.motion.pk)

    # What must hold after each

    def holds(self, before: Motion) -> None:
        now = self._motion
        assert now.state in FORWARD[before.state]
        assert now.text == self.words
        assert Vote.objects.filter(motion=now).count() == len(self.chosen)
        assert counted(now) == self._model()
        if now.state == "voting":
            assert not now.amendments.filter(state__in=["drafted", "put", "voting"]).exists()
        if now.state in DECIDED and before.state == "voting":
            self.decided_rightly(now)

    def decided_rightly(self, now: Motion) -> None:
        model = self._model()
        carries = model.for_ > model.against
        assert now.quorate is self.quorate is room_of(self.room.meeting, at=now.closed_at).quorate().value
        assert (now.state == "no decision") is not self.quorate
        assert (now.state == "carried") is (self.quorate and carries)
        assert bool(now.number) is (now.state == "carried")
        assert (now.votes_for, now.votes_against, now.abstentions) == (
            model.for_,
            model.against,
            model.abstain,
        )
        assert recounts(now)

    def _model(self) -> Tally:
        said = list(self.chosen.values())
        return Tally(*(said.count(choice) for choice in CHOICES))


presses = st.lists(
    st.tuples(st.sampled_from(PRESSED), st.sampled_from(SCHOOLS), st.sampled_from(CHOICES)),
    min_size=3,
    max_size=12,
)
quiet = settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.fixture
def room(group, marian):
    decisions.adopt(group, *SECRET)
    return decisions.opened(group, marian, schools=4, come=4)


@pytest.mark.clause("K6.4", "K6.5", "K6.7")
@quiet
@given(steps=presses)
def test_a_recorded_vote_comes_to_what_was_chosen_last_by_each(room, steps):
    play(room, "recorded", [("put", 1, ""), ("open", 1, ""), *steps, ("close", 1, "")])


@pytest.mark.clause("K6.4", "K6.5", "K6.7")
@quiet
@given(steps=presses)
def test_a_motion_moves_only_forwards_however_it_is_pressed(room, steps):
    play(room, "recorded", steps)


@pytest.mark.clause("K6.4", "K6.5", "K6.7")
@quiet
@given(steps=presses)
def test_a_secret_vote_comes_to_the_papers_in_the_box(room, steps):
    play(room, "secret", [("put", 1, ""), ("open", 1, ""), *steps, ("close", 1, "")])


def play(room, method, steps) -> None:
    def told():
        case = Case(room, method)
        for what, who, choice in steps:
            case.press(what, who, choice)
        if method == "secret":
            assert Ballot.objects.filter(motion=case.motion).count() == len(case.chosen)

    undone(told)
