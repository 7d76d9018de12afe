"""What was written stays written: the database refuses it by itself, whoever asks (X5, K8.11)."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import Error, IntegrityError, connection, transaction

from records import triggers
from records.models import AuditDetail, AuditEntry, Disposal, Document, Message
from records.tenancy import everywhere
from tests.records import build
from tests.records.build import DAY, NOON

pytestmark = [pytest.mark.both, pytest.mark.django_db]


def refused(change) -> str:
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        change()
    return str(refusal.value)


@pytest.mark.clause("X5")
def test_an_audit_entry_is_neither_changed_nor_removed(in_marlbeck):
    build.entry(in_marlbeck)
    rows = everywhere(AuditEntry)
    assert "never changed and never removed" in refused(lambda: rows.update(act="other"))
    assert "never changed and never removed" in refused(lambda: rows.delete())


def test_audit_detail_is_erased_or_left_as_it_is(in_marlbeck):
    build.detail(build.entry(in_marlbeck), before={"tier": "bronze"})
    assert "never changed" in refused(lambda: AuditDetail.objects.update(before={}))
    assert AuditDetail.objects.all().delete()[0] == 1


@pytest.mark.parametrize(
    "change",
    [
        {"sha256": "b" * 64},
        {"file": "documents/another.pdf"},
        {"facts": {"total": "1.00"}},
        {"title": "Other"},
        {"issued_on": DAY - timedelta(days=1)},
        {"edition_sha": "c" * 64},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_document_keeps_its_bytes_and_facts(change, in_marlbeck):
    build.document(in_marlbeck, facts={"total": "6185.25"})
    assert "frozen copy" in refused(lambda: Document.objects.update(**change))


def test_a_document_may_be_kept_longer_and_put_on_hold(in_marlbeck):
    build.document(in_marlbeck, keep_until_on=DAY)
    assert Document.objects.update(keep_until_on=DAY + timedelta(days=1), hold="A court asked for it") == 1


def test_destruction_alone_empties_the_facts_and_only_once(in_marlbeck):
    build.document(in_marlbeck, facts={"total": "6185.25"}, keep_until_on=DAY)
    gone = DAY + timedelta(days=1)
    assert Document.objects.update(facts={}, subject="", destroyed_on=gone) == 1
    refused(lambda: Document.objects.update(destroyed_on=None))
    refused(lambda: Document.objects.update(facts={"total": "1.00"}))


@pytest.mark.clause("K8.11")
def test_a_document_is_never_removed(in_marlbeck):
    build.document(in_marlbeck)
    assert "never removed" in refused(lambda: Document.objects.all().delete())


def test_a_record_of_destruction_is_never_changed(in_marlbeck, marian):
    build.disposal(in_marlbeck, marian)
    refused(lambda: Disposal.objects.update(reason="Other"))
    refused(lambda: Disposal.objects.all().delete())


def test_a_message_that_was_sent_keeps_its_address_and_moment(in_marlbeck, marian):
    build.message(in_marlbeck, marian, state="sent", sent_at=NOON)
    refused(lambda: Message.objects.update(address="other@example.org"))
    refused(lambda: Message.objects.update(state="queued", sent_at=None))
    assert Message.objects.update(text="", html="") == 1, "its body may expire before its line in the ledger"


@pytest.mark.postgres
@pytest.mark.parametrize("table", ["records_auditentry", "records_document", "records_disposal"])
def test_postgresql_does_not_empty_a_table_of_records(table):
    with pytest.raises(Error) as refusal, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {table} CASCADE")
    assert "never" in str(refusal.value)


OURS = {
    "records_auditdetail_no_update",
    "records_auditentry_no_delete",
    "records_auditentry_no_update",
    "records_disposal_no_delete",
    "records_disposal_no_update",
    "records_document_no_delete",
    "records_document_no_new_facts",
    "records_document_no_update",
    "records_message_no_update",
}
TRUNCATIONS = {
    "records_auditentry_no_truncate",
    "records_disposal_no_truncate",
    "records_document_no_truncate",
}


def test_after_every_migration_the_triggers_stand_and_no_others_do():
    standing = triggers.installed(connection)
    assert standing == {trigger.name for trigger in triggers.expected(connection)}
    ours = OURS | TRUNCATIONS if connection.vendor == "postgresql" else OURS
    assert {name for name in standing if name.startswith("records_")} == ours


def test_installing_twice_changes_nothing_and_lifting_takes_all_away():
    before = triggers.installed(connection)
    triggers.install(connection)
    assert triggers.installed(connection) == before
    triggers.lift(connection)
    assert triggers.installed(connection) == set()
    call_command("migrate", verbosity=0)
    assert triggers.installed(connection) == before


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("time", ["first", "second"])
def test_a_test_that_commits_leaves_neither_rows_nor_a_missing_trigger(time, marlbeck):
    assert not everywhere(AuditEntry).exists()
    build.entry(marlbeck)
    assert triggers.installed(connection) == {trigger.name for trigger in triggers.expected(connection)}
