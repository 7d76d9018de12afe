"""Long work is a row: asked for once, taken by one worker, seen while it goes on, and never lost."""

import time
from datetime import timedelta

import pytest

from records import clock, jobs, tenancy
from records.models import Job
from records.models.work import LEASE, LeaseLost
from records.refusals import NotNow, Refusal
from records.tenancy import everywhere
from tests import processes
from tests.races import TOGETHER, Meeting, race
from tests.records.build import NOON

pytestmark = [pytest.mark.both, pytest.mark.django_db]


@pytest.fixture
def kind(monkeypatch):
    """Registers what a kind of job does, for one test."""
    jobs.discover()
    monkeypatch.setattr(jobs, "_handlers", {})
    return lambda does: jobs.handler("count-schools")(does)


def asked(collaborative=None, by=None, **changes):
    return jobs.enqueue(
        **{
            "kind": "count-schools",
            "key": "2024-25",
            "by": by,
            "collaborative": collaborative,
            "at": NOON,
            **changes,
        }
    )


def now(job):
    return everywhere(Job).get(pk=job.pk)


def test_a_job_is_done_in_the_scope_of_its_group_with_its_arguments(marlbeck, marian, kind):
    seen = []
    kind(lambda job, at: seen.append((tenancy.current(), job.by, job.arguments, at)))
    job = asked(marlbeck, marian, arguments={"year": "2024-25"})
    assert jobs.run_next(NOON) == job
    assert seen == [(marlbeck, marian, {"year": "2024-25"}, NOON)]
    assert now(job).state == "done"
    assert now(job).ended_at
    assert jobs.run_next(NOON) is None


def test_a_job_of_the_installation_has_no_scope(db, kind):
    kind(lambda job, at: [][0 if tenancy.current() else slice(0)])
    job = asked()
    jobs.run_next(NOON)
    assert now(job).state == "done"


def test_what_is_open_is_not_asked_for_twice_and_what_is_done_may_be_asked_again(marlbeck, tarnside, kind):
    kind(lambda job, at: None)
    first = asked(marlbeck)
    assert asked(marlbeck) == first
    assert asked(tarnside) != first
    jobs.run_next(NOON)
    assert asked(marlbeck) != first


def test_the_oldest_goes_first_and_an_unknown_kind_waits(marlbeck, kind):
    kind(lambda job, at: None)
    asked(marlbeck, kind="unheard-of", at=NOON - timedelta(days=1))
    newer, older = asked(marlbeck, key="newer"), asked(marlbeck, key="older", at=NOON - timedelta(hours=1))
    assert [jobs.run_next(NOON), jobs.run_next(NOON), jobs.run_next(NOON)] == [older, newer, None]


def test_progress_is_seen_and_keeps_the_lease(marlbeck, kind):
    def count(job, at):
        before = now(job).lease_until
        job.progress(2, 35)
        assert now(job).lease_until > before
        assert (now(job).done, now(job).total) == (2, 35)

    kind(count)
    asked(marlbeck)
    assert jobs.run_next(NOON).state == "done"


def test_a_job_that_fails_rests_is_tried_again_and_is_then_parked(marlbeck, kind):
    kind(lambda job, at: 1 / 0)
    job = asked(marlbeck)
    jobs.run_next(NOON)
    assert now(job).state == "queued"
    assert jobs.run_next(clock.now()) is None, "it rests"
    for hours in range(1, jobs.ATTEMPTS):
        jobs.run_next(clock.now() + timedelta(hours=hours))
    assert (now(job).state, now(job).last_error) == ("parked", "ZeroDivisionError: division by zero")


def test_a_rule_that_says_no_parks_it_at_once_with_its_sentence(marlbeck, kind):
    def refuse(job, at):
        raise Refusal("The financial year is closed.")

    kind(refuse)
    job = asked(marlbeck)
    jobs.run_next(NOON)
    assert (now(job).state, now(job).last_error, now(job).attempts) == (
        "parked",
        "The financial year is closed.",
        1,
    )


def test_parked_work_is_asked_for_again_by_a_person(marlbeck, kind):
    kind(lambda job, at: (_ for _ in ()).throw(Refusal("No.")))
    job = asked(marlbeck, arguments={"year": "2024-25"})
    jobs.run_next(NOON)
    again = jobs.retry(now(job), NOON)
    assert (again.state, again.arguments, again.attempts) == ("queued", {"year": "2024-25"}, 0)
    with pytest.raises(NotNow):
        jobs.retry(again, NOON)


def test_a_cancelled_job_stops_at_its_next_progress_and_stays_cancelled(marlbeck, kind):
    def count(job, at):
        jobs.cancel(job, NOON)
        with pytest.raises(LeaseLost):
            job.progress(1, 2)
        raise LeaseLost

    kind(count)
    job = asked(marlbeck)
    jobs.run_next(NOON)
    assert now(job).state == "cancelled"
    with pytest.raises(NotNow):
        jobs.cancel(now(job), NOON)


def test_the_job_of_a_worker_that_died_goes_back_and_after_some_deaths_is_parked(marlbeck, kind):
    kind(lambda job, at: None)
    job = asked(marlbeck)
    at = NOON
    for _ in range(jobs.ATTEMPTS):
        assert jobs.claim(at) == job
        assert jobs.release(at + LEASE) == 0, "its lease still runs"
        at += LEASE + timedelta(seconds=1)
        assert jobs.release(at) == 1
    assert (now(job).state, now(job).last_error) == ("parked", "The worker stopped before it had finished.")


def test_a_worker_that_comes_back_late_does_not_undo_what_another_did(marlbeck, kind):
    kind(lambda job, at: None)
    asked(marlbeck)
    late = jobs.claim(NOON)
    jobs.release(NOON + LEASE * 2)
    other = jobs.claim(NOON + LEASE * 2)
    jobs.run(late, NOON)
    assert now(other).state == "running"
    jobs.run(other, NOON)
    assert now(other).state == "done"


WORK = """
from tests.records import slow
from records import clock, jobs
jobs.run_next(clock.now())
"""


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_at_work_gives_its_job_back(marlbeck, kind, tmp_path):
    begun = tmp_path / "begun"
    job = asked(marlbeck, kind="take-for-ever", arguments={"begun": str(begun)})
    worker = processes.started(WORK)
    for _ in range(300):
        if begun.exists():
            break
        time.sleep(0.1)
    worker.kill()
    worker.wait()
    assert (now(job).state, now(job).done, now(job).total) == ("running", 1, 10)
    jobs.handler("take-for-ever")(lambda job, at: None)
    assert jobs.run_next(clock.now()) is None, "its lease still runs"
    assert jobs.run_next(clock.now() + LEASE * 2) == job
    assert now(job).state == "done"


@pytest.mark.django_db(transaction=True)
def test_workers_at_once_do_a_job_once(marlbeck, kind):
    done = []
    kind(lambda job, at: done.append(job.pk))
    for number in range(3):
        asked(marlbeck, key=str(number))
    race(lambda _: [jobs.run_next(NOON) for _ in range(3)])
    assert len(done) == len(set(done)) == 3


@pytest.mark.django_db(transaction=True)
def test_without_the_claim_every_worker_does_it(marlbeck, kind):
    done, meeting = [], Meeting()
    kind(lambda job, at: None)
    asked(marlbeck)

    def unguarded(_):
        waiting = jobs._ready(NOON).first()
        meeting.wait()
        done.append(waiting.pk)

    race(unguarded)
    assert len(done) == TOGETHER


@pytest.mark.django_db(transaction=True)
def test_askers_at_once_get_one_job(marlbeck, kind):
    kind(lambda job, at: None)
    assert len({job.pk for job in race(lambda _: asked(marlbeck))}) == 1
