"""Rows of invoices. `{% load invoices %}`."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from collaborative.templatetags.quorate import here, invoice_state, money_cell, open_cell
from finance.models import Invoice
from finance.queries.standing import Standing

register = template.Library()

ISSUED = (
    '<tr><th scope="row">{}</th><td data-label="Invoice"><a href="{}">{}</a></td>'
    '<td data-label="State"{}>{}</td>{}{}</tr>'
)
IN_ORDER = format_html(' class="{}"', "in-order")


@register.simple_tag(takes_context=True)
def issued_rows(context: template.Context, issued: Iterable[tuple[Invoice, Standing]]) -> SafeString:
    """Invoices of a run with what each stands at: for whom, its number, its state, its sum, what is still open."""
    return format_html_join("", ISSUED, (_issued(context, *each) for each in issued))


def _issued(context: template.Context, invoice: Invoice, standing: Standing) -> tuple[Any, ...]:
    return (
        invoice.payer_name,
        here(context, "finance:invoice", invoice.reference),
        invoice.reference,
        IN_ORDER if standing.state == "paid" else "",
        invoice_state(standing),
        money_cell(invoice.total_pence, "Amount"),
        open_cell(standing.open_pence),
    )
