"""[membership]: which schools may belong, what it takes, and what follows when it is missing (K3.1, K3.3)."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field, model_validator

from constitution import say
from constitution.finding import Finding, Working
from constitution.rule import Ref, Rule
from constitution.values import ALength, OneOrSeveral, ReadOnly, nothing, refusal

if TYPE_CHECKING:
    from constitution.tables import Constitution

Need = Literal["signed contract", "annual fee", "pledge"]
Consequence = Literal["not a member", "no vote", "shown"]
GRAVEST: tuple[Consequence, ...] = ("not a member", "no vote", "shown")
ANY_KIND = "schools of any kind may be members: the file does not say; the default"
SHOWN = "what is missing is shown, and bars nothing: the file does not say; the default"


class Membership(Rule):
    """Which schools may be members, and what it takes."""

    eligible: OneOrSeveral[str] = Field(
        (),
        description="The kinds of school that may be members; left out, any.",
        examples=[["primary", "special"]],
    )
    needs: OneOrSeveral[Need] = Field(
        (), description="What membership takes.", examples=[["signed contract", "annual fee", "pledge"]]
    )
    without: ReadOnly[Need, Consequence] = Field(
        default_factory=nothing,
        description="What follows when each of them is missing.",
        examples=[{"signed contract": "not a member", "annual fee": "shown"}],
    )
    admitted_by: Annotated[str | None, Ref("decision or body")] = Field(
        None, description="The decision that admits a school.", examples=["admission"]
    )
    for_: ALength | None = Field(None, description="How long membership lasts before it is renewed.")

    @model_validator(mode="after")
    def _without_what_is_needed(self) -> "Membership":
        for need in self.without:
            if need not in self.needs:
                raise refusal(f'"{need}" is not among what membership needs', "without")
        return self


def eligible(c: "Constitution", kind: str) -> Finding[bool]:
    """Whether a school of this kind may be a member."""
    rule, w = c.membership, Working(c, "membership").input("kind", kind)
    if rule is None or not rule.eligible:
        return w.default(ANY_KIND).answer(True)
    w.use(rule, "eligible")
    found = kind.lower() in {each.lower() for each in rule.eligible}
    w.step(f"{kind} is {'' if found else 'not '}one of: {say.listed(rule.eligible)}")
    return w.answer(found)


def standing(c: "Constitution", missing: Iterable[str]) -> Finding[Consequence | None]:
    """The gravest consequence of what a school lacks: "not a member", "no vote" or "shown"; None for none."""
    rule, w = c.membership, Working(c, "membership")
    found: list[Consequence] = []
    for need in missing:
        if rule is None or need not in rule.needs:
            continue
        follows = rule.without.get(need)
        w.use(rule, "needs", "without").step(f"without {need}: {follows or 'shown'}")
        if follows is None:
            w.default(SHOWN)
        found.append(follows or "shown")
    return w.answer(min(found, key=GRAVEST.index) if found else None)
