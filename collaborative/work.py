"""Work in the background as people see it: what each kind of job is called, and how it stands."""

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
}
STATES = {
    JobState.QUEUED: ("waiting", "Waiting"),
    JobState.RUNNING: ("waiting", "Going on"),
    JobState.DONE: ("done", "Done"),
    JobState.PARKED: ("wrong", "Stopped before it was finished"),
    JobState.CANCELLED: ("nothing", "Called off"),
}


def in_words(kind: str) -> str:
    return WORDS.get(kind) or kind.replace("-", " ").capitalize()


def is_open(job: Job) -> bool:
    return job.state in OPEN_JOB
