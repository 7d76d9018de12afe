"""What is decided in writing: a further meeting that members call, and resolutions where the edition has them (K9.3)."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_POST

from meetings.actions import calls as verbs
from meetings.actions.motions import PUT_MOTION
from meetings.forms.motions import CallForm, WrittenForm
from meetings.models import Motion
from meetings.queries import calls as queries
from meetings.queries.motions import decisions_of
from meetings.views.found import the_motion
from meetings.views.motions import READ_AND_SEND, pressed, to_motion
from membership.models import Body
from membership.permissions import allowed
from membership.permissions.may import why_not
from membership.views.doors import facts_of, members_only, status_of, tried, who_may
from records import clock


@who_may(queries.CALL)
@require_http_methods(READ_AND_SEND)
def call(request: HttpRequest) -> HttpResponse:
    """Ask the members for a further meeting."""
    rules = facts_of(request).rules
    callings = queries.callings(rules)
    form = CallForm(request.POST or None, callings=callings)
    told = {"collaborative": request.collaborative, "by": request.user, "at": clock.now()}
    if form.is_valid() and (made := tried(form, lambda: verbs.call_meeting(**form.wanted(), **told))):
        made.refresh_from_db()
        messages.success(request, f"The members are asked: {queries.in_writing(made).count} have agreed.")
        return to_motion(request, made)
    context = {
        "form": form,
        "callings": callings,
        "rules": [rules.calling[code] for code in callings],
        "by_when": _by_when(request, rules, callings),
    }
    return render(request, "meetings/call.html", context, status=status_of(form))


def _by_when(request: HttpRequest, rules: Any, callings: Any) -> list[tuple[str, Any]]:
    """By when each would have to meet, if it is asked for today; those for which no time is set are left out."""
    found = [
        (callings[code], queries.meets_by(request.collaborative, rules, code, request.today))
        for code in callings
    ]
    return [(name, finding) for name, finding in found if finding.value]


@who_may(PUT_MOTION)
@require_http_methods(READ_AND_SEND)
def propose(request: HttpRequest) -> HttpResponse:
    """Put a motion in writing to a body that may decide so."""
    facts = facts_of(request)
    codes = queries.written_bodies(facts.rules)
    bodies = [body for body in facts.bodies if body.code in codes]
    decisions = {code: name for each in codes for code, name in decisions_of(facts.rules, each).items()}
    form = WrittenForm(request.POST or None, bodies=bodies, decisions=decisions)
    told = {"by": request.user, "at": clock.now()}
    if form.is_valid() and (made := tried(form, lambda: _propose(form, told))):
        messages.success(request, "The members are asked.")
        return to_motion(request, made)
    context = {"form": form, "bodies": bodies}
    return render(request, "meetings/in_writing.html", context, status=status_of(form))


def _propose(form: WrittenForm, told: dict[str, Any]) -> Motion:
    """The body as the group has it now: what is kept of it is shared, and read alone."""
    given = form.wanted()
    return verbs.propose_in_writing(**given | {"body": Body.objects.get(pk=given["body"].pk)}, **told)


@members_only
@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """The answer for one mandate: one's own, or one that the office enters."""
    found = the_motion(request, pk)
    number = request.POST.get("mandate", "")
    if not number.isdigit():
        messages.error(request, "Choose for whom you answer.")
        return to_motion(request, found)
    mandate = get_object_or_404(found.item.meeting.mandates.filter(struck_at=None), pk=number)
    given = {name: request.POST.get(name, "") for name in ("choice", "seen")}
    told = {"motion": found, "mandate": mandate, "by": request.user, "at": clock.now()}
    return pressed(request, found, lambda: verbs.answer(**given, **told), "Your answer is kept.")


@members_only
@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Too few have agreed: it is ended."""
    found = the_motion(request, pk)
    if not allowed(request.viewer, PUT_MOTION):
        raise PermissionDenied(why_not(request.viewer, PUT_MOTION))
    told = {"motion": found, "by": request.user, "at": clock.now()}
    return pressed(request, found, lambda: verbs.end(**told), "It is ended, and nothing is decided by it.")
