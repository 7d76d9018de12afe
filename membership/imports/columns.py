"""Which column is which, by name: the register of any year, a census, or somebody's own spreadsheet."""

import re
from collections.abc import Mapping

from membership.imports.tables import Table, Unreadable

# Our name: the names that a file may use, the first that is there counts.
NAMES: dict[str, tuple[str, ...]] = {
    "urn": ("URN",),
    "name": ("EstablishmentName", "School name", "School", "Name"),
    "kind": ("Kind", "Kind of school", "School type"),
    "type": ("TypeOfEstablishment (name)", "CensusSchoolType", "SCHOOLTYPE", "Type"),
    "group": ("EstablishmentTypeGroup (name)",),
    "phase": ("PhaseOfEducation (name)", "Phase"),
    "status": ("Status", "Maintained or academy"),
    "trust": ("Trusts (name)", "Trust"),
    "opened_on": ("OpenDate", "Opened"),
    "closed_on": ("CloseDate", "Closed"),
    "pupils": ("NumberOfPupils", "Number on roll", "NOR", "Pupils"),
    "low_age": ("StatutoryLowAge",),
    "high_age": ("StatutoryHighAge",),
}
NEEDED = {"urn": "URN", "name": "EstablishmentName"}


def found_in(table: Table) -> dict[str, str]:
    """Our name for a column: the file's own. Columns that nobody asks for are left out. Raises Unreadable."""
    here = {_plain(column): column for column in table.columns}
    found = {}
    for ours, theirs in NAMES.items():
        column = next((here[_plain(name)] for name in theirs if _plain(name) in here), None)
        if column is not None:
            found[ours] = column
    missing = [name for ours, name in NEEDED.items() if ours not in found]
    if missing:
        raise Unreadable(f"There is no column called {' or '.join(missing)}.")
    return found


def left_out(table: Table, found: Mapping[str, str]) -> tuple[str, ...]:
    """Columns of the file that are not taken: the register holds much that is none of our business."""
    taken = set(found.values())
    return tuple(column for column in table.columns if column and column not in taken)


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())
