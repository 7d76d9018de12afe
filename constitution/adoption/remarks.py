"""What whoever adopts an edition must have seen, though nothing of it is wrong (format section 7)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from constitution import say
from constitution.adoption import quorums, recorded
from constitution.body import rule_for, seats_of
from constitution.evaluation import Support
from constitution.loading.references import table_of
from constitution.number import NumberKeys
from constitution.office import Office
from constitution.rule import Row
from constitution.values import Share
from constitution.voting import Decision
from constitution.walking import Path, named, rows, written_fields

if TYPE_CHECKING:
    from constitution.tables import Constitution

Note = tuple[Path, str]


def all_of(c: Constitution) -> Iterator[Note]:
    yield from differing_clauses(c)
    yield from quorums_out_of_reach(c)
    yield from rounded_thirds(c)
    yield from notice_apart_from_the_invoice(c)
    yield from no_casting_vote(c)
    yield from tiers_nobody_can_leave(c)
    yield from categories_without_support(c)
    yield from recorded.of_another_year(c)
    yield from offices_that_outlast(c)
    yield from empty_places(c)
    yield from defaults(c)


def differing_clauses(c: Constitution) -> Iterator[Note]:
    """Two clauses that ask for different numbers, with the first size at which they do."""
    for path, row in rows(c):
        if not isinstance(row, NumberKeys):
            continue
        parts = row.parts()
        clauses = [say.listed(part.clause) for part in parts]
        if not all(clauses) or len(set(clauses)) < 2:
            continue
        for size, each in quorums.differing(c, row):
            asked = say.listed(f"{number} [{clause}]" for number, clause in zip(each, clauses, strict=True))
            yield path, f"two clauses differ, first at a size of {size}: {asked}"
            break


def quorums_out_of_reach(c: Constitution) -> Iterator[Note]:
    for name in c.quorum:
        below = quorums.reach(c, name).below
        if below:
            yield ("quorum", name), f"out of reach for a body of fewer than {below}"


def rounded_thirds(c: Constitution) -> Iterator[Note]:
    """33% and 67%: is a third meant, and two thirds?"""
    for path, row in rows(c):
        for name, key in written_fields(row):
            share = getattr(row, name)
            if isinstance(share, Share) and share.looks_like_a_rounded_third:
                meant = "a third" if share.fraction < 1 / 2 else "two thirds"
                yield (*path, key), f'"{share}" looks like {meant}, rounded; write "{meant}" if that is meant'


def notice_apart_from_the_invoice(c: Constitution) -> Iterator[Note]:
    for name, leaving in c.leaving.items():
        issued = _issued(c, name)
        if leaving.before and issued and str(leaving.before) != str(issued):
            words = f"notice is counted from {leaving.before}; the invoice is issued on {_the(str(issued))}"
            yield ("leaving", name, "before"), words


def _issued(c: Constitution, tier: str) -> Any:
    """The day of a tier's invoice, as the file says it."""
    own = c.tier[tier].issued_on if tier in c.tier else None
    common = (c.subscription.issued_on or c.subscription.issued) if c.subscription else None
    return own or common


def _the(day: str) -> str:
    return f"the {day}" if day.startswith("first") else day


def no_casting_vote(c: Constitution) -> Iterator[Note]:
    for name, voting in c.voting.items():
        if not voting.casting_vote:
            yield ("voting", name), "no casting vote: a tie falls"


def tiers_nobody_can_leave(c: Constitution) -> Iterator[Note]:
    for name in c.tier:
        if name not in c.leaving:
            yield ("tier", name), "has no rule for leaving"


def categories_without_support(c: Constitution) -> Iterator[Note]:
    for category in c.category if c.support else ():
        for tier in c.tier or (None,):
            if not any(_supports(rule, category, tier) for rule in c.support.values()):
                whom = f"a {c.tier[tier].name or tier} school" if tier else "a school"
                yield ("category", category), f"no support is named for {whom} of this category"


def _supports(rule: Support, category: str, tier: str | None) -> bool:
    return any(rule.applies(category, tier, status) for status in ("maintained", "academy"))


def offices_that_outlast(c: Constitution) -> Iterator[Note]:
    for name, office in c.office.items():
        before = c.office.get(office.follows or "")
        if before and _months(office) > _months(before) > 0:
            words = f"lasts {office.term}, longer than the {before.term} of the office it follows"
            yield ("office", name, "term"), words


def _months(office: Office) -> int:
    return (office.term.months if office.term else None) or 0


def empty_places(c: Constitution) -> Iterator[Note]:
    for name, body in c.body.items():
        seats = seats_of(c, name)
        if seats and body.maximum and seats < body.maximum:
            words = f"its members have {say.count(seats, 'seat')}, below its maximum of {body.maximum}"
            yield ("body", name, "maximum"), words


# Keys whose numbers are measured exactly, so that nothing in them is ever rounded.
UNROUNDED = ("carried_by", "carried_by_any_of")
# A kind of decision leaves these to the voting rule of its body.
FROM_THE_BODY = ("carried_by", "casting_vote")


def defaults(c: Constitution) -> Iterator[Note]:
    """Every default that can change an answer: one remark for each, at its first rule, with the others."""
    places: dict[str, list[Path]] = {}
    for path, row in rows(c):
        for key in type(row).model_fields:
            words = row.default_for(key)
            if words and matters(c, path, row, key):
                places.setdefault(words, []).append(path)
    for words, (first, *others) in places.items():
        tables = say.listed(dict.fromkeys(f"[{table_of(path)}]" for path in others))
        yield first, f"{words}; so too in {tables}" if tables else words


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
    return (path[0], key) != ("voting", "casting_vote")


def _is_rounded(c: Constitution, path: Path, row: NumberKeys) -> bool:
    """Only a share that is counted as "at least" is rounded, and a part follows the rule around it."""
    around = named(c, path[:-2]) if isinstance(path[-1], int) else None
    if set(path).intersection(UNROUNDED) or (isinstance(around, NumberKeys) and around.wrote("rounded")):
        return False
    return row.share is not None and row.at_least is not None and row.share.fraction != 1
