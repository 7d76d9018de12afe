"""Whatever is pressed in whatever order, an opening moves only forwards and seats at most one person (K7.8, K7.9)."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from membership.actions import openings as verbs
from membership.models import Holding, Nomination, Opening
from records.refusals import Refusal
from tests.membership import cast
from tests.membership.build import NOON
from tests.races import undone

pytestmark = pytest.mark.django_db

FORWARD = {
    "announced": {"announced", "closed", "filled", "lapsed"},
    "closed": {"closed", "filled", "lapsed"},
    "filled": {"filled"},
    "lapsed": {"lapsed"},
}
PRESSED = ("nominate", "accept", "withdraw", "close", "fill", "lapse")


class Case:
    """One opening of the Chair and two headteachers who may stand; each press is tried, and may be refused."""

    def __init__(self, group, cabinet):
        self.place, self.office = cast.office(group, "chair"), cabinet["som"]
        self.people = (cabinet["next"], cabinet["treasurer"])
        self.opening = verbs.announce_opening(
            place=self.place, closes_on=date(2024, 3, 22), starts_on=date(2024, 9, 1), by=self.office, at=NOON
        )

    def press(self, what: str, who: int, days: int) -> None:
        before = Opening.objects.get(pk=self.opening.pk).state
        try:
            getattr(self, what)(self.people[who], NOON + timedelta(days=days))
        except (Refusal, Nomination.DoesNotExist):
            assert Opening.objects.get(pk=self.opening.pk).state == before
        self.holds(before)

    def holds(self, before: str) -> None:
        now = Opening.objects.get(pk=self.opening.pk)
        seated = Holding.objects.filter(place=self.place, starts_on=now.starts_on)
        assert now.state in FORWARD[before]
        assert seated.count() == (1 if now.state == "filled" else 0)
        if now.holding:
            chosen = Nomination.objects.get(opening=now, person=now.holding.person)
            assert chosen.accepted_at
            assert now.resolution

    def nominate(self, who, at) -> None:
        verbs.nominate(opening=self.opening, person=who, by=self.people[0], at=at)

    def accept(self, who, at) -> None:
        verbs.accept(nomination=self._of(who), by=who, at=at)

    def withdraw(self, who, at) -> None:
        verbs.withdraw(nomination=self._of(who), by=who, at=at)

    def close(self, who, at) -> None:
        verbs.close_opening(opening=self.opening, by=self.office, at=at)

    def fill(self, who, at) -> None:
        verbs.fill(opening=self.opening, nomination=self._of(who), resolution="R-1", by=self.office, at=at)

    def lapse(self, who, at) -> None:
        verbs.lapse(opening=self.opening, because="Nobody stood", by=self.office, at=at)

    def _of(self, who) -> Nomination:
        return Nomination.objects.select_related("opening", "person").get(opening=self.opening, person=who)


presses = st.lists(
    st.tuples(st.sampled_from(PRESSED), st.integers(0, 1), st.integers(0, 12)), min_size=2, max_size=8
)


@pytest.mark.clause("K7.8", "K7.9")
@settings(
    max_examples=20,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=presses)
def test_an_opening_moves_forwards_and_seats_at_most_one(group, cabinet, steps):
    def told():
        case = Case(group, cabinet)
        for what, who, days in steps:
            case.press(what, who, days)

    undone(told)
