"""What a file of schools would do: new, changed and unchanged schools, and every error by line and column.

Nothing is written here. `actions.school_import` writes the same plan, all of it or nothing.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from constitution import say
from membership.imports import cells, columns
from membership.imports.kinds import MAINTAINED, kind_of, status_of
from membership.imports.links import Links, read_links
from membership.imports.tables import Line, Table, read_table
from membership.models import School, SchoolDetail
from membership.queries.roll import details_on
from records.models import Collaborative

COMPARED = ("urn", "name", "kind", "phase", "status", "trust", "pupils")


@dataclass(frozen=True)
class Error:
    """What is wrong, where, and what would be right."""

    line: int
    column: str
    words: str

    def __str__(self) -> str:
        return f"Line {self.line}, {self.column}: {self.words}"


@dataclass(frozen=True)
class Row:
    """One school as the file has it. A value of None is one that the file does not give."""

    line: int
    urn: int
    name: str
    kind: str
    phase: str
    status: str | None
    trust: str | None
    opened_on: date | None
    closed_on: date | None
    pupils: int | None

    def detail(self, before: SchoolDetail | None = None) -> dict[str, Any]:
        """What is to be true of the school: what the file gives, else what was true before."""
        given = {name: getattr(self, name) for name in COMPARED}
        old = {name: getattr(before, name) for name in COMPARED} if before else {}
        kept = {name: old.get(name) for name, value in given.items() if value in (None, "")}
        values = given | kept
        values["status"] = values["status"] or MAINTAINED
        return values | {name: values[name] or "" for name in ("phase", "trust")}


@dataclass(frozen=True)
class Change:
    """A school of the group and what will be true of it from a day; `was` names each thing that differs."""

    row: Row
    school: School
    from_on: date
    was: Mapping[str, Any]

    @property
    def new_urn(self) -> bool:
        return "urn" in self.was


@dataclass
class Preview:
    """`new` holds chains of rows: a school under two URNs of the file is one school, the older row first."""

    new: list[tuple[Row, ...]] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    unchanged: list[Row] = field(default_factory=list)
    errors: list[Error] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    left_out: tuple[str, ...] = ()

    @property
    def good(self) -> bool:
        return not self.errors

    @property
    def changes_nothing(self) -> bool:
        return self.good and not self.new and not self.changed


def preview_schools(
    collaborative: Collaborative, data: bytes, on: date, links: bytes | None = None
) -> Preview:
    """What importing this file would do on a day. Raises Unreadable when it is no table of schools."""
    table = read_table(data)
    found = columns.found_in(table)
    preview = Preview(left_out=columns.left_out(table, found))
    rows = list(_rows(table, found, preview.errors))
    _doubled(rows, found, preview.errors)
    if preview.good:
        Planner(collaborative, on, read_links(links), rows).into(preview)
        if rows and all(row.status is None for row in rows):
            preview.notes.append("The file does not say which schools are academies.")
    return preview


# Reading --------------------------------------------------------------------------------------------


def _rows(table: Table, found: Mapping[str, str], errors: list[Error]) -> Iterator[Row]:
    for line in table.lines:
        before = len(errors)
        row = _row(line, found, errors)
        if len(errors) == before:
            yield row


def _row(line: Line, found: Mapping[str, str], errors: list[Error]) -> Row:
    def read(ours: str, how) -> Any:
        if ours not in found:
            return None
        try:
            return how(line.cells.get(found[ours], ""))
        except cells.Wrong as wrong:
            errors.append(Error(line.number, found[ours], str(wrong)))
            return None

    words = {ours: read(ours, cells.text) or "" for ours in ("kind", "type", "group", "phase", "status")}
    ages = {ours: read(ours, cells.text) or "" for ours in ("low_age", "high_age")}
    kind = kind_of(words | ages)
    name = read("name", cells.text)
    if name == "":
        errors.append(Error(line.number, found["name"], "The name of the school is missing."))
    return Row(
        line=line.number,
        urn=read("urn", cells.urn),
        name=name,
        kind=kind.kind,
        phase=kind.phase,
        status=status_of(words),
        trust=read("trust", cells.text),
        opened_on=read("opened_on", cells.day),
        closed_on=read("closed_on", cells.day),
        pupils=read("pupils", cells.count),
    )


def _doubled(rows: list[Row], found: Mapping[str, str], errors: list[Error]) -> None:
    first: dict[int, int] = {}
    for row in rows:
        if row.urn in first:
            words = f"The URN {row.urn} stands on line {first[row.urn]} already."
            errors.append(Error(row.line, found["urn"], words))
        first.setdefault(row.urn, row.line)
    errors.sort(key=lambda error: error.line)


# Comparing with what is there -----------------------------------------------------------------------


class Planner:
    """The rows of a file beside the schools of the group.

    `older_halves` are URNs with whose school another row of the file goes on.
    """

    def __init__(self, collaborative: Collaborative, on: date, links: Links, rows: list[Row]):
        self.on, self.links = on, links
        self.rows = {row.urn: row for row in rows}
        details = SchoolDetail.objects.filter(collaborative=collaborative).select_related("school")
        self.known = {detail.urn: detail.school for detail in details if detail.urn}
        self.now = details_on(collaborative, on)
        before = (links.predecessor(urn) for urn in self.rows)
        self.older_halves = {link.before for link in before if link and link.before in self.rows}

    def into(self, preview: Preview) -> None:
        for row in self.rows.values():
            school = self.known.get(row.urn)
            if school:
                self._compare(row, school, preview)
            elif row.urn not in self.older_halves:
                self._new_or_successor(row, preview)

    def _compare(self, row: Row, school: School, preview: Preview) -> None:
        now = self.now[school.pk]
        if now.urn != row.urn or row.urn in self.older_halves:
            preview.unchanged.append(row)  # a URN of its past: the file is right about the past
            return
        was = _differences(row, now)
        if was:
            preview.changed.append(Change(row, school, self.on, was))
        else:
            preview.unchanged.append(row)
        if row.closed_on and not school.ended_on:
            preview.notes.append(f"{row.name} closed on {say.date(row.closed_on)}: end it, with the reason.")

    def _new_or_successor(self, row: Row, preview: Preview) -> None:
        link = self.links.predecessor(row.urn)
        school = self.known.get(link.before) if link else None
        if school:
            was = _differences(row, self.now[school.pk])
            preview.changed.append(Change(row, school, self._begins(row, link), was))
        elif row.closed_on and row.closed_on <= self.on:
            preview.notes.append(f"{row.name} closed on {say.date(row.closed_on)} and is not added.")
        elif not row.kind:
            preview.errors.append(
                Error(row.line, "kind", "The file does not say what kind of school this is.")
            )
        else:
            preview.new.append(self._chain(row))
        if merged := [self.known[urn] for urn in self.links.merged_into(row.urn) if urn in self.known]:
            names = say.listed(school.name for school in merged)
            preview.notes.append(f"{row.name} took over {names}: end those, continuing in it.")

    def _chain(self, row: Row) -> tuple[Row, ...]:
        """The row with those before it in the file, the oldest first: one school over several URNs."""
        chain = [row]
        while (link := self.links.predecessor(chain[0].urn)) and link.before in self.rows:
            if self.rows[link.before] in chain:
                break
            chain.insert(0, self.rows[link.before])
        return tuple(chain)

    def _begins(self, row: Row, link) -> date:
        return row.opened_on or link.on or self.on


def _differences(row: Row, now: SchoolDetail) -> dict[str, Any]:
    """What was true, for each thing that the file says otherwise."""
    wanted = row.detail(now)
    return {name: getattr(now, name) for name in COMPARED if wanted[name] != getattr(now, name)}
