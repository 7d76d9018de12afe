"""Clusters, networks, working parties and bodies outside: their list, the page of each, and how they are kept."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from constitution import say
from membership.actions import groups as verbs
from membership.forms.groups import CloseForm, EndMemberForm, MemberForm, OpenForm, RenameForm, SchoolsForm
from membership.models import Announcement, Body, BodyMember
from membership.permissions import Viewer, allowed
from membership.permissions.may import why_not
from membership.queries.directory import everybody
from membership.queries.feedback import asked_of, given_of
from membership.queries.groups import (
    KINDS,
    PLURALS,
    REPRESENTED,
    Group,
    Kind,
    group_on,
    groups_on,
    history_of,
    lead_of,
    ready_names,
    to_come,
)
from membership.queries.news import standing
from membership.views.doors import facts_of, members_only, schools_going, status_of, tried
from membership.views.sheets import sheet

READ_AND_SEND = ["GET", "HEAD", "POST"]
COLUMNS = ["Kind", "Name", "School", "Person", "As", "From", "Until"]


# The list ---------------------------------------------------------------------------------------------


@members_only
@require_safe
def groups(request: HttpRequest) -> HttpResponse:
    facts = facts_of(request)
    every = groups_on(facts)
    context = {
        "sections": [
            _section(request, kind, [each for each in every if each.body.kind == kind]) for kind in KINDS
        ],
        "open": sum(1 for each in every if not each.closed),
        "may_open": any(_keeps(request.viewer, kind) for kind in KINDS),
    }
    return render(request, "membership/groups.html", context)


def _section(request: HttpRequest, kind: str, found: list[Group]) -> dict[str, Any]:
    """Those of a kind, the closed ones apart; and the names that the constitution has ready."""
    keeps = _keeps(request.viewer, kind)
    return {
        "kind": kind,
        "title": PLURALS[kind],
        "rows": [(each, lead_of(facts_of(request), each)) for each in found if not each.closed],
        "closed": [each for each in found if each.closed],
        "ready": ready_names(facts_of(request), kind) if keeps else [],
        "led": kind not in REPRESENTED,
    }


def _keeps(viewer: Viewer, kind: str) -> bool:
    return bool(allowed(viewer, verbs.ACTS[kind]))


@members_only
@require_safe
def as_sheet(request: HttpRequest, ending: str) -> HttpResponse:
    rows = (row for each in groups_on(facts_of(request)) for row in each.rows)
    return sheet(ending, "groups", request.on, COLUMNS, _lines(rows))


def _lines(rows: Iterable[BodyMember]) -> Iterable[list[Any]]:
    for row in rows:
        names = (row.school.name if row.school else "", row.person.name if row.person else "")
        yield [row.body.get_kind_display(), row.body.name, *names, row.get_role_display(), *_period(row)]


def _period(row: BodyMember) -> tuple[Any, Any]:
    last = row.ends_before
    return row.starts_on, last and last.fromordinal(last.toordinal() - 1)


# Opening ----------------------------------------------------------------------------------------------


@members_only
@require_http_methods(READ_AND_SEND)
def open_one(request: HttpRequest) -> HttpResponse:
    kinds = [kind for kind in KINDS if _keeps(request.viewer, kind)]
    if not kinds:
        raise PermissionDenied(why_not(request.viewer, verbs.ACTS[Kind.CLUSTER]))
    asked = {"opened_on": request.on, "kind": request.GET.get("kind", "")}
    form = OpenForm(request.POST or None, kinds=kinds, initial=asked)
    if form.is_valid() and (
        made := tried(form, lambda: verbs.open_group(**form.cleaned_data, **_by(request)))
    ):
        messages.success(request, f"{made.name} is open from {say.date(made.opened_on)}.")
        return redirect("membership:group", request.collaborative.code, made.pk)
    return render(request, "membership/group_open.html", {"form": form}, status=status_of(form))


@members_only
@require_POST
def open_ready(request: HttpRequest) -> HttpResponse:
    """Those that the constitution names, in one press."""
    kind = request.POST.get("kind", Kind.NETWORK)
    if kind not in KINDS or not _keeps(request.viewer, kind):
        raise PermissionDenied(why_not(request.viewer, verbs.ACTS.get(kind, "keep-clusters")))
    made = verbs.open_ready(kind=kind, **_by(request))
    words = f"Opened: {say.listed(each.name for each in made)}." if made else "They are open already."
    messages.success(request, words)
    return redirect("membership:groups", request.collaborative.code)


def _by(request: HttpRequest) -> dict[str, Any]:
    return {"collaborative": request.collaborative, "by": request.user, "on": request.today}


# One of them ------------------------------------------------------------------------------------------


def the_group(request: HttpRequest, pk: int) -> Body:
    rows = Body.objects.visible(request.viewer).filter(kind__in=KINDS)
    return get_object_or_404(rows.select_related("collaborative"), pk=pk)


def kept_group(request: HttpRequest, pk: int) -> Body:
    """The same for those who keep it; the other members are told who does."""
    body = the_group(request, pk)
    if not _keeps(request.viewer, body.kind):
        raise PermissionDenied(why_not(request.viewer, verbs.ACTS[body.kind]))
    return body


@members_only
@require_safe
def group(request: HttpRequest, pk: int) -> HttpResponse:
    body, facts = the_group(request, pk), facts_of(request)
    found = group_on(facts, body)
    heads = facts.speakers(("headteacher", "acting headteacher", "executive headteacher"))
    context = {
        "group": found,
        "lead": lead_of(facts, found),
        "schools": [(row, heads.get(row.school_id)) for row in found.rows if not row.person_id],
        "others": [row for row in found.rows if row.person_id],
        "coming": to_come(facts.rows, body, request.on),
        "history": history_of(facts.rows, body, request.on),
        "represented": body.kind in REPRESENTED,
        "told": request.viewer.seen(given_of(facts, body))[:5],
        "waiting": [each for each in asked_of(facts, body) if not each.given and each.due_on < request.on],
        "may_propose": allowed(request.viewer, "propose-meeting"),
        "mine": request.viewer.person_id in {row.person_id for row in found.representatives},
        "keeps": _keeps(request.viewer, body.kind),
        "outside": body.kind == Kind.OUTSIDE,
        "news": _news(request, body),
    }
    return render(request, "membership/group.html", context)


def _news(request: HttpRequest, body: Body) -> list[Announcement]:
    """What stands of the news to it, as far as whoever looks is among those it is for."""
    to_it = Announcement.objects.visible(request.viewer).filter(
        audience=Announcement.Audience.BODY, body=body
    )
    return list(standing(to_it, request.on)[:5])


@members_only
@require_safe
def group_as_sheet(request: HttpRequest, pk: int, ending: str) -> HttpResponse:
    found = group_on(facts_of(request), the_group(request, pk))
    return sheet(ending, f"group-{pk}", request.on, COLUMNS, _lines(found.rows))


@members_only
@require_http_methods(READ_AND_SEND)
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Another name; closing it; and opening it again, should that have been a mistake."""
    body = kept_group(request, pk)
    do = request.POST.get("do", "")
    rename = RenameForm(request.POST if do == "rename" else None, initial={"name": body.name})
    close = CloseForm(request.POST if do in ("close", "reopen") else None, initial={"last_day": request.on})
    if words := _changed(request, do, body, rename, close):
        messages.success(request, words)
        return redirect("membership:group", request.collaborative.code, pk)
    tried_form = next((form for form in (rename, close) if form.is_bound), None)
    context = {
        "group": group_on(facts_of(request), body),
        "rename": rename,
        "close": close,
        "form": tried_form,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "membership/group_change.html", context, status=status)


def _changed(request: HttpRequest, do: str, body: Body, rename: RenameForm, close: CloseForm) -> str:
    """What was done, in a sentence; empty where a form says why not."""
    by = {"group": body, "by": request.user, "on": request.today}
    if do == "rename" and rename.is_valid():
        done = tried(rename, lambda: verbs.rename_group(**rename.cleaned_data, **by))
        return f"It is called {done.name} now." if done else ""
    if do == "close" and close.is_valid():
        done = tried(close, lambda: verbs.close_group(**close.cleaned_data, **by))
        return f"Closed. Its last day is {say.date(close.cleaned_data['last_day'])}." if done else ""
    if do == "reopen":
        return "It goes on as before." if tried(close, lambda: verbs.reopen_group(**by)) else ""
    return ""


# Who belongs ------------------------------------------------------------------------------------------


@members_only
@require_http_methods(READ_AND_SEND)
def add(request: HttpRequest, pk: int) -> HttpResponse:
    body = kept_group(request, pk)
    form = MemberForm(
        request.POST or None,
        people=everybody(request.collaborative),
        schools=schools_going(request),
        kind=body.kind,
        initial={"starts_on": max(request.on, body.opened_on)},
    )
    by = {"group": body, "by": request.user, "on": request.today}
    if form.is_valid() and (row := tried(form, lambda: verbs.enter_member(**form.cleaned_data, **by))):
        messages.success(request, f"{row.person or row.school} is in it from {say.date(row.starts_on)}.")
        return redirect("membership:group", request.collaborative.code, pk)
    context = {"group": group_on(facts_of(request), body), "form": form}
    return render(request, "membership/group_add.html", context, status=status_of(form))


@members_only
@require_http_methods(READ_AND_SEND)
def schools(request: HttpRequest, pk: int) -> HttpResponse:
    """All the schools of it at once: who is ticked belongs from the day."""
    body = kept_group(request, pk)
    now = {row.school_id for row in group_on(facts_of(request), body).rows if not row.person_id}
    initial = {"from_on": max(request.on, body.opened_on), "schools": [str(school) for school in now]}
    form = SchoolsForm(request.POST or None, offered=_offered(request, now), initial=initial)
    by = {"group": body, "by": request.user, "on": request.today}
    if form.is_valid() and (done := tried(form, lambda: verbs.set_schools(**form.cleaned_data, **by))):
        came, left = done
        messages.success(request, f"{say.count(came, 'school')} came in, {say.count(left, 'school')} left.")
        return redirect("membership:group", request.collaborative.code, pk)
    context = {"group": group_on(facts_of(request), body), "form": form}
    return render(request, "membership/group_schools.html", context, status=status_of(form))


def _offered(request: HttpRequest, now: set[int | None]) -> list[Any]:
    """The member schools, and whichever are in it already."""
    members = {row.school.pk for row in facts_of(request).roll}
    return [school for school in schools_going(request) if school.pk in members | now]


@members_only
@require_http_methods(READ_AND_SEND)
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody or a school leaves; or was never in it."""
    rows = BodyMember.objects.visible(request.viewer).filter(body__kind__in=KINDS)
    row = get_object_or_404(rows.select_related("body", "person", "school", "collaborative"), pk=pk)
    if not _keeps(request.viewer, row.body.kind):
        raise PermissionDenied(why_not(request.viewer, verbs.ACTS[row.body.kind]))
    form = EndMemberForm(request.POST or None, initial={"last_day": max(request.on, row.starts_on)})
    by = {"member": row, "by": request.user, "on": request.today}
    if form.is_valid() and tried(form, lambda: _ended(form, by)):
        messages.success(request, "Recorded.")
        return redirect(reverse("membership:group", args=[request.collaborative.code, row.body_id]))
    return render(request, "membership/group_end.html", {"row": row, "form": form}, status=status_of(form))


def _ended(form: EndMemberForm, by: dict[str, Any]) -> bool:
    if form.cleaned_data["mistake"]:
        verbs.take_out(**by)
    else:
        verbs.end_member(last_day=form.cleaned_data["last_day"], **by)
    return True
