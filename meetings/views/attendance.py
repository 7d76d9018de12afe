"""Attendance over a year, what has become a concern, and the talks after an absence (K9.5, K9.7, K9.8)."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.views.decorators.http import require_http_methods, require_safe

from constitution import calendar, say
from constitution.calendar import Year, year_after, year_before
from meetings.actions import absence as verbs
from meetings.actions.absence import HOLD
from meetings.forms.minutes import AssignForm, ConcernForm
from meetings.models import Mandate
from meetings.queries import attendance as queries
from meetings.queries.attendance import Report, Row, last_missed
from meetings.queries.room import day_of
from meetings.queries.undone import ABSENCE
from membership.actions import conversations
from membership.forms.openings import NotNeededForm, TalkedForm
from membership.models import Body, Conversation, School
from membership.permissions import Viewer, allowed, only, written_once
from membership.permissions.may import why_not
from membership.permissions.people import who_may as people_who_may
from membership.permissions.visible import ATTENDANCE, SEE_ATTENDANCE
from membership.views.doors import facts_of, members_only, status_of, tried, who_may
from membership.views.sheets import sheet
from records import clock
from records.models import Person
from records.prepared import prepared

READ_AND_SEND = ["GET", "HEAD", "POST"]


# The report -------------------------------------------------------------------------------------------


def _year(request: HttpRequest) -> Year:
    """The school year asked for ('2023-24'), else that of the day."""
    rules, asked = facts_of(request).rules, request.GET.get("year", "")[:4]
    day = date(int(asked), 12, 31) if asked.isdecimal() and 1900 < int(asked) < 2200 else request.on
    return calendar.school_year(rules, day)


def _bodies(request: HttpRequest) -> list[Body]:
    """The bodies that the edition knows: those whose meetings have a roll."""
    return [body for body in facts_of(request).bodies if body.code in facts_of(request).rules.body]


def _report(request: HttpRequest) -> Report:
    bodies = _bodies(request)
    asked = request.GET.get("body", "")
    ruled = (body for body in bodies if queries.rule_for(facts_of(request).rules, body.code))
    found = next((body for body in bodies if body.code == asked), None) or next(
        ruled, bodies[0] if bodies else None
    )
    if found is None:
        raise Http404
    return queries.report(found, _year(request), facts_of(request).rules, request.on)


@members_only
@require_safe
def attendance(request: HttpRequest) -> HttpResponse:
    """By school over the school year: who came to what, with how much of it."""
    report = _report(request)
    context = _context(request, report) | {
        "bodies": [(body.code, body.name) for body in _bodies(request)],
        "before": year_before(report.year),
        "after": year_after(report.year),
        "may_see": allowed(request.viewer, SEE_ATTENDANCE).value,
        "query": request.GET.urlencode(),
    }
    return render(request, "meetings/attendance.html", context)


def _context(request: HttpRequest, report: Report) -> dict[str, Any]:
    code = queries.rule_for(facts_of(request).rules, report.body.code)
    rule = facts_of(request).rules.attendance[code] if code else None
    totals = [(words, report.total(how)) for how, words in queries.WORDS.items()]
    return {
        "report": report,
        "expected": rule.expected if rule else (),
        "totals": totals,
        "short": [say.date(day_of(each)) for each in report.meetings],
    }


@members_only
@require_safe
def as_sheet(request: HttpRequest, ending: str) -> HttpResponse:
    report = _report(request)
    columns = ["Name", *(f"{each.name} {day_of(each).isoformat()}" for each in report.meetings)]
    columns += ["Attended", "Of", "Whole meetings", "Share"]
    return sheet(ending, "attendance", request.on, columns, map(_cells, report.rows))


def _cells(row: Row) -> list[Any]:
    cells = [each.state[1] if each else "" for each in row.cells]
    return [row.name, *cells, row.attended, len(row.counted), row.full, row.share]


@members_only
@require_safe
def as_paper(request: HttpRequest) -> HttpResponse:
    """The same on paper, as the roll stands on the day."""
    from records import press  # noqa: PLC0415 (a heavy library, and most processes never print)

    report = _report(request)
    title = f"Attendance, {report.body.name}, {report.year.label}"
    told = _context(request, report) | {
        "title": title, "collaborative": request.collaborative, "on": request.on,
    }  # fmt: skip
    answer = HttpResponse(
        press.pdf(render_to_string("documents/attendance.html", told), title), content_type="application/pdf"
    )
    answer["Content-Disposition"] = f'inline; filename="attendance-{report.year.slot}.pdf"'
    return answer


# What has become a concern ----------------------------------------------------------------------------


@dataclass(frozen=True)
class Worry:
    """A member whose absences have become a concern, and the latest talk about it."""

    row: Row
    body: Body
    missed_on: date | None
    talk: Conversation | None

    @property
    def settled(self) -> bool:
        """Spoken about since the last absence."""
        held = self.talk.held_on if self.talk else None
        return bool(held and self.missed_on and held >= self.missed_on)

    @property
    def waits(self) -> bool:
        return bool(self.talk and not self.talk.held_on and not self.talk.waived_because)


def _talks(request: HttpRequest, about: str) -> QuerySet[Conversation]:
    rows = Conversation.objects.visible(request.viewer).filter(about=about)
    return rows.select_related("school", "assigned_to", "by", "person")


def _worries(request: HttpRequest) -> list[Worry]:
    talks = list(_talks(request, ATTENDANCE).order_by("raised_on", "pk"))
    found = []
    for body in _bodies(request):
        if queries.rule_for(facts_of(request).rules, body.code):
            report = queries.report(body, _year(request), facts_of(request).rules, request.on)
            found += [_worry(row, report, talks) for row in report.concerns]
    return found


def _worry(row: Row, report: Report, talks: list[Conversation]) -> Worry:
    about = [each for each in talks if each.school_id == row.school_id and each.subject == row.name]
    return Worry(row, report.body, last_missed(row, report.meetings), about[-1] if about else None)


@who_may(SEE_ATTENDANCE)
@require_safe
def concerns(request: HttpRequest) -> HttpResponse:
    """For manager and Chair alone: whose absences make the edition's pattern, why, and what was said (K9.8)."""
    worries = _worries(request)
    held = [each for each in _talks(request, ATTENDANCE) if each.held_on]
    return render(
        request, "meetings/concerns.html", {"worries": worries, "held": held, "year": _year(request)}
    )


@who_may(SEE_ATTENDANCE)
@require_http_methods(READ_AND_SEND)
def raise_concern(request: HttpRequest) -> HttpResponse:
    """Who talks to whom: one of those who may know of it."""
    worries = {each.row.name: each for each in _worries(request)}
    may = people_who_may(request.collaborative, SEE_ATTENDANCE, request.today)
    form = ConcernForm(
        request.POST or None,
        names=worries,
        people=Person.objects.filter(pk__in=may),
        initial={"to": request.user.pk, "of": request.GET.get("of", "")},
    )
    if form.is_valid() and tried(form, lambda: _raised(request, worries[form.cleaned_data["of"]], form)):
        messages.success(request, "The talk is arranged. Only those who may see this list know of it.")
        return redirect("meetings:concerns", request.collaborative.code)
    return render(request, "meetings/concern_raise.html", {"form": form}, status=status_of(form))


def _raised(request: HttpRequest, worry: Worry, form: ConcernForm) -> Conversation:
    school = School.objects.filter(pk=worry.row.school_id).first() if worry.row.school_id else None
    return verbs.raise_concern(
        collaborative=request.collaborative,
        school=school,
        name=worry.row.name,
        assigned_to=form.cleaned_data["to"],
        due_on=form.cleaned_data["due_on"],
        by=request.user,
        at=clock.now(),
    )


# The talks --------------------------------------------------------------------------------------------


@members_only
@require_safe
def follow_ups(request: HttpRequest) -> HttpResponse:
    """The talks after meetings that nobody came to, for whoever holds them and whoever sees them."""
    rows = sorted(_talks(request, ABSENCE), key=lambda each: each.school.name if each.school else "")
    if not rows and not allowed(request.viewer, HOLD).value:
        raise PermissionDenied(why_not(request.viewer, HOLD))
    waiting = [each for each in rows if not each.held_on and not each.waived_because]
    over = [each for each in rows if each not in waiting]
    waiting.sort(key=lambda each: (each.due_on is None, each.due_on or date.max))
    over.sort(key=lambda each: each.raised_on, reverse=True)
    return render(request, "meetings/follow_ups.html", {"waiting": waiting, "over": over})


@members_only
@require_http_methods(READ_AND_SEND)
def follow_up(request: HttpRequest, pk: int) -> HttpResponse:
    """One talk, about an absence or about several: held, with what was said; given to another; not needed."""
    talk = only(_talk(request.viewer, pk=pk))
    holds = talk.assigned_to_id == request.user.pk or bool(allowed(request.viewer, HOLD).value)
    do = request.POST.get("do", "")
    if request.method == "POST" and not holds:
        raise PermissionDenied(why_not(request.viewer, HOLD))
    forms = _forms(request, talk, do)
    if request.method == "POST" and f"{do}_form" not in forms:
        return redirect("meetings:follow-up", request.collaborative.code, pk)
    if request.method == "POST" and _done(request, talk, do, forms):
        return redirect("meetings:follow-up", request.collaborative.code, pk)
    failed = next((form for form in forms.values() if form.is_bound), None)
    mandate = next(iter(_missed(talk=talk.pk)), None)
    context = {
        "talk": talk,
        "concern": talk.about == ATTENDANCE,
        "meeting": mandate.meeting if mandate else None,
        "open": not talk.held_on and not talk.waived_because,
        "holds": holds,
        **forms,
    }
    return render(request, "meetings/follow_up.html", context, status=status_of(failed))


@written_once
def _talk(viewer: Viewer, pk: int) -> QuerySet[Conversation]:
    rows = Conversation.objects.visible(viewer).filter(about__in=(ABSENCE, ATTENDANCE), pk=pk)
    return rows.select_related("school", "assigned_to", "person")


@prepared
def _missed(talk: int) -> QuerySet[Mandate]:
    return Mandate.objects.filter(follow_up=talk).select_related("meeting__body")


def _forms(request: HttpRequest, talk: Conversation, do: str) -> dict[str, Any]:
    people = Person.objects.filter(pk__in=_who_holds(request))
    initial = {"to": talk.assigned_to_id, "due_on": talk.due_on}
    return {
        "held_form": TalkedForm(request.POST if do == "held" else None),
        "assign_form": AssignForm(request.POST if do == "assign" else None, people=people, initial=initial),
        "waive_form": NotNeededForm(request.POST if do == "waive" else None),
    }


def _who_holds(request: HttpRequest) -> tuple[int, ...]:
    """The manager, the Chair, and each who manages: as the edition's table names them (K9.7)."""
    facts = facts_of(request)
    sits = [m.person.pk for code in _named_bodies(request) for m in facts.of(code) if m.person]
    return tuple(dict.fromkeys([*people_who_may(request.collaborative, HOLD, request.today), *sits]))


def _named_bodies(request: HttpRequest) -> list[str]:
    rules = facts_of(request).rules
    rule = rules.authority.get(HOLD)
    return [name for name in rule.by if name in rules.body] if rule else []


def _done(request: HttpRequest, talk: Conversation, do: str, forms: dict[str, Any]) -> bool:
    form = forms[f"{do}_form"]
    if not form.is_valid():
        return False
    given, by = form.cleaned_data, request.user
    acts = {
        "held": lambda: conversations.hold(conversation=talk, by=by, on=request.today, **given),
        "waive": lambda: conversations.waive(conversation=talk, by=by, on=request.today, **given),
        "assign": lambda: verbs.assign(talk=talk, by=by, at=clock.now(), **given),
    }
    done = tried(form, acts[do]) is not None
    if done:
        messages.success(request, "It is recorded.")
    return done
