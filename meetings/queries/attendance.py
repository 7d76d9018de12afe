"""Who came for the whole of a meeting, for a part, or not at all; over a year, and what follows (K9.5, K9.7, K9.8).

A school, person or seat is there while somebody exercises its mandate; a deputy who takes over leaves no gap.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

import constitution
from constitution.attendance import Attendance as Rule
from constitution.calendar import Year
from constitution.finding import Finding
from meetings.models import Mandate, Meeting, Presence
from meetings.queries.room import day_of
from membership.models import Body
from membership.queries.kept import kept_until_an_act
from records.models import Collaborative

FULL, PART, ABSENT = "full", "part", "absent"
WORDS = {FULL: "the whole meeting", PART: "part of it", ABSENT: "absent"}
# Shape and colour of each, as the states of the site.
LOOKS = {FULL: "done", PART: "look", ABSENT: "nothing"}
Key = tuple[str, int]


@dataclass(frozen=True)
class Came:
    """One mandate at one meeting: how much of it, and by whom it was exercised, the earliest first."""

    mandate: Mandate
    how: str
    by: tuple[Presence, ...] = ()

    @property
    def there(self) -> bool:
        return self.how != ABSENT

    @property
    def apologies(self) -> bool:
        return self.mandate.reply == Mandate.Reply.APOLOGIES

    @property
    def substitutes(self) -> tuple[Presence, ...]:
        """Those who came in another capacity than its holder would: an acting head comes as the head."""
        others = (each for each in self.by if each.person_id != self.mandate.holder_id)
        return tuple(each for each in others if not self.mandate.line or each.capacity != self.mandate.line)

    @property
    def state(self) -> tuple[str, str]:
        """As the site's states are shown: shape and words."""
        words = "apologies" if self.apologies and not self.there else WORDS[self.how]
        return LOOKS[self.how], words.capitalize()

    @property
    def came_at(self) -> datetime | None:
        return self.by[0].arrived_at if self.by else None

    @property
    def left_at(self) -> datetime | None:
        return self.by[-1].left_at if self.by else None


@dataclass(frozen=True)
class Attendance:
    """A whole meeting: each mandate, by name, and whoever attended without one."""

    meeting: Meeting
    came: tuple[Came, ...]
    others: tuple[Presence, ...] = ()

    @cached_property
    def represented(self) -> tuple[Came, ...]:
        return tuple(each for each in self.came if each.there)

    @cached_property
    def part(self) -> tuple[Came, ...]:
        return tuple(each for each in self.came if each.how == PART)

    @cached_property
    def by_substitute(self) -> tuple[Came, ...]:
        return tuple(each for each in self.came if each.substitutes)

    @cached_property
    def apologies(self) -> tuple[Came, ...]:
        return tuple(each for each in self.came if not each.there and each.apologies)

    @cached_property
    def absent(self) -> tuple[Came, ...]:
        """Neither there nor excused."""
        return tuple(each for each in self.came if not each.there and not each.apologies)

    @cached_property
    def missing(self) -> tuple[Came, ...]:
        return tuple(each for each in self.came if not each.there)


def attendance_of(meeting: Meeting) -> Attendance:
    """Two queries."""
    mandates = meeting.mandates.filter(struck_at__isnull=True).select_related("holder")
    presences = meeting.presences.filter(struck_at__isnull=True).select_related("person")
    return worked_out(meeting, mandates, presences)


def worked_out(meeting: Meeting, mandates: Iterable[Mandate], presences: Iterable[Presence]) -> Attendance:
    """The same of rows in hand."""
    by_mandate: dict[int | None, list[Presence]] = defaultdict(list)
    for each in sorted(presences, key=lambda row: (row.arrived_at, row.pk)):
        by_mandate[each.mandate_id].append(each)
    spoke = {each.person_id for pk, rows in by_mandate.items() if pk for each in rows}
    others = {each.person_id: each for each in by_mandate.pop(None, ()) if each.person_id not in spoke}
    came = (Came(row, _how(meeting, by_mandate[row.pk]), tuple(by_mandate[row.pk])) for row in mandates)
    return Attendance(meeting, tuple(came), tuple(others.values()))


def _how(meeting: Meeting, presences: Sequence[Presence]) -> str:
    """From the opening to the end, or until now while it goes on; without a gap is the whole."""
    if not presences:
        return ABSENT
    reached = meeting.opened_at or meeting.starts_at
    for each in presences:
        if each.arrived_at > reached:
            return PART
        if each.left_at is None:
            return FULL
        reached = max(reached, each.left_at)
    return FULL if meeting.closed_at and reached >= meeting.closed_at else PART


# Over a year ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Row:
    """One member of a body over a year: at each meeting how it came, None where it did not belong yet."""

    name: str
    school_id: int | None
    cells: tuple[Came | None, ...]
    finding: Finding[tuple[str, ...]] | None = None
    single: bool = True

    @cached_property
    def counted(self) -> tuple[Came, ...]:
        return tuple(each for each in self.cells if each)

    @property
    def attended(self) -> int:
        return sum(each.there for each in self.counted)

    @property
    def full(self) -> int:
        return sum(each.how == FULL for each in self.counted)

    @property
    def share(self) -> str:
        """'83%': of the meetings since it belongs."""
        return f"{100 * self.attended // len(self.counted)}%" if self.counted else ""

    @property
    def concern(self) -> tuple[str, ...]:
        """What follows, in the edition's words. One absence alone has its own follow-up, and is no pattern."""
        return () if self.finding is None or self.single else self.finding.value


@dataclass(frozen=True)
class Report:
    """The meetings of a body in a school year that were closed, and its members over them."""

    body: Body
    year: Year
    meetings: tuple[Meeting, ...]
    rows: tuple[Row, ...]

    @property
    def concerns(self) -> tuple[Row, ...]:
        return tuple(row for row in self.rows if row.concern)

    def total(self, how: str) -> int:
        return sum(each.how == how for row in self.rows for each in row.counted)


def closed_in(body: Body, year: Year, on: date) -> list[Meeting]:
    """The body's meetings of the year that were held by the day: those in writing have no attendance."""
    rows = Meeting.objects.filter(body=body, state=Meeting.State.CLOSED).exclude(kind=Meeting.Kind.WRITTEN)
    near = rows.filter(starts_at__date__gte=year.first_day, starts_at__date__lte=min(year.last_day, on))
    return list(near.order_by("starts_at", "pk"))


def report(body: Body, year: Year, rules: constitution.Constitution, on: date) -> Report:
    """By school (seat, person), by name. `rules` are those of the day it is looked at. Kept until an act: only read it."""
    group = Collaborative(pk=body.collaborative_id)
    what = f"attendance of {body.pk} in {year.slot}"
    return kept_until_an_act(what, group, on, lambda: _reported(body, year, rules, on))


def _reported(body: Body, year: Year, rules: constitution.Constitution, on: date) -> Report:
    """Three queries."""
    meetings = closed_in(body, year, on)
    sheets = [_by_key(sheet) for sheet in _sheets(meetings)]
    names: dict[Key, Mandate] = {key: came.mandate for sheet in sheets for key, came in sheet.items()}
    code = rule_for(rules, body.code)
    rows = [
        _row(rules, code, mandate, tuple(sheet.get(key) for sheet in sheets))
        for key, mandate in names.items()
    ]
    return Report(body, year, tuple(meetings), tuple(sorted(rows, key=lambda row: row.name)))


def _sheets(meetings: Sequence[Meeting]) -> list[Attendance]:
    there = {"meeting__in": meetings, "struck_at__isnull": True}
    mandates, presences = defaultdict(list), defaultdict(list)
    for mandate in Mandate.objects.filter(**there).select_related("holder"):
        mandates[mandate.meeting_id].append(mandate)
    for presence in Presence.objects.filter(**there).select_related("person"):
        presences[presence.meeting_id].append(presence)
    return [worked_out(each, mandates[each.pk], presences[each.pk]) for each in meetings]


def _by_key(sheet: Attendance) -> dict[Key, Came]:
    return {_key(each.mandate): each for each in sheet.came}


def _key(mandate: Mandate) -> Key:
    return next(
        (name, pk) for name in ("school", "place", "person") if (pk := getattr(mandate, f"{name}_id"))
    )


def _row(
    rules: constitution.Constitution, code: str, mandate: Mandate, cells: tuple[Came | None, ...]
) -> Row:
    attended = [_fact(each) for each in cells if each]
    finding = constitution.ask(rules, "attendance", code, {"attended": attended}) if code else None
    missed = sum(not each.there for each in cells if each)
    single = missed <= 1 and not (code and _at_once(rules.attendance[code]))
    return Row(mandate.name, mandate.school_id, cells, finding, single)


def _fact(came: Came) -> bool | str:
    return "apologies accepted" if came.apologies and not came.there else came.there


def _at_once(rule: Rule) -> bool:
    """Whether the edition is concerned at the first absence."""
    return any(each.missed == 1 for each in rule.concern)


def rule_for(rules: constitution.Constitution, body: str) -> str:
    """By what name the edition speaks of attendance at this body; empty where it does not."""
    return next((code for code, rule in rules.attendance.items() if body in (rule.body or (code,))), "")


def follow_up_words(meeting: Meeting, rules: constitution.Constitution) -> tuple[str, ...]:
    """What the edition lets follow one absence from a meeting of this body; nothing where it is silent (K9.7)."""
    code = rule_for(rules, meeting.body.code) if meeting.body_id else ""
    return tuple(rules.attendance[code].follow_up) if code else ()


def last_missed(row: Row, meetings: Sequence[Meeting]) -> date | None:
    """The day of the last meeting that it missed."""
    days = [day_of(each) for each, came in zip(meetings, row.cells, strict=True) if came and not came.there]
    return max(days, default=None)
