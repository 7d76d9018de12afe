"""The short way to new rates (K4.4): a percentage on every fixed amount, wherever the document quotes it.

Shares stay as they are: a change of the 40% is a change of the rule. What the document prints of its amounts,
and the worked examples that rest on them, follow; the difference of the two editions shows every place.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from constitution import editing, say
from constitution.examples import NOTHING, Result, agree, work_out
from constitution.finding import plain
from constitution.loading import load
from constitution.loading.lines import Path
from constitution.rule import Rule
from constitution.subscription import FeeLine, factor_of, pennies
from constitution.walking import rows

if TYPE_CHECKING:
    from constitution.tables import Constitution

SUM = re.compile(r"£(?P<pounds>\d{1,3}(?:,\d{3})+|\d+)(?P<pence>\.\d\d)?(?![\d,]*\d)")
Amounts = dict[Decimal, Decimal]


def repriced(text: str, percentage: str) -> str:
    """The file with every fixed amount of its tiers changed by "3%" or "-2.5%", to the penny, half up.

    £1,500 becomes £1,545 and £3,785.25 becomes £3,898.81. Raises UnknownFact for what is no percentage.
    """
    c, factor = load(text), factor_of(percentage)
    lines = dict(_amounts(c))
    new = {amount: pennies(Fraction(amount) * factor) for amount in lines.values()}
    text = editing.change(text, {path: new[amount] for path, amount in lines.items()})
    printed = [path for path in _printed(c) if c.lines.span(path)]
    return reanswered(editing.reword(text, dict.fromkeys(printed, lambda words: _replaced(words, new))))


def new_amounts(c: Constitution, percentage: str) -> Amounts:
    """What each fixed amount becomes, once each."""
    factor = factor_of(percentage)
    return {amount: pennies(Fraction(amount) * factor) for _, amount in _amounts(c)}


def _amounts(c: Constitution) -> Iterator[tuple[Path, Decimal]]:
    for path, row in rows(c):
        if path[:1] == ("tier",) and isinstance(row, FeeLine) and row.amount is not None:
            yield (*path, "amount"), row.amount


def _printed(c: Constitution) -> Iterator[Path]:
    """The words in which the document prints its amounts: the clauses of the tiers, and what quotes them."""
    clauses = {title for tier in c.tier.values() for title in tier.clause}
    for index, clause in enumerate(c.clauses):
        if clause.title in clauses:
            yield "clauses", index, "words"
    for path, row in rows(c):
        if isinstance(row, Rule) and clauses.intersection(row.clause):
            for key in ("says", "items"):
                yield from ((*path, key, index) for index, _ in enumerate(getattr(row, key, ())))


def _replaced(words: str, new: Amounts) -> str:
    """Every old amount in its own spelling: £1500 becomes £1545, and £1,500 becomes £1,545."""

    def swap(found: re.Match[str]) -> str:
        after = new.get(Decimal(found[0][1:].replace(",", "")))
        if after is None:
            return found[0]
        spelt = say.money(after)
        if found["pence"] and "." not in spelt:
            spelt += ".00"
        return spelt if "," in found["pounds"] else spelt.replace(",", "")

    return SUM.sub(swap, words)


# Worked examples that a change belies ---------------------------------------------------------------------

PRICED = ("fee", "rates after a change")


def reanswered(text: str, only: frozenset[int] | None = None) -> str:
    """The file with the answers that its rules now give in place of those of belied examples.

    `only` are the places of the examples among all; without it, those about fees.
    """
    changes: dict[Path, Any] = {}
    for index, result in enumerate(work_out(load(text))):
        wanted = index in only if only is not None else result.example.ask in PRICED
        if wanted and not result.holds:
            changes |= dict(_answers(("examples", index, "answer"), result))
    return editing.change(text, changes) if changes else text


def can_reanswer(c: Constitution, index: int, result: Result) -> bool:
    """Whether the new answer can be written where the old one stands: a plain value, or the parts of a table."""
    found = list(_answers(("examples", index, "answer"), result))
    return bool(found) and all(c.lines.span(path) for path, _ in found)


def _answers(path: Path, result: Result) -> Iterator[tuple[Path, Any]]:
    if result.finding is None:
        return
    written, found = result.example.answer, result.finding.value
    if hasattr(written, "items") and hasattr(found, "items"):
        parts = ((key, found.get(key)) for key, each in written.items() if not agree(each, found.get(key)))
        yield from (((*path, key), _plain(value)) for key, value in parts if _is_plain(value))
    elif _is_plain(found):
        yield path, _plain(found)


def _is_plain(value: Any) -> bool:
    return not isinstance(value, list | tuple | set | frozenset) and not hasattr(value, "items")


def _plain(value: Any) -> Any:
    return value if isinstance(value, Decimal | datetime.date) else NOTHING if value is None else plain(value)
