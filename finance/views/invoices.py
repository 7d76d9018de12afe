"""Invoices: the list, one of them with its why, and its PDF."""

from collections.abc import Iterable
from datetime import date

from django.core.paginator import Paginator
from django.db.models import Prefetch, Q, QuerySet, prefetch_related_objects
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from finance.actions.credit import CREDIT
from finance.actions.receipts import ACT as RECEIPT
from finance.models import CashLine, Invoice, InvoiceLine
from finance.permissions import keeps_the_books
from finance.queries.search import SHOWN, STATES, search
from finance.queries.sheet import how, sheet_of
from finance.queries.standing import standing, sums_on
from finance.queries.why import why
from finance.views.doors import invoiced, the_invoice
from membership.permissions import allowed
from membership.queries.kept import kept
from membership.views.sheets import sheet
from records import documents
from records.spreadsheets import Cell

ON_A_PAGE = 25


def _asked(request: HttpRequest):
    """The invoices that this viewer may see, as the filter and the search of the page leave them."""
    asked = {name: request.GET.get(name, "").strip() for name in ("state", "year", "q")}
    return search(Invoice.objects.visible(request.viewer), request.on, **asked).only(*SHOWN), asked


def _years(request: HttpRequest) -> tuple[tuple[str, str], ...]:
    """The contract years that this viewer has invoices of, as slot and words, the latest first."""
    named = Invoice.objects.visible(request.viewer).exclude(contract_year="").order_by("-contract_year")
    slots = named.values_list("contract_year", flat=True).distinct()
    return tuple((slot, slot.replace("-", "/")) for slot in slots)


def _told(request: HttpRequest, invoices: Iterable[Invoice]) -> list[Invoice]:
    return sums_on(request.collaborative, request.on).told(invoices)


@invoiced
@require_safe
def every(request: HttpRequest) -> HttpResponse:
    rows, asked = _asked(request)
    years = f"years invoiced, as {request.viewer.person_id} sees them"
    page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "invoices": page,
        "rows": [(invoice, standing(invoice, request.on)) for invoice in _told(request, page.object_list)],
        "asked": asked,
        "states": STATES,
        "years": kept(years, request.collaborative, request.today, lambda: _years(request)),
        "books": keeps_the_books(request.viewer),
        "query": request.GET.urlencode(),
    }
    return render(request, "finance/invoices.html", context)


COLUMNS = (
    "Number",
    "Kind",
    "School",
    "For",
    "Issued",
    "Due",
    "Total",
    "Received",
    "Credited",
    "Open",
    "State",
)


@invoiced
@require_safe
def as_sheet(request: HttpRequest, ending: str) -> HttpResponse:
    """The same list for a spreadsheet."""
    rows, _ = _asked(request)
    return sheet(
        ending, "invoices", request.on, COLUMNS, (_row(each, request.on) for each in _told(request, rows))
    )


def _row(invoice: Invoice, on: date) -> list[Cell]:
    state = standing(invoice, on)
    words = [
        invoice.reference,
        invoice.get_kind_display(),
        invoice.payer_words.partition("\n")[0],
        invoice.title,
    ]
    sums = [invoice.total, state.received, state.credited, state.open]
    return [*words, invoice.issued_on, invoice.due_on, *sums, state.words]


@require_safe
def one(request: HttpRequest, reference: str) -> HttpResponse:
    invoice = the_invoice(request, reference)
    prefetch_related_objects([invoice], Prefetch("lines", InvoiceLine.objects.order_by("position")))
    followed = list(_followed(request, invoice))
    context = {
        "invoice": invoice,
        "state": standing(invoice, request.on),
        "sheet": sheet_of(invoice),
        "lines": [(line, how(line)) for line in invoice.lines.all()],
        "why": why(invoice),
        "receipts": list(_receipts(request, invoice)),
        "notes": [each for each in followed if each.is_credit],
        "replaced_by": next((each for each in followed if not each.is_credit), None),
        "may_receive": allowed(request.viewer, RECEIPT),
        "books": keeps_the_books(request.viewer),
        "may_credit": allowed(request.viewer, CREDIT),
    }
    return render(request, "finance/invoice.html", context)


def _receipts(request: HttpRequest, invoice: Invoice) -> QuerySet[CashLine]:
    """What came in for it, and what was given back, as it came."""
    lines = invoice.cash_lines.filter(entry__on__lte=request.on).select_related("entry")
    return lines.order_by("entry__on", "entry__number", "position")


def _followed(request: HttpRequest, invoice: Invoice) -> QuerySet[Invoice]:
    """What was issued because of it by the day of the page: its credit notes, and the invoice in its place."""
    after = Invoice.objects.visible(request.viewer).filter(issued_on__lte=request.on)
    return after.filter(Q(credits=invoice) | Q(replaces=invoice))


@require_safe
def pdf(request: HttpRequest, reference: str) -> HttpResponse:
    """The frozen copy, opened through the invoice that owns it."""
    invoice = the_invoice(request, reference)
    if invoice.document is None:
        return redirect("finance:invoice", request.collaborative.code, reference)
    name = f"{str(invoice).lower().replace(' ', '-')}.pdf"
    content = documents.open_document(invoice.document)
    return FileResponse(content, as_attachment=True, content_type=documents.PDF, filename=name)
