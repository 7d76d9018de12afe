"""Rows for the tests of this room, each sound as it stands; a test says only what it changes."""

from datetime import UTC, date, datetime
from hashlib import sha256
from itertools import count
from typing import Any

from records.models import (
    ActKey,
    AuditDetail,
    AuditEntry,
    Collaborative,
    Counter,
    Disposal,
    Document,
    Draft,
    Job,
    Message,
    Person,
)

NOON = datetime(2024, 3, 14, 12, tzinfo=UTC)
DAY = date(2024, 3, 14)
_number = count(1)


def person(**changes: Any) -> Person:
    return Person.objects.create(**{"name": "Nadia Farrow", **changes})


def document(collaborative: Collaborative, **changes: Any) -> Document:
    """A document of its own bytes, which stand nowhere."""
    fields = {
        "kind": "letter",
        "title": "A letter",
        "file": "documents/nowhere.pdf",
        "sha256": sha256(str(next(_number)).encode()).hexdigest(),
        "size": 1,
        "content_type": "application/pdf",
        "origin": "issued",
        "issued_on": DAY,
    }
    return Document.objects.create(collaborative=collaborative, **{**fields, **changes})


def disposal(collaborative: Collaborative, by: Person, **changes: Any) -> Disposal:
    fields = {
        "what": "Letters",
        "count": 3,
        "due_on": DAY,
        "done_on": DAY,
        "decided_by": by,
        "reason": "Its day came",
    }
    return Disposal.objects.create(collaborative=collaborative, **{**fields, **changes})


def entry(collaborative: Collaborative | None, **changes: Any) -> AuditEntry:
    """An entry outside any chain, for what the table itself refuses."""
    fields = {
        "seq": 1,
        "at": NOON,
        "act": "adopt",
        "subject_kind": "edition",
        "subject_key": "1",
        "hash": "a" * 64,
    }
    return AuditEntry.objects.create(collaborative=collaborative, **{**fields, **changes})


def detail(entry: AuditEntry, **changes: Any) -> AuditDetail:
    return AuditDetail.objects.create(collaborative=entry.collaborative, entry=entry, salt="s", **changes)


def message(collaborative: Collaborative, person: Person, **changes: Any) -> Message:
    fields = {"key": "accounts · 2024", "stage": "due", "kind": "reminder", "queued_at": NOON}
    return Message.objects.create(collaborative=collaborative, person=person, **{**fields, **changes})


def counter(collaborative: Collaborative | None, **changes: Any) -> Counter:
    return Counter.objects.create(collaborative=collaborative, **{"series": "invoice", **changes})


def job(collaborative: Collaborative | None, **changes: Any) -> Job:
    fields = {"kind": "issue-invoices", "key": "2024-25", "queued_at": NOON}
    return Job.objects.create(collaborative=collaborative, **{**fields, **changes})


def act_key(collaborative: Collaborative | None, person: Person, **changes: Any) -> ActKey:
    fields = {"key": "k1", "act": "sign", "used_at": NOON}
    return ActKey.objects.create(collaborative=collaborative, person=person, **{**fields, **changes})


def draft(collaborative: Collaborative, person: Person, **changes: Any) -> Draft:
    fields = {"form": "minutes", "subject": "4", "text": {"words": "Agreed"}, "saved_at": NOON}
    return Draft.objects.create(collaborative=collaborative, person=person, **{**fields, **changes})
