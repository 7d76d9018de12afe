"""A list as a file to keep: CSV or a workbook, of the rows that the page shows (X6)."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.http import Http404, HttpResponse

from records import spreadsheets
from records.spreadsheets import Cell


def sheet(
    ending: str, name: str, on: date, columns: Sequence[str], rows: Iterable[Sequence[Cell]]
) -> HttpResponse:
    """`members-2024-03-14.csv`: the answer to a request for a list."""
    if ending == "csv":
        content, kind = spreadsheets.as_csv(columns, rows), spreadsheets.CSV
    elif ending == "xlsx":
        content, kind = spreadsheets.as_xlsx(name, columns, rows), spreadsheets.XLSX
    else:
        raise Http404
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{name}-{on.isoformat()}.{ending}"'
    return answer
