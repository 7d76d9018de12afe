"""Whether a quorum is there, live and item by item, and what follows when it is not (K6.3 to K6.5, B4.3)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from constitution import say
from constitution.body import body_named, counts_of
from constitution.conditions import Assembly, verdicts
from constitution.counts import Counts, counting
from constitution.finding import Finding, Working
from constitution.number import how_many
from constitution.people import Person, each_once, names, read_people
from constitution.questions import question
from constitution.quorum import NEVER, NOTHING_DECIDED, PLAIN, Circumstances, IfNotMet, needed, quorum_rule
from constitution.roll import Roll, call_roll

if TYPE_CHECKING:
    from constitution.tables import Constitution

Present = int | Mapping[str, int] | list[Any] | None
Away = int | list[Any] | None


@question("quorate", of="body")
@counting
def quorate(
    c: "Constitution",
    body: str,
    *,
    counts: Counts,
    present: Present = None,
    withdrawn: Away = None,
    meeting: str | None = None,
    decision: str | None = None,
    raised_to: int | None = None,
) -> Finding[bool | str]:
    """Whether a body is quorate: true, false, "unknown" without a roll, "ask" where the rule leaves it open.

    `present` is a number, a number of each class, or the people; `withdrawn` those who have left the item.
    """
    return is_quorate(c, body, counts, present, withdrawn, Circumstances(meeting, decision, raised_to))


def is_quorate(
    c: "Constitution",
    of: str,
    counts: Counts,
    present: Any = None,
    withdrawn: Any = None,
    circumstances: Circumstances = PLAIN,
) -> Finding[bool | str]:
    counts = replace(counts, withdrawn=how_many_away(withdrawn))
    present = _read(present)
    asked = needed(c, of, _with_present(counts, present), circumstances)
    w = Working(c, asked.rule).include(asked)
    if asked.value == NEVER:
        return w.answer(False)
    if present is None:
        return w.step("no attendance is recorded, so nobody can say").answer("unknown")
    if not isinstance(asked.value, int):
        return w.answer("ask")
    room = _room(c, of, present, withdrawn, w)
    enough = [_enough(c, of, room, asked.value, w), _taken_up(c, of, counts, circumstances, room, w)]
    enough += _conditions(c, of, counts, circumstances, room, w)
    return w.answer(False if False in enough else "ask" if "ask" in enough else True)


@dataclass(frozen=True)
class Room:
    """How many are present for the quorum, and who, where the facts say."""

    body: str
    present: int
    roll: Roll | None


def how_many_away(withdrawn: Any) -> int | None:
    return withdrawn if withdrawn is None or isinstance(withdrawn, int) else len(names(withdrawn))


def _read(present: Any) -> int | tuple[Person, ...] | None:
    """Those present as they are asked for again and again: people are read once."""
    return present if present is None or isinstance(present, int) else read_people(present)


def _with_present(counts: Counts, present: int | tuple[Person, ...] | None) -> Counts:
    if present is None:
        return counts
    people = present if isinstance(present, int) else len(each_once(present))
    return replace(counts, present=people)


def _room(c: "Constitution", of: str, present: Any, withdrawn: Any, w: Working) -> Room:
    """Who counts, after those who have withdrawn."""
    body = body_named(c, of)
    away = withdrawn if isinstance(withdrawn, int) else None
    if isinstance(present, int) and not isinstance(present, bool):
        Counts(present=present)
        return Room(body, _less(present, away if away is not None else how_many_away(withdrawn), w), None)
    roll = call_roll(c, body, present, () if away is not None else withdrawn or (), w)
    for words in roll.why_not():
        w.step(words)
    return Room(body, _less(roll.present, away, w), roll)


def _less(present: int, away: int | None, w: Working) -> int:
    if not away:
        return present
    left = max(present - away, 0)
    w.step(f"{present} present, less {away} withdrawn from the item: {left}")
    return left


def _enough(c: "Constitution", of: str, room: Room, asked: int, w: Working) -> bool:
    unit = room.roll.unit if room.roll else (c.body[room.body].unit if room.body in c.body else "member")
    here = say.count(room.present, unit)
    if room.present >= asked:
        w.step(f"{here} present: {asked} needed, so quorate")
        return True
    w.step(f"not quorate: {room.present} here, {asked} needed")
    return False


def _taken_up(
    c: "Constitution", of: str, counts: Counts, circumstances: Circumstances, room: Room, w: Working
) -> bool | str:
    """Whether enough are there to take up a kind of decision that asks for more."""
    decision = c.decision.get(circumstances.decision or "")
    if decision is None or decision.needs is None:
        return True
    w.use(decision, "needs")
    asked = how_many(
        decision.needs, replace(counts_of(c, room.body, counts), present=room.present), w, decision
    )
    if asked == "ask":
        return "ask"
    w.step(f"{asked} needed to take it up: {room.present} here")
    return room.present >= asked


def _conditions(
    c: "Constitution", of: str, counts: Counts, circumstances: Circumstances, room: Room, w: Working
) -> list[bool | str]:
    """Whether the conditions on who is there hold; "ask" where the facts say only how many."""
    found = quorum_rule(c, of)
    tested = [each for each in found[1].present if each.holds_for(circumstances.decision)] if found else []
    if not found or not tested:
        return []
    w.reading(found[1], "present")
    if room.roll is None:
        w.step("who is there matters as well, and the facts say only how many")
        return ["ask"]
    held = verdicts(tested, _assembly(c, room.body, room.roll, counts))
    for each in held:
        w.step(each if isinstance(each, str) else f"{each.words}: {'holds' if each.met else 'does not hold'}")
    return ["ask" if isinstance(each, str) else each.met for each in held]


def _assembly(c: "Constitution", body: str, roll: Roll, counts: Counts) -> Assembly:
    table = c.body.get(body)
    everybody, counted = (
        [table.placed(entry.person) if table else entry.person for entry in entries]
        for entries in (roll.here, roll.counted)
    )
    return Assembly(everybody, counted, counts_of(c, body, counts))


# Live, and when it fails --------------------------------------------------------------------------------


@counting
def quorum_now(
    c: "Constitution",
    body: str,
    *,
    counts: Counts,
    present: Present = None,
    withdrawn: Away = None,
    meeting: str | None = None,
    decision: str | None = None,
    raised_to: int | None = None,
) -> Finding[dict[str, Any]]:
    """The strip of a live meeting: `{ needed, present, quorate, wanting }` for the people in the room."""
    circumstances, people = Circumstances(meeting, decision, raised_to), _read(present)
    asked = needed(c, body, _with_present(counts, people), circumstances)
    answer = is_quorate(c, body, counts, people, withdrawn, circumstances)
    here = None if people is None else _room(c, body, people, withdrawn, Working(c)).present
    wanting = max(asked.value - here, 0) if isinstance(asked.value, int) and here is not None else None
    w = Working(c, answer.rule).include(answer)
    return w.answer({"needed": asked.value, "present": here, "quorate": answer.value, "wanting": wanting})


@question("when not quorate", of="body")
def when_not_quorate(c: "Constitution", body: str, *, called_by: str | None = None) -> Finding[str]:
    """What a meeting without its quorum does: "adjourn", "close" or "discuss only"."""
    found = quorum_rule(c, body)
    rule = found[1] if found else None
    w = Working(c, f"quorum.{found[0]}" if found else "")
    if rule is None or rule.if_not_met is None:
        w.rest_on(*(rule.clause if rule else ())).default(NOTHING_DECIDED)
        return w.step("the meeting may discuss, and decides nothing").answer("discuss only")
    w.rest_on(*rule.clause).reading(rule).reading(rule, "if_not_met")
    return _failing(rule.if_not_met, called_by, w)


def _failing(rule: IfNotMet, called_by: str | None, w: Working) -> Finding[str]:
    if rule.wait:
        w.step(f"{rule.wait} are waited for a quorum")
    if called_by in ("members", "the members", "member") and rule.when_called_by_members:
        w.step(f"the meeting was called by members: {rule.when_called_by_members}")
        return w.answer(rule.when_called_by_members)
    if words := rule.default_for("then"):
        w.default(words)
    w.step(f"without a quorum: {rule.then}")
    if rule.after:
        w.step(f"the adjourned meeting: {rule.after}")
    if rule.told_again:
        w.step(
            "members are told again"
            if rule.told_again is True
            else f"members are told again: {rule.told_again}"
        )
    return w.answer(rule.then)
