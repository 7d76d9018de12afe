"""[attendance.x]: when absence becomes a concern, and what follows (K9.5, K9.7, K9.8)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field

from constitution import say
from constitution.finding import Finding, Working
from constitution.questions import UnknownFact, question
from constitution.rule import Ref, Row, Rule
from constitution.values import AShare, OneOrSeveral, Share, Whole

if TYPE_CHECKING:
    from constitution.tables import Constitution


class Concern(Row):
    """A pattern of absence, and what follows it."""

    ONE_OF = ("missed", "attended_under")

    missed: Whole | None = Field(None, description="So many meetings missed.", examples=[2])
    in_a_row: bool = Field(False, description="Whether one after another.", examples=[True])
    attended_under: AShare | None = Field(
        None, description="Fewer than this share of the meetings attended.", examples=["60%"]
    )
    in_: str | None = Field(
        None, description="The stretch of time that is looked at.", examples=["school year"]
    )
    unless: Literal["apologies accepted"] | None = Field(
        None, description="What excuses an absence.", examples=["apologies accepted"]
    )
    then: str = Field(description="What follows, in words.")


class Attendance(Rule):
    """What is expected of members, and when absence becomes a concern."""

    body: Annotated[OneOrSeveral[str], Ref("body")] = Field(
        (), description="The body, where the identifier is not its name."
    )
    expected: OneOrSeveral[str] = Field((), description="What is expected, in words.")
    follow_up: OneOrSeveral[str] = Field((), description="What follows one absence, in words.")
    concern: OneOrSeveral[Concern] = Field((), description="Patterns of absence, and what follows each.")


@dataclass(frozen=True)
class Attended:
    """One meeting of one member: there or not, and whether an absence was excused."""

    there: bool
    excused: bool = False


WORDS = {
    "attended": Attended(True), "present": Attended(True), "yes": Attended(True), "part": Attended(True),
    "late": Attended(True), "missed": Attended(False), "absent": Attended(False), "no": Attended(False),
    "apologies": Attended(False), "apologies accepted": Attended(False, True),
    "excused": Attended(False, True),
}  # fmt: skip
MEETING_KEYS = {"attended", "apologies_accepted", "apologies accepted"}


def read_attended(fact: Any) -> Attended:
    """true, false, a word such as "apologies accepted", or `{ attended, apologies_accepted }`."""
    if isinstance(fact, Attended):
        return fact
    if isinstance(fact, bool):
        return Attended(fact)
    if isinstance(fact, str) and fact in WORDS:
        return WORDS[fact]
    if isinstance(fact, Mapping) and set(fact) <= MEETING_KEYS and isinstance(fact.get("attended"), bool):
        return Attended(
            fact["attended"], bool(fact.get("apologies_accepted") or fact.get("apologies accepted"))
        )
    raise UnknownFact(
        f"a meeting was attended (true), missed (false) or one of: {say.quoted(WORDS)}, not {say.written(fact)}"
    )


@question("attendance", of="attendance")
def attendance(c: "Constitution", attendance: str, *, attended: list[Any]) -> Finding[tuple[str, ...]]:
    """What follows from a member's attendance: `attended` is a list of meetings, the earliest first."""
    rule = c.attendance[attendance]
    w = Working(c, f"attendance.{attendance}").use(rule, "concern")
    meetings = [read_attended(each) for each in attended]
    there = sum(meeting.there for meeting in meetings)
    w.step(f"{there} of {say.count(len(meetings), 'meeting')} attended")
    follows = dict.fromkeys(each.then for each in rule.concern if _is_met(each, meetings, w))
    return w.answer(tuple(follows))


def _is_met(concern: Concern, meetings: Sequence[Attended], w: Working) -> bool:
    if concern.missed is not None:
        return _missed(concern, concern.missed, meetings, w)
    assert concern.attended_under is not None, "a concern says exactly one of the two"
    return _attended_under(concern, concern.attended_under, meetings, w)


def _missed(concern: Concern, most: int, meetings: Sequence[Attended], w: Working) -> bool:
    missed = [not meeting.there and not (concern.unless and meeting.excused) for meeting in meetings]
    runs = [len(list(run)) for absent, run in groupby(missed) if absent]
    found = max(runs, default=0) if concern.in_a_row else sum(missed)
    met = found >= most
    how = " in a row" if concern.in_a_row else ""
    w.step(f"{found} missed{how}: {most} {'is' if met else 'would be'} a concern")
    return met


def _attended_under(concern: Concern, least: Share, meetings: Sequence[Attended], w: Working) -> bool:
    counted = [meeting for meeting in meetings if meeting.there or not (concern.unless and meeting.excused)]
    if not counted:
        return False
    share = Fraction(sum(meeting.there for meeting in counted), len(counted))
    met = share < least.fraction
    w.step(f"{say.number(share * 100)}% attended: {'' if met else 'not '}under {least}")
    return met
