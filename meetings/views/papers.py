"""The papers of a meeting and its pack: read, laid before an item, replaced, withdrawn (K9.16)."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from meetings.actions import pack as packing
from meetings.actions import papers as verbs
from meetings.actions.papers import LAY, may_lay, may_lay_offered
from meetings.forms.papers import LayForm, VersionForm, WithdrawForm
from meetings.models import AgendaItem, Meeting, Paper
from meetings.queries import pack as packs
from meetings.queries import papers as queries
from meetings.queries.agenda import Line, agenda_of
from meetings.queries.hours import between, clock_words
from meetings.queries.pack import Packs
from meetings.queries.room import day_of
from meetings.views.blocks import block
from meetings.views.found import the_item, the_meeting
from membership.permissions import NotAllowed, Viewer, allowed, only, written_once
from membership.permissions.may import why_not
from membership.views.doors import facts_of, in_words, members_only, status_of, tried
from records import clock, documents, papers
from records.models.work import OPEN_JOB
from records.refusals import Refusal

READ_AND_SEND = ["GET", "HEAD", "POST"]
OVER = (Meeting.State.CLOSED, Meeting.State.CANCELLED)


# Read -------------------------------------------------------------------------------------------------


def _packs(request: HttpRequest, found: Meeting) -> Packs:
    return packs.packs_of(packs.outlined(agenda_of(found, request.viewer)), request.viewer)


@block("papers")
def papers_block(request: HttpRequest, meeting: Meeting) -> dict[str, Any] | None:
    """On the page of the meeting: what is laid, and all of it as one PDF."""
    if meeting.body_id is None or meeting.state == Meeting.State.CANCELLED:
        return None
    found = _packs(request, meeting)
    return {"meeting": meeting, **_pack_context(found)} if found.outline.items else None


def _pack_context(found: Packs) -> dict[str, Any]:
    rows = [(each, found.pages_of(each.paper)) for each in found.outline.papers]
    made = found.readable
    return {
        "in_time": [row for row in rows if not row[0].paper.late],
        "late": [row for row in rows if row[0].paper.late],
        "packs": found,
        "made": made,
        "made_at": clock_words(made.made_at) if made else "",
    }


@require_http_methods(READ_AND_SEND)
def of_a_meeting(request: HttpRequest, pk: int) -> HttpResponse:
    """Every paper that the reader may see, the late ones apart; the pack is made here. htmx asks for it alone."""
    found = the_meeting(request, pk)
    if request.method == "POST":
        return _asked(request, found)
    shown = _packs(request, found)
    going_on = shown.going_on is not None and shown.going_on.state in OPEN_JOB
    context = {
        "meeting": found,
        "when": between(found.starts_at, found.ends_at),
        "lines": shown.outline.agenda.lines,
        "layable": _layable(request, found, shown),
        "by_when": queries.last_day(found) if found.event else None,
        **_for_all(request, found),
        **_pack_context(shown),
    }
    answer = render(
        request, "meetings/_pack.html" if request.htmx and going_on else "meetings/papers.html", context
    )
    if request.htmx and not going_on:
        answer["HX-Refresh"] = "true"
    return answer


def _for_all(request: HttpRequest, found: Meeting) -> dict[str, Any]:
    """To whoever may have them made: how the packs of everybody stand."""
    if found.state in OVER or not allowed(request.viewer, packing.BUILD):
        return {}
    agreed = found.state == Meeting.State.AGREED and found.agenda_agreed_at is not None
    return {"may_build": True, "by_itself": agreed, "for_all": packs.for_all_of(found)}


def _layable(request: HttpRequest, found: Meeting, shown: Packs) -> list[Line]:
    """The items before which this viewer may lay something."""
    if found.state in OVER:
        return []
    return [line for line in shown.outline.agenda.lines if may_lay(request.viewer, line.item)]


def _asked(request: HttpRequest, found: Meeting) -> HttpResponse:
    told = {"meeting": found, "by": request.user, "at": clock.now()}
    for_all = request.POST.get("do") == "make for all"
    try:
        packing.ask_for_all(**told) if for_all else packing.ask_for_pack(**told)
    except NotAllowed as refused:
        raise PermissionDenied(refused.sentence) from refused
    except Refusal as refused:
        messages.error(request, in_words(refused))
    else:
        words = "The packs of everybody are being made." if for_all else "Your pack is being made."
        messages.success(request, words)
    return redirect("meetings:papers", request.collaborative.code, found.pk)


@require_safe
def pack_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The reader's pack: as everything is now, else the last one of which they may still see everything."""
    found = the_meeting(request, pk)
    made = _packs(request, found).readable
    if made is None:
        return _not_there(request, found, "Your pack is not made yet.")
    try:
        content = packing.open_pack(made)
    except Refusal as refused:
        return _not_there(request, found, refused.sentence)
    name = f"{request.collaborative.code}-{day_of(found).isoformat()}-pack.pdf"
    return FileResponse(content, content_type=documents.PDF, filename=name)


def _not_there(request: HttpRequest, found: Meeting, words: str) -> HttpResponse:
    messages.error(request, words)
    return redirect("meetings:papers", request.collaborative.code, found.pk)


def the_paper(request: HttpRequest, pk: int) -> Paper:
    """The paper, if this viewer may see it; a withdrawn one is for those who lay papers."""
    found = only(_papers(request.viewer, pk=pk))
    if found.withdrawn_at and found.laid_by_id != request.user.pk and not allowed(request.viewer, LAY):
        raise Http404
    return found


@written_once
def _papers(viewer: Viewer, pk: int) -> QuerySet[Paper]:
    rows = Paper.objects.visible(viewer).filter(pk=pk)
    return rows.select_related(
        "document", "item__meeting__body", "item__body", "item__collaborative", "laid_by", "collaborative"
    )


@require_safe
def file(request: HttpRequest, pk: int) -> HttpResponse:
    """A paper by itself, through its own door."""
    paper = the_paper(request, pk)
    kept = paper.document
    try:
        content = documents.open_document(kept)
    except documents.Destroyed as gone:
        raise Http404 from gone
    name = f"{paper.title}.{kept.file.name.rpartition('.')[2]}".replace("/", "-")
    other = kept.content_type != documents.PDF
    return FileResponse(content, content_type=kept.content_type, filename=name, as_attachment=other)


# Laid before an item ----------------------------------------------------------------------------------


@members_only
@require_http_methods(READ_AND_SEND)
def of_an_item(request: HttpRequest, pk: int) -> HttpResponse:
    """What is laid before one item; whoever may, lays here what they have, or what an app makes."""
    item = the_item(request, pk)
    may, offers = may_lay(request.viewer, item), _offers(request, item)
    if request.method == "POST" and not (may or offers):
        raise PermissionDenied(why_not(request.viewer, LAY))
    do = request.POST.get("do", "lay")
    if request.method == "POST" and do != "lay":
        return _pressed(request, item, do)
    form = _form(request, item) if may and _open(item) else None
    if form and form.is_valid() and (made := tried(form, lambda: _lay(request, item, form))):
        messages.success(request, _said(made))
        return _to_the_item(request, item)
    context = _about(request, item) | {"form": form, "offers": offers, "may_lay": may}
    return render(request, "meetings/item_papers.html", context, status=status_of(form))


def _open(item: AgendaItem) -> bool:
    try:
        verbs.refuse_over(item)
    except Refusal:
        return False
    return True


def _form(request: HttpRequest, item: AgendaItem) -> LayForm:
    levels = queries.levels_within(facts_of(request).rules, item.level, item.body.name)
    return LayForm(request.POST or None, request.FILES or None, levels=levels)


def _lay(request: HttpRequest, item: AgendaItem, form: LayForm) -> Paper:
    return verbs.lay_paper(item=item, by=request.user, at=clock.now(), **form.handed)


def _said(made: Paper) -> str:
    return "Laid, and marked late." if made.late else "Laid."


def _offers(request: HttpRequest, item: AgendaItem) -> list[papers.Offer]:
    """What the apps can lay here, as far as this viewer may lay it."""
    if not _open(item) or not request.viewer.is_member:
        return []
    found = papers.offered(request.collaborative, queries.occasion_of(item, request.on))
    return [offer for offer in found if may_lay_offered(request.viewer, offer)]


def _about(request: HttpRequest, item: AgendaItem) -> dict[str, Any]:
    rows = _laid(request.viewer, item=item.pk)
    now = [row for row in rows if row.superseded_by is None and row.withdrawn_at is None]
    lays = allowed(request.viewer, LAY).value
    former = [row for row in rows if row not in now and (lays or row.withdrawn_at is None)]
    line = agenda_of(item.meeting, request.viewer).line_of(item) if item.meeting else None
    levels = queries.levels_within(facts_of(request).rules, item.level, item.body.name)
    return {
        "item": item,
        "line": line,
        "rows": [
            (row, _label(line, place), levels.get(row.level, row.level)) for place, row in enumerate(now)
        ],
        "former": former,
        "sources": {row.source for row in now},
        "as_at": queries.occasion_of(item, request.on).as_at,
        "open_still": _open(item),
    }


@written_once
def _laid(viewer: Viewer, item: int) -> QuerySet[Paper]:
    rows = Paper.objects.visible(viewer).filter(item=item)
    return rows.select_related("document", "laid_by", "superseded_by").order_by("position", "pk")


def _label(line: Line | None, place: int) -> str:
    return f"{line.number}{queries.letter(place)}" if line else ""


def _pressed(request: HttpRequest, item: AgendaItem, do: str) -> HttpResponse:
    """A button beside a paper, or of what an app can lay."""
    act = {"offer": _lay_offered, "up": _move, "down": _move}.get(do)
    if act is None:
        raise Http404
    _tell(request, lambda: act(request, item, do))
    return _to_the_item(request, item)


def _tell(request: HttpRequest, do: Callable[[], str]) -> None:
    """What came of it, or why not."""
    try:
        if words := do():
            messages.success(request, words)
    except NotAllowed as refused:
        raise PermissionDenied(refused.sentence) from refused
    except Refusal as refused:
        messages.error(request, in_words(refused))


def _lay_offered(request: HttpRequest, item: AgendaItem, do: str) -> str:
    code = request.POST.get("code", "")
    return _said(verbs.lay_offered(item=item, code=code, by=request.user, at=clock.now()))


def _move(request: HttpRequest, item: AgendaItem, do: str) -> str:
    number = request.POST.get("paper", "")
    rows = Paper.objects.visible(request.viewer).filter(item=item)
    paper = get_object_or_404(rows.select_related("item__meeting"), pk=int(number) if number.isdigit() else 0)
    verbs.move_paper(paper=paper, up=do == "up", by=request.user, at=clock.now())
    return ""


def _to_the_item(request: HttpRequest, item: AgendaItem) -> HttpResponse:
    return redirect("meetings:item-papers", request.collaborative.code, item.pk)


# One paper --------------------------------------------------------------------------------------------


def _to_change(request: HttpRequest, pk: int) -> Paper:
    paper = the_paper(request, pk)
    if not may_lay(request.viewer, paper.item):
        raise PermissionDenied(why_not(request.viewer, LAY))
    return paper


@members_only
@require_http_methods(READ_AND_SEND)
def replace(request: HttpRequest, pk: int) -> HttpResponse:
    """Another version takes its place."""
    paper = _to_change(request, pk)
    form = VersionForm(request.POST or None, request.FILES or None, initial={"title": paper.title})
    told = {"paper": paper, "by": request.user, "at": clock.now()}
    if form.is_valid() and (made := tried(form, lambda: verbs.replace_paper(**told, **form.handed))):
        messages.success(request, _said(made))
        return _to_the_item(request, paper.item)
    context = {"paper": paper, "item": paper.item, "form": form, "late": _late(paper)}
    return render(request, "meetings/paper_replace.html", context, status=status_of(form))


def _late(paper: Paper) -> bool:
    return queries.comes_late(paper.item.meeting, clock.now())


@members_only
@require_http_methods(READ_AND_SEND)
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    paper = _to_change(request, pk)
    form = WithdrawForm(request.POST or None)
    told = {"paper": paper, "by": request.user, "at": clock.now()}
    if form.is_valid() and tried(form, lambda: verbs.withdraw_paper(**told, **form.cleaned_data)):
        messages.success(request, "The paper is withdrawn.")
        return _to_the_item(request, paper.item)
    context = {"paper": paper, "item": paper.item, "form": form}
    return render(request, "meetings/paper_withdraw.html", context, status=status_of(form))
