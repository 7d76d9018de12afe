"""The agenda of a meeting: read, printed, built, set, agreed; any other business at its start (K9.10, K9.11)."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from constitution import say
from constitution.text import aims_of
from meetings.actions import agenda as verbs
from meetings.actions import preparing
from meetings.actions.agenda import ADMIT, AGREE, PLACE, SET, builds
from meetings.actions.guests import note_use
from meetings.forms.agenda import AgendaItemForm, AgreeForm, BusinessForm, TakeOverForm, initial_of
from meetings.models import AgendaItem, Meeting
from meetings.models.meeting import BEFORE_OPENING
from meetings.queries import agenda as queries
from meetings.queries import items as waiting
from meetings.queries.called import invited
from meetings.queries.hours import between
from meetings.views.blocks import block
from meetings.views.found import the_item, the_meeting
from meetings.views.items import meetings_of, pressed, refuse_without
from membership.permissions import Viewer, allowed, written_once
from membership.permissions.may import why_not
from membership.views.doors import facts_of, members_only, status_of, tried
from records import clock

State = Meeting.State
READ_AND_SEND = ["GET", "HEAD", "POST"]
TO_BE_BUILT = (State.FIXED, State.SET, State.AGREED)
LOOKS = {
    State.PROPOSED: ("nothing", "The day is not fixed"),
    State.FIXED: ("waiting", "Being put together"),
    State.SET: ("waiting", "Set, to be agreed"),
    State.AGREED: ("done", "Agreed"),
}


def state_of(meeting: Meeting) -> tuple[str, str]:
    """How the agenda stands, as shape and words."""
    if meeting.agenda_agreed_at:
        return "done", f"Agreed {say.date(clock.civil_day(meeting.agenda_agreed_at))}"
    return LOOKS.get(State(meeting.state), ("nothing", meeting.get_state_display()))


# Read -------------------------------------------------------------------------------------------------


@block("agenda")
def agenda_block(request: HttpRequest, meeting: Meeting) -> dict[str, Any] | None:
    """On the page of the meeting: the items this viewer sees, and where the agenda is worked on."""
    if meeting.body_id is None or meeting.state == State.CANCELLED:
        return None
    return _context(request, meeting)


@require_safe
def agenda(request: HttpRequest, pk: int) -> HttpResponse:
    """As its reader sees it. That a guest has looked is noted."""
    found = the_meeting(request, pk)
    if not request.viewer.is_member and not request.previewing:
        note_use(invited(request.viewer).filter(meeting=found), request.user, clock.now())
    return render(request, "meetings/agenda.html", _context(request, found))


def _context(request: HttpRequest, found: Meeting) -> dict[str, Any]:
    shown = queries.agenda_of(found, request.viewer)
    member = request.viewer.is_member
    return {
        "meeting": found,
        "when": between(found.starts_at, found.ends_at),
        "agenda": shown,
        "state": state_of(found),
        "revised": queries.revised(shown),
        "closing": waiting.closing(found, meetings_of(request)) if member else None,
        "late": sum(line.item.late for line in shown.lines),
        "may_build": builds(request.viewer) and found.state in TO_BE_BUILT,
        "may_submit": member and found.state in TO_BE_BUILT,
        "may_admit": found.state == State.OPEN and bool(allowed(request.viewer, ADMIT)),
        "guest": not member,
    }


@require_safe
def as_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """The agenda on paper, as this reader may see it."""
    from records import press  # noqa: PLC0415 (a heavy library, and most processes never print)

    found = the_meeting(request, pk)
    context = _context(request, found) | {"collaborative": request.collaborative, "printed_on": request.today}
    title = f"Agenda: {found.name}, {say.date(clock.civil_day(found.starts_at))}"
    html = render_to_string("documents/agenda.html", context | {"title": title})
    answer = HttpResponse(press.pdf(html, title), content_type="application/pdf")
    name = f"agenda-{clock.civil_day(found.starts_at).isoformat()}.pdf"
    answer["Content-Disposition"] = f'inline; filename="{name}"'
    return answer


# Built ------------------------------------------------------------------------------------------------


def _to_build(request: HttpRequest, pk: int) -> Meeting:
    """The meeting, for those who put its agenda together; whoever else belongs is told who does."""
    found = the_meeting(request, pk)
    if not builds(request.viewer):
        raise PermissionDenied(why_not(request.viewer, PLACE))
    return found


def _back(request: HttpRequest, found: Meeting, item: AgendaItem | None = None) -> HttpResponse:
    """To the builder, and there to the item that was moved."""
    address = reverse("meetings:build-agenda", args=[request.collaborative.code, found.pk])
    return redirect(f"{address}#item-{item.pk}" if item else address)


@members_only
@require_safe
def build(request: HttpRequest, pk: int) -> HttpResponse:
    found = _to_build(request, pk)
    last = queries.last_agenda(found)
    context = _context(request, found)
    context |= {
        "parts": queries.parts_of(found),
        "waiting": [(row, waiting.state_of(row)) for row in _to_place(request.viewer, found)],
        "lacking": queries.lacking(found, context["agenda"]),
        "last": last,
        "open_still": found.state in BEFORE_OPENING and found.state != State.PROPOSED,
        "may_set": found.state == State.FIXED and bool(allowed(request.viewer, SET)),
        "may_agree": found.state == State.SET and bool(allowed(request.viewer, AGREE)),
    }
    return render(request, "meetings/agenda_build.html", context)


def _to_place(viewer: Viewer, found: Meeting) -> list[AgendaItem]:
    return _waiting(viewer, meeting=found.pk, body=found.body_id)


@written_once
def _waiting(viewer: Viewer, meeting: int, body: int) -> QuerySet[AgendaItem]:
    return waiting.to_place(AgendaItem.objects.visible(viewer), meeting, body)


@members_only
@require_POST
def prepare(request: HttpRequest, pk: int) -> HttpResponse:
    """What comes by itself is added now, not in the night before."""
    found = _to_build(request, pk)
    told = {"meeting": found, "by": request.user, "at": clock.now()}
    pressed(request, lambda: preparing.prepare(**told), "What comes by itself is on the agenda.")
    return _back(request, found)


@members_only
@require_http_methods(READ_AND_SEND)
def take_over(request: HttpRequest, pk: int) -> HttpResponse:
    """The last agenda as a beginning: what is ticked is taken over."""
    found = _to_build(request, pk)
    last = queries.last_agenda(found)
    rows = queries.on_agenda(last).filter(pk__in=_seen(request)) if last else ()
    form = TakeOverForm(request.POST or None, items=preparing.to_take_over(rows))
    told = {"meeting": found, "by": request.user, "at": clock.now()}
    if (
        form.is_valid()
        and (made := tried(form, lambda: preparing.take_over(items=form.chosen, **told))) is not None
    ):
        messages.success(request, f"{say.count(len(made), 'item')} taken over.")
        return _back(request, found)
    context = {"meeting": found, "last": last, "form": form, "any": bool(form.rows)}
    return render(request, "meetings/agenda_take_over.html", context, status=status_of(form))


def _seen(request: HttpRequest) -> Any:
    return AgendaItem.objects.visible(request.viewer).values("pk")


@members_only
@require_http_methods(READ_AND_SEND)
def add(request: HttpRequest, pk: int) -> HttpResponse:
    found = _to_build(request, pk)
    form = _item_form(request, found)
    told = {"meeting": found, "by": request.user, "at": clock.now()}
    if form.is_valid() and (made := tried(form, lambda: verbs.add_item(**form.given, **told))):
        messages.success(request, "The item is on the agenda.")
        return _back(request, found, made)
    return render(
        request, "meetings/agenda_item.html", {"meeting": found, "form": form}, status=status_of(form)
    )


def _item_form(
    request: HttpRequest, meeting: Meeting | None, item: AgendaItem | None = None
) -> AgendaItemForm:
    parts = queries.parts_of(meeting) if meeting else (queries.Part(""),)
    aims = aims_of(facts_of(request).rules)
    initial = initial_of(item) if item else {}
    return AgendaItemForm(request.POST or None, parts=parts, aims=aims, item=item, initial=initial)


@members_only
@require_http_methods(READ_AND_SEND)
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Whoever would write over somebody else's words has both before them; what was typed is kept."""
    item = the_item(request, pk)
    if not builds(request.viewer):
        raise PermissionDenied(why_not(request.viewer, PLACE))
    form = _item_form(request, item.meeting, item)
    if form.is_valid() and tried(form, lambda: _change(request, item, form)):
        messages.success(request, "The item is changed.")
        placed = item.meeting and item.state == AgendaItem.State.PLACED
        return _back(request, item.meeting, item) if placed else redirect(*_page_of(request, item))
    seen = form["seen"].value()
    theirs = the_item(request, pk) if form.is_bound and str(seen) != str(item.version) else None
    context = {"item": item, "meeting": item.meeting, "form": form, "theirs": theirs}
    return render(request, "meetings/agenda_item.html", context, status=status_of(form))


def _change(request: HttpRequest, item: AgendaItem, form: AgendaItemForm) -> AgendaItem:
    over = request.POST.get(
        "over", ""
    )  # the other's version, once it has been on the screen beside one's own
    seen = int(over) if over.isdecimal() else form.cleaned_data["seen"] or 0
    return verbs.change_item(item=item, seen=seen, by=request.user, at=clock.now(), **form.given)


def _page_of(request: HttpRequest, item: AgendaItem) -> tuple[Any, ...]:
    return "meetings:item", request.collaborative.code, item.pk


# Placed and moved -------------------------------------------------------------------------------------


@members_only
@require_POST
def place(request: HttpRequest, pk: int) -> HttpResponse:
    """What waits goes on an agenda: the meeting is named by the button."""
    item = the_item(request, pk)
    number = request.POST.get("meeting", "")
    found = _to_build(request, int(number) if number.isdecimal() else item.meeting_id or 0)
    told = {"item": item, "meeting": found, "by": request.user, "at": clock.now()}
    session = request.POST.get("session", "")
    pressed(request, lambda: verbs.place_item(session=session, **told), "The item is on the agenda.")
    return _back(request, found, item)


@members_only
@require_POST
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """One place up or down, or off the agenda."""
    item = the_item(request, pk)
    found = _to_build(request, item.meeting_id or 0)
    told = {"item": item, "seen": _version(request), "by": request.user, "at": clock.now()}
    do = request.POST.get("do", "")
    if do == "off":
        pressed(request, lambda: verbs.take_off(**told), "Taken off the agenda.")
        return _back(request, found)
    said = "Moved up." if do == "up" else "Moved down."
    pressed(request, lambda: verbs.shift(up=do == "up", **told), said)
    return _back(request, found, item)


@members_only
@require_POST
def arrange(request: HttpRequest, pk: int) -> HttpResponse:
    """All items in the order in which they were dragged: 'number|part of the day', each by itself."""
    found = _to_build(request, pk)
    pairs = (each.partition("|") for each in request.POST.getlist("order"))
    order = [(int(number), session) for number, _, session in pairs if number.isdecimal()]
    told = {"meeting": found, "seen": _version(request), "by": request.user, "at": clock.now()}
    pressed(request, lambda: verbs.arrange(order=order, **told), "The agenda is in its new order.")
    return _back(request, found)


def _version(request: HttpRequest) -> int:
    """The version of the agenda that was looked at; 0, which none has, where it is not said."""
    seen = request.POST.get("seen", "")
    return int(seen) if seen.isdecimal() else 0


# Set, agreed ------------------------------------------------------------------------------------------


@members_only
@require_POST
def put(request: HttpRequest, pk: int) -> HttpResponse:
    """Chair and office have put it together."""
    found = the_meeting(request, pk)
    refuse_without(request, SET)
    told = {"meeting": found, "seen": _version(request), "by": request.user, "at": clock.now()}
    pressed(request, lambda: verbs.set_agenda(**told), "The agenda is set. It waits to be agreed.")
    return _back(request, found)


@members_only
@require_http_methods(READ_AND_SEND)
def agree(request: HttpRequest, pk: int) -> HttpResponse:
    """Recorded with the decision; every member is told, with a link to what they may see."""
    found = the_meeting(request, pk)
    refuse_without(request, AGREE)
    form = AgreeForm(request.POST or None)
    told = {"meeting": found, "by": request.user, "at": clock.now()}
    if form.is_valid() and tried(form, lambda: verbs.agree_agenda(**form.cleaned_data, **told)):
        messages.success(request, "The agenda is agreed. Every member is told by mail.")
        return redirect("meetings:agenda", request.collaborative.code, pk)
    context = {"meeting": found, "form": form, "ready": found.state == State.SET}
    return render(request, "meetings/agenda_agree.html", context, status=status_of(form))


@members_only
@require_http_methods(READ_AND_SEND)
def admit(request: HttpRequest, pk: int) -> HttpResponse:
    """Any other business, at the start of the open meeting (K9.10)."""
    found = the_meeting(request, pk)
    refuse_without(request, ADMIT)
    waits = _to_place(request.viewer, found)
    form = BusinessForm(request.POST or None, waiting=waits, aims=aims_of(facts_of(request).rules))
    told = {"meeting": found, "by": request.user, "at": clock.now()}
    if form.is_valid() and tried(form, lambda: _admit(form, told)):
        messages.success(request, "It is on the agenda.")
        return redirect("meetings:agenda", request.collaborative.code, pk)
    context = {"meeting": found, "form": form, "open": found.state == State.OPEN}
    return render(request, "meetings/agenda_business.html", context, status=status_of(form))


def _admit(form: BusinessForm, told: dict[str, Any]) -> AgendaItem:
    agreement = form.cleaned_data["agreement"]
    return verbs.admit_business(item=form.chosen, agreement=agreement, **form.words, **told)
