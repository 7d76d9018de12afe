"""A place that is open, with one who stands and one who has been asked; what came of another; a talk with a next Chair."""

from dataclasses import dataclass
from datetime import date, timedelta

from collaborative.demonstration.history import History
from collaborative.demonstration.members import Members
from collaborative.demonstration.offices import CHAIRS, FIRST_CHAIR
from membership.actions import conversations
from membership.actions.openings import announce_opening, lapse, nominate
from membership.models import Body, Opening, Place

OPEN = "headteacher-rep"
WHY = "A second headteacher beside the Chair and the Treasurer, one meeting each half term."
STANDS, ASKED = "cawdery", "birchenholt"
STATEMENT = "I have sat in on two meetings and would like to bring the voice of the smaller schools."
NOMINATED = "She ran the summer conference and knows every school."
SAID = (
    "Willing. Would like to sit beside the Chair in the Summer term, and asked what the release money covers."
)


@dataclass(frozen=True)
class Openings:
    history: History
    members: Members

    def steps(self) -> None:
        on = self.history.on
        for days, step in ((70, self.earlier), (35, self.nobody), (10, self.announce), (6, self.put_forward)):
            if (day := on - timedelta(days=days)) > self.history.begins:
                self.history.step(day, step)
        for year in range(FIRST_CHAIR + 2, on.year + 1, 2):
            if (day := date(year, 2, 24)) > self.history.begins:
                self.history.step(day, self.talk, year=year)

    # Each on its day --------------------------------------------------------------------------------------

    def earlier(self, day: date) -> None:
        self._announced(day, number=2, closes=14, begins=35)

    def nobody(self, day: date) -> None:
        by, at = self.history.by(day), self.history.at(day)
        lapse(opening=self._of(2), because="Nobody stood; to be asked for again", by=by, at=at)

    def announce(self, day: date) -> None:
        self._announced(day, number=1, closes=21, begins=45)

    def put_forward(self, day: date) -> None:
        at, opening = self.history.at(day), self._of(1)
        stands, asked = self.members.head(STANDS, day), self.members.head(ASKED, day)
        nominate(opening=opening, person=stands, by=stands, at=at, statement=STATEMENT)
        nominate(opening=opening, person=asked, by=stands, at=at, statement=NOMINATED)

    def talk(self, day: date, year: int) -> None:
        """In the Spring term, with the headteacher who was elected a month later."""
        turn = (year - FIRST_CHAIR) // 2
        chair, following = (self.members.person(CHAIRS[each % len(CHAIRS)]) for each in (turn - 1, turn))
        talk = conversations.arrange(
            collaborative=self.history.group,
            about="prospective chair",
            subject="Discussions with prospective Chairs",
            person=following,
            assigned_to=chair,
            level="body",
            body=Body.objects.get(code="management-group"),
            by=chair,
            on=day,
        )
        conversations.hold(conversation=talk, held_on=day, summary=SAID, by=chair, on=day)

    # What is open -----------------------------------------------------------------------------------------

    def _announced(self, day: date, number: int, closes: int, begins: int) -> None:
        announce_opening(
            place=Place.objects.get(code=OPEN, number=number),
            closes_on=day + timedelta(days=closes),
            starts_on=day + timedelta(days=begins),
            why=WHY,
            by=self.history.by(day),
            at=self.history.at(day),
        )

    def _of(self, number: int) -> Opening:
        return (
            Opening.objects.filter(place__code=OPEN, place__number=number)
            .select_related("place")
            .latest("pk")
        )
