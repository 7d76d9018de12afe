"""The first page of the money room, and who owes what."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from constitution import say
from finance.permissions import keeps_the_books
from finance.queries.debtors import AGE_NAMES, Debtor, totals
from finance.queries.debtors import debtors as owing
from finance.queries.payments import next_of_each, payments_due
from finance.queries.sheet import money
from finance.queries.standing import all_open
from finance.queries.subscriptions import years_shown
from finance.views.doors import bookkeepers, invoiced
from membership.views.sheets import sheet

MOST = 6


@invoiced
@require_safe
def finance(request: HttpRequest) -> HttpResponse:
    """What is owed and what is to be paid; whoever does not keep the books finds their own school's invoices."""
    if not keeps_the_books(request.viewer):
        return redirect("finance:invoices", request.collaborative.code)
    found = owing(all_open(request.collaborative, request.on), request.on)
    due = payments_due(request.collaborative, request.on)
    context = {
        "figures": _figures(found, request.on),
        "debtors": found[:MOST],
        "more_debtors": max(len(found) - MOST, 0),
        "payments": next_of_each(due, request.on),
        "years": years_shown(request.collaborative, request.on),
    }
    return render(request, "finance/finance.html", context)


def _figures(found: Sequence[Debtor], on: date) -> list[dict[str, Any]]:
    """What is owed, and how much of it is late, each beside what it is compared with."""
    in_time, *_, total = totals(found)
    late = [each for each in found if sum(each.by_age[1:])]
    return [
        {"label": "Owed to us", "value": money(total), "note": f"by {say.count(len(found), 'school')}"},
        {
            "label": "Of it overdue",
            "value": money(total - in_time),
            "note": f"by {say.count(len(late), 'school')}",
        },
    ]


@bookkeepers
@require_safe
def debtors(request: HttpRequest) -> HttpResponse:
    """Who owes what, by age (K8.8)."""
    found = owing(all_open(request.collaborative, request.on), request.on)
    context = {
        "debtors": found,
        "ages": AGE_NAMES,
        "totals": zip((*AGE_NAMES, "together"), totals(found), strict=True),
    }
    return render(request, "finance/debtors.html", context)


@bookkeepers
@require_safe
def debtors_sheet(request: HttpRequest, ending: str) -> HttpResponse:
    found = owing(all_open(request.collaborative, request.on), request.on)
    columns = ["School", *(name.capitalize() for name in AGE_NAMES), "Together", "Invoices"]
    rows = ([each.payer, *each.sums, each.total, _references(each)] for each in found)
    return sheet(ending, "debtors", request.on, columns, rows)


def _references(debtor: Debtor) -> str:
    return ", ".join(invoice.reference for invoice in debtor.invoices)
