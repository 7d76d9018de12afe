"""The room of a meeting, read once for all that one page shows of it."""

from django.http import HttpRequest

from meetings.models import Meeting
from meetings.queries.room import Room, room_of


def the_room(request: HttpRequest, meeting: Meeting) -> Room:
    """The room at this moment, without the interests in any item."""
    kept = request.__dict__.setdefault("_rooms", {})
    if meeting.pk not in kept:
        kept[meeting.pk] = room_of(meeting)
    return kept[meeting.pk]
