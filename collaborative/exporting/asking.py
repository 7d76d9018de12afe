"""Asking for a copy of a whole group (X6, K10.2): for a purpose that is recorded, made in the background, kept for days."""

from datetime import date, datetime, timedelta
from hashlib import sha256
from secrets import token_hex
from tempfile import TemporaryFile
from typing import BinaryIO

from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import QuerySet

from collaborative.exporting import group as whole
from constitution import say
from membership.permissions import NotAllowed, require, viewer_for
from records import audit, clock, jobs, outbox
from records.models import Collaborative, Job, Person
from records.models.work import JobState
from records.refusals import Refusal

ACT, JOB = "export", "export-group"
# How long a copy can be fetched: the program's own allowance, not a rule of any group.
KEPT_FOR = timedelta(days=7)


class WithoutPurpose(Refusal):
    sentence = "Say what the copy is for: the purpose is recorded."


class Gone(Refusal):
    sentence = "This copy is no longer kept. Ask for a new one."


@transaction.atomic
def ask_for_export(*, collaborative: Collaborative, purpose: str, by: Person, at: datetime) -> Job:
    """Ask for a copy; while one is being made for the same person, that one is the answer."""
    acting_as = require(by, ACT, collaborative, clock.civil_day(at))
    if not purpose.strip():
        raise WithoutPurpose
    job = jobs.enqueue(
        kind=JOB,
        key=f"for {by.pk}",
        by=by,
        collaborative=collaborative,
        arguments={"purpose": purpose.strip()},
        at=at,
    )
    audit.record(
        collaborative=collaborative,
        act=ACT,
        subject=("whole group", collaborative.code),
        by=by,
        at=at,
        acting_as=acting_as,
        after={"job": job.pk},
        purpose=purpose.strip(),
    )
    return job


def make(job: Job, at: datetime) -> None:
    """Write the copy to a shelf that no address leads to, and tell who asked. They must still be allowed to."""
    group, on = job.collaborative, clock.civil_day(at)
    require(job.by, ACT, group, on)
    viewer, purpose = viewer_for(job.by, group, on), job.arguments["purpose"]
    with TemporaryFile() as out:
        whole.write(out, group, viewer, by=job.by.name, purpose=purpose, at=at, progress=job.progress)
        out.seek(0)
        path = default_storage.save(f"exports/{group.code}/{token_hex(16)}.zip", File(out))
    with default_storage.open(path) as made:
        fingerprint = _fingerprint(made)
    kept = {"file": path, "sha256": fingerprint, "until": (on + KEPT_FOR).isoformat()}
    Job.objects.filter(pk=job.pk).update(arguments={**job.arguments, **kept})
    _tell(job, on, at)


def _fingerprint(file: BinaryIO) -> str:
    digest = sha256()
    for chunk in iter(lambda: file.read(1 << 20), b""):
        digest.update(chunk)
    return digest.hexdigest()


def _tell(job: Job, on: date, at: datetime) -> None:
    outbox.queue(
        collaborative=job.collaborative,
        key=f"export {job.pk}",
        stage="made",
        person=job.by,
        kind="work",
        subject=f"Your copy of {job.collaborative.name} is made",
        text=f"It can be fetched until {say.date(on + KEPT_FOR)}, by you alone: Work in the background, Export.",
        at=at,
    )


def exports_of(person: Person) -> QuerySet[Job]:
    """The copies that somebody asked for, the newest first. Nobody fetches another's: it holds what they may see."""
    return Job.objects.filter(kind=JOB, by=person).order_by("-queued_at", "-pk")


def last_day(job: Job) -> date | None:
    """The last day on which a copy can be fetched; None where there is none, or it was let go."""
    return date.fromisoformat(job.arguments["until"]) if job.arguments.get("file") else None


@transaction.atomic
def fetch(*, job: Job, by: Person, at: datetime) -> BinaryIO:
    """The copy, for who asked for it; that it was fetched is recorded. Raises Gone."""
    on = clock.civil_day(at)
    acting_as = require(by, ACT, job.collaborative, on)
    if job.by != by:
        raise NotAllowed("Only who asked for this copy can fetch it.")
    until = last_day(job)
    if until is None or until < on or not default_storage.exists(job.arguments["file"]):
        raise Gone
    audit.record(
        collaborative=job.collaborative,
        act=ACT,
        subject=("whole group", job.collaborative.code),
        by=by,
        at=at,
        acting_as=acting_as,
        after={"job": job.pk, "fetched": job.arguments["sha256"]},
        purpose=job.arguments["purpose"],
    )
    return default_storage.open(job.arguments["file"])


def let_go(*, collaborative: Collaborative, on: date) -> int:
    """Remove the copies whose days are over. How many."""
    kept = Job.objects.filter(collaborative=collaborative, kind=JOB, state=JobState.DONE)
    over = [job for job in kept if (until := last_day(job)) and until < on]
    for job in over:
        default_storage.delete(job.arguments["file"])
        rest = {name: value for name, value in job.arguments.items() if name != "file"}
        Job.objects.filter(pk=job.pk).update(arguments=rest)
    return len(over)
