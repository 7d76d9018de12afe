"""People as facts: who is there, for which school, in which office or class, and standing in for whom.

A person among the facts is a name, or a table `{ name, school, class, office, as, trust, consent, guest … }`.
`as` is the capacity in which they come ("deputy headteacher", "substitute"). Several take a list.
"""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from constitution import facts, say
from constitution.questions import UnknownFact, meant


@dataclass(frozen=True)
class Person:
    """One person of the facts. An executive head has several schools; `consent` is what was given for them.

    `since` and `until` are the first and last day of what they hold; `proxies` how many they carry.
    """

    name: str = ""
    schools: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    offices: tuple[str, ...] = ()
    capacities: tuple[str, ...] = ()
    trust: str = ""
    consent: bool | str = False
    guest: bool = False
    interest: bool = False
    proxies: int = 0
    since: datetime.date | None = None
    until: datetime.date | None = None
    place: int = 0

    @property
    def key(self) -> str:
        """What tells this person from another: the name, or the place in the list for somebody nameless."""
        return self.name or f"person {self.place}"

    @cached_property
    def bears(self) -> frozenset[str]:
        """Every name by which a rule can mean this person."""
        return frozenset((*self.offices, *self.classes, *self.capacities))

    def __str__(self) -> str:
        said = self.name or say.listed(self.capacities or self.offices or self.classes) or "somebody"
        return f"{said} ({say.listed(self.schools)})" if self.schools and self.name else said


KEYS = {
    "name": "name", "school": "schools", "class": "classes", "category": "classes", "office": "offices",
    "as": "capacities", "trust": "trust", "consent": "consent", "guest": "guest", "interest": "interest",
    "proxies": "proxies", "since": "since", "from": "since", "until": "until", "to": "until",
}  # fmt: skip
# More nameless people than that are a slip of the pen.
LARGEST_CROWD = 100_000
SEVERAL = ("schools", "classes", "offices", "capacities")
WORDS = str | list[str]
KINDS = dict.fromkeys(SEVERAL, WORDS) | {
    "name": str, "trust": str, "consent": bool | str, "guest": bool, "interest": bool, "proxies": int,
    "since": datetime.date, "until": datetime.date,
}  # fmt: skip


def read_person(fact: Any, place: int = 0) -> Person:
    """A Person from a name or a table of facts; a key that no rule could read is refused, not passed over."""
    if isinstance(fact, Person):
        return fact
    if isinstance(fact, str):
        return Person(name=fact, place=place)
    if not isinstance(fact, Mapping):
        raise UnknownFact(f"a person is a name or a table such as {{ name = … }}, not {fact}")
    found: dict[str, Any] = {"place": place}
    for key, value in fact.items():
        if key not in KEYS:
            raise UnknownFact(f'a person has no "{key}"{meant(key, KEYS)}; what is known: {", ".join(KEYS)}')
        if value is None:
            continue
        known = facts.read(value, KINDS[KEYS[key]])
        if known is facts.NOTHING:
            wanted = facts.expected(KINDS[KEYS[key]])
            raise UnknownFact(f'the "{key}" of a person is {wanted}, not {say.written(value)}')
        found[KEYS[key]] = found.get(KEYS[key], ()) + _several(known) if KEYS[key] in SEVERAL else known
    return Person(**found)


def _several(value: Any) -> tuple[str, ...]:
    return tuple(value) if isinstance(value, list | tuple) else (value,) if value else ()


def read_people(facts: Iterable[Any] | Mapping[str, Any]) -> tuple[Person, ...]:
    """People from a list, or from a table of how many of each class: `{ parent = 3, staff = 1 }`."""
    if isinstance(facts, Mapping):
        facts = [person for name, number in facts.items() for person in _crowd(name, number)]
    return tuple(read_person(fact, place) for place, fact in enumerate(facts, start=1))


def _crowd(name: str, number: Any) -> list[Person]:
    """So many nameless people of one class. Their places are set apart from everybody else's."""
    if isinstance(number, bool) or not isinstance(number, int) or not 0 <= number <= LARGEST_CROWD:
        raise UnknownFact(
            f'how many of "{name}" are there is a whole number from 0 to {LARGEST_CROWD:,}, '
            f"not {say.written(number)}"
        )
    stands_in = (name,) if name == "substitute" else ()
    each = Person(classes=(name,), offices=(name,), capacities=stands_in, guest=name == "guest")
    return [replace(each, name=f"{name} {n}") for n in range(1, number + 1)]


def names(facts: Any) -> frozenset[str]:
    """The names in a fact that lists people by name or by table."""
    return frozenset(person.key for person in read_people(facts))


def each_once(people: Iterable[Person]) -> tuple[Person, ...]:
    """Each person once, however many lines name them: their offices, classes and schools united."""
    found: dict[str, Person] = {}
    for person in people:
        found[person.key] = _united(found[person.key], person) if person.key in found else person
    return tuple(found.values())


def _united(one: Person, other: Person) -> Person:
    """Two lines about one person as one. A guest in one line and a member in another is a member."""
    both: dict[str, Any] = {
        key: tuple(dict.fromkeys((*getattr(one, key), *getattr(other, key)))) for key in SEVERAL
    }
    return replace(one, **both, consent=one.consent or other.consent, guest=one.guest and other.guest,
                   interest=one.interest or other.interest, trust=one.trust or other.trust,
                   proxies=max(one.proxies, other.proxies))  # fmt: skip
