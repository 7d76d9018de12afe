"""Everyone's first page: what needs you, soonest first (X4). For who runs the group: how the group stands."""

import datetime
from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from collaborative import dashboard
from collaborative.members import members_on
from constitution import say
from finance.permissions import keeps_the_books
from membership.permissions.audience import newest_for
from membership.queries.kept import facts_on
from records.models import Message
from records.obligations import Obligation
from reminders.queries import SHOWN, coming, done_lately, ledger, needs, next_for
from reminders.sweep import last_sweep

SOON = datetime.timedelta(days=14)
LATELY = datetime.timedelta(days=30)
AHEAD = 60
FEW = 6


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    return office(request) if request.viewer.runs_office else needs_you(request)


@require_safe
def needs_you(request: HttpRequest) -> HttpResponse:
    """'What needs you': due soonest first, each with its why and one button."""
    due = needs(request.user, request.collaborative, request.on)
    members = members_on(request.collaborative, request.on)
    context = {
        **_by_nearness(due, request.on),
        "number": _how_many(due),
        "next": None if due else next_for(request.user, request.collaborative, request.on),
        "done": done_lately(request.user, request.collaborative, request.on, LATELY)[:FEW],
        "schools": dashboard.own_schools(members, request.viewer),
        "bodies": dashboard.quorums(request.collaborative, request.on),
        "owed": dashboard.owed(request.collaborative, request.on)
        if keeps_the_books(request.viewer)
        else None,
        "news": newest_for(request.viewer, facts_on(request.collaborative, request.on)),
    }
    return render(request, "home/home.html", context)


def _by_nearness(due: Sequence[Obligation], on: datetime.date) -> dict[str, list[Obligation]]:
    return {
        "late": [each for each in due if each.due_on < on],
        "soon": [each for each in due if on <= each.due_on <= on + SOON],
        "later": [each for each in due if each.due_on > on + SOON],
    }


def _how_many(due: Sequence[Obligation]) -> str:
    if not due:
        return "Nothing is due from you."
    things = say.small(len(due)).capitalize()
    return f"{things} {'thing' if len(due) == 1 else 'things'}, soonest first."


def office(request: HttpRequest) -> HttpResponse:
    """How the group stands: exceptions, not inventories, with the reminders that went and will go."""
    members = members_on(request.collaborative, request.on)
    rows = members.rows
    look = [row for row in rows if row.to_look_at]
    context: dict[str, Any] = {
        "figures": dashboard.figures(rows, members) if rows else [],
        "look": look,
        "fine": len(rows) - len(look),
        "total": len(rows),
        "charged": members.charged,
        "bodies": dashboard.quorums(request.collaborative, request.on),
        "due": needs(request.user, request.collaborative, request.on),
        "messages_sent": _sent(request),
        "coming": coming(request.collaborative, request.on, AHEAD).tellings,
        "ahead": AHEAD,
        "sweep": last_sweep(request.collaborative),
        "vacant": dashboard.vacancies(members),
    }
    return render(request, "home/office.html", context)


def _sent(request: HttpRequest) -> list[Message]:
    return list(ledger().visible(request.viewer).only(*SHOWN)[:FEW])
