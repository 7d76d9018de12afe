"""Long work of this room: the handbook on paper."""

from datetime import datetime

from membership.actions.handbook import JOB, print_handbook
from membership.models import Edition
from membership.queries.moments import civil_day
from records import jobs
from records.models import Job


@jobs.handler(JOB)
def print_it(job: Job, at: datetime) -> None:
    edition = Edition.objects.get(number=job.arguments["number"])
    print_handbook(edition=edition, by=job.by, on=civil_day(at))
    job.progress(1, 1)
