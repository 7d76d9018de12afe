"""Issuing the subscription invoices of a year (K5.2, K8.8): asked for once, in chunks, safe to do again."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date

from django.db import IntegrityError, transaction

from constitution import say
from finance.actions.paper import ACT, Paper, Signature, write
from finance.models import Invoice
from finance.queries.subscriptions import Charge, Run, rehearse
from finance.refusals import NothingToIssue, TooEarly
from membership.permissions import require
from records import jobs
from records.models import Collaborative, Job, Person

JOB = "issue-invoices"
# Small enough that progress shows and a kill loses little, large enough that a chunk's own work disappears.
CHUNK = 50


def issue_run(*, collaborative: Collaborative, contract_year: str, by: Person, on: date) -> Job:
    """Ask for the run. Refuses before the day of issue, and when there is nothing that can be issued."""
    acting_as = require(by, ACT, collaborative, on)
    run = rehearse(collaborative, contract_year, on)
    _refuse_too_early(run)
    if not run.ready:
        raise NothingToIssue(_nothing(run))
    arguments = {"contract_year": contract_year, "on": on.isoformat(), "acting_as": acting_as}
    return jobs.enqueue(kind=JOB, key=contract_year, by=by, arguments=arguments, collaborative=collaborative)


def _refuse_too_early(run: Run) -> None:
    """Only where every tier waits for its day; a run takes the tiers whose day has come."""
    days = [finding for finding in run.issue_days.values() if finding.value]
    if days and len(days) == len(run.issue_days) and all(finding.value > run.on for finding in days):
        first = min(days, key=lambda each: each.value)
        words = f"The invoices for {run.year.label} go out on {say.long_date(first.value)}, and not before."
        raise TooEarly(words, clause=say.listed(first.clause))


def _nothing(run: Run) -> str:
    if not run.held:
        return f"Every subscription invoice for {run.year.label} has been issued."
    held = say.count(len(run.held), "invoice")
    return f"Nothing can be issued yet: {held} for {run.year.label} held, each with its reason beside it."


# The work ------------------------------------------------------------------------------------------------


def issue_subscriptions(
    *, run: Run, signed: Signature, tell: Callable[[int, int], None] = lambda done, total: None
) -> int:
    """Issue what the rehearsal found ready; answers with how many. What a rival issued is left as it is."""
    paper = Paper.of(run.collaborative, run.rules, run.year, run.on)
    done = issued = 0
    for chunk in _chunks(run.ready):
        issued += issue_chunk(paper, chunk, signed)
        done += len(chunk)
        tell(done, len(run.ready))
    return issued


def _chunks(charges: Sequence[Charge]) -> Iterator[Sequence[Charge]]:
    return (charges[start : start + CHUNK] for start in range(0, len(charges), CHUNK))


def issue_chunk(paper: Paper, charges: Sequence[Charge], signed: Signature) -> int:
    """Issue these in one transaction. If a rival was there first it is undone, and what is left is done."""
    left = charges
    while left:
        try:
            return _issue(paper, left, signed)
        except IntegrityError:
            before, left = left, _not_yet_issued(paper, left)
            if len(left) == len(before):
                raise
    return 0


@transaction.atomic
def _issue(paper: Paper, charges: Sequence[Charge], signed: Signature) -> int:
    return len(write(paper, charges, signed))


def _not_yet_issued(paper: Paper, charges: Sequence[Charge]) -> list[Charge]:
    keys = [paper.key(charge) for charge in charges]
    issued = set(Invoice.objects.filter(due_key__in=keys).values_list("due_key", flat=True))
    return [charge for charge in charges if paper.key(charge) not in issued]
