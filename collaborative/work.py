"""Work in the background as people see it: what each kind of job is called, and how it stands."""

import re

from records.models import Job
from records.models.work import OPEN_JOB, JobState

# The sweep and the scheduler's watch are rows of the same table and no work that anybody asked for.
NOT_WORK = ("sweep", "scheduler")
WORDS = {
    "issue-invoices": "Issue invoices",
    "print-invoices": "Print invoices",
    "print-handbook": "Print the handbook",
    "print-signed-contract": "Print the signed copy of a contract",
    "print-notice": "Print the receipt of a notice",
    "verify-audit": "Check the audit trail",
    "export-group": "Make a copy of the whole group",
    "build-pack": "Make the papers of a meeting as one PDF",
    "build-packs": "Make the papers of a meeting for everybody",
}
SLOT = re.compile(r"\d{4}-\d{2}$")
STATES = {
    JobState.QUEUED: ("waiting", "Waiting"),
    JobState.RUNNING: ("waiting", "Going on"),
    JobState.DONE: ("done", "Done"),
    JobState.PARKED: ("wrong", "Stopped before it was finished"),
    JobState.CANCELLED: ("nothing", "Called off"),
}


def in_words(kind: str) -> str:
    return WORDS.get(kind) or kind.replace("-", " ").capitalize()


def of_which(job: Job) -> str:
    """'2024/25' where the work is that of a year; other keys are numbers that say nothing to people."""
    return job.key.replace("-", "/") if SLOT.match(job.key) else ""


def is_open(job: Job) -> bool:
    return job.state in OPEN_JOB
