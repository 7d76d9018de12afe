"""Who represents the group: the register, each school's share, the yearly review, and the feedback (K10.3, K10.4)."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from constitution import calendar, say
from membership.actions import feedback as verbs
from membership.actions.duties import record_duty
from membership.forms.representatives import AskForm, FeedbackForm, ReviewForm
from membership.models import Body, DutyRecord
from membership.permissions import allowed
from membership.queries.directory import everybody
from membership.queries.feedback import Asked, asked_in_year, asked_of
from membership.queries.groups import REPRESENTED, group_on
from membership.queries.representation import (
    REVIEW,
    Duty,
    duties_on,
    members_without,
    review_slot,
    shares_on,
)
from membership.views.doors import facts_of, members_only, status_of, tried, who_may
from membership.views.groups import kept_group, the_group
from membership.views.sheets import sheet

READ_AND_SEND = ["GET", "HEAD", "POST"]
KEEP = "keep-register"


@members_only
@require_safe
def register(request: HttpRequest) -> HttpResponse:
    facts, asked = facts_of(request), request.GET.get("q", "").strip()
    shares = shares_on(facts)
    year = calendar.school_year(facts.rules, request.on)
    context = {
        "asked": asked,
        "rows": _found(request, asked),
        "number": len(duties_on(facts)),
        "shares": shares,
        "without": members_without(shares),
        "event": facts.rules.event.get(REVIEW),
        "year": year,
        "review": _review(request),
        "may_keep": allowed(request.viewer, KEEP),
    }
    return render(request, "membership/representatives.html", context)


def _found(request: HttpRequest, asked: str) -> list[Duty]:
    return [duty for duty in duties_on(facts_of(request)) if asked.lower() in duty.words]


def _review(request: HttpRequest) -> DutyRecord | None:
    """What came of this year's, as far as it was recorded by the day."""
    rows = DutyRecord.objects.visible(request.viewer).filter(code=REVIEW, superseded_at=None)
    slot = review_slot(facts_of(request))
    return rows.filter(slot=slot, done_on__lte=request.on).select_related("by").first()


@members_only
@require_safe
def as_sheet(request: HttpRequest, ending: str) -> HttpResponse:
    columns = ["Body", "Kind", "Representative", "School", "From", "Until", "To look at"]
    rows = (_line(duty) for duty in _found(request, request.GET.get("q", "").strip()))
    return sheet(ending, "representatives", request.on, columns, rows)


def _line(duty: Duty) -> list[Any]:
    row = duty.row
    until = row.ends_before and row.ends_before.fromordinal(row.ends_before.toordinal() - 1)
    school = row.school.name if row.school else ""
    return [
        row.body.name,
        row.body.get_kind_display(),
        row.person.name,
        school,
        row.starts_on,
        until,
        duty.flag,
    ]


@who_may(KEEP)
@require_http_methods(READ_AND_SEND)
def review(request: HttpRequest) -> HttpResponse:
    """The register was gone through at the end of the year, and the roles were finalised."""
    facts = facts_of(request)
    year = calendar.school_year(facts.rules, request.on)
    form = ReviewForm(request.POST or None, initial={"done_on": request.on})
    if form.is_valid() and tried(form, lambda: _reviewed(request, form)):
        messages.success(request, f"The review of {year.label} is recorded.")
        return redirect("membership:representatives", request.collaborative.code)
    context = {
        "form": form,
        "year": year,
        "event": facts.rules.event.get(REVIEW),
        "before": _review(request),
        "number": len(duties_on(facts)),
        "without": [share for share in shares_on(facts) if not share.duties],
        "flagged": [duty for duty in duties_on(facts) if duty.flag],
    }
    return render(request, "membership/representatives_review.html", context, status=status_of(form))


def _reviewed(request: HttpRequest, form: ReviewForm) -> DutyRecord:
    shares = shares_on(facts_of(request))
    figures = {
        "Representatives": len(duties_on(facts_of(request))),
        "Schools without": members_without(shares),
    }
    return record_duty(
        collaborative=request.collaborative,
        code=REVIEW,
        slot=review_slot(facts_of(request)),
        by=request.user,
        on=request.today,
        figures=figures,
        act=KEEP,
        **form.cleaned_data,
    )


# Feedback ---------------------------------------------------------------------------------------------

STATES = {"missing": "Missing", "given": "Given", "coming": "Not due yet"}


@members_only
@require_safe
def feedback(request: HttpRequest) -> HttpResponse:
    """What was told this year, what is missing, and what is still to come."""
    rows = _lines(request)
    context = {
        "asked": request.GET.get("state", ""),
        "states": STATES.items(),
        "year": calendar.school_year(facts_of(request).rules, request.on),
        "rows": _chosen(request, rows),
        "any": bool(rows),
        "counts": {state: sum(1 for _, each in rows if each == state) for state in STATES},
    }
    return render(request, "membership/feedback.html", context)


def _lines(request: HttpRequest) -> list[tuple[Asked, str]]:
    return [(each, _state(each, request)) for each in asked_in_year(facts_of(request))]


def _chosen(request: HttpRequest, rows: list[tuple[Asked, str]]) -> list[tuple[Asked, str]]:
    """As asked for; else all but what lies ahead."""
    state = request.GET.get("state", "")
    return [row for row in rows if (row[1] == state if state in STATES else row[1] != "coming")]


def _state(asked: Asked, request: HttpRequest) -> str:
    if asked.given:
        return "given"
    return "missing" if asked.missing(request.on) else "coming"


@members_only
@require_safe
def feedback_as_sheet(request: HttpRequest, ending: str) -> HttpResponse:
    columns = [
        "Body",
        "Representative",
        "About",
        "Due",
        "State",
        "Given on",
        "What was told",
        "To do or decide",
    ]
    rows = ([*_asked(each), STATES[state], *_given(each.given)] for each, state in _lines(request))
    return sheet(ending, "feedback", request.on, columns, rows)


def _asked(asked: Asked) -> list[Any]:
    return [asked.body.name, asked.person.name, asked.about, asked.due_on]


def _given(given: DutyRecord | None) -> list[Any]:
    return [given.done_on, given.outcome, given.recommendation] if given else [None, "", ""]


@members_only
@require_http_methods(READ_AND_SEND)
def give(request: HttpRequest, pk: int) -> HttpResponse:
    """Feedback of one body, by who represents the group there; the office enters what it was told."""
    body = the_group(request, pk)
    by_office = _refuse_others(request, body)
    asked = [
        each for each in asked_of(facts_of(request), body) if by_office or each.person.pk == request.user.pk
    ]
    form = FeedbackForm(
        request.POST or None,
        asked=asked,
        people=[row.person for row in group_on(facts_of(request), body).representatives],
        by_office=by_office,
        initial={"asked": request.GET.get("for", _oldest(asked)), "done_on": request.on},
    )
    if form.is_valid() and tried(form, lambda: _give(request, form, body)):
        messages.success(request, "Recorded. The members of the group can read it.")
        return redirect("membership:group", request.collaborative.code, pk)
    context = {"group": group_on(facts_of(request), body), "form": form, "by_office": by_office}
    return render(request, "membership/feedback_give.html", context, status=status_of(form))


def _refuse_others(request: HttpRequest, body: Body) -> bool:
    """Whether it is the office that enters; neither it nor somebody who goes there: told who may."""
    if body.kind not in REPRESENTED:
        raise PermissionDenied("Nobody represents the group here: there is no feedback to give.")
    if allowed(request.viewer, KEEP):
        return True
    if not verbs.is_representative(body, request.user, request.on):
        raise PermissionDenied(verbs.NotTheirs.sentence)
    return False


def _oldest(asked: list[Asked]) -> str:
    return next((each.slot for each in asked if not each.given), "")


def _give(request: HttpRequest, form: FeedbackForm, body: Body) -> DutyRecord:
    given = dict(form.cleaned_data)
    asked, person = given.pop("asked"), given.pop("person", None)
    who = asked.person if asked else person or request.user
    return verbs.give_feedback(body=body, asked=asked, person=who, by=request.user, on=request.today, **given)


@members_only
@require_http_methods(READ_AND_SEND)
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """The office asks one representative, beside what is asked for in any case."""
    body = kept_group(request, pk)
    found = group_on(facts_of(request), body)
    form = AskForm(request.POST or None, members=found.representatives, initial={"due_on": request.on})
    by = {"by": request.user, "on": request.today}
    if form.is_valid() and (talk := tried(form, lambda: verbs.ask_for_feedback(**form.cleaned_data, **by))):
        messages.success(request, f"{talk.assigned_to.name} is asked, by {say.date(talk.due_on)}.")
        return redirect("membership:group", request.collaborative.code, pk)
    return render(
        request, "membership/feedback_ask.html", {"group": found, "form": form}, status=status_of(form)
    )


def people_who_may_go(request: HttpRequest, body: Body) -> list[Any]:
    """Those who represent the group there first, then everybody."""
    first = [row.person for row in group_on(facts_of(request), body).representatives]
    known = {person.pk for person in first}
    return [*first, *(person for person in everybody(request.collaborative) if person.pk not in known)]
