"""Production's background work as it runs: a real Celery worker, a real Redis, and the database as the record."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import redis
from celery import Celery

from collaborative.audit_trail import VERIFY
from records import clock, jobs
from records.models import Job, Message
from records.tenancy import everywhere
from tests import processes
from tests.collaborative import build
from tests.collaborative.test_scheduler import sent, tell, until

pytestmark = [pytest.mark.both, pytest.mark.waits, pytest.mark.redis, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def group(marlbeck):
    return build.found(marlbeck)


@pytest.fixture
def broker(redis_url) -> Iterator[Celery]:
    """Whoever hands out hints, as beat does; the queue is empty before and after."""
    app = Celery("beat", broker=redis_url)
    app.control.purge()
    yield app
    app.control.purge()
    app.close()


@contextmanager
def worker(broker: Celery, sink, *options: str) -> Iterator[subprocess.Popen]:
    env = {
        **os.environ,
        "DATABASE_URL": processes.database_url(),
        "MAIL_URL": f"smtp://127.0.0.1:{sink.port}",
        "REDIS_URL": broker.conf.broker_url,
    }
    command = [sys.executable, "-m", "celery", "-A", "collaborative", "worker", "--concurrency", "2"]
    process = subprocess.Popen([*command, "--loglevel", "warning", *options], cwd=processes.ROOT, env=env)
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def done(job: Job) -> bool:
    return everywhere(Job).filter(pk=job.pk, state="done").exists()


def swept() -> bool:
    return everywhere(Job).filter(kind="sweep", state="done").exists()


def test_a_hint_to_work_does_every_job_that_waits_and_sends_the_mail(group, owen, broker, smtp_sink):
    waiting = [jobs.enqueue(kind=VERIFY, key=str(n), by=None, collaborative=group) for n in range(3)]
    tell(group, owen)
    with worker(broker, smtp_sink):
        broker.send_task("collaborative.work")
        assert until(lambda: all(done(job) for job in waiting))
        assert until(sent)
    assert len(smtp_sink.letters) == 1


def test_a_hint_that_is_delivered_several_times_sends_once(group, owen, broker, smtp_sink):
    for number in range(3):
        tell(group, owen, key=f"greeting · {number}")
    for _ in range(6):
        broker.send_task("collaborative.sweep")
        broker.send_task("collaborative.work")
    with worker(broker, smtp_sink):
        assert until(
            lambda: swept() and everywhere(Message).filter(kind="greeting", state="sent").count() == 3
        )
        assert until(lambda: empty(broker))
    told = everywhere(Message).filter(kind="greeting")
    assert {message.attempts for message in told} == {1}
    assert len({message.claim for message in told}) == len(smtp_sink.letters) == 1


def empty(broker: Celery) -> bool:
    with redis.Redis.from_url(broker.conf.broker_url) as queue:
        return queue.llen("celery") == 0


def test_a_hint_that_is_lost_is_made_good_by_the_next(group, owen, broker, smtp_sink):
    tell(group, owen)
    broker.send_task("collaborative.work")
    broker.control.purge()
    with worker(broker, smtp_sink):
        assert not until(sent, 3)
        broker.send_task("collaborative.work")
        assert until(sent)


def test_a_job_that_a_dead_worker_left_is_done_by_the_next(group, broker, smtp_sink):
    """It is given back when its lease has run out."""
    job = jobs.enqueue(kind=VERIFY, key="1", by=None, collaborative=group)
    jobs.discover()
    assert jobs.claim(clock.now()) == job
    everywhere(Job).filter(pk=job.pk).update(lease_until=clock.now())
    with worker(broker, smtp_sink):
        broker.send_task("collaborative.work")
        assert until(lambda: done(job))
    assert everywhere(Job).get(pk=job.pk).attempts == 2
