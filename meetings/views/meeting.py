"""One meeting: its page with what each part of the room adds, as a calendar entry; moved, cancelled."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from constitution import calendar
from meetings.actions import moving as verbs
from meetings.actions.moving import CANCEL, MOVE, act_for
from meetings.forms.year import CancelForm, MoveForm
from meetings.models import Meeting
from meetings.models.meeting import BEFORE_OPENING
from meetings.queries import year as queries
from meetings.queries.deadlines import SOON, hanging, is_soon
from meetings.queries.feed import Site, as_entry
from meetings.queries.hours import between
from meetings.queries.replies import replied
from meetings.queries.room import day_of
from meetings.views.blocks import NARROW, WIDE, blocks
from meetings.views.found import the_meeting
from meetings.views.year import READ_AND_SEND, state_of
from membership.permissions import allowed
from membership.permissions.may import why_not
from membership.queries.moments import civil_day
from membership.views.doors import facts_of, members_only, status_of, tried
from records import clock

CALENDAR = "text/calendar; charset=utf-8"


@require_safe
def meeting(request: HttpRequest, pk: int) -> HttpResponse:
    found = the_meeting(request, pk)
    before = found.state in BEFORE_OPENING
    context = {
        "meeting": found,
        "when": between(found.starts_at, found.ends_at),
        "state": state_of(found, request.on),
        "moved_from": between_day(found) if found.moved_from else None,
        "wide": list(blocks(WIDE, request, found)),
        "narrow": list(blocks(NARROW, request, found)),
        "deadlines": hanging(found, day_of(found), day_of(found))
        if found.event and request.viewer.is_member
        else (),
        "may_move": before and allowed(request.viewer, act_for(found, MOVE)).value,
        "may_cancel": before and allowed(request.viewer, act_for(found, CANCEL)).value,
        "lacks": _lacks(request, found),
    }
    return render(request, "meetings/meeting.html", context)


def between_day(found: Meeting) -> Any:
    return civil_day(found.moved_from)


def _lacks(request: HttpRequest, found: Meeting) -> tuple[queries.Lack, ...]:
    """What its year lacks of its event, where it was cancelled or has moved."""
    if not request.viewer.is_member or not (found.moved_from or found.state == Meeting.State.CANCELLED):
        return ()
    facts = facts_of(request)
    year = calendar.school_year(facts.register.editions.rules_since(request.on), day_of(found))
    rows = queries.in_year(Meeting.objects.visible(request.viewer), year).filter(event=found.event)
    return tuple(lack for lack in queries.lacks(facts, year, rows) if lack.code == found.event)


@require_safe
def as_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The meeting as an entry for any calendar."""
    found = the_meeting(request, pk)
    answer = HttpResponse(as_entry(site_of(request), found, clock.now()), content_type=CALENDAR)
    answer["Content-Disposition"] = f'attachment; filename="meeting-{day_of(found).isoformat()}.ics"'
    return answer


def site_of(request: HttpRequest) -> Site:
    group = request.collaborative or request.public_group
    path = reverse("meetings:meetings", args=[group.code])
    address = settings.SITE_URL.rstrip("/") + path
    return Site(address, urlsplit(settings.SITE_URL).hostname or "", group.code)


# Moved, cancelled -------------------------------------------------------------------------------------


def _who_may(request: HttpRequest, found: Meeting, act: str) -> None:
    act = act_for(found, act)
    if not allowed(request.viewer, act):
        raise PermissionDenied(why_not(request.viewer, act))


@members_only
@require_http_methods(READ_AND_SEND)
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Another day, hour or place: what moves with it is shown first, and confirmed."""
    found = the_meeting(request, pk)
    _who_may(request, found, MOVE)
    form = MoveForm(request.POST or None, meeting=found)
    context: dict[str, Any] = {"meeting": found, "when": between(found.starts_at, found.ends_at),
                               "movable": found.state in BEFORE_OPENING}  # fmt: skip
    if not form.is_valid():
        return render(request, "meetings/move.html", {**context, "form": form}, status=status_of(form))
    if not form.confirmed:
        shown = form.with_shown()
        return render(
            request, "meetings/move.html", {**context, **_consequences(request, found, form), "form": shown}
        )
    if tried(form, lambda: verbs.move(meeting=found, by=request.user, at=clock.now(), **_moved(form))):
        _say(request, found, f"Moved to {between(found.starts_at, found.ends_at)}.")
        return redirect("meetings:meeting", request.collaborative.code, pk)
    return render(request, "meetings/move.html", {**context, "form": form}, status=status_of(form))


def _moved(form: MoveForm) -> dict[str, Any]:
    given = form.cleaned_data
    named = {name: given.get(name, "") for name in ("because", "link", "speakers")}
    return form.when() | named | {"seen": given["seen"]}


def _consequences(request: HttpRequest, found: Meeting, form: MoveForm) -> dict[str, Any]:
    starts_at, ends_at = form.moments
    day = civil_day(starts_at)
    return {
        "then": between(starts_at, ends_at),
        "hanging": hanging(found, day_of(found), day) if found.event else (),
        "soon": SOON if is_soon(facts_of(request), day, request.today) else None,
        "told": found.state != Meeting.State.PROPOSED and found.kind != Meeting.Kind.OUTSIDE,
        "replied": replied(found) if starts_at != found.starts_at else 0,
    }


@members_only
@require_http_methods(READ_AND_SEND)
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    found = the_meeting(request, pk)
    _who_may(request, found, CANCEL)
    form = CancelForm(request.POST or None)
    told = {"meeting": found, "by": request.user, "at": clock.now()}
    if form.is_valid() and tried(form, lambda: verbs.cancel(**form.cleaned_data, **told)):
        _say(request, found, "The meeting is cancelled.")
        return redirect("meetings:meeting", request.collaborative.code, pk)
    context = {"meeting": found, "when": between(found.starts_at, found.ends_at), "form": form,
               "movable": found.state in BEFORE_OPENING,
               "told": found.state != Meeting.State.PROPOSED and found.kind != Meeting.Kind.OUTSIDE}  # fmt: skip
    return render(request, "meetings/cancel.html", context, status=status_of(form))


def _say(request: HttpRequest, found: Meeting, words: str) -> None:
    """What came of it, and what the year now lacks (K-R36)."""
    lacking = [sentence for lack in _lacks(request, found) for sentence in lack.sentences]
    messages.success(request, words)
    for sentence in lacking:
        messages.warning(request, sentence)
