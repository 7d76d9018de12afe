"""The same meeting fixed, moved or proposed by several at once: one of them does it, on both databases."""

from datetime import date, time, timedelta

import pytest
from django.db import IntegrityError

from meetings.actions.moving import move
from meetings.actions.year import SlotTaken, TwoAtOnce, fix, propose
from meetings.models import Meeting
from meetings.queries.hours import at_hour
from records.models import AuditEntry
from records.refusals import Conflict, NotNow
from records.tenancy import scoped
from tests import races
from tests.meetings import cast
from tests.meetings.test_year import AT, one

pytestmark = [pytest.mark.both, pytest.mark.django_db(transaction=True)]

DAYS = [date(2024, 3, 4) + timedelta(days=number) for number in range(races.TOGETHER)]


def in_scope(group, act):
    """A connection of its own opens a scope of its own."""
    with scoped(group):
        return act()


def row_of(group) -> Meeting:
    return Meeting.objects.create(
        collaborative=group,
        body=cast.Body.objects.get(code="full-group"),
        event="full-meeting",
        slot="2023-24/spring-2",
        name="Full meeting",
        starts_at=cast.NINE,
        ends_at=cast.NOON,
    )


@pytest.mark.clause("K9.1")
def test_six_propose_a_date_for_one_half_term_and_one_is_entered(group):
    wanted = [one(group, day) for day in DAYS[:5]] + [one(group, date(2024, 3, 11))]

    def enter(number: int):
        return in_scope(group, lambda: propose(collaborative=group, wanted=[wanted[number]], by=None, at=AT))

    outcomes = races.race(enter)
    assert sum(isinstance(each, list) for each in outcomes) == 1
    assert all(isinstance(each, list | SlotTaken | TwoAtOnce) for each in outcomes)
    assert Meeting.objects.count() == 1


def test_without_the_constraint_on_slots_all_six_would_be_entered(group):
    """The negative control: of a kind that may come twice, six writers at once leave six rows."""
    body = cast.Body.objects.get(code="full-group")
    fields = {
        "collaborative": group,
        "body": body,
        "event": "full-meeting",
        "slot": "2023-24/spring-2",
        "name": "x",
    }

    def enter(number: int):
        return in_scope(group, lambda: Meeting.objects.create(
            **fields, kind=Meeting.Kind.CALLED, starts_at=at_hour(DAYS[number], time(9)), ends_at=cast.NOON))  # fmt: skip

    assert not [each for each in races.race(enter) if isinstance(each, IntegrityError)]
    assert Meeting.objects.count() == races.TOGETHER


@pytest.mark.clause("K9.1")
def test_six_fix_one_meeting_and_it_is_fixed_once(group):
    row = row_of(group)

    def decide(number: int):
        mine = Meeting(
            **{field.attname: getattr(row, field.attname) for field in Meeting._meta.concrete_fields}
        )
        return in_scope(group, lambda: fix(meetings=[mine], resolution=f"R-{number}", by=None, at=AT))

    outcomes = races.race(decide)
    assert sum(isinstance(each, list) for each in outcomes) == 1
    assert sum(isinstance(each, NotNow) for each in outcomes) == races.TOGETHER - 1
    assert AuditEntry.objects.filter(act="fix-meeting").count() == 1


@pytest.mark.clause("K9.1", "K9.4")
def test_six_move_one_meeting_from_one_page_and_it_moves_once(group):
    row = row_of(group)
    Meeting.objects.filter(pk=row.pk).update(state="fixed")

    def push(number: int):
        return in_scope(group, lambda: _moved(Meeting.objects.get(pk=row.pk), number))

    outcomes = races.race(push)
    row.refresh_from_db()
    assert row.sequence == 1
    assert sum(isinstance(each, Meeting) for each in outcomes) == 1
    assert sum(isinstance(each, Conflict) for each in outcomes) == races.TOGETHER - 1


def _moved(row: Meeting, number: int) -> Meeting:
    """Every page was opened before anybody pressed: version 1."""
    times = {"starts_at": at_hour(DAYS[number % 5], time(9)), "ends_at": at_hour(DAYS[number % 5], time(12))}
    return move(meeting=row, **times, because="Polling station", seen=1, by=None, at=AT - timedelta(days=20))


def test_without_the_version_the_last_of_two_overwrites_the_first(group):
    """The negative control: whoever writes the whole row knows of nobody else."""
    row = row_of(group)
    gate = races.Meeting(2)

    def push(number: int):
        with scoped(group):
            mine = Meeting.objects.get(pk=row.pk)
            gate.wait()
            mine.sequence += 1
            mine.place = f"Hall {number}"
            mine.save()
            return mine.sequence

    assert races.race(push, 2) == [1, 1]
