"""The agendas of the present school year: standing items, business brought by members, one late, one confidential."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, time

from collaborative.demonstration.history import History
from constitution.dates import ONE_DAY
from meetings.actions.agenda import add_item, agree_agenda, change_item, place_item, set_agenda
from meetings.actions.confidence import confine
from meetings.actions.items import accept_item, consent_to_late, submit_item
from meetings.actions.preparing import prepare
from meetings.models import AgendaItem, Meeting
from meetings.queries.agenda import parts_of
from meetings.queries.room import day_of
from membership.permissions.people import named
from membership.queries.kept import facts_on
from records.models import Person

WEEK = 7 * ONE_DAY
PURPOSE = AgendaItem.Purpose
# How long what comes by itself usually takes, and what it is for, by its kind.
USUAL = {
    AgendaItem.Kind.RATIFY: (10, PURPOSE.DECISION),
    AgendaItem.Kind.ARISING: (10, PURPOSE.DISCUSSION),
    AgendaItem.Kind.ACCOUNTS: (20, PURPOSE.INFORMATION),
    AgendaItem.Kind.FEEDBACK: (5, PURPOSE.INFORMATION),
}


@dataclass(frozen=True)
class Business:
    """An item of the office: its title, length, who leads it, what it is for, in which part of the day and when."""

    title: str
    minutes: int
    presenter: str
    purpose: str
    part: int = 0
    hour: time | None = None


# By the edition's event, the business of one meeting after the other.
BUSINESS: dict[str, Sequence[Business]] = {
    "full-meeting": (
        Business(
            "Early reading: three schools’ practice",
            45,
            "Dr Lena Osgathorpe",
            PURPOSE.DISCUSSION,
            1,
            time(13),
        ),
        Business("Ofsted: what the last inspections asked", 30, "Marian Teale", PURPOSE.INFORMATION, 1),
        Business(
            "Working together over the transition to secondary school",
            30,
            "Ruth Vantongeren",
            PURPOSE.DISCUSSION,
            1,
            time(13),
        ),
    ),
    "management-meeting": (
        Business("What schools asked of the group this half term", 20, "Marian Teale", PURPOSE.DISCUSSION),
        Business("Who follows in the posts that end this year", 15, "The Chair", PURPOSE.DISCUSSION),
    ),
    "meeting": (
        Business("Places and standards across the city", 30, "The Chair", PURPOSE.DISCUSSION),
        Business("The work plan of the year", 20, "The clerk", PURPOSE.DECISION),
    ),
}
BROUGHT = (
    "Attendance across the schools",
    "Sharing a speech therapist between schools",
    "Swimming: hiring the pool together",
)
LATE = "Buses that no longer run"
CLOSED = "A school that may need support"


@dataclass(frozen=True)
class Agendas:
    """`brings` answers the person who submits an item on a day; without one, nobody does."""

    history: History
    decision: str
    brings: Callable[[date], Person] | None = None

    def steps(self) -> None:
        """Every week, what that week brings for the meetings to come."""
        day = max(date(self.history.school_year, 9, 4), self.history.begins)
        while day <= self.history.on:
            self.history.step(day, self.week)
            day += WEEK

    def week(self, day: date) -> None:
        for meeting in self._coming(day):
            away = day_of(meeting) - day
            if meeting.state == Meeting.State.FIXED and away <= 4 * WEEK and not meeting.items.exists():
                self._begin(meeting, day)
            elif meeting.state == Meeting.State.FIXED and away <= 2 * WEEK:
                self._set(meeting, day)
            elif meeting.state == Meeting.State.SET:
                self._agree(meeting, day)

    def _coming(self, day: date) -> list[Meeting]:
        rows = Meeting.objects.filter(starts_at__gt=self.history.at(day), kind=Meeting.Kind.ORDINARY)
        found = rows.filter(event__in=BUSINESS).select_related("body", "collaborative").order_by("starts_at")
        return [row for row in found if day_of(row) - day <= 4 * WEEK]

    # Each in its week -------------------------------------------------------------------------------------

    def _begin(self, meeting: Meeting, day: date) -> None:
        told = {"meeting": meeting, "by": self.history.by(day), "at": self.history.at(day)}
        parts = [part.name for part in parts_of(meeting)]
        for item in prepare(**told):
            self._lengthen(item, day)
        for each in BUSINESS[meeting.event]:
            add_item(
                title=each.title, minutes=each.minutes, presenter=each.presenter, purpose=each.purpose,
                session=parts[min(each.part, len(parts) - 1)], starts_at=each.hour, **told,
            )  # fmt: skip
        if meeting.event == "full-meeting" and self.brings:
            self._brought(meeting, day, BROUGHT[day.month % len(BROUGHT)])
        if meeting.event == "management-meeting":
            closed = add_item(
                title=CLOSED, minutes=20, purpose=PURPOSE.DISCUSSION, presenter="Marian Teale", **told
            )
            confine(item=closed, because="It names a school and its staff", by=told["by"], at=told["at"])

    def _lengthen(self, item: AgendaItem, day: date) -> None:
        minutes, purpose = USUAL.get(item.kind, (15, PURPOSE.DISCUSSION))
        told = {"seen": item.version, "by": self.history.by(day), "at": self.history.at(day)}
        change_item(item=item, minutes=minutes, purpose=purpose, session=item.session, **told)

    def _brought(self, meeting: Meeting, day: date, title: str) -> AgendaItem:
        by, at = self.brings(day), self.history.at(day)
        item = submit_item(body=meeting.body, meeting=meeting, title=title, minutes=25, by=by, at=at,
                           presenter=by.name, purpose=PURPOSE.DISCUSSION)  # fmt: skip
        return item if item.late else accept_item(item=item, by=self.history.by(day), at=at)

    def _set(self, meeting: Meeting, day: date) -> None:
        told = {"by": self.history.by(day), "at": self.history.at(day)}
        if meeting.event == "full-meeting" and self.brings:
            self._late(meeting, day)
        for item in meeting.items.filter(state=AgendaItem.State.ACCEPTED):
            place_item(item=item, meeting=meeting, session=parts_of(meeting)[0].name, **told)
        meeting.refresh_from_db()
        set_agenda(meeting=meeting, seen=meeting.agenda_version, **told)

    def _late(self, meeting: Meeting, day: date) -> None:
        """The Chair consents to it, unless it came this week: then it waits for the Chair."""
        item = self._brought(meeting, day, LATE)
        chairs = named(facts_on(self.history.group, day), ["chair"])
        if item.late and chairs and day + WEEK <= self.history.on:
            chair, at = Person.objects.get(pk=chairs[0]), self.history.at(day)
            consent_to_late(item=item, because="The timetable changes at half term", by=chair, at=at)
            accept_item(item=item, by=self.history.by(day), at=at)

    def _agree(self, meeting: Meeting, day: date) -> None:
        decision = f"{self.decision}, {day.day} {day:%B} {day.year}"
        agree_agenda(meeting=meeting, resolution=decision, by=self.history.by(day), at=self.history.at(day))
