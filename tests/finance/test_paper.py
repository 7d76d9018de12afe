"""The invoice on paper: what it prints, and that it is printed and attached once (K8.8, K8.11)."""

from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from pypdf import PdfReader

from finance.actions.credit import credit
from finance.actions.printing import html_of, print_invoice, rules_of, unprinted
from finance.jobs import print_invoices
from finance.queries.sheet import Fact, sheet_of
from records import documents, jobs
from records.models import Document
from tests.finance import build
from tests.finance.build import ISSUE_DAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def invoice(birchenholt, copsewell, issue):
    return next(each for each in issue() if each.school == birchenholt)


def printed(invoice):
    print_invoice(invoice=invoice, by=None)
    invoice.refresh_from_db()
    reader = PdfReader(BytesIO(documents.open_document(invoice.document).read()))
    return reader, " ".join(" ".join(page.extract_text() for page in reader.pages).split())


@pytest.mark.clause("K4.1", "K5.2", "K8.8")
def test_the_paper_says_what_for_how_much_by_when_and_why(invoice):
    _, text = printed(invoice)
    for words in (
        f"Invoice {invoice.reference}",
        "Silver subscription, 1 September 2024 to 31 August 2025",
        "Fund-holding school: Copsewell C of E Primary School",
        "Birchenholt Primary School",
        "Monday 15 April 2024",
        "Wednesday 15 May 2024",
        "£3,785.25",
        "40% of £6,000.00",
        "£6,185.25",
        "00-00-00 00000000",
        "Why this amount",
        "the authority's allocation, 12 February 2024",
    ):
        assert words in text


def test_the_paper_quotes_the_document_with_the_number_of_the_clause(invoice):
    quoted = sheet_of(invoice, rules_of(invoice)).quotes
    assert any("SILVER, School Improvement Offer" in each.words for each in quoted)
    assert any("Subscription (" in each.clause for each in quoted)


def test_the_pdf_is_tagged_titled_and_in_british_english_with_its_fonts(invoice):
    reader, _ = printed(invoice)
    catalog = reader.trailer["/Root"]
    assert catalog["/MarkInfo"]["/Marked"]
    assert catalog["/Lang"] == "en-GB"
    assert reader.metadata.title == str(invoice)
    fonts = {str(font.get_object()["/BaseFont"]) for font in reader.pages[0]["/Resources"]["/Font"].values()}
    assert any("Public-Sans" in name or "PublicSans" in name for name in fonts)
    assert any("Plex" in name for name in fonts)
    # Text, medium, semi-bold and bold are cuts of their own beside the document's serif.
    assert len(fonts) == 5
    assert len(reader.pages) == 1


@pytest.mark.clause("K8.11")
def test_the_paper_is_kept_six_years_from_the_end_of_its_financial_year(invoice):
    printed(invoice)
    document = invoice.document
    assert document.keep_until_on == date(2031, 3, 31)
    assert (document.kind, document.issued_on, document.title) == ("invoice", ISSUE_DAY, str(invoice))
    assert document.edition_sha == rules_of(invoice).sha256


def test_an_invoice_is_printed_once(invoice):
    printed(invoice)
    first = invoice.document
    assert print_invoice(invoice=invoice, by=None) is None
    invoice.refresh_from_db()
    assert invoice.document == first
    assert Document.objects.count() == 1


def test_the_job_prints_what_waits_and_then_nothing(group, birchenholt, copsewell, issue, office):
    issue()
    jobs.discover()
    jobs.enqueue(kind="print-invoices", key="waiting", by=office, collaborative=group)
    job = jobs.claim(build.noon(ISSUE_DAY))
    print_invoices(job, build.noon(ISSUE_DAY))
    assert (job.done, job.total) == (2, 2)
    assert not unprinted().exists()
    assert Document.objects.count() == 2


def test_a_credit_note_says_what_it_credits_and_why_and_asks_for_no_money(invoice, office):
    wanted = {"invoice": invoice, "amount": Decimal("185.25"), "because": "Charged twice.", "by": office}
    note = credit(**wanted, on=ISSUE_DAY, at=build.noon(ISSUE_DAY))
    _, text = printed(note)
    assert "Credit note C2024-001" in text
    assert f"Against Invoice {invoice.reference}" in text
    assert "Charged twice." in text
    assert "Please pay by" not in text
    assert "How to pay" not in text


def test_a_name_is_text_and_never_markup(group, issue, office):
    school = build.school(group, "St <b>Anne's</b> & All Saints")
    (invoice,) = issue()
    assert invoice.school == school
    assert "St &lt;b&gt;Anne" in html_of(sheet_of(invoice))


def test_ways_to_pay_are_told_apart_by_their_label(invoice):
    assert sheet_of(invoice).payment_lines == (
        Fact("Account name", "Marlbeck Collaborative"),
        Fact("Sort code, account", "00-00-00 00000000"),
        Fact("Reference", invoice.reference, strong=True),
    )
