"""[interests.x]: what an interest in an item bars (B5.1). Left out: interests are declared, and no more."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from constitution.body import rule_for
from constitution.rule import Default, Ref, Rule
from constitution.values import OneOrSeveral

if TYPE_CHECKING:
    from constitution.tables import Constitution

NO_MORE = "interests are declared and no more: the file does not say; the default"
WITHDRAWN = "whoever must leave does not count for the quorum: the file does not say; the default"


class Interests(Rule):
    """What follows when a member has an interest in an item."""

    body: Annotated[OneOrSeveral[str], Ref("body")] = Field(
        (), description="The body, where the identifier is not its name.", examples=["group"]
    )
    must_declare: Annotated[bool | str, Default(NO_MORE)] = Field(
        True, description="Whether an interest must be declared, or which, in words.", examples=[True]
    )
    may_speak: Annotated[bool, Default(NO_MORE)] = Field(
        True, description="Whether the person may speak on the item.", examples=[True]
    )
    may_vote: Annotated[bool, Default(NO_MORE)] = Field(
        True, description="Whether the person may vote on it.", examples=[False]
    )
    may_stay: Annotated[bool, Default(NO_MORE)] = Field(
        True, description="Whether the person may stay in the room.", examples=[False]
    )
    counts_for_quorum: Annotated[bool | None, Default(WITHDRAWN)] = Field(
        None, description="Whether the person counts for the quorum of the item; left out, if they may stay."
    )
    decision_stands_if_passed_without: bool = Field(
        False, description="Whether a decision stands that would have passed without the person's vote."
    )

    @property
    def counts(self) -> bool:
        return self.may_stay if self.counts_for_quorum is None else self.counts_for_quorum


@dataclass(frozen=True)
class Bars:
    """What an interest bars in one body, for the record of the declaration. `why`: readings and defaults."""

    speak: bool = False
    vote: bool = False
    stay: bool = False
    count: bool = False
    clause: tuple[str, ...] = ()
    why: tuple[str, ...] = ()


def interests_of(c: "Constitution", body: str) -> Interests | None:
    found = rule_for(c, "interests", body, general=True)
    return found[1] if found else None


def bars(c: "Constitution", body: str) -> Bars:
    """What an interest in an item keeps a member of this body from."""
    rule = interests_of(c, body)
    if rule is None:
        return Bars(why=(NO_MORE,))
    return Bars(
        speak=not rule.may_speak,
        vote=not rule.may_vote,
        stay=not rule.may_stay,
        count=not rule.counts,
        clause=rule.clause,
        why=rule.readings(),
    )
