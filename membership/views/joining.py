"""A school's way into membership, step by step, and its way from tier to tier (K3.1, K4.3, K5.8)."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from constitution import say
from constitution.dates import ONE_DAY
from membership.actions.contracts import Form, usual_form
from membership.actions.joining import ACT, OFFICE_ACT, apply_to_join, move_up
from membership.forms.joining import ApplyForm, MoveUpForm
from membership.models import Contract, School
from membership.permissions import Viewer, allowed
from membership.queries.joining import DONE, LATER, REFUSED, TO_DO, Joining, Step
from membership.queries.moving import DOWN, UP, moving
from membership.queries.one_school import OneSchool
from membership.views.doors import refuse_press_for, status_of, the_school, tried
from membership.views.schools import one_school, sees_standing

READ_AND_SEND = ["GET", "HEAD", "POST"]
SAID = {
    DONE: ("done", "Done"),
    TO_DO: ("look", "To do"),
    LATER: ("nothing", "Later"),
    REFUSED: ("wrong", "Not possible"),
}


@require_http_methods(READ_AND_SEND)
def joining(request: HttpRequest, pk: int) -> HttpResponse:
    school = _own(request, pk)
    found = Joining(one_school(request, school))
    initial = {"tier": next(iter(found.rules.tier), ""), "starts_on": found.one.charged.last_day + ONE_DAY}
    form = ApplyForm(request.POST or None, rules=found.rules, initial=initial)
    if form.is_valid() and (contract := tried(form, lambda: apply_to_join(
        school=school, by=request.user, on=request.today, **form.cleaned_data
    ))):  # fmt: skip
        messages.success(
            request, f"Asked for: {_drafted(found.one, contract)}. The office sends the contract."
        )
        return redirect("membership:joining", request.collaborative.code, pk)
    context = {
        "school": school,
        "found": found,
        "steps": [(step, SAID[step.state], _leads_to(found, step)) for step in found.steps],
        "form": form,
        "may": _may(request.viewer, school),
        "by_contract": usual_form(found.rules) == Form.CONTRACT,
        "admits": bool(allowed(request.viewer, OFFICE_ACT)),
    }
    return render(request, "membership/joining.html", context, status=status_of(form))


@require_http_methods(READ_AND_SEND)
def tiers(request: HttpRequest, pk: int) -> HttpResponse:
    """What each tier offers, entitles to and costs, and from which day this school could be in it."""
    school = _own(request, pk)
    one = one_school(request, school)
    form = MoveUpForm(request.POST or None)
    if form.is_valid() and (contract := tried(form, lambda: move_up(
        school=school, by=request.user, on=request.today, **form.cleaned_data
    ))):  # fmt: skip
        messages.success(request, f"Asked for: {_drafted(one, contract)}. The office sends the contract.")
        return redirect("membership:school", request.collaborative.code, pk)
    found = moving(one.facts.register.editions, one.facts.rows, one.contract, one.detail, pk, request.on)
    context = {
        "school": school,
        "one": one,
        "tiers": found.tiers,
        "up": UP,
        "down": DOWN,
        "form": form,
        "may": _may(request.viewer, school) and not (one.coming or one.notice),
    }
    return render(request, "membership/tiers.html", context, status=status_of(form))


def _own(request: HttpRequest, pk: int) -> School:
    """The school itself and the office look; only who speaks for it and the office act."""
    school = the_school(request, pk)
    if not (sees_standing(request.viewer, school) or allowed(request.viewer, OFFICE_ACT)):
        raise PermissionDenied("Only the school itself and the office see this.")
    refuse_press_for(request, school, ACT, office_act=OFFICE_ACT)
    return school


def _may(viewer: Viewer, school: School) -> bool:
    own = viewer.heads(school.pk) and bool(allowed(viewer, ACT))
    return own or bool(allowed(viewer, OFFICE_ACT))


def _drafted(one: OneSchool, contract: Contract) -> str:
    name = one.rules.tier[contract.tier].name or contract.tier
    return f"{name} from {say.long_date(contract.starts_on)}"


def _leads_to(found: Joining, step: Step) -> dict[str, Any]:
    """The page where the step that is to do now is done."""
    if step.state != TO_DO:
        return {}
    if step.code == "contract" and found.contract:
        return {"name": "membership:contract", "pk": found.contract.pk, "words": "See the contract"}
    if step.code == "pledge" and found.contract:
        return {"name": "membership:pledge", "pk": found.one.school.pk, "words": "Read and agree"}
    return {}
