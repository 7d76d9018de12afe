"""Whatever is pressed in whatever order, minutes go forwards, and what was approved never changes (K9.14)."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from meetings.actions import minutes as verbs
from meetings.models import MinuteEntry, Minutes
from records.refusals import Refusal
from tests.meetings.minuted import THREE, held
from tests.races import undone

pytestmark = pytest.mark.django_db

FORWARD = {
    "draft": {"draft", "discussed"},
    "discussed": {"discussed", "draft", "approved"},
    "approved": {"approved"},
}
PRESSED = ("write", "discuss", "send_back", "approve", "revise")


class Case:
    """A meeting of which minutes are begun; each press is tried, by its right person, and may be refused."""

    def __init__(self, room):
        self.room, self.row = room, room.begun()
        self.approved: dict[int, str] = {}

    def press(self, what: str, minute: int) -> None:
        latest = Minutes.objects.order_by("number").last()
        before = latest.state
        try:
            getattr(self, what)(latest, THREE + timedelta(minutes=minute))
        except Refusal:
            latest.refresh_from_db()
            assert latest.state == before
        self.holds(latest, before)

    def holds(self, latest: Minutes, before: str) -> None:
        latest.refresh_from_db()
        assert latest.state in FORWARD[before]
        numbers = list(Minutes.objects.order_by("number").values_list("number", flat=True))
        assert numbers == list(range(1, len(numbers) + 1))
        assert Minutes.objects.filter(state__in=["draft", "discussed"]).count() <= 1
        for entry in MinuteEntry.objects.filter(approved_at__isnull=False):
            assert self.approved.setdefault(entry.pk, entry.text) == entry.text

    def write(self, row, at) -> None:
        entry = row.entries.filter(item=self.room.item).first()
        text = f"At {at:%H:%M}, version {row.number}."
        verbs.write(
            minutes=row, item=self.room.item, text=text, seen=entry.version if entry else 0,
            by=self.room.marian, at=at,
        )  # fmt: skip

    def discuss(self, row, at) -> None:
        verbs.discuss(minutes=row, by=self.room.marian, at=at)

    def send_back(self, row, at) -> None:
        verbs.send_back(minutes=row, because="A name", by=self.room.chair, at=at)

    def approve(self, row, at) -> None:
        verbs.approve(minutes=row, seen=row.version, by=self.room.chair, at=at)

    def revise(self, row, at) -> None:
        verbs.revise(minutes=row, because="A name", by=self.room.marian, at=at)


presses = st.lists(st.tuples(st.sampled_from(PRESSED), st.integers(0, 50)), min_size=3, max_size=12)


@pytest.mark.clause("K9.14")
def test_minutes_go_forwards_and_approved_words_stay(group, marian):
    room = held(group, marian)

    @settings(
        max_examples=40,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture],
        database=None,
    )
    @given(presses)
    def tried(steps):
        undone(lambda: _play(Case(room), steps))

    tried()


def _play(case: Case, steps) -> None:
    for what, minute in steps:
        case.press(what, minute)
