"""What was issued stays issued: a frozen copy with its fingerprint, and what was handed in beside it.

A document has no door of its own. It is opened through the row that owns it, at that row's level.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from hashlib import sha256
from io import BytesIO
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, BinaryIO

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from records.models import Collaborative, Document, Person
from records.models.documents import Origin, shelf
from records.refusals import Refusal

if TYPE_CHECKING:
    from records import press

PDF = "application/pdf"
OFFICE = "application/vnd.openxmlformats-officedocument"
# The type follows from the ending, never from what the sender says; nothing that a browser would run.
ACCEPTED = {
    "pdf": PDF,
    "docx": f"{OFFICE}.wordprocessingml.document",
    "xlsx": f"{OFFICE}.spreadsheetml.sheet",
    "pptx": f"{OFFICE}.presentationml.presentation",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odp": "application/vnd.oasis.opendocument.presentation",
    "csv": "text/csv",
    "txt": "text/plain",
    "ofx": "application/x-ofx",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
}
LARGEST = 25 * 1024 * 1024


class NotAccepted(Refusal):
    """A file of a kind or size that is not kept here."""


class Destroyed(Refusal):
    """A document whose time was up."""


class Tampered(Exception):
    """The bytes on the shelf are not those that were issued."""


def issue(
    *,
    collaborative: Collaborative,
    kind: str,
    title: str,
    html: str,
    on: date,
    by: Person | None,
    facts: Mapping[str, Any] | None = None,
    edition_sha: str = "",
    keep_until: date | None = None,
    subject: str = "",
    supersedes: Document | None = None,
    encloses: Document | None = None,
) -> Document:
    """Prints `html` and freezes the copy with the facts it was made from. Slow: not in a transaction.

    `encloses` is a document that travels inside the new one, byte for byte as it was issued.
    """
    from records import press  # noqa: PLC0415 (a heavy library, and most processes never print)

    return freeze(
        press.pdf(html, title, encloses and _enclosure(encloses)),
        ending="pdf",
        collaborative=collaborative,
        kind=kind,
        title=title,
        subject=subject,
        facts=dict(facts or {}),
        edition_sha=edition_sha,
        issued_on=on,
        keep_until_on=keep_until,
        by=by,
        supersedes=supersedes,
    )


def _enclosure(document: Document) -> "press.Enclosure":
    from records import press  # noqa: PLC0415 (a heavy library, and most processes never print)

    name = f"{document.kind}{PurePath(document.file.name).suffix}"
    since = datetime.combine(document.issued_on, time(), UTC)
    return press.Enclosure(name, document.title, open_document(document).read(), since)


def receive(
    *,
    collaborative: Collaborative,
    kind: str,
    title: str,
    content: bytes,
    filename: str,
    on: date,
    by: Person | None,
    facts: Mapping[str, Any] | None = None,
    keep_until: date | None = None,
    subject: str = "",
    supersedes: Document | None = None,
) -> Document:
    """Keeps a file that was handed in. Raises NotAccepted for a kind or size that is not kept."""
    ending = PurePath(filename).suffix.lower().removeprefix(".")
    if ending not in ACCEPTED:
        raise NotAccepted(f"A file ending in “.{ending}” is not kept here. Send it as a PDF.")
    if not 0 < len(content) <= LARGEST:
        raise NotAccepted(f"The file is empty or larger than {LARGEST // 1024**2} MB.")
    return freeze(
        content,
        ending=ending,
        origin=Origin.UPLOADED,
        collaborative=collaborative,
        kind=kind,
        title=title,
        subject=subject,
        facts=dict(facts or {}),
        issued_on=on,
        keep_until_on=keep_until,
        by=by,
        supersedes=supersedes,
    )


def freeze(content: bytes, *, ending: str = "pdf", origin: str = Origin.ISSUED, **fields: Any) -> Document:
    """Puts bytes on the shelf and their row in the register. Bytes that are there already are kept once."""
    fingerprint = sha256(content).hexdigest()
    document = Document(
        sha256=fingerprint, size=len(content), content_type=ACCEPTED[ending], origin=origin, **fields
    )
    path = shelf(document, f"file.{ending}")
    # An act that fails leaves at most bytes that nobody points at, and the next try finds them.
    there = default_storage.exists(path)
    document.file.name = path if there else default_storage.save(path, ContentFile(content))
    document.save(force_insert=True)
    return document


def open_document(document: Document) -> BinaryIO:
    """The bytes that were issued. Raises Destroyed when their time was up, Tampered when they are others."""
    if document.destroyed_on:
        raise Destroyed("This was destroyed when its time was up. The record of it remains.")
    with document.file.open("rb") as shelf_copy:
        content = shelf_copy.read()
    if sha256(content).hexdigest() != document.sha256:
        raise Tampered(f"Document {document.pk} is not the copy that was issued.")
    return BytesIO(content)
