"""What was issued stays issued: printed, tagged, frozen with its fingerprint."""

from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from pypdf import PdfReader

from records import documents, press
from records.models import Document
from tests.records.build import DAY

pytestmark = pytest.mark.django_db
WORDS = "<h1>Invoice 2024-017</h1><p>To pay: £6,185.25</p><blockquote>A <em>share</em></blockquote>"


def issued(group, **changes):
    words = {"kind": "invoice", "title": "Invoice 2024-017", "html": WORDS, "on": DAY, "by": None}
    return documents.issue(collaborative=group, **{**words, **changes})


def received(group, content=b"%PDF-1.7", filename="Minutes.PDF"):
    return documents.receive(
        collaborative=group,
        kind="paper",
        title="Old minutes",
        content=content,
        filename=filename,
        on=DAY,
        by=None,
    )


def test_an_issued_document_is_what_it_says_and_opens_as_it_was_issued(in_marlbeck):
    facts = {"total": Decimal("6185.25"), "due_on": date(2024, 5, 15)}
    document = issued(in_marlbeck, facts=facts, edition_sha="e" * 64, keep_until=date(2030, 3, 31))
    kept = Document.objects.get(pk=document.pk)
    assert kept.facts == {"total": "6185.25", "due_on": "2024-05-15"}
    assert kept.file.name == f"documents/marlbeck/invoice/{kept.sha256}.pdf"
    content = documents.open_document(kept).read()
    assert (len(content), content[:5]) == (kept.size, b"%PDF-")


def test_the_print_is_tagged_in_british_english_with_its_title_and_our_two_typefaces(in_marlbeck):
    reader = PdfReader(documents.open_document(issued(in_marlbeck)))
    root = reader.trailer["/Root"]
    assert (root["/Lang"], root["/MarkInfo"]["/Marked"]) == ("en-GB", True)
    assert b"pdfuaid:part" in root["/Metadata"].get_object().get_data()
    assert reader.metadata.title == "Invoice 2024-017"
    assert "£6,185.25" in reader.pages[0].extract_text()
    fonts = {font.get_object()["/BaseFont"] for font in reader.pages[0]["/Resources"]["/Font"].values()}
    assert {name.split("+")[1] for name in fonts} >= {"Public-Sans", "Public-Sans-Bold", "IBM-Plex-Serif"}
    assert len(documents.open_document(issued(in_marlbeck)).read()) < 60_000


def test_a_print_reads_our_own_files_and_nothing_else(tmp_path):
    outside = tmp_path / "secret.svg"
    outside.write_text("<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'></svg>")
    fetcher = press.Fetcher()
    for url in (
        "https://example.org/a.png",
        outside.as_uri(),
        "http://127.0.0.1/",
        press.static_url() + "../manage.py",
        press.static_url() + "nothing.css",
    ):
        with pytest.raises(Exception, match=r"disallowed|no static file|outside"):
            fetcher.fetch(url)
    assert b"@page" in fetcher.fetch(press.static_url() + "print.css").read()
    assert fetcher.fetch("data:text/plain,hello").read() == b"hello"


def test_paper_uses_blocks_and_tables_alone():
    sheet = (Path(press.static_file(press.static_url() + "print.css"))).read_text()
    assert not any(word in sheet for word in ("display: flex", "display: grid", "inline-flex"))


def test_the_same_bytes_are_kept_once_and_entered_twice(in_marlbeck):
    first, second = received(in_marlbeck), received(in_marlbeck)
    assert first.file.name == second.file.name
    assert default_storage.listdir("documents/marlbeck/paper")[1] == [Path(first.file.name).name]


def test_two_groups_do_not_share_a_shelf(marlbeck, tarnside):
    assert received(marlbeck).file.name != received(tarnside).file.name


def test_what_is_handed_in_gets_its_type_from_its_ending(in_marlbeck):
    document = received(in_marlbeck)
    assert (document.content_type, document.origin) == ("application/pdf", "uploaded")


@pytest.mark.parametrize(
    ("content", "filename"),
    [(b"<script>", "page.html"), (b"x", "run.exe"), (b"x", "nothing"), (b"", "empty.pdf")],
)
def test_what_is_not_kept_here_is_refused_in_words(content, filename, in_marlbeck):
    with pytest.raises(documents.NotAccepted):
        received(in_marlbeck, content, filename)


def test_a_file_that_is_too_large_is_refused(in_marlbeck, monkeypatch):
    monkeypatch.setattr(documents, "LARGEST", 3)
    with pytest.raises(documents.NotAccepted, match="larger than"):
        received(in_marlbeck, b"four")


def test_bytes_that_were_exchanged_are_not_handed_out(in_marlbeck):
    document = received(in_marlbeck)
    Path(document.file.path).write_bytes(b"%PDF-other")
    with pytest.raises(documents.Tampered):
        documents.open_document(document)


def test_a_new_version_supersedes_the_old_one(in_marlbeck):
    first = received(in_marlbeck)
    second = issued(in_marlbeck, supersedes=first)
    assert first.superseded_by == second


def test_a_whole_page_is_printed_as_it_stands():
    page = "<!doctype html><html lang='en-GB'><title>Minutes</title><body><p>Agreed</p></body></html>"
    reader = PdfReader(BytesIO(press.pdf(page, "ignored")))
    assert reader.metadata.title == "Minutes"


def test_a_title_with_signs_in_it_stays_a_title():
    reader = PdfReader(BytesIO(press.pdf("<p>x</p>", "Fees < costs & dues")))
    assert reader.metadata.title == "Fees < costs & dues"
