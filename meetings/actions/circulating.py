"""Who is told of a meeting, of its moving and of its end: every member of its body, each once (K9.1, K9.4).

The letters are made when they are sent, with the meeting as an entry for a calendar.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime

from django.db.models import Q

from constitution.acts import HEAD, THE_OFFICE
from meetings.models import Meeting
from meetings.models.meeting import BEFORE_OPENING
from meetings.queries.hours import between
from meetings.queries.room import day_of, facts_of
from membership.permissions.people import named
from membership.queries.moments import first_of
from records import audit, outbox
from records.models import Collaborative, Message, Person
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


def tell_newcomers(*, collaborative: Collaborative, on: date) -> int:
    """Whoever belongs to a meeting to come and has never been told of it: a school that joined, a new head (K9.4).

    Only of meetings of which anybody was told. How many letters were written.
    """
    ahead = Meeting.objects.filter(
        collaborative=collaborative,
        state__in=BEFORE_OPENING[1:],
        body__isnull=False,
        starts_at__gte=first_of(on),
    )
    rows = {about(row): row for row in ahead.select_related("body", "collaborative")}
    told: dict[str, set[int]] = {}
    for name, person in Message.objects.filter(key__in=rows).values_list("key", "person"):
        told.setdefault(name, set()).add(person)
    at = audit.moment()
    letters = [
        _letter(rows[name], person, FIXED, at)
        for name, known in told.items()
        for person in _members(rows[name])
        if person.pk not in known
    ]
    outbox.queue_all(letters)
    return len(letters)


def _members(meeting: Meeting) -> list[Person]:
    """Those of its body on its day who have an address, each once."""
    return list({person.pk: person for person in _speakers(meeting) if person.email}.values())


def _speakers(meeting: Meeting) -> Iterator[Person]:
    """Whoever speaks for each member of its body; the head for a school that is entered in a cluster or network."""
    facts = facts_of(meeting)
    heads = facts.speakers(HEAD)
    for member in facts.of(meeting.body):
        entered = member.kind == "school" and member.school and not member.offices
        person = heads.get(member.school.school.pk) if entered else member.person
        if person:
            yield person


def concerned(meeting: Meeting) -> list[Person]:
    """The members of its body on its day, whoever stands in for one, the office, and its guests: with an address."""
    found = {person.pk: person for person in _concerned(meeting) if person.email}
    return list(found.values())


def _concerned(meeting: Meeting) -> Iterator[Person]:
    if meeting.body_id:
        yield from _speakers(meeting)
        stand_in = meeting.mandates.filter(struck_at=None, substitute__isnull=False).values("substitute")
        others = Q(pk__in=named(facts_of(meeting), [THE_OFFICE])) | Q(pk__in=stand_in)
        yield from Person.objects.filter(others)
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
