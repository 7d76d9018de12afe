"""A whole group in one ZIP (X6): a table for each kind of row, its documents, and what vouches for them.

Whoever asks gets what they may see. What is filed for named people or for a body alone stays where it is: the
manifest says how many rows of it there are.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from pathlib import PurePath
from typing import Any, BinaryIO
from zipfile import ZIP_DEFLATED, ZipFile

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.text import slugify

from collaborative.exporting.tables import (
    Model,
    cells_of,
    columns_of,
    has_door,
    links_of,
    name_of,
    rows_of,
    tables,
)
from membership.permissions import Viewer
from membership.queries.directory import people_of
from records import audit, clock, documents, spreadsheets
from records.documents import Destroyed, Tampered
from records.models import Collaborative, Document

MANIFEST = "manifest.json"
HIDDEN = "filed for others alone, so that who asked for this copy may not see it"
PEOPLE = ("id", "name", "email", "phone", "reduced_at")
READ_ME = """{name}, as of {at}.

manifest.json   every file with its fingerprint (SHA-256), what was left out, and the head of the audit trail
tables/         one table for each kind of row, with its numbers: a column ending in _id is the number of a row
documents/      each document that was issued or handed in, by its number in tables/records.document.csv

Sums in columns ending in _pence are whole pence. Days are written 2024-03-14. A text that a spreadsheet would
run as a formula begins with an apostrophe.
"""

Progress = Callable[[int, int], None]


@dataclass
class Export:
    """One copy being made: what went in, with fingerprints, and what stays behind."""

    group: Collaborative
    viewer: Viewer
    file: ZipFile
    contents: list[dict[str, Any]] = field(default_factory=list)
    left_out: list[dict[str, Any]] = field(default_factory=list)
    hidden: dict[Model, set[Any]] = field(default_factory=dict)

    def put(self, name: str, content: bytes, **more: Any) -> None:
        self.file.writestr(name, content)
        fingerprint = sha256(content).hexdigest()
        self.contents.append({"name": name, "sha256": fingerprint, "bytes": len(content), **more})

    def leave(self, name: str, number: int, because: str = HIDDEN) -> None:
        self.left_out.append({"name": name, "number": number, "because": because})


def write(
    out: BinaryIO,
    group: Collaborative,
    viewer: Viewer,
    *,
    by: str,
    purpose: str,
    at: datetime,
    progress: Progress = lambda done, total: None,
) -> None:
    """Writes the ZIP of a group, as far as the viewer sees it. Call inside the group's scope."""
    head = audit.head(group)
    with ZipFile(out, "w", ZIP_DEFLATED) as file:
        export = Export(group, viewer, file)
        kinds, papers = _in_order(), list(Document.objects.values_list("pk", flat=True))
        total = len(kinds) + len(papers) + 1
        _people(export)
        for done, model in enumerate(kinds, start=1):
            _table(export, model)
            progress(done, total)
        for done, pk in enumerate(papers, start=len(kinds) + 1):
            _document(export, pk)
            progress(done, total)
        export.put("read me.txt", READ_ME.format(name=group.name, at=at.astimezone(clock.UK)).encode())
        file.writestr(MANIFEST, _manifest(export, head, by=by, purpose=purpose, at=at))
        progress(total, total)


def _in_order() -> list[Model]:
    """First what has a door: what hangs on a row that stays behind stays behind too. Documents last."""
    found = [model for model in tables() if model is not Document]
    return [*sorted(found, key=lambda model: not has_door(model)), Document]


def _people(export: Export) -> None:
    rows = people_of(export.group).values_list(*PEOPLE)
    export.put("tables/records.person.csv", spreadsheets.as_csv(PEOPLE, rows), rows=len(rows))


def _table(export: Export, model: Model) -> None:
    rows = list(rows_of(model, export.viewer))
    shown = rows if has_door(model) else _without_hidden(export, model, rows)
    _keep_back(export, model, shown)
    table = spreadsheets.as_csv(columns_of(model), map(cells_of, shown))
    export.put(f"tables/{name_of(model)}.csv", table, rows=len(shown))


def _without_hidden(export: Export, model: Model, rows: list[models.Model]) -> list[models.Model]:
    """What hangs on a row that stays behind stays behind too."""
    own = export.hidden.get(model, set())
    links = [(link.attname, export.hidden.get(link.related_model, set())) for link in links_of(model)]
    hangs = (any(getattr(row, name) in hidden for name, hidden in links) for row in rows)
    return [row for row, behind in zip(rows, hangs, strict=True) if not (behind or row.pk in own)]


def _keep_back(export: Export, model: Model, shown: list[models.Model]) -> None:
    """Notes the rows that are not shown, and the documents that they alone own."""
    if model.objects.count() == len(shown):
        return
    seen = {row.pk for row in shown}
    hidden = [row for row in model.objects.all() if row.pk not in seen]
    export.hidden.setdefault(model, set()).update(row.pk for row in hidden)
    for link in links_of(model):
        if link.related_model is Document and model is not Document:
            owned = {getattr(row, link.attname) for row in hidden} - {
                getattr(row, link.attname) for row in shown
            }
            export.hidden.setdefault(Document, set()).update(owned - {None})
    export.leave(name_of(model), len(hidden))


def _document(export: Export, pk: int) -> None:
    if pk in export.hidden.get(Document, set()):
        return
    document = Document.objects.get(pk=pk)
    ending = PurePath(document.file.name).suffix
    name = f"documents/{pk}-{slugify(document.title)[:60] or document.kind}{ending}"
    try:
        export.put(name, documents.open_document(document).read())
    except (Destroyed, Tampered, OSError) as problem:
        export.leave(name, 1, str(problem) or "its file is missing")


def _manifest(export: Export, head: audit.Head, *, by: str, purpose: str, at: datetime) -> str:
    told = {
        "group": {"code": export.group.code, "name": export.group.name},
        "made_at": at,
        "made_by": by,
        "purpose": purpose,
        "constitution": export.viewer.rules.sha256,
        "audit_head": {"entry": head.seq, "hash": head.hash},
        "files": export.contents,
        "left_out": export.left_out,
    }
    return json.dumps(told, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)
