"""Items: submitted by any member, one's own list, one item, and what Chair and office answer (K9.9, B5.2)."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from constitution.text import aims_of
from meetings.actions import confidence as closed
from meetings.actions import items as verbs
from meetings.actions.agenda import builds
from meetings.actions.confidence import CONFINE, LIFT
from meetings.actions.items import ACCEPT, CONSENT, SUBMIT
from meetings.actions.papers import may_lay
from meetings.forms.agenda import AnswerForm, ConfineForm, ConsentForm, LiftForm, OwnItemForm, SubmitForm
from meetings.forms.agenda import initial_of as words_of
from meetings.models import AgendaItem, Meeting
from meetings.queries import items as queries
from meetings.queries.agenda import agenda_of
from meetings.views.found import the_item
from meetings.views.motions import may_be_moved
from membership.permissions import NotAllowed, allowed
from membership.permissions.may import why_not
from membership.views.doors import facts_of, in_words, members_only, status_of, tried, who_may
from records import clock
from records.refusals import Refusal

State = AgendaItem.State
READ_AND_SEND = ["GET", "HEAD", "POST"]


def meetings_of(request: HttpRequest) -> list[Meeting]:
    """Those with an agenda: every member knows of them, and nobody else."""
    return queries.standing_meetings(request.collaborative, request.on) if request.viewer.is_member else []


# Own items, and those that wait -----------------------------------------------------------------------


@members_only
@require_safe
def items(request: HttpRequest) -> HttpResponse:
    """What one has submitted; for Chair and office, before it, what waits for an answer."""
    rows = AgendaItem.objects.visible(request.viewer)
    answers = bool(allowed(request.viewer, ACCEPT)) or builds(request.viewer)
    waiting = (
        rows.filter(state__in=queries.WAITING).select_related("meeting", "by", "body") if answers else ()
    )
    own = queries.own(rows, request.user.pk)
    context = {
        "waiting": [(row, queries.state_of(row)) for row in waiting],
        "answers": answers,
        "own": [(row, queries.state_of(row)) for row in own],
        "closings": _closings(request),
        "may_submit": allowed(request.viewer, SUBMIT),
    }
    return render(request, "meetings/items.html", context)


def _closings(request: HttpRequest) -> list[tuple[Meeting, queries.Closing | None]]:
    """By when items are taken for the next meetings of each body."""
    rows = meetings_of(request)
    nearest: dict[int, Meeting] = {}
    for row in queries.to_come(rows, clock.now()):
        nearest.setdefault(row.body_id, row)
    return [(row, queries.closing(row, rows)) for row in nearest.values()]


@who_may(SUBMIT)
@require_http_methods(READ_AND_SEND)
def submit(request: HttpRequest) -> HttpResponse:
    rows = meetings_of(request)
    coming = queries.to_come(rows, clock.now())
    aims = aims_of(facts_of(request).rules)
    asked = {"meeting": request.GET.get("meeting", "")}
    form = SubmitForm(request.POST or None, meetings=coming, aims=aims, initial=asked)
    if form.is_valid() and (made := tried(form, lambda: _submit(request, form))):
        messages.success(request, _submitted(made))
        return redirect("meetings:item", request.collaborative.code, made.pk)
    closings = [(row, queries.closing(row, rows)) for row in coming[:4]]
    context = {"form": form, "coming": coming, "closings": closings}
    return render(request, "meetings/item_submit.html", context, status=status_of(form))


def _submit(request: HttpRequest, form: SubmitForm) -> AgendaItem:
    told = {"by": request.user, "at": clock.now(), "level": form.cleaned_data["level"]}
    return verbs.submit_item(body=form.chosen.body, meeting=form.chosen, **form.words, **told)


def _submitted(item: AgendaItem) -> str:
    if item.late:
        return "Submitted, after the last day: it is marked late, and needs consent to be taken."
    return "Submitted. You are told by mail what becomes of it."


# One item ---------------------------------------------------------------------------------------------


@require_safe
def item(request: HttpRequest, pk: int) -> HttpResponse:
    found, viewer = the_item(request, pk), request.viewer
    placed = found.meeting is not None and found.state in queries.ON_AGENDA
    open_still = found.state in queries.WAITING
    context = {
        "item": found,
        "state": queries.state_of(found),
        "line": agenda_of(found.meeting, viewer).line_of(found) if placed else None,
        "mine": found.by_id == request.user.pk,
        "closing": queries.closing(found.meeting, meetings_of(request)) if found.meeting else None,
        "may_answer": open_still and bool(allowed(viewer, ACCEPT)),
        "may_consent": open_still
        and found.late
        and not found.consent_by_id
        and bool(allowed(viewer, CONSENT)),
        "may_build": builds(viewer),
        "may_confine": not found.confidential and bool(allowed(viewer, CONFINE)),
        "may_lift": found.confidential and bool(allowed(viewer, LIFT)),
        "open_still": open_still,
        "at_meeting": placed and viewer.is_member,
        "may_move": placed and may_be_moved(request, found),
        "may_lay": viewer.is_member and may_lay(viewer, found),
    }
    return render(request, "meetings/item.html", context)


@members_only
@require_http_methods(READ_AND_SEND)
def rewrite(request: HttpRequest, pk: int) -> HttpResponse:
    """Whoever submitted it says it better, while nobody has answered."""
    found = _own(request, pk)
    aims = aims_of(facts_of(request).rules)
    form = OwnItemForm(request.POST or None, aims=aims, initial=words_of(found))
    told = {"item": found, "by": request.user, "at": clock.now()}
    if form.is_valid() and tried(
        form, lambda: verbs.rewrite_item(seen=form.cleaned_data["seen"], **form.words, **told)
    ):
        messages.success(request, "Your item is changed.")
        return redirect("meetings:item", request.collaborative.code, pk)
    return _form_page(request, "meetings/item_change.html", found, form)


def _own(request: HttpRequest, pk: int) -> AgendaItem:
    found = the_item(request, pk)
    if found.by_id != request.user.pk:
        raise PermissionDenied("Only whoever submitted the item may do this.")
    return found


@members_only
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    found = _own(request, pk)
    pressed(request, lambda: verbs.withdraw_item(item=found, by=request.user, at=clock.now()), "Withdrawn.")
    return redirect("meetings:item", request.collaborative.code, pk)


# What is answered -------------------------------------------------------------------------------------


@members_only
@require_http_methods(READ_AND_SEND)
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Taken, put off, or declined with the reason."""
    found = the_item(request, pk)
    refuse_without(request, ACCEPT)
    coming = [
        row for row in queries.to_come(meetings_of(request), clock.now()) if row.body_id == found.body_id
    ]
    form = AnswerForm(
        request.POST or None,
        meetings=coming,
        submitted=found.state == State.SUBMITTED,
        initial={"meeting": str(found.meeting_id or "")},
    )
    if form.is_valid() and tried(form, lambda: _answer(request, found, form)):
        messages.success(request, "Answered. Whoever submitted it is told by mail.")
        return redirect("meetings:item", request.collaborative.code, pk)
    return _form_page(request, "meetings/item_answer.html", found, form)


def _answer(request: HttpRequest, found: AgendaItem, form: AnswerForm) -> AgendaItem:
    told = {"item": found, "by": request.user, "at": clock.now()}
    if form.cleaned_data["answer"] == "decline":
        return verbs.decline_item(because=form.cleaned_data["because"], **told)
    verb = verbs.accept_item if form.cleaned_data["answer"] == "accept" else verbs.defer_item
    return verb(meeting=form.chosen, **told)


@members_only
@require_http_methods(READ_AND_SEND)
def consent(request: HttpRequest, pk: int) -> HttpResponse:
    """The Chair agrees that a late item is taken (K9.9)."""
    found = the_item(request, pk)
    refuse_without(request, CONSENT)
    form = ConsentForm(request.POST or None)
    told = {"item": found, "by": request.user, "at": clock.now()}
    if form.is_valid() and tried(form, lambda: verbs.consent_to_late(**form.cleaned_data, **told)):
        messages.success(request, "You consent: the item can be placed.")
        return redirect("meetings:item", request.collaborative.code, pk)
    return _form_page(request, "meetings/item_consent.html", found, form)


@members_only
@require_http_methods(READ_AND_SEND)
def confine(request: HttpRequest, pk: int) -> HttpResponse:
    """From then on it exists for the members of its body alone (B5.2)."""
    found = the_item(request, pk)
    refuse_without(request, CONFINE)
    form = ConfineForm(request.POST or None)
    told = {"item": found, "by": request.user, "at": clock.now()}
    if form.is_valid() and tried(form, lambda: closed.confine(**form.cleaned_data, **told)):
        messages.success(request, "The item is confidential, until the group decides otherwise.")
        return _after_confining(request, pk)
    return _form_page(request, "meetings/item_confine.html", found, form)


def _after_confining(request: HttpRequest, pk: int) -> HttpResponse:
    """Whoever confined it may not be of its body, and then sees it no more."""
    if AgendaItem.objects.visible(request.viewer).filter(pk=pk).exists():
        return redirect("meetings:item", request.collaborative.code, pk)
    return redirect("meetings:items", request.collaborative.code)


@members_only
@require_http_methods(READ_AND_SEND)
def lift(request: HttpRequest, pk: int) -> HttpResponse:
    """Recorded by hand: the decision was taken elsewhere, or before."""
    found = the_item(request, pk)
    refuse_without(request, LIFT)
    if not found.confidential:
        raise Http404
    form = LiftForm(request.POST or None)
    told = {"item": found, "by": request.user, "at": clock.now()}
    if form.is_valid() and tried(form, lambda: closed.lift(**form.cleaned_data, **told)):
        messages.success(request, "The item is confidential no longer.")
        return redirect("meetings:item", request.collaborative.code, pk)
    return _form_page(request, "meetings/item_lift.html", found, form)


# ------------------------------------------------------------------------------------------------------


def _form_page(request: HttpRequest, template: str, found: AgendaItem, form: Any) -> HttpResponse:
    return render(request, template, {"item": found, "form": form}, status=status_of(form))


def refuse_without(request: HttpRequest, act: str) -> None:
    """For those who may do the act; whoever sees the item and may not is told who may."""
    if not allowed(request.viewer, act):
        raise PermissionDenied(why_not(request.viewer, act))


def pressed(request: HttpRequest, do: Callable[[], Any], said: str) -> None:
    """A button without a form: what came of it is said on the page that follows."""
    try:
        do()
    except NotAllowed as refused:
        raise PermissionDenied(refused.sentence) from refused
    except Refusal as refused:
        messages.error(request, in_words(refused))
    else:
        messages.success(request, said)
