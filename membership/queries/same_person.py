"""Who turned out to be entered twice (X1): which entries are history, and to whom they lead."""

from collections.abc import Iterator

from membership.models import SamePerson
from membership.queries.rows import Rows
from records.models import Person


def earlier_entries(rows: Rows, person: int) -> frozenset[int]:
    """The numbers of the entries that lead to a person, also by way of another."""
    return frozenset(row.entry_id for row in recorded(rows, person))


def recorded(rows: Rows, person: int) -> Iterator[SamePerson]:
    """What was recorded of the entries that lead to a person."""
    for row in rows.same:
        if row.person_id == person:
            yield row
            yield from recorded(rows, row.entry_id)


def gone(rows: Rows) -> frozenset[int]:
    """The numbers of the entries that are history."""
    return frozenset(row.entry_id for row in rows.same)


def leads_to(rows: Rows, entry: int) -> Person | None:
    """Who an entry is by now; None where it stands for itself."""
    found = next((row for row in rows.same if row.entry_id == entry), None)
    return (leads_to(rows, found.person_id) or found.person) if found else None
