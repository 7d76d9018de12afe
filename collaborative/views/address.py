"""Changing one's own address: by the link sent to the new one, which proves that it is theirs."""

from django.contrib.auth.decorators import login_not_required
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from collaborative.actions import change_address
from collaborative.forms import NewAddress
from collaborative.mails import compose
from records import clock
from records.models import Person
from records.refusals import Refusal

SALT = "new address"
A_DAY = 24 * 60 * 60


@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    form = NewAddress(request.POST or None, person=request.user)
    sent_to = ""
    if request.method == "POST" and form.is_valid():
        sent_to = form.cleaned_data["email"]
        _send_link(request, sent_to)
    return render(request, "signin/address.html", {"form": form, "sent_to": sent_to})


def _send_link(request: HttpRequest, to: str) -> None:
    """The link holds the address it changes from, so that it works once."""
    told = {"person": request.user.pk, "from": request.user.email, "to": to}
    link = request.build_absolute_uri(reverse("new-address", args=[signing.dumps(told, salt=SALT)]))
    compose("confirm_address", {"email": to, "activate_url": link}).to(to).send()


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    told = _read(token)
    person = told and Person.objects.filter(pk=told["person"], email=told["from"], is_active=True).first()
    if not person:
        return render(
            request,
            "signin/spent.html",
            {"because": "Ask for a new one: it was used, or its day is over."},
            status=410,
        )
    if request.method != "POST":
        return render(request, "signin/new_address.html", {"email": told["to"]})
    return _change(request, person, told)


def _change(request: HttpRequest, person: Person, told: dict[str, str]) -> HttpResponse:
    try:
        change_address(person=person, to=told["to"], by=person, at=clock.now())
    except Refusal as refused:
        return render(request, "signin/spent.html", {"because": refused.sentence}, status=410)
    return redirect("account" if request.user.is_authenticated else "account_login")


def _read(token: str) -> dict[str, str] | None:
    try:
        return signing.loads(token, salt=SALT, max_age=A_DAY)
    except signing.BadSignature:
        return None
