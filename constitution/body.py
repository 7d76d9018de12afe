"""[body.x]: who sits on a body, who of them counts and votes, and what its composition must be (K7.7, B3.1, B3.2).

A body's members are lines: every member school, whoever holds an office, or seats of a category. Vacant seats are
seats; one person in two of them is one person.
"""

import datetime
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field, model_validator

from constitution import say
from constitution.calendar import NotEntered, find_term, read_terms, school_year, term_in
from constitution.conditions import Assembly, Condition, Verdict, verdicts
from constitution.dates import ONE_DAY, last_day_of_term
from constitution.finding import Finding, Working
from constitution.number import Counts, counting
from constitution.people import Person, each_once, read_people, read_person
from constitution.questions import question
from constitution.rule import Default, Ref, Row, Rule, exactly_one_of
from constitution.values import ALength, OneOrSeveral, Several, Whole, refusal

if TYPE_CHECKING:
    from constitution.tables import Constitution

KINDS = ("every", "office", "category")
COUNTED_BY = "counted by person: the file does not say; the default"
ONE_VOTE_PER = "one vote for each person: the file does not say; the default"
SeatLost = Literal[
    "no longer holds the post the seat represents", "the school becomes an academy", "the school leaves"
]
Despite = Literal["a vacancy", "a defective appointment", "too many of one category"]


# The table ------------------------------------------------------------------------------------------


class Line(Row):
    """One line of a body's members."""

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
    counts: bool = Field(True, description="Whether they count for the quorum.", examples=[False])
    votes: bool = Field(True, description="Whether they vote.", examples=[False])
    chairs: bool = Field(
        False, description="Whether the holder presides by virtue of the seat.", examples=[True]
    )
    during: str | None = Field(None, description="The line sits only in that term.", examples=["Summer term"])
    by_virtue_of: str | None = Field(
        None, description="The post that the seat follows: it passes to whoever holds that post next."
    )

    @model_validator(mode="after")
    def _one_kind(self) -> "Line":
        exactly_one_of(self, KINDS)
        if self.seats and self.places and len(self.places) != self.seats:
            raise refusal(f"names {len(self.places)} places for {say.count(self.seats, 'seat')}", "places")
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
        return frozenset(name for line in self.members if line.chairs for name in line.names)

    def lines_of(self, person: Person) -> tuple[Line, ...]:
        """The lines by which somebody sits: by office, category or class, or by speaking for a school."""
        return tuple(line for line in self.members if sits_by(line, person))


def sits_by(line: Line, person: Person) -> bool:
    """Whether the line is this person's. Somebody from a school who says no capacity is taken to speak for it."""
    if not line.every:
        return bool(line.names & person.bears)
    if person.capacities:
        return bool(set(person.capacities) & {*line.by, "member", "member school"})
    return bool(person.schools) or bool(set(line.by) & person.bears)


# Finding the rules of a body -------------------------------------------------------------------------


def title(c: "Constitution", body: str) -> str:
    """the Full Group; the group."""
    name = c.body[body].name if body in c.body else ""
    said = name or body.replace("-", " ")
    return said if said.lower().startswith("the ") else f"the {said}"


def rule_for(c: "Constitution", kind: str, body: str, *, general: bool = False) -> tuple[str, Any] | None:
    """The rule of this kind for a body, with its identifier: the one of its name, or one that names it in `body`.

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
    counts = replace(counts, by_school=by_school)
    if counts.seats is not None or counts.base("seats") is not None:
        return counts
    return replace(counts, seats=seats_of(c, body, counts.schools))


# Seats ----------------------------------------------------------------------------------------------


def seats_of(c: "Constitution", body: str, schools: int | None = None) -> int | None:
    """How many seats the document gives a body, or None where a line has any number. 16 = 1+3+1+1+1+4+1+1+1+1+1."""
    each = [line_seats(c, line, schools) for line in c.body[body].members]
    return None if not each or None in each else sum(each)


def line_seats(c: "Constitution", line: Line, schools: int | None = None) -> int | None:
    if line.every:
        return schools
    if line.seats or line.places:
        return line.seats or len(line.places)
    if line.office is None:
        return None
    return c.office[line.office].holders if line.office in c.office else 1


@question("seats", of="body")
@counting
def seats(
    c: "Constitution",
    body: str,
    *,
    counts: Counts,
    sitting: int | Mapping[str, int] | list[Any] | None = None,
    joining: Mapping[str, Any] | str | None = None,
) -> Finding[int | str]:
    """How many seats the body has, vacant or not; with who sits, how many are vacant is said as well."""
    table = c.body[body]
    w = Working(c, f"body.{body}").use(table, "members")
    found = seats_of(c, body, counts.schools)
    if found is None:
        return _seats_by_maximum(table, w)
    each = [(line_seats(c, line, counts.schools), line.title) for line in table.members]
    w.step(
        f"{' + '.join(str(n) for n, _ in each)} = {found}: {say.listed(f'{name} {n}' for n, name in each)}"
    )
    if sitting is not None:
        taken = len(_sitters(sitting)) + (joining is not None)
        w.step(f"{say.count(taken, 'seat')} taken, {max(found - taken, 0)} vacant")
    return w.answer(found)


def _seats_by_maximum(table: Body, w: Working) -> Finding[int | str]:
    open_ended = [line.title for line in table.members if not (line.seats or line.office or line.places)]
    w.step(f"no number of seats is given for {say.listed(open_ended) or 'any line'}")
    if table.maximum is None:
        return w.answer("ask")
    return w.use(table, "maximum").step(f"at most {table.maximum} members in all").answer(table.maximum)


def _sitters(sitting: Any) -> tuple[Person, ...]:
    if isinstance(sitting, int):
        return tuple(Person(place=n) for n in range(1, sitting + 1))
    return tuple(person for person in each_once(read_people(sitting or ())) if not person.guest)


# Composition ----------------------------------------------------------------------------------------


@question("composition", of="body")
@counting
def composition(
    c: "Constitution",
    body: str,
    *,
    counts: Counts,
    sitting: int | Mapping[str, int] | list[Any] | None = None,
    joining: Mapping[str, Any] | str | None = None,
) -> Finding[str]:
    """Whether these people may sit together, or whether somebody may join them: "allowed" or "refused".

    A condition that was unmet before is no reason against somebody who does not make it worse.
    """
    table = c.body[body]
    w = Working(c, f"body.{body}").use(table, "members", "limits")
    before = _sitters(sitting)
    newcomer = None if joining is None else _newcomer(joining, before)
    after = before if newcomer is None else each_once((*before, newcomer))
    wrong = [
        *_without_seat(table, newcomer),
        *_too_many(c, table, after),
        *_size(table, after, newcomer),
        *_limits(c, body, before, after, newcomer is not None, counts, w),
    ]
    for words in wrong:
        w.step(words)
    w.step("refused" if wrong else f"{say.count(len(after), 'person', 'people')}: allowed")
    return w.answer("refused" if wrong else "allowed")


def _newcomer(joining: Any, before: Sequence[Person]) -> Person:
    """The one who joins; a word alone is the class or category that they would sit for."""
    place = len(before) + 1
    if isinstance(joining, str):
        return Person(name=f"the new {joining}", classes=(joining,), offices=(joining,), place=place)
    return read_person(joining, place)


def _without_seat(table: Body, newcomer: Person | None) -> list[str]:
    if newcomer is None or not newcomer.bears or table.lines_of(newcomer) or not table.members:
        return []
    return [f"there is no seat for {say.listed(sorted(newcomer.bears))}"]


def _too_many(c: "Constitution", table: Body, people: Sequence[Person]) -> list[str]:
    """Lines on which more people sit than there are seats."""
    tally = Counter(table.members.index(line) for person in people for line in table.lines_of(person)[:1])
    found = []
    for index, taken in sorted(tally.items()):
        line = table.members[index]
        seats = line_seats(c, line)
        if seats is not None and taken > seats:
            found.append(f"{line.title}: {taken} for {say.count(seats, 'seat')}")
    return found


def _size(table: Body, people: Sequence[Person], newcomer: Person | None) -> list[str]:
    if table.maximum is not None and len(people) > table.maximum:
        return [f"{len(people)} would sit, and the maximum is {table.maximum}"]
    if newcomer is None and table.minimum is not None and len(people) < table.minimum:
        return [f"{len(people)} sit, and the minimum is {table.minimum}"]
    return []


def _limits(
    c: "Constitution", body: str, before: Sequence[Person], after: Sequence[Person], joins: bool,
    counts: Counts, w: Working,
) -> list[str]:  # fmt: skip
    table = c.body[body]
    tested = [limit for limit in table.limits if joins or limit.tested is None]
    then, now = (verdicts(tested, _sitting(c, body, people, counts)) for people in (before, after))
    found = []
    for old, new in zip(then, now, strict=True):
        if isinstance(new, str):
            w.step(new)
        elif new.met or (joins and isinstance(old, Verdict) and new.margin >= old.margin):
            w.step(f"{new.words}: {'holds' if new.met else 'does not hold, and is no worse than before'}")
        else:
            found.append(f"{new.words}: does not hold")
    return found


def _sitting(c: "Constitution", body: str, people: Sequence[Person], counts: Counts) -> Assembly:
    own = counts_of(c, body, counts)
    here = len(people)
    own = replace(own, members=own.members or here, filled=own.filled or here)
    return Assembly(people, people, own, c.body[body].chair_is, there="sitting")


# Members on a day -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Day:
    """The day asked about and the facts of it."""

    c: "Constitution"
    on: datetime.date
    holders: tuple[Person, ...]
    terms: Any
    w: Working


@question("members on", of="body")
def members_on(
    c: "Constitution",
    body: str,
    *,
    on: datetime.date,
    holders: Mapping[str, Any] | list[Any] | None = None,
    terms: Mapping[str, Any] | list[Any] | None = None,
) -> Finding[tuple[str, ...]]:
    """The people who are members on a day, each once, in the order of the body's lines.

    `holders` is `[{ office, name, since, until }, …]`, or `{ chair = "Ada Bell" }`; `until` is the last day. An
    office that follows or precedes another is filled from that one's holders.
    """
    table = c.body[body]
    w = Working(c, f"body.{body}").use(table, "members").input("on", on)
    day = _Day(c, on, _holders(holders), terms, w)
    found: dict[str, list[str]] = {}
    for line in table.members:
        for person in _on_line(day, line):
            found.setdefault(person.key, []).append(line.title)
    for name, places in found.items():
        w.step(f"{name}: {say.listed(dict.fromkeys(places))}")
    w.step(f"on {say.long_date(on)}: {say.count(len(found), 'person', 'people')}, each once")
    return w.answer(tuple(found))


def _holders(facts: Any) -> tuple[Person, ...]:
    if isinstance(facts, Mapping):
        facts = [{"name": name, "office": office} for office, several in facts.items()
                 for name in ([several] if isinstance(several, str) else several)]  # fmt: skip
    return read_people(facts or ())


def _on_line(day: _Day, line: Line) -> list[Person]:
    if line.during and not _in_term(day, line.during, day.on):
        return []
    if line.office:
        return office_holders(day.c, line.office, day.on, day.holders, day.terms, day.w)
    return [person for person in day.holders if sits_by(line, person) and _sits(day, person, None)]


def _in_term(day: _Day, term: str, on: datetime.date) -> bool:
    """Whether the day lies in that term of its year; a term that is not entered is said, and no."""
    try:
        found = term_in(day.c, school_year(day.c, on), read_terms(day.c, day.terms), term)
    except NotEntered as sentence:
        day.w.step(str(sentence))
        return False
    return found.first <= on <= found.last


def _sits(day: _Day, person: Person, length: Any) -> bool:
    if person.since and day.on < person.since:
        return False
    last = last_day_held(person, length)
    return last is None or day.on <= last


def last_day_held(person: Person, length: Any) -> datetime.date | None:
    """The last day of somebody's office: the one entered, or the one that its term gives."""
    if person.until or not (person.since and length):
        return person.until
    return last_day_of_term(person.since, length)


def office_holders(
    c: "Constitution", office: str, on: datetime.date, holders: Iterable[Person], terms: Any, w: Working
) -> list[Person]:
    """Who holds an office on a day: those entered, else those who have it from the office it follows or precedes."""
    day = _Day(c, on, tuple(holders), terms, w)
    rule = c.office.get(office)
    entered = [p for p in day.holders if office in p.offices and _sits(day, p, rule and rule.term)]
    if entered or rule is None:
        return entered
    if rule.follows:
        return _last_holder(day, rule)
    return _next_holder(day, rule) if rule.precedes else []


def _last_holder(day: _Day, rule: Any) -> list[Person]:
    """The last holder of the office it follows, from the next day on, for the length of its term."""
    length = day.c.office[rule.follows].term
    ended = [(last, p) for p in day.holders if rule.follows in p.offices
             and (last := last_day_held(p, length)) and last < day.on]  # fmt: skip
    if not ended:
        return []
    last, person = max(ended, key=lambda each: each[0])
    until = last_day_of_term(last + ONE_DAY, rule.term) if rule.term else None
    return [person] if until is None or day.on <= until else []


def _next_holder(day: _Day, rule: Any) -> list[Person]:
    """Whoever holds the office next, in the last term of that name before the change."""
    coming = [p for p in day.holders if rule.precedes in p.offices and p.since and p.since > day.on]
    if not coming or (rule.during and not _last_such_term(day, rule.during, coming[0].since)):
        return []
    return [min(coming, key=lambda person: person.since)]


def _last_such_term(day: _Day, term: str, change: datetime.date) -> bool:
    """Whether the day is in the last term of that name before the change."""
    return _in_term(day, term, day.on) and school_year(day.c, day.on) == school_year(day.c, change - ONE_DAY)


def term_of_line(c: "Constitution", line: Line) -> str | None:
    """The calendar's name of the term in which a line sits, for those who look the file over."""
    return find_term(c, line.during) if line.during else None
