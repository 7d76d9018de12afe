"""The roll: of the people in the room, who counts for the quorum and who votes, and why (K6.4, K6.5, K6.6).

What counts is a mandate, not somebody in a chair: by school, two people of one school are one; where member
and substitute both come, only the member counts and votes; a guest never does.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from constitution import say
from constitution.body import Body, Line, line_seats, rule_for, title
from constitution.finding import Working
from constitution.interests import interests_of
from constitution.people import Person, each_once, names, read_people
from constitution.substitutes import SUBSTITUTE, Substitutes

if TYPE_CHECKING:
    from constitution.tables import Constitution

GUEST = "a guest neither counts nor votes: the default"


@dataclass(frozen=True)
class Entry:
    """One person of the roll. `mandates` is what they speak for: schools, or themselves.

    `counts` and `votes` are by the lines of the body and the rule on substitutes; who may vote on an item is
    the voting rule's to say.
    """

    person: Person
    member: bool
    counts: bool
    votes: bool
    why: str
    mandates: tuple[str, ...] = ()
    lines: tuple[Line, ...] = ()
    stands_in: bool = False
    gone: bool = False


@dataclass(frozen=True)
class Roll:
    """Everybody in the room, in the order of the facts."""

    entries: tuple[Entry, ...]
    unit: str

    @property
    def counted(self) -> tuple[Entry, ...]:
        return tuple(entry for entry in self.entries if entry.counts)

    @property
    def present(self) -> int:
        """How many are present for the quorum: distinct schools or people."""
        return len({mandate for entry in self.counted for mandate in entry.mandates})

    @property
    def here(self) -> tuple[Entry, ...]:
        """Members, or those who stand in for them, who have not withdrawn."""
        return tuple(entry for entry in self.entries if entry.member and not entry.gone)

    def why_not(self) -> list[str]:
        """A sentence for each who does not count."""
        return [f"{entry.person} {entry.why}" for entry in self.entries if not entry.counts]


def call_roll(
    c: "Constitution",
    body: str,
    present: Iterable[Any] | Mapping[str, int],
    withdrawn: Iterable[Any] = (),
    w: Working | None = None,
) -> Roll:
    """The roll of a body from the people who are there; `withdrawn` names who left, or their schools."""
    people = each_once(read_people(present))
    away = names(withdrawn)
    table = c.body.get(body)
    found = rule_for(c, "substitutes", body, general=True)
    rule = found[1] if found else None
    entries = [_entry(c, body, person, rule, bool(away & {person.key, *person.schools})) for person in people]
    if table is not None:
        entries = _once_each(c, table, entries)
    if w is not None:
        _rest_on(c, body, rule, entries, w)
    return Roll(tuple(entries), table.unit if table else "member")


def _entry(c: "Constitution", body: str, person: Person, rule: Substitutes | None, away: bool) -> Entry:
    if person.guest:
        return _nobody(person, "is a guest, and neither counts nor votes")
    entry = _seated(c, body, person, rule)
    interests = interests_of(c, body)
    if away and entry.member and not (interests and interests.counts_for_quorum and not interests.may_stay):
        return replace(entry, counts=False, votes=False, why="has withdrawn from the item", gone=True)
    if person.interest and interests and entry.member:
        counts, votes = entry.counts and interests.counts, entry.votes and interests.may_vote
        return replace(entry, counts=counts, votes=votes, why=f"{entry.why}; has an interest in the item")
    return entry


def _nobody(person: Person, why: str) -> Entry:
    return Entry(person, False, False, False, why)


def _seated(c: "Constitution", body: str, person: Person, rule: Substitutes | None) -> Entry:
    table = c.body.get(body)
    lines = (table.lines_of(person) or _by_office(c, table, person)) if table else ()
    if _comes_for_another(person, lines, rule):
        return _substitute(c, body, person, rule)
    if table and not lines and not _unplaced(c, body, table, person):
        return _nobody(person, f"has no seat on {title(c, body)} as {_as(person)}")
    counts = not lines or any(line.counts for line in lines)
    votes = not lines or any(line.votes for line in lines)
    why = "is a member" if counts else "is a member who does not count for the quorum"
    return Entry(person, True, counts, votes, why, _mandates(table, person), lines)


def _by_office(c: "Constitution", table: Body, person: Person) -> tuple[Line, ...]:
    """The school line of somebody known by an office that only those who speak for schools may hold."""
    if person.capacities:
        return ()
    posts = {post for office in person.offices if office in c.office for post in c.office[office].held_by}
    return tuple(line for line in table.members if line.every and posts and posts <= set(line.by))


def _as(person: Person) -> str:
    return say.listed(person.capacities or person.offices or person.classes)


def _comes_for_another(person: Person, lines: Iterable[Line], rule: Substitutes | None) -> bool:
    """Whether the capacity is one that stands in, and not one that speaks for a line in its own right."""
    if any(set(line.by) & set(person.capacities) for line in lines):
        return False
    return SUBSTITUTE in person.capacities or bool(rule and rule.stands_in(person))


def _unplaced(c: "Constitution", body: str, table: Body, person: Person) -> bool:
    """Whether the facts say too little to place somebody, who is then taken for a member."""
    said = person.bears - _words_for_members(c, body, table)
    if not said or not table.members:
        return True
    return not person.capacities and not any(line.names for line in table.members)


def _words_for_members(c: "Constitution", body: str, table: Body) -> frozenset[str]:
    """Words that mean a member without saying whose seat it is, as "governor" on a board of governors.

    They are the general ones, and those that the body's own rules use: conditions, and who may vote.
    """
    quorum, voting = rule_for(c, "quorum", body), rule_for(c, "voting", body)
    conditions = [*table.limits, *(quorum[1].present if quorum else ())]
    used = [name for each in conditions for name in each.class_]
    used += voting[1].who if voting else ()
    return table.general_words.union(used)


def _substitute(c: "Constitution", body: str, person: Person, rule: Substitutes | None) -> Entry:
    table = c.body.get(body)
    if rule is None:
        return _nobody(person, "stands in, and this constitution has no substitutes: a guest")
    if not rule.consented(person):
        return _nobody(person, f"stands in without the consent of the {rule.consent_of}: a guest")
    if table and rule.same and not table.lines_of(replace(person, capacities=())):
        return _nobody(person, "stands in, but not from the category of a member: a guest")
    counts, votes = rule.lets("counts", person), rule.lets("votes", person)
    lines = table.lines_of(replace(person, capacities=())) if table else ()
    why = f"stands in{'' if votes else ', without a vote'}{'' if counts else ', and does not count'}"
    return Entry(person, True, counts, votes, why, _mandates(table, person), lines, stands_in=True)


def _mandates(table: Body | None, person: Person) -> tuple[str, ...]:
    if table and table.by_school and person.schools:
        return person.schools
    return (person.key,)


# Member and substitute, once --------------------------------------------------------------------------


def _once_each(c: "Constitution", table: Body, entries: list[Entry]) -> list[Entry]:
    """Take out each substitute whose member is there as well: by school, or by the seats of the line."""
    taken = [entry for entry in entries if entry.member and not entry.stands_in]
    schools = Counter(school for entry in taken for school in entry.person.schools if _speaks(entry))
    seats = Counter(line for entry in taken for line in _seats(entry))
    found = []
    for entry in entries:
        if entry.stands_in:
            entry = _if_absent(c, entry, schools, seats)
        found.append(entry)
    return found


def _speaks(entry: Entry) -> bool:
    return any(line.every for line in entry.lines) or not entry.lines


def _seats(entry: Entry) -> list[str]:
    return [line.title for line in entry.lines if not line.every]


def _if_absent(c: "Constitution", entry: Entry, schools: Counter[str], seats: Counter[str]) -> Entry:
    """The substitute with the mandates that nobody else holds, which are then held; without any, nobody."""
    if entry.person.schools and _speaks(entry):
        return _for_schools(entry, schools)
    return _for_seat(c, entry, seats) if entry.lines else entry


def _for_schools(entry: Entry, schools: Counter[str]) -> Entry:
    free = tuple(school for school in entry.person.schools if not schools[school])
    schools.update(free)
    if not free:
        return _beside(entry)
    return replace(entry, mandates=free) if entry.mandates == entry.person.schools else entry


def _for_seat(c: "Constitution", entry: Entry, seats: Counter[str]) -> Entry:
    for line in entry.lines:
        limit = line_seats(c, line)
        if limit is None or seats[line.title] < limit:
            seats[line.title] += 1
            return entry
    return _beside(entry)


def _beside(entry: Entry) -> Entry:
    why = "stands in for somebody who is there too: only the member counts and votes"
    return replace(entry, member=False, counts=False, votes=False, mandates=(), why=why)


def _rest_on(
    c: "Constitution", body: str, rule: Substitutes | None, entries: list[Entry], w: Working
) -> None:
    """Name the rules that made a difference to somebody in the room."""
    table = c.body.get(body)
    if table is not None:
        w.use(table, "members")
        _counted_by(table, entries, w)
    if rule is not None and any(rule.stands_in(entry.person) for entry in entries):
        w.use(rule, "who", "votes", "counts", "consent_of", "same")
    if any(entry.person.guest for entry in entries):
        w.default(GUEST)


def _counted_by(table: Body, entries: list[Entry], w: Working) -> None:
    """By person or by school matters where one school sends several, or one person speaks for several."""
    schools = Counter(school for entry in entries if entry.counts for school in entry.person.schools)
    several = any(n > 1 for n in schools.values()) or any(
        len(e.person.schools) > 1 for e in entries if e.counts
    )
    if several or table.wrote("counted_by"):
        w.use(table, "counted_by")
