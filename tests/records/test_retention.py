"""Account papers are kept six years: not destroyed before, listed after (K8.11)."""

from datetime import date

import pytest
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction

from records import audit, documents, retention
from records.models import Disposal, Document

pytestmark = [pytest.mark.both, pytest.mark.django_db, pytest.mark.clause("K8.11")]
LAST_DAY = date(2030, 3, 31)
NEXT_DAY = date(2030, 4, 1)


def bank_statement(group, content=b"date,amount", keep_until=LAST_DAY):
    """A paper of the financial year that ended on 31 March 2024."""
    return documents.receive(
        collaborative=group,
        kind="bank-statement",
        title="Statement for March 2024",
        content=content,
        filename="march.csv",
        on=date(2024, 4, 5),
        by=None,
        keep_until=keep_until,
    )


def destroyed(group, marian, *papers, on=NEXT_DAY):
    words = {"what": "Bank statements 2023/24", "reason": "Kept for six years", "by": marian, "on": on}
    return retention.destroy(collaborative=group, documents=papers, **words)


def test_until_its_last_day_a_paper_cannot_be_destroyed(in_marlbeck, marian):
    paper = bank_statement(in_marlbeck)
    with pytest.raises(retention.KeptStill, match="must be kept until 31 March 2030"):
        destroyed(in_marlbeck, marian, paper, on=LAST_DAY)
    assert documents.open_document(paper).read() == b"date,amount"


def test_the_table_refuses_it_too_whoever_asks(in_marlbeck):
    bank_statement(in_marlbeck)
    with pytest.raises(IntegrityError), transaction.atomic():
        Document.objects.update(destroyed_on=LAST_DAY)


def test_after_its_last_day_it_is_listed_and_not_before(in_marlbeck):
    paper = bank_statement(in_marlbeck)
    bank_statement(in_marlbeck, b"for ever", keep_until=None)
    assert list(retention.due_for_review(in_marlbeck, LAST_DAY)) == []
    assert list(retention.due_for_review(in_marlbeck, NEXT_DAY)) == [paper]


def test_another_groups_papers_are_not_in_the_list(marlbeck, tarnside):
    bank_statement(marlbeck)
    assert list(retention.due_for_review(tarnside, NEXT_DAY)) == []


def test_destroying_leaves_the_proof_the_fingerprint_and_an_entry(
    in_marlbeck, marian, django_capture_on_commit_callbacks
):
    papers = [bank_statement(in_marlbeck), bank_statement(in_marlbeck, b"date,amount,words")]
    with django_capture_on_commit_callbacks(execute=True):
        proof = destroyed(in_marlbeck, marian, *papers)
    assert (proof.count, proof.due_on, proof.done_on, proof.decided_by) == (2, NEXT_DAY, NEXT_DAY, marian)
    left = Document.objects.get(pk=papers[0].pk)
    assert (left.sha256, left.facts, left.destroyed_on) == (papers[0].sha256, {}, NEXT_DAY)
    assert not default_storage.exists(left.file.name)
    assert audit.history(in_marlbeck, proof).get().act == "destroy-documents"
    with pytest.raises(documents.Destroyed):
        documents.open_document(left)


def test_all_go_or_none(in_marlbeck, marian):
    papers = [
        bank_statement(in_marlbeck),
        bank_statement(in_marlbeck, b"newer", keep_until=date(2031, 3, 31)),
    ]
    with pytest.raises(retention.KeptStill):
        destroyed(in_marlbeck, marian, *papers)
    assert not Document.objects.exclude(destroyed_on=None).exists()
    assert not Disposal.objects.exists()


def test_bytes_that_another_paper_still_needs_stay(in_marlbeck, marian, django_capture_on_commit_callbacks):
    old, copy = bank_statement(in_marlbeck), bank_statement(in_marlbeck, keep_until=date(2031, 3, 31))
    with django_capture_on_commit_callbacks(execute=True):
        destroyed(in_marlbeck, marian, old)
    assert documents.open_document(copy).read() == b"date,amount"


def test_a_paper_on_hold_waits_and_is_not_listed(in_marlbeck, marian):
    paper = bank_statement(in_marlbeck)
    retention.hold(paper, because="the auditor asked for it", by=marian)
    assert list(retention.due_for_review(in_marlbeck, NEXT_DAY)) == []
    paper.refresh_from_db()
    with pytest.raises(retention.KeptStill, match="on hold: the auditor asked for it"):
        destroyed(in_marlbeck, marian, paper)
    retention.hold(paper, because="", by=marian)
    paper.refresh_from_db()
    assert destroyed(in_marlbeck, marian, paper)


def test_a_hold_put_on_meanwhile_is_respected(in_marlbeck, marian):
    seen_before = bank_statement(in_marlbeck)
    retention.hold(Document.objects.get(pk=seen_before.pk), because="a complaint", by=marian)
    with pytest.raises(retention.KeptStill, match="changed meanwhile"):
        destroyed(in_marlbeck, marian, seen_before)


def test_what_has_no_last_day_is_kept_for_the_life_of_the_group(in_marlbeck, marian):
    paper = bank_statement(in_marlbeck, keep_until=None)
    with pytest.raises(retention.KeptStill, match="life of the group"):
        destroyed(in_marlbeck, marian, paper)


def test_it_is_not_destroyed_twice_nor_is_nothing(in_marlbeck, marian):
    paper = bank_statement(in_marlbeck)
    destroyed(in_marlbeck, marian, paper)
    paper.refresh_from_db()
    with pytest.raises(retention.KeptStill, match="already"):
        destroyed(in_marlbeck, marian, paper)
    with pytest.raises(retention.KeptStill):
        destroyed(in_marlbeck, marian)


def test_the_time_may_be_lengthened_and_never_shortened(in_marlbeck, marian):
    paper = bank_statement(in_marlbeck)
    retention.keep_until(paper, until=date(2031, 3, 31), by=marian)
    paper.refresh_from_db()
    assert paper.keep_until_on == date(2031, 3, 31)
    with pytest.raises(retention.KeptStill):
        retention.keep_until(paper, until=LAST_DAY, by=marian)
