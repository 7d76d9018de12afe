"""Who votes on an item, and how many votes the raised hands are (K6.5, K6.6)."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from constitution import say
from constitution.finding import Finding, Working
from constitution.posts import STANDARD, everybody
from constitution.questions import question
from constitution.roll import Entry, Roll, call_roll
from constitution.voting import Ballot, ballot

if TYPE_CHECKING:
    from constitution.tables import Constitution


@question("may vote", of="body")
def may_vote(
    c: "Constitution", body: str, *, person: Mapping[str, Any] | str, decision: str | None = None
) -> Finding[bool]:
    """Whether somebody may vote on a body's items, or on one kind of decision."""
    item = ballot(c, body, decision)
    w = item.working()
    roll = call_roll(c, item.body, [_asked_about(c, person)], w=w)
    return w.answer(_may_vote(item, roll.entries[0], w))


def _asked_about(c: "Constitution", person: Mapping[str, Any] | str) -> Mapping[str, Any] | str:
    """A word by which rules mean people ("headteacher") is whoever that is; any other word is a name."""
    if not isinstance(person, str) or person not in everybody(c):
        return person
    if person in c.office:
        return {"office": person}
    posts = (*STANDARD, *c.posts)
    return {"as": person} if person in posts else {"class": person}


def _may_vote(item: Ballot, entry: Entry, w: Working) -> bool:
    person = entry.person
    if not entry.member or not entry.votes:
        w.step(
            f"{person} {entry.why}: no vote" if not entry.member or entry.stands_in else _line_has_none(entry)
        )
        return False
    bears = _names_of(item.c, item.body, entry)
    if shut := bears & set(item.value("never")):
        item.used(w, "never")
        w.step(f"{say.listed(sorted(shut))} never votes")
        return False
    if item.value("chair_votes") == "only a casting vote" and "chair" in bears:
        w.step("whoever presides has only a casting vote")
        return False
    return _is_one_of_who(item, entry, bears, w)


def _line_has_none(entry: Entry) -> str:
    if entry.person.interest:
        return f"{entry.person} has an interest in the item, which bars the vote"
    return f"{entry.person} is a member whose seat has no vote"


def _names_of(c: "Constitution", body: str, entry: Entry) -> frozenset[str]:
    """The names by which a voting rule can mean somebody, with those that their lines give them."""
    person, table = entry.person, c.body.get(body)
    seated = replace(person, capacities=()) if entry.stands_in else person
    names = set(person.bears | (table.placed(seated).bears if table else set()))
    if entry.stands_in or not person.capacities:
        names |= {post for line in entry.lines for post in line.by}
        names |= {post for office in person.offices for post in _held_by(c, office)}
    return frozenset(names)


def _held_by(c: "Constitution", office: str) -> Sequence[str]:
    return c.office[office].held_by if office in c.office else ()


def _is_one_of_who(item: Ballot, entry: Entry, bears: frozenset[str], w: Working) -> bool:
    """Whether the voting rule names them; a substitute who votes has the vote of the member."""
    who = item.value("who")
    item.used(w, "who")
    if not who:
        w.step(f"{entry.person} {entry.why}: every member whose seat votes has a vote")
        return True
    found = [name for name in who if name in bears]
    if entry.stands_in and (found or not entry.lines):
        w.step(f"{entry.person} stands in for a member and has the member's vote")
        return True
    if found:
        w.step(f"{entry.person} votes as {say.listed(found, 'or')}")
        return True
    w.step(f"only {say.listed(who, 'or')} may vote")
    return False


def voters(
    c: "Constitution", body: str, present: Any, decision: str | None = None, withdrawn: Any = ()
) -> tuple[tuple[Entry, bool], ...]:
    """Everybody in the room with whether they may vote on the item, as a roll call shows it."""
    return voters_on(c, body, call_roll(c, ballot(c, body, decision).body, present, withdrawn), decision)


def voters_on(
    c: "Constitution", body: str, roll: Roll, decision: str | None = None
) -> tuple[tuple[Entry, bool], ...]:
    """The same of a roll that has been called."""
    item = ballot(c, body, decision)
    return tuple((entry, _may_vote(item, entry, Working(c))) for entry in roll.entries)


@question("votes to count", of="body")
def votes_to_count(
    c: "Constitution",
    body: str,
    *,
    hands: int | Mapping[str, int] | list[Any],
    decision: str | None = None,
    withdrawn: list[Any] = (),  # type: ignore[assignment]
) -> Finding[int]:
    """How many votes the raised hands are: one for each school or person, those alone who may vote."""
    item = ballot(c, body, decision)
    w = item.working()
    if isinstance(hands, int):
        return w.step(f"{say.count(hands, 'hand')}, counted as they are").answer(hands)
    roll = call_roll(c, item.body, hands, withdrawn, w)
    table = c.body.get(item.body)
    by_school = table is not None and table.one_vote_per == "school"
    counted: dict[str, str] = {}
    for entry in roll.entries:
        if _may_vote(item, entry, w):
            _count(counted, entry, by_school, w)
    if table is not None and _several(roll):
        w.use(table, "one_vote_per")
    proxies = _proxies(item, roll, w)
    total = len(counted) + proxies
    return w.step(f"{say.count(total, 'vote')} to count").answer(total)


def _several(roll: Roll) -> bool:
    schools = [school for entry in roll.entries for school in entry.person.schools]
    return len(schools) != len(set(schools)) or any(len(entry.person.schools) > 1 for entry in roll.entries)


def _count(counted: dict[str, str], entry: Entry, by_school: bool, w: Working) -> None:
    """One vote for each school that somebody speaks for, or for the person; a second is refused."""
    person = entry.person
    free = entry.mandates if set(entry.mandates) <= set(person.schools) else person.schools
    for mandate in free if by_school and person.schools else (person.key,):
        if mandate in counted:
            w.step(f"{mandate} has voted already, by {counted[mandate]}: a second vote is refused")
        else:
            counted[mandate] = str(person)


def _proxies(item: Ballot, roll: Roll, w: Working) -> int:
    """Proxies held by those who raised a hand, each up to the most that one person may hold."""
    most = item.value("proxies") or 0
    held = sum(min(entry.person.proxies, most) for entry in roll.entries if entry.member)
    asked = sum(entry.person.proxies for entry in roll.entries)
    if asked:
        item.used(w, "proxies")
        w.step(f"{say.count(asked, 'proxy')} held, at most {most} each: {held} counted")
    return held


@question("may sign", of="decision or body")
def may_sign(
    c: "Constitution", of: str, *, person: Mapping[str, Any] | str, decision: str | None = None
) -> Finding[bool]:
    """Whether somebody may sign a written decision: those the rule names, else those who may vote."""
    item = ballot(c, of, decision)
    w = item.working()
    written = item.value("written")
    if written is None:
        return w.step("this constitution has no rule for deciding in writing").answer(False)
    item.used(w, "written")
    entry = call_roll(c, item.body, [_asked_about(c, person)], w=w).entries[0]
    if not written.who:
        return w.answer(_may_vote(item, entry, w))
    named = bool(entry.member and _names_of(c, item.body, entry) & set(written.who))
    w.step(f"{say.listed(written.who, 'or')} may sign: {entry.person} {'does' if named else 'does not'}")
    return w.answer(named)
