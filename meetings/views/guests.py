"""Guests: invited to a meeting or to items of it, listed with their uses, taken back (K5.9, K9.12, B4.4)."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from constitution import say
from meetings.actions import guests as verbs
from meetings.actions.guests import INVITE_GUEST, INVITE_PARTNER, invites
from meetings.forms.agenda import InviteForm
from meetings.models import AgendaItem, Invitation, Meeting
from meetings.models.meeting import BEFORE_OPENING
from meetings.queries import guests as queries
from meetings.queries.agenda import agenda_of
from meetings.views.found import the_meeting
from meetings.views.items import pressed
from membership.models import Partner
from membership.permissions import Viewer, allowed, written_once
from membership.permissions.may import why_not
from membership.views.doors import facts_of, members_only, status_of, tried
from records import clock

READ_AND_SEND = ["GET", "HEAD", "POST"]


@members_only
@require_http_methods(READ_AND_SEND)
def of_a_meeting(request: HttpRequest, pk: int) -> HttpResponse:
    """Who comes from outside, for every member to know before; those who invite, invite here."""
    found = the_meeting(request, pk)
    may = invites(request.viewer)
    if request.method == "POST" and not may:
        raise PermissionDenied(why_not(request.viewer, INVITE_GUEST))
    form = _form(request, found) if may and found.state in BEFORE_OPENING else None
    if form and form.is_valid() and (made := tried(form, lambda: _invite(request, found, form))):
        messages.success(request, _said(made))
        return redirect("meetings:guests", request.collaborative.code, pk)
    context = {"meeting": found, "form": form, "rows": _standing(request, found), "may_invite": may}
    return render(request, "meetings/guests.html", context, status=status_of(form))


def _form(request: HttpRequest, found: Meeting) -> InviteForm:
    items = [line.item for line in agenda_of(found, request.viewer).lines if not line.item.confidential]
    partners = _partners(request.viewer) if allowed(request.viewer, INVITE_PARTNER) else ()
    people = (
        queries.outsiders(facts_of(request), request.viewer) if allowed(request.viewer, INVITE_GUEST) else ()
    )
    offered = {"people": people, "partners": partners, "items": items}
    return InviteForm(request.POST or None, meeting=found, **offered)


@written_once
def _partners(viewer: Viewer) -> QuerySet[Partner]:
    return Partner.objects.visible(viewer)


def _invite(request: HttpRequest, found: Meeting, form: InviteForm) -> list[Invitation]:
    return verbs.invite(meeting=found, by=request.user, at=clock.now(), **form.wanted)


def _said(made: list[Invitation]) -> str:
    until = f"They see it until {say.date(made[0].ends_on)}."
    told = [person for person in verbs.people_of(made[0]) if person.email]
    if told:
        return f"Invited. The guest and the members are told by mail. {until}"
    return (
        f"Invited, and the members are told by mail; nobody of the guest has an address to write to. {until}"
    )


def _standing(request: HttpRequest, found: Meeting | None = None) -> list[queries.Invited]:
    rows = _invited(request.viewer, meeting=found.pk) if found else _every(request.viewer)
    return queries.standing_on(request.collaborative, rows, request.on)


def _seen(viewer: Viewer) -> QuerySet[Invitation]:
    """To whole meetings, and to those items that the viewer may see."""
    seen = Q(item__isnull=True) | Q(item__in=AgendaItem.objects.visible(viewer).values("pk"))
    rows = queries.shown(Invitation.objects.visible(viewer).filter(seen))
    return rows.order_by("-meeting__starts_at", "pk")


_every = written_once(_seen)


@written_once
def _invited(viewer: Viewer, meeting: int) -> QuerySet[Invitation]:
    return _seen(viewer).filter(meeting=meeting)


@members_only
@require_safe
def every(request: HttpRequest) -> HttpResponse:
    """All of them, with how often each looked: for the office and those who invite."""
    if not invites(request.viewer):
        raise PermissionDenied(why_not(request.viewer, INVITE_GUEST))
    return render(request, "meetings/guests_all.html", {"rows": _standing(request)})


@members_only
@require_POST
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    rows = Invitation.objects.visible(request.viewer).select_related("meeting", "person", "partner")
    found = get_object_or_404(rows, pk=pk)
    told: dict[str, Any] = {"invitation": found, "by": request.user, "at": clock.now()}
    pressed(request, lambda: verbs.take_back(**told), "The invitation is taken back.")
    return redirect("meetings:guests", request.collaborative.code, found.meeting_id)
