"""How long documents are kept (K8.11): not destroyed before their day, listed for review after it,
destroyed by a person.

The table refuses an early destruction by itself; here stands the sentence that says so, and the proof of it.
"""

from collections.abc import Iterable
from datetime import date, timedelta

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import QuerySet

from constitution import say
from records import audit
from records.models import Collaborative, Disposal, Document, Person
from records.refusals import Refusal
from records.tenancy import everywhere


class KeptStill(Refusal):
    """A document whose time is not up."""


def due_for_review(collaborative: Collaborative, on: date) -> QuerySet[Document]:
    """Documents that may be destroyed on a day, oldest first. Nothing destroys them but a person."""
    kept = everywhere(Document).filter(collaborative=collaborative, destroyed_on=None, hold="")
    return kept.filter(keep_until_on__lt=on).order_by("keep_until_on", "pk")


def held_back(document: Document, on: date) -> str:
    """Why a document may not be destroyed on a day, in words; empty when it may."""
    if document.destroyed_on:
        return "It was destroyed already."
    if document.keep_until_on is None:
        return "It is kept for the life of the group."
    if on <= document.keep_until_on:
        return f"It must be kept until {say.date(document.keep_until_on)}."
    return f"It is on hold: {document.hold}." if document.hold else ""


@transaction.atomic
def destroy(
    *,
    collaborative: Collaborative,
    documents: Iterable[Document],
    what: str,
    reason: str,
    by: Person,
    on: date,
) -> Disposal:
    """Destroys documents whose day has come, all or none, and leaves the proof. Raises KeptStill."""
    chosen = list(documents)
    if not chosen:
        raise KeptStill("No document was chosen.")
    for document in chosen:
        _destroy_one(document, on)
    proof = Disposal.objects.create(
        collaborative=collaborative,
        what=what,
        count=len(chosen),
        due_on=max(document.keep_until_on for document in chosen) + timedelta(days=1),
        done_on=on,
        decided_by=by,
        reason=reason,
    )
    fingerprints = [document.sha256 for document in chosen]
    after = {"what": what, "reason": reason, "fingerprints": fingerprints}
    audit.record(collaborative=collaborative, act="destroy-documents", subject=proof, by=by, after=after)
    paths = {document.file.name for document in chosen}
    transaction.on_commit(lambda: _clear_shelf(paths))
    return proof


def _destroy_one(document: Document, on: date) -> None:
    """Empties the row, by an update that misses when somebody was faster."""
    if because := held_back(document, on):
        raise KeptStill(f"“{document.title}” may not be destroyed. {because}")
    row = everywhere(Document).filter(pk=document.pk, destroyed_on=None, hold="")
    if not row.update(facts={}, subject="", destroyed_on=on):
        raise KeptStill(f"“{document.title}” has changed meanwhile.")


def _clear_shelf(paths: set[str]) -> None:
    """Removes bytes that no document needs any more: the same bytes may have been issued twice."""
    needed = everywhere(Document).filter(file__in=paths, destroyed_on=None)
    for path in paths - set(needed.values_list("file", flat=True)):
        default_storage.delete(path)


@transaction.atomic
def hold(document: Document, *, because: str, by: Person) -> None:
    """Keeps a document beyond its day for a reason, or with an empty reason lets it go again."""
    everywhere(Document).filter(pk=document.pk).update(hold=because)
    audit.record(
        collaborative=document.collaborative,
        act="hold-document",
        subject=document,
        by=by,
        before={"hold": document.hold},
        after={"hold": because},
    )


@transaction.atomic
def keep_until(document: Document, *, until: date, by: Person) -> None:
    """Keeps a document longer than was said. Raises KeptStill for a day that is earlier."""
    if document.keep_until_on is None or until < document.keep_until_on:
        raise KeptStill("A document is never kept for a shorter time than was said.")
    everywhere(Document).filter(pk=document.pk).update(keep_until_on=until)
    audit.record(
        collaborative=document.collaborative,
        act="keep-document",
        subject=document,
        by=by,
        before={"keep_until_on": document.keep_until_on},
        after={"keep_until_on": until},
    )
