"""The year planner (X4): all that the constitution makes due in a school year, by half term, each with its why."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from constitution import calendar, say
from constitution.calendar import Window as Part
from constitution.calendar import Year
from constitution.dates import ONE_DAY
from constitution.finding import Finding
from membership.permissions import Viewer
from membership.queries.kept import facts_on, kept_until_an_act
from records.models import Collaborative
from records.obligations import Obligation, Window, gather

# What the filter calls each kind of rule.
KINDS = {
    "meeting": "Meetings",
    "event": "Reviews and other events",
    "leaving": "Notice",
    "subscription": "Subscriptions",
    "payment": "Payments",
    "contract": "Contracts",
    "text": "Pledge and agreement",
    "office": "Terms of office",
    "decision": "Decisions",
    "minutes": "Minutes",
    "action": "Actions",
    "talk": "Talks",
    "feedback": "Feedback of representatives",
    "evaluation": "Evaluation",
    "calendar": "The year itself",
    "constitution": "The constitution",
}


# These are due in a part of the year, not on a day; of the latter two the heading they stand under says enough.
PLACED = {"meeting", "event", "evaluation"}
SAID_BY_THE_HEADING = {"event", "evaluation"}


@dataclass(frozen=True)
class Row:
    """One line: a thing due, or all of its like that fall on one day ('26 Silver schools')."""

    due_on: datetime.date
    what: str
    whom: str
    reason: str
    finding: Finding[Any] | None
    kind: str
    done: int
    total: int
    late: bool
    done_on: datetime.date | None
    link: str
    takes_place: bool = False

    @property
    def by(self) -> bool:
        """Due at any time until the day, not on it."""
        return self.kind in PLACED and not self.takes_place

    def state(self, on: datetime.date) -> tuple[str, str]:
        """Shape and words: ('done', 'Done 22 Feb'), ('waiting', '15 days'), ('wrong', '2 of 35 late')."""
        if self.done == self.total:
            return "done", f"{'Held' if self.takes_place else 'Done'} {self.done_on.day} {self.done_on:%b}"
        some = f"{self.done} of {self.total} done" if self.done else ""
        if self.late:
            left = self.total - self.done
            return "wrong", f"{left} of {self.total} late" if self.total > 1 else "Late"
        if self.due_on < on:
            return "nothing", some or "Past"
        if self.due_on == on:
            return "waiting", "Today"
        return "waiting", some or say.count((self.due_on - on).days, "day")


@dataclass(frozen=True)
class Half:
    """A part of the year with its rows; `part` is None for what falls after the last term, or without terms."""

    name: str
    part: Part | None
    rows: tuple[Row, ...]
    now: bool
    words: str

    @property
    def anchor(self) -> str:
        return self.part.code if self.part else "rest"

    # What the strip above the rows asks for.
    @property
    def first(self) -> datetime.date | None:
        return self.part.first if self.part else None

    @property
    def last(self) -> datetime.date | None:
        return self.part.last if self.part else None

    @property
    def url(self) -> str:
        return f"#{self.anchor}"


@dataclass(frozen=True)
class Choice:
    """What the reader asked to see."""

    kind: str = ""
    mine: bool = False
    hide_done: bool = False


def year_of(collaborative: Collaborative, slot: str, on: datetime.date) -> Year:
    """The school year of a slot such as '2024-25', else the one of the day. Raises ValueError for no slot."""
    facts = facts_on(collaborative, on)
    rules = facts.register.editions.rules_since(on)
    if not slot:
        return calendar.school_year(rules, on)
    year = calendar.school_year(rules, datetime.date(int(slot[:4]), 12, 31))
    if year.slot != slot:
        raise ValueError(slot)
    return year


def due_in(collaborative: Collaborative, year: Year, viewer: Viewer, on: datetime.date) -> list[Obligation]:
    """Everything due in the year that this viewer may see: their own, the members', the office's for its people."""
    window = Window(on, year.first_day, year.last_day)
    found = kept_until_an_act(
        f"due in {year.slot}", collaborative, on, lambda: tuple(gather(collaborative, window))
    )
    return [due for due in found if _sees(viewer, due)]


def _sees(viewer: Viewer, due: Obligation) -> bool:
    if due.level == "members" or viewer.person_id in due.who or viewer.reaches("office"):
        return True
    return due.level != "people" and viewer.reaches("la")


def chosen(found: Iterable[Obligation], choice: Choice, viewer: Viewer) -> list[Obligation]:
    return [
        due
        for due in found
        if (not choice.kind or due.kind == choice.kind)
        and (not choice.mine or viewer.person_id in due.who)
        and not (choice.hide_done and due.done)
    ]


def rows(found: Iterable[Obligation], on: datetime.date) -> list[Row]:
    """The obligations as lines; those with a collective name that fall on one day stand as one."""
    together: dict[tuple[str, datetime.date], list[Obligation]] = {}
    for due in found:
        together.setdefault((due.collective or due.key, due.due_on), []).append(due)
    return [_row(same, on) for same in together.values()]


def _row(same: Sequence[Obligation], on: datetime.date) -> Row:
    first = same[0]
    several = bool(first.collective)
    done = [due.done_on for due in same if due.done_on]
    return Row(
        due_on=first.due_on,
        what=first.collective or first.what,
        whom=say.count(len(same), first.per or "school") if several else first.whom,
        reason="" if several or first.kind in SAID_BY_THE_HEADING else first.reason,
        finding=first.why,
        kind=first.kind,
        done=len(done),
        total=len(same),
        late=any(due.late_on(on) for due in same),
        done_on=max(done, default=None),
        link=first.link,
        takes_place=first.takes_place,
    )


def halves(
    collaborative: Collaborative, year: Year, lines: Sequence[Row], on: datetime.date
) -> tuple[Half, ...]:
    """The lines by the half term, or term, in which they fall; what follows the last stands apart."""
    facts = facts_on(collaborative, on)
    rules = facts.register.editions.rules_since(on)
    terms = [term for term in facts.register.terms if year.first_day <= term["first"] <= year.last_day]
    parts = calendar.half_terms(rules, terms)
    if not parts:
        return (_half(None, f"The year {year.label}", lines, on, True),)
    found, begins = [], year.first_day
    for part, ends in zip(parts, [*_ends(parts), parts[-1].last], strict=True):
        here = [row for row in lines if begins <= row.due_on <= ends]
        found.append(_half(part, part.name, here, on, begins <= on <= ends))
        begins = ends + ONE_DAY
    rest = [row for row in lines if row.due_on >= begins]
    if rest:
        found.append(_half(None, "After the last day of term", rest, on, begins <= on <= year.last_day))
    return tuple(found)


def _ends(parts: Sequence[Part]) -> list[datetime.date]:
    """A break belongs to the half term before it: its days are the last on which that half's things are done."""
    return [following.first - ONE_DAY for following in parts[1:]]


def _half(part: Part | None, name: str, lines: Sequence[Row], on: datetime.date, now: bool) -> Half:
    done = sum(row.done == row.total for row in lines)
    ahead = sum(row.done < row.total and row.due_on >= on for row in lines)
    if now:
        words = f"{done} of {len(lines)} done" if done else f"{ahead} to come"
    else:
        words = f"{ahead} to come" if ahead else f"{len(lines)} past"
    return Half(name, part, tuple(lines), now, words)
