"""One person entered twice (X1): who may be, the two side by side, what becomes of each, and making them one."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from membership.actions import same_person as verbs
from membership.forms.people import OnePersonForm, TwoEntriesForm
from membership.models import Enrolment, SamePerson
from membership.permissions import Viewer, written_once
from membership.queries.directory import everybody
from membership.queries.doubles import likely
from membership.queries.entries import Two, either, parts, shortened
from membership.views.doors import facts_of, status_of, tried, who_may
from records import clock
from records.models import Person


@who_may(verbs.ACT)
@require_safe
def entered_twice(request: HttpRequest) -> HttpResponse:
    """Entries that may be one person, by their names; and any two, to be looked at."""
    asked = "other" in request.GET
    form = TwoEntriesForm(
        request.GET if asked else None,
        people=everybody(request.collaborative),
        initial={"one": request.GET.get("one")},
    )
    if asked and form.is_valid():
        both = (form.cleaned_data["one"].pk, form.cleaned_data["other"].pk)
        return redirect("membership:make-one-person", request.collaborative.code, *both)
    context = {"pairs": likely(facts_of(request)), "done": facts_of(request).rows.same[::-1], "form": form}
    return render(request, "membership/entered_twice.html", context, status=status_of(form))


@who_may(verbs.ACT)
@require_http_methods(["GET", "HEAD", "POST"])
def make_one(request: HttpRequest, pk: int, other: int) -> HttpResponse:
    two = _two(request, pk, other)
    form = OnePersonForm(request.POST or None, two=two, initial={"stays": _suggested(request, two)})
    checking = form.is_valid()
    if checking and form.cleaned_data["shown"] == form.cleaned_data["stays"]:
        if made := tried(form, lambda: _made(request, form)):
            return _done(request, made)
        checking = False
    context = {"two": two, "form": form}
    if checking:
        context |= _outcome(request, form)
    else:
        context["rows"] = _side_by_side(request, two)
    return render(request, "membership/make_one_person.html", context, status=status_of(form))


def _two(request: HttpRequest, pk: int, other: int) -> list[Person]:
    known = {each.pk: each for each in everybody(request.collaborative)}
    if pk == other or not {pk, other} <= known.keys():
        raise Http404
    return [known[pk], known[other]]


def _suggested(request: HttpRequest, two: list[Person]) -> int:
    """Whoever signs in, else whoever has an address, else the first."""
    signing_in = _signing_in(request, two)
    return max(two, key=lambda each: (each.pk in signing_in, bool(each.email))).pk


def _signing_in(request: HttpRequest, people: list[Person]) -> set[int]:
    return {row.person_id for row in _doors(request.viewer, **either(people))}


@written_once
def _doors(viewer: Viewer, one: int, other: int) -> QuerySet[Enrolment]:
    """Through which one of two comes in."""
    rows = Enrolment.objects.visible(viewer).filter(person__in=(one, other))
    return rows.filter(closed_at=None, accepted_at__isnull=False)


def _side_by_side(request: HttpRequest, two: list[Person]) -> list[tuple[str, list[list[str]]]]:
    """By part, what hangs on each of the two; a part of which neither has anything is left out."""
    facts = facts_of(request)
    shown = ((part.name, part.lines(facts, two)) for part in parts())
    rows = [(name, [shortened(lines.get(each.pk, [])) for each in two]) for name, lines in shown]
    return [(name, both) for name, both in rows if any(both)]


def _outcome(request: HttpRequest, form: OnePersonForm) -> dict[str, Any]:
    """What goes over, what ends and what stays; or why it cannot be done."""
    two = Two(facts_of(request), form.entry, form.person)
    fates = [(part.name, part.becomes(two)) for part in parts()]
    return {
        "outcome": two,
        "refused": verbs.refusals(two),
        "moves": [(name, fate.moves) for name, fate in fates if fate.moves],
        "ends": [line for _, fate in fates for line in fate.ends],
        "stays": [(name, shortened(fate.stays)) for name, fate in fates if fate.stays],
        "signs_in": form.person.pk in _signing_in(request, [form.person]),
    }


def _made(request: HttpRequest, form: OnePersonForm) -> SamePerson:
    return verbs.make_one(
        collaborative=request.collaborative,
        entry=form.entry,
        person=form.person,
        because=form.cleaned_data["because"],
        by=request.user,
        at=clock.now(),
    )


def _done(request: HttpRequest, made: SamePerson) -> HttpResponse:
    messages.success(
        request,
        f"{made.entry.name} and {made.person.name} are one person here, entered as {made.person.name}.",
    )
    return redirect("membership:person", request.collaborative.code, made.person_id)
