"""Who is told of a meeting, of its moving and of its end: every member of its body, each once (K9.1, K9.4).

The letters are made when they are sent, with the meeting as an entry for a calendar.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime

from constitution.acts import THE_OFFICE
from meetings.models import Meeting
from meetings.queries.hours import between
from meetings.queries.room import day_of, facts_of
from membership.permissions.people import named
from records import outbox
from records.models import Message, Person
from records.models.messages import MessageState
from records.obligations import key

# The kind of the letters, and the first of their stages; the others are 'moved 1', 'moved 2' …, and 'cancelled'.
MEETING, FIXED, MOVED, CANCELLED = "meeting", "fixed", "moved", "cancelled"
SUBJECTS = {FIXED: "{name}: {when}", MOVED: "{name}: now {when}", CANCELLED: "{name} cancelled: {when}"}


def about(meeting: Meeting) -> str:
    """What every letter about a meeting's day is about."""
    return key("meeting", meeting, "", "told")


def circulate(meetings: Iterable[Meeting], stage: str, at: datetime) -> None:
    """Write to everybody who belongs to these meetings. What waits and was said before is said no more."""
    for meeting in meetings:
        waiting = Message.objects.filter(key=about(meeting))
        outbox.withdraw(waiting, MessageState.SUPERSEDED, "The meeting has been moved or cancelled since.")
        outbox.queue_all(_letter(meeting, person, stage, at) for person in concerned(meeting))


def concerned(meeting: Meeting) -> list[Person]:
    """The members of its body on its day, the office, and its guests: those who have an address."""
    found = {person.pk: person for person in _concerned(meeting) if person.email}
    return list(found.values())


def _concerned(meeting: Meeting) -> Iterator[Person]:
    facts = facts_of(meeting)
    if meeting.body_id:
        yield from (member.person for member in facts.of(meeting.body) if member.person)
        office = named(facts, [THE_OFFICE])
        yield from Person.objects.filter(pk__in=office)
    guests = meeting.invitations.filter(person__isnull=False, ended_at__isnull=True)
    yield from (invitation.person for invitation in guests.select_related("person"))


def _letter(meeting: Meeting, person: Person, stage: str, at: datetime) -> Message:
    words = {"name": meeting.name, "when": between(meeting.starts_at, meeting.ends_at)}
    return Message(
        collaborative=meeting.collaborative,
        key=about(meeting),
        stage=f"{MOVED} {meeting.sequence}" if stage == MOVED else stage,
        person=person,
        kind=MEETING,
        subject=SUBJECTS[stage].format(**words),
        due_on=day_of(meeting),
        queued_at=at,
    )
