"""Long work as rows: asked for in the transaction that wants it, done later, seen while it goes on.

The table is the queue. A worker takes a job by a conditional update and holds it for a lease that its
progress renews; when a worker dies the job goes back, a few times, and then it is parked for a person to
look at. An app's `jobs.py` says what each kind does:

    @handler("issue-invoices")
    def issue_invoices(job, at): ...
"""

import logging
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.db.models import F, Q, QuerySet

from records import clock
from records.models import Collaborative, Job, Person
from records.models.work import LEASE, OPEN_JOB, JobState
from records.refusals import NotNow, Refusal
from records.rooms import all_know
from records.tenancy import everywhere, scoped

ATTEMPTS = 3
REST = timedelta(minutes=2)
log = logging.getLogger(__name__)

Handler = Callable[[Job, datetime], None]
_handlers: dict[str, Handler] = {}


def handler(kind: str) -> Callable[[Handler], Handler]:
    """Marks the function that does a kind of job. It is called with the job and the moment, in the job's
    scope.

    It may be called again after a crash, so it derives what is missing and makes that; `job.progress(done,
    total)` now and then keeps its lease and its page alive.
    """

    def register(function: Handler) -> Handler:
        _handlers[kind] = function
        return function

    return register


def discover() -> None:
    all_know("jobs")


def enqueue(
    *,
    kind: str,
    key: str,
    by: Person | None,
    arguments: Mapping[str, Any] | None = None,
    collaborative: Collaborative | None = None,
    at: datetime | None = None,
) -> Job:
    """Asks for work, and answers with its row. While one of the same kind and key is open, that one is the
    answer.
    """
    wanted = Job(
        collaborative=collaborative,
        kind=kind,
        key=key,
        by=by,
        arguments=dict(arguments or {}),
        queued_at=at or clock.now(),
    )
    open_ones = everywhere(Job).filter(collaborative=collaborative, kind=kind, key=key, state__in=OPEN_JOB)
    while True:
        everywhere(Job).bulk_create([wanted], ignore_conflicts=True)
        # The one that stood in the way may have ended in between.
        if found := open_ones.first():
            return found


def cancel(job: Job, at: datetime) -> None:
    """Stops a job that is waiting, running or parked. One that runs notices at its next progress."""
    stoppable = everywhere(Job).filter(pk=job.pk, state__in=[*OPEN_JOB, JobState.PARKED])
    if not stoppable.update(state=JobState.CANCELLED, ended_at=at):
        raise NotNow("This work has already ended.")


def retry(job: Job, at: datetime) -> Job:
    """Asks again for work that was parked."""
    if job.state != JobState.PARKED:
        raise NotNow("Only work that has been set aside is asked for again.")
    again = {"kind": job.kind, "key": job.key, "by": job.by, "arguments": job.arguments}
    return enqueue(**again, collaborative=job.collaborative, at=at)


def run_next(at: datetime) -> Job | None:
    """Takes the oldest job that waits and does it. None when none waits."""
    discover()
    release(at)
    job = claim(at)
    if job is not None:
        run(job, at)
    return job


def waits(at: datetime) -> bool:
    """Whether `run_next` would find something to do: a job that waits, or one that a dead worker left."""
    discover()
    return _ready(at).exists() or _left_behind(at).exists()


def claim(at: datetime) -> Job | None:
    """Takes a job for this worker alone, by an update that only one worker's can be."""
    for pk in _ready(at).values_list("pk", flat=True)[:20]:
        mine = uuid4()
        taken = (
            _ready(at)
            .filter(pk=pk)
            .update(state=JobState.RUNNING, claim=mine, lease_until=at + LEASE, attempts=F("attempts") + 1)
        )
        if taken:
            return everywhere(Job).select_related("collaborative", "by").get(pk=pk)
    return None


def _ready(at: datetime) -> QuerySet[Job]:
    """Waiting, of a kind that is known, and rested since the last attempt."""
    rested = Q(lease_until__isnull=True) | Q(lease_until__lte=at)
    waiting = everywhere(Job).filter(rested, state=JobState.QUEUED, kind__in=list(_handlers))
    return waiting.order_by("queued_at", "pk")


def run(job: Job, at: datetime) -> None:
    """Does a claimed job in its collaborative's scope, and records how it ended."""
    try:
        with scoped(job.collaborative) if job.collaborative else nullcontext():
            _handlers[job.kind](job, at)
    except Refusal as refusal:
        # A rule says no: it would say so again.
        _end(job, JobState.PARKED, last_error=refusal.sentence)
    except Exception as problem:
        log.exception("Job %s %s failed", job.kind, job.key)
        _set_aside(job, f"{type(problem).__name__}: {problem}")
    else:
        _end(job, JobState.DONE, last_error="")


def _set_aside(job: Job, error: str) -> None:
    """Back to the queue after a rest, or out of it when it has failed often enough."""
    if job.attempts >= ATTEMPTS:
        _end(job, JobState.PARKED, last_error=error)
    else:
        rested_at = clock.now() + REST * job.attempts
        _mine(job).update(state=JobState.QUEUED, lease_until=rested_at, last_error=error)


def _end(job: Job, state: JobState, **fields: Any) -> None:
    """Only while it is still ours: a job that was cancelled or given to another stays as it is."""
    _mine(job).update(state=state, ended_at=clock.now(), lease_until=None, **fields)
    job.refresh_from_db(fields=["state", "ended_at", "last_error", "done", "total"])


def _mine(job: Job) -> QuerySet[Job]:
    return everywhere(Job).filter(pk=job.pk, claim=job.claim, state=JobState.RUNNING)


def release(at: datetime) -> int:
    """Gives back the jobs of workers that died: to the queue, or out of it after too many attempts."""
    lapsed = _left_behind(at)
    stopped = "The worker stopped before it had finished."
    parked = lapsed.filter(attempts__gte=ATTEMPTS).update(
        state=JobState.PARKED, last_error=stopped, ended_at=at, lease_until=None
    )
    return parked + lapsed.update(state=JobState.QUEUED, lease_until=None, last_error=stopped)


def _left_behind(at: datetime) -> QuerySet[Job]:
    return everywhere(Job).filter(state=JobState.RUNNING, lease_until__lt=at, kind__in=list(_handlers))
