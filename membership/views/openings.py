"""What is open (K7.8): the list with vacancies and coming ends, one opening with who stands, and its outcome."""

from collections.abc import Iterable
from operator import attrgetter
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from constitution import say
from constitution.finding import Finding
from membership.actions import openings as verbs
from membership.actions.offices import record_vacancy
from membership.actions.openings import ANNOUNCE, NOMINATE
from membership.forms.openings import AnnounceForm, LapseForm, NominateForm, OutcomeForm
from membership.models import Holding, Nomination, Opening, Place
from membership.permissions import NotAllowed, allowed
from membership.queries import openings as queries
from membership.queries.directory import directory
from membership.queries.register import place_name
from membership.views.doors import (
    facts_of,
    in_words,
    members_only,
    refuse_press,
    status_of,
    tried,
    who_may,
)
from membership.views.offices import asked_of
from membership.views.prospective import talks_of
from membership.views.sheets import sheet
from records import clock
from records.refusals import Refusal

ON_A_PAGE = 20
READ_AND_SEND = ["GET", "HEAD", "POST"]
COLUMNS = ("Role", "Announced", "Nominations close", "First day", "State", "Outcome", "Resolution")


def _rows(request: HttpRequest) -> QuerySet[Opening]:
    return Opening.objects.visible(request.viewer).select_related("place__body")


def _nominations(request: HttpRequest, openings: Iterable[Opening]) -> QuerySet[Nomination]:
    rows = Nomination.objects.visible(request.viewer).filter(opening__in=[each.pk for each in openings])
    return rows.select_related("person")


# The list ---------------------------------------------------------------------------------------------


@members_only
@require_safe
def openings(request: HttpRequest) -> HttpResponse:
    """What is open for nominations, what waits for its outcome, what is vacant, and what soon will be."""
    facts = facts_of(request)
    every = request.viewer.seen(facts.rows.openings)
    live = sorted((each for each in every if each.state in queries.LIVE), key=attrgetter("closes_on", "pk"))
    over = [each for each in reversed(every) if each.state not in queries.LIVE]
    found = Paginator(over, ON_A_PAGE).get_page(request.GET.get("page"))
    open_places = {opening.place_id for opening in live}
    vacant = [each for each in queries.vacancies(facts) if each.role.place.pk not in open_places]
    ending = [
        each for each in queries.endings(facts, queries.LOOK_AHEAD) if each.role.place.pk not in open_places
    ]
    context = {
        "live": queries.announced(facts, live, _nominations(request, live)),
        "vacant": vacant,
        "ending": ending,
        "over": queries.announced(facts, found),
        "found": found,
        "may_announce": allowed(request.viewer, ANNOUNCE),
        "may_appoint": allowed(request.viewer, "appoint"),
        **talks_of(request),
    }
    return render(request, "membership/openings.html", context)


@members_only
@require_safe
def as_sheet(request: HttpRequest, ending: str) -> HttpResponse:
    every = queries.announced(facts_of(request), _rows(request).order_by("-announced_on", "-pk"))
    return sheet(ending, "openings", request.on, COLUMNS, (_cells(each) for each in every))


def _cells(each: queries.Announced) -> list[Any]:
    opening = each.opening
    days = [opening.announced_on, opening.closes_on, opening.starts_on]
    return [each.name, *days, each.status[1], opening.outcome, opening.resolution]


# Announcing -------------------------------------------------------------------------------------------


@who_may(ANNOUNCE)
@require_http_methods(READ_AND_SEND)
def announce(request: HttpRequest, pk: int) -> HttpResponse:
    place = get_object_or_404(Place.objects.visible(request.viewer).select_related("body"), pk=pk)
    facts = facts_of(request)
    form = AnnounceForm(request.POST or None, initial={"starts_on": queries.suggested_start(facts, place)})
    told = {"place": place, "by": request.user, "at": clock.now()}
    if form.is_valid() and (made := tried(form, lambda: verbs.announce_opening(**form.cleaned_data, **told))):
        messages.success(request, f"Announced. Nominations close on {say.date(made.closes_on)}.")
        return redirect("membership:opening", request.collaborative.code, made.pk)
    held = facts.register.holder(place, request.on)
    context = {
        "place": place,
        "name": place_name(facts.rules, place),
        "now": held,
        "follows": queries.follows(facts.rules, place),
        "rule": facts.rules.office.get(place.code) if place.body_id is None else None,
        "live": _rows(request).filter(place=place, state__in=queries.LIVE).first(),
        "may_appoint": allowed(request.viewer, "appoint"),
        "form": form,
    }
    return render(request, "membership/openings_announce.html", context, status=status_of(form))


# One opening ------------------------------------------------------------------------------------------


@members_only
@require_http_methods(READ_AND_SEND)
def opening(request: HttpRequest, pk: int) -> HttpResponse:
    """Who stands, until when others may be put forward; any member puts somebody forward."""
    found = get_object_or_404(_rows(request), pk=pk)
    refuse_press(request, NOMINATE)
    form = NominateForm(request.POST or None, people=_people(request))
    told = {"opening": found, "by": request.user, "at": clock.now()}
    if form.is_valid() and (made := tried(form, lambda: verbs.nominate(**form.cleaned_data, **told))):
        messages.success(request, _nominated(made))
        return redirect("membership:opening", request.collaborative.code, pk)
    return _one(request, found, form)


def _people(request: HttpRequest) -> list[Any]:
    """Those who have something to do with the group on the day."""
    return [each.person for each in directory(facts_of(request)) if each.posts or each.offices]


def _nominated(made: Nomination) -> str:
    if made.accepted_at:
        return "You stand. You can withdraw until the outcome is recorded."
    return f"{made.person.name} is nominated, and is asked whether they stand."


def _one(request: HttpRequest, found: Opening, form: NominateForm) -> HttpResponse:
    facts = facts_of(request)
    nominations = list(_nominations(request, [found]).select_related("by"))
    (shown,) = queries.announced(facts, [found], nominations)
    rule = facts.rules.office.get(found.place.code) if found.place.body_id is None else None
    context = {
        "shown": shown,
        "standing": [(each, Finding.from_json(each.finding)) for each in shown.standing],
        "opening": found,
        "rule": rule,
        "open_to": _open_to(rule, queries.lines(facts.rules, found.place)),
        "mine": next((each for each in nominations if each.person_id == request.user.pk), None),
        "asked": [each for each in nominations if not each.accepted_at and not each.withdrawn_at],
        "withdrawn": [each for each in nominations if each.withdrawn_at],
        "may_nominate": allowed(request.viewer, NOMINATE),
        "may_announce": allowed(request.viewer, ANNOUNCE),
        "may_appoint": allowed(request.viewer, "appoint"),
        "form": form,
    }
    return render(request, "membership/opening.html", context, status=status_of(form))


def _open_to(rule: Any, seat: list[Any]) -> str:
    """Who may hold it, in words."""
    if rule and rule.held_by:
        return say.listed(rule.held_by, "or")
    return "; ".join(line.requirement for line in seat if line.requirement) or "everybody"


@members_only
@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Whoever was nominated accepts, declines or withdraws; whoever nominated takes it back until then."""
    rows = Nomination.objects.visible(request.viewer).select_related("opening", "person")
    nomination = get_object_or_404(rows, pk=pk)
    verb = verbs.accept if request.POST.get("answer") == "accept" else verbs.withdraw
    said = "You stand." if verb is verbs.accept else "The nomination is withdrawn."
    _pressed(request, lambda: verb(nomination=nomination, by=request.user, at=clock.now()), said)
    return redirect("membership:opening", request.collaborative.code, nomination.opening_id)


def _pressed(request: HttpRequest, do: Any, said: str) -> None:
    """A button without a form: what came of it is said on the page that follows."""
    try:
        do()
    except NotAllowed as refused:
        raise PermissionDenied(refused.sentence) from refused
    except Refusal as refused:
        messages.error(request, in_words(refused))
    else:
        messages.success(request, said)


@who_may(ANNOUNCE)
@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(_rows(request), pk=pk)
    told = {"opening": found, "by": request.user, "at": clock.now()}
    _pressed(request, lambda: verbs.close_opening(**told), "Nominations are closed.")
    return redirect("membership:opening", request.collaborative.code, pk)


# Its outcome ------------------------------------------------------------------------------------------


@who_may("appoint")
@require_http_methods(READ_AND_SEND)
def outcome(request: HttpRequest, pk: int) -> HttpResponse:
    """Whom the body resolved to choose: recorded, and appointed by it."""
    found = get_object_or_404(_rows(request), pk=pk)
    shown = _with_standing(request, found)
    form = _outcome_form(request, shown, request.POST or None)
    told = {"opening": found, "by": request.user, "at": clock.now()}
    if form.is_valid() and (made := tried(form, lambda: _fill(form, told))):
        messages.success(request, f"{made.person.name} is {shown.name} from {say.date(made.starts_on)}.")
        return redirect("membership:opening", request.collaborative.code, pk)
    return _outcome(request, shown, form, LapseForm(prefix="lapse"))


def _with_standing(request: HttpRequest, found: Opening) -> queries.Announced:
    return queries.announced(facts_of(request), [found], _nominations(request, [found]))[0]


def _outcome_form(request: HttpRequest, shown: queries.Announced, data: Any) -> OutcomeForm:
    asked = asked_of(request, shown.opening.place)
    return OutcomeForm(data, standing=shown.standing, specification=asked)


def _fill(form: OutcomeForm, told: dict[str, Any]) -> Holding:
    resolution = form.cleaned_data["resolution"]
    return verbs.fill(nomination=form.chosen, resolution=resolution, checked=form.checked, **told)


@who_may(ANNOUNCE)
@require_POST
def let_lapse(request: HttpRequest, pk: int) -> HttpResponse:
    """Nobody was chosen, with the reason."""
    found = get_object_or_404(_rows(request), pk=pk)
    form = LapseForm(request.POST, prefix="lapse")
    told = {"opening": found, "by": request.user, "at": clock.now()}
    if form.is_valid() and tried(form, lambda: verbs.lapse(**form.cleaned_data, **told)):
        messages.success(request, "Recorded. The place can be announced again.")
        return redirect("membership:opening", request.collaborative.code, pk)
    shown = _with_standing(request, found)
    return _outcome(request, shown, _outcome_form(request, shown, None), form)


def _outcome(
    request: HttpRequest, shown: queries.Announced, form: OutcomeForm, lapsing: forms.Form
) -> HttpResponse:
    wrong = lapsing if lapsing.is_bound else form
    context = {"shown": shown, "opening": shown.opening, "form": form, "lapsing": lapsing, "wrong": wrong}
    return render(request, "membership/openings_outcome.html", context, status=status_of(wrong))


# A place that was left --------------------------------------------------------------------------------


@who_may("end-holding")
@require_POST
def vacant(request: HttpRequest, pk: int) -> HttpResponse:
    """The holder no longer has the post behind the office: the office records on which day it fell vacant (K7.1)."""
    rows = Holding.objects.visible(request.viewer).select_related(
        "place__body", "person", "place__collaborative"
    )
    holding = get_object_or_404(rows, pk=pk)
    _pressed(
        request,
        lambda: record_vacancy(holding=holding, by=request.user, on=request.today),
        "The vacancy is recorded. Whoever is to come can be announced.",
    )
    return redirect("membership:place", request.collaborative.code, holding.place_id)
