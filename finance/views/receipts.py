"""Recording money that came in, and putting an invoice right."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from finance.actions import credit as crediting
from finance.actions.receipts import ACT as RECEIPT
from finance.actions.receipts import record_receipt
from finance.forms import CreditForm, ReceiptForm
from finance.models import Invoice
from finance.queries.sheet import money
from finance.queries.standing import standing
from finance.views.doors import once, the_invoice, who_may
from records import actkeys, clock
from records.refusals import Refusal


@who_may(RECEIPT)
@require_http_methods(["GET", "HEAD", "POST"])
def receipt(request: HttpRequest, reference: str) -> HttpResponse:
    invoice = the_invoice(request, reference)
    form = ReceiptForm(request.POST or None, invoice=invoice, initial={"on": request.on})
    if form.is_valid() and _did(request, form, RECEIPT, lambda: _receive(request, form, invoice)):
        messages.success(request, f"{money(form.cleaned_data['amount'])} is recorded on {invoice}.")
        return redirect("finance:invoice", request.collaborative.code, reference)
    return _page(request, "finance/receipt.html", invoice, form)


def _receive(request: HttpRequest, form: ReceiptForm, invoice: Invoice) -> int:
    given = form.cleaned_data
    entry = record_receipt(
        invoice=invoice,
        amount=given["amount"],
        received_on=given["on"],
        method=given["method"],
        words=given["words"],
        by=request.user,
        on=request.today,
        at=clock.now(),
    )
    return entry.pk


@who_may(crediting.CREDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def credit(request: HttpRequest, reference: str) -> HttpResponse:
    invoice = the_invoice(request, reference)
    form = CreditForm(request.POST or None, invoice=invoice)
    if form.is_valid() and _did(request, form, crediting.CREDIT, lambda: _credit(request, form, invoice)):
        messages.success(request, f"{invoice} is credited, and the school is told.")
        return redirect("finance:invoice", request.collaborative.code, reference)
    return _page(request, "finance/credit.html", invoice, form)


def _credit(request: HttpRequest, form: CreditForm, invoice: Invoice) -> int:
    given = form.cleaned_data
    told = {"invoice": invoice, "because": given["because"], "by": request.user, "on": request.today}
    if given.get("replace"):
        return crediting.replace(**told, at=clock.now()).pk
    return crediting.credit(**told, amount=given["amount"], at=clock.now()).pk


def _did(request: HttpRequest, form, act: str, do) -> bool:
    """Whether the act was done; a refusal becomes an error of the form, which keeps what was typed."""
    try:
        once(request, act, do)
    except Refusal as refusal:
        form.add_error(None, refusal.sentence)
        return False
    return True


def _page(request: HttpRequest, template: str, invoice: Invoice, form) -> HttpResponse:
    state = standing(invoice, request.on)
    context = {
        "invoice": invoice,
        "state": state,
        "form": form,
        "key": request.POST.get("key") or actkeys.new(),
    }
    return render(request, template, context, status=422 if form.errors else 200)
