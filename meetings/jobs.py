"""Long work about meetings. Each may be called again after a crash: what is made twice is the same."""

from datetime import datetime

from meetings.actions import pack
from meetings.queries.pack import JOB
from records.jobs import handler
from records.models import Job


@handler(JOB)
def build_pack(job: Job, at: datetime) -> None:
    pack.make(job, at)


@handler(pack.FOR_ALL)
def build_packs(job: Job, at: datetime) -> None:
    pack.make_for_all(job, at)
