"""The register's links: which URN took the place of which. One school keeps one history over two URNs."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from membership.imports import cells
from membership.imports.tables import Unreadable, read_table

NEEDED = ("URN", "LinkURN", "LinkType")


@dataclass(frozen=True)
class Link:
    """`before` was taken over by `after`. `alone` is false where several schools merged into one."""

    before: int
    after: int
    on: date | None
    alone: bool


@dataclass(frozen=True)
class Links:
    links: tuple[Link, ...] = ()

    @cached_property
    def _by_successor(self) -> dict[int, dict[int, Link]]:
        found: dict[int, dict[int, Link]] = {}
        for link in self.links:
            found.setdefault(link.after, {})[link.before] = link
        return found

    def predecessor(self, urn: int) -> Link | None:
        """The one school that goes on under this URN; None where there was none, or several merged."""
        found = list(self._by_successor.get(urn, {}).values())
        return found[0] if len(found) == 1 and found[0].alone else None

    def merged_into(self, urn: int) -> tuple[int, ...]:
        """The schools that merged into one under this URN."""
        found = self._by_successor.get(urn, {})
        return () if self.predecessor(urn) else tuple(found)


def read_links(data: bytes | None) -> Links:
    """Links of either direction as one kind; the other kinds of link are none of our business."""
    if not data:
        return Links()
    table = read_table(data)
    missing = [name for name in NEEDED if name not in table.columns]
    if missing:
        raise Unreadable(f"The file of links has no column called {' or '.join(missing)}.")
    found = {link for line in table.lines if (link := _link(line.cells))}
    return Links(tuple(sorted(found, key=lambda link: (link.before, link.after, str(link.on)))))


def _link(row: dict[str, str]) -> Link | None:
    kind = row.get("LinkType", "").lower()
    try:
        urn, other = cells.urn(row.get("URN", "")), cells.urn(row.get("LinkURN", ""))
        on = cells.day(row.get("LinkEstablishedDate", ""))
    except cells.Wrong:
        return None
    if kind.startswith("successor"):
        return Link(urn, other, on, kind == "successor")
    if kind.startswith("predecessor"):
        return Link(other, urn, on, kind == "predecessor")
    return None
