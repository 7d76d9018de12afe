"""What one cell says: a day, a number, a text; or a sentence that says what is wrong with it."""

import re
from datetime import date

UNKNOWN = date(1900, 1, 1)  # what the national register writes for a day it does not know
DAYS = (
    (re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?: 00:00(?::00)?)?"), (3, 2, 1)),
    (re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ]00:00(?::00)?)?"), (1, 2, 3)),
)
# A spreadsheet would run what begins with one of these.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


class Wrong(ValueError):
    """The cell cannot be taken; the message is a sentence."""


def text(cell: str) -> str:
    if cell.startswith(FORMULA):
        raise Wrong(f"'{cell[:40]}' looks like a formula; type the words themselves.")
    return " ".join(cell.split())


def day(cell: str) -> date | None:
    """dd-mm-yyyy as in the register, dd/mm/yyyy after a trip through Excel, ISO; 01-01-1900 is unknown."""
    if not cell:
        return None
    for pattern, order in DAYS:
        if found := pattern.fullmatch(cell):
            return _known(cell, *(int(found[group]) for group in order))
    raise Wrong(f"'{cell}' is not a day; write it as 31-08-2024.")


def _known(cell: str, year: int, month: int, day_of_month: int) -> date | None:
    try:
        found = date(year, month, day_of_month)
    except ValueError:
        raise Wrong(f"'{cell}' is not a day of the calendar.") from None
    return None if found == UNKNOWN else found


def count(cell: str) -> int | None:
    bare = cell.replace(",", "")
    if not bare:
        return None
    if not re.fullmatch(r"\d{1,6}", bare):
        raise Wrong(f"'{cell}' is not a whole number.")
    return int(bare)


def urn(cell: str) -> int:
    if not cell:
        raise Wrong("The URN is missing.")
    if not re.fullmatch(r"[1-9]\d{4,6}", cell):
        raise Wrong(f"'{cell}' is not a URN: it has five to seven figures.")
    return int(cell)
