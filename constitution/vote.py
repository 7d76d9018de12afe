"""The result of a vote: carried, not carried, no decision, or a casting vote (K6.4, K6.7).

Without a quorum nothing is decided; a tie falls unless somebody has a casting vote.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from constitution import say
from constitution.body import counts_of, names_of
from constitution.counts import Counts, counting
from constitution.finding import Finding, Working
from constitution.number import Asked
from constitution.people import Person, read_person
from constitution.questions import UnknownFact, question
from constitution.quorate import how_many_away, is_quorate
from constitution.quorum import Circumstances
from constitution.roll import call_roll
from constitution.voting import (
    CASTING_VOTE_OF_THE_CHAIR,
    PRESIDING,
    Ballot,
    CastingVote,
    ballot,
    facts_that_hold,
    least_to_carry,
)

if TYPE_CHECKING:
    from constitution.tables import Constitution

WITHOUT_QUORUM = "nothing decided without a quorum: the default"
CARRIED, NOT_CARRIED, NO_DECISION = "carried", "not carried", "no decision"


@dataclass(frozen=True)
class Tally:
    """Votes on one item. `casting` is "for", "against" or "not used", once whoever settles it has spoken."""

    for_: int = 0
    against: int = 0
    abstain: int = 0
    casting: str | None = None
    chair_has_not_voted: bool = False

    def with_vote(self, side: str) -> "Tally":
        if side == "for":
            return replace(self, for_=self.for_ + 1)
        return replace(self, against=self.against + 1) if side == "against" else self

    @property
    def tied(self) -> bool:
        return self.for_ == self.against > 0

    def __str__(self) -> str:
        abstaining = f", {self.abstain} abstaining" if self.abstain else ""
        return f"{self.for_} for, {self.against} against{abstaining}"


@dataclass(frozen=True)
class _Vote:
    """A vote being worked out: the item's rules, the room's counts, and the facts that open ways to carry."""

    item: Ballot
    counts: Counts
    holds: tuple[str, ...]
    presiding: Person | None
    w: Working

    def counts_with(self, tally: Tally) -> Counts:
        present = self.counts.present
        if present is None:
            present = tally.for_ + tally.against + tally.abstain
        return replace(
            self.counts, cast=tally.for_ + tally.against, abstaining=tally.abstain, present=present
        )

    def least(self, tally: Tally, w: Working | None = None) -> Asked:
        return least_to_carry(self.item, self.counts_with(tally), w or Working(self.item.c), self.holds)

    def carries(self, tally: Tally) -> bool:
        least = self.least(tally)
        return least != "ask" and tally.for_ >= least


@question("vote", of="body")
@counting
def vote(
    c: "Constitution",
    body: str,
    *,
    counts: Counts,
    for_: int = 0,
    against: int = 0,
    abstain: int = 0,
    present: int | Mapping[str, int] | list[Any] | None = None,
    decision: str | None = None,
    quorate: bool | None = None,
    presiding: Mapping[str, Any] | str | None = None,
    casting: str | None = None,
    chair_has_not_voted: bool = False,
    withdrawn: int | list[Any] | None = None,
    meeting: str | None = None,
    notice_given: bool = False,
    holds: str | list[str] = (),  # type: ignore[assignment]
) -> Finding[str]:
    """What became of a vote: "carried", "not carried", "no decision", or "casting vote: …" and whose it is.

    Whether the body is quorate is taken from `quorate`; left out, from `present`, if the facts say enough.
    """
    Counts(cast=for_, abstaining=abstain, present=against)  # none of them may be below 0
    item = ballot(c, body, decision)
    w = item.working()
    tally = Tally(for_, against, abstain, _side(casting), chair_has_not_voted)
    if quorate is None and present is not None:
        circumstances = Circumstances(meeting, decision)
        quorate = _by_the_roll(is_quorate(c, item.body, counts, present, withdrawn, circumstances), w)
    if quorate is False:
        return w.default(WITHOUT_QUORUM).step("not quorate, so nothing is decided").answer(NO_DECISION)
    here = _members_here(c, item.body, present, withdrawn)
    counts = counts_of(c, item.body, replace(counts, present=here, withdrawn=how_many_away(withdrawn)))
    voting = _Vote(item, counts, facts_that_hold(holds, notice_given), _presiding(presiding), w)
    return w.answer(_result(voting, tally))


def _side(casting: str | None) -> str | None:
    if casting in (None, "for", "against", "not used"):
        return casting
    raise UnknownFact(f'the fact "casting" is "for", "against" or "not used", not "{casting}"')


def _presiding(fact: Any) -> Person | None:
    """Who presides: a person, or the word for their class or office."""
    if fact is None:
        return None
    return Person(classes=(fact,), offices=(fact,)) if isinstance(fact, str) else read_person(fact)


def _members_here(c: "Constitution", body: str, present: Any, withdrawn: Any) -> int | None:
    """How many members, or those who stand in for them, are in the room."""
    if present is None or isinstance(present, int):
        return present
    away = withdrawn if isinstance(withdrawn, list) else ()
    return len(call_roll(c, body, present, away).here)


def _by_the_roll(found: Finding[bool | str], w: Working) -> bool | None:
    """Whether the body is quorate, where the facts settle it."""
    if not isinstance(found.value, bool):
        return None
    w.include(found)
    return found.value


def _result(voting: _Vote, tally: Tally) -> str:
    voting.w.step(str(tally))
    if tally.chair_has_not_voted and voting.item.value("chair_votes") == "only when it changes the result":
        voting.item.used(voting.w, "chair_votes")
        if settled := _chairs_vote(voting, tally):
            return settled
    if tally.tied and _one_more_would_carry(voting, tally):
        return _tie(voting, tally)
    return _plain_result(voting, tally)


def _plain_result(voting: _Vote, tally: Tally) -> str:
    least = voting.least(tally, voting.w)
    if least == "ask":
        return "ask"
    enough = tally.for_ >= least
    voting.w.step(f"{tally.for_} for: {'enough' if enough else f'not enough, {least} needed'}")
    return CARRIED if enough else NOT_CARRIED


def _chairs_vote(voting: _Vote, tally: Tally) -> str | None:
    """The vote of a chair who votes only when it changes the result: asked for, counted, or of no use."""
    results = {side: voting.carries(tally.with_vote(side)) for side in ("for", "against")}
    if results["for"] == results["against"] == voting.carries(tally):
        voting.w.step("the vote of whoever presides would change nothing")
        return None
    if tally.casting is None:
        voting.w.step("the vote of whoever presides would change the result")
        return f"casting vote: {PRESIDING}"
    voting.w.step(
        f"whoever presides votes {tally.casting}" if tally.casting != "not used" else "and does not vote"
    )
    return _plain_result(voting, tally.with_vote(tally.casting))


def _one_more_would_carry(voting: _Vote, tally: Tally) -> bool:
    """Whether a tie is only a tie: one vote more would carry, and the votes as they are do not."""
    return not voting.carries(tally) and voting.carries(tally.with_vote("for"))


# A tie ----------------------------------------------------------------------------------------------------


def _tie(voting: _Vote, tally: Tally) -> str:
    rule = _casting_vote(voting.item)
    if rule is None:
        voting.item.used(voting.w, "casting_vote")
        _plain_result(voting, tally)
        voting.w.step("a tie; this constitution has no casting vote, so it falls")
        return NOT_CARRIED
    voting.item.used(voting.w, "casting_vote" if voting.item.value("casting_vote") else "chair_votes")
    voting.w.rest_on(*rule.clause)
    holder = _who_casts(voting.item, rule, voting.presiding, voting.w)
    if holder is None:
        voting.w.step("nobody has the casting vote, so the tie falls")
        return NOT_CARRIED
    return _cast(voting, tally, rule, holder)


def _casting_vote(item: Ballot) -> CastingVote | None:
    """The casting vote of the rules; whoever has "only a casting vote" has one."""
    rule = item.value("casting_vote")
    if rule is None and item.value("chair_votes") == "only a casting vote":
        return CASTING_VOTE_OF_THE_CHAIR
    return rule


def _who_casts(item: Ballot, rule: CastingVote, presiding: Person | None, w: Working) -> str | None:
    """Who has the casting vote, or None where the one presiding is not of the class that has it."""
    if not rule.only_if:
        return rule.by
    classes = say.listed(rule.only_if, "or")
    if presiding is None:
        w.step(f"the {rule.by} has it only as {classes}; the facts do not say who presides")
        return rule.by
    table = item.c.body.get(item.body)
    seated = table.placed(presiding) if table else presiding
    if names_of(item.c, seated) & set(rule.only_if):
        return rule.by
    then = f"; the {rule.otherwise} has it instead" if rule.otherwise else ""
    w.step(f"whoever presides is not {classes}, and has no casting vote{then}")
    return rule.otherwise


def _cast(voting: _Vote, tally: Tally, rule: CastingVote, holder: str) -> str:
    unused = tally.casting == "not used"
    if tally.casting is None or (unused and rule.must_be_used):
        voting.w.step(
            f"a tie; the casting vote is the {holder}'s{', and must be used' if rule.must_be_used else ''}"
        )
        return f"casting vote: {holder}"
    if unused:
        voting.w.step(f"the casting vote of the {holder} is not used, so the tie falls")
        return NOT_CARRIED
    voting.w.step(f"a tie; the casting vote of the {holder} is {tally.casting}")
    return CARRIED if tally.casting == "for" else NOT_CARRIED
