"""[substitutes.x]: who may stand in for a member, and with what rights (K6.5, B4.3)."""

from typing import Annotated, Literal

from pydantic import Field

from constitution.people import Person
from constitution.rule import Default, Ref, Rule
from constitution.values import OneOrSeveral

COUNT = "a substitute counts for the quorum: the file does not say; the default"
VOTE = "a substitute votes: the file does not say; the default"
SUBSTITUTE = "substitute"


class Substitutes(Rule):
    """Who may stand in on a body. Without such a rule nobody may, and whoever comes is a guest."""

    body: Annotated[OneOrSeveral[str], Ref("body")] = Field(
        (), description="The body, where the identifier is not its name.", examples=["group"]
    )
    who: Annotated[OneOrSeveral[str], Ref("people")] = Field(
        (SUBSTITUTE,), description="Who may stand in.", examples=[["deputy headteacher"]]
    )
    votes: Annotated[bool | OneOrSeveral[str], Ref("people"), Default(VOTE)] = Field(
        True,
        description="Which of them vote; true or false for all alike.",
        examples=[["deputy headteacher"]],
    )
    counts: Annotated[bool | OneOrSeveral[str], Ref("people"), Default(COUNT)] = Field(
        True, description="Whether they count for the quorum, or which of them do.", examples=[True]
    )
    consent_of: Annotated[str | None, Ref("people")] = Field(
        None, description="Whose consent it takes, for each meeting; without it the person is a guest."
    )
    same: Literal["category"] | None = Field(
        None, description="They must come from the same category as the member.", examples=["category"]
    )

    def stands_in(self, person: Person) -> bool:
        """Whether this person comes in a capacity that may stand in."""
        return bool({*self.who, SUBSTITUTE}.intersection(person.capacities))

    def lets(self, key: str, person: Person) -> bool:
        """Whether this person, standing in, has the right: "votes" or "counts"."""
        right = getattr(self, key)
        if isinstance(right, bool):
            return right
        return bool({*right}.intersection(person.capacities))

    def consented(self, person: Person) -> bool:
        return not self.consent_of or bool(person.consent)
