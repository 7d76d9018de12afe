"""Documents asked of schools: all requests, one with who has handed in, asking, handing in, excusing (K1.3)."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from constitution import say
from membership.actions import requests as actions
from membership.forms.requests import AskForm, BecauseForm, HandInForm, MoveForm
from membership.models import Assent, Request, RequestReply
from membership.permissions import Viewer, allowed, only, written_once
from membership.permissions.may import why_not
from membership.queries.agreed import agreement_in, given_in, protocol_of
from membership.queries.requests import (
    CLOSED,
    EXCUSED,
    HANDED_IN,
    LATE,
    WAITED_FOR,
    Asked,
    by_request,
    state_of,
)
from membership.queries.side_by_side import lines_on
from membership.views.doors import (
    facts_of,
    members_only,
    refuse_press,
    refuse_press_for,
    status_of,
    tried,
    who_may,
)
from membership.views.sheets import sheet
from records import audit, clock, documents
from records.refusals import Refusal
from records.spreadsheets import Cell

ON_A_PAGE = 25
SAID = {
    HANDED_IN: ("done", "Handed in"),
    LATE: ("wrong", "Late"),
    WAITED_FOR: ("waiting", "Waited for"),
    EXCUSED: ("nothing", "Excused"),
    CLOSED: ("nothing", "Not handed in"),
}
WHOLE = {
    "late": ("wrong", "Late"),
    "open": ("waiting", "Open"),
    "complete": ("done", "Complete"),
    "closed": ("nothing", "Closed"),
}
STATES = [(code, words) for code, (_, words) in WHOLE.items()]


# All of them ----------------------------------------------------------------------------------------


@members_only
@require_safe
def every(request: HttpRequest) -> HttpResponse:
    """Each request with how far it has come; a headteacher sees the part of their own school."""
    found, asked = _found(request)
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "rows": [(row, *WHOLE[row.state], _own(request, row)) for row in page],
        "found": page,
        "asked": asked,
        "states": STATES,
        "filtered": any(asked.values()),
        "office": _sees_all(request),
        "may_ask": allowed(request.viewer, actions.ASK),
        "query": request.GET.urlencode(),
    }
    return render(request, "membership/requests.html", context)


@members_only
@require_safe
def as_sheet(request: HttpRequest, ending: str) -> HttpResponse:
    """One row for each school's part in each request that the filters leave."""
    found, _ = _found(request)
    columns = ["Request", "For", "Asked", "By", "School", "State", "Handed in", "Note or reason"]
    rows = (_cells(row, reply) for row in found for reply in row.replies)
    return sheet(ending, "requests", request.on, columns, rows)


def _cells(row: Asked, reply: RequestReply) -> list[Cell]:
    asked, state = row.request, state_of(row.request, reply, row.on)
    said = reply.excused_because if state == EXCUSED else reply.note
    return [
        asked.what,
        asked.why,
        asked.asked_on,
        asked.due_on,
        reply.school.name,
        state,
        reply.received_on,
        said,
    ]


def _found(request: HttpRequest) -> tuple[list[Asked], dict[str, str]]:
    asked = {name: request.GET.get(name, "").strip() for name in ("q", "state")}
    rows = by_request(Request.objects.visible(request.viewer), _replies(request), request.on)
    words = asked["q"].lower()
    return [
        row
        for row in rows
        if (not asked["state"] or row.state == asked["state"])
        and words in f"{row.request.what} {row.request.why}".lower()
        and (row.replies or _sees_all(request))
    ], asked


def _replies(request: HttpRequest, asked: Request | None = None) -> Sequence[RequestReply]:
    """The parts that this viewer may see, by school; of one request, if it is named."""
    rows = _parts_of(request.viewer, asked=asked.pk) if asked else _parts(request.viewer)
    return sorted(rows, key=lambda reply: (reply.school.name, reply.pk))


@written_once
def _parts(viewer: Viewer) -> QuerySet[RequestReply]:
    return RequestReply.objects.visible(viewer).select_related("school")


@written_once
def _parts_of(viewer: Viewer, asked: int) -> QuerySet[RequestReply]:
    return RequestReply.objects.visible(viewer).select_related("school").filter(request=asked)


def _sees_all(request: HttpRequest) -> bool:
    return request.viewer.reaches("office") or bool(allowed(request.viewer, actions.ASK))


def _own(request: HttpRequest, row: Asked) -> list[tuple[RequestReply, str, str]]:
    """The parts of the viewer's own schools, each with its state said."""
    own = [reply for reply in row.replies if reply.school_id in request.viewer.school_ids]
    return [(reply, *SAID[state_of(row.request, reply, row.on)]) for reply in own]


@written_once
def _request(viewer: Viewer, pk: int) -> QuerySet[Request]:
    return Request.objects.visible(viewer).filter(pk=pk).select_related("by")


# One of them ----------------------------------------------------------------------------------------


@members_only
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """Who has handed in and who has not; the office closes it, or opens it again."""
    asked = only(_request(request.viewer, pk=pk))
    refuse_press(request, actions.ASK)
    do = request.POST.get("do", "") if request.method == "POST" else ""
    closing = BecauseForm(request.POST if do == "close" else None)
    moving = MoveForm(request.POST if do == "move" else None, auto_id="id_moving_%s")
    form = moving if do == "move" else closing
    if do and _did(request, asked, form):
        return redirect("membership:request", request.collaborative.code, pk)
    row = _row(request, asked)
    state, wanted = request.GET.get("state", ""), request.GET.get("q", "").lower()
    parts = [(reply, state_of(asked, reply, request.on)) for reply in row.replies]
    context = {
        "row": row,
        "whole": WHOLE[row.state],
        "parts": [
            (reply, *SAID[how])
            for reply, how in parts
            if state in ("", how) and wanted in reply.school.name.lower()
        ],
        "choices": [(code, words) for code, (_, words) in SAID.items()],
        "asked": {"state": state, "q": request.GET.get("q", "")},
        "level": _level(request, asked),
        "form": closing,
        "moving": moving,
        "problems": form,
        "moved": moved(request, asked),
        "may_ask": allowed(request.viewer, actions.ASK),
        "office": _sees_all(request),
        "query": request.GET.urlencode(),
        **_without_protocol(request, row),
    }
    return render(request, "membership/request.html", context, status=status_of(form))


def _without_protocol(request: HttpRequest, row: Asked) -> dict[str, Any]:
    """Under which protocol the schools share what they hand in, and which of them have not agreed to it (K1.4)."""
    facts = facts_of(request)
    rows = facts.rows
    protocol = facts.once("protocol", lambda: agreement_in(rows, Assent.Kind.PROTOCOL, request.on))
    agreed = given_in(rows, protocol, request.on) if protocol else {}
    lacking = [reply.school for reply in row.replies if reply.school_id not in agreed] if protocol else []
    return {"protocol": protocol, "lacking": lacking}


def _row(request: HttpRequest, asked: Request) -> Asked:
    return Asked(asked, tuple(_replies(request, asked)), request.on)


def _did(request: HttpRequest, asked: Request, form: forms.Form) -> bool:
    told = {"request": asked, "by": request.user, "on": request.today}
    if request.POST.get("do") == "reopen":
        return _pressed(request, "It is open again.", lambda: actions.reopen_request(**told))
    if isinstance(form, MoveForm):
        return _moved(request, asked, form)
    if form.is_valid() and tried(
        form, lambda: actions.close_request(because=form.cleaned_data["because"], **told)
    ):
        messages.success(request, "Closed. Nobody is asked for it any more.")
        return True
    return False


def _moved(request: HttpRequest, asked: Request, form: MoveForm) -> bool:
    told = {"request": asked, "by": request.user, "at": clock.now()}
    if not form.is_valid() or not tried(form, lambda: actions.move_request(**form.cleaned_data, **told)):
        return False
    day = say.long_date(form.cleaned_data["due_on"])
    messages.success(request, f"It is now asked for by {day}. Whoever has not handed it in is told.")
    return True


def moved(request: HttpRequest, asked: Request) -> list[tuple[str, str, str]]:
    """How its last day was moved: from which day, to which, and why. Read once, until something happens."""
    return facts_of(request).once(("moved", asked.pk), lambda: _moves(asked))


def _moves(asked: Request) -> list[tuple[str, str, str]]:
    entries = audit.history(asked.collaborative, asked).filter(act=actions.ASK)
    details = [
        entry.detail for entry in entries if entry.detail and actions.MOVED in (entry.detail.after or {})
    ]
    return [(_day(each.before), _day(each.after), each.after[actions.MOVED]) for each in details]


def _day(kept: dict[str, Any]) -> str:
    return say.long_date(date.fromisoformat(kept["due_on"]))


def _pressed(request: HttpRequest, words: str, do: Callable[[], object]) -> bool:
    """A button without a form: what was done, or why not, is said on the page that follows."""
    try:
        do()
    except Refusal as refused:
        messages.error(request, refused.sentence)
    else:
        messages.success(request, words)
    return True


def _level(request: HttpRequest, asked: Request) -> str:
    rule = facts_of(request).rules.information.get(asked.level)
    return (rule.name if rule else "") or {"office": "the office"}.get(asked.level, asked.level)


@members_only
@require_safe
def one_sheet(request: HttpRequest, pk: int, ending: str) -> HttpResponse:
    """One request as a file."""
    asked = get_object_or_404(Request.objects.visible(request.viewer), pk=pk)
    row = _row(request, asked)
    columns = ["Request", "For", "Asked", "By", "School", "State", "Handed in", "Note or reason"]
    return sheet(ending, "request", request.on, columns, (_cells(row, reply) for reply in row.replies))


@who_may(actions.ASK)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Ask schools for something by a day."""
    lines = [line for line in lines_on(request.collaborative, request.on) if line.standing.contract]
    chosen = frozenset(request.GET.getlist("school"))
    initial = {"level": "office", "to": "chosen" if chosen else "every"}
    form = AskForm(request.POST or None, rules=facts_of(request).rules, lines=lines, initial=initial)
    if form.is_valid() and (asked := tried(form, lambda: _ask(request, form))):
        number = say.count(len(form.cleaned_data["schools"]), "school")
        messages.success(request, f"{number} asked for {asked.what} by {say.long_date(asked.due_on)}.")
        return redirect("membership:request", request.collaborative.code, asked.pk)
    context = {"form": form, "lines": lines, "ticked": form.ticked or chosen}
    return render(request, "membership/request_new.html", context, status=status_of(form))


def _ask(request: HttpRequest, form: AskForm) -> Request:
    given = {name: value for name, value in form.cleaned_data.items() if name != "to"}
    return actions.ask_schools(
        collaborative=request.collaborative, by=request.user, on=request.today, **given
    )


# One school's part ----------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def reply(request: HttpRequest, pk: int) -> HttpResponse:
    """The head hands in a file or a note; the office excuses the school, or asks again."""
    part = _the_reply(request, pk)
    do = request.POST.get("do", "") if request.method == "POST" else ""
    _refuse_press(request, part, do)
    hand_in = HandInForm(
        *((request.POST, request.FILES) if do == "hand in" else ()), initial={"note": part.note}
    )
    because = BecauseForm(request.POST if do == "excuse" else None)
    form = because if do == "excuse" else hand_in
    if do and _did_part(request, do, part, form):
        return redirect("membership:reply", request.collaborative.code, pk)
    state = state_of(part.request, part, request.on)
    context = {
        "reply": part,
        "asked": part.request,
        "school": part.school,
        "said": SAID[state],
        "open": state in (HANDED_IN, LATE, WAITED_FOR) and not part.request.closed_on,
        "level": _level(request, part.request),
        "form": form,
        "hand_in": hand_in,
        "because": because,
        "may": _may(request, part),
        "moved": moved(request, part.request),
        "protocol": protocol_of(facts_of(request).rows, part.school, request.on),
    }
    return render(request, "membership/reply.html", context, status=status_of(form))


def _the_reply(request: HttpRequest, pk: int) -> RequestReply:
    rows = RequestReply.objects.visible(request.viewer)
    return get_object_or_404(
        rows.select_related("request", "school", "document", "by", "collaborative"), pk=pk
    )


def _may(request: HttpRequest, part: RequestReply) -> dict[str, bool]:
    viewer = request.viewer
    own = viewer.heads(part.school_id) and bool(allowed(viewer, actions.HAND_IN))
    return {
        "hand_in": own or bool(allowed(viewer, actions.ASK)),
        "own": own,
        "excuse": bool(allowed(viewer, actions.EXCUSE)),
    }


def _refuse_press(request: HttpRequest, part: RequestReply, do: str) -> None:
    """Whoever may do neither is told who may; excusing is the office's alone."""
    if do in ("excuse", "ask again") and not allowed(request.viewer, actions.EXCUSE):
        raise PermissionDenied(why_not(request.viewer, actions.EXCUSE))
    refuse_press_for(request, part.school, actions.HAND_IN, office_act=actions.ASK)


def _did_part(request: HttpRequest, do: str, part: RequestReply, form: forms.Form) -> bool:
    """Whether it is done; where not, the form says why."""
    told = {"reply": part, "by": request.user}
    if do == "ask again":
        words = f"{part.school.name} is asked again."
        return _pressed(request, words, lambda: actions.ask_after_all(on=request.today, **told))
    if do not in ("excuse", "hand in"):
        raise Http404
    if not form.is_valid():
        return False
    if do == "excuse":
        done = tried(form, lambda: actions.excuse(on=request.today, **form.cleaned_data, **told))
        words = f"{part.school.name} is excused."
    else:
        done = tried(form, lambda: actions.hand_in(at=clock.now(), **_handed(form), **told))
        words = f"Handed in for {part.school.name}."
    if done:
        messages.success(request, words)
    return bool(done)


def _handed(form: forms.Form) -> dict[str, Any]:
    file = form.cleaned_data["file"]
    kept = {"content": file.read(), "filename": file.name} if file else {}
    return {"note": form.cleaned_data["note"], **kept}


@require_safe
def reply_file(request: HttpRequest, pk: int) -> HttpResponse:
    """What was handed in, opened through the school's part in the request."""
    part = _the_reply(request, pk)
    if part.document is None:
        raise Http404
    ending = part.document.file.name.rpartition(".")[2]
    name = f"{part.request.what} - {part.school.name}.{ending}".replace("/", "-")
    content = documents.open_document(part.document)
    return FileResponse(content, as_attachment=True, content_type=part.document.content_type, filename=name)
