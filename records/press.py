"""Printing: HTML to a tagged PDF (PDF/UA) in the house's type. Heavy to import: `documents` does so late.

Rendering a pack takes seconds, so nobody prints inside a transaction.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from urllib.parse import unquote

from django.conf import settings
from django.contrib.staticfiles import finders
from django.utils.html import escape
from weasyprint import CSS, HTML, Attachment
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from records import typefaces

# A name that never resolves: what stands under it is read from our own static files.
HERE = "https://static.invalid"


@dataclass(frozen=True)
class Enclosure:
    """A file that travels inside a PDF, byte for byte: its name there, what it is in words, since when it is."""

    name: str
    what: str
    content: bytes
    since: datetime

    def attachment(self) -> Attachment:
        told = {"name": self.name, "description": self.what, "created": self.since, "modified": self.since}
        return Attachment(string=self.content, relationship="Source", **told)


class Fetcher(URLFetcher):
    """Fetches our own static files and data URLs, and nothing else in the world."""

    def __init__(self):
        super().__init__(allowed_protocols=["data"], allow_redirects=False)

    def fetch(self, url, headers=None):
        if url.startswith(static_url()):
            path, _, weight = url.partition("?wght=")
            found = static_file(path)
            return URLFetcherResponse(
                url, typefaces.cut(found, int(weight)) if weight else found.read_bytes()
            )
        return super().fetch(url, headers)


def static_url() -> str:
    return HERE + settings.STATIC_URL


def static_file(url: str) -> Path:
    """The static file that a URL names. Raises ValueError when there is none."""
    found = finders.find(unquote(url.removeprefix(static_url())))
    if not found:
        raise ValueError(f"There is no static file {url}.")
    return Path(found)


@cache
def house_style() -> tuple[FontConfiguration, CSS]:
    """The typefaces and the sheet, read once in a process: that is a third of a small document's time."""
    fonts = FontConfiguration()
    sheet = typefaces.at_each_weight(static_file(static_url() + "print.css").read_text())
    return fonts, CSS(string=sheet, base_url=static_url(), url_fetcher=Fetcher(), font_config=fonts)


def pdf(html: str, title: str, enclosing: Enclosure | None = None) -> bytes:
    """Prints a page, whole or its body alone. Tagged, in British English, with its title."""
    fonts, sheet = house_style()
    page = HTML(string=whole(html, title), base_url=static_url(), url_fetcher=Fetcher())
    files = [enclosing.attachment()] if enclosing else []
    return page.write_pdf(stylesheets=[sheet], font_config=fonts, pdf_variant="pdf/ua-1", attachments=files)


def whole(html: str, title: str) -> str:
    if "<html" in html[:500].lower():
        return html
    head = f'<meta charset="utf-8"><title>{escape(title)}</title>'
    return f'<!doctype html><html lang="en-GB"><head>{head}</head><body>{html}</body></html>'
