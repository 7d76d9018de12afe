"""A meeting of five schools that is over: three came, one of them by its deputy, one sent apologies. For minutes."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from meetings.actions import issuing, minutes, opening
from meetings.models import AgendaItem, Mandate, Meeting, Minutes
from records.models import Person
from tests.meetings import cast
from tests.membership import cast as members

THREE = cast.moment(15)
NEXT_DAY = cast.moment(9, day=members.DAY + timedelta(days=1))


@dataclass
class Minuted:
    """`marian` keeps the office, `chair` leads School 01; `item` is open to all, `closed` confidential."""

    meeting: Meeting
    item: AgendaItem
    closed: AgendaItem
    marian: Person
    chair: Person

    def mandate(self, number: int) -> Mandate:
        return cast.mandate(self.meeting, f"School {number:02}")

    def begun(self) -> Minutes:
        return minutes.begin(meeting=self.meeting, by=self.marian, at=THREE)

    def write(self, row: Minutes, text: str, item: AgendaItem | None = None, seen: int = 0, **changes):
        told = {"by": self.marian, "at": THREE} | changes
        return minutes.write(minutes=row, item=item or self.item, text=text, seen=seen, **told)

    def drafted(self) -> Minutes:
        row = self.begun()
        self.write(row, "Every school told how it goes about attendance.")
        self.write(row, "The manager's salary was talked about.", self.closed)
        row.refresh_from_db()
        return row

    def discussed(self) -> Minutes:
        return minutes.discuss(minutes=self.drafted(), by=self.marian, at=THREE)

    def approved(self) -> Minutes:
        row = self.discussed()
        return minutes.approve(minutes=row, seen=row.version, by=self.chair, at=NEXT_DAY)

    def circulated(self, row: Minutes | None = None, at: datetime = NEXT_DAY) -> Minutes:
        return issuing.circulate(minutes=row or self.approved(), by=self.marian, at=at)


def held(group, marian, **changes) -> Minuted:
    """Nine to noon. School 03 is represented by its deputy, School 04 sent apologies, School 05 nothing."""
    heads = cast.schools(group, 5)
    members.hold(group, "chair", heads[0], date(2023, 9, 1))
    for each in (*heads, marian):
        Person.objects.filter(pk=each.pk).update(email=f"{each.pk}@schools.example")
    meeting = cast.meeting(group, **changes)
    one, two, three = (cast.mandate(meeting, f"School {number:02}") for number in (1, 2, 3))
    for each in (one, two):
        cast.arrives(meeting, each.holder, each)
    deputy = members.person("Deputy 3")
    cast.arrives(meeting, deputy, three, capacity="deputy headteacher")
    cast.arrives(meeting, marian, cast.mandate(meeting, "Marian Teale"), capacity="som")
    meeting.mandates.filter(name="School 04").update(reply="apologies", replied_at=cast.NINE)
    item = cast.item(meeting)
    closed = cast.item(meeting, "The manager's salary", confined_at=cast.NINE, confined_because="Staff")
    opening.open_meeting(meeting=meeting, by=marian, at=cast.NINE)
    opening.close_meeting(meeting=meeting, by=marian, at=cast.NOON)
    meeting.refresh_from_db()
    return Minuted(meeting, item, closed, marian, heads[0])
