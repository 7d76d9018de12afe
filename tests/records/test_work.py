"""One scheduler at a time, and each job in a process of its own that can be stopped."""

from datetime import timedelta

import pytest

from records import jobs, work
from records.models import Job
from records.tenancy import installation
from tests import processes
from tests.races import TOGETHER, race
from tests.records.build import NOON

pytestmark = [pytest.mark.both, pytest.mark.django_db]


def test_a_second_scheduler_waits_until_the_first_lets_go():
    first, second = work.Watch(), work.Watch()
    assert first.hold(NOON)
    assert first.hold(NOON + timedelta(minutes=1))
    assert not second.hold(NOON + timedelta(minutes=1))
    first.let_go(NOON + timedelta(minutes=1))
    assert second.hold(NOON + timedelta(minutes=1))
    assert not first.hold(NOON + timedelta(minutes=1))


def test_a_scheduler_that_died_is_replaced_after_a_while():
    first, second = work.Watch(), work.Watch()
    first.hold(NOON)
    assert not second.hold(NOON + work.WATCH)
    assert second.hold(NOON + work.WATCH + timedelta(seconds=1))
    assert not first.hold(NOON + work.WATCH + timedelta(seconds=2))


def test_the_lock_is_no_work_and_is_not_given_back_to_the_queue():
    assert work.Watch().hold(NOON)
    assert jobs.run_next(NOON + timedelta(days=1)) is None
    assert installation(Job).get().state == "running"


@pytest.mark.django_db(transaction=True)
def test_of_schedulers_that_start_at_once_one_holds_the_watch():
    assert sorted(race(lambda _: work.Watch().hold(NOON))) == [False] * (TOGETHER - 1) + [True]


@pytest.mark.django_db(transaction=True)
def test_a_command_runs_in_a_process_and_is_stopped_when_it_takes_too_long(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", processes.database_url())
    assert work.in_a_process(60, "run_job")
    assert not work.in_a_process(0, "run_job")
    assert not work.in_a_process(60, "no_such_command")
