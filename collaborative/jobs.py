"""Long work of the whole project: walking a long audit chain, making a copy of a whole group."""

from datetime import datetime

from collaborative.audit_trail import VERIFY, in_words
from collaborative.exporting import asking
from records import audit, jobs
from records.models import Job
from records.refusals import Refusal


@jobs.handler(VERIFY)
def verify_audit(job: Job, at: datetime) -> None:
    """A chain that is broken sets the job aside, with the first broken link as what stood in the way."""
    total = audit.head(job.collaborative).seq
    job.progress(0, total)
    verdict = audit.verify(job.collaborative)
    if not verdict:
        raise Refusal(in_words(verdict))
    job.progress(total, total)


@jobs.handler(asking.JOB)
def export_group(job: Job, at: datetime) -> None:
    asking.make(job, at)
