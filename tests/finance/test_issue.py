"""The issue run: gap-free numbers, one invoice for a school and year, safe to do again (K8.8)."""

from collections import Counter
from datetime import date

import pytest
from django.db import connection, transaction

from finance.actions import issue as issuing
from finance.actions.issue import CHUNK, issue_chunk, issue_run, issue_subscriptions
from finance.actions.paper import Paper, Signature
from finance.jobs import issue_invoices
from finance.models import Invoice, InvoiceLine
from finance.queries.subscriptions import rehearse
from finance.refusals import NothingToIssue, TooEarly
from membership.permissions import NotAllowed
from records import audit, jobs
from records.models import AuditEntry, Job, Message
from records.tenancy import scoped
from tests import processes
from tests.finance import build
from tests.finance.build import ISSUE_DAY
from tests.races import TOGETHER, race

pytestmark = [pytest.mark.both, pytest.mark.django_db]
together = pytest.mark.django_db(transaction=True)
SIGNED = Signature(None, "", build.noon(ISSUE_DAY))


def ready(group, on=ISSUE_DAY):
    run = rehearse(group, "2024-25", on)
    return Paper.of(group, run.rules, run.year, on), run.ready


def numbers():
    return sorted(Invoice.objects.values_list("number", flat=True))


@pytest.mark.clause("K8.8", "K4.1")
def test_an_issued_invoice_keeps_every_word_it_prints(group, birchenholt, copsewell, nadia, issue):
    invoice = next(each for each in issue() if each.school == birchenholt)
    assert (invoice.series, invoice.reference) == ("2024", f"2024-{invoice.number:03d}")
    assert invoice.due_key == f"subscription/school {birchenholt.pk}/2024-25"
    assert (invoice.issued_on, invoice.due_on) == (ISSUE_DAY, date(2024, 5, 15))
    assert (invoice.period_starts_on, invoice.period_ends_before) == (date(2024, 9, 1), date(2025, 9, 1))
    assert (invoice.total_pence, invoice.title) == (618525, "Silver subscription")
    assert invoice.payer_words == "Birchenholt Primary School"
    assert (
        invoice.issuer_words == "Marlbeck Collaborative\nFund-holding school: Copsewell C of E Primary School"
    )
    assert "00-00-00" in invoice.payment_words
    assert [line.amount_pence for line in invoice.lines.all()] == [378525, 240000]


@pytest.mark.clause("K8.8")
def test_thirty_five_schools_get_the_numbers_one_to_thirty_five(group, issue):
    build.many(group, 35)
    assert [invoice.number for invoice in issue()] == list(range(1, 36))


@pytest.mark.clause("K8.8")
def test_a_second_run_does_nothing(group, issue):
    build.many(group, 3)
    issue()
    kept = [
        Counter(model.objects.values_list("pk", flat=True))
        for model in (Invoice, InvoiceLine, Message, AuditEntry)
    ]
    issue()
    assert kept == [
        Counter(model.objects.values_list("pk", flat=True))
        for model in (Invoice, InvoiceLine, Message, AuditEntry)
    ]


@pytest.mark.clause("K8.8")
def test_each_year_has_its_own_invoice_and_each_financial_year_its_own_numbers(group, copsewell, issue):
    assert [invoice.reference for invoice in issue()] == ["2024-001"]
    assert [invoice.reference for invoice in issue("2025-26", on=date(2025, 4, 22))] == ["2025-001"]


def test_the_headteacher_and_the_business_manager_are_told_once_each(group, birchenholt, nadia, issue):
    build.post(birchenholt, "Ivor Lunt", kind="business manager")
    build.post(birchenholt, "Rhona Platt", kind="deputy headteacher")
    issue()
    issue()
    told = Message.objects.values_list("person__name", "kind", "stage", "state", "due_on")
    assert sorted(told) == [
        ("Ivor Lunt", "invoice", "issued", "queued", date(2024, 5, 15)),
        ("Nadia Farrow", "invoice", "issued", "queued", date(2024, 5, 15)),
    ]


def test_each_invoice_has_one_audit_entry_in_an_unbroken_chain(group, office, issue):
    build.many(group, 3)
    invoices = issue()
    entries = AuditEntry.objects.filter(act="issue-invoice")
    assert [entry.subject_key for entry in entries] == [str(invoice.pk) for invoice in invoices]
    assert {(entry.by, entry.acting_as) for entry in entries} == {(office, "Manager")}
    assert audit.verify(group)


# Who may, and when -------------------------------------------------------------------------------------


def test_a_run_is_asked_for_by_the_office(group, copsewell, office):
    job = issue_run(collaborative=group, contract_year="2024-25", by=office, on=ISSUE_DAY)
    assert (job.kind, job.key, job.state, job.arguments["on"]) == (
        "issue-invoices",
        "2024-25",
        "queued",
        "2024-04-15",
    )


def test_asked_for_twice_it_is_one_job(group, copsewell, office):
    wanted = {"collaborative": group, "contract_year": "2024-25", "by": office, "on": ISSUE_DAY}
    assert issue_run(**wanted) == issue_run(**wanted)
    assert Job.objects.count() == 1


def test_a_headteacher_may_not_ask_for_a_run(group, birchenholt, nadia):
    with pytest.raises(NotAllowed, match="Only"):
        issue_run(collaborative=group, contract_year="2024-25", by=nadia, on=ISSUE_DAY)


@pytest.mark.clause("K5.2")
def test_before_the_issue_day_a_run_is_refused_with_the_day(group, copsewell, office):
    with pytest.raises(TooEarly, match="go out on Monday 15 April 2024, and not before"):
        issue_run(collaborative=group, contract_year="2024-25", by=office, on=date(2024, 4, 14))


def test_when_all_is_issued_a_run_is_refused(group, copsewell, office, issue):
    issue()
    with pytest.raises(NothingToIssue, match="Every subscription invoice for 2024/25 has been issued"):
        issue_run(collaborative=group, contract_year="2024-25", by=office, on=ISSUE_DAY)


def test_when_all_that_is_left_is_held_the_refusal_says_so(group, office):
    build.school(group, "Birchenholt Primary School", tier="silver")
    with pytest.raises(NothingToIssue, match="1 invoice for 2024/25 held"):
        issue_run(collaborative=group, contract_year="2024-25", by=office, on=ISSUE_DAY)


# The job -----------------------------------------------------------------------------------------------


@pytest.fixture
def asked(group, office):
    """A run that was asked for, taken by a worker."""

    def asked():
        job = issue_run(collaborative=group, contract_year="2024-25", by=office, on=ISSUE_DAY)
        jobs.discover()
        return jobs.claim(build.noon(ISSUE_DAY)) or job

    return asked


def test_the_job_issues_all_shows_progress_and_has_them_printed(group, asked):
    build.many(group, CHUNK + 5)
    job = asked()
    seen = []
    progress = job.progress
    job.progress = lambda done, total: (seen.append((done, total)), progress(done, total))
    issue_invoices(job, build.noon(ISSUE_DAY))
    assert seen == [(0, 55), (50, 55), (55, 55)]
    assert Job.objects.filter(kind="print-invoices", state="queued").count() == 1


def test_a_job_taken_up_the_next_day_still_dates_the_invoices_the_day_it_was_asked_for(
    group, copsewell, asked
):
    issue_invoices(asked(), build.noon(date(2024, 4, 16)))
    assert Invoice.objects.get().issued_on == ISSUE_DAY


def test_a_run_that_fails_half_way_is_finished_by_the_next(group, monkeypatch, issue):
    build.many(group, CHUNK + 5)
    run = rehearse(group, "2024-25", ISSUE_DAY)

    def stop(done, total):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        issue_subscriptions(run=run, signed=SIGNED, tell=stop)
    assert len(numbers()) == CHUNK
    assert [invoice.number for invoice in issue()] == list(range(1, CHUNK + 6))


KILLED = """
import os
from django.db import transaction
from finance.actions import issue, paper
from finance.queries.subscriptions import rehearse
from records.models import Collaborative
from records.tenancy import scoped
from tests.finance import build
chunks = []
def die(*args, **kwargs):
    chunks.append(1)
    if len(chunks) > 1:
        os._exit(9)
    return record(*args, **kwargs)
record, paper.audit.record_all = paper.audit.record_all, die
group = Collaborative.objects.get(code="marlbeck")
with scoped(group):
    run = rehearse(group, "2024-25", build.ISSUE_DAY)
    issue.issue_subscriptions(run=run, signed=paper.Signature(None, "", build.noon(build.ISSUE_DAY)))
"""


@together
def test_a_worker_killed_inside_a_chunk_leaves_whole_chunks_and_no_gap(group, issue):
    build.many(group, CHUNK + 5)
    assert processes.started(KILLED).wait(60) == 9
    assert numbers() == list(range(1, CHUNK + 1))
    assert [invoice.number for invoice in issue()] == list(range(1, CHUNK + 6))
    assert Message.objects.count() == CHUNK + 5
    assert audit.verify(group)


# Several at once ---------------------------------------------------------------------------------------


@together
@pytest.mark.clause("K8.8")
def test_runs_at_once_issue_every_invoice_once_and_number_without_gap(group):
    build.many(group, 12)
    paper, charges = ready(group)

    def run(number):
        with scoped(group):
            return issue_chunk(paper, charges, SIGNED)

    assert sorted(race(run)) == [0] * (TOGETHER - 1) + [12]
    assert numbers() == list(range(1, 13))
    assert audit.verify(group)


@together
@pytest.mark.clause("K8.8")
def test_runs_that_overlap_number_without_gap(group):
    build.many(group, 12)
    paper, charges = ready(group)

    def run(number):
        with scoped(group):
            return issue_chunk(paper, charges[number : number + 7], SIGNED)

    assert sum(race(run)) == 12
    assert numbers() == list(range(1, 13))


@together
def test_without_the_key_runs_at_once_would_charge_twice(group, monkeypatch):
    """Negative control: the unique key is what keeps a school from being charged twice."""
    build.many(group, 3)
    paper, charges = ready(group)
    keys = iter(range(1000))
    monkeypatch.setattr(Paper, "key", lambda self, charge: f"unguarded {next(keys)}")

    def run(number):
        with scoped(group):
            return issue_chunk(paper, charges, SIGNED)

    assert race(run) == [3] * TOGETHER
    assert Invoice.objects.count() == 3 * TOGETHER


@together
def test_without_the_counter_numbers_taken_at_once_would_collide(group, monkeypatch):
    """Negative control: the highest number and one is read by several before any of them writes."""
    from finance.actions import paper as papers

    build.many(group, TOGETHER)
    paper, charges = ready(group)
    monkeypatch.setattr(papers, "take_invoice_numbers", lambda *args: ("2024", Invoice.objects.count() + 1))

    def run(number):
        with scoped(group):
            return issue_chunk(paper, [charges[number]], SIGNED)

    outcome = race(run)
    failed = [each for each in outcome if isinstance(each, Exception)]
    # SQLite queues whole transactions; PostgreSQL lets them read together, and the constraint refuses.
    assert bool(failed) == (connection.vendor == "postgresql")


def test_what_cannot_be_stored_is_not_mistaken_for_a_rival(group, copsewell, monkeypatch):
    paper, charges = ready(group)
    monkeypatch.setattr(issuing, "write", lambda *args: Invoice.objects.create(collaborative=group))
    with pytest.raises(Exception, match="constraint"), transaction.atomic():
        issue_chunk(paper, charges, SIGNED)
