"""Term dates from a file: rows of kind (term, half-term break, closure), name, first and last day."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from constitution.calendar import Year
from membership.imports import cells
from membership.imports.tables import Line, Unreadable, read_table

COLUMNS = {"kind": ("kind",), "name": ("name", "term"), "first": ("start", "first"), "last": ("end", "last")}


@dataclass
class TermsRead:
    """What a file says of one school year, as the rules take it, and where it comes from."""

    terms: list[dict[str, Any]] = field(default_factory=list)
    bank_holidays: list[date] = field(default_factory=list)
    closures: list[date] = field(default_factory=list)
    source: str = ""


def read_terms(data: bytes, year: Year) -> TermsRead:
    """The rows of one school year. Raises Unreadable with the line of what cannot be read."""
    table = read_table(data)
    columns = {ours: _column(table.columns, names) for ours, names in COLUMNS.items()}
    rows = [(line, *_days(line, columns)) for line in table.lines if _of(line, year)]
    rows = [row for row in rows if row[1] in year]
    if not rows:
        raise Unreadable(f"The file has no dates of {year.label}.")
    if len({line.cells.get("area", "") for line, _, _ in rows}) > 1:
        raise Unreadable("The file has the dates of several areas: keep only the rows of yours.")
    return _sorted_out(rows, columns)


def _column(there: tuple[str, ...], names: tuple[str, ...]) -> str:
    found = next((column for column in there if column.lower() in names), None)
    if found is None:
        raise Unreadable(f"There is no column called {' or '.join(names)}.")
    return found


def _of(line: Line, year: Year) -> bool:
    said = line.cells.get("school_year", "").replace("-", "/")
    return not said or said == year.label


def _days(line: Line, columns: dict[str, str]) -> tuple[date, date]:
    try:
        first = cells.day(line.cells.get(columns["first"], ""))
        last = cells.day(line.cells.get(columns["last"], "")) or first
    except cells.Wrong as wrong:
        raise Unreadable(f"Line {line.number}: {wrong}") from None
    if first is None or last is None:
        raise Unreadable(f"Line {line.number}: the first day is missing.")
    return first, last


def _sorted_out(rows: list[tuple[Line, date, date]], columns: dict[str, str]) -> TermsRead:
    found, breaks = TermsRead(), {}
    for line, first, last in rows:
        kind, name = line.cells[columns["kind"]].lower(), line.cells[columns["name"]]
        found.source = found.source or line.cells.get("source", "")
        if kind == "term":
            found.terms.append({"name": name, "first": first, "last": last})
        elif "break" in kind:
            breaks[name] = [first, last]
        elif "bank" in kind:
            found.bank_holidays.append(first)
        else:
            found.closures.append(first)
    for term in found.terms:
        if term["name"] in breaks:
            term["break"] = breaks[term["name"]]
    return found
