"""Small PDFs to hand in: so many pages with words on them, locked, broken, on its side."""

from io import BytesIO

from pypdf import PdfReader, PdfWriter

from records import press


def of(words: str, pages: int = 1) -> bytes:
    """So many pages; the first says `words`, the others 'words, page 2' …"""
    each = [words, *(f"{words}, page {number}" for number in range(2, pages + 1))]
    html = "".join(f'<p style="break-after: page">{line}</p>' for line in each[:-1]) + f"<p>{each[-1]}</p>"
    return press.pdf(html, words)


def locked(words: str) -> bytes:
    """One that asks for a password."""
    return _written(words, lambda writer: writer.encrypt("a secret", algorithm="AES-256"))


def restricted(words: str) -> bytes:
    """One that opens without a password and forbids printing."""
    return _written(words, lambda writer: writer.encrypt("", "owner", algorithm="AES-256"))


def turned(words: str, degrees: int) -> bytes:
    return _written(words, lambda writer: writer.pages[0].rotate(degrees))


def _written(words: str, change) -> bytes:
    writer = PdfWriter(clone_from=BytesIO(of(words)))
    change(writer)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def words_in(content: bytes) -> list[str]:
    """What each page says."""
    return [" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(content)).pages]


def bookmarks_in(content: bytes) -> list[tuple[int, str, int]]:
    """(depth, words, page) of each bookmark."""
    reader = PdfReader(BytesIO(content))
    return list(_flat(reader, reader.outline, 0))


def _flat(reader: PdfReader, marks, depth: int):
    for mark in marks:
        if isinstance(mark, list):
            yield from _flat(reader, mark, depth + 1)
        else:
            yield depth, mark.title, reader.get_destination_page_number(mark) + 1
