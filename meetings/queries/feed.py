"""Meetings as calendars read them (RFC 5545): one's own as a feed, one as an invitation, a change or its end (K9.4)."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from constitution.dates import ONE_DAY
from meetings.models import Meeting
from records.models import Person
from records.obligations import Obligation

PRODUCT = "-//Quorate//Meetings//EN"
STATUS = {Meeting.State.PROPOSED: "TENTATIVE", Meeting.State.CANCELLED: "CANCELLED"}


@dataclass(frozen=True)
class Site:
    """Where the meetings stand on the web, and who sends them: what every entry names."""

    address: str  # 'https://quorate.example/knowsley/meetings/'
    host: str
    code: str
    organiser: str = ""  # a mail address
    name: str = ""

    def of(self, meeting: Meeting) -> str:
        return f"{self.address}{meeting.pk}/"

    def uid(self, what: str) -> str:
        return f"{what}.{self.code}@{self.host}"


def as_feed(
    site: Site, title: str, meetings: Iterable[Meeting], due: Iterable[Obligation], at: datetime
) -> bytes:
    """A calendar to subscribe to: meetings at their hours, what is due as days."""
    entries = [*(_meeting(site, each, at) for each in meetings), *(_due(site, each, at) for each in due)]
    return _calendar(entries, "PUBLISH", title)


def as_invitation(site: Site, meeting: Meeting, to: Person, at: datetime) -> bytes:
    """One meeting for one person's calendar: an invitation or a change of it; if cancelled, its end."""
    entry = _meeting(site, meeting, at)
    if site.organiser:
        _between(entry, site, to)
    return _calendar([entry], method_of(meeting))


def method_of(meeting: Meeting) -> str:
    return "CANCEL" if meeting.state == Meeting.State.CANCELLED else "REQUEST"


def as_entry(site: Site, meeting: Meeting, at: datetime) -> bytes:
    """One meeting as a file, to be put into any calendar."""
    return _calendar([_meeting(site, meeting, at)], "PUBLISH")


def _calendar(entries: Sequence[Any], method: str, title: str = "") -> bytes:
    from icalendar import Calendar  # noqa: PLC0415 heavy, and needed by calendars and letters alone

    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", method)
    if title:
        calendar.add("x-wr-calname", title)
        calendar.add("x-published-ttl", "PT6H")
    for entry in entries:
        calendar.add_component(entry)
    return calendar.to_ical()


def _meeting(site: Site, meeting: Meeting, at: datetime) -> Any:
    from icalendar import Event  # noqa: PLC0415 heavy, and needed by calendars and letters alone

    entry = Event()
    entry.add("uid", site.uid(f"meeting-{meeting.pk}"))
    entry.add("sequence", meeting.sequence)
    entry.add("dtstamp", at.astimezone(UTC))
    entry.add("dtstart", meeting.starts_at.astimezone(UTC))
    entry.add("dtend", meeting.ends_at.astimezone(UTC))
    entry.add("summary", meeting.name)
    entry.add("status", STATUS.get(meeting.state, "CONFIRMED"))
    entry.add("url", site.of(meeting))
    entry.add("description", _described(site, meeting))
    if where := ", ".join(filter(None, (meeting.place, meeting.link))):
        entry.add("location", where)
    return entry


def _described(site: Site, meeting: Meeting) -> str:
    speakers = f"Speakers: {meeting.speakers}" if meeting.speakers else ""
    moved = f"Moved: {meeting.moved_because}" if meeting.moved_because else ""
    cancelled = f"Cancelled: {meeting.cancelled_because}" if meeting.cancelled_because else ""
    return "\n".join(filter(None, (cancelled, moved, speakers, site.of(meeting))))


def _between(entry: Any, site: Site, to: Person) -> None:
    from icalendar import vCalAddress  # noqa: PLC0415 heavy, and needed by calendars and letters alone

    organiser = vCalAddress(f"mailto:{site.organiser}")
    organiser.params["CN"] = site.name
    entry.add("organizer", organiser)
    attendee = vCalAddress(f"mailto:{to.email}")
    attendee.params |= {"CN": to.name, "ROLE": "REQ-PARTICIPANT", "PARTSTAT": "NEEDS-ACTION", "RSVP": "FALSE"}
    entry.add("attendee", attendee)


def _due(site: Site, due: Obligation, at: datetime) -> Any:
    from icalendar import Event  # noqa: PLC0415 heavy, and needed by calendars and letters alone

    entry = Event()
    entry.add("uid", site.uid(f"due-{hashlib.sha256(due.key.encode()).hexdigest()[:24]}"))
    entry.add("sequence", due.sequence)
    entry.add("dtstamp", at)
    entry.add("dtstart", due.due_on)
    entry.add("dtend", due.due_on + ONE_DAY)
    entry.add("summary", due.what)
    entry.add("transp", "TRANSPARENT")
    return entry
