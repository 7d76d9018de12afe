"""[authority.x]: who may do an act, how many must, who is shut out of it (K8.5, K8.17, K-R12, K-R14)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import AfterValidator, Field, model_validator

from constitution import say
from constitution.acts import ACTS, THE_OFFICE, act, act_code
from constitution.body import names_of
from constitution.finding import Finding, Working
from constitution.people import Person, each_once, read_people, read_person
from constitution.questions import question
from constitution.rule import Default, Ref, Rule
from constitution.values import Money, OneOrSeveral, Whole, refusal

if TYPE_CHECKING:
    from constitution.tables import Constitution

ActCode = Annotated[str, AfterValidator(act_code)]
ShutOut = Literal["payee", "of the payee's school", "requester"]
ONE = "one is enough: the file does not say; the default"
END_CONTRACT = "end-contract"
NOBODY_ENDS = "the constitution gives nobody the power to end a school's contract"
NO_THRESHOLD = "threshold not set in the constitution"


class Authority(Rule):
    """Who may do one act of the closed list; its identifier is the act."""

    act: str = Field("", description="The act in words.", examples=["approve a payment"])
    by: Annotated[OneOrSeveral[str], Ref("people or body")] = Field(
        (), description="Who may do it; a body, where a decision of it is needed.", examples=[["signatory"]]
    )
    panel: Whole | None = Field(None, description="How many there are of whom some are needed.", examples=[4])
    needed: Annotated[Whole, Default(ONE)] = Field(
        1, description="How many different people are needed.", examples=[2]
    )
    instructed_by: Annotated[OneOrSeveral[str], Ref("people or body")] = Field(
        (), description="Whose instruction it takes first.", examples=["som"]
    )
    never: OneOrSeveral[ShutOut] = Field(
        (), description="Who is shut out of one case of it.", examples=[["payee", "requester"]]
    )
    void_if_changed: bool = Field(
        False, description="Whether a change afterwards undoes it.", examples=[True]
    )
    stays_good_if_removed_later: bool = Field(
        False, description="Whether it stays good when its giver leaves the panel.", examples=[True]
    )
    quotes: Whole | None = Field(None, description="How many quotes are wanted.", examples=[3])
    above: Money | None = Field(
        None,
        description="Above which sum they are wanted; left out, a person marks the need.",
        examples=["£5,000"],
    )
    reported_to: OneOrSeveral[str] = Field((), description="To whom it is reported.")
    only_when: OneOrSeveral[str] = Field((), description="When alone it may be done, in words.")
    withheld_from: OneOrSeveral[str] = Field((), description="From whom it is kept.")

    @model_validator(mode="after")
    def _panel_is_large_enough(self) -> "Authority":
        if self.panel is not None and self.needed > self.panel:
            raise refusal(f"{self.needed} of a panel of {self.panel} can never be met", "needed")
        return self


# Who may -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Who:
    """Who may do an act: names of posts, offices or bodies, and how many are needed."""

    by: tuple[str, ...]
    needed: int
    words: str
    rule: Authority | None

    @property
    def is_default(self) -> bool:
        return self.rule is None or not self.rule.by


def who_may(c: "Constitution", code: str) -> Who:
    """Who may do an act, by the edition or by default. *The office* is the one that `run_by` names."""
    rule, known = c.authority.get(code), act(code)
    by = rule.by if rule is not None and rule.by else known.by
    words = (rule.act if rule is not None else "") or known.words
    return Who(_named(c, by), rule.needed if rule else 1, words, rule)


def _named(c: "Constitution", by: Iterable[str]) -> tuple[str, ...]:
    office = c.constitution.run_by or "chair"
    return tuple(dict.fromkeys(office if name == THE_OFFICE else name for name in by))


@question("authority", of="authority", listed=ACTS)
def authority(
    c: "Constitution",
    authority: str,
    *,
    by: Mapping[str, Any] | str | list[Any],
    payee: Mapping[str, Any] | str | None = None,
    requester: Mapping[str, Any] | str | None = None,
    instructed_by: Mapping[str, Any] | str | None = None,
) -> Finding[bool]:
    """Whether these people together may do the act: each counts once, those shut out of this case never."""
    who = who_may(c, authority)
    w = _working(c, authority, who)
    people = _distinct(by)
    w.step(f"{who.words}: {who.needed} of {say.listed(who.by, 'or')}")
    case = _Case(_person(payee), _person(requester))
    good = [person for person in people if _is_good(c, who, person, case, w)]
    w.step(f"{len(good)} of {who.needed} needed")
    if instructed_by is not None and not _instructed(who, _person(instructed_by), w):
        return w.answer(False)
    return w.answer(len(good) >= who.needed)


@dataclass(frozen=True)
class _Case:
    """Whom one payment or purchase is for, and who asked for it."""

    payee: Person | None = None
    requester: Person | None = None


def _working(c: "Constitution", code: str, who: Who) -> Working:
    w = Working(c, f"authority.{code}")
    if who.rule is not None:
        w.use(who.rule, "by", "needed")
    if who.is_default:
        w.default(f"{who.words}: the constitution does not say who; the default")
    return w


def _person(fact: Any) -> Person | None:
    return None if fact is None else read_person(fact)


def _distinct(by: Any) -> list[Person]:
    """The people, the same person once; a word alone is somebody who holds that post."""
    facts = by if isinstance(by, list | tuple) else [by]
    facts = [{"as": fact} if isinstance(fact, str) else fact for fact in facts]
    return list(each_once(read_people(facts)))


def _is_good(c: "Constitution", who: Who, person: Person, case: _Case, w: Working) -> bool:
    if not names_of(c, person) & set(who.by):
        w.step(f"{person} is none of them")
        return False
    if who.rule is None:
        return True
    shut = next((why for why in who.rule.never if _is_shut_out(why, person, case)), None)
    if shut:
        w.reading(who.rule, "never").step(f"{person} is shut out: {shut}")
    return not shut


def _is_shut_out(why: str, person: Person, case: _Case) -> bool:
    """Whether the person is payee or requester, or from the payee's school, by name or as the facts say."""
    if why in person.bears:
        return True
    if why == "of the payee's school":
        return bool(case.payee and set(case.payee.schools) & set(person.schools))
    other = case.payee if why == "payee" else case.requester
    return bool(other and other.name and other.name == person.name)


def _instructed(who: Who, by: Person | None, w: Working) -> bool:
    wanted = who.rule.instructed_by if who.rule else ()
    if not wanted or (by and by.bears & set(wanted)):
        return True
    w.step(f"it must be instructed by {say.listed(wanted, 'or')}")
    return False


def quotes_wanted(c: "Constitution", code: str, amount: Decimal) -> Finding[int | None]:
    """How many quotes a purchase of this sum wants; nothing where the constitution sets no threshold."""
    rule = c.authority.get(code)
    w = Working(c, f"authority.{code}").input("amount", amount)
    if rule is None or rule.quotes is None:
        return w.step("the constitution asks for no quotes").answer(0)
    w.use(rule, "quotes", "above")
    if rule.above is None:
        return w.step(f"{rule.quotes} quotes when required: {NO_THRESHOLD}").answer(None)
    wanted = rule.quotes if amount > rule.above else 0
    over = "above" if wanted else "not above"
    return w.step(f"{say.money(amount)} is {over} {say.money(rule.above)}: {wanted} quotes").answer(wanted)


# Ending a member's contract -------------------------------------------------------------------------------


def group_may_end(c: "Constitution") -> Finding[bool]:
    """Whether the group itself may end a school's contract: by an authority or a kind of decision of that name.

    A power against a member is no default: where the document gives it to nobody, nobody has it. Who records
    that it was used is another question, which the authority table answers for every act.
    """
    w = Working(c, f"authority.{END_CONTRACT}")
    authority, decision = c.authority.get(END_CONTRACT), c.decision.get(END_CONTRACT)
    given = authority if authority is not None and authority.by else None
    if given is not None:
        w.use(given, "by").step(f"{given.act or act(END_CONTRACT).words}: {say.listed(given.by, 'or')}")
    if decision is not None:
        bodies = [c.body[each].name or each for each in decision.body if each in c.body]
        w.use(decision, "body").step(
            f"{decision.name or END_CONTRACT}: decided by {say.listed(bodies or ['the group'])}"
        )
    if given is None and decision is None:
        return w.step(NOBODY_ENDS).answer(False)
    return w.answer(True)
