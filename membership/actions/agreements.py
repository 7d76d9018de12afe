"""Agreeing for a school to exact words: the pledge, the constitution, a protocol (K1.1, K1.4, K15.1)."""

from datetime import datetime

from django.db import IntegrityError, transaction

from constitution import say
from membership.actions.guard import queue_at
from membership.models import Assent, School
from membership.permissions import require, require_for_school
from membership.queries.agreed import Agreement, agreement_in, before_it
from membership.queries.moments import civil_day
from membership.queries.rows import PROTOCOL, Rows
from records import audit, documents
from records.models import Collaborative, Document, Person
from records.refusals import NotNow, Refusal

NAMES = {
    Assent.Kind.PLEDGE: "The pledge",
    Assent.Kind.CONSTITUTION: "The constitution",
    Assent.Kind.PROTOCOL: "The protocol",
}


class Overtaken(NotNow):
    """The words on the screen are not those that are asked for now. `read` is what was on it, if it ever stood."""

    def __init__(self, now: Agreement, read: Agreement | None):
        super().__init__(_overtaken(now, read))
        self.now, self.read = now, read


@transaction.atomic
def agree(
    *, school: School, kind: str, by: Person, at: datetime, sha256: str, how: str = Assent.How.BROWSER
) -> Assent:
    """`sha256` is of the words that were on the screen. Agreeing twice is agreeing once: the first stands.

    Raises Overtaken, with both, when other words are asked for meanwhile.
    """
    on = civil_day(at)
    acting_as = require_for_school(by, "agree", school, on)
    queue_at(school)
    rows = Rows(school.collaborative)
    asked = agreement_in(rows, kind, on)
    if asked is None:
        raise Refusal(f"{NAMES[kind]} is not asked for now.")
    if asked.sha256 != sha256:
        raise Overtaken(asked, before_it(rows, asked, sha256, on))
    same = {"school": school, "kind": kind, "sha256": sha256, "slot": asked.slot}
    before = Assent.objects.filter(**same).order_by("at", "pk").first()
    if before:
        return before
    assent = Assent.objects.create(
        collaborative=school.collaborative,
        document=asked.document,
        person=by,
        capacity=acting_as,
        at=at,
        how=how,
        **same,
    )
    audit.record(
        collaborative=school.collaborative,
        act="agree",
        subject=assent,
        by=by,
        at=at,
        acting_as=acting_as,
        after={"kind": kind, "name": asked.name, "sha256": sha256, "edition": asked.edition.number},
    )
    return assent


def _overtaken(now: Agreement, read: Agreement | None) -> str:
    what = NAMES[now.kind]
    if read is None:
        return f"{what} has changed since you opened it. Read it again."
    if now.document or read.document:
        return f"{what} has changed since you opened it: you read {read.name}; {now.name} took its place."
    edition, since = read.edition.name, say.date(now.edition.in_force_on)
    return (
        f"{what} has changed since you opened it: you read edition {edition}; "
        f"edition {now.edition.name} is in force since {since}."
    )


@transaction.atomic
def file_protocol(
    *, collaborative: Collaborative, name: str, content: bytes, filename: str, by: Person | None, at: datetime
) -> Document:
    """File the version of the data-sharing protocol that schools agree to, by its name; the one before is overtaken."""
    on = civil_day(at)
    acting_as = require(by, "file-paper", collaborative, on)
    if not name.strip():
        raise Refusal("Give the version its name: 'Data Sharing Protocol, version 2'.")
    before = Document.objects.filter(kind=PROTOCOL).order_by("issued_on", "pk").last()
    try:
        with transaction.atomic():
            document = documents.receive(
                collaborative=collaborative,
                kind=PROTOCOL,
                title=name.strip(),
                content=content,
                filename=filename,
                on=on,
                by=by,
                supersedes=before,
            )
    except IntegrityError:
        raise NotNow("Somebody else has just filed another version.") from None
    audit.record(
        collaborative=collaborative,
        act="file-paper",
        subject=document,
        by=by,
        at=at,
        acting_as=acting_as,
        after={"protocol": name, "sha256": document.sha256},
    )
    return document
