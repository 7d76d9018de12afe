"""The embedded background work as it runs: `manage.py scheduler` in a process, on a real database and mail server."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from collaborative.audit_trail import VERIFY
from records import audit, clock, jobs, work
from records.models import Job, Message
from records.tenancy import everywhere, installation
from tests import processes
from tests.records import build as records

pytestmark = [pytest.mark.both, pytest.mark.waits, pytest.mark.django_db(transaction=True)]
SOON = 60


@contextmanager
def scheduler(sink, *options: str) -> Iterator[subprocess.Popen]:
    """The command as `./run start` starts it, on the database of the test and the test's mail server."""
    env = {
        **os.environ,
        "DATABASE_URL": processes.database_url(),
        "MAIL_URL": f"smtp://127.0.0.1:{sink.port}",
        "SITE_URL": "http://localhost:8000",
    }
    command = [sys.executable, "manage.py", "scheduler", *options]
    process = subprocess.Popen(command, cwd=processes.ROOT, env=env, stderr=subprocess.PIPE, text=True)
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def until(true: Callable[[], object], seconds: float = SOON) -> bool:
    """Waits for something to come true."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if true():
            return True
        time.sleep(0.1)
    return False


def stopped(process: subprocess.Popen, seconds: float = 30) -> int:
    process.send_signal(signal.SIGTERM)
    return process.wait(seconds)


def tell(group, person, key="greeting · 1") -> None:
    records.message(
        group, person, key=key, kind="greeting", subject="News", text="It is so.", queued_at=clock.now()
    )


def sent() -> bool:
    return everywhere(Message).filter(state="sent").exists()


def watch() -> Job | None:
    return installation(Job).filter(kind="scheduler").first()


@pytest.fixture
def group(marlbeck):
    from tests.collaborative import build

    return build.found(marlbeck)


def to_verify(group, key="1") -> Job:
    return jobs.enqueue(kind=VERIFY, key=key, by=None, collaborative=group)


# --- what it does ----------------------------------------------------------------------------------------------


def test_one_round_sweeps_does_the_jobs_and_sends_what_waits(group, owen, smtp_sink):
    tell(group, owen)
    job = to_verify(group)
    with scheduler(smtp_sink, "--once") as process:
        assert process.wait(SOON) == 0
    assert [letter["To"] for letter in smtp_sink.letters] == [owen.email]
    done = everywhere(Job).get(pk=job.pk)
    assert (done.state, done.done, done.total) == ("done", audit.head(group).seq, audit.head(group).seq)
    assert everywhere(Job).get(kind="sweep").swept_on == clock.today()


def test_it_goes_on_and_takes_what_comes_later(group, owen, smtp_sink):
    with scheduler(smtp_sink) as process:
        assert until(lambda: everywhere(Job).filter(kind="sweep", state="done").exists())
        job = to_verify(group)
        tell(group, owen)
        assert until(lambda: everywhere(Job).filter(pk=job.pk, state="done").exists())
        assert until(sent)
        assert stopped(process) == 0
    assert len(smtp_sink.letters) == 1


def test_a_kind_of_job_that_nobody_knows_does_not_keep_it_busy(group, smtp_sink):
    jobs.enqueue(kind="of-another-version", key="1", by=None, collaborative=group)
    with scheduler(smtp_sink, "--once") as process:
        assert process.wait(SOON) == 0
    assert everywhere(Job).get(kind="of-another-version").state == "queued"


# --- two of them -------------------------------------------------------------------------------------------------


def test_a_second_scheduler_does_no_harm(group, owen, smtp_sink):
    with scheduler(smtp_sink) as first, scheduler(smtp_sink) as second:
        assert until(lambda: everywhere(Job).filter(kind="sweep", state="done").exists())
        for number in range(3):
            tell(group, owen, key=f"greeting · {number}")
            assert until(lambda: not everywhere(Message).exclude(state="sent").exists())
        assert (stopped(first), stopped(second)) == (0, 0)
    told = everywhere(Message).values_list("attempts", flat=True)
    assert list(told) == [1, 1, 1]
    assert len(smtp_sink.letters) == 3


def test_when_the_first_stops_the_second_takes_over(group, owen, smtp_sink):
    with scheduler(smtp_sink) as first:
        assert until(watch)
        with scheduler(smtp_sink) as second:
            assert stopped(first) == 0
            tell(group, owen)
            assert until(sent)
            assert stopped(second) == 0


# --- stopping ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_asked_to_stop_it_ends_cleanly_and_lets_go(group, smtp_sink, how):
    with scheduler(smtp_sink) as process:
        assert until(lambda: everywhere(Job).filter(kind="sweep", state="done").exists())
        process.send_signal(how)
        assert process.wait(30) == 0
        assert "Traceback" not in process.stderr.read()
    assert (watch().state, watch().lease_until) == ("done", None)


def test_asked_to_stop_in_the_middle_of_a_letter_it_waits_a_little_and_the_letter_is_uncertain(
    group, owen, smtp_sink
):
    tell(group, owen)
    smtp_sink.stall = True
    with scheduler(smtp_sink) as process:
        assert smtp_sink.stalled.wait(SOON)
        begun = time.monotonic()
        assert stopped(process) == 0
        assert work.GRACE - 1 < time.monotonic() - begun < work.GRACE + 10
    assert everywhere(Message).get().state == "sending"
    from records import outbox
    from records.outbox.envelopes import LEASE

    outbox.give_up_on_the_dead(clock.now() + LEASE + LEASE)
    assert everywhere(Message).get().state == "ambiguous"
    assert len(smtp_sink.letters) == 1
