"""Who did what, when, to which row, from what to what (X5): one entry per act, in a chain.

Each collaborative has a chain of its own, and the installation one for what belongs to nobody. The chain
holds references and digests; the before and after stand beside it and can be erased when their subject is
due.
"""

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from records import clock, counters
from records.models import AuditDetail, AuditEntry, Collaborative, Person
from records.tenancy import everywhere

SERIES = "audit"
# Where the trail stood at the last act that changed who belongs, serves or speaks.
FACTS = "facts"
Subject = models.Model | tuple[str, str]


def moment(at: datetime | None = None) -> datetime:
    """When an act is recorded: now, unless whoever enters it knows better."""
    return at or clock.now()


def record(
    *,
    collaborative: Collaborative | None,
    act: str,
    subject: Subject,
    by: Person | None,
    at: datetime | None = None,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    acting_as: str = "",
    purpose: str = "",
    moves_facts: bool = True,
) -> AuditEntry:
    """Writes the entry of one act, inside the act's own transaction and last in it.

    `subject` is a row, or a kind and a key in words; `acting_as` the post or office acted in; `purpose`
    what an export is for. `at` is now unless an import knows better. Queues the writers of this
    collaborative until the commit, those of no other. `moves_facts` is false where nothing that is kept of
    the group follows from the act: who came into the room, a vote.
    """
    told = [(subject, before, after)]
    common = {"act": act, "by": by, "at": at, "acting_as": acting_as, "purpose": purpose}
    return record_all(collaborative=collaborative, told=told, moves_facts=moves_facts, **common)[0]


def record_all(
    *,
    collaborative: Collaborative | None,
    act: str,
    told: Sequence[tuple[Subject, Mapping[str, Any] | None, Mapping[str, Any] | None]],
    by: Person | None,
    at: datetime | None = None,
    acting_as: str = "",
    purpose: str = "",
    moves_facts: bool = True,
) -> list[AuditEntry]:
    """As `record`, for one act done to many rows: an entry for each (subject, before, after)."""
    if not told:
        return []
    counters.raised(collaborative, SERIES, len(told))
    last = counters.standing(collaborative, SERIES)
    common = {"act": act, "by": by, "at": moment(at), "acting_as": acting_as, "purpose": purpose}
    entries, details = [], []
    for seq, (subject, before, after) in enumerate(told, start=last.value - len(told) + 1):
        detail = _detail(collaborative, before, after)
        prev = entries[-1].hash if entries else last.head
        entry = _entry(subject, detail, collaborative=collaborative, seq=seq, prev=prev, **common)
        entries.append(entry)
        if detail:
            detail.entry = entry
            details.append(detail)
    AuditEntry.objects.bulk_create(entries)
    AuditDetail.objects.bulk_create(details)
    counters.counter(collaborative, SERIES).update(head=entries[-1].hash)
    if moves_facts:
        counters.reached(collaborative, FACTS, last.value, entries[-1].hash)
    return entries


def _entry(subject: Subject, detail: AuditDetail | None, **facts: Any) -> AuditEntry:
    kind, key = reference(subject)
    sha = digest(detail) if detail else ""
    entry = AuditEntry(subject_kind=kind, subject_key=key, detail_sha=sha, **facts)
    entry.hash = link(entry)
    return entry


def reference(subject: Subject) -> tuple[str, str]:
    """How an entry names a row: ('finance.invoice', '41')."""
    if isinstance(subject, tuple):
        return subject
    return subject._meta.label_lower, str(subject.pk)


def history(collaborative: Collaborative | None, subject: Subject) -> models.QuerySet[AuditEntry]:
    """The entries about one row, oldest first."""
    kind, key = reference(subject)
    entries = everywhere(AuditEntry).filter(collaborative=collaborative, subject_kind=kind, subject_key=key)
    return entries.select_related("by", "detail").order_by("seq")


def erase(entry: AuditEntry, *, by: Person, because: str, at: datetime | None = None) -> None:
    """Erases the before and after of an entry, which is itself an act. The digest in the chain stays."""
    everywhere(AuditDetail).filter(entry=entry).delete()
    record(
        collaborative=entry.collaborative,
        act="erase-detail",
        subject=("records.auditentry", str(entry.seq)),
        by=by,
        at=at,
        purpose=because,
    )


@dataclass(frozen=True)
class Head:
    """Where a chain has got to. Printed in minutes and accounts, it is an anchor that the members hold."""

    seq: int = 0
    hash: str = ""

    @property
    def short(self) -> str:
        """As it is printed: '4f9a 1c07 e2b8'."""
        return " ".join(self.hash[start : start + 4] for start in (0, 4, 8))


def head(collaborative: Collaborative | None) -> Head:
    return stands_at(collaborative, SERIES)


def facts_head(collaborative: Collaborative) -> Head:
    """Where the trail stood at the last act that moved facts: what follows from facts holds until it moves."""
    return stands_at(collaborative, FACTS)


def stands_at(collaborative: Collaborative | None, mark: str) -> Head:
    """Where the head (SERIES) or the mark of the facts (FACTS) stands."""
    found = counters.standing(collaborative, mark)
    return Head(found.value, found.head)


@dataclass(frozen=True)
class Verdict:
    """What verification found: how many entries hold and, when one does not, which and why, in words."""

    checked: int
    head: Head
    broken_at: int | None = None
    because: str = ""

    def __bool__(self) -> bool:
        return self.broken_at is None


def verify(collaborative: Collaborative | None, since: Head | None = None) -> Verdict:
    """Walks the chain to its head, from the start or from an anchor somebody holds; names the first break."""
    reached = since or Head()
    entries = everywhere(AuditEntry).filter(collaborative=collaborative, seq__gt=reached.seq)
    checked = 0
    for entry in entries.select_related("detail").order_by("seq").iterator(chunk_size=1000):
        if because := _broken(entry, reached):
            return Verdict(checked, reached, reached.seq + 1, because)
        reached, checked = Head(entry.seq, entry.hash), checked + 1
    if reached != head(collaborative):
        return Verdict(checked, reached, reached.seq + 1, "Entries are missing at the end of the chain.")
    return Verdict(checked, reached)


def _broken(entry: AuditEntry, before: Head) -> str:
    if entry.seq != before.seq + 1:
        return f"The entry is missing; the next one there is number {entry.seq}."
    if entry.prev != before.hash:
        return "It does not follow from the entry before it."
    if entry.hash != link(entry):
        return "Its words are not those that were recorded."
    detail = getattr(entry, "detail", None)
    if detail and digest(detail) != entry.detail_sha:
        return "Its before and after are not those that were recorded."
    return ""


def link(entry: AuditEntry) -> str:
    """The hash of an entry over the one before it: references and digests alone, no words about a person."""
    parts = [
        entry.prev,
        entry.collaborative_id,
        entry.seq,
        entry.at.astimezone(UTC).isoformat(),
        entry.by_id,
        entry.acting_as,
        entry.act,
        entry.subject_kind,
        entry.subject_key,
        entry.purpose,
        entry.detail_sha,
    ]
    return _sha(parts)


def digest(detail: AuditDetail) -> str:
    """The digest of a before and after. Its salt keeps it from being guessed back once they are erased."""
    return _sha([detail.salt, detail.before, detail.after])


def _detail(collaborative: Collaborative | None, before, after) -> AuditDetail | None:
    if before is None and after is None:
        return None
    return AuditDetail(
        collaborative=collaborative, before=_plain(before), after=_plain(after), salt=secrets.token_hex(16)
    )


def _plain(value: Any) -> Any:
    """As both databases give it back: dates and sums as words; floats too, which they spell differently."""
    return json.loads(json.dumps(value, cls=DjangoJSONEncoder), parse_float=str)


def _sha(value: Any) -> str:
    words = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return sha256(words.encode()).hexdigest()
