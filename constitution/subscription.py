"""[tier.x], [service.x] and [subscription]: what a member pays, for what, and when.

A fee is made of lines, each rounded once, half up to the penny. A figure that is not entered makes the answer
nothing: the invoice is held and listed.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Annotated, Any, Literal, NamedTuple

from pydantic import Field, PlainValidator, WithJsonSchema, model_validator
from pydantic_core import PydanticCustomError

from constitution import calendar, dates, facts, say
from constitution.calendar import NotEntered, Year
from constitution.finding import Finding, Working
from constitution.questions import UnknownFact, question
from constitution.rule import Default, Ref, Row, Rule
from constitution.values import (
    ALength,
    AShare,
    DayOfYear,
    Money,
    OneOrSeveral,
    ReadOnly,
    nothing,
    refusal,
)

if TYPE_CHECKING:
    from constitution.tables import Constitution

PENNY = Decimal("0.01")
TERM_DAY = re.compile(r"(first|last) day of (?:the )?(.+)")
FEE_OF = re.compile(r"fee of (?:the )?(.+)")
JOINING_DEFAULT = (
    "a school that joins part way through the year pays in full: the file does not say; the default"
)
WITHIN_DEFAULT = "due on the day of issue: the file gives no days to pay; the default"
COVERS_DEFAULT = "an invoice pays for a school year: the file does not say; the default"
NEAREST_DEFAULT = (
    "an invoice pays for the year whose first day is nearest to its issue: the program's default"
)
HALF_A_YEAR = 183


def pennies(amount: Fraction) -> Decimal:
    """An exact sum to the penny, half up."""
    return (Decimal(amount.numerator) / Decimal(amount.denominator)).quantize(PENNY, ROUND_HALF_UP)


# Tables -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class TermDay:
    """The first or last day of a term, which waits for that year's dates."""

    end: str
    term: str

    def __str__(self) -> str:
        return f"{self.end} day of the {calendar.term_name(self.term)}"


def _issued_on(value: Any) -> DayOfYear | TermDay:
    if found := TERM_DAY.fullmatch(value) if isinstance(value, str) else None:
        return TermDay(found[1], found[2])
    try:
        return DayOfYear.parse(value)
    except PydanticCustomError:
        raise refusal('write the day of issue as "1 May" or "first day of the Summer term"') from None


IssueDay = Annotated[
    DayOfYear | TermDay,
    PlainValidator(_issued_on),
    WithJsonSchema({"type": "string", "description": '"1 May" or "first day of the Summer term".'}),
]


class FeeLine(Row):
    ONE_OF = ("amount", "share")

    amount: Money | None = Field(None, description="A fixed sum, or a sum per pupil.", examples=["£3,785.25"])
    per: Literal["pupil"] | None = Field(
        None, description="The amount is for each pupil on roll.", examples=["pupil"]
    )
    share: AShare | None = Field(None, description="A share of a figure.", examples=["40%"])
    of: str | None = Field(
        None,
        description='The figure it is a share of, by its name among the facts, or "fee of another-tier".',
        examples=["delegated school improvement funding", "fee of bronze"],
    )
    clause: Annotated[OneOrSeveral[str], Ref("clause")] = Field(
        (), description="The clause of this line, where it has its own.", examples=["Contract"]
    )

    @model_validator(mode="after")
    def _amount_or_share(self) -> FeeLine:
        if self.wrote("of") != self.wrote("share"):
            raise refusal('a share is "of" a named figure, and only a share is')
        if self.per and self.amount is None:
            raise refusal('only an amount is "per" pupil')
        return self

    def references(self) -> Iterator[tuple[str, str, str]]:
        if other := self.other_tier:
            yield "of", "tier", other

    @property
    def other_tier(self) -> str | None:
        found = FEE_OF.fullmatch(self.of or "")
        return found[1] if found else None


class Tier(Rule):
    name: str = Field("", description="What people call it.", examples=["Silver"])
    offer: str | None = Field(
        None, description="The name of its offer in the document.", examples=["School Improvement Offer"]
    )
    fee: OneOrSeveral[FeeLine] = Field(
        (), description="The lines that make up the fee.", examples=[[{"amount": "£3,785.25"}]]
    )
    fee_for: ReadOnly[str, OneOrSeveral[FeeLine]] = Field(
        default_factory=nothing,
        description="Lines that take the place of the fee for a kind of school.",
        examples=[{"special": [{"amount": "£1,500"}]}],
    )
    issued_on: IssueDay | None = Field(
        None, description="The day of its invoice.", examples=["first day of the Summer term", "1 May"]
    )
    rights: Annotated[OneOrSeveral[str], Ref("service")] = Field(
        (), description="The services it entitles to.", examples=[["network", "improvement-support"]]
    )

    def lines_for(self, kind: str | None) -> tuple[FeeLine, ...]:
        return self.fee_for.get(kind, self.fee) if kind else self.fee

    @property
    def costs_like(self) -> tuple[str, ...]:
        """The tiers whose fees this one's is worked out from."""
        lines = (*self.fee, *(line for lines in self.fee_for.values() for line in lines))
        return tuple(line.other_tier for line in lines if line.other_tier)


class Service(Rule):
    name: str = Field("", description="What people call it.", examples=["Networks"])
    given_by: str | None = Field(None, description="Who provides it.", examples=["the collaborative"])


COVERS = ("school year", "financial year", "calendar year")


def _covers(value: Any) -> str:
    if not isinstance(value, str) or not any(period in value for period in COVERS):
        raise refusal(f'"{value}" does not name one of: {say.quoted(COVERS)}')
    return value


Covers = Annotated[str, PlainValidator(_covers), WithJsonSchema({"type": "string"})]


class Subscription(Rule):
    covers: Annotated[Covers, Default(COVERS_DEFAULT)] = Field(
        "school year",
        description='The year that an invoice pays for: "school year", "financial year" or "calendar year".',
        examples=["school year"],
    )
    issued: str | None = Field(None, description="When invoices go out, in words.")
    issued_on: IssueDay | None = Field(
        None,
        description="The day of invoices; a tier may have its own.",
        examples=["first day of the Summer term", "1 May"],
    )
    due: str | None = Field(None, description="When payment is due, in words.")
    payment_within: Annotated[ALength | None, Default(WITHIN_DEFAULT)] = Field(
        None, description="How long after issue payment is due.", examples=["30 days"]
    )
    joining_part_way: Annotated[Literal["full", "pro rata by month", "ask"], Default(JOINING_DEFAULT)] = (
        Field(
            "full",
            description="What a school pays that joins during the year.",
            examples=["pro rata by month"],
        )
    )
    reviewed_in: str | None = Field(
        None, description="When the rates are reviewed.", examples=["Spring term, first half"]
    )
    recommended_by: str | None = Field(
        None, description="Who recommends a change of rates.", examples=["management-group"]
    )
    agreed_by: str | None = Field(None, description="Who agrees it.", examples=["full-group"])
    change_applies: Literal["next contract year", "next invoice", "at once"] = Field(
        "next contract year", description="From when changed rates apply.", examples=["next contract year"]
    )


# The fee ----------------------------------------------------------------------------------------------

Amounts = Mapping[str, Any]


@dataclass(frozen=True)
class School:
    """What a fee depends on: kind of school, named figures in pounds, pupils, months of twelve."""

    kind: str | None = None
    amounts: Amounts | None = None
    pupils: int | None = None
    months: int = 12


class PricedLine(NamedTuple):
    """One line of a fee as an invoice prints it. `amount` is None while a figure is not entered."""

    words: str
    amount: Decimal | None
    finding: Finding[Any]


def _figure(value: Any, name: str) -> Fraction:
    """A named figure in pounds: "£6,000.00", "6000", 6000 or a Decimal."""
    found = facts.read(value, Decimal)
    if found is facts.NOTHING:
        raise UnknownFact(f'the figure "{name}" is a sum such as "£6,000.00", not {say.written(value)}')
    return Fraction(found)


def _priced(c: Constitution, tier: str, line: FeeLine, school: School) -> PricedLine:
    rule = c.tier[tier]
    working = Working(c, f"tier.{tier}").use(rule, "fee_for" if school.kind in rule.fee_for else "fee")
    working.rest_on(*line.clause)
    if line.share is not None:
        words, exact = _share_of(c, line, school, working)
    else:
        words, exact = _amount(rule, tier, line, school, working)
    if exact is None:
        return PricedLine(words, None, working.answer(None))
    if school.months != 12:
        exact = exact * school.months / 12
        words = f"{words}, {school.months} of 12 months"
    amount = pennies(exact)
    working.step(f"{words} = {say.money(amount)}")
    return PricedLine(words, amount, working.answer(amount))


def _amount(
    rule: Tier, tier: str, line: FeeLine, school: School, working: Working
) -> tuple[str, Fraction | None]:
    """The words and the exact sum of an amount, or an amount per pupil."""
    name = rule.name or tier
    if not line.per:
        return f"{name} subscription", Fraction(line.amount)  # type: ignore[arg-type]
    words = f"{say.money(line.amount)} for each pupil"  # type: ignore[arg-type]
    if school.pupils is None:
        working.step(f"{words}: the number of pupils is not entered")
        return words, None
    return f"{words}, {say.count(school.pupils, 'pupil')}", Fraction(line.amount) * school.pupils  # type: ignore[arg-type]


def _share_of(
    c: Constitution, line: FeeLine, school: School, working: Working
) -> tuple[str, Fraction | None]:
    """The words and the exact sum of a share of a figure, or of another tier's fee."""
    words = f"{line.share} of {line.of}"
    if other := line.other_tier:
        whole = fee_of(c, other, school)
        words = f"{line.share} of the {c.tier[other].name or other} fee"
        working.include(whole)
        base = None if whole.value is None else Fraction(whole.value)
    else:
        given = (school.amounts or {}).get(line.of or "")
        base = None if given is None else _figure(given, line.of or "")
    if base is None:
        working.step(f"{words}: that figure is not entered")
        return words, None
    return f"{words} ({say.money(pennies(base))})", line.share.of(base)  # type: ignore[union-attr]


def fee_lines(
    c: Constitution,
    tier: str,
    kind: str | None = None,
    amounts: Amounts | None = None,
    pupils: int | None = None,
    months: int = 12,
) -> tuple[PricedLine, ...]:
    """The lines of a tier's fee. `months` of twelve are charged to a school that joins part way."""
    school = School(kind, amounts, pupils, months)
    return tuple(_priced(c, tier, line, school) for line in c.tier[tier].lines_for(kind))


def fee_of(c: Constitution, tier: str, school: School) -> Finding[Any]:
    """The fee, or nothing while a figure is missing or the tier has no fee."""
    lines = tuple(_priced(c, tier, line, school) for line in c.tier[tier].lines_for(school.kind))
    working = Working(c, f"tier.{tier}").use(c.tier[tier])
    for line in lines:
        working.include(line.finding)
    if not lines:
        return working.step(f"the file gives no fee for {c.tier[tier].name or tier}").answer(None)
    amounts = [line.amount for line in lines if line.amount is not None]
    if len(amounts) < len(lines):
        return working.answer(None)
    total = sum(amounts, Decimal(0))
    if len(lines) > 1:
        summed = " + ".join(map(say.money, amounts))
        working.step(f"{summed} = {say.money(total)}")
    return working.answer(total)


@question("fee", of="tier")
def fee(
    c: Constitution,
    tier: str,
    *,
    kind: str | None = None,
    amounts: dict[str, Any] | None = None,
    pupils: int | None = None,
) -> Finding[Any]:
    return fee_of(c, tier, School(kind, amounts, pupils))


# Joining part way ---------------------------------------------------------------------------------------


def months_charged(c: Constitution, joined_on: datetime.date) -> Finding[Any]:
    """How many of the twelve months a school pays for that joins on a day; or "ask".

    Whole calendar months, the month of joining included.
    """
    working, rule = Working(c, "subscription"), c.subscription
    how = rule.joining_part_way if rule else "full"
    working.default(JOINING_DEFAULT) if rule is None else working.use(rule, "joining_part_way")
    if how == "ask":
        return working.step("what a school pays that joins part way is decided for each").answer("ask")
    if how == "full":
        return working.step("a school that joins part way pays for the whole year").answer(12)
    year = contract_year(c, joined_on)
    left = 12 - (12 * (joined_on.year - year.first_day.year) + joined_on.month - year.first_day.month)
    last = say.date(year.last_day)
    return working.step(f"from {say.MONTHS[joined_on.month - 1]} to {last}: {left} of 12 months").answer(left)


# Rates ------------------------------------------------------------------------------------------------

CHANGE = re.compile(r"([+-]?)(\d+(?:\.\d+)?)%")


def factor_of(text: str) -> Fraction:
    """ "3%", "-2.5%" or "no change" as what the amounts are multiplied by."""
    if text.strip().lower() in ("no change", "0%"):
        return Fraction(1)
    found = CHANGE.fullmatch(text.strip())
    if not found:
        raise UnknownFact(f'write the change as "3%", "-2%" or "no change", not "{text}"')
    part = Fraction(found[2]) / 100
    return 1 - part if found[1] == "-" else 1 + part


@question("rates after a change")
def rates_after_a_change(c: Constitution, *, change: str) -> Finding[dict[str, Decimal]]:
    """The fixed amount of each tier after a change; "silver, special" where kinds of school differ.

    Shares stay as they are: a change of the 40% is a change of the rule.
    """
    factor = factor_of(change)
    working = Working(c, "subscription").input("change", change)
    if c.subscription:
        working.use(c.subscription, "change_applies")
    rates: dict[str, Decimal] = {}
    for tier, rule in c.tier.items():
        working.use(rule, "fee")
        for name, lines in _priced_kinds(tier, rule):
            if any(line.amount is not None for line in lines):
                rates[name] = _changed(working, name, lines, factor, change)
    if c.subscription:
        working.step(
            f"new rates apply from the {c.subscription.change_applies}".replace("the at once", "now on")
        )
    return working.answer(rates)


def _priced_kinds(tier: str, rule: Tier) -> Iterator[tuple[str, tuple[FeeLine, ...]]]:
    yield tier, rule.fee
    for kind, lines in rule.fee_for.items():
        if [line.amount for line in lines] != [line.amount for line in rule.fee]:
            yield f"{tier}, {kind}", lines


def _changed(working: Working, name: str, lines: Iterable[FeeLine], factor: Fraction, change: str) -> Decimal:
    old = [line.amount for line in lines if line.amount is not None]
    new = [pennies(Fraction(amount) * factor) for amount in old]
    for before, after in zip(old, new, strict=True):
        working.step(f"{name}: {change} on {say.money(before)} = {say.money(after)}")
    return sum(new, Decimal(0))


# Years, issue and due days --------------------------------------------------------------------------------


def contract_year(c: Constitution, on: datetime.date) -> Year:
    """The year that invoices pay for, in which a day falls: `covers` of the subscription."""
    covers = c.subscription.covers if c.subscription else "school year"
    if "financial year" in covers:
        return calendar.financial_year(c, on)
    return calendar.calendar_year(on) if "calendar year" in covers else calendar.school_year(c, on)


def issue_rule(c: Constitution, tier: str) -> DayOfYear | TermDay | None:
    """The tier's own day of issue, or the subscription's; `issued` is read when its words are a day."""
    own = c.tier[tier].issued_on
    if own or not c.subscription:
        return own
    if c.subscription.issued_on:
        return c.subscription.issued_on
    try:
        return _issued_on(c.subscription.issued)
    except PydanticCustomError:
        return None


def issue_day(
    c: Constitution, tier: str, year: Year | datetime.date, terms: Iterable[Any] | Mapping[str, Any] = ()
) -> Finding[datetime.date | None]:
    """The day of issue in a school year (a Year, or any day of it); None while its dates are missing.

    Which contract year the invoice pays for is `charged_year` of that day.
    """
    year = year if isinstance(year, Year) else calendar.school_year(c, year)
    working = _issue_working(c, tier)
    rule = issue_rule(c, tier)
    if rule is None:
        return working.step("the file gives no day of issue").answer(None)
    if isinstance(rule, DayOfYear):
        day = rule.on_or_after(year.first_day)
        return working.step(f"issued on {rule}: {say.long_date(day)}").answer(day)
    try:
        term = calendar.term_in(c, year, calendar.read_terms(c, terms), rule.term)
    except NotEntered as missing:
        return working.step(f"issued on the {rule}: {missing}").answer(None)
    day = term.first if rule.end == "first" else term.last
    return working.step(f"issued on the {rule} of {year.label}: {say.long_date(day)}").answer(day)


def _issue_working(c: Constitution, tier: str) -> Working:
    rule = c.tier[tier] if c.tier[tier].issued_on or not c.subscription else c.subscription
    name = f"tier.{tier}" if rule is c.tier[tier] else "subscription"
    return Working(c, name).use(rule, "issued", "issued_on")


def charged_year(c: Constitution, issued_on: datetime.date) -> Finding[Year]:
    """The contract year that an invoice issued on a day pays for: the one whose first day is nearest."""
    working = Working(c, "subscription")
    if c.subscription:
        working.use(c.subscription, "covers")
    if not (c.subscription and c.subscription.reading_for("covers")):
        working.default(NEAREST_DEFAULT)
    year = contract_year(c, issued_on)
    following = calendar.year_after(year)
    if (following.first_day - issued_on).days < HALF_A_YEAR:
        year = following
    return working.step(f"issued on {say.long_date(issued_on)}, for the {year.name}").answer(year)


def due_day(c: Constitution, issued_on: datetime.date) -> Finding[datetime.date]:
    """The day on which an invoice is due: its issue and the days to pay."""
    working = Working(c, "subscription")
    within = c.subscription.payment_within if c.subscription else None
    working.use(c.subscription, "due", "payment_within") if c.subscription else working.default(
        WITHIN_DEFAULT
    )
    if within is None:
        return working.step(f"due on issue: {say.long_date(issued_on)}").answer(issued_on)
    day = dates.after(issued_on, within)
    return working.step(f"{within} after {say.long_date(issued_on)}: {say.long_date(day)}").answer(day)
