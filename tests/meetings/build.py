"""Rows of this room, each sound as it stands; a test of what the database refuses says only what it changes."""

from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

from meetings.models import (
    Action,
    AgendaItem,
    Ballot,
    Interest,
    Invitation,
    Mandate,
    Meeting,
    MinuteEntry,
    Minutes,
    MinutesPart,
    Motion,
    Paper,
    Presence,
    SpeakerTurn,
    Vote,
)
from membership.models import Body
from tests.membership import build
from tests.records.build import document

NOON = datetime(2024, 3, 14, 12, tzinfo=UTC)
LATER = NOON + timedelta(hours=1)
EARLIER = NOON - timedelta(hours=1)
DAY = date(2024, 3, 14)
_number = count(1)


def body(group) -> Body:
    return Body.objects.filter(collaborative=group).first() or build.body(group)


def meeting(group, **changes: Any) -> Meeting:
    fields = {
        "body": changes.pop("body", None) or body(group),
        "event": "full-meeting",
        "slot": f"2023-24/{next(_number)}",
        "name": "Full meeting",
        "starts_at": NOON,
        "ends_at": LATER,
    }
    return Meeting.objects.create(collaborative=group, **fields | changes)


def item(group, **changes: Any) -> AgendaItem:
    """On the agenda of a meeting; with `meeting` None it waits."""
    found = changes.pop("meeting") if "meeting" in changes else meeting(group)
    placed = {"meeting": found, "position": next(_number), "state": "placed"} if found else {}
    fields = {
        "body": found.body if found else body(group),
        "title": "Attendance strategy",
        "submitted_at": EARLIER,
        "level": "members",
    }
    return AgendaItem.objects.create(collaborative=group, **fields | placed | changes)


def paper(item: AgendaItem, **changes: Any) -> Paper:
    fields = {
        "title": "The figures",
        "document": changes.pop("document", None) or document(item.collaborative),
        "as_at_on": DAY,
        "position": next(_number),
        "level": "members",
        "laid_at": NOON,
    }
    return Paper.objects.create(collaborative=item.collaborative, item=item, **fields | changes)


def invitation(meeting: Meeting, **changes: Any) -> Invitation:
    fields = {"invited_by": build.person(), "invited_at": NOON, "ends_on": DAY}
    return Invitation.objects.create(collaborative=meeting.collaborative, meeting=meeting, **fields | changes)


def mandate(meeting: Meeting, **changes: Any) -> Mandate:
    """Of a school, unless it is said to be another's."""
    if not {"school", "person", "place"} & set(changes):
        changes["school"] = build.school(meeting.collaborative)
    fields = {"name": "Birchenholt Primary School", "counts": True, "votes": 1}
    return Mandate.objects.create(collaborative=meeting.collaborative, meeting=meeting, **fields | changes)


def presence(meeting: Meeting, **changes: Any) -> Presence:
    fields = {
        "person": changes.pop("person", None) or build.person(),
        "capacity": "headteacher",
        "arrived_at": NOON,
        "key": f"click {next(_number)}",
        "by": build.person("Marian Teale"),
    }
    return Presence.objects.create(collaborative=meeting.collaborative, meeting=meeting, **fields | changes)


def interest(item: AgendaItem, **changes: Any) -> Interest:
    who = changes.pop("person", None) or build.person()
    fields = {"person": who, "by": who, "nature": "My sister bids for it.", "declared_at": NOON}
    bars = dict.fromkeys(("bars_speak", "bars_vote", "bars_stay", "bars_count"), False)
    return Interest.objects.create(collaborative=item.collaborative, item=item, **fields | bars | changes)


def turn(item: AgendaItem, **changes: Any) -> SpeakerTurn:
    fields = {"person": build.person(), "asked_at": NOON}
    return SpeakerTurn.objects.create(collaborative=item.collaborative, item=item, **fields | changes)


DECIDED = {
    "state": "carried",
    "number": "R-2024-001",
    "opened_at": NOON,
    "closed_at": LATER,
    "votes_for": 3,
    "votes_against": 1,
    "abstentions": 0,
    "quorate": True,
    "quorum": {"value": True},
    "finding": {"value": "carried"},
}


def motion(item: AgendaItem, **changes: Any) -> Motion:
    return Motion.objects.create(
        collaborative=item.collaborative, item=item, **{"text": "That the rates stay as they are."} | changes
    )


def carried(item: AgendaItem, **changes: Any) -> Motion:
    return motion(item, **DECIDED | {"number": f"R-2024-{next(_number):03}"} | changes)


def vote(motion: Motion, **changes: Any) -> Vote:
    fields = {
        "mandate": changes.pop("mandate", None) or mandate(motion.item.meeting),
        "cast_by": build.person(),
        "secret": False,
        "choice": "for",
    }
    return Vote.objects.create(collaborative=motion.collaborative, motion=motion, **fields | changes)


def ballot(motion: Motion, **changes: Any) -> Ballot:
    return Ballot.objects.create(
        collaborative=motion.collaborative, motion=motion, **{"choice": "for"} | changes
    )


def minutes(meeting: Meeting, **changes: Any) -> Minutes:
    fields = {"by": build.person("Marian Teale")}
    return Minutes.objects.create(collaborative=meeting.collaborative, meeting=meeting, **fields | changes)


def approved(meeting: Meeting, **changes: Any) -> Minutes:
    fields = {"state": "approved", "approved_at": NOON, "approved_by": build.person("Amina Clarke")}
    return minutes(meeting, **fields | changes)


def entry(minutes: Minutes, **changes: Any) -> MinuteEntry:
    return MinuteEntry.objects.create(collaborative=minutes.collaborative, minutes=minutes, **changes)


def part(minutes: Minutes, **changes: Any) -> MinutesPart:
    fields = {"level": "members", "name": "For members", "document": document(minutes.collaborative)}
    return MinutesPart.objects.create(
        collaborative=minutes.collaborative, minutes=minutes, **fields | changes
    )


def action(item: AgendaItem, **changes: Any) -> Action:
    fields = {
        "number": next(_number),
        "text": "Write to the authority.",
        "owner": build.person(),
        "due_on": DAY,
    }
    return Action.objects.create(collaborative=item.collaborative, item=item, **fields | changes)
