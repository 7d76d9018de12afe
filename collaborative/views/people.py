"""The office helps somebody in (X1): an invitation, a lost second factor lifted, the sign-in ended."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from collaborative import letters, second_factor
from collaborative.actions import INVITE, lift_second_factor, may_lift
from collaborative.forms import Lift
from membership.actions.invitations import invite, remove_from_group
from membership.models import Enrolment, Holding, Post
from records import clock
from records.models import Person
from records.refusals import Refusal


@require_http_methods(["GET", "POST"])
def sign_in_of(request: HttpRequest, pk: int) -> HttpResponse:
    """How one person signs in, for those who may invite; a stranger's page does not exist."""
    enrolment = Enrolment.objects.visible(request.viewer).filter(person=pk).first()
    person = _one_of_ours(request, pk, enrolment)
    form = Lift(request.POST if request.POST.get("do") == "lift" else None)
    done = _do(request, person, form) if request.method == "POST" else ""
    if done:
        messages.success(request, done)
        return redirect("sign-in-of", request.collaborative.code, pk)
    return render(request, "signin/sign_in_of.html", _facts(request, person, enrolment, form))


def _one_of_ours(request: HttpRequest, pk: int, enrolment: Enrolment | None) -> Person:
    """Somebody enrolled here, or who holds or held a post or a place here."""
    if INVITE not in request.viewer.acts or not (enrolment or _served(request, pk)):
        raise Http404
    return get_object_or_404(Person, pk=pk)


def _served(request: HttpRequest, pk: int) -> bool:
    return any(model.objects.visible(request.viewer).filter(person=pk).exists() for model in (Post, Holding))


def _facts(request: HttpRequest, person: Person, enrolment: Enrolment | None, form: forms.Form) -> dict:
    return {
        "person": person,
        "enrolment": enrolment,
        "over": enrolment and enrolment.expires_at <= clock.now(),
        "second_factor": second_factor.has_one(person),
        "may_lift": may_lift(person, request.user, request.viewer),
        "form": form,
    }


def _do(request: HttpRequest, person: Person, form: forms.Form) -> str:
    """What was done, in a sentence; empty when it was not, and the reason stands in the form."""
    verbs: dict[str, Callable[[HttpRequest, Person, forms.Form], str]] = {
        "invite": _invite, "lift": _lift, "end": _end,
    }  # fmt: skip
    verb = verbs.get(request.POST.get("do", ""))
    if verb is None:
        raise Http404
    try:
        return verb(request, person, form)
    except Refusal as refused:
        messages.error(request, refused.sentence)
        return ""


def _invite(request: HttpRequest, person: Person, form: forms.Form) -> str:
    sent = invite(collaborative=request.collaborative, person=person, by=request.user, at=clock.now())
    letters.send_invitation(sent, by=request.user)
    return f"The invitation is on its way to {person.email}."


def _lift(request: HttpRequest, person: Person, form: forms.Form) -> str:
    if not form.is_valid():
        return ""
    because = form.cleaned_data["because"]
    lift_second_factor(person=person, by=request.user, viewer=request.viewer, at=clock.now(), because=because)
    return f"The second factor is lifted. {person.name} was told by mail."


def _end(request: HttpRequest, person: Person, form: forms.Form) -> str:
    enrolment = get_object_or_404(Enrolment.objects.visible(request.viewer), person=person)
    remove_from_group(enrolment=enrolment, by=request.user, at=clock.now())
    return f"{person.name} no longer signs in to {request.collaborative.name}."
