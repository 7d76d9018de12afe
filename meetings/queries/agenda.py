"""The agenda of a meeting as one reader sees it: parts of the day, numbers, hours (K9.11, B5.2).

Numbers are counted among what the reader sees, and confidential items in a series of their own. The hours of the
open items are worked out without the confidential ones, which come after them: neither a number nor an hour that
is left out tells that there is something else.
"""

from collections.abc import Callable, Iterable, MutableMapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from django.db.models import Prefetch, QuerySet, Subquery

from constitution.event import Session
from meetings.models import AgendaItem, Invitation, Meeting, Paper
from meetings.queries.confidence import NOT_CONFIDENTIAL
from meetings.queries.hours import at_hour
from meetings.queries.items import ON_AGENDA
from meetings.queries.room import day_of, facts_of
from membership.permissions import Viewer
from membership.queries.kept import known_until_an_act
from membership.queries.moments import civil_day
from records.models import Collaborative
from records.prepared import prepared

CONFIDENTIAL = "Confidential"
# No document says how long a guest may look back at what was said: the program's own, shown and changeable.
GUESTS_SEE = timedelta(days=14)


@dataclass(frozen=True)
class Part:
    """A part of the day in the edition's words, with what it is for."""

    name: str
    items: tuple[str, ...] = ()


def parts_of(meeting: Meeting) -> tuple[Part, ...]:
    """The parts of the meeting's day; one without a name, where the edition divides it in none."""
    rule = facts_of(meeting).rules.event.get(meeting.event)
    found = tuple(_part(each) for each in rule.sessions) if rule else ()
    return found or (Part(""),)


def _part(session: str | Session) -> Part:
    return Part(session) if isinstance(session, str) else Part(session.name, tuple(session.items))


@dataclass(frozen=True)
class Line:
    """An item as it stands on the agenda. `at` is when it begins, None where that cannot be said."""

    item: AgendaItem
    number: str
    at: datetime | None
    papers: tuple[Paper, ...] = ()
    guests: tuple[Invitation, ...] = ()

    @property
    def until(self) -> datetime | None:
        return self.at + timedelta(minutes=self.item.minutes or 0) if self.at else None

    @property
    def words(self) -> str:
        """'4. Attendance across the schools'."""
        return f"{self.number}. {self.item.title}"


@dataclass(frozen=True)
class Section:
    """A part of the day with its items."""

    part: Part
    lines: tuple[Line, ...]

    @property
    def minutes(self) -> int:
        return sum(line.item.minutes or 0 for line in self.lines)


@dataclass(frozen=True)
class Agenda:
    meeting: Meeting
    sections: tuple[Section, ...]

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        return tuple(line for section in self.sections for line in section.lines)

    @property
    def ends_at(self) -> datetime | None:
        """When it is over, if every item takes its time."""
        return max((line.until for line in self.lines if line.until), default=None)

    @property
    def too_long(self) -> bool:
        return self.ends_at is not None and self.ends_at > self.meeting.ends_at

    def line_of(self, item: AgendaItem) -> Line | None:
        return next((line for line in self.lines if line.item.pk == item.pk), None)


def on_agenda(meeting: Meeting | int) -> QuerySet[AgendaItem]:
    return AgendaItem.objects.filter(meeting=meeting, state__in=ON_AGENDA).order_by("position", "pk")


def agenda_of(meeting: Meeting, viewer: Viewer) -> Agenda:
    """As this viewer may see it. Kept until an act, and shared between requests: read it, never change it."""
    group = Collaborative(pk=viewer.collaborative_id)
    known: MutableMapping[tuple[int, int], Agenda] = known_until_an_act("agendas", group, viewer.on)
    key = (meeting.pk, viewer.person_id)
    if key not in known:
        known[key] = _read(meeting, viewer)
    return known[key]


def _read(meeting: Meeting, viewer: Viewer) -> Agenda:
    """Four queries: the hours of the day, and the items, papers and guests that this viewer may see."""
    papers = Paper.objects.visible(viewer).filter(superseded_by__isnull=True, withdrawn_at__isnull=True)
    guests = Invitation.objects.visible(viewer).filter(ended_at__isnull=True)
    rows = on_agenda(meeting).filter(viewer.sees(AgendaItem)).select_related("by")
    papers = papers.select_related("document").order_by("position", "pk")
    rows = rows.prefetch_related(
        Prefetch("papers", papers, to_attr="seen_papers"),
        Prefetch("invitations", guests.select_related("person", "partner"), to_attr="seen_guests"),
    )
    return laid_out(meeting, list(rows), _open_hours(meeting))


def _open_hours(meeting: Meeting) -> "Hours":
    """When each open item begins, whoever looks: the day does not shift for who sees less of it."""
    shown = ("position", "session", "minutes", "starts_at", "state")
    rows = on_agenda(meeting).filter(NOT_CONFIDENTIAL).only(*shown)
    order = _order(meeting)
    return hours(sorted(rows, key=lambda row: (order(row), row.position)), meeting.starts_at)


def laid_out(meeting: Meeting, items: Sequence[AgendaItem], opened: "Hours") -> Agenda:
    """The items by the parts of the day, the confidential ones apart and last."""
    parts, order = parts_of(meeting), _order(meeting)
    apart = [item for item in items if item.confidential]
    begins = opened.begins | hours(apart, opened.over).begins
    rest = sorted(
        (item for item in items if not item.confidential), key=lambda row: (order(row), row.position)
    )
    numbers = {item.pk: str(number) for number, item in enumerate(rest, 1)}
    numbers |= {item.pk: f"C{number}" for number, item in enumerate(apart, 1)}
    sections = [
        Section(part, _lines((item for item in rest if order(item) == place), numbers, begins))
        for place, part in enumerate(parts)
    ]
    closed = Section(Part(CONFIDENTIAL), _lines(apart, numbers, begins))
    return Agenda(meeting, tuple(each for each in (*sections, closed) if each.lines))


def _lines(
    items: Iterable[AgendaItem], numbers: dict[int, str], begins: dict[int, datetime]
) -> tuple[Line, ...]:
    return tuple(
        Line(
            item,
            numbers[item.pk],
            begins.get(item.pk),
            tuple(getattr(item, "seen_papers", ())),
            tuple(getattr(item, "seen_guests", ())),
        )
        for item in items
    )


@dataclass(frozen=True)
class Hours:
    """By item, when it begins; and when the last of them is over."""

    begins: dict[int, datetime]
    over: datetime


def hours(items: Iterable[AgendaItem], begins: datetime) -> Hours:
    """One after the other, from a moment; none begins before its speaker's hour, and what follows runs on from there."""
    found, running, day = {}, begins, civil_day(begins)
    for item in items:
        if item.starts_at:
            running = max(running, at_hour(day, item.starts_at))
        found[item.pk] = running
        running += timedelta(minutes=item.minutes or 0)
    return Hours(found, running)


def _order(meeting: Meeting) -> Callable[[AgendaItem], int]:
    """The place in the day of an item's part; what names none of the edition's stands in the first."""
    places = {part.name: place for place, part in enumerate(parts_of(meeting))}
    return lambda item: places.get(item.session, 0)


# What it begins from ----------------------------------------------------------------------------------


def meeting_before(meeting: Meeting) -> Meeting | None:
    """The last time that the same body came together before this one."""
    rows = Meeting.objects.filter(
        body=meeting.body_id, starts_at__lt=meeting.starts_at, opened_at__isnull=False
    )
    met = rows.exclude(state=Meeting.State.CANCELLED).exclude(kind=Meeting.Kind.WRITTEN)
    return met.order_by("-starts_at", "-pk").first()


def last_agenda(meeting: Meeting) -> Meeting | None:
    """The last meeting for the same event that has an agenda, to begin from."""
    return next(iter(_agenda_before(meeting=meeting.pk)), None)


@prepared
def _agenda_before(meeting: int) -> QuerySet[Meeting]:
    body, event, starts_at = (
        Subquery(Meeting.objects.filter(pk=meeting).order_by().values(name))
        for name in ("body", "event", "starts_at")
    )
    rows = Meeting.objects.filter(body=body, event=event, starts_at__lt=starts_at, items__state__in=ON_AGENDA)
    return rows.order_by("-starts_at", "-pk")[:1]


def standing(meeting: Meeting) -> tuple[str, ...]:
    """The edition's standing items of such a meeting, in its words."""
    rule = facts_of(meeting).rules.event.get(meeting.event)
    return tuple(rule.agenda) if rule else ()


def lacking(meeting: Meeting, agenda: Agenda) -> tuple[str, ...]:
    """The standing items that the agenda does not have: an agenda without one is flagged."""
    titles = [line.item.title.lower() for line in agenda.lines]
    return tuple(words for words in standing(meeting) if not any(words.lower() in title for title in titles))


def revised(agenda: Agenda) -> tuple[Line, ...]:
    """What was changed since the agenda was agreed, the latest first."""
    found = [line for line in agenda.lines if line.item.revised_at]
    return tuple(sorted(found, key=lambda line: line.item.revised_at, reverse=True))


def guests_see_until(meeting: Meeting) -> date:
    """The last day on which a guest of a meeting sees anything, unless another is given."""
    return day_of(meeting) + GUESTS_SEE
