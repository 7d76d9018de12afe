"""Bringing people and posts in from a file (X6): first looked at, each error by line and column; then all or nothing."""

import base64
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from constitution import say
from membership.actions.people_import import ACT, import_people
from membership.forms.people_import import PeopleImportForm
from membership.imports.people import COLUMNS, Preview, as_rows, preview_people
from membership.models import Post
from membership.queries.kept import facts_on
from membership.views.doors import facts_of, members_only, status_of, tried, who_may
from membership.views.sheets import sheet
from records import clock, drafts
from records.refusals import Refusal

DRAFT = "import-people"
EXAMPLE = (
    "Nadia Example",
    "nadia@school.example",
    "headteacher",
    "Example Primary School",
    "",
    "01-09-2024",
    "",
)


@who_may(ACT)
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """A file is kept as a draft of whoever looks at it: the page can be left, and comes back with the preview."""
    do = request.POST.get("do") if request.method == "POST" else ""
    form = PeopleImportForm(request.POST if do == "look" else None, request.FILES if do == "look" else None)
    if do == "forget":
        drafts.discard(person=request.user, form=DRAFT, subject="")
        return redirect("membership:import-people", request.collaborative.code)
    if form.is_valid() and tried(form, lambda: _look(request, _read(form))):
        _keep(request, form)
        return redirect("membership:import-people", request.collaborative.code)
    kept = _kept(request)
    if do == "import" and kept:
        return _take(request, kept)
    preview = _look(request, kept["file"]) if kept else None
    context = {"form": form, "kept": kept, "preview": preview}
    return render(request, "membership/import_people.html", context, status=status_of(form))


def _read(form: PeopleImportForm) -> bytes:
    form.cleaned_data["file"].seek(0)
    return form.cleaned_data["file"].read()


def _look(request: HttpRequest, data: bytes) -> Preview:
    return preview_people(facts_on(request.collaborative, request.today), data)


def _take(request: HttpRequest, kept: dict[str, Any]) -> HttpResponse:
    """All of it, or nothing: what has changed since it was looked at may stand in the way."""
    told = {"collaborative": request.collaborative, "by": request.user, "on": request.today}
    try:
        done = import_people(data=kept["file"], source=kept["name"], **told)
    except Refusal as refused:
        messages.error(request, refused.sentence)
        return redirect("membership:import-people", request.collaborative.code)
    drafts.discard(person=request.user, form=DRAFT, subject="")
    messages.success(request, in_words(done))
    return redirect("membership:people", request.collaborative.code)


def _keep(request: HttpRequest, form: PeopleImportForm) -> None:
    text = {"file": base64.b64encode(_read(form)).decode(), "name": form.cleaned_data["file"].name}
    drafts.save(person=request.user, form=DRAFT, subject="", text=text, at=clock.now())


def _kept(request: HttpRequest) -> dict[str, Any] | None:
    draft = drafts.find(person=request.user, form=DRAFT, subject="")
    if draft is None:
        return None
    return {
        "name": draft.text["name"],
        "saved_at": draft.saved_at,
        "file": base64.b64decode(draft.text["file"]),
    }


def in_words(done: Preview) -> str:
    if done.changes_nothing:
        return "Nothing to do: the file says what is recorded already."
    parts = [
        say.count(len(done.new), "new person", "new people"),
        f"{say.count(len(done.begin), 'post')} begun",
        f"{say.count(len(done.end), 'post')} ended",
        f"{len(done.unchanged)} unchanged",
    ]
    return f"Imported: {say.listed(parts)}."


@require_safe
@who_may(ACT)
def template(request: HttpRequest, ending: str) -> HttpResponse:
    """An empty file with the columns that an import takes, and one line to show how."""
    return sheet(ending, "people-to-import", request.today, COLUMNS, [EXAMPLE])


@members_only
@require_safe
def posts(request: HttpRequest, ending: str) -> HttpResponse:
    """Every post in force on the day, in the columns of the import: what goes out can come in again."""
    seen: list[Post] = request.viewer.seen(facts_of(request).posts)
    rows = as_rows(
        sorted(seen, key=lambda post: (post.person.name, post.starts_on)), request.viewer.reaches("office")
    )
    return sheet(ending, "posts", request.on, COLUMNS, rows)
