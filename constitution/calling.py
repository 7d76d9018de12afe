"""[calling.x]: who may have a further meeting called (K9.3): more than half of 35 member schools is 18."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BeforeValidator, Field

from constitution import say
from constitution.body import counts_of
from constitution.counts import Counts, counting
from constitution.finding import Finding, Working
from constitution.number import ANumber, how_many
from constitution.questions import UnknownFact, meant, question
from constitution.rule import Ref, Rule
from constitution.values import ALength, OneOrSeveral, ReadOnly, nothing

if TYPE_CHECKING:
    from constitution.tables import Constitution


def _by_case(value: Any) -> Any:
    """`{ case = "…", at_least = 2 }`, or several of them, as a table by case."""
    rows = [value] if isinstance(value, Mapping) and "case" in value else value
    if not isinstance(rows, list):
        return value
    return {row.get("case"): {key: each for key, each in row.items() if key != "case"} for row in rows}


class Calling(Rule):
    """Who may have a meeting called that is not among the year's."""

    name: str = Field("", description="What people call it.", examples=["A further meeting"])
    body: Annotated[OneOrSeveral[str], Ref("body")] = Field((), description="The body that meets.")
    by: ANumber | None = Field(
        None,
        description="How many members must ask for it.",
        examples=[{"more_than": "half", "of": "affiliated schools"}],
    )
    by_if: Annotated[ReadOnly[str, ANumber], BeforeValidator(_by_case)] = Field(
        default_factory=nothing,
        description="Another number in a named case.",
        examples=[{"a removal": {"at_least": 2}}],
    )
    call_within: ALength | None = Field(None, description="How soon it must be called.", examples=["7 days"])
    meet_within: ALength | None = Field(None, description="How soon it must meet.", examples=["28 days"])
    else_: str | None = Field(None, description="What follows if it is not called, in words.")


@question("how many may call", of="calling")
@counting
def how_many_may_call(
    c: "Constitution", calling: str, *, counts: Counts, case: str | None = None, present: int | None = None
) -> Finding[int | str]:
    """How many members must ask for a further meeting."""
    rule = c.calling[calling]
    w = Working(c, f"calling.{calling}").rest_on(*rule.clause).reading(rule)
    body = rule.body[0] if rule.body else calling
    counts = counts_of(c, body, replace(counts, present=present))
    number = _number(rule, case, w)
    if number is None:
        return w.step("the constitution does not say how many may call it").answer("ask")
    found = how_many(number, counts, w, rule)
    _then(rule, w)
    return w.answer(found)


def _number(rule: Calling, case: str | None, w: Working) -> Any:
    if case is None or not rule.by_if:
        w.use(rule, "by")
        return rule.by
    if case not in rule.by_if:
        known = say.quoted(rule.by_if)
        raise UnknownFact(f'there is no case "{case}"{meant(case, rule.by_if)}; there are: {known}')
    w.use(rule, "by_if").step(f"in the case of {case}")
    return rule.by_if[case]


def _then(rule: Calling, w: Working) -> None:
    if rule.call_within:
        w.step(f"it is called within {rule.call_within}")
    if rule.meet_within:
        w.step(f"it meets within {rule.meet_within}")
    if rule.else_:
        w.step(f"if it is not called: {rule.else_}")
