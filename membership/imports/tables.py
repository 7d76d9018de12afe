"""A CSV file or a workbook as rows of text, each with its line, however it was saved.

The national register is saved as Windows-1252, other programs add a byte-order mark, Excel in some countries
separates with semicolons. Columns are found by name, never by place.
"""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from records.refusals import Refusal

SEPARATORS = ",;\t"
FORMULA = "="


class Unreadable(Refusal):
    sentence = "This file cannot be read as a table."


@dataclass(frozen=True)
class Line:
    """One row of the file: its line number and its cells by column, stripped of spaces at both ends."""

    number: int
    cells: dict[str, str]


@dataclass(frozen=True)
class Table:
    columns: tuple[str, ...]
    lines: tuple[Line, ...]


def read_table(data: bytes) -> Table:
    """The first row names the columns; empty rows are passed over. Raises Unreadable."""
    rows = _workbook(data) if data.startswith(b"PK\x03\x04") else _csv(_decoded(data))
    numbered = [(number, cells) for number, cells in rows if any(cells)]
    if not numbered:
        raise Unreadable("The file is empty.")
    columns = _columns(numbered[0][1])
    return Table(columns, tuple(_line(columns, number, cells) for number, cells in numbered[1:]))


def _columns(cells: Sequence[str]) -> tuple[str, ...]:
    doubled = {name for name in cells if name and cells.count(name) > 1}
    if doubled:
        raise Unreadable(f"Two columns are called {sorted(doubled)[0]}.")
    return tuple(cells)


def _line(columns: Sequence[str], number: int, cells: Sequence[str]) -> Line:
    return Line(number, {name: cell for name, cell in zip(columns, cells, strict=False) if name})


# CSV ------------------------------------------------------------------------------------------------


def _decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16")
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable("The letters of this file cannot be read: save it as CSV UTF-8.")


def _csv(text: str) -> Iterator[tuple[int, list[str]]]:
    if "\x00" in text:
        raise Unreadable("This is not a CSV file or a workbook.")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text), strict=True)
    while True:
        number = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            raise Unreadable(f"Line {number}: a quotation mark is not closed.") from None
        yield number, [cell.strip() for cell in cells]


def _separator(text: str) -> str:
    """Whatever separates most columns in the row of names."""
    names = text.lstrip().partition("\n")[0]
    return max(SEPARATORS, key=names.count)


# Workbooks ------------------------------------------------------------------------------------------


def _workbook(data: bytes) -> Iterator[tuple[int, list[str]]]:
    import openpyxl  # noqa: PLC0415 heavy, and most files are CSV

    try:
        sheet = openpyxl.load_workbook(io.BytesIO(data), read_only=True).worksheets[0]
    except Exception as problem:
        raise Unreadable("This workbook cannot be opened.") from problem
    for number, row in enumerate(sheet.iter_rows(values_only=True), start=1):
        yield number, [_cell(value) for value in row]


def _cell(value: object) -> str:
    """A cell as text. A formula comes as its own text, with the sign that gives it away."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).strip()
