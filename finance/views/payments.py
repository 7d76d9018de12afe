"""What the group itself has to pay this school year (K8.1 to K8.4)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from finance.queries.payments import by_rule, payments_due
from finance.views.doors import bookkeepers
from membership.queries.terms import school_year
from membership.views.sheets import sheet
from records.money import pounds

COLUMNS = ("Payment", "For", "Payee", "Due", "Amount", "Missing")


@bookkeepers
@require_safe
def due(request: HttpRequest) -> HttpResponse:
    found = payments_due(request.collaborative, request.on)
    context = {
        "rules": by_rule(found),
        "year": school_year(request.collaborative, request.on),
        "total": pounds(sum(each.amount_pence or 0 for each in found)),
    }
    return render(request, "finance/payments.html", context)


@bookkeepers
@require_safe
def as_sheet(request: HttpRequest, ending: str) -> HttpResponse:
    found = payments_due(request.collaborative, request.on)
    rows = ([each.name, each.when, each.payee, each.due_on, each.amount, each.missing] for each in found)
    return sheet(ending, "payments", request.on, COLUMNS, rows)
