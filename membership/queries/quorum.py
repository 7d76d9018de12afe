"""How many a body has on a day, and how many of them a meeting needs (K6.1 to K6.3, B2.1)."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import constitution
from constitution.finding import Finding
from membership.models import Body
from membership.queries.members import Member, Membership
from records.models import Collaborative


def counts_of(members: Sequence[Member]) -> dict[str, int]:
    """The counts that the rules ask for. A vacant seat is a seat; whoever has two places is one member."""
    counting = [member for member in members if member.counts]
    counts = {
        "members": len(_distinct(counting)),
        "entitled": len(_distinct(member for member in members if member.votes)),
    }
    if any(member.kind == "school" for member in members):
        counts["schools"] = sum(member.kind == "school" for member in counting)
    seats = [member for member in counting if member.kind == "seat"]
    if seats:
        filled = len(_distinct(seats))
        counts |= {"seats": len(seats), "vacant": sum(seat.vacant for seat in seats), "filled": filled}
    return counts


def _distinct(members) -> set[tuple[str, Any]]:
    """Schools, and people each once; a vacant seat is nobody."""
    return {
        ("school", member.school.school.pk if member.school else member.name)
        if member.kind == "school"
        else ("person", member.person.pk)
        for member in members
        if not member.vacant
    }


def counts_on(collaborative: Collaborative, body: Body | str, on: date) -> dict[str, int]:
    return counts_of(Membership(collaborative, on).of(body))


def quorum_on(collaborative: Collaborative, body: Body | str, on: date) -> Finding[int | str]:
    """The quorum of a body from the facts on the day: a number, 'ask', or 'never quorate'."""
    facts = Membership(collaborative, on)
    code = body if isinstance(body, str) else body.code
    return constitution.ask(facts.rules, "quorum", code, counts_of(facts.of(body)))
