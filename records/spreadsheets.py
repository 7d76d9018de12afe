"""Any list as a file for a spreadsheet (X6): CSV that Excel opens rightly, and a workbook.

A cell is text, a number, a day or nothing. Text that a spreadsheet would run as a formula stays text.
"""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# What a spreadsheet takes for the beginning of a formula.
FORMULA = frozenset("=+-@\t\r")
WIDEST = 60

Cell = str | int | Decimal | date | None


def as_csv(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """UTF-8 with a byte-order mark, days as 2024-03-14, sums plain: what our own imports read again."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(columns)
    writer.writerows(map(harmless, row) for row in rows)
    return out.getvalue().encode("utf-8-sig")


def as_xlsx(title: str, columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """One sheet with its heading row fixed; days and numbers are days and numbers."""
    import openpyxl  # noqa: PLC0415 heavy, and few requests ask for a workbook

    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = title[:31]
    sheet.append(list(columns))
    for row in rows:
        sheet.append([harmless(cell) for cell in row])
    _dress(sheet)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def harmless(cell: Cell) -> Cell:
    """A leading apostrophe keeps text that looks like a formula as text."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in FORMULA else cell


def _dress(sheet: Any) -> None:
    """The heading row stays in sight, and columns are as wide as what stands in them."""
    sheet.freeze_panes = "A2"
    for column in sheet.columns:
        longest = max(len(str(cell.value or "")) for cell in column)
        sheet.column_dimensions[column[0].column_letter].width = min(longest + 2, WIDEST)
