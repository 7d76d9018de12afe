"""People and their posts: who does what where, somebody new, a post that begins or ends (K7.1, X1)."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from constitution import say
from membership.actions.people import add_person, in_words
from membership.actions.posts import begin_post, end_post
from membership.actions.same_person import ACT as MAKE_ONE
from membership.forms.people import EndPostForm, NewPersonForm, PostForm
from membership.models import Enrolment, Post
from membership.permissions import allowed
from membership.queries.directory import Entry, directory, everybody
from membership.queries.same_person import leads_to, recorded
from membership.views.doors import (
    facts_of,
    members_only,
    refuse_press,
    schools_going,
    status_of,
    tried,
    who_may,
)
from membership.views.sheets import sheet
from records import clock
from records.models import Person

ON_A_PAGE = 25
READ_AND_SEND = ["GET", "HEAD", "POST"]


@members_only
@require_safe
def people(request: HttpRequest) -> HttpResponse:
    asked = {name: request.GET.get(name, "").strip() for name in ("q", "post")}
    found = _found(request, asked)
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "asked": asked,
        "posts": sorted({post.kind for post in facts_of(request).posts}),
        "found": page,
        "rows": _with_doors(request, page),
        "office": request.viewer.reaches("office"),
        "query": request.GET.urlencode(),
        "may_edit": allowed(request.viewer, "edit-posts"),
        "may_make_one": allowed(request.viewer, MAKE_ONE),
    }
    return render(request, "membership/people.html", context)


def _found(request: HttpRequest, asked: dict[str, str]) -> list[Entry]:
    """Everybody who has something to do with the group on the day; the office also sees who has no more."""
    office = request.viewer.reaches("office")
    return [
        entry
        for entry in directory(facts_of(request))
        if (entry.posts or entry.offices or office)
        and (not asked["q"] or asked["q"].lower() in entry.words)
        and (not asked["post"] or any(post.kind == asked["post"] for post in entry.posts))
    ]


def _with_doors(request: HttpRequest, entries: Iterable[Entry]) -> list[tuple[Entry, tuple[str, str]]]:
    """Each with how far their sign-in is, as a status."""
    entries = list(entries)
    people = [entry.person.pk for entry in entries]
    doors = {
        each.person_id: each for each in Enrolment.objects.visible(request.viewer).filter(person__in=people)
    }
    return [(entry, _door(doors.get(entry.person.pk))) for entry in entries]


def _door(door: Enrolment | None) -> tuple[str, str]:
    if door is None:
        return "nothing", "Not invited"
    if door.closed_at:
        return "nothing", "Ended"
    if door.accepted_at:
        return "done", "Signs in"
    return ("waiting", "Invited") if door.expires_at > clock.now() else ("look", "Invitation ran out")


@members_only
@require_safe
def as_sheet(request: HttpRequest, ending: str) -> HttpResponse:
    asked = {name: request.GET.get(name, "").strip() for name in ("q", "post")}
    office = request.viewer.reaches("office")
    columns = ["Name", "Posts", "Offices and seats", *(["Email", "Sign-in"] if office else [])]
    rows = (
        [
            entry.person.name,
            _posts(entry),
            say.listed(entry.offices),
            *(_private(entry, door) if office else []),
        ]
        for entry, door in _with_doors(request, _found(request, asked))
    )
    return sheet(ending, "people", request.on, columns, rows)


def _posts(entry: Entry) -> str:
    return "; ".join(f"{post.kind}, {post.school or post.partner or 'the group'}" for post in entry.posts)


def _private(entry: Entry, door: tuple[str, str]) -> list[str]:
    return [entry.person.email or "", door[1]]


# Entering ---------------------------------------------------------------------------------------------


@who_may("edit-posts")
@require_http_methods(READ_AND_SEND)
def add(request: HttpRequest) -> HttpResponse:
    """Somebody new, with the post by which they belong; then their invitation, if they are to sign in."""
    form = NewPersonForm(request.POST or None, **_choices(request), initial={"starts_on": request.on})
    by = {"collaborative": request.collaborative, "by": request.user, "on": request.today}
    if form.is_valid() and (post := tried(form, lambda: add_person(**form.cleaned_data, **by))):
        messages.success(request, in_words(post))
        return redirect("membership:person", request.collaborative.code, post.person_id)
    return render(request, "membership/add_person.html", {"form": form}, status=status_of(form))


@members_only
@require_http_methods(READ_AND_SEND)
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """One person here: posts and offices through time; the office enters a post that begins."""
    found = _the_person(request, pk)
    same_as = leads_to(facts_of(request).rows, pk)
    may_edit = None if same_as else allowed(request.viewer, "edit-posts")
    refuse_press(request, "edit-posts")
    form = PostForm(request.POST or None, **_choices(request), initial={"starts_on": request.on})
    by = {"collaborative": request.collaborative, "by": request.user, "on": request.today}
    if form.is_valid() and (post := tried(form, lambda: begin_post(person=found, **form.cleaned_data, **by))):
        messages.success(request, in_words(post))
        return redirect("membership:person", request.collaborative.code, pk)
    posts = request.viewer.seen(post for post in facts_of(request).rows.posts if post.person_id == pk)
    held = _held(request, found)
    context = {
        "person": found,
        "posts": posts[::-1],
        "held": held,
        "described": [each for each, _ in held if each.on(request.on) and _described(request, each)],
        "enrolment": Enrolment.objects.visible(request.viewer).filter(person=found).first(),
        "office": request.viewer.reaches("office"),
        "may_edit": may_edit,
        "may_invite": None if same_as else allowed(request.viewer, "invite-people"),
        "may_make_one": None if same_as else allowed(request.viewer, MAKE_ONE),
        "same_as": same_as,
        "made_one": next((row for row in facts_of(request).rows.same if row.entry_id == pk), None),
        "earlier": list(recorded(facts_of(request).rows, pk)),
        "form": form,
    }
    return render(request, "membership/person.html", context, status=status_of(form))


def _the_person(request: HttpRequest, pk: int) -> Person:
    """Somebody of the group, or an entry that is history by now: it says whose."""
    history = (row.entry for row in facts_of(request).rows.same)
    found = next((each for each in (*everybody(request.collaborative), *history) if each.pk == pk), None)
    if found is None:
        raise Http404
    return found


def _held(request: HttpRequest, found: Person) -> list[tuple[Any, str]]:
    """Every place somebody holds, held or will hold, with its name; the latest first."""
    facts = facts_of(request)
    names = {role.place.pk: role.name for role in facts.roles}
    stored = [held for place in facts.register.places for held in facts.register.stored_at(place)]
    now = [role.held for role in facts.roles if role.held and role.held.derived]
    mine = [held for held in (*now, *stored) if held.person == found]
    return sorted(
        ((held, names.get(held.place.pk, held.place.code.capitalize())) for held in mine),
        key=lambda each: each[0].since,
        reverse=True,
    )


def _described(request: HttpRequest, held: Any) -> bool:
    """Whether the edition shows a job description beside the office (K8.15)."""
    rule = facts_of(request).rules.office.get(held.place.code)
    return held.place.body_id is None and rule is not None and bool(rule.description)


@who_may("edit-posts")
@require_http_methods(READ_AND_SEND)
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """A post ends with a day; an office that rests on it then falls vacant."""
    rows = Post.objects.visible(request.viewer).select_related("person", "school", "partner", "collaborative")
    post = get_object_or_404(rows, pk=pk)
    form = EndPostForm(request.POST or None, initial={"last_day": request.on})
    by = {"by": request.user, "on": request.today}
    if form.is_valid() and tried(form, lambda: end_post(post=post, **form.cleaned_data, **by)):
        messages.success(request, f"Recorded. The last day is {say.date(form.cleaned_data['last_day'])}.")
        return redirect("membership:person", request.collaborative.code, post.person_id)
    if post.ends_before and not form.is_bound:
        raise Http404
    held = [
        role.name for role in facts_of(request).roles if role.held and role.held.person.pk == post.person_id
    ]
    context = {"post": post, "held": held, "form": form}
    return render(request, "membership/end_post.html", context, status=status_of(form))


def _choices(request: HttpRequest) -> dict[str, Any]:
    return {
        "rules": facts_of(request).rules,
        "schools": schools_going(request),
        "partners": request.viewer.seen(facts_of(request).rows.partners),
    }
