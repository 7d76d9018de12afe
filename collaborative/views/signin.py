"""Coming in and choosing where to go (X1, X2). The sign-in library has the codes, passwords and passkeys."""

from allauth.account.internal.flows.login import perform_login
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
from collaborative.cast import cast
from collaborative.forms import Accept
from records import clock
from records.models import Collaborative
from records.refusals import Refusal
from records.tenancy import scoped

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
    """The page behind the link of an invitation. Opening it changes nothing; accepting signs in."""
    from membership.queries.access import InvitationSpent, invitation_of

    try:
        enrolment = invitation_of(token, clock.now())
    except InvitationSpent as spent:
        return render(request, "signin/spent.html", {"because": spent.sentence}, status=410)
    group = enrolment.collaborative
    known = enrolment.person.last_login is not None
    form = Accept(request.POST or None, initial={"name": enrolment.person.name}, known=known)
    if request.method == "POST" and form.is_valid():
        return _accept(request, token, form, group)
    return render(request, "signin/invitation.html", {"form": form, "enrolment": enrolment, "group": group})


def _accept(request: HttpRequest, token: str, form: Accept, group: Collaborative) -> HttpResponse:
    from membership.actions.access import accept

    try:
        person = accept(token=token, name=form.cleaned_data.get("name", ""), at=clock.now())
    except Refusal as refused:
        return render(request, "signin/spent.html", {"because": refused.sentence}, status=410)
    if form.cleaned_data.get("password"):
        person.set_password(form.cleaned_data["password"])
        person.save(update_fields=["password"])
    if request.user.is_authenticated:
        logout(request)
    # Through the library's stages, so that who has a second factor is asked for it here too.
    signing_in = Login(user=person, email=person.email, redirect_url=reverse("home", args=[group.code]))
    return perform_login(request, signing_in)


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
    return redirect("home", group.code)
