"""The PDF of an invoice: printed once, after it was issued, and attached once (K8.11)."""

from datetime import date

from django.db import transaction
from django.db.models import QuerySet
from django.template.loader import render_to_string

import constitution
from constitution import retention
from finance.models import Invoice
from finance.queries.sheet import Sheet, sheet_of
from membership.models import Edition
from records import documents, jobs
from records.models import Collaborative, Document, Person

JOB = "print-invoices"


def unprinted() -> QuerySet[Invoice]:
    """What has no PDF yet, in order of issue."""
    waiting = Invoice.objects.filter(document__isnull=True).order_by("issued_on", "series", "number")
    return waiting.select_related("credits", "replaces", "school").prefetch_related("lines", "credits__lines")


def print_invoice(*, invoice: Invoice, by: Person | None) -> Document | None:
    """Print and attach. None when another worker was there first; its PDF stands."""
    rules = rules_of(invoice)
    sheet = sheet_of(invoice, rules)
    content = _pdf(sheet)
    # Printing takes long, so it is over before the transaction begins.
    with transaction.atomic():
        document = documents.freeze(content, **_described(invoice, rules, by))
        attached = Invoice.objects.filter(pk=invoice.pk, document__isnull=True).update(document=document)
        if not attached:
            transaction.set_rollback(True)
    return document if attached else None


def _pdf(sheet: Sheet) -> bytes:
    from records import press  # noqa: PLC0415  # reason: heavy library, and most processes never print

    return press.pdf(html_of(sheet), sheet.title)


def html_of(sheet: Sheet) -> str:
    return render_to_string("documents/invoice.html", {"sheet": sheet})


def rules_of(invoice: Invoice) -> constitution.Constitution | None:
    """The edition on which the invoice rests, or of what a credit note credits."""
    lines = [*invoice.lines.all(), *(invoice.credits.lines.all() if invoice.credits else ())]
    sha = next((line.finding["edition"] for line in lines if line.finding.get("edition")), "")
    edition = Edition.objects.filter(sha256=sha).first() if sha else None
    return edition.rules if edition else None


def _described(invoice: Invoice, rules, by: Person | None) -> dict[str, object]:
    return {
        "collaborative": invoice.collaborative,
        "kind": "invoice",
        "title": str(invoice),
        "subject": f"{invoice.title}, {invoice.payer_words.partition(chr(10))[0]}",
        "facts": {"number": invoice.reference, "total_pence": invoice.total_pence},
        "edition_sha": rules.sha256 if rules else "",
        "issued_on": invoice.issued_on,
        "keep_until_on": keep_until(rules, invoice.issued_on) if rules else None,
        "by": by,
    }


def keep_until(rules: constitution.Constitution, on: date) -> date | None:
    """By the edition's rule for invoices; None where it has no rule, or says for ever."""
    rule = retention.rule_for(rules, "invoice")
    until = constitution.ask(rules, "keep until", rule, {"day": on}).value if rule else None
    return until if isinstance(until, date) else None


def ask_to_print(collaborative: Collaborative, by: Person | None) -> None:
    """Queue the printing of whatever has no PDF yet, within the transaction that issued it."""
    jobs.enqueue(kind=JOB, key="waiting", by=by, collaborative=collaborative)
