"""The office enters who takes up an office or a seat, and who leaves one (K7.1 to K7.9, B3.2)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from constitution import say
from membership.actions.offices import end_holding
from membership.actions.openings import appoint_directly
from membership.forms.offices import AppointForm, EndForm
from membership.models import Holding, Opening, Place
from membership.queries.directory import everybody
from membership.queries.job import Specification, specification_of
from membership.queries.openings import LIVE
from membership.queries.register import Register, place_name
from membership.views.doors import facts_of, status_of, tried, who_may
from records import clock


@who_may("appoint")
@require_http_methods(["GET", "HEAD", "POST"])
def fill(request: HttpRequest, pk: int) -> HttpResponse:
    """Appoint to an office, or seat somebody in a seat of a category."""
    place = get_object_or_404(Place.objects.visible(request.viewer).select_related("body"), pk=pk)
    how = Holding.How.NAMED if place.body_id else Holding.How.ELECTED
    opening = _announced(request, place)
    form = AppointForm(
        request.POST or None,
        people=everybody(request.collaborative),
        office=place.body_id is None,
        specification=asked_of(request, place),
        opening=opening,
        initial={"starts_on": request.on, "how": how},
    )
    if form.is_valid() and (holding := tried(form, lambda: _fill(request, place, form))):
        messages.success(request, _in_words(request, place, holding))
        return redirect("membership:register", request.collaborative.code)
    facts = facts_of(request)
    rule = facts.rules.office.get(place.code) if place.body_id is None else None
    context = {
        "place": place,
        "name": place_name(facts.rules, place),
        "now": facts.register.holder(place, request.on),
        "rule": rule,
        "held_by": say.listed(rule.held_by, "or") if rule else "",
        "opening": opening,
        "form": form,
    }
    return render(request, "membership/appoint.html", context, status=status_of(form))


def asked_of(request: HttpRequest, place: Place) -> Specification | None:
    """The person specification of an office, by the edition of the day."""
    return specification_of(facts_of(request).rules, place.code) if place.body_id is None else None


def _announced(request: HttpRequest, place: Place) -> Opening | None:
    """The opening of this very place that waits for its outcome."""
    return Opening.objects.visible(request.viewer).filter(place=place, state__in=LIVE).first()


def _fill(request: HttpRequest, place: Place, form: AppointForm) -> Holding:
    then = form.cleaned_data.get("then", "")
    told = {"place": place, "by": request.user, "then": then, "checked": form.checked, **form.asked()}
    return appoint_directly(**told, at=clock.now())


def _in_words(request: HttpRequest, place: Place, holding: Holding) -> str:
    """With the end that the edition gives the term."""
    register = Register(request.collaborative)
    held = next(each for each in register.stored_at(place) if each.holding == holding)
    name = place_name(register.editions.rules_since(holding.starts_on), place)
    until = f" until {say.date(held.until)}" if held.until else ""
    return f"{holding.person.name} is {name} from {say.date(holding.starts_on)}{until}."


@who_may("end-holding")
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody leaves an office or a seat before its term is over, or with it."""
    rows = Holding.objects.visible(request.viewer).select_related("place__body", "person")
    holding = get_object_or_404(rows, pk=pk)
    form = EndForm(request.POST or None, initial={"last_day": request.on})
    by = {"by": request.user, "on": request.today}
    if form.is_valid() and tried(form, lambda: end_holding(holding=holding, **form.cleaned_data, **by)):
        messages.success(request, f"Recorded. The last day is {say.date(form.cleaned_data['last_day'])}.")
        return redirect("membership:register", request.collaborative.code)
    name = place_name(facts_of(request).rules, holding.place)
    return render(
        request,
        "membership/end_holding.html",
        {"holding": holding, "name": name, "form": form},
        status=status_of(form),
    )
