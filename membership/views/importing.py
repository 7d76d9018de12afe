"""Bringing schools in from a file (K3.5): looked at first, with every error by line and column; then all or nothing."""

import base64
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from constitution import say
from membership.actions.school_import import import_schools
from membership.forms.importing import ImportForm
from membership.imports.schools import Change, Preview, preview_schools
from membership.views.doors import status_of, tried, who_may
from records import clock, drafts, spreadsheets
from records.refusals import Refusal

ACT, DRAFT = "import-schools", "import-schools"
NAMES = {
    "urn": "URN",
    "name": "name",
    "kind": "kind",
    "phase": "phase",
    "status": "status",
    "trust": "trust",
    "pupils": "number on roll",
}
TEMPLATE = ("URN", "School name", "Kind", "Status", "Trust", "Number on roll", "Opened")


@who_may(ACT)
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """A file is kept as a draft of whoever looks at it: the page can be left, and comes back with the preview."""
    do = request.POST.get("do") if request.method == "POST" else ""
    form = ImportForm(request.POST if do == "look" else None, request.FILES if do == "look" else None)
    if do == "forget":
        drafts.discard(person=request.user, form=DRAFT, subject="")
        return redirect("membership:import", request.collaborative.code)
    if form.is_valid() and tried(form, lambda: _look(request, _read(form))):
        _keep(request, _read(form))
        return redirect("membership:import", request.collaborative.code)
    kept = _kept(request)
    if do == "import" and kept:
        return _take(request, kept)
    context = {"form": form, "kept": kept, **_shown(request, kept)}
    return render(request, "membership/import.html", context, status=status_of(form))


def _read(form: ImportForm) -> dict[str, Any]:
    found: dict[str, Any] = {"name": form.cleaned_data["file"].name}
    for each in ("file", "links"):
        file = form.cleaned_data.get(each)
        if file:
            file.seek(0)
        found[each] = file.read() if file else None
    return found


def _look(request: HttpRequest, files: dict[str, Any]) -> Preview:
    return preview_schools(request.collaborative, files["file"], request.today, files["links"])


def _import(request: HttpRequest, files: dict[str, Any]) -> Preview:
    return import_schools(
        collaborative=request.collaborative,
        data=files["file"],
        links=files["links"],
        source=files["name"],
        by=request.user,
        on=request.today,
    )


def _take(request: HttpRequest, files: dict[str, Any]) -> HttpResponse:
    """All of it, or nothing: what has changed since it was looked at may stand in the way."""
    try:
        done = _import(request, files)
    except Refusal as refused:
        messages.error(request, refused.sentence)
        return redirect("membership:import", request.collaborative.code)
    drafts.discard(person=request.user, form=DRAFT, subject="")
    messages.success(request, in_words(done))
    return redirect("membership:members", request.collaborative.code)


def _keep(request: HttpRequest, files: dict[str, Any]) -> None:
    text = {each: base64.b64encode(files[each]).decode() if files[each] else "" for each in ("file", "links")}
    drafts.save(
        person=request.user, form=DRAFT, subject="", text={**text, "name": files["name"]}, at=clock.now()
    )


def _kept(request: HttpRequest) -> dict[str, Any] | None:
    draft = drafts.find(person=request.user, form=DRAFT, subject="")
    if draft is None:
        return None
    files = {each: base64.b64decode(draft.text[each]) or None for each in ("file", "links")}
    return {"name": draft.text["name"], "saved_at": draft.saved_at, **files}


def _shown(request: HttpRequest, kept: dict[str, Any] | None) -> dict[str, Any]:
    if kept is None:
        return {}
    preview = _look(request, kept)
    return {
        "preview": preview,
        "new": [(chain[-1], len(chain) > 1) for chain in preview.new],
        "changed": [(change, _differs(change)) for change in preview.changed],
    }


def _differs(change: Change) -> list[tuple[str, Any, Any]]:
    """What is different: its name, what it was, what it will be."""
    after = change.row.detail()
    return [
        (NAMES[name], was if was not in (None, "") else "nothing", after[name])
        for name, was in change.was.items()
    ]


def in_words(done: Preview) -> str:
    if done.changes_nothing:
        return "Nothing to do: the file says what is recorded already."
    parts = [f"{len(done.new)} new", f"{len(done.changed)} changed", f"{len(done.unchanged)} unchanged"]
    return f"Imported: {say.listed(parts)}."


@require_safe
@who_may(ACT)
def template(request: HttpRequest) -> HttpResponse:
    """An empty file with the columns that an import takes, and one line to show how."""
    example = ("900001", "Example Primary School", "primary", "maintained", "", 210, "01-09-2001")
    answer = HttpResponse(spreadsheets.as_csv(TEMPLATE, [example]), content_type=spreadsheets.CSV)
    answer["Content-Disposition"] = 'attachment; filename="schools.csv"'
    return answer
