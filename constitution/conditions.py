"""Conditions on people: who must be there for a quorum (`present`), and who may sit on a body (`limits`).

Where several conditions ask for numbers of classes, one person fills one place: people are matched to places,
not counted twice. Shares are counted plainly. A share of members, seats or posts is of the whole body's.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import Field, model_validator

from constitution import say
from constitution.counts import NOUNS, Counts
from constitution.people import Person
from constitution.rule import Ref, Row, exactly_one_of
from constitution.values import OneOrSeveral, Share, ShareOrWhole, refusal

ABOUT = ("class", "office", "different", "same")
MEASURES = ("at_least", "more_than", "at_most")


class Condition(Row):
    """One condition: about a class, an office, how many different schools, or how many from one trust."""

    ONE_OF = ABOUT
    AT_MOST_ONE_OF = (MEASURES,)

    class_: Annotated[OneOrSeveral[str], Ref("people")] = Field(
        (), description="The class, or any of several, that is counted.", examples=["parent"]
    )
    office: str | None = Field(
        None, description="An office whose holder must be there; alone, without a number.", examples=["chair"]
    )
    different: Literal["school", "trust"] | None = Field(
        None, description="Counts from how many different ones people come.", examples=["school"]
    )
    same: Literal["school", "trust"] | None = Field(
        None, description="Counts how many come from any one.", examples=["trust"]
    )
    at_least: ShareOrWhole | None = Field(None, description="That many or more.", examples=[2, "two thirds"])
    more_than: ShareOrWhole | None = Field(None, description="Strictly more than that.", examples=["half"])
    at_most: ShareOrWhole | None = Field(None, description="That many or fewer.", examples=["19.9%"])
    of: Literal["those present", "members", "seats", "posts filled"] | None = Field(
        None, description="What a share is of.", examples=["those present"]
    )
    on_items: Annotated[OneOrSeveral[str], Ref("decision")] = Field(
        (), description="The kinds of decision for which it holds; left out, all.", examples=["budget"]
    )
    tested: Literal["on joining"] | None = Field(
        None, description='"on joining": tested only when somebody joins.', examples=["on joining"]
    )
    clause: Annotated[OneOrSeveral[str], Ref("clause")] = Field(
        (), description="The clause that says it, where it is not the clause of the whole rule."
    )

    @model_validator(mode="after")
    def _says_one_thing(self) -> "Condition":
        if not self.office:
            exactly_one_of(self, MEASURES)
        if isinstance(self.measure, Share) and self.of is None:
            raise refusal(
                f'"{self.measure}" of what? say: of = "those present", "members", "seats" or "posts filled"'
            )
        return self

    def references(self) -> Iterator[tuple[str, str, str]]:
        """An office, or the chair, who may be a seat rather than an office."""
        if self.office:
            yield "office", "people" if self.office == "chair" else "office", self.office

    @property
    def measure(self) -> Share | int | None:
        return next((m for m in (self.at_least, self.more_than, self.at_most) if m is not None), None)

    @property
    def asks_for_places(self) -> bool:
        """Whether it asks for a number of a class, which people fill one place each."""
        return bool(self.class_) and self.at_most is None and isinstance(self.measure, int)

    @property
    def places(self) -> int:
        """How many people of its class it asks for."""
        assert isinstance(self.measure, int), "only a number of a class asks for places"
        return self.measure + (self.more_than is not None)

    @property
    def base(self) -> str:
        """What its share is of."""
        assert self.of is not None, "a share without it is refused"
        return self.of

    def holds_for(self, decision: str | None) -> bool:
        return not self.on_items or decision in self.on_items


@dataclass(frozen=True)
class Verdict:
    """Whether a condition is met, and by how much: a negative `margin` is what is wanting."""

    words: str
    met: bool
    margin: Fraction


@dataclass(frozen=True)
class Assembly:
    """People to hold conditions against, with the classes of their seats: all there, and those who count."""

    everybody: Sequence[Person]
    counted: Sequence[Person]
    counts: Counts
    there: str = "present"

    def base(self, of: str) -> int | None:
        return len(self.counted) if of == "those present" else self.counts.base(of)


def verdicts(conditions: Sequence[Condition], room: Assembly) -> list[Verdict | str]:
    """Each condition held against the people; a sentence instead of a verdict where a base is not given."""
    each = [_verdict(condition, room) for condition in conditions]
    places = [condition for condition in conditions if condition.asks_for_places]
    if len(places) > 1:
        each.append(_places_filled(places, room))
    return each


def _verdict(condition: Condition, room: Assembly) -> Verdict | str:
    if condition.measure is None:
        return _office_is_there(condition, room)
    measure = _measure(condition, condition.measure, room)
    if measure is None:
        return f"{_asked(condition)}: how many {NOUNS[condition.base][1]} there are is not given"
    found, who = _found(condition, room)
    margin = measure - found if condition.at_most is not None else found - measure
    met = margin > 0 if condition.more_than is not None else margin >= 0
    return Verdict(f"{_asked(condition)}: {who}{_tag(condition)}", met, margin)


def _office_is_there(condition: Condition, room: Assembly) -> Verdict:
    office = condition.office or ""
    there = any(office in person.bears for person in room.everybody)
    words = f"the {office.replace('-', ' ')} is {'' if there else 'not '}{room.there}"
    return Verdict(words + _tag(condition), there, Fraction(there - 1))


def _measure(condition: Condition, measure: Share | int, room: Assembly) -> Fraction | None:
    if isinstance(measure, int):
        return Fraction(measure)
    base = room.base(condition.base)
    return None if base is None else measure.of(base)


def _found(condition: Condition, room: Assembly) -> tuple[int, str]:
    """How many the condition finds, and in words."""
    if kind := condition.different or condition.same:
        return _from_places(condition, kind, room)
    wanted = frozenset(condition.class_ or (condition.office,))
    found = sum(bool(person.bears & wanted) for person in room.counted)
    return found, f"{found} {room.there}"


def _from_places(condition: Condition, kind: str, room: Assembly) -> tuple[int, str]:
    tally = Counter(place for person in room.counted for place in _come_from(person, kind))
    if condition.different:
        return len(tally), f"from {say.count(len(tally), kind)}"
    place, most = tally.most_common(1)[0] if tally else ("", 0)
    return most, f"{most} from {place}" if place else f"nobody from a {kind}"


def _come_from(person: Person, kind: str) -> tuple[str, ...]:
    return person.schools if kind == "school" else (person.trust,) if person.trust else ()


def _asked(condition: Condition) -> str:
    """at least 2 of class parent; at most 19.9% of 11 members of class associate."""
    word = next(key.replace("_", " ") for key in MEASURES if getattr(condition, key) is not None)
    share = f" of the {NOUNS[condition.base][1]}" if isinstance(condition.measure, Share) else ""
    return f"{word} {condition.measure}{share} {_about(condition)}"


def _about(condition: Condition) -> str:
    if condition.different:
        return f"different {say.plural(condition.different)}"
    if condition.same:
        return f"from any one {condition.same}"
    return f"of class {say.listed(condition.class_, 'or')}" if condition.class_ else f"{condition.office}"


def _tag(condition: Condition) -> str:
    return f" [{', '.join(condition.clause)}]" if condition.clause else ""


# People matched to places -----------------------------------------------------------------------------


def _places_filled(conditions: Sequence[Condition], room: Assembly) -> Verdict:
    places = [frozenset(condition.class_) for condition in conditions for _ in range(condition.places)]
    filled = most_filled(places, [person.bears for person in room.counted])
    words = f"{len(places)} places of different classes, one person to a place: {filled} can be filled"
    return Verdict(words, filled == len(places), Fraction(filled - len(places)))


def most_filled(places: Sequence[frozenset[str]], people: Sequence[frozenset[str]]) -> int:
    """The most places that can be filled when each person fills one (augmenting paths)."""
    sits_at: dict[int, int] = {}

    def seat(place: int, tried: set[int]) -> bool:
        for person, classes in enumerate(people):
            if person in tried or not classes & places[place]:
                continue
            tried.add(person)
            if person not in sits_at or seat(sits_at[person], tried):
                sits_at[person] = place
                return True
        return False

    return sum(seat(place, set()) for place in range(len(places)))


def capacity(conditions: Sequence[Condition], seats: Mapping[str, int]) -> Mapping[str, int]:
    """The classes of which conditions ask for more than there are seats, with how many they ask for."""
    asked = {c.class_: c.places for c in conditions if c.asks_for_places}
    return {say.listed(names, "or"): n for names, n in asked.items()
            if all(name in seats for name in names) and n > sum(seats[name] for name in names)}  # fmt: skip
