"""One's own calendar, at an address that nobody else knows (K9.4). Whoever has the address needs no sign-in."""

from datetime import timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from meetings.actions.feed import renew_feed, revoke_feed
from meetings.models import Meeting
from meetings.permissions import is_guest, own_meetings
from meetings.queries.feed import as_feed
from meetings.views.meeting import CALENDAR, site_of
from meetings.views.year import READ_AND_SEND
from membership.actions.invitations import hashed
from membership.models import Enrolment
from membership.permissions import Viewer, viewer_for
from membership.queries.due import everything_due
from membership.queries.moments import first_of
from records import clock
from records.obligations import Obligation

# How far back a calendar remembers.
REMEMBERS = timedelta(days=366)


@require_http_methods(READ_AND_SEND)
def feed(request: HttpRequest) -> HttpResponse:
    """The address is shown when it is made, and never again; a new one makes the old one worthless."""
    enrolment = Enrolment.objects.filter(person=request.user, closed_at=None).first()
    if request.method != "POST":
        return render(request, "meetings/feed.html", {"has_one": bool(enrolment and enrolment.feed_hash)})
    told = {"collaborative": request.collaborative, "by": request.user, "at": clock.now()}
    if request.POST.get("do") == "revoke":
        revoke_feed(**told)
        messages.success(
            request, "The address is revoked. Calendars that used it find nothing there any more."
        )
        return redirect("meetings:feed", request.collaborative.code)
    return _once(request, renew_feed(**told))


def _once(request: HttpRequest, token: str) -> HttpResponse:
    path = reverse("meetings:calendar", args=[request.collaborative.code, token])
    answer = render(
        request, "meetings/feed.html", {"has_one": True, "address": request.build_absolute_uri(path)}
    )
    answer["Cache-Control"] = "no-store"
    return answer


@login_not_required
@never_cache
@require_safe
def calendar(request: HttpRequest, token: str) -> HttpResponse:
    """The calendar behind an address: what its owner may see today, and nothing once they belong no more."""
    enrolments = Enrolment.objects.select_related("person").filter(closed_at=None, person__is_active=True)
    enrolment = get_object_or_404(enrolments, feed_hash=hashed(token))
    group, today = request.public_group, request.today
    viewer = viewer_for(enrolment.person, group, today)
    if not (viewer.is_member or viewer.posts or viewer.grants or is_guest(viewer)):
        raise Http404
    rows = Meeting.objects.visible(viewer).filter(
        own_meetings(viewer), starts_at__gte=first_of(today - REMEMBERS)
    )
    known = rows.exclude(state=Meeting.State.CANCELLED, sequence=0)
    due = [each for each in everything_due(group, today) if _is_open_for(each, viewer)]
    return HttpResponse(as_feed(site_of(request), group.name, known, due, clock.now()), content_type=CALENDAR)


def _is_open_for(due: Obligation, viewer: Viewer) -> bool:
    return viewer.person_id in due.who and due.open_on(viewer.on)
