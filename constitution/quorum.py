"""[quorum.x]: how many must be present, and whether they are (K6.1 to K6.4, B2.1).

At least 60% of 35 affiliated schools is 21; of a management group of 6 it is 4, and never fewer than 3.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field, model_validator

from constitution import say
from constitution.body import body_named, counts_of, rule_for, title
from constitution.conditions import Condition
from constitution.counts import Counts, counting
from constitution.finding import Finding, Working
from constitution.number import WAYS, Asked, Number, NumberKeys, how_many, with_base
from constitution.questions import UnknownFact, meant, question
from constitution.rule import Default, Ref, Row, Rule
from constitution.values import ALength, AShare, OneOrSeveral, Several, Share

if TYPE_CHECKING:
    from constitution.tables import Constitution

Failing = Literal["adjourn", "close", "discuss only"]
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
    def _of_what(self) -> "Quorum":
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
    bases = [(counts.base(each.of), each) for each in number.each_number() if each.of]
    return any(base is not None and base <= counts.all_left_out(each.leaving_out) for base, each in bases)


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
    seats = counts.base("seats") or counts.base("members") or 0
    return (counts.disqualified or 0) > share.of(seats) if seats else False


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
