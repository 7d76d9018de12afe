"""Meetings of an invented group: five schools or thirty-five, a roll, and who came. Nobody here is real."""

from datetime import datetime, time, timedelta

from django.utils import timezone

from meetings.actions.mandates import derive_mandates
from meetings.models import AgendaItem, Mandate, Meeting, Presence
from membership.models import Body
from records.models import Collaborative, Person
from tests.membership import cast as members
from tests.remembered import remembered


def moment(hour: int, minute: int = 0, day=members.DAY) -> datetime:
    """A time of that day on a British clock."""
    return timezone.make_aware(datetime.combine(day, time(hour, minute)))


NINE, TEN, ELEVEN, NOON = moment(9), moment(10), moment(11), moment(12)


def schools(group: Collaborative, how_many: int) -> list[Person]:
    """So many member schools, each with its head: 'Head 1' of 'School 01' …"""
    numbers = range(1, how_many + 1)
    return members.members(group, {f"School {number:02}": f"Head {number}" for number in numbers})


@remembered
def meeting(group: Collaborative, body: str = "full-group", **changes) -> Meeting:
    """An ordinary meeting of Thursday 14 March 2024, nine to noon, whose mandates are derived."""
    event = {"full-group": "full-meeting", "management-group": "management-meeting", "group": "meeting"}[body]
    fields = {
        "body": Body.objects.get(code=body),
        "event": event,
        "slot": "2023-24/spring-2",
        "name": "Full meeting",
        "starts_at": NINE,
        "ends_at": NOON,
        "state": Meeting.State.AGREED,
    } | changes
    made = Meeting.objects.create(collaborative=group, **fields)
    derive_mandates(made, made.starts_at - timedelta(days=7))
    made.refresh_from_db()
    return made


def mandate(meeting: Meeting, name: str) -> Mandate:
    return meeting.mandates.get(name=name, struck_at=None)


def arrives(meeting: Meeting, who: Person, mandate: Mandate | None = None, **changes) -> Presence:
    """Somebody in the room since nine o'clock, exercising a mandate or none."""
    fields = {
        "capacity": "headteacher" if mandate and mandate.school_id else "",
        "arrived_at": NINE,
        "key": f"{who.pk}-{mandate.pk if mandate else ''}-{Presence.objects.count()}",
        "by": who,
    } | changes
    return Presence.objects.create(
        collaborative=meeting.collaborative, meeting=meeting, person=who, mandate=mandate, **fields
    )


def all_arrive(meeting: Meeting, how_many: int) -> None:
    """The heads of the first so many schools of the roll come."""
    for row in meeting.mandates.filter(struck_at=None, school__isnull=False).order_by("name")[:how_many]:
        arrives(meeting, row.holder, row)


def item(meeting: Meeting, title: str = "Attendance strategy", **changes) -> AgendaItem:
    """A placed item of business."""
    fields = {
        "body": meeting.body,
        "position": meeting.items.count() + 1,
        "title": title,
        "submitted_at": meeting.starts_at - timedelta(days=20),
        "level": "members",
        "state": AgendaItem.State.PLACED,
    } | changes
    return AgendaItem.objects.create(collaborative=meeting.collaborative, meeting=meeting, **fields)
