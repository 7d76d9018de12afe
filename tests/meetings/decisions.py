"""A meeting that is open, with so many schools in the room, and motions put there. For the tests of decisions."""

from dataclasses import dataclass
from datetime import date

from meetings.actions import motions, opening, votes
from meetings.models import AgendaItem, Mandate, Meeting, Motion
from meetings.queries.motions import Tally
from records.models import Person
from tests.meetings import cast
from tests.membership import cast as members

TEXT = "That every school reports attendance each half term."


def adopt(group, old: str, new: str) -> None:
    """The same edition with other words in one place, in force since January."""
    source = members.knowsley()
    assert old in source
    members.adopt(group, source.replace(old, new), date(2024, 1, 8))


@dataclass
class Room:
    """Whose meeting it is: `marian` keeps the office, `item` is the one talked about."""

    meeting: Meeting
    item: AgendaItem
    marian: Person

    def mandate(self, number: int) -> Mandate:
        return cast.mandate(self.meeting, f"School {number:02}")

    def head(self, number: int) -> Person:
        return self.mandate(number).holder

    def draft(self, text: str = TEXT, **changes) -> Motion:
        if "proposer" not in changes:
            changes["proposer"] = self.mandate(1)
        if "seconder" not in changes:
            changes["seconder"] = self.mandate(2)
        return motions.draft_motion(item=self.item, text=text, by=self.marian, at=cast.TEN, **changes)

    def put(self, text: str = TEXT, **changes) -> Motion:
        return motions.put(motion=self.draft(text, **changes), by=self.marian, at=cast.TEN)

    def voting(self, text: str = TEXT, **changes) -> Motion:
        return motions.open_vote(motion=self.put(text, **changes), by=self.marian, at=cast.TEN)

    def vote(self, motion: Motion, number: int, choice: str = "for", **changes) -> None:
        told = {"by": self.head(number), "at": cast.ELEVEN} | changes
        votes.cast_vote(motion=motion, mandate=self.mandate(number), choice=choice, **told)

    def close(self, motion: Motion, *hands: int, **changes) -> Motion:
        """With the hands counted for, against and abstaining, where they are shown."""
        told = {"by": self.marian, "at": cast.ELEVEN, "tally": Tally(*hands) if hands else None} | changes
        return votes.close_vote(motion=motion, **told)

    def carried(self, text: str = TEXT, **changes) -> Motion:
        return self.close(self.voting(text, **changes), 3, 0)


def opened(group, marian, schools: int = 5, come: int = 3, **changes) -> Room:
    """So many schools, of which so many came; the manager came, too, and presides."""
    cast.schools(group, schools)
    meeting = cast.meeting(group, **changes)
    cast.all_arrive(meeting, come)
    cast.arrives(meeting, marian, cast.mandate(meeting, "Marian Teale"), capacity="som")
    item = cast.item(meeting)
    opening.open_meeting(meeting=meeting, by=marian, at=cast.NINE)
    item.refresh_from_db()
    return Room(meeting, item, marian)
