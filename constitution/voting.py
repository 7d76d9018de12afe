"""[voting.x] and [decision.x]: the rules for an item, and how many votes carry it (K6.7, K9.3, B-R06).

Votes for are measured against exact fractions, unrounded: of 17 votes cast more than half is 9. What a kind
of decision leaves out comes from its body's voting rule.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field

from constitution.body import body_named, counts_of, rule_for
from constitution.counts import Counts, counting
from constitution.finding import Finding, Working
from constitution.number import ANumber, Asked, Number, how_many
from constitution.questions import question
from constitution.quorate import how_many_away
from constitution.quorum import Circumstances, check_decision, needed
from constitution.rule import Default, Ref, Row, Rule
from constitution.values import ALength, OneOrSeveral, Several, Whole

if TYPE_CHECKING:
    from constitution.tables import Constitution

PRESIDING = "person presiding"
MAJORITY = "carried by more than half of the votes cast: the file does not say; the default"
NO_CASTING_VOTE = "no casting vote, so a tie falls: the file does not say; the default"
ON_THE_VOTE = "takes effect on the vote: the file does not say; the default"
CARRIERS = ("carried_by", "carried_by_any_of")
How = Literal["show of hands", "recorded", "secret", "consensus", "poll"]
Effect = Literal["on the vote", "when confirmed", "when registered", "next contract year"]
SIMPLE_MAJORITY = (Number.model_validate({"more_than": "half", "of": "votes cast"}),)


# The tables -----------------------------------------------------------------------------------------


class Route(Number):
    """One of several ways of carrying."""

    only_if: str | None = Field(
        None, description="The fact that must hold for this way to be open.", examples=["notice was given"]
    )


class CastingVote(Row):
    """Who settles a tie."""

    by: str = Field(
        PRESIDING, description='Who has it: "person presiding", or somebody by name.', examples=["chair"]
    )
    only_if: Annotated[OneOrSeveral[str], Ref("people")] = Field(
        (), description="The class to which whoever presides must belong to have it.", examples=["governor"]
    )
    otherwise: Annotated[str | None, Ref("people")] = Field(
        None, description="Who has it when the one presiding does not.", examples=["vice-chair"]
    )
    must_be_used: bool = Field(False, description="Whether it must be given.", examples=[True])
    clause: Annotated[OneOrSeveral[str], Ref("clause")] = Field((), description="The clause that gives it.")

    def references(self) -> Iterator[tuple[str, str, str]]:
        if self.by != PRESIDING:
            yield "by", "people", self.by


CASTING_VOTE_OF_THE_CHAIR = CastingVote.model_validate({})


class Written(Row):
    """Deciding in writing, without a meeting."""

    carried_by: OneOrSeveral[ANumber] = Field(
        (), description="What carries in writing; left out, what carries at a meeting."
    )
    within: ALength | None = Field(
        None,
        description="Within what time, the day of circulation being the first of it.",
        examples=["28 days"],
    )
    who: Annotated[OneOrSeveral[str], Ref("people")] = Field(
        (), description="Who may sign; left out, whoever may vote."
    )
    clause: Annotated[OneOrSeveral[str], Ref("clause")] = Field((), description="The clause that allows it.")


class VotingKeys(Row):
    """The keys of voting, which a kind of decision may write for itself."""

    AT_MOST_ONE_OF = (CARRIERS,)

    who: Annotated[OneOrSeveral[str], Ref("people")] = Field(
        (),
        description="Who votes; left out, every member whose line votes.",
        examples=[["headteacher", "som"]],
    )
    never: Annotated[OneOrSeveral[str], Ref("people")] = Field((), description="Who never votes.")
    carried_by: Annotated[OneOrSeveral[ANumber], Default(MAJORITY)] = Field(
        SIMPLE_MAJORITY,
        description="One number or several that must all be met by the votes for, unrounded.",
        examples=[{"more_than": "half", "of": "votes cast"}],
    )
    carried_by_any_of: Several[Annotated[Route, ANumber.__metadata__[1]]] = Field(
        (), description="Ways of which one is enough; a way may be open only if a fact holds."
    )
    casting_vote: Annotated[CastingVote | None, Default(NO_CASTING_VOTE)] = Field(
        None, description="Who settles a tie.", examples=[{"by": "chair"}]
    )
    chair_votes: Literal["always", "only when it changes the result", "only a casting vote"] = Field(
        "always", description="When whoever presides votes.", examples=["always"]
    )
    how: OneOrSeveral[How] = Field((), description="How votes are given.", examples=[["show of hands"]])
    secret_if: str | ANumber | None = Field(
        None, description="What makes a vote secret: words, or how many ask."
    )
    named_if: str | ANumber | None = Field(
        None, description="What has names recorded: words, or how many ask."
    )
    poll_if: str | ANumber | None = Field(None, description="What turns a show of hands into a poll.")
    proxies: Whole | None = Field(
        None, description="The most proxies that one person may hold; left out, none.", examples=[2]
    )
    written: Written | None = Field(None, description="How it may be decided in writing.")


class Voting(Rule, VotingKeys):
    """How a body votes."""

    body: Annotated[OneOrSeveral[str], Ref("body")] = Field(
        (), description="The body, where the identifier is not its name.", examples=["full-group"]
    )


class Confirmed(Row):
    """A decision that is put a second time."""

    after: ALength = Field(description="How long after the first vote at least.", examples=["14 days"])
    on_both_agendas: bool = Field(False, description="Whether it must stand on both agendas.")
    not_counting: OneOrSeveral[str] = Field(
        (), description="Days that do not count.", examples=[["bank holidays"]]
    )
    clause: Annotated[OneOrSeveral[str], Ref("clause")] = Field(
        (), description="The clause that asks for it."
    )


class Decision(Rule, VotingKeys):
    """A kind of item with a rule of its own; what it leaves out comes from its body's voting rule."""

    name: str = Field("", description="What people call it.", examples=["Changing the constitution"])
    body: Annotated[OneOrSeveral[str], Ref("body")] = Field(
        (), description="The body that decides it.", examples=["full-group"]
    )
    needs: ANumber | None = Field(None, description="How many must be present to take it up.")
    notice: str | None = Field(None, description="The notice it needs.", examples=["28 days"])
    not_at_short_notice: bool = Field(False, description="Whether it may not be taken at short notice.")
    confirmed: Confirmed | None = Field(None, description="The second vote that it needs.")
    takes_effect: Annotated[Effect, Default(ON_THE_VOTE)] = Field(
        "on the vote", description="When it takes effect.", examples=["next contract year"]
    )


# The rules that bear on one item ----------------------------------------------------------------------


@dataclass(frozen=True)
class Ballot:
    """The rules for one item, the decision's own before its body's: what one leaves out the next says."""

    c: "Constitution"
    body: str
    rules: tuple[tuple[str, Voting | Decision], ...]

    @property
    def name(self) -> str:
        return self.rules[0][0] if self.rules else ""

    def rule(self, *keys: str) -> Voting | Decision | None:
        """The first rule that writes one of these keys; else the last, whose default holds."""
        for _, rule in self.rules:
            if any(rule.wrote(key) for key in keys):
                return rule
        return self.rules[-1][1] if self.rules else None

    def value(self, key: str) -> Any:
        rule = self.rule(key)
        return getattr(rule, key) if rule else VotingKeys.model_fields[key].default

    def working(self) -> Working:
        """A sheet for this item; the voting rule of its body comes in where a decision leaves a key to it."""
        w = Working(self.c, self.name)
        return w.rest_on(*self.rules[0][1].clause).reading(self.rules[0][1]) if self.rules else w

    def used(self, w: Working, *keys: str) -> None:
        """Note the readings of these keys, and the defaults that stand in for them."""
        for key in keys:
            rule = self.rule(key)
            if rule is not None:
                w.use(rule, key)
            elif words := default_words(key):
                w.default(words)


def default_words(key: str) -> str | None:
    found = VotingKeys.model_fields[key].metadata
    return next((each.words for each in found if isinstance(each, Default)), None)


def ballot(c: "Constitution", of: str, decision: str | None = None) -> Ballot:
    """The rules for an item of a body, or of a kind of decision."""
    check_decision(c, decision)
    if decision is None and of not in c.body and of in c.decision:
        decision = of
    body = _body(c, of, decision)
    rules: list[tuple[str, Voting | Decision]] = []
    if decision is not None:
        rules.append((f"decision.{decision}", c.decision[decision]))
    found = (of, c.voting[of]) if of in c.voting else rule_for(c, "voting", body, general=True)
    return Ballot(c, body, (*rules, *([(f"voting.{found[0]}", found[1])] if found else [])))


def _body(c: "Constitution", of: str, decision: str | None) -> str:
    if decision and of == decision:
        named = c.decision[decision].body
        return named[0] if named else next(iter(c.body), "")
    return body_named(c, of)


# What carries -----------------------------------------------------------------------------------------


def least_to_carry(
    item: Ballot, counts: Counts, w: Working, holds: Sequence[str] = (), *, written: bool = False
) -> Asked:
    """The fewest votes for that carry, with the steps."""
    in_writing = item.value("written") if written else None
    if in_writing and in_writing.carried_by:
        item.used(w, "written")
        return _all_met(in_writing.carried_by, counts, w, item.rule("written"))
    rule = item.rule(*CARRIERS)
    if rule is not None and rule.carried_by_any_of:
        w.use(rule, "carried_by_any_of")
        return _any_met(rule.carried_by_any_of, counts, w, rule, holds)
    item.used(w, "carried_by")
    return _all_met(item.value("carried_by"), counts, w, rule)


def _all_met(numbers: Sequence[Number], counts: Counts, w: Working, rule: Rule | None) -> Asked:
    asked = [how_many(number, counts, w, rule, exact=True) for number in numbers]
    if "ask" in asked:
        return "ask"
    if len(asked) > 1:
        w.step(f"all of them must be met: {max(asked)}")
    return max(asked)


def _any_met(
    routes: Sequence[Route], counts: Counts, w: Working, rule: Rule | None, holds: Sequence[str]
) -> Asked:
    """The least of the open ways; a way whose fact is not said to hold is closed."""
    asked: list[Asked] = []
    for route in routes:
        if route.only_if and route.only_if not in holds:
            w.step(f"one way is open only if {route.only_if}, which is not said")
        else:
            asked.append(how_many(route, counts, w, rule, exact=True))
    known = [each for each in asked if each != "ask"]
    if not known:
        return "ask"
    if len(asked) > 1:
        w.step(f"one way is enough: {min(known)}")
    return min(known)


@question("how many carry", of="body or decision")
@counting
def how_many_carry(
    c: "Constitution",
    of: str,
    *,
    counts: Counts,
    decision: str | None = None,
    present: int | None = None,
    abstain: int | None = None,
    cast: int | None = None,
    withdrawn: int | list[Any] | None = None,
    notice_given: bool = False,
    holds: str | list[str] = (),  # type: ignore[assignment]
) -> Finding[int | str]:
    """The fewest votes for that carry. With `present` alone, all who are present are taken to vote."""
    item = ballot(c, of, decision)
    w = item.working()
    counts = replace(
        counts, present=present, abstaining=abstain, cast=cast, withdrawn=how_many_away(withdrawn)
    )
    return w.answer(
        least_to_carry(item, counts_of(c, item.body, counts), w, facts_that_hold(holds, notice_given))
    )


@question("how many in writing", of="body or decision")
@counting
def how_many_in_writing(
    c: "Constitution", of: str, *, counts: Counts, decision: str | None = None
) -> Finding[int | str]:
    """The fewest who must agree in writing; "ask" where nothing is decided in writing."""
    item = ballot(c, of, decision)
    w = item.working()
    if item.value("written") is None:
        return w.step("this constitution has no rule for deciding in writing").answer("ask")
    return w.answer(least_to_carry(item, counts_of(c, item.body, counts), w, written=True))


@question("how many to take it up", of="body or decision")
@counting
def how_many_to_take_it_up(
    c: "Constitution", of: str, *, counts: Counts, decision: str | None = None
) -> Finding[int | str]:
    """How many must be present to take an item up: what the decision needs, else the quorum."""
    item = ballot(c, of, decision)
    kind = decision or (of if of in c.decision and of not in c.body else None)
    rule = c.decision.get(kind or "")
    if rule is None or rule.needs is None:
        found = needed(c, item.body, counts, Circumstances(decision=kind))
        w = Working(c, found.rule).include(found)
        return w.step("nothing more is needed to take it up than the quorum").answer(found.value)
    w = item.working().use(rule, "needs")
    return w.answer(how_many(rule.needs, counts_of(c, item.body, counts), w, rule))


def facts_that_hold(holds: Any, notice_given: bool) -> tuple[str, ...]:
    said = (holds,) if isinstance(holds, str) else tuple(holds)
    return (*said, "notice was given") if notice_given else said
