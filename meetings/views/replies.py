"""Who comes to a meeting: one's own reply, who stands in, the forecast, and the reminder to the silent (K9.6, B4.3)."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from constitution import say
from meetings.actions import replies as verbs
from meetings.actions.reminding import REMIND, remind_silent
from meetings.forms.replies import ConsentForm, ReplyForm
from meetings.models import Mandate, Meeting
from meetings.queries.hours import between
from meetings.queries.replies import (
    StandIn,
    forecast_of,
    own_mandates,
    rule_on_substitutes,
    speaks_for,
    stand_ins,
)
from meetings.queries.room import day_of, facts_of
from meetings.views.blocks import block
from meetings.views.found import the_mandate, the_meeting
from meetings.views.rooms import the_room
from membership.actions.people import somebody
from membership.permissions import NotAllowed, allowed
from membership.permissions.may import why_not
from membership.views.doors import in_words, members_only, status_of, tried
from membership.views.sheets import sheet
from records import clock
from records.refusals import Refusal

READ_AND_SEND = ["GET", "HEAD", "POST"]
COLUMNS = ("For", "Who speaks for it", "Reply", "Who stands in", "As", "Consent", "Replied")


def takes_replies(meeting: Meeting) -> bool:
    """Not of a decision in writing, nor of a meeting that has no roll: of others, of a cluster, of a network."""
    return meeting.body_id is not None and meeting.kind not in (Meeting.Kind.WRITTEN, Meeting.Kind.OUTSIDE)


def _with_roll(request: HttpRequest, pk: int) -> Meeting:
    found = the_meeting(request, pk)
    if not takes_replies(found):
        raise Http404
    return found


# The list ---------------------------------------------------------------------------------------------


@members_only
@require_safe
def replies(request: HttpRequest, pk: int) -> HttpResponse:
    """Who said what, who has not, and whether it will be quorate."""
    found = _with_roll(request, pk)
    room = the_room(request, found)
    open_now = found.state in verbs.OPEN_TO_REPLIES and not request.previewing
    for_others = bool(allowed(request.viewer, verbs.FOR_OTHERS))
    rule = rule_on_substitutes(found)
    context = {
        "meeting": found,
        "when": between(found.starts_at, found.ends_at),
        "forecast": forecast_of(room),
        "rows": [(row, _state_of(row)) for row in room.mandates],
        "mine": {row.pk for row in own_mandates(request.viewer, room.mandates)},
        "open": open_now,
        "for_others": for_others,
        "needs_consent": bool(rule and rule.consent_of),
        "may_consent": bool(allowed(request.viewer, verbs.CONSENT)),
        "may_remind": bool(allowed(request.viewer, REMIND)),
    }
    return render(request, "meetings/replies.html", context)


def _state_of(row: Mandate) -> tuple[str, str]:
    """How a reply stands, as a shape and a word."""
    if row.substitute_id:
        return "done", "Sends a substitute"
    shapes = {"coming": "done", "remote": "done", "apologies": "nothing"}
    if not row.reply:
        return "waiting", "No reply"
    return shapes[row.reply], row.get_reply_display()


@members_only
@require_safe
def as_sheet(request: HttpRequest, pk: int, ending: str) -> HttpResponse:
    found = _with_roll(request, pk)
    rows = (_cells(row) for row in the_room(request, found).mandates)
    return sheet(ending, f"replies-{day_of(found).isoformat()}", request.on, COLUMNS, rows)


def _cells(row: Mandate) -> list[Any]:
    substitute = row.substitute.name if row.substitute else ""
    consent = row.consent_because or ""
    return [row.name, row.holder.name if row.holder else "", row.get_reply_display(), substitute,
            row.substitute_post, consent, row.replied_at]  # fmt: skip


# One reply --------------------------------------------------------------------------------------------


@members_only
@require_http_methods(READ_AND_SEND)
def reply(request: HttpRequest, pk: int) -> HttpResponse:
    """Coming, or not and who comes instead: by whoever speaks for the mandate, or by the office on their word."""
    mandate = the_mandate(request, pk)
    own = speaks_for(request.viewer, mandate)
    if not own and not allowed(request.viewer, verbs.FOR_OTHERS):
        raise PermissionDenied(f"You do not speak for {mandate.name}.")
    form = _form(request, mandate, own)
    if form.is_valid() and tried(form, lambda: _send(request, mandate, form)):
        messages.success(request, _said(mandate))
        return redirect("meetings:meeting", request.collaborative.code, mandate.meeting_id)
    rule = rule_on_substitutes(mandate.meeting)
    context = {
        "mandate": mandate,
        "meeting": mandate.meeting,
        "when": between(mandate.meeting.starts_at, mandate.meeting.ends_at),
        "own": own,
        "rule": rule,
        "open": mandate.meeting.state in verbs.OPEN_TO_REPLIES,
        "form": form,
    }
    return render(request, "meetings/reply.html", context, status=status_of(form))


def _form(request: HttpRequest, mandate: Mandate, own: bool) -> ReplyForm:
    rule = rule_on_substitutes(mandate.meeting)
    others = stand_ins(facts_of(mandate.meeting), mandate, rule) if rule else []
    if mandate.substitute and mandate.substitute_id not in {each.person_id for each in others}:
        others.append(StandIn(mandate.substitute_id, mandate.substitute.name, mandate.substitute_post))
    initial = {
        "answer": request.GET.get("answer") or mandate.reply,
        "words": mandate.reply_words,
        "instead": str(mandate.substitute_id or "nobody"),
    }
    who = rule.who if rule else ()
    return ReplyForm(request.POST or None, initial=initial, mandate=mandate, others=others, who=who, own=own)


def _send(request: HttpRequest, mandate: Mandate, form: ReplyForm) -> Mandate:
    given, told = form.cleaned_data, {"mandate": mandate, "by": request.user, "at": clock.now()}
    if form.sends_apologies and form.stand_in:
        chosen = form.stand_in
        person = request.user.__class__.objects.get(pk=chosen.person_id)
        return verbs.name_substitute(person=person, post=chosen.post, words=given["words"], **told)
    if form.sends_apologies and form.names_other:
        person = somebody(given["name"].strip(), given["email"])
        return verbs.name_substitute(person=person, post=given["post"], words=given["words"], **told)
    if form.sends_apologies and mandate.substitute_id:
        verbs.name_nobody(**told)
    return verbs.reply(answer=given["answer"], words=given["words"], **told)


def _said(mandate: Mandate) -> str:
    if mandate.substitute:
        return f"Apologies are recorded. {mandate.substitute.name} is told, with the agenda and the papers."
    return f"Recorded: {mandate.get_reply_display().lower()}."


@members_only
@require_POST
def press(request: HttpRequest, pk: int) -> HttpResponse:
    """One button on the page of the meeting: an answer, or 'back' to take it back."""
    mandate = the_mandate(request, pk)
    told = {"mandate": mandate, "by": request.user, "at": clock.now()}
    answer = request.POST.get("answer", "")
    try:
        verbs.take_back(**told) if answer == "back" else verbs.reply(answer=answer, **told)
    except NotAllowed as refused:
        raise PermissionDenied(refused.sentence) from refused
    except Refusal as refused:
        messages.error(request, in_words(refused))
    else:
        messages.success(request, "The reply is taken back." if answer == "back" else _said(mandate))
    return redirect("meetings:meeting", request.collaborative.code, mandate.meeting_id)


# Consent, and a reminder ------------------------------------------------------------------------------


@members_only
@require_http_methods(READ_AND_SEND)
def consent(request: HttpRequest, pk: int) -> HttpResponse:
    """The Chair consents to somebody who stands in, for this one meeting, with the reason."""
    mandate = the_mandate(request, pk)
    if not allowed(request.viewer, verbs.CONSENT):
        raise PermissionDenied(why_not(request.viewer, verbs.CONSENT))
    form = ConsentForm(request.POST or None)
    told = {"mandate": mandate, "by": request.user, "at": clock.now()}
    if form.is_valid() and tried(form, lambda: verbs.consent(**form.cleaned_data, **told)):
        messages.success(
            request, f"{mandate.substitute.name} counts and votes for {mandate.name} at this meeting."
        )
        return redirect("meetings:replies", request.collaborative.code, mandate.meeting_id)
    context = {
        "mandate": mandate,
        "meeting": mandate.meeting,
        "rule": rule_on_substitutes(mandate.meeting),
        "form": form,
    }
    return render(request, "meetings/consent.html", context, status=status_of(form))


@members_only
@require_POST
def remind(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask those who have not replied, once a day at most."""
    found = _with_roll(request, pk)
    if not allowed(request.viewer, REMIND):
        raise PermissionDenied(why_not(request.viewer, REMIND))
    try:
        asked = remind_silent(meeting=found, by=request.user, at=clock.now())
    except Refusal as refused:
        messages.error(request, in_words(refused))
    else:
        people = say.count(asked, "person", "people")
        messages.success(
            request, f"{people} asked for a reply." if asked else "Everybody was asked today already."
        )
    return redirect("meetings:replies", request.collaborative.code, pk)


# On the page of the meeting ---------------------------------------------------------------------------


@block("replies")
def replies_block(request: HttpRequest, meeting: Meeting) -> dict[str, Any] | None:
    """Are you coming? And how it stands, until the meeting closes."""
    shown = takes_replies(meeting) and meeting.state in verbs.OPEN_TO_REPLIES and request.viewer.is_member
    if not shown:
        return None
    room = the_room(request, meeting)
    return {
        "mine": own_mandates(request.viewer, room.mandates),
        "standing_in": [row for row in room.mandates if row.substitute_id == request.viewer.person_id],
        "forecast": forecast_of(room),
        "meeting": meeting,
        "live": meeting.is_live,
        "remote": meeting.mode != Meeting.Mode.IN_PERSON,
        "in_person": meeting.mode != Meeting.Mode.REMOTE,
    }
