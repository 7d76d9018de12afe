"""How many seats a body has, and who may sit on it together (B3.1, B3.2)."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from constitution import say
from constitution.body import Body, counts_of, line_seats, seats_of
from constitution.conditions import Assembly, Verdict, most_filled, verdicts
from constitution.counts import Counts, counting, total
from constitution.finding import Finding, Working
from constitution.people import Person, each_once, read_people, read_person
from constitution.questions import question

if TYPE_CHECKING:
    from constitution.tables import Constitution


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
        sitting = {"member": sitting}
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
    """Lines with more people than seats; people known by class alone take any seat of the class."""
    seats = [line_seats(c, line) for line in table.members]
    able = [frozenset(table.members.index(line) for line in table.lines_of(person)) for person in people]
    bound = [lines for lines in able if total(seats[line] for line in lines) is not None]
    found = []
    for lines, taken in Counter(bound).items():
        room = total(seats[line] for line in lines) or 0
        if taken > room:
            titles = say.listed((table.members[line].title for line in sorted(lines)), "or")
            found.append(f"{titles}: {taken} for {say.count(room, 'seat')}")
    places = [frozenset({str(line)}) for line, n in enumerate(seats) for _ in range(n or 0)]
    seated = most_filled(places, [frozenset(map(str, lines)) for lines in bound])
    return found or ([f"{len(bound)} people for {seated} seats between them"] if seated < len(bound) else [])


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
    placed = [c.body[body].placed(person) for person in people]
    return Assembly(placed, placed, own, there="sitting")
