"""[body.x]: who sits on a body, and who of them counts and votes (K6.1, K7.7, B3.1).

A body's members are lines: every member school, whoever holds an office, or seats of a category.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field, model_validator

from constitution import say
from constitution.conditions import Condition
from constitution.counts import Counts, total
from constitution.people import Person
from constitution.rule import Default, Ref, Row, Rule
from constitution.values import ALength, OneOrSeveral, Several, Whole, refusal

if TYPE_CHECKING:
    from constitution.tables import Constitution

KINDS = ("every", "office", "category")
COUNTED_BY = "counted by person: the file does not say; the default"
ONE_VOTE_PER = "one vote for each person: the file does not say; the default"
COUNT = "whoever sits counts for the quorum: the file does not say; the default"
VOTE = "whoever sits votes: the file does not say; the default"
SeatLost = Literal[
    "no longer holds the post the seat represents", "the school becomes an academy", "the school leaves"
]
Despite = Literal["a vacancy", "a defective appointment", "too many of one category"]


# The table ------------------------------------------------------------------------------------------


class Line(Row):
    """One line of a body's members."""

    ONE_OF = KINDS

    every: Literal["member school"] | None = Field(
        None, description="Each member school, spoken for by one of its people.", examples=["member school"]
    )
    by: Annotated[OneOrSeveral[str], Ref("people")] = Field(
        (), description="The posts that speak for a school.", examples=[["headteacher", "acting headteacher"]]
    )
    office: Annotated[str | None, Ref("office")] = Field(
        None, description="Whoever holds this office.", examples=["treasurer"]
    )
    category: str | None = Field(
        None,
        description="A kind of seat; other rules may name its people by it.",
        examples=["parent governor"],
    )
    seats: Whole | None = Field(
        None, description="How many seats; left out, any number (an office: its holders).", examples=[3]
    )
    places: Several[str] = Field(
        (), description="A label for each seat, such as the area.", examples=[["north", "south", "east"]]
    )
    requirement: str | None = Field(None, description="What the seat asks of a person, in words.")
    phase: OneOrSeveral[str] = Field(
        (), description="The phase of education it represents.", examples=["early years"]
    )
    class_: OneOrSeveral[str] = Field(
        (), description="Classes that conditions and voting rules can name.", examples=["schools member"]
    )
    counts: Annotated[bool, Default(COUNT)] = Field(
        True, description="Whether they count for the quorum.", examples=[False]
    )
    votes: Annotated[bool, Default(VOTE)] = Field(True, description="Whether they vote.", examples=[False])
    chairs: bool = Field(
        False, description="Whether the holder presides by virtue of the seat.", examples=[True]
    )
    during: str | None = Field(None, description="The line sits only in that term.", examples=["Summer term"])
    by_virtue_of: str | None = Field(
        None, description="The post that the seat follows: it passes to whoever holds that post next."
    )

    @model_validator(mode="after")
    def _a_place_for_each_seat(self) -> "Line":
        if self.seats and self.places and len(self.places) != self.seats:
            raise refusal(
                f"names {say.count(len(self.places), 'place')} for {say.count(self.seats, 'seat')}", "places"
            )
        return self

    @property
    def names(self) -> frozenset[str]:
        """The names by which its people are meant."""
        own = {name for name in (self.office, self.category) if name}
        return frozenset(own.union(self.class_, {"chair"} if self.chairs else ()))

    @property
    def title(self) -> str:
        return self.category or (self.office or "").replace("-", " ") or "member school"


class Body(Rule):
    """A body that meets and decides."""

    name: str = Field("", description="What people call it.", examples=["Full Group"])
    members: Several[Line] = Field((), description="Who sits on it, line by line.")
    counted_by: Annotated[Literal["person", "school"], Default(COUNTED_BY)] = Field(
        "person",
        description="What is counted as present; by school, two people from one school are one.",
        examples=["school"],
    )
    one_vote_per: Annotated[Literal["person", "school"], Default(ONE_VOTE_PER)] = Field(
        "person", description="What has one vote.", examples=["school"]
    )
    maximum: Whole | None = Field(None, description="The most members of the whole body.", examples=[16])
    minimum: Whole | None = Field(None, description="The fewest members of the whole body.", examples=[7])
    limits: Several[Condition] = Field((), description="Conditions on who sits, all of which must hold.")
    tenure: ALength | None = Field(
        None, description="How long a person sits, from their own start.", examples=["2 years"]
    )
    reviewed_after: ALength | None = Field(
        None, description="When a person's seat is reviewed, from their own start.", examples=["1 year"]
    )
    seat_lost_when: OneOrSeveral[SeatLost] = Field((), description="What ends a person's seat at once.")
    attested: OneOrSeveral[str] = Field(
        (), description="What each person must attest before the seat is confirmed."
    )
    decisions_stand_despite: OneOrSeveral[Despite] = Field(
        (), description="What does not undo a decision.", examples=[["a vacancy", "a defective appointment"]]
    )

    @property
    def by_school(self) -> bool:
        return self.counted_by == "school"

    @property
    def unit(self) -> str:
        """What is counted, as a noun."""
        return "school" if self.by_school else "member"

    @property
    def chair_is(self) -> frozenset[str]:
        """The names of the seats whose holder presides."""
        return frozenset(
            {name for line in self.members if line.chairs for name in (line.office, line.category) if name}
        )

    def lines_of(self, person: Person) -> tuple[Line, ...]:
        """The lines by which somebody sits: by office, category or school; else any of their class."""
        own = tuple(line for line in self.members if sits_by(line, person))
        return own or tuple(line for line in self.members if set(line.class_) & person.bears)

    def placed(self, person: Person) -> Person:
        """The person with the classes that their seat gives them."""
        lines = self.lines_of(person)
        by_class_alone = not any(sits_by(line, person) for line in lines)
        given = names_by(lines) if by_class_alone else frozenset().union(*(line.names for line in lines))
        if any(line.votes for line in lines):
            given |= self.general_words
        return replace(person, classes=(*person.classes, *sorted(given - person.bears)))

    @property
    def general_words(self) -> frozenset[str]:
        """Words that mean any voting member, without saying whose seat it is."""
        return frozenset(
            {"member", "governor"} if any(line.category for line in self.members) else {"member"}
        )


def sits_by(line: Line, person: Person) -> bool:
    """Whether the line is this person's by its office, its category, or because they speak for a school.

    Somebody from a school who says no capacity is taken to speak for it.
    """
    if not line.every:
        return bool({line.office, line.category} & person.bears) or (line.chairs and "chair" in person.bears)
    if person.capacities:
        return bool(set(person.capacities) & {*line.by, "member", "member school"})
    return bool(person.schools) or bool(set(line.by) & person.bears)


def names_by(lines: Sequence[Line]) -> frozenset[str]:
    """The names that all these lines give: the classes, for somebody known by class alone."""
    each = [line.names for line in lines]
    return frozenset.intersection(*each) if each else frozenset()


def names_of(c: "Constitution", person: Person) -> frozenset[str]:
    """Every name by which a rule can mean somebody; who sits where the seat chairs is the chair."""
    presides = any(body.chair_is & person.bears for body in c.body.values())
    return person.bears | ({"chair"} if presides else set())


# Finding the rules of a body -------------------------------------------------------------------------


def title(c: "Constitution", body: str) -> str:
    """The name within a sentence: the Full Group; the group."""
    name = c.body[body].name if body in c.body else ""
    said = name or body.replace("-", " ")
    return f"the {said[4:] if said.lower().startswith('the ') else said}"


def rule_for(c: "Constitution", kind: str, body: str, *, general: bool = False) -> tuple[str, Any] | None:
    """The rule of this kind for a body, with its identifier: the one of its name, or one whose `body` it is.

    With `general`, a rule that bears no body's name and names none holds for all of them.
    """
    rules: Mapping[str, Any] = getattr(c, kind)
    if body in rules and body in (rules[body].body or (body,)):
        return body, rules[body]
    for name, rule in rules.items():
        if body in rule.body or (general and not rule.body and name not in c.body):
            return name, rule
    return None


def body_named(c: "Constitution", of: str) -> str:
    """The body that a question is about: it may be asked of a body, or of a rule that names one."""
    if of in c.body:
        return of
    for kind in ("quorum", "voting", "decision", "calling", "attendance"):
        rule = getattr(c, kind).get(of)
        if rule is not None and rule.body:
            return str(rule.body[0])
    return of


def counts_of(c: "Constitution", body: str, counts: Counts) -> Counts:
    """The counts of a body, with the seats that the document itself gives."""
    if body not in c.body:
        return counts
    table = c.body[body]
    by_school = table.by_school or any(line.every for line in table.members)
    return replace(counts, by_school=by_school, seats_by_document=seats_of(c, body, counts.schools))


# Seats ----------------------------------------------------------------------------------------------


def seats_of(c: "Constitution", body: str, schools: int | None = None) -> int | None:
    """How many seats the document gives a body, or None where a line has any number."""
    return total(line_seats(c, line, schools) for line in c.body[body].members)


def line_seats(c: "Constitution", line: Line, schools: int | None = None) -> int | None:
    if line.every:
        return schools
    if line.seats or line.places:
        return line.seats or len(line.places)
    if line.office is None:
        return None
    return c.office[line.office].holders if line.office in c.office else 1
