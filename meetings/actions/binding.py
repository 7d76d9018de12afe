"""Many papers bound into one PDF: every page A4, its page number and what it belongs to in the margins, bookmarks.

The page of a paper is drawn as it is, a little smaller so that the margins are free; nothing of it is rewritten.
What would run or fetch something when a page is opened is left out.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from io import BytesIO

from django.template.loader import render_to_string
from pypdf import PageObject, PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    FloatObject,
    IndirectObject,
    NameObject,
    RectangleObject,
    StreamObject,
    TextStringObject,
)

from records import press

# In points: A4, and the margins kept free above and below a paper's own page.
SHORT, LONG, MARGIN = 595.28, 841.89, 34.0
# A link of the front matter to a page of the pack; the name never resolves.
PAGE = "https://pack.invalid/"
# Marks on a page that only show something; a link may lead out of it or to another page.
RUNS = {"/FileAttachment", "/Movie", "/Screen", "/RichMedia", "/Sound", "/3D"}
LEADS = {"/URI"}
Matrix = tuple[float, float, float, float, float, float]


@dataclass(frozen=True)
class Leaf:
    """Some pages of a pack: a PDF, what its margins say, and whether it is printed for the pack itself."""

    content: bytes = field(repr=False)
    head: str = ""
    aside: str = ""
    own: bool = False


@dataclass(frozen=True)
class Bookmark:
    words: str
    page: int  # from 1
    within: tuple["Bookmark", ...] = ()


@dataclass(frozen=True)
class Stamp:
    """What stands in the margins of one page."""

    number: int
    total: int
    head: str
    aside: str
    wide: bool


def pages_in(content: bytes) -> int:
    return len(_read(content).pages)


def _read(content: bytes) -> PdfReader:
    reader = PdfReader(BytesIO(content))
    if reader.is_encrypted:
        # Without a password: it was only forbidden to print or to copy.
        reader.decrypt("")
    return reader


def bound(
    leaves: Sequence[Leaf],
    bookmarks: Sequence[Bookmark],
    *,
    title: str,
    foot: str,
    tell: Callable[[], None] = lambda: None,
) -> bytes:
    """One PDF of all leaves. `tell` is called after each."""
    with PdfWriter() as writer:
        leaf_of = list(_all_pages(writer, leaves, tell))
        _stamp(writer, leaf_of, title, foot)
        _mark(writer, bookmarks)
        _describe(writer, title)
        out = BytesIO()
        writer.write(out)
    return out.getvalue()


def _all_pages(
    writer: PdfWriter, leaves: Sequence[Leaf], tell: Callable[[], None]
) -> Iterator[tuple[PageObject, Leaf]]:
    for leaf in leaves:
        for each in _read(leaf.content).pages:
            page = writer.add_page(each)
            _quieten(page)
            yield page, leaf
        tell()


def _quieten(page: PageObject) -> None:
    """Nothing runs when the page is opened or a mark on it is pressed."""
    page.pop("/AA", None)
    marks = [mark for mark in page.get("/Annots") or () if mark.get_object().get("/Subtype") not in RUNS]
    for mark in (each.get_object() for each in marks):
        mark.pop("/AA", None)
        if (mark.get("/A") or {}).get("/S") not in LEADS:
            mark.pop("/A", None)
    page[NameObject("/Annots")] = ArrayObject(marks)


# Its own page, smaller, and its margins ---------------------------------------------------------------


def _stamp(writer: PdfWriter, pages: Sequence[tuple[PageObject, Leaf]], title: str, foot: str) -> None:
    shapes = [_shape(page) for page, _ in pages]
    stamps = [
        Stamp(number, len(pages), leaf.head, leaf.aside, shape.wide)
        for number, ((_, leaf), shape) in enumerate(zip(pages, shapes, strict=True), 1)
    ]
    html = render_to_string("documents/pack_margins.html", {"stamps": stamps, "foot": foot, "title": title})
    margins = PdfReader(BytesIO(press.pdf(html, title)))
    for (page, leaf), shape, over in zip(pages, shapes, margins.pages, strict=True):
        _redraw(writer, page, shape, leaf.own, _as_form(writer, over))


@dataclass(frozen=True)
class _Shape:
    """The part of a page that is seen, and how it is turned, in degrees clockwise."""

    left: float
    bottom: float
    width: float
    height: float
    turned: int

    @property
    def seen(self) -> tuple[float, float]:
        """Its width and height as it is looked at."""
        return (self.height, self.width) if self.turned in (90, 270) else (self.width, self.height)

    @property
    def wide(self) -> bool:
        return self.seen[0] > self.seen[1]

    @property
    def upright(self) -> Matrix:
        """From the page's own corner, turned as it is looked at."""
        width, height = self.width, self.height
        return {
            90: (0, -1, 1, 0, 0, width),
            180: (-1, 0, 0, -1, width, height),
            270: (0, 1, -1, 0, height, 0),
        }.get(self.turned, (1, 0, 0, 1, 0, 0))


def _shape(page: PageObject) -> _Shape:
    box = page.cropbox
    return _Shape(
        float(box.left), float(box.bottom), float(box.width) or 1, float(box.height) or 1, page.rotation % 360
    )


def _redraw(writer: PdfWriter, page: PageObject, shape: _Shape, own: bool, over: IndirectObject) -> None:
    width, height = (LONG, SHORT) if shape.wide else (SHORT, LONG)
    matrix = (1, 0, 0, 1, 0, 0) if own else _fitted(shape, width, height)
    drawn = DictionaryObject({NameObject("/Paper"): _as_form(writer, page), NameObject("/Margins"): over})
    page[NameObject("/Resources")] = DictionaryObject({NameObject("/XObject"): drawn})
    numbers = " ".join(f"{each:.5f}" for each in matrix)
    page[NameObject("/Contents")] = _stream(writer, f"q {numbers} cm /Paper Do Q q /Margins Do Q".encode())
    for mark in page.get("/Annots") or ():
        _moved(mark.get_object(), matrix)
    page[NameObject("/Rotate")] = FloatObject(0)
    for box in ("/MediaBox", "/CropBox"):
        page[NameObject(box)] = RectangleObject((0, 0, width, height))
    for box in ("/TrimBox", "/BleedBox", "/ArtBox", "/Group", "/Tabs", "/StructParents"):
        page.pop(box, None)


def _fitted(shape: _Shape, width: float, height: float) -> Matrix:
    """In the middle between the margins; never larger than it was."""
    seen_width, seen_height = shape.seen
    free = height - 2 * MARGIN
    scale = min(1.0, width / seen_width, free / seen_height)
    a, b, c, d, e, f = shape.upright
    # From the corner of what is seen, turned, made smaller, put in the middle.
    e, f = e - a * shape.left - c * shape.bottom, f - b * shape.left - d * shape.bottom
    across, up = (width - seen_width * scale) / 2, MARGIN + (free - seen_height * scale) / 2
    return a * scale, b * scale, c * scale, d * scale, e * scale + across, f * scale + up


def _as_form(writer: PdfWriter, page: PageObject) -> IndirectObject:
    """What a page draws, as one thing that another page can draw; cut at what was seen of it."""
    contents = page.get_contents()
    extra = {
        NameObject("/Type"): NameObject("/XObject"),
        NameObject("/Subtype"): NameObject("/Form"),
        NameObject("/BBox"): RectangleObject(tuple(map(float, page.cropbox))),
        NameObject("/Resources"): page.get("/Resources", DictionaryObject()).clone(writer),
    }
    if "/Group" in page:
        extra[NameObject("/Group")] = page["/Group"].clone(writer)
    return _stream(writer, contents.get_data() if contents is not None else b"", extra)


def _stream(writer: PdfWriter, data: bytes, extra: dict | None = None) -> IndirectObject:
    made = StreamObject()
    made.set_data(data)
    packed = made.flate_encode()
    packed.update(extra or {})
    return writer._add_object(packed)


def _moved(mark: DictionaryObject, matrix: Matrix) -> None:
    """A mark keeps its place over what it marks."""
    a, b, c, d, e, f = matrix
    for name in ("/Rect", "/QuadPoints"):
        if name in mark:
            old = [float(each) for each in mark[name]]
            points = [
                (a * x + c * y + e, b * x + d * y + f) for x, y in zip(old[::2], old[1::2], strict=True)
            ]
            mark[NameObject(name)] = ArrayObject(FloatObject(each) for point in points for each in point)
    if "/Rect" in mark:
        x, y = [float(each) for each in mark["/Rect"][::2]], [float(each) for each in mark["/Rect"][1::2]]
        mark[NameObject("/Rect")] = RectangleObject((min(x), min(y), max(x), max(y)))


# Bookmarks, links of the contents, what the file says of itself ----------------------------------------


def _mark(writer: PdfWriter, bookmarks: Sequence[Bookmark], parent: IndirectObject | None = None) -> None:
    for each in bookmarks:
        made = writer.add_outline_item(title=each.words, page_number=each.page - 1, parent=parent)
        _mark(writer, each.within, made)


def _describe(writer: PdfWriter, title: str) -> None:
    for page in writer.pages:
        for mark in page.get("/Annots") or ():
            _to_page(writer, mark.get_object())
    writer.add_metadata({"/Title": title})
    # The number in the margin is the number that a reader's own page field takes.
    writer.set_page_label(0, len(writer.pages) - 1, style="/D", start=1)
    root = writer.root_object
    root[NameObject("/Lang")] = TextStringObject("en-GB")
    root[NameObject("/PageMode")] = NameObject("/UseOutlines")
    writer.create_viewer_preferences().display_doctitle = True


def _to_page(writer: PdfWriter, mark: DictionaryObject) -> None:
    """A line of the contents leads to its page."""
    address = str((mark.get("/A") or {}).get("/URI", ""))
    number = address.removeprefix(PAGE).strip("/")
    if address.startswith(PAGE) and number.isdigit() and 0 < int(number) <= len(writer.pages):
        target = writer.pages[int(number) - 1].indirect_reference
        mark.pop("/A")
        mark[NameObject("/Dest")] = ArrayObject([target, NameObject("/Fit")])
        mark[NameObject("/Contents")] = TextStringObject(f"Page {number}")
