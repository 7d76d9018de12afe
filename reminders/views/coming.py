"""What goes out in the next days, what has just gone, and whether anybody looks."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from membership.permissions import allowed
from membership.views.doors import who_may
from records import clock
from reminders.permissions import SEE
from reminders.queries import SHOWN, UNDECIDED, coming, gone, waived_keys
from reminders.sweep import heartbeat
from reminders.views.sent import told

AHEAD = 60
FEW = 8


@who_may(SEE)
@require_safe
def reminders(request: HttpRequest) -> HttpResponse:
    rows = told(request)
    context = {
        "ahead": AHEAD,
        "coming_title": f"In the next {AHEAD} days",
        "until": request.on + timedelta(days=AHEAD),
        "coming": coming(request.collaborative, request.on, AHEAD),
        "undecided": list(rows.filter(state__in=UNDECIDED).only(*SHOWN)[:FEW]),
        "gone": gone(rows, FEW),
        "waivers": len(waived_keys(request.collaborative, request.on)),
        "heartbeat": heartbeat(request.collaborative, clock.now()),
        "may_see_work": allowed(request.viewer, "see-jobs"),
        "may_see_audit": allowed(request.viewer, "see-audit"),
    }
    return render(request, "reminders/reminders.html", context)
