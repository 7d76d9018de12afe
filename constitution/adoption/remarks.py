"""What whoever adopts an edition must have seen, though nothing of it is wrong (format section 7)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from constitution import say
from constitution.adoption import quorums, recorded
from constitution.adoption.defaults import defaults
from constitution.body import seats_of
from constitution.evaluation import Support
from constitution.number import NumberKeys
from constitution.office import Office
from constitution.values import Share
from constitution.walking import Path, rows, written_fields

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
        if not voting.casting_vote and voting.chair_votes != "only a casting vote":
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
