"""Minutes as they are read: what happened, item by item, beside what was written of it (K9.13, K9.14).

What happened is read from the rows of the day: who came, interests, decisions with their counts and the quorum of
their instant, actions. Whoever reads sees the items that they may see, and of the others nothing (B5.2, K8.13).
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db.models import F, QuerySet

from constitution.finding import Finding
from meetings.models import Action, AgendaItem, Interest, Meeting, MinuteEntry, Minutes, MinutesPart, Motion
from meetings.queries.agenda import Agenda, Hours, Line, laid_out, on_agenda
from meetings.queries.attendance import Attendance, worked_out
from meetings.queries.confidence import FOR_GUESTS
from meetings.queries.day import Standing, standing_of
from meetings.queries.motions import Tally
from meetings.queries.room import Room, room_of
from membership.permissions import Viewer, written_once
from records.prepared import prepared

State = Minutes.State
MAY_BE_MINUTED = (Meeting.State.OPEN, Meeting.State.ADJOURNED, Meeting.State.CLOSED)
AT_WORK = (State.DRAFT, State.DISCUSSED)
GONE_OUT = (State.CIRCULATED, State.RATIFIED)
LOOKS = {
    State.DRAFT: ("waiting", "Draft"),
    State.DISCUSSED: ("waiting", "With the Chair"),
    State.APPROVED: ("look", "Approved, to be circulated"),
    State.CIRCULATED: ("done", "Circulated, to be ratified"),
    State.RATIFIED: ("done", "Ratified"),
}


@dataclass(frozen=True)
class Decision:
    """A motion as minutes tell it: what was resolved or not, the counts, and the quorum of that instant."""

    motion: Motion

    @property
    def counts(self) -> str:
        """'19 for, 3 against, 1 abstaining'; empty where nothing was counted."""
        motion = self.motion
        if motion.votes_for is None:
            return ""
        return str(Tally(motion.votes_for, motion.votes_against or 0, motion.abstentions or 0))

    @cached_property
    def finding(self) -> Finding[Any] | None:
        return Finding.from_json(self.motion.finding) if self.motion.finding else None

    @cached_property
    def quorum(self) -> Finding[Any] | None:
        return Finding.from_json(self.motion.quorum) if self.motion.quorum else None

    @property
    def title(self) -> str:
        """'Resolution 2024/07, carried'."""
        name = f"Resolution {self.motion.number}" if self.motion.number else "Motion"
        if self.motion.amends_id:
            name = "Amendment"
        if self.motion.confirms_id:
            name = f"Second vote: {name[:1].lower()}{name[1:]}"
        return f"{name}, {self.motion.get_state_display().lower()}"


@dataclass(frozen=True)
class Told:
    """One item with all that is told of it; `entry` is what was written, None before the first word."""

    line: Line
    entry: MinuteEntry | None
    interests: tuple[Interest, ...] = ()
    decisions: tuple[Decision, ...] = ()
    actions: tuple[Action, ...] = ()

    @property
    def item(self) -> AgendaItem:
        return self.line.item

    @property
    def text(self) -> str:
        return self.entry.text if self.entry else ""

    @property
    def seen(self) -> int:
        """The version that a writer of now has seen; 0 before the first."""
        return self.entry.version if self.entry else 0

    @property
    def silent(self) -> bool:
        """Neither a word nor anything that happened: the minutes would say nothing of it."""
        return not (self.text.strip() or self.decisions or self.actions or self.interests)


@dataclass(frozen=True)
class Turn:
    """The quorum became what it is at a moment."""

    at: datetime
    finding: Finding[Any]


@dataclass(frozen=True)
class Record:
    """The minutes of a meeting for one reader."""

    minutes: Minutes | None
    meeting: Meeting
    items: tuple[Told, ...]
    opening: MinuteEntry | None = None

    @cached_property
    def room(self) -> Room:
        return room_of(self.meeting)

    @cached_property
    def attendance(self) -> Attendance:
        return worked_out(self.meeting, self.room.mandates, self.room.presences)

    @cached_property
    def at_opening(self) -> Standing | None:
        """How many were there when the meeting opened, and how many were needed."""
        opened = self.meeting.opened_at
        return standing_of(replace(self.room, at=opened)) if opened and self.meeting.body_id else None

    @cached_property
    def turns(self) -> tuple[Turn, ...]:
        return quorum_through(self.room)

    @property
    def actions(self) -> list[Action]:
        return [action for told in self.items for action in told.actions]

    @property
    def silent(self) -> list[Told]:
        return [told for told in self.items if told.silent]


def versions_of(meeting: Meeting, viewer: Viewer) -> list[Minutes]:
    """Those that the viewer may see, the latest first."""
    return _versions(viewer, meeting=meeting.pk)


@written_once
def _versions(viewer: Viewer, meeting: int) -> QuerySet[Minutes]:
    rows = Minutes.objects.visible(viewer).filter(meeting=meeting).order_by("-number")
    return rows.select_related("by", "approved_by", "document", "ratified_by__item__meeting")


def parts_seen(minutes: Minutes, viewer: Viewer) -> list[MinutesPart]:
    return list(MinutesPart.objects.visible(viewer).filter(minutes=minutes).select_related("document"))


def record_for(meeting: Meeting, minutes: Minutes | None, viewer: Viewer) -> Record:
    """As this viewer may read it. Five queries, before attendance and quorum are asked for."""
    return told(meeting, minutes, _items(viewer, meeting=meeting.pk))


@written_once
def _items(viewer: Viewer, meeting: int) -> QuerySet[AgendaItem]:
    return on_agenda(meeting).filter(viewer.sees(AgendaItem))


def told(meeting: Meeting, minutes: Minutes | None, items: Sequence[AgendaItem]) -> Record:
    """Of these items, in the order and with the numbers of an agenda that has no others."""
    agenda = _agenda(meeting, items)
    pks = [item.pk for item in items]
    entries = {row.item_id: row for row in _entries(minutes, pks)}
    interests = _by_item(_interests(meeting=meeting.pk))
    motions = _by_item(_decisions(meeting=meeting.pk))
    actions = _by_item(_actions(meeting=meeting.pk))
    found = (
        Told(
            line,
            entries.get(line.item.pk),
            tuple(interests[line.item.pk]),
            tuple(map(Decision, motions[line.item.pk])),
            tuple(actions[line.item.pk]),
        )
        for line in agenda.lines
    )
    return Record(minutes, meeting, tuple(found), entries.get(None))


def _agenda(meeting: Meeting, items: Sequence[AgendaItem]) -> Agenda:
    return laid_out(meeting, items, Hours({}, meeting.starts_at))


def _entries(minutes: Minutes | None, pks: Collection[int]) -> Iterable[MinuteEntry]:
    if minutes is None:
        return ()
    rows = minutes.entries.all()
    return [row for row in rows if row.item_id is None or row.item_id in pks]


@prepared
def _interests(meeting: int) -> QuerySet[Interest]:
    rows = Interest.objects.filter(item__meeting=meeting, retracted_at__isnull=True)
    return rows.select_related("person").order_by("declared_at", "pk")


@prepared
def _decisions(meeting: int) -> QuerySet[Motion]:
    """What was put, as it was decided: an amendment before its motion. What was only drafted is nobody's business yet."""
    rows = Motion.objects.filter(item__meeting=meeting).exclude(state=Motion.State.DRAFTED)
    rows = rows.order_by(F("closed_at").asc(nulls_last=True), "pk")
    return rows.select_related("proposer", "seconder", "casting_by", "amends")


@prepared
def _actions(meeting: int) -> QuerySet[Action]:
    return Action.objects.filter(item__meeting=meeting).select_related("owner").order_by("number")


def _by_item(rows: Iterable[Any]) -> dict[int, list[Any]]:
    """Of all items of the meeting: who tells of some of them takes theirs."""
    found = defaultdict(list)
    for row in rows:
        found[row.item_id].append(row)
    return found


# The quorum through the meeting -------------------------------------------------------------------------


def quorum_through(room: Room) -> tuple[Turn, ...]:
    """How the quorum stood when the meeting opened, and each moment at which that changed."""
    meeting = room.meeting
    if meeting.opened_at is None or meeting.body_id is None:
        return ()
    found: list[Turn] = []
    for at in _moments(meeting, room.presences):
        finding = replace(room, at=at).quorate()
        if not found or finding.value != found[-1].finding.value:
            found.append(Turn(at, finding))
    return tuple(found)


def _moments(meeting: Meeting, presences: Iterable[Any]) -> list[datetime]:
    """The opening, and every coming and going until the end."""
    moves = {at for each in presences for at in (each.arrived_at, each.left_at) if at}
    end = meeting.closed_at
    return [
        meeting.opened_at,
        *sorted(at for at in moves if at > meeting.opened_at and (end is None or at < end)),
    ]


# For whom each part is printed ----------------------------------------------------------------------------


@dataclass(frozen=True)
class Audience:
    """The items that are read by the same people: all members, those of one level, or those of confidential ones."""

    level: str
    confidential: bool
    items: tuple[AgendaItem, ...]

    @property
    def for_all(self) -> bool:
        return not self.confidential and self.level == ""


def audiences(meeting: Meeting) -> Iterator[Audience]:
    """First what is for all members, also where there is nothing of it; then each narrower part that has items."""
    by_whom: dict[tuple[bool, str], list[AgendaItem]] = defaultdict(list)
    for item in on_agenda(meeting):
        everybody = not item.confidential and item.level in FOR_GUESTS
        by_whom[item.confidential, "" if everybody else item.level].append(item)
    yield Audience("", False, tuple(by_whom.pop((False, ""), ())))
    for (confidential, level), items in sorted(by_whom.items()):
        yield Audience(level, confidential, tuple(items))


# Which wait -----------------------------------------------------------------------------------------------


def to_ratify(body: int, before: Meeting | None = None) -> list[Minutes]:
    """Circulated and not ratified yet, the latest version of each, the earliest meeting first."""
    rows = Minutes.objects.filter(meeting__body=body, state=State.CIRCULATED).select_related("meeting")
    if before is not None:
        rows = rows.filter(meeting__starts_at__lt=before.starts_at)
    later = Minutes.objects.filter(meeting__body=body).values_list("meeting_id", "number")
    newest = dict(sorted(later, key=lambda pair: pair[1]))
    return [row for row in rows.order_by("meeting__starts_at") if newest[row.meeting_id] == row.number]


def next_meeting(meeting: Meeting) -> Meeting | None:
    """The next one of the same body, at which minutes are ratified and actions come back."""
    rows = Meeting.objects.filter(body=meeting.body_id, starts_at__gt=meeting.starts_at)
    standing = rows.exclude(state__in=[Meeting.State.CANCELLED, Meeting.State.PROPOSED])
    return standing.exclude(kind=Meeting.Kind.WRITTEN).order_by("starts_at", "pk").first()


def corrected_since(minutes: Minutes) -> bool:
    """Whether the roll was put right after these minutes were approved: then the next version says so."""
    if minutes.approved_at is None:
        return False
    return minutes.meeting.presences.filter(struck_at__gt=minutes.approved_at).exists()


def title_of(meeting: Meeting) -> str:
    """'Minutes of the full group': what the paper is called."""
    name = meeting.body.name if meeting.body else meeting.name
    return f"Minutes of the {name[:1].lower()}{name[1:]}"
