"""The pledge: read its words and agree to exactly those, for a school and a school year (K1.1)."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from membership.actions.pledge import agree_pledge
from membership.forms.pledge import PledgeForm
from membership.models import Assent
from membership.permissions import allowed
from membership.queries.pledge import pledge_of
from membership.views.doors import refuse_press_for, the_school, tried
from membership.views.schools import one_school
from records import clock


@require_http_methods(["GET", "HEAD", "POST"])
def pledge(request: HttpRequest, pk: int) -> HttpResponse:
    one = one_school(request, the_school(request, pk))
    words = pledge_of(one.rules)
    if words is None:
        raise Http404
    refuse_press_for(request, one.school, "agree")
    form = PledgeForm(request.POST or None, initial={"sha256": words.sha256})
    if form.is_valid() and tried(form, lambda: agree_pledge(
        school=one.school, by=request.user, at=clock.now(), sha256=form.cleaned_data["sha256"]
    )):  # fmt: skip
        messages.success(request, f"{words.name} is agreed for {one.year.label}.")
        return redirect("membership:pledge", request.collaborative.code, pk)
    context = {
        "school": one.school,
        "one": one,
        "pledge": words,
        "items": [line.removeprefix("- ") for line in words.words.splitlines()],
        "clauses": one.rules.text[words.code].clause,
        "form": form,
        "agreed": one.pledged(one.year.slot),
        "before": _given(one.assents),
        "may": request.viewer.heads(one.school.pk) and bool(allowed(request.viewer, "agree")),
    }
    return render(
        request, "membership/pledge.html", context, status=422 if form.is_bound and form.errors else 200
    )


def _given(assents: list[Assent]) -> list[tuple[str, Assent]]:
    """Every agreement of the school to a pledge, with its school year; the latest first."""
    found = [assent for assent in reversed(assents) if assent.kind == Assent.Kind.PLEDGE]
    return [(assent.slot.replace("-", "/"), assent) for assent in found]
