"""The Bristol-shaped group: sixteen seats by category, one of them vacant, under the terms of reference of 2016.

The document's own structure lapsed in 2018. Here it was adopted two years before the one in force now, and renewed:
the present is in the second of its two years, with the day on which it lapses ahead.
"""

import csv
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from collaborative.demonstration import terms
from collaborative.demonstration.agendas import Agendas
from collaborative.demonstration.attending import Attending
from collaborative.demonstration.duties import review_the_group
from collaborative.demonstration.history import History
from collaborative.demonstration.laying import Laying
from collaborative.demonstration.meetings import BRISTOL, Meetings
from collaborative.demonstration.minutes import Minuting
from collaborative.demonstration.news import News
from collaborative.demonstration.people import employ
from collaborative.demonstration.representing import PointOfContact
from collaborative.demonstration.schools import SOURCE
from collaborative.demonstration.seating import Seating
from collaborative.demonstration.told import remind
from collaborative.founding import found_group, sample
from membership.actions.editions import adopt_edition
from membership.actions.ex_officio import follow_post
from membership.actions.partners import add_partner
from membership.actions.posts import end_post
from membership.actions.schools import add_school
from membership.actions.seats import seat
from membership.models import Body, Holding, Partner, Place, Post, School
from records.models import Collaborative, Person
from records.tenancy import scoped

CODE, NAME = "bristol", "Excellence in Schools Group"
FILE, AREA = "excellence-in-schools-group-2016", "Bristol"
NOTE = "Agreed by the founding members. The schools and people are invented."
CLERK = "Ottilie Marsh"

# In September a new head takes over the school, the chair of the association and the seat that goes with it.
CHANGED, SUCCESSOR = "Secondary Headteachers Association", "Bartholomew Nwachukwu"


@dataclass(frozen=True)
class Sitting:
    """A seat and who sits in it: the school, trust or authority they come from, their post, and a second one."""

    category: str
    number: int
    name: str
    place: str
    sort: str
    post: str
    also: str

    @property
    def follows_a_post(self) -> bool:
        """An officer of the authority, or the chair of an association: the seat goes with that."""
        return bool(self.also) or self.sort == Partner.Kind.AUTHORITY


def build(on: date, now: datetime) -> Collaborative:
    """The group and its history up to a day. Call inside a transaction."""
    renewed = renewed_on(on)
    begins = date(renewed.year - 2, 11, 1)
    source = sample(FILE)
    group = found_group(code=CODE, name=NAME, source=source, in_force_on=begins, note=NOTE, on=begins)
    with scoped(group):
        history = History(group, begins, on, now)
        terms.enter(group, AREA, begins.year - 1, history.school_year + 1, on)
        Bristol(history, renewed).steps(source)
        Meetings(history, BRISTOL, "The Group").steps()
        Agendas(history, "The Group").steps()
        Laying(history).steps()
        minuting = Minuting(history)
        Attending(history, minuting.meanwhile).steps()
        minuting.steps()
        News(history).bristol()
        PointOfContact(history).steps()
        history.tell()
        remind(history)
    return group


def renewed_on(on: date) -> date:
    """The last but one first of November."""
    return date(on.year - (1 if (on.month, on.day) >= (11, 1) else 2), 11, 1)


def sittings() -> list[Sitting]:
    with (Path(__file__).parent / "seats.csv").open(encoding="utf-8") as file:
        return [Sitting(**{**row, "number": int(row["number"])}) for row in csv.DictReader(file)]


@dataclass(frozen=True)
class Bristol:
    history: History
    renewed: date

    def steps(self, source: str) -> None:
        begins, step = self.history.begins, self.history.step
        step(begins, self.clerk)
        for sitting in sittings():
            step(begins, self.enter, sitting=sitting)
            step(begins, self.sit, sitting=sitting, name=sitting.name)
        step(self.renewed - timedelta(days=24), self.renew, source=source)
        for sitting in sittings():
            step(self.renewed, self.sit, sitting=sitting, name=sitting.name)
        step(date(self.renewed.year + 1, 9, 1), self.change, sitting=_of(CHANGED))
        review_the_group(self.history)
        Seating(self.history, self.renewed).steps()

    # Each on its day --------------------------------------------------------------------------------------

    def clerk(self, day: date) -> None:
        self.history.office = employ(self.history, CLERK, "clerk", "clerk", day, day)

    def enter(self, day: date, sitting: Sitting) -> None:
        """The person of a seat with their posts, and where they work."""
        told = (self.history, sitting.name, _where(sitting))
        employ(*told, sitting.post, day, day, **self._place(sitting))
        if sitting.also:
            association = self._partner(sitting.category, Partner.Kind.SERVICE)
            employ(*told, sitting.also, day, day, partner=association)

    def sit(self, day: date, sitting: Sitting, name: str) -> Holding:
        return seat(
            place=self._seat(sitting),
            person=Person.objects.get(name=name),
            starts_on=day,
            represents=sitting.place,
            how=Holding.How.BY_VIRTUE if sitting.follows_a_post else Holding.How.NAMED,
            by=self.history.by(day),
            on=day,
        )

    def renew(self, day: date, source: str) -> None:
        adopt_edition(
            collaborative=self.history.group,
            source=source,
            in_force_on=self.renewed,
            resolution=f"The Group, {day.day} October {day.year}",
            by=None,
            on=day,
        )

    def change(self, day: date, sitting: Sitting) -> None:
        """A seat that follows a post starts again with a new holder."""
        last_day, by = day - timedelta(days=1), self.history.by(day)
        before = Person.objects.get(name=sitting.name)
        for post in Post.objects.filter(person=before):
            end_post(post=post, last_day=last_day, because="retired", by=by, on=day)
        self.enter(day, Sitting(**{**vars(sitting), "name": SUCCESSOR}))
        follow_post(place=self._seat(sitting), by=by, on=day)

    def _seat(self, sitting: Sitting) -> Place:
        body = Body.objects.get(code="group")
        return Place.objects.get(body=body, code=sitting.category, number=sitting.number)

    # Where they come from ---------------------------------------------------------------------------------

    def _place(self, sitting: Sitting) -> dict[str, School | Partner]:
        if sitting.sort in Partner.Kind.values:
            return {"partner": self._partner(sitting.place, sitting.sort)}
        return {"school": self._school(sitting)}

    def _partner(self, name: str, kind: str) -> Partner:
        found = Partner.objects.filter(name=name, kind=kind).first()
        group, begins = self.history.group, self.history.begins
        return found or add_partner(collaborative=group, name=name, kind=kind, by=None, on=begins)

    def _school(self, sitting: Sitting) -> School:
        begins = self.history.begins
        found = School.objects.filter(name=sitting.place).first()
        return found or add_school(
            collaborative=self.history.group,
            name=sitting.place,
            kind=sitting.sort,
            from_on=begins,
            source=SOURCE,
            by=None,
            on=begins,
        )


def _of(category: str) -> Sitting:
    return next(sitting for sitting in sittings() if sitting.category == category)


def _where(sitting: Sitting) -> str:
    """What stands in an address: 'tworivers'."""
    return "".join(
        letter for word in sitting.place.lower().split()[:2] for letter in word if letter.isalpha()
    )
