"""Until when items for an agenda are taken, and which wait (K9.9).

The edition's deadline is counted from the meeting at which the agenda is set: for a full meeting that is the last
meeting of the management group before it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet

import constitution
from constitution.finding import Finding
from meetings.models import AgendaItem, Meeting
from meetings.models.meeting import BEFORE_OPENING
from meetings.queries.days import school_days
from meetings.queries.room import day_of
from membership.queries.kept import facts_on
from membership.queries.moments import civil_day
from records.models import Collaborative

State, Kind = AgendaItem.State, AgendaItem.Kind
# The identifier by which an edition says until when items are taken.
CODE = "agenda-items"
WAITING = (State.SUBMITTED, State.ACCEPTED)
ON_AGENDA = (State.PLACED, State.DISCUSSED)
WITHOUT_AGENDA = (Meeting.Kind.OUTSIDE, Meeting.Kind.WRITTEN)
CANCELLED = Meeting.State.CANCELLED


@dataclass(frozen=True)
class Closing:
    """By when items for a meeting are taken, with the meeting that sets its agenda."""

    finding: Finding[date]
    setting: Meeting

    @property
    def day(self) -> date:
        return self.finding.value


def closing(meeting: Meeting, rows: Iterable[Meeting]) -> Closing | None:
    """By when items for a meeting are to be in; None where the edition sets no day, or no meeting to count from.

    `rows` are the meetings among which the one that sets the agenda is looked for.
    """
    facts = facts_on(meeting.collaborative, day_of(meeting))
    rule = facts.rules.deadline.get(CODE)
    setting = rule and _setting(meeting, rule.before or "", rows)
    if not setting:
        return None
    days = school_days(facts)
    given = {
        "day": day_of(setting),
        "bank_holidays": days.bank_holidays,
        "school_closures": days.closures,
    }
    return Closing(constitution.ask(facts.rules, "latest day", CODE, given), setting)


def _setting(meeting: Meeting, event: str, rows: Iterable[Meeting]) -> Meeting | None:
    """The meeting itself, where it is one of those from which is counted; else the last of them before it."""
    if meeting.event == event:
        return meeting
    earlier = (row for row in rows if row.event == event and row.starts_at < meeting.starts_at)
    return max(earlier, key=lambda row: row.starts_at, default=None)


def standing_meetings(collaborative: Collaborative, on: date) -> list[Meeting]:
    """Those that have or will have an agenda, by their day. Shared: read them, never change them."""
    rows = facts_on(collaborative, on).rows.meetings
    return [row for row in rows if row.body_id and row.state != CANCELLED and row.kind not in WITHOUT_AGENDA]


def to_come(rows: Iterable[Meeting], at: datetime) -> list[Meeting]:
    """Those for which an item can still be submitted: fixed, and not begun."""
    states = [state for state in BEFORE_OPENING if state != Meeting.State.PROPOSED]
    return [row for row in rows if row.state in states and row.starts_at > at]


def is_late(meeting: Meeting | None, rows: Iterable[Meeting], at: datetime) -> bool:
    """Whether an item submitted now comes after the last day. 'By' includes the day (K9.9)."""
    found = closing(meeting, rows) if meeting else None
    return found is not None and civil_day(at) > found.day


def to_place(rows: QuerySet[AgendaItem], meeting: int, body: int) -> QuerySet[AgendaItem]:
    """What waits for this meeting, or for any of its body."""
    waits = Q(meeting=meeting) | Q(meeting__isnull=True, body=body)
    found = rows.filter(waits, state__in=WAITING).select_related("by", "meeting")
    return found.order_by("submitted_at", "pk")


def own(rows: QuerySet[AgendaItem], person: int) -> QuerySet[AgendaItem]:
    """What somebody has submitted, the latest first."""
    return rows.filter(by=person).select_related("meeting", "body").order_by("-submitted_at", "-pk")


# How an item stands, as shape and words.
LOOKS = {
    State.SUBMITTED: ("waiting", "Submitted"),
    State.ACCEPTED: ("waiting", "Accepted, to be placed"),
    State.PLACED: ("done", "On the agenda"),
    State.DISCUSSED: ("done", "Discussed"),
    State.DECLINED: ("nothing", "Declined"),
    State.WITHDRAWN: ("nothing", "Withdrawn"),
}


def state_of(item: AgendaItem) -> tuple[str, str]:
    if item.late and not item.consent_by_id and item.state in WAITING:
        return "look", "Late: waits for consent"
    return LOOKS[State(item.state)]
