"""Long work seen to its end: the year's invoices issued, numbered, printed; and the handbook as a PDF (K8.8, K15.3)."""

import re
import time
from collections.abc import Iterator
from io import BytesIO

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

pytestmark = pytest.mark.browser

LONG = 120_000  # milliseconds that the scheduler may take, with everything it has to do besides


def numbers(reader) -> list[int]:
    """The invoices of the year's list, by number."""
    shown = reader.part("Issued").locator("tbody a").all_inner_texts()
    return [int(reference.rpartition("-")[2]) for reference in shown]


def words_of(pdf: bytes) -> tuple[PdfReader, str]:
    reader = PdfReader(BytesIO(pdf))
    return reader, re.sub(r"\s+", " ", " ".join(page.extract_text() for page in reader.pages))


@pytest.mark.clause("K8.8", "K5.2", "K8.11", "X4")
def test_the_year_s_invoices_go_out_once_and_without_a_gap(visit):
    office = visit("Marian Teale")
    office.page.get_by_role("link", name=re.compile("^See what would go out")).first.click()
    office.look()
    before, year = numbers(office), office.page.url
    count = int(re.search(r"Issue (\d+) invoice", office.words)[1])
    office.page.get_by_role("link", name=re.compile(r"^Issue \d+ invoice")).click()
    office.look()
    assert "An issued invoice is never changed" in office.words, "first what follows"
    office.page.get_by_role("button", name=re.compile(r"^Issue \d+ invoice")).click()
    office.look()
    assert office.heading == "Issuing the subscription invoices"
    expect(office.page.get_by_text("All that could be issued is issued")).to_be_visible(timeout=LONG)

    office.follow("See what was issued")
    after = numbers(office)
    assert len(after) == len(before) + count
    newest = max(after)
    assert set(after) - set(before) == set(range(newest - count + 1, newest + 1))

    office.part("Issued").locator("tbody a", has_text=f"-{newest:03}").first.click()
    office.look()
    reference = office.heading.removeprefix("Invoice ")
    amount = re.search(r"It comes to (£[\d,.]+\d)", office.words)[1]
    pdf, words = words_of(printed(office))
    assert pdf.metadata.title == f"Invoice {reference}"
    assert {reference, amount, "Why this amount"} <= {
        each for each in (reference, amount, "Why this amount") if each in words
    }

    office.open(f"{year}issue/")
    assert "There is no invoice to issue" in office.words
    office.open(year)
    assert numbers(office) == after, "a second run does nothing"


def printed(office) -> bytes:
    """Looks again until the PDF is there, and takes it."""
    link = office.page.get_by_role("link", name="Download the PDF")
    until = time.monotonic() + LONG / 1000
    while not link.count():
        assert time.monotonic() < until, "the invoice is not printed"
        assert "Being made" in office.words
        office.page.wait_for_timeout(500)
        office.page.reload()
    with office.page.expect_download() as waiting:
        link.click()
    return waiting.value.path().read_bytes()


def titles(outline: list) -> Iterator[str]:
    """Every entry of the contents that a PDF reader shows, at any depth."""
    for entry in outline:
        yield from titles(entry) if isinstance(entry, list) else [entry.title]


@pytest.mark.clause("K15.3")
def test_the_handbook_is_printed_once_with_its_contents_and_clause_numbers(visit):
    reader = visit("Nadia Farrow")
    until = time.monotonic() + LONG / 1000
    while (answer := reader.page.request.get("/knowsley/constitution/handbook.pdf")).status == 202:
        assert time.monotonic() < until, "the handbook is not printed"
        reader.page.wait_for_timeout(500)
    pdf, words = words_of(answer.body())
    assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"], "tagged for screen readers"
    assert {"6.1", "Quorum", "7.2", "Chair"} <= set(words.split())
    assert {"6.1 Quorum", "7.2 Chair"} <= set(titles(pdf.outline)), "the reader's own list of contents"
