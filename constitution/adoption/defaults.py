"""Every default that can change an answer: what the program takes where the file does not say (format section 3)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from constitution import say
from constitution.body import rule_for
from constitution.calendar import FINANCIAL_DEFAULT, SCHOOL_DEFAULT
from constitution.interests import NO_MORE, interests_of
from constitution.loading.references import table_of
from constitution.number import NumberKeys
from constitution.quorum import NOTHING_DECIDED
from constitution.retention import Retention
from constitution.roll import GUEST
from constitution.rule import Row
from constitution.values import Length
from constitution.voting import MAJORITY, NO_CASTING_VOTE, Decision
from constitution.walking import Path, named, rows

if TYPE_CHECKING:
    from constitution.tables import Constitution

Note = tuple[Path, str]

# Keys whose numbers are measured exactly, so that nothing in them is ever rounded.
UNROUNDED = ("carried_by", "carried_by_any_of")
# A kind of decision leaves these to the voting rule of its body.
FROM_THE_BODY = ("carried_by", "casting_vote")


def defaults(c: Constitution) -> Iterator[Note]:
    """Every default that can change an answer: one remark for each, at its first rule, with the others."""
    places: dict[str, dict[str, Path]] = {}
    for path, words in (*_keys_left_out(c), *_tables_left_out(c)):
        places.setdefault(words, {}).setdefault(f"[{table_of(path)}]", path)
    for words, tables in places.items():
        first, *others = tables
        yield tables[first], f"{words}; so too in {say.listed(others)}" if others else words


def _keys_left_out(c: Constitution) -> Iterator[Note]:
    for path, row in rows(c):
        for key in type(row).model_fields:
            words = row.default_for(key)
            if words and matters(c, path, row, key):
                yield path, words


def _tables_left_out(c: Constitution) -> Iterator[Note]:
    """What is taken where the file has no such table at all."""
    for name in c.body:
        yield ("body", name), GUEST
        if interests_of(c, name) is None:
            yield ("body", name), NO_MORE
        if rule_for(c, "voting", name, general=True) is None:
            yield from ((("body", name), words) for words in (MAJORITY, NO_CASTING_VOTE))
    for name, quorum in c.quorum.items():
        if quorum.if_not_met is None:
            yield ("quorum", name), NOTHING_DECIDED
    if c.calendar is None and (c.event or c.tier or c.retention or c.evaluation):
        yield from ((("constitution",), words) for words in (SCHOOL_DEFAULT, FINANCIAL_DEFAULT))


def matters(c: Constitution, path: Path, row: Row, key: str) -> bool:
    """Whether this default can change an answer of this rule, and is not remarked upon already."""
    if key == "rounded" and isinstance(row, NumberKeys):
        return _is_rounded(c, path, row)
    if key == "carried_by" and row.wrote("carried_by_any_of"):
        return False
    if key in FROM_THE_BODY and isinstance(row, Decision):
        return not any(rule_for(c, "voting", body, general=True) for body in row.body)
    if (path[0], key) == ("authority", "needed"):
        return row.wrote("panel")
    if isinstance(row, Retention):
        return isinstance(row.keep, Length)
    return (path[0], key) != ("voting", "casting_vote")


def _is_rounded(c: Constitution, path: Path, row: NumberKeys) -> bool:
    """Only a share that is counted as "at least" is rounded, and a part follows the rule around it."""
    around = named(c, path[:-2]) if isinstance(path[-1], int) else None
    if set(path).intersection(UNROUNDED) or (isinstance(around, NumberKeys) and around.wrote("rounded")):
        return False
    return row.share is not None and row.at_least is not None and row.share.fraction != 1
