"""Long work about money. Each may be called again after a crash: it works out what is missing and does it."""

from datetime import date, datetime

from finance.actions import issue, printing
from finance.actions.paper import Signature
from finance.queries.subscriptions import rehearse
from records.jobs import handler
from records.models import Job


@handler(issue.JOB)
def issue_invoices(job: Job, at: datetime) -> None:
    """Issue the year's invoices, dated the day the run was asked for; then have them printed."""
    asked = job.arguments
    run = rehearse(job.collaborative, asked["contract_year"], date.fromisoformat(asked["on"]))
    before = job.done
    job.progress(before, before + len(run.ready))
    issue.issue_subscriptions(
        run=run,
        signed=Signature(job.by, asked.get("acting_as", ""), at),
        tell=lambda done, total: job.progress(before + done, before + total),
    )
    printing.ask_to_print(job.collaborative, job.by)


@handler(printing.JOB)
def print_invoices(job: Job, at: datetime) -> None:
    """Print what has no PDF yet, one by one: a crash loses the one in hand, which is printed next time."""
    done = job.done
    # Once more when it is through: an invoice issued meanwhile found this job open, and left it to it.
    while waiting := list(printing.unprinted()):
        total = done + len(waiting)
        for invoice in waiting:
            printing.print_invoice(invoice=invoice, by=job.by)
            done += 1
            job.progress(done, total)
