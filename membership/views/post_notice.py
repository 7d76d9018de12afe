"""Notice that a commissioned post ends (K8.14): what it means first, then recorded; seen by those it concerns alone."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from constitution import say
from membership.actions.commission import NOTICE, give_post_notice, withdraw_post_notice
from membership.forms.openings import PostNoticeForm, PostNoticeWithdrawnForm
from membership.models import Holding
from membership.permissions import Viewer, allowed
from membership.permissions.may import why_not
from membership.queries.post_notice import ending, ends_after, last_day_for_notice, notice_rule
from membership.queries.register import place_name
from membership.queries.tenure import Held
from membership.views.doors import facts_of, members_only, status_of, tried


@members_only
@require_http_methods(["GET", "HEAD", "POST"])
def notice(request: HttpRequest, pk: int) -> HttpResponse:
    beside = ("place__body", "person", "place__collaborative", "ending_notice_by")
    rows = Holding.objects.visible(request.viewer).select_related(*beside)
    holding = get_object_or_404(rows, pk=pk)
    held = _held(request, holding)
    if held is None or not concerns(request.viewer, held):
        raise Http404
    may = held.person.pk == request.user.pk or bool(allowed(request.viewer, NOTICE))
    if request.method == "POST" and not may:
        raise PermissionDenied(why_not(request.viewer, NOTICE))
    given = held.holding.ending_notice_on is not None
    return (_withdraw if given else _give)(request, holding, held, may)


def _held(request: HttpRequest, holding: Holding) -> Held | None:
    """The time in a post that asks for notice; None for any other."""
    register = facts_of(request).register
    found = next((each for each in register.stored_at(holding.place) if each.holding == holding), None)
    return found if found and notice_rule(register, found) else None


def concerns(viewer: Viewer, held: Held) -> bool:
    """Its holder, whoever gives notice for the group, and those with whom the office sits: not the whole membership."""
    sits = (viewer.rules.body.get(code) for code in viewer.bodies)
    smaller = [body.members for body in sits if body and not any(line.every for line in body.members)]
    beside = any(line.office == held.place.code for lines in smaller for line in lines)
    return held.person.pk == viewer.person_id or bool(allowed(viewer, NOTICE)) or beside


def _give(request: HttpRequest, holding: Holding, held: Held, may: bool) -> HttpResponse:
    """Asked for a day, it says what follows; sent again with what was shown, it is recorded."""
    form = PostNoticeForm(request.POST or None, initial={"given_on": request.on})
    day = form.cleaned_data["given_on"] if form.is_valid() else request.on
    finding = ends_after(facts_of(request).register, held, day)
    shown = finding.value.isoformat() if finding and finding.value else ""
    checking = form.is_bound and form.is_valid()
    if checking and (not shown or form.cleaned_data["shown"] == shown) and tried(
        form, lambda: give_post_notice(holding=holding, given_on=day, by=request.user, on=request.today)
    ):  # fmt: skip
        messages.success(request, f"Recorded. The post ends on {say.long_date(finding.value)}.")
        return redirect("membership:post-notice", request.collaborative.code, holding.pk)
    return _page(
        request, held, may, form, day=day, finding=finding, shown=shown, checking=checking and not form.errors
    )


def _withdraw(request: HttpRequest, holding: Holding, held: Held, may: bool) -> HttpResponse:
    form = PostNoticeWithdrawnForm(request.POST or None)
    told = {"by": request.user, "on": request.today}
    if form.is_valid() and tried(
        form, lambda: withdraw_post_notice(holding=holding, **form.cleaned_data, **told)
    ):
        messages.success(request, "Recorded. The notice no longer holds.")
        return redirect("membership:post-notice", request.collaborative.code, holding.pk)
    finding = ending(facts_of(request).register, held)
    told = {"day": held.holding.ending_notice_on, "finding": finding, "by_whom": holding.ending_notice_by}
    return _page(request, held, may, form, given=True, **told)


def _page(request: HttpRequest, held: Held, may: bool, form: Any, day: date, **more: Any) -> HttpResponse:
    facts = facts_of(request)
    context = {
        "held": held,
        "name": place_name(facts.rules, held.place),
        "by": last_day_for_notice(facts.register, held),
        "may": may,
        "form": form,
        "day": day,
        **more,
    }
    return render(request, "membership/post_notice.html", context, status=status_of(form))
