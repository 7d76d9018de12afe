"""Long work of this room: the handbook, the receipt of a notice, the signed copy of a contract on paper."""

from datetime import date, datetime

from membership.actions import receipts, signed_copy
from membership.actions.contracts import COPY_JOB
from membership.actions.handbook import JOB, print_handbook
from membership.models import Contract, Edition, Notice
from membership.queries.moments import civil_day
from records import jobs
from records.models import Job


@jobs.handler(JOB)
def print_it(job: Job, at: datetime) -> None:
    edition = Edition.objects.get(number=job.arguments["number"])
    print_handbook(edition=edition, by=job.by, on=civil_day(at))
    job.progress(1, 1)


@jobs.handler(receipts.JOB)
def print_notice(job: Job, at: datetime) -> None:
    """A notice that has moved on meanwhile is printed as it stands now."""
    notice = Notice.objects.get(pk=job.arguments["notice"])
    receipts.print_receipt(notice=notice, by=job.by, on=date.fromisoformat(job.arguments["on"]))
    job.progress(1, 1)


@jobs.handler(COPY_JOB)
def print_signed_copy(job: Job, at: datetime) -> None:
    """A contract that is countersigned meanwhile is printed as it stands now."""
    contract = Contract.objects.select_related("school", "document", "signed_copy").get(
        pk=job.arguments["contract"]
    )
    signed_copy.print_signed_copy(contract=contract, by=job.by, on=date.fromisoformat(job.arguments["on"]))
    job.progress(1, 1)
