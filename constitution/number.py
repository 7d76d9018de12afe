"""A number that a constitution asks for (format section 4): a count or a share, and its rounding.

Shares stay exact fractions until the one rounding that the rule names. A number that the facts or a table do
not settle is "ask", never a guess.
"""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from math import ceil, floor
from typing import Annotated, Any, Literal, TypeVar, get_args

from pydantic import AfterValidator, BeforeValidator, Field

from constitution import say
from constitution.counts import NOUNS, Counts
from constitution.finding import Working
from constitution.rule import Default, Ref, Row, Rule
from constitution.values import OneOrSeveral, ReadOnly, Several, Share, ShareOrWhole, Whole, refusal

Base = Literal[
    "affiliated schools", "seats", "posts filled", "members", "members entitled to vote", "members present",
    "votes cast",
]  # fmt: skip
LeftOut = Literal["suspended", "disqualified", "with an interest", "abstaining"]
Rounding = Literal["up", "down", "nearest"]
Asked = int | Literal["ask"]
WAYS = ("at_least", "more_than", "table", "all_present", "greater_of", "lesser_of")
ANUMBER_WORDS = 'write a number as 3, or as a table: { at_least = "60%", of = "members" }'
ROUNDED_UP = "rounded up: the file does not say; the default"


# The tables -----------------------------------------------------------------------------------------


def _lines_are_sizes(table: Mapping[str, int]) -> Mapping[str, int]:
    for line in table:
        if not line.isdecimal():
            raise refusal(f'"{line}": a line of a table begins with a whole number, as "10" = 6')
    return table


TableBySize = Annotated[ReadOnly[str, Whole], AfterValidator(_lines_are_sizes)]


class NumberKeys(Row):
    """The keys by which any table says a number."""

    ONE_OF = WAYS

    at_least: ShareOrWhole | None = Field(
        None, description="That many or more: a number, or a share of the base.", examples=["60%", 3]
    )
    more_than: ShareOrWhole | None = Field(
        None,
        description="Strictly more than that: more than half of 12 is 7. Such a share is never rounded.",
        examples=["half"],
    )
    table: TableBySize | None = Field(
        None,
        description="The number for each size of the base; a size without a line is asked about.",
        examples=[{"10": 6, "11": 6}],
    )
    all_present: Literal[True] | None = Field(None, description="Those present suffice.", examples=[True])
    greater_of: Several["Number"] = Field(
        (), description="The greatest of several numbers, each with a clause of its own if it has one."
    )
    lesser_of: Several["Number"] = Field(
        (), description="The least of several numbers, each with a clause of its own if it has one."
    )
    of: Base | None = Field(None, description="What a share or a table is counted on.", examples=["members"])
    leaving_out: OneOrSeveral[LeftOut] = Field(
        (), description="Who is taken off the base.", examples=["suspended"]
    )
    rounded: Annotated[Rounding, Default(ROUNDED_UP)] = Field(
        "up",
        description="How a share that is not whole is rounded; nearest takes a half up.",
        examples=["up"],
    )

    def parts(self) -> tuple["Number", ...]:
        """The numbers that this one is the greater or the lesser of, with what they take from it."""
        return tuple(part.taking_from(self) for part in (*self.greater_of, *self.lesser_of))

    def each_number(self) -> Iterator["NumberKeys"]:
        """This number and all that it is made of, for those who look a rule over."""
        yield self
        for part in self.parts():
            yield from part.each_number()

    @property
    def share(self) -> Share | None:
        asked = self.at_least if self.at_least is not None else self.more_than
        return asked if isinstance(asked, Share) else None

    @property
    def whole(self) -> int:
        """The number as it stands, where none of the other ways of saying one is taken."""
        asked = self.at_least if self.at_least is not None else self.more_than
        assert isinstance(asked, int), "a number says exactly one of the ways"
        return asked

    @property
    def base(self) -> Base:
        """What its share or table is counted on."""
        assert self.of is not None, "with_base refuses a share or a table without it"
        return self.of


class Number(NumberKeys):
    """A number inside another rule."""

    clause: Annotated[OneOrSeveral[str], Ref("clause")] = Field(
        (), description="The clause that says this number, where it is not the clause of the whole rule."
    )

    def taking_from(self, outer: NumberKeys) -> "Number":
        """With the base, those left out and the rounding of the rule around it, where it says none itself."""
        keys = ("of", "leaving_out", "rounded")
        taken = {key: getattr(outer, key) for key in keys if outer.wrote(key) and not self.wrote(key)}
        return self.model_copy(update=taken) if taken else self


NumberKeys.model_rebuild()
AnyNumber = TypeVar("AnyNumber", bound=NumberKeys)


def with_base(number: AnyNumber) -> AnyNumber:
    """Refuse a share, or a table by size, that does not say of what."""
    key = next(key for key in WAYS if number.wrote(key))
    for each in number.each_number():
        if each.of is None and (each.share or each.table):
            what = f'"{each.share}"' if each.share else "a table by the size"
            raise refusal(f"{what} of what? say of, as one of: {say.quoted(get_args(Base))}", key)
    return number


def _whole_as_number(value: Any) -> Any:
    if isinstance(value, int) and not isinstance(value, bool):
        return {"at_least": value}
    if isinstance(value, Mapping | Number):
        return value
    raise refusal(f"{say.written(value)}: {ANUMBER_WORDS}")


# A number as the value of one key: `by = 3`, or `by = { more_than = "half", of = "members" }`.
ANumber = Annotated[Number, BeforeValidator(_whole_as_number), AfterValidator(with_base)]


# Working a number out -----------------------------------------------------------------------------------


def how_many(
    number: NumberKeys, counts: Counts, w: Working, rule: Rule | None = None, *, exact: bool = False
) -> Asked:
    """The least whole number that satisfies the rule, with its steps: 4 for 60% of 6; "ask" if unsettled.

    `exact` is for votes, which are measured against the unrounded share: the least that reaches it.
    """
    if number.greater_of or number.lesser_of:
        return _compared(number, counts, w, rule, exact)
    if number.table is not None:
        return _by_table(number, number.table, counts, w)
    if number.all_present:
        return _those_present(number, counts, w, exact)
    if number.share:
        return _share(number, number.share, counts, w, rule, exact)
    return _plain(number, w)


def _compared(number: NumberKeys, counts: Counts, w: Working, rule: Rule | None, exact: bool) -> Asked:
    values = [how_many(part, counts, w, rule, exact=exact) for part in number.parts()]
    if "ask" in values:
        return "ask"
    greater = bool(number.greater_of)
    chosen = max(values) if greater else min(values)
    two, more = ("greater", "greatest") if greater else ("lesser", "least")
    w.step(f"the {two if len(values) == 2 else more} is {chosen}")
    return chosen


def _plain(number: NumberKeys, w: Working) -> int:
    if number.at_least is not None:
        w.step(f"at least {number.whole}{tag(number)}")
        return number.whole
    least = number.whole + 1
    w.step(f"more than {number.whole}, so {least}{tag(number)}")
    return least


def _those_present(number: NumberKeys, counts: Counts, w: Working, exact: bool) -> Asked:
    """For a quorum, anybody present is enough; for a vote, all who are present."""
    if exact:
        present = counts.base("members present")
        w.step(f"all who are present{tag(number)}")
        return "ask" if present is None else max(present, 1)
    w.step(f"those present suffice{tag(number)}")
    return 1


def _by_table(number: NumberKeys, table: Mapping[str, int], counts: Counts, w: Working) -> Asked:
    base = base_of(number, counts, w)
    if base is None:
        return "ask"
    size, found = say.count(base, *NOUNS[number.base]), table.get(str(base))
    if found is None:
        w.step(f"the table has no line for {size}: ask, rather than guess{tag(number)}")
        return "ask"
    w.step(f"the table says {found} for {size}{tag(number)}")
    return found


def _share(
    number: NumberKeys, share: Share, counts: Counts, w: Working, rule: Rule | None, exact: bool
) -> Asked:
    base = base_of(number, counts, w)
    if base is None:
        return "ask"
    product = share.of(base)
    strict = number.more_than is not None
    least = floor(product) + 1 if strict else _rounded(product, "up" if exact else number.rounded)
    _note_rounding(number, product, w, rule, exact or strict)
    w.step(
        f"{_share_words(number, share, base, counts)}{_result(number, product, least, exact)}{tag(number)}"
    )
    if least == 0:
        w.step("and never fewer than 1")
    return max(least, 1)


def _rounded(product: Fraction, rounding: Rounding) -> int:
    if rounding == "nearest":
        return floor(product + Fraction(1, 2))
    return ceil(product) if rounding == "up" else floor(product)


def _note_rounding(
    number: NumberKeys, product: Fraction, w: Working, rule: Rule | None, unrounded: bool
) -> None:
    """Rounding is worth a word only where there was something to round."""
    if unrounded or product.denominator == 1:
        return
    if rule is not None:
        w.reading(rule, "rounded")
    if words := number.default_for("rounded"):
        w.default(words)


def _result(number: NumberKeys, product: Fraction, least: int, exact: bool) -> str:
    if number.more_than is not None:
        return f" = more than {say.number(product)}, so {least}"
    if product.denominator == 1:
        return f" = {least}"
    how = "" if exact or number.rounded == "up" else f", rounded {number.rounded}"
    return f" = {say.number(product)}, so {least}{how}"


def _share_words(number: NumberKeys, share: Share, base: int, counts: Counts) -> str:
    """at least 60% of 35 affiliated schools; more than half of 10 members (12, leaving out 2 suspended)."""
    strictly = "more than " if number.more_than is not None else "at least "
    whole = "" if share.spelling == "all" and not number.more_than else strictly
    out = [f"{counts.left_out(who)} {who}" for who in number.leaving_out if counts.left_out(who)]
    aside = f" ({counts.base(number.base)}, leaving out {say.listed(out)})" if out else ""
    return f"{whole}{share} of {say.count(base, *NOUNS[number.base])}{aside}"


def base_of(number: NumberKeys, counts: Counts, w: Working) -> int | None:
    """The base less those left out; a base that the facts do not give is said, and None."""
    total = counts.base(number.base)
    if total is None:
        w.step(f"how many {NOUNS[number.base][1]} there are is not given{tag(number)}")
        return None
    if counts.takes_all_as_filled(number.base):
        w.default("no vacancy was given, so every seat is taken as filled")
    return max(total - counts.all_left_out(number.leaving_out), 0)


def tag(number: NumberKeys) -> str:
    """[Quorum] behind a number that has a clause of its own."""
    clause = number.clause if isinstance(number, Number) else ()
    return f" [{', '.join(clause)}]" if clause else ""
