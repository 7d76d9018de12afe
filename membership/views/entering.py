"""The office enters a school, what changed, its contract, its figures and its end (K3.1, K3.5, K4.1, K5.8)."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from constitution import Constitution, calendar, say, subscription
from membership.actions import schools as verbs
from membership.actions.contracts import admit_school, usual_form
from membership.actions.fees import enter_basis
from membership.forms.schools import AdmitForm, EndSchoolForm, FigureForm, SchoolForm, initial_of
from membership.models import Basis, School
from membership.queries.members import Membership
from membership.views.doors import facts_of, schools_going, status_of, the_school, tried, who_may
from membership.views.schools import one_school
from records import clock

READ_AND_SEND = ["GET", "HEAD", "POST"]


@who_may("edit-schools")
@require_http_methods(READ_AND_SEND)
def add(request: HttpRequest) -> HttpResponse:
    rules = facts_of(request).rules
    form = SchoolForm(
        request.POST or None, rules=rules, initial={"from_on": request.on, "status": "maintained"}
    )
    by = _by(request)
    if form.is_valid() and (school := tried(
        form, lambda: verbs.add_school(collaborative=request.collaborative, **form.detail(), **by)
    )):  # fmt: skip
        return _done(request, school, f"{school.name} is entered. It becomes a member with its contract.")
    return _page(request, "membership/add_school.html", form)


@who_may("edit-schools")
@require_http_methods(READ_AND_SEND)
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """What is true of the school from a day; the days before keep theirs."""
    school, rules = the_school(request, pk), facts_of(request).rules
    initial = initial_of(one_school(request, school)) | {"from_on": request.on}
    form = SchoolForm(request.POST or None, rules=rules, initial=initial)
    if form.is_valid() and tried(form, lambda: _change(request, school, form)):
        return _done(request, school, f"Recorded, from {say.date(form.cleaned_data['from_on'])}.")
    return _page(request, "membership/change_school.html", form, school=school)


def _change(request: HttpRequest, school: School, form: SchoolForm) -> Any:
    changes = form.detail()
    return verbs.change_detail(school=school, from_on=changes.pop("from_on"), **changes, **_by(request))


@who_may("end-school")
@require_http_methods(READ_AND_SEND)
def end(request: HttpRequest, pk: int) -> HttpResponse:
    school = the_school(request, pk)
    others = [other for other in schools_going(request) if other != school]
    form = EndSchoolForm(request.POST or None, others=others, initial={"ended_on": request.on})
    by = _by(request)
    if form.is_valid() and tried(form, lambda: verbs.end_school(school=school, **form.cleaned_data, **by)):
        return _done(request, school, f"{school.name} ended on {say.date(form.cleaned_data['ended_on'])}.")
    return _page(request, "membership/end_school.html", form, school=school)


@who_may("admit-school")
@require_http_methods(READ_AND_SEND)
def admit(request: HttpRequest, pk: int) -> HttpResponse:
    """Draft its contract, or enter one agreed on paper; where none is needed, admit it outright."""
    school, rules = the_school(request, pk), facts_of(request).rules
    form = AdmitForm(
        request.POST or None, rules=rules, usual=usual_form(rules), initial={"starts_on": request.on}
    )
    if form.is_valid() and (contract := tried(
        form, lambda: admit_school(school=school, **form.cleaned_data, **_by(request))
    )):  # fmt: skip
        began = f"{school.name} is a member from {say.date(contract.starts_on)}."
        drafted = "The contract is drafted. Send it to the school for signing."
        if contract.state == contract.State.AGREED:
            return _done(request, school, began)
        messages.success(request, drafted)
        return redirect("membership:contract", request.collaborative.code, contract.pk)
    return _page(request, "membership/admit_school.html", form, school=school)


@who_may("enter-figure")
@require_http_methods(READ_AND_SEND)
def figures(request: HttpRequest, pk: int) -> HttpResponse:
    """The figures that a fee takes a share of, by contract year; an earlier one is kept, superseded."""
    school, facts = the_school(request, pk), facts_of(request)
    years = _years(facts)
    form = FigureForm(
        request.POST or None,
        figures=figures_of(facts.rules),
        years=[(year.slot, year.label) for year in years],
        initial={"contract_year": years[-1].slot, "source_on": request.on},
    )
    told = {"school": school, "by": request.user, "at": clock.now()}
    if form.is_valid() and tried(form, lambda: enter_basis(**form.cleaned_data, **told)):
        messages.success(request, "The figure is entered.")
        return redirect("membership:figures", request.collaborative.code, pk)
    rows = Basis.objects.visible(request.viewer).filter(school=school).order_by("-contract_year", "-pk")
    named = [(row.contract_year.replace("-", "/"), row) for row in rows]
    return _page(request, "membership/figures.html", form, school=school, rows=named)


def figures_of(rules: Constitution) -> list[str]:
    """The figures that any tier's fee takes a share of, as the edition names them."""
    lines = (
        line
        for tier in rules.tier.values()
        for kind in [*tier.fee_for, None]
        for line in tier.lines_for(kind)
    )
    return list(dict.fromkeys(line.of for line in lines if line.share is not None and not line.other_tier))


def _years(facts: Membership) -> list[calendar.Year]:
    """The contract year of the day and the two around it, the latest last."""
    now = subscription.contract_year(facts.rules, facts.on)
    return [calendar.year_before(now), now, calendar.year_after(now)]


def _by(request: HttpRequest) -> dict[str, Any]:
    return {"by": request.user, "on": request.today}


def _done(request: HttpRequest, school: School, words: str) -> HttpResponse:
    messages.success(request, words)
    return redirect("membership:school", request.collaborative.code, school.pk)


def _page(request: HttpRequest, template: str, form: forms.Form, **more: Any) -> HttpResponse:
    return render(request, template, {"form": form, **more}, status=status_of(form))
