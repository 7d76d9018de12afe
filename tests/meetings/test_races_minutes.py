"""Two at once on the same minutes: on both databases, each with what would happen without the guard (K9.14)."""

import pytest
from django.db.models import F

from meetings.actions import follow
from meetings.actions import minutes as verbs
from meetings.models import Action, MinuteEntry, Minutes
from records.models import AuditEntry
from records.refusals import Conflict, NotNow
from records.tenancy import scoped
from tests.meetings.minuted import NEXT_DAY, THREE, held
from tests.races import TOGETHER, Meeting, race

pytestmark = [pytest.mark.both, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def room(group, marian):
    return held(group, marian)


def _in(group, do):
    """Each runner has the group in hand, as a request has."""

    def run(number):
        with scoped(group):
            return do(number)

    return run


@pytest.mark.clause("K9.14")
def test_of_two_who_approve_one_does(group, room):
    row = room.discussed()
    seen = row.version

    def approve(number):
        return verbs.approve(minutes=Minutes.objects.get(pk=row.pk), seen=seen, by=room.chair, at=NEXT_DAY)

    found = race(_in(group, approve))
    assert sum(isinstance(each, Minutes) for each in found) == 1
    assert all(isinstance(each, (Minutes, NotNow, Conflict)) for each in found)
    assert AuditEntry.objects.filter(act="approve-minutes").count() == 1


@pytest.mark.clause("K9.18")
def test_of_several_who_write_first_of_one_item_one_does_and_the_others_are_told(group, room):
    row = room.begun()

    def write(number):
        mine = Minutes.objects.get(pk=row.pk)
        return verbs.write(
            minutes=mine, item=room.item, text=f"Words {number}", seen=0, by=room.marian, at=THREE
        )

    found = race(_in(group, write))
    assert sum(isinstance(each, MinuteEntry) for each in found) == 1
    assert sum(isinstance(each, Conflict) for each in found) == TOGETHER - 1
    assert MinuteEntry.objects.count() == 1


def test_without_the_version_the_last_writer_would_win_unseen(group, room):
    """The negative control: each reads, all meet, and each writes over the others."""
    entry = room.write(room.begun(), "First.")
    gate = Meeting()

    def write(number):
        mine = MinuteEntry.objects.get(pk=entry.pk)
        gate.wait()
        return MinuteEntry.objects.filter(pk=mine.pk).update(text=f"Words {number}", version=F("version") + 1)

    assert race(_in(group, write)) == [1] * TOGETHER


def test_minutes_begun_by_several_at_once_are_one(group, room):
    found = race(_in(group, lambda number: verbs.begin(meeting=room.meeting, by=room.marian, at=THREE)))
    assert {each.pk for each in found} == {Minutes.objects.get().pk}


@pytest.mark.clause("K9.15")
def test_actions_recorded_at_once_have_numbers_without_gaps(group, room):
    def record(number):
        return follow.record_action(
            item=room.item,
            text=f"Do {number}",
            owner=room.chair,
            due_on=NEXT_DAY.date(),
            by=room.marian,
            at=THREE,
        )

    race(_in(group, record))
    assert sorted(Action.objects.values_list("number", flat=True)) == list(range(1, TOGETHER + 1))


@pytest.mark.clause("K9.15")
def test_of_several_who_say_it_is_done_one_does(group, room):
    action = follow.record_action(
        item=room.item, text="Do it", owner=room.chair, due_on=NEXT_DAY.date(), by=room.marian, at=THREE
    )
    done = _in(
        group,
        lambda n: follow.finish(action=Action.objects.get(pk=action.pk), note="", by=room.chair, at=NEXT_DAY),
    )
    found = race(done)
    assert sum(isinstance(each, Action) for each in found) == 1
    assert sum(isinstance(each, NotNow) for each in found) == TOGETHER - 1
