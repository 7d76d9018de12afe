"""The group outside: where it is represented and by whom, other forums of its members, matters with partners."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from constitution import say
from membership.actions import feedback, matters
from membership.forms.representatives import AnswerForm, MatterForm, MeetingForm, ReasonForm
from membership.models import Conversation
from membership.permissions import allowed
from membership.queries.directory import serving
from membership.queries.groups import Kind, group_on
from membership.queries.representation import matters_on, meetings_to_come, outside_on
from membership.queries.rows import FEEDBACK_ASKED, MATTER, MEETING_OUTSIDE
from membership.views.doors import facts_of, members_only, refuse_press, status_of, tried, who_may
from membership.views.groups import kept_group
from membership.views.representatives import people_who_may_go
from membership.views.sheets import sheet

READ_AND_SEND = ["GET", "HEAD", "POST"]
KEEP, HOLD = "keep-register", "hold-conversation"


@members_only
@require_safe
def outside(request: HttpRequest) -> HttpResponse:
    """Where the group is represented; beneath, where several of us sit, so that they can speak with one voice."""
    rows = outside_on(facts_of(request))
    text = facts_of(request).rules.text.get("representation")
    context = {
        "rows": [each for each in rows if each.goers or not each.own],
        "forums": [each for each in rows if each.own],
        "text": text,
        "may_keep": allowed(request.viewer, KEEP),
    }
    return render(request, "membership/outside.html", context)


@members_only
@require_http_methods(READ_AND_SEND)
def meets(request: HttpRequest, pk: int) -> HttpResponse:
    """When a body outside meets next, and who goes."""
    body = kept_group(request, pk)
    if body.kind != Kind.OUTSIDE:
        raise Http404
    form = MeetingForm(
        request.POST or None, people=people_who_may_go(request, body), initial={"meets_on": request.on}
    )
    by = {"body": body, "by": request.user, "on": request.today}
    if form.is_valid() and (
        talk := tried(form, lambda: feedback.enter_meeting_outside(**form.cleaned_data, **by))
    ):
        messages.success(request, f"{talk.assigned_to.name} goes there on {say.long_date(talk.due_on)}.")
        return redirect("membership:outside", request.collaborative.code)
    found = group_on(facts_of(request), body)
    context = {"group": found, "form": form, "coming": meetings_to_come(facts_of(request), found)}
    return render(request, "membership/outside_meets.html", context, status=status_of(form))


@who_may(KEEP)
@require_http_methods(READ_AND_SEND)
def call_off(request: HttpRequest, pk: int) -> HttpResponse:
    """A meeting to which nobody goes after all, or feedback that is not wanted any more."""
    talk = _talk(request, pk, MEETING_OUTSIDE, FEEDBACK_ASKED)
    form = ReasonForm(request.POST or None)
    by = {"talk": talk, "by": request.user, "on": request.today}
    if form.is_valid() and tried(form, lambda: feedback.call_off(**form.cleaned_data, **by)):
        messages.success(request, "Recorded. Nothing is asked for any more.")
        return redirect("membership:group", request.collaborative.code, talk.body_id)
    context = {"talk": talk, "form": form, "meeting": talk.about == MEETING_OUTSIDE}
    return render(request, "membership/outside_off.html", context, status=status_of(form))


def _talk(request: HttpRequest, pk: int, *about: str) -> Conversation:
    rows = Conversation.objects.visible(request.viewer).filter(about__in=about)
    return get_object_or_404(
        rows.select_related("collaborative", "body", "partner", "person", "assigned_to"), pk=pk
    )


# Matters ------------------------------------------------------------------------------------------------


@members_only
@require_safe
def every_matter(request: HttpRequest) -> HttpResponse:
    found, asked = _matters(request), {name: request.GET.get(name, "") for name in ("q", "state")}
    context = {
        "asked": asked,
        "rows": _chosen(found, asked),
        "any": bool(found),
        "open": sum(1 for each in found if _state(each)[0] == "open"),
        "may_raise": allowed(request.viewer, HOLD),
    }
    return render(request, "membership/matters.html", context)


def _matters(request: HttpRequest) -> list[Conversation]:
    return request.viewer.seen(matters_on(facts_of(request)))


def _chosen(found: list[Conversation], asked: dict[str, str]) -> list[tuple[Conversation, tuple[str, str]]]:
    words = asked["q"].strip().lower()
    rows = [(each, _state(each)) for each in found if words in f"{each.subject} {each.partner}".lower()]
    return [row for row in rows if not asked["state"] or row[1][0] == asked["state"]]


def _state(matter: Conversation) -> tuple[str, str]:
    if matter.held_on:
        return "answered", f"Answered on {say.date(matter.held_on)}"
    return ("dropped", "Not pursued") if matter.waived_because else ("open", "Not answered")


@members_only
@require_safe
def matters_as_sheet(request: HttpRequest, ending: str) -> HttpResponse:
    columns = [
        "Partner",
        "Matter",
        "Raised by",
        "Raised on",
        "Hoped for by",
        "State",
        "Answered on",
        "Answer",
    ]
    return sheet(ending, "matters", request.on, columns, map(_line, _matters(request)))


def _line(matter: Conversation) -> list[Any]:
    raised = [matter.person.name if matter.person else "", matter.raised_on, matter.due_on]
    told = [_state(matter)[1], matter.held_on, matter.summary or matter.waived_because]
    return [matter.partner.name if matter.partner else "", matter.subject, *raised, *told]


@who_may(HOLD)
@require_http_methods(READ_AND_SEND)
def raise_one(request: HttpRequest) -> HttpResponse:
    form = MatterForm(
        request.POST or None,
        partners=request.viewer.seen(facts_of(request).rows.partners),
        people=serving(facts_of(request)),
        initial={"partner": request.GET.get("partner", "")},
    )
    by = {"by": request.user, "on": request.today}
    if form.is_valid() and (made := tried(form, lambda: matters.raise_matter(**form.cleaned_data, **by))):
        messages.success(request, f"The matter is raised with {made.partner}.")
        return redirect("membership:matters", request.collaborative.code)
    return render(request, "membership/matter_raise.html", {"form": form}, status=status_of(form))


@members_only
@require_http_methods(READ_AND_SEND)
def matter(request: HttpRequest, pk: int) -> HttpResponse:
    """One matter: who raised it, and what the answer was; whoever keeps them enters it."""
    found = _talk(request, pk, MATTER)
    refuse_press(request, HOLD)
    do = request.POST.get("do", "")
    answer = AnswerForm(request.POST if do == "answer" else None, initial={"answered_on": request.on})
    drop = ReasonForm(request.POST if do == "drop" else None)
    if words := _settled(request, do, found, answer, drop):
        messages.success(request, words)
        return redirect("membership:matter", request.collaborative.code, pk)
    context = {
        "matter": found,
        "state": _state(found),
        "answer": answer,
        "drop": drop,
        "form": next((form for form in (answer, drop) if form.is_bound), None),
        "may_answer": allowed(request.viewer, HOLD),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "membership/matter.html", context, status=status)


def _settled(request: HttpRequest, do: str, found: Conversation, answer: AnswerForm, drop: ReasonForm) -> str:
    by = {"matter": found, "by": request.user, "on": request.today}
    if do == "answer" and answer.is_valid():
        done = tried(answer, lambda: matters.answer_matter(**answer.cleaned_data, **by))
        return "The answer is recorded." if done else ""
    if do == "drop" and drop.is_valid():
        return "Recorded." if tried(drop, lambda: matters.drop_matter(**drop.cleaned_data, **by)) else ""
    return ""
