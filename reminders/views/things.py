"""One thing due: whom it is asked of, what was told of it, what will be, and letting it be."""

from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from membership.permissions import allowed
from membership.queries.due import LOOK_AHEAD
from membership.views.doors import status_of, tried, who_may
from records import clock
from records.models import Message, Person
from records.obligations import Obligation
from records.refusals import Refusal
from reminders import actions
from reminders.forms import WaiveForm
from reminders.models import Waiver
from reminders.permissions import SEE
from reminders.queries import find, ledger, live_waivers
from reminders.stages import Stage, to_come


@dataclass(frozen=True)
class About:
    """A thing by its key: what is due now, if anything is, and what was ever told of it."""

    key: str
    due: Obligation | None
    told: tuple[Message, ...]
    waiver: Waiver | None

    @property
    def what(self) -> str:
        return self.due.what if self.due else self.told[0].subject

    def to_come(self, on: date) -> list[Stage]:
        """The tellings still to come, if it is still to be done and not let be."""
        if self.due is None or self.waiver or not self.due.who or not self.due.open_on(on):
            return []
        return to_come(self.due, on, on + LOOK_AHEAD)


def about(request: HttpRequest) -> About:
    key = request.GET["key"]
    due = find(request.collaborative, key, request.on)
    told = tuple(ledger().visible(request.viewer).filter(key=key).defer("text", "html"))
    if due is None and not told:
        raise Http404
    waiver = live_waivers(request.on).visible(request.viewer).filter(key=key).select_related("by").first()
    return About(key, due, told, waiver)


@who_may(SEE)
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest) -> HttpResponse:
    """What is due, and (posted) letting it be. The key stands in the address: without one, all of them."""
    if not request.GET.get("key"):
        return redirect("reminders:reminders", request.collaborative.code)
    thing = about(request)
    form = WaiveForm(request.POST or None, due=thing.due, on=request.on) if thing.due else None
    if form and form.is_valid() and tried(form, lambda: _waive(request, thing.key, form)):
        messages.success(request, "Nobody is asked for it until that day.")
        return redirect(address(request, thing.key))
    context = {
        "about": thing,
        "form": form,
        "people": Person.objects.filter(pk__in=thing.due.who) if thing.due else (),
        "to_come": thing.to_come(request.on),
        "may_waive": allowed(request.viewer, actions.WAIVE),
    }
    return render(request, "reminders/thing.html", context, status=status_of(form))


def address(request: HttpRequest, key: str) -> str:
    return reverse("reminders:thing", args=[request.collaborative.code]) + "?" + urlencode({"key": key})


def _waive(request: HttpRequest, key: str, form: WaiveForm) -> Waiver:
    return actions.waive(
        collaborative=request.collaborative,
        key=key,
        **form.cleaned_data,
        by=request.user,
        on=request.today,
        at=clock.now(),
    )


@who_may(SEE)
@require_safe
def waivers(request: HttpRequest) -> HttpResponse:
    """Everything that is let be on the day."""
    rows = live_waivers(request.on).visible(request.viewer).select_related("by").order_by("until_on")
    found = [(waiver, find(request.collaborative, waiver.key, request.on)) for waiver in rows]
    context = {"found": found, "may_waive": allowed(request.viewer, actions.WAIVE)}
    return render(request, "reminders/waivers.html", context)


@who_may(actions.WAIVE)
@require_POST
def lift(request: HttpRequest, pk: int) -> HttpResponse:
    waiver = get_object_or_404(Waiver.objects.visible(request.viewer), pk=pk)
    try:
        actions.lift(waiver=waiver, by=request.user, on=request.today, at=clock.now())
    except Refusal as refused:
        messages.error(request, refused.sentence)
    else:
        messages.success(request, "It is asked for again from the next check on.")
    return redirect(address(request, waiver.key))
