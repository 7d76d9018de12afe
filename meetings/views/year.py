"""The year's meetings: the list, the proposal, fixing it by decision, and the meetings of others (K9.1, K9.2, B4.2)."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from constitution import calendar, say
from constitution.calendar import Year
from meetings.actions import year as verbs
from meetings.actions.guests import invites
from meetings.actions.motions import PUT_MOTION
from meetings.actions.year import FIX, PROPOSE
from meetings.forms.year import FixForm, OutsideForm, ProposalForm, UsualForm
from meetings.models import Meeting
from meetings.queries import proposal as plans
from meetings.queries import year as queries
from meetings.queries.calls import written_bodies
from meetings.queries.days import school_days
from meetings.queries.hours import clock_words
from meetings.queries.proposal import Pattern
from membership.permissions import allowed
from membership.queries.events import year_of
from membership.queries.moments import civil_day
from membership.views.doors import facts_of, status_of, tried, who_may
from membership.views.sheets import sheet
from records import clock
from records.spreadsheets import Cell

State, Kind = Meeting.State, Meeting.Kind
READ_AND_SEND = ["GET", "HEAD", "POST"]
COLUMNS = ("Meeting", "Body", "Day", "Last day", "From", "Until", "Where", "How", "Speakers", "State")
LOOKS = {
    State.PROPOSED: ("waiting", "Proposed"),
    State.FIXED: ("done", "Fixed"),
    State.SET: ("done", "Agenda set"),
    State.AGREED: ("done", "Agenda agreed"),
    State.OPEN: ("look", "Open now"),
    State.ADJOURNED: ("look", "Adjourned"),
    State.CLOSED: ("done", "Held"),
    State.CANCELLED: ("wrong", "Cancelled"),
}


def state_of(meeting: Meeting, on: date) -> tuple[str, str]:
    """Shape and words: of one that is over and was never opened, that nothing is recorded of it."""
    if meeting.kind == Kind.OUTSIDE and meeting.state == State.FIXED:
        return "nothing", "Of others" if queries.elsewhere(meeting) else f"Of a {meeting.body.kind}"
    if meeting.state in AHEAD and civil_day(meeting.ends_at) < on:
        return "look", "Not recorded"
    shape, words = LOOKS[State(meeting.state)]
    return shape, f"{words}, moved" if meeting.moved_from and meeting.state in AHEAD else words


# Fixed, and known to the members.
AHEAD = (State.FIXED, State.SET, State.AGREED)


# The list ---------------------------------------------------------------------------------------------


@require_safe
def meetings(request: HttpRequest) -> HttpResponse:
    """Those to come, the next first; those that were, the last first; and what the year lacks."""
    year, rows = asked_year(request), _rows(request)
    shown = _of_body(request, rows)
    coming = [row for row in shown if civil_day(row.ends_at) >= request.on and row.state != State.CANCELLED]
    past = [row for row in reversed(shown) if row not in coming]
    viewer = request.viewer
    context = {
        "year": year,
        "before": calendar.year_before(year),
        "after": calendar.year_after(year),
        "bodies": [("", "All"), *((str(pk), name) for pk, name in _bodies(rows).items())],
        "asked": request.GET.get("body", ""),
        "coming": [(row, state_of(row, request.on)) for row in coming],
        "past": [(row, state_of(row, request.on)) for row in past],
        "none": not rows,
        "lacks": queries.lacks(facts_of(request), year, rows) if viewer.is_member else (),
        "entered": not queries.not_entered(facts_of(request), year),
        "proposed": sum(row.state == State.PROPOSED for row in rows),
        "may_propose": allowed(viewer, PROPOSE),
        "may_fix": allowed(viewer, FIX),
        "sees_guests": invites(viewer),
        "may_write": allowed(viewer, PUT_MOTION) and written_bodies(facts_of(request).rules),
    }
    return render(request, "meetings/meetings.html", context)


def asked_year(request: HttpRequest) -> Year:
    """The school year of `?year=2024-25`, else the one of the day."""
    rules = facts_of(request).register.editions.rules_since(request.on)
    asked = request.POST.get("year") or request.GET.get("year", "")
    return year_of(rules, asked) or calendar.school_year(rules, request.on)


def _rows(request: HttpRequest) -> list[Meeting]:
    rows = _every(request).select_related("body")
    return list(queries.in_year(rows, asked_year(request)))


def _every(request: HttpRequest) -> QuerySet[Meeting]:
    return Meeting.objects.visible(request.viewer)


def _of_body(request: HttpRequest, rows: Sequence[Meeting]) -> list[Meeting]:
    asked = request.GET.get("body", "")
    if asked == "others":
        return [row for row in rows if queries.elsewhere(row)]
    return [row for row in rows if not asked or str(row.body_id) == asked]


def _bodies(rows: Sequence[Meeting]) -> dict[int | str, str]:
    found: dict[int | str, str] = {row.body_id: row.body.name for row in rows if row.body}
    return found | ({"others": "Of others"} if any(queries.elsewhere(row) for row in rows) else {})


@require_safe
def as_sheet(request: HttpRequest, ending: str) -> HttpResponse:
    """The same rows for a spreadsheet."""
    rows = _of_body(request, _rows(request))
    return sheet(
        ending,
        f"meetings-{asked_year(request).slot}",
        request.on,
        COLUMNS,
        (_cells(row, request.on) for row in rows),
    )


def _cells(row: Meeting, on: date) -> list[Cell]:
    days = [civil_day(row.starts_at), civil_day(row.ends_at)]
    hours = [clock_words(row.starts_at), clock_words(row.ends_at)]
    body = row.body.name if row.body else ""
    return [
        row.name,
        body,
        *days,
        *hours,
        row.place,
        row.get_mode_display(),
        row.speakers,
        state_of(row, on)[1],
    ]


# The proposal -----------------------------------------------------------------------------------------


@who_may(PROPOSE)
@require_http_methods(READ_AND_SEND)
def propose(request: HttpRequest) -> HttpResponse:
    """A date for each meeting that the edition asks for, to adjust; nothing is entered before it is sent."""
    facts, year = facts_of(request), asked_year(request)
    there = list(queries.planned_for(_every(request), year))
    before = list(queries.planned_for(_every(request), calendar.year_before(year)))
    wanted = queries.missing(facts, year, there)
    usual, asking = _usual(request, wanted, plans.patterns(facts, year, [*there, *before]))
    context = {"year": year, "after": calendar.year_after(year), "asking": asking, "wanted": wanted,
               "entered": not queries.not_entered(facts, year)}  # fmt: skip
    if any(form.is_bound and not form.is_valid() for form in asking) or len(usual) < len(asking):
        return render(request, "meetings/propose.html", context, status=_status(asking))
    planned = plans.proposal(facts, year, usual, there, before, since=request.today)
    form = ProposalForm(request.POST or None, planned=planned, days=school_days(facts))
    told = {"collaborative": request.collaborative, "by": request.user, "at": clock.now()}
    if form.is_valid() and (made := tried(form, lambda: verbs.propose(wanted=form.wanted, **told))):
        messages.success(
            request, f"{say.count(len(made), 'date')} proposed. They are fixed by decision of the group."
        )
        return redirect(_list(request, year))
    return render(request, "meetings/propose.html", {**context, "form": form}, status=status_of(form))


def _usual(
    request: HttpRequest, wanted: Sequence[queries.Occasion], copied: dict[str, Pattern]
) -> tuple[dict[str, Pattern], list[UsualForm]]:
    """By event, how its meetings are to be: as last year, or as was asked for; and the forms that ask."""
    usual, forms, given = {}, [], request.POST or request.GET
    for occasion in {each.code: each for each in wanted}.values():
        code = occasion.code
        typed = given if f"{code}-weekday" in given else None
        form = UsualForm(typed, prefix=code, initial=UsualForm.initial_of(copied.get(code)))
        form.name, form.copied = occasion.name, code in copied
        if form.is_valid():
            usual[code] = form.pattern
        elif not form.is_bound and code in copied:
            usual[code] = copied[code]
        forms.append(form)
    return usual, forms


def _status(forms: Sequence[UsualForm]) -> int:
    return max((status_of(form) for form in forms), default=200)


def _list(request: HttpRequest, year: Year) -> str:
    return f"{reverse('meetings:meetings', args=[request.collaborative.code])}?year={year.slot}"


# By decision ------------------------------------------------------------------------------------------


@who_may(FIX)
@require_http_methods(READ_AND_SEND)
def fix(request: HttpRequest) -> HttpResponse:
    """The dates that the body agreed to: fixed, and every member is told, with each as an entry for a calendar."""
    year = asked_year(request)
    proposed = queries.in_year(_every(request), year).filter(state=State.PROPOSED).select_related("body")
    form = FixForm(request.POST or None, proposed=proposed)
    told = {"by": request.user, "at": clock.now()}
    if form.is_valid() and (made := tried(form, lambda: _fix(form, told))):
        messages.success(request, f"{say.count(len(made), 'meeting')} fixed. Every member is told by mail.")
        return redirect(_list(request, year))
    rules = queries.rules_of(facts_of(request), year)
    said = [rule.fixed_at for rule in queries.meeting_events(rules).values() if rule.fixed_at]
    context = {"year": year, "form": form, "said": said[0] if said else "", "any": bool(form.proposed),
               "may_propose": allowed(request.viewer, PROPOSE)}  # fmt: skip
    return render(request, "meetings/fix.html", context, status=status_of(form))


def _fix(form: FixForm, told: dict[str, Any]) -> list[Meeting]:
    return verbs.fix(meetings=form.chosen, resolution=form.cleaned_data["resolution"], **told)


# Those of others --------------------------------------------------------------------------------------


@who_may(PROPOSE)
@require_http_methods(READ_AND_SEND)
def add_outside(request: HttpRequest) -> HttpResponse:
    """A meeting of others, of a cluster or network, or a shared event: in the planner, with its speakers."""
    facts = facts_of(request)
    bodies = [
        body for body in facts.bodies if body.kind in queries.MEET_BESIDE and body.closed_before is None
    ]
    rules = facts.register.editions.rules_since(request.on)
    asked = {"body": request.GET.get("body", "")}
    form = OutsideForm(request.POST or None, events=queries.gatherings(rules), bodies=bodies, initial=asked)
    told = {"collaborative": request.collaborative, "by": request.user, "at": clock.now()}
    if form.is_valid() and (made := tried(form, lambda: verbs.add_outside(**form.wanted(), **told))):
        whose = "everybody's calendar" if queries.elsewhere(made) else "the calendars of its members"
        messages.success(request, f"{made.name} stands in the planner and in {whose}.")
        return redirect("meetings:meeting", request.collaborative.code, made.pk)
    return render(request, "meetings/outside.html", {"form": form}, status=status_of(form))
