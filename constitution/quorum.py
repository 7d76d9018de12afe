"""[quorum.x]: how many must be present, and whether they are (K6.1 to K6.4, B2.1).

At least 60% of 35 affiliated schools is 21; of a management group of 6 it is 4, and never fewer than 3.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field, model_validator

from constitution import say
from constitution.body import body_named, counts_of, rule_for, title
from constitution.conditions import Assembly, Condition, verdicts
from constitution.finding import Finding, Working
from constitution.number import WAYS, Asked, Counts, Number, NumberKeys, counting, how_many, with_base
from constitution.people import each_once, names, read_people
from constitution.questions import UnknownFact, meant, question
from constitution.roll import Roll, call_roll
from constitution.rule import Default, Ref, Row, Rule, exactly_one_of
from constitution.values import ALength, AShare, OneOrSeveral, Several, Share

if TYPE_CHECKING:
    from constitution.tables import Constitution

Failing = Literal["adjourn", "close", "discuss only"]
Present = int | Mapping[str, int] | list[Any] | None
Away = int | list[Any] | None
TESTED = "tested at the opening and at each decision: the file does not say; the default"
NOTHING_DECIDED = "nothing decided without a quorum: the file does not say; the default"
NEVER = "never quorate"


# The table ------------------------------------------------------------------------------------------


class When(Row):
    """The case in which another number replaces the main one; all that is named must hold."""

    meeting: OneOrSeveral[str] = Field((), description="A kind of meeting.", examples=["reconvened"])
    disqualified_more_than: AShare | None = Field(
        None, description="When more than this share of the seats is disqualified.", examples=["1/3"]
    )
    decision: Annotated[OneOrSeveral[str], Ref("decision")] = Field(
        (), description="A kind of decision.", examples=["removal"]
    )


class Case(Number):
    """Another number, for a case."""

    when: When = Field(description="The case.")


class IfNotMet(Row):
    """What happens to a meeting without its quorum."""

    then: Annotated[Failing, Default(NOTHING_DECIDED)] = Field(
        "discuss only", description="What the meeting does.", examples=["adjourn"]
    )
    wait: ALength | None = Field(
        None, description="How long it is waited for first.", examples=["15 minutes"]
    )
    when_called_by_members: Failing | None = Field(
        None, description="What a meeting that members called does instead.", examples=["close"]
    )
    told_again: bool | str | None = Field(
        None, description="Whether, or how, members are told again of the adjourned meeting."
    )
    after: str | None = Field(
        None, description="When the adjourned meeting is held, in words.", examples=["7 days"]
    )


class Quorum(Rule, NumberKeys):
    """How many must be present for a body to decide."""

    body: Annotated[OneOrSeveral[str], Ref("body")] = Field(
        (), description="The body, where the identifier is not its name.", examples=["full-group"]
    )
    present: Several[Condition] = Field(
        (), description="Conditions on who is there, all of which must hold as well."
    )
    instead: OneOrSeveral[Case] = Field(
        (), description="Another number for a case; the first that applies replaces the main one."
    )
    tested: Annotated[OneOrSeveral[Literal["opening", "each decision"]], Default(TESTED)] = Field(
        ("opening", "each decision"),
        description="When it is tested.",
        examples=[["opening", "each decision"]],
    )
    may_be_raised_by: Annotated[str | None, Ref("body")] = Field(
        None, description="A body that may set a higher figure by a dated decision.", examples=["full-group"]
    )
    if_not_met: IfNotMet | None = Field(None, description="What happens when it is not met.")

    @model_validator(mode="after")
    def _one_way(self) -> "Quorum":
        exactly_one_of(self, WAYS)
        return with_base(self)

    def numbers(self) -> Iterable[NumberKeys]:
        """The main number and those of the cases."""
        return (self, *(case.taking_from(self) for case in self.instead))


@dataclass(frozen=True)
class Circumstances:
    """What a quorum may depend on beside the counts."""

    meeting: str | None = None
    decision: str | None = None
    raised_to: int | None = None


PLAIN = Circumstances()


def quorum_rule(c: "Constitution", of: str) -> tuple[str, Quorum] | None:
    """The quorum rule of a body, or the one of that identifier."""
    if of in c.quorum:
        return of, c.quorum[of]
    return rule_for(c, "quorum", body_named(c, of))


# How many are needed ----------------------------------------------------------------------------------


@question("quorum", of="body")
@counting
def quorum(
    c: "Constitution",
    body: str,
    *,
    counts: Counts,
    meeting: str | None = None,
    decision: str | None = None,
    raised_to: int | None = None,
) -> Finding[int | str]:
    """How many must be present: a number, "ask", or "never quorate"."""
    return needed(c, body, counts, Circumstances(meeting, decision, raised_to))


def needed(
    c: "Constitution", of: str, counts: Counts, circumstances: Circumstances = PLAIN
) -> Finding[int | str]:
    """The quorum of a body with these counts."""
    check_decision(c, circumstances.decision)
    found = quorum_rule(c, of)
    body = body_named(c, of)
    if found is None:
        w = Working(c).step(f"the constitution sets no quorum for {title(c, body)}")
        return w.answer("ask")
    name, rule = found
    counts = counts_of(c, body, counts)
    w = Working(c, f"quorum.{name}").rest_on(*rule.clause).reading(rule)
    if nobody_sits(counts):
        return w.step(f"{title(c, body)} has no members, so it is never quorate").answer(NEVER)
    number = _number_for(rule, counts, circumstances, w)
    asked = how_many(number, counts, w, rule)
    if _base_is_nothing(number, counts):
        return w.step("nobody is left to be counted, so it is never quorate").answer(NEVER)
    return w.answer(_raised(c, rule, asked, circumstances.raised_to, w))


def nobody_sits(counts: Counts) -> bool:
    """Whether the facts say that the body has no members at all."""
    return 0 in (counts.base("members"), counts.base("posts filled"), counts.base("affiliated schools"))


def _base_is_nothing(number: NumberKeys, counts: Counts) -> bool:
    for each in number.each_number():
        if each.of and counts.base(each.of) is not None:
            if counts.base(each.of) <= sum(map(counts.left_out, each.leaving_out)):
                return True
    return False


def _number_for(rule: Quorum, counts: Counts, circumstances: Circumstances, w: Working) -> NumberKeys:
    """The first case that applies, or the main number; the readings of the keys that were used."""
    for case in rule.instead:
        if _applies(case.when, counts, circumstances):
            w.reading(rule, "instead").step(f"{_case_words(case.when)}: another number applies")
            return case.taking_from(rule)
    for key in (*WAYS, "of", "leaving_out"):
        if rule.wrote(key):
            w.reading(rule, key)
    return rule


def _applies(when: When, counts: Counts, circumstances: Circumstances) -> bool:
    if when.meeting and circumstances.meeting not in when.meeting:
        return False
    if when.decision and circumstances.decision not in when.decision:
        return False
    return when.disqualified_more_than is None or _too_many_disqualified(when.disqualified_more_than, counts)


def _too_many_disqualified(share: Share, counts: Counts) -> bool:
    seats = counts.base("seats") or counts.base("members")
    return bool(seats) and (counts.disqualified or 0) > share.of(seats)


def _case_words(when: When) -> str:
    said = [f"the meeting is {say.listed(when.meeting, 'or')}"] if when.meeting else []
    said += [f"the decision is {say.listed(when.decision, 'or')}"] if when.decision else []
    share = when.disqualified_more_than
    return say.listed([*said, f"more than {share} of the seats are disqualified"] if share else said)


def _raised(c: "Constitution", rule: Quorum, asked: Asked, figure: int | None, w: Working) -> Asked:
    """A higher figure set by a decision replaces the rule's own, which is its floor."""
    if figure is None or asked == "ask":
        return asked
    if rule.may_be_raised_by is None:
        w.step(f"raised to {figure}: this constitution lets nobody raise it, so it stays {asked}")
        return asked
    w.reading(rule, "may_be_raised_by")
    by = title(c, rule.may_be_raised_by)
    w.step(
        f"raised to {figure} by {by}"
        if figure > asked
        else f"{by} set {figure}; the rule's {asked} is the floor"
    )
    return max(asked, figure)


def check_decision(c: "Constitution", decision: str | None) -> None:
    if decision is not None and decision not in c.decision:
        known = f"; there are: {', '.join(c.decision)}" if c.decision else ""
        raise UnknownFact(
            f'there is no kind of decision called "{decision}"{meant(decision, c.decision)}{known}'
        )


# Whether they are there -------------------------------------------------------------------------------


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
    """Whether a body is quorate: true, false, "unknown" without a roll, "ask" where the rule does not settle it.

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
    asked = needed(c, of, _with_present(counts, present), circumstances)
    w = Working(c, asked.rule).include(asked)
    if asked.value == NEVER:
        return w.answer(False)
    if present is None:
        return w.step("no attendance is recorded, so nobody can say").answer("unknown")
    if asked.value == "ask":
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


def _with_present(counts: Counts, present: Any) -> Counts:
    if present is None:
        return counts
    people = present if isinstance(present, int) else len(each_once(read_people(present)))
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
    rule = found[1] if found else None
    tested = [each for each in rule.present if each.holds_for(circumstances.decision)] if rule else []
    if not tested:
        return []
    w.reading(rule, "present")
    if room.roll is None:
        w.step("who is there matters as well, and the facts say only how many")
        return ["ask"]
    held = verdicts(tested, _assembly(c, room, counts))
    for each in held:
        w.step(each if isinstance(each, str) else f"{each.words}: {'holds' if each.met else 'does not hold'}")
    return ["ask" if isinstance(each, str) else each.met for each in held]


def _assembly(c: "Constitution", room: Room, counts: Counts) -> Assembly:
    everybody = [entry.person for entry in room.roll.here]
    counted = [entry.person for entry in room.roll.counted]
    chair_is = c.body[room.body].chair_is if room.body in c.body else frozenset()
    return Assembly(everybody, counted, counts_of(c, room.body, counts), chair_is)


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
    """The strip of a live meeting: `{ needed, present, quorate, wanting }`, for a body and the people in its room."""
    circumstances = Circumstances(meeting, decision, raised_to)
    asked = needed(c, body, _with_present(counts, present), circumstances)
    answer = is_quorate(c, body, counts, present, withdrawn, circumstances)
    here = None if present is None else _room(c, body, present, withdrawn, Working(c)).present
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
