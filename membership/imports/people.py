"""What a file of people and posts would do (X6): who is new, which posts begin or end, and every error by line and column.

Nothing is written here. `actions.people_import` writes the same plan, all of it or nothing.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from constitution import say
from constitution.dates import ONE_DAY
from membership.imports import cells
from membership.imports.schools import Error
from membership.imports.tables import Line, Table, Unreadable, read_table
from membership.models import Partner, Post, School
from membership.queries.directory import people_of
from membership.queries.members import Membership
from membership.queries.periods import holds
from membership.queries.post_names import known_posts
from membership.queries.same_person import leads_to
from records.models import Collaborative, Person

# Our name for a column: the names that a file may use.
NAMES = {
    "name": ("Name", "Person"),
    "email": ("Email", "E-mail", "Email address"),
    "post": ("Post", "Role", "Job"),
    "school": ("School", "School name", "URN"),
    "partner": ("Partner",),
    "starts_on": ("From", "Since", "Starts"),
    "last_day": ("Until", "Last day", "Ends"),
}
COLUMNS = ("Name", "Email", "Post", "School", "Partner", "From", "Until")
THE_GROUP = "the group"  # in place of a school: commissioned by the group itself


@dataclass(frozen=True)
class Row:
    """One post as the file has it. Without a first day it is one that goes on, or begins on the day of the import."""

    line: int
    name: str
    email: str
    kind: str
    school: School | None
    partner: Partner | None
    starts_on: date | None
    last_day: date | None

    @property
    def where(self) -> str:
        return str(self.school or self.partner or THE_GROUP)

    @property
    def who(self) -> str:
        """What tells people apart: the address, else the name."""
        return self.email or self.name.lower()

    def is_of(self, post: Post) -> bool:
        same = (self.kind, self.school and self.school.pk, self.partner and self.partner.pk)
        return same == (post.kind, post.school_id, post.partner_id)


@dataclass
class Preview:
    """`new` to the group; posts that begin, as (row, person or None for somebody new); posts that end, as (row, post).

    Whoever signs in to another group is new to this one: nothing of them is told before they belong.
    """

    new: list[Row] = field(default_factory=list)
    begin: list[tuple[Row, Person | None]] = field(default_factory=list)
    end: list[tuple[Row, Post]] = field(default_factory=list)
    unchanged: list[Row] = field(default_factory=list)
    errors: list[Error] = field(default_factory=list)
    left_out: tuple[str, ...] = ()

    @property
    def good(self) -> bool:
        return not self.errors

    @property
    def changes_nothing(self) -> bool:
        return self.good and not (self.begin or self.end)


def preview_people(facts: Membership, data: bytes) -> Preview:
    """What importing this file would do on the day of the facts. Raises Unreadable when it is no table of people."""
    table = read_table(data)
    found = _columns(table)
    preview = Preview(left_out=tuple(each for each in table.columns if each and each not in found.values()))
    reader = Reader(facts, found, preview.errors)
    rows = [row for line in table.lines if (row := reader.row(line))]
    if preview.good:
        Planner(facts, found, rows).into(preview)
    preview.errors.sort(key=lambda error: error.line)
    return preview


def _columns(table: Table) -> dict[str, str]:
    here = {_plain(column): column for column in table.columns}
    found = {
        ours: here[_plain(name)]
        for ours, names in NAMES.items()
        for name in names[::-1]
        if _plain(name) in here
    }
    missing = [NAMES[ours][0] for ours in ("name", "post") if ours not in found]
    if missing:
        raise Unreadable(f"There is no column called {say.listed(missing, 'or')}.")
    return found


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


# Reading --------------------------------------------------------------------------------------------


class Reader:
    """The cells of a line against what the group has: its schools, its partners, the posts of its edition."""

    def __init__(self, facts: Membership, found: dict[str, str], errors: list[Error]):
        self.found, self.errors = found, errors
        self.schools: dict[str, School] = {}
        going_on = {school.pk: school for school in facts.rows.schools if school.ended_on is None}
        for detail in facts.rows.details:
            if school := going_on.get(detail.school_id):
                self.schools |= {
                    detail.name.lower(): school,
                    str(detail.urn): school,
                    school.name.lower(): school,
                }
        self.partners = {partner.name.lower(): partner for partner in facts.rows.partners}
        self.posts = known_posts(facts.rules)

    def row(self, line: Line) -> Row | None:
        before = len(self.errors)
        row = Row(
            line=line.number,
            name=self._cell(line, "name", _name) or "",
            email=self._cell(line, "email", _email) or "",
            kind=self._cell(line, "post", self._post) or "",
            school=self._cell(line, "school", self._school),
            partner=self._cell(line, "partner", self._partner),
            starts_on=self._cell(line, "starts_on", cells.day),
            last_day=self._cell(line, "last_day", cells.day),
        )
        if len(self.errors) == before:
            self._whole(row, line)
        return row if len(self.errors) == before else None

    def _cell(self, line: Line, ours: str, how) -> Any:
        if ours not in self.found:
            return None
        try:
            return how(line.cells.get(self.found[ours], ""))
        except cells.Wrong as wrong:
            self._wrong(line.number, ours, str(wrong))
            return None

    def _wrong(self, line: int, ours: str, words: str) -> None:
        self.errors.append(Error(line, self.found.get(ours, NAMES[ours][0]), words))

    def _whole(self, row: Row, line: Line) -> None:
        """What no cell shows by itself."""
        said = line.cells.get(self.found.get("school", ""), "").lower()
        if row.school and row.partner:
            self._wrong(row.line, "partner", "A post is at a school or at a partner, not at both.")
        elif not (row.school or row.partner or said == THE_GROUP):
            self._wrong(row.line, "school", f"Say where: a school, a partner, or '{THE_GROUP}'.")
        if row.starts_on and row.last_day and row.last_day < row.starts_on:
            self._wrong(
                row.line, "last_day", f"It begins on {say.date(row.starts_on)}: it cannot end before that."
            )

    def _post(self, cell: str) -> str:
        said = cells.text(cell).lower()
        found = next((post for post in self.posts if post.lower() == said), None)
        if found is None:
            raise cells.Wrong(
                f"The constitution knows no post called '{cell}'." if said else "The post is missing."
            )
        return found

    def _school(self, cell: str) -> School | None:
        said = cells.text(cell).lower()
        if not said or said == THE_GROUP:
            return None
        if said not in self.schools:
            raise cells.Wrong(f"There is no school called '{cell}' in the group.")
        return self.schools[said]

    def _partner(self, cell: str) -> Partner | None:
        said = cells.text(cell).lower()
        if said and said not in self.partners:
            raise cells.Wrong(f"There is no partner called '{cell}' in the register.")
        return self.partners.get(said)


def _name(cell: str) -> str:
    name = cells.text(cell)
    if not name:
        raise cells.Wrong("The name is missing.")
    if len(name) > Person._meta.get_field("name").max_length:
        raise cells.Wrong("The name is too long.")
    return name


def _email(cell: str) -> str:
    address = cells.text(cell).lower()
    try:
        if address:
            validate_email(address)
    except ValidationError:
        raise cells.Wrong(f"'{cell}' is not an email address.") from None
    return address


# Comparing with what is there -----------------------------------------------------------------------


class Planner:
    """The rows of a file beside the people and posts of the group."""

    def __init__(self, facts: Membership, found: dict[str, str], rows: list[Row]):
        self.on, self.found, self.rows = facts.on, found, rows
        people = list(people_of(facts.collaborative))
        self.by_email = {person.email: person for person in people if person.email}
        self.by_name: dict[str, list[Person]] = {}
        for person in people:
            self.by_name.setdefault(person.name.lower(), []).append(person)
        self._know_earlier_entries(facts)
        self.posts: dict[int, list[Post]] = {}
        for post in _posts_of(facts.collaborative):
            self.posts.setdefault(post.person_id, []).append(post)

    def _know_earlier_entries(self, facts: Membership) -> None:
        """An entry that was made one with another stands in a file for whoever it turned out to be."""
        for row in facts.rows.same:
            person = leads_to(facts.rows, row.entry_id)
            if row.entry.email:
                self.by_email.setdefault(row.entry.email, person)
            named = self.by_name.setdefault(row.entry.name.lower(), [])
            if person not in named:
                named.append(person)

    def into(self, preview: Preview) -> None:
        first: dict[tuple, int] = {}
        known: set[str] = set()
        for row in self.rows:
            same = (row.who, row.kind, row.where, row.starts_on)
            if same in first:
                preview.errors.append(self._error(row, "name", f"This stands on line {first[same]} already."))
            first.setdefault(same, row.line)
            self._plan(row, preview, known)

    def _plan(self, row: Row, preview: Preview, known: set[str]) -> None:
        person = self._person(row, preview)
        theirs = [post for post in self.posts.get(person.pk, ()) if row.is_of(post)] if person else []
        there = self._there(row, theirs)
        if there is None:
            if standing := self._in_the_way(row, theirs):
                words = f"{row.name} is entered as {row.kind} there since {say.date(standing.starts_on)}."
                preview.errors.append(self._error(row, "starts_on", words))
            if person is None and row.who not in known:
                preview.new.append(row)
                known.add(row.who)
            preview.begin.append((row, person))
        elif row.last_day and there.ends_before != row.last_day + ONE_DAY:
            self._end(row, there, preview)
        else:
            preview.unchanged.append(row)

    def _person(self, row: Row, preview: Preview) -> Person | None:
        """By address; without one by name, if only one person here is called so."""
        if row.email:
            alike = [each for each in self.by_name.get(row.name.lower(), ()) if not each.email]
            return self.by_email.get(row.email) or (self._refuse_alike(row, preview) if alike else None)
        found = self.by_name.get(row.name.lower(), [])
        if len(found) > 1:
            words = (
                f"{say.count(len(found), 'person', 'people')} here are called {row.name}: give the address."
            )
            preview.errors.append(self._error(row, "name", words))
        return found[0] if found else None

    def _refuse_alike(self, row: Row, preview: Preview) -> None:
        words = f"{row.name} is known here without an address. Leave the address out, or enter it on their page first."
        preview.errors.append(self._error(row, "email", words))

    def _there(self, row: Row, theirs: list[Post]) -> Post | None:
        """The post that the row speaks of: begun on its day, or without one the post that goes on."""
        if row.starts_on:
            return next((post for post in theirs if post.starts_on == row.starts_on), None)
        return next((post for post in theirs if holds(post.starts_on, post.ends_before, self.on)), None)

    def _in_the_way(self, row: Row, theirs: list[Post]) -> Post | None:
        """The same post at the same place, in force at the time."""
        begins = row.starts_on or self.on
        until = row.last_day or date.max
        return next(
            (post for post in theirs
             if post.starts_on <= until and (post.ends_before is None or post.ends_before > begins)),
            None,
        )  # fmt: skip

    def _end(self, row: Row, post: Post, preview: Preview) -> None:
        if post.ends_before:
            words = f"This post is recorded as ended on {say.date(post.ends_before - ONE_DAY)}."
            preview.errors.append(self._error(row, "last_day", words))
        elif row.last_day < post.starts_on:
            words = f"It began on {say.date(post.starts_on)}: it cannot end before that."
            preview.errors.append(self._error(row, "last_day", words))
        preview.end.append((row, post))

    def _error(self, row: Row, ours: str, words: str) -> Error:
        return Error(row.line, self.found.get(ours, NAMES[ours][0]), words)


def _posts_of(collaborative: Collaborative) -> Iterator[Post]:
    rows = Post.objects.filter(collaborative=collaborative)
    return rows.select_related("person", "school", "partner").iterator()


def as_rows(posts: list[Post], with_addresses: bool) -> Iterator[list[Any]]:
    """Posts in the columns of the import: what goes out can come in again, and changes nothing."""
    for post in posts:
        yield [
            post.person.name,
            (post.person.email or "") if with_addresses else "",
            post.kind,
            post.school.name if post.school else THE_GROUP if post.commissioned else "",
            post.partner.name if post.partner else "",
            post.starts_on,
            post.ends_before - ONE_DAY if post.ends_before else None,
        ]
