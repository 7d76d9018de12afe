"""Coming in and choosing where to go (X1, X2). The sign-in library has the codes, passwords and passkeys."""

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth import login, logout
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from collaborative import groups, second_factor
from collaborative.actions import begin_signing_in
from collaborative.cast import cast
from collaborative.forms import Accept
from membership.actions.invitations import accept_invitation, find_invitation
from records import clock
from records.models import Collaborative
from records.refusals import Refusal

BACKEND = settings.AUTHENTICATION_BACKENDS[0]


@login_not_required
@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """The first page: in a demonstration everybody whom one can be, else the way in or the way on."""
    if settings.DEMONSTRATION:
        return render(request, "signin/demonstration.html", {"casts": _casts(request)})
    return redirect("choose" if request.user.is_authenticated else "account_login")


@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """Straight on for who belongs to one collaborative; a choice for who belongs to several (X2)."""
    request.groups = groups.of(request.user)
    if len(request.groups) == 1:
        return redirect("home", request.groups[0].code)
    return render(request, "signin/choose.html", {"groups": request.groups})


@require_safe
def account(request: HttpRequest) -> HttpResponse:
    """How I sign in, and to which groups."""
    proofs = set(Authenticator.objects.filter(user_id=request.user.pk).values_list("type", flat=True))
    facts = {
        "groups": groups.of(request.user),
        "app": Authenticator.Type.TOTP in proofs,
        "passkeys": Authenticator.Type.WEBAUTHN in proofs,
        "codes": Authenticator.Type.RECOVERY_CODES in proofs,
        "wanted": second_factor.asked_for(request.user, request.today),
    }
    return render(request, "signin/account.html", facts)


# --- an invitation -----------------------------------------------------------------------------------


@login_not_required
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind the link of an invitation. Opening it changes nothing; accepting it signs in."""
    group = request.public_group
    try:
        enrolment = find_invitation(group, token, clock.now())
        # Whoever signs in to another group has a name and a password that this group leaves alone.
        known = bool(groups.of(enrolment.person)) or enrolment.person.has_usable_password()
        form = Accept(request.POST or None, known=known, initial={"name": enrolment.person.name})
        if request.method == "POST" and form.is_valid():
            return _accept(request, group, token, form)
    except Refusal as refused:
        return render(request, "signin/spent.html", {"because": refused.sentence}, status=410)
    return render(request, "signin/invitation.html", {"form": form, "enrolment": enrolment, "group": group})


def _accept(request: HttpRequest, group: Collaborative, token: str, form: Accept) -> HttpResponse:
    """Signs in through the library's stages, so that who has a second factor is asked for it here too."""
    person = accept_invitation(collaborative=group, token=token, at=clock.now())
    begin_signing_in(person=person, **form.chosen())
    if request.user.is_authenticated:
        logout(request)
    record_authentication(request, person, method="code", email=person.email)
    home = reverse("home", args=[group.code])
    return perform_login(request, Login(user=person, email=person.email, redirect_url=home))


# --- the demonstration -------------------------------------------------------------------------------


def _casts(request: HttpRequest) -> list[tuple[Collaborative, list]]:
    open_groups = Collaborative.objects.filter(closed_on=None)
    return [(group, cast(group, request.today)) for group in open_groups]


@login_not_required
@require_POST
def demonstrate(request: HttpRequest) -> HttpResponse:
    """One click to be one of the invented people, with no proof: in a demonstration alone."""
    group = Collaborative.objects.filter(code=request.POST.get("group", "")).first()
    parts = cast(group, request.today) if settings.DEMONSTRATION and group else []
    chosen = [part.person for part in parts if str(part.person.pk) == request.POST.get("person")]
    if not chosen:
        return redirect("front")
    login(request, chosen[0], backend=BACKEND)
    record_authentication(request, chosen[0], method="demonstration")
    return redirect("home", group.code)
