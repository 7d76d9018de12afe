"""Facts that a question was not given, read from the records on a date: what `why` asks them for."""

from collections.abc import Callable
from datetime import date
from functools import cached_property
from typing import Any

import constitution
from constitution import body, leaving, questions
from membership.queries.editions import contract_rules, lapses_on
from membership.queries.members import Membership
from membership.queries.quorum import counts_of
from membership.queries.terms import bank_holidays, closures
from records.models import Collaborative

COUNTS = ("schools", "seats", "vacant", "filled", "members", "entitled")


def facts_for(question: str, of: str | None, collaborative: Collaborative, on: date) -> dict[str, Any]:
    """What the records know of a question's facts on a day; what they do not know is left out.

    Facts that somebody gives stand before these: `{**facts_for(…), **given}`.
    """
    asked = questions.find(question)
    known = Records(collaborative, on, of)
    found = {name: read(known) for name, read in _readers(question).items() if name in asked.facts}
    return {name: value for name, value in found.items() if value is not None}


def rules_for(question: str, collaborative: Collaborative, on: date) -> constitution.Constitution:
    """The edition that answers: for contract terms, the one of the contract year; else that of the day."""
    editions = Membership(collaborative, on).register.editions
    contractual = question in ("last day for notice", "leaving date", "still bound")
    return contract_rules(editions, on) if contractual else editions.rules_on(on)


class Records:
    """What one collaborative's records know on a day, for a question asked `of` something."""

    def __init__(self, collaborative: Collaborative, on: date, of: str | None):
        self.collaborative, self.on, self.of = collaborative, on, of or ""

    @cached_property
    def facts(self) -> Membership:
        return Membership(self.collaborative, self.on)

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many the body has; a question about an office counts its holders."""
        rules = self.facts.rules
        if self.of in rules.office:
            return {"filled": len(self.holders_of_office())}
        return counts_of(self.facts.of(body.body_named(rules, self.of)))

    def holders_of_office(self) -> list[dict[str, Any]]:
        return [fact for fact in self.holders() if fact.get("office") == self.of]

    def holders(self) -> list[dict[str, Any]]:
        """Everybody's recorded time at every office and seat, as { name, office | class, since, until }."""
        register = self.facts.register
        return [_as_fact(held) for place in register.places for held in register.stored_at(place)]

    def sitting(self) -> list[dict[str, Any]]:
        """Who sits on the body on the day, as people of the facts."""
        members = self.facts.of(body.body_named(self.facts.rules, self.of))
        return [_sitter(member) for member in members if member.person]

    def since(self) -> date | None:
        """The day on which the present term of the office began."""
        roles = self.facts.roles
        held = [r.held for r in roles if r.held and r.place.code == self.of and r.place.body_id is None]
        return held[0].since if held else None

    def ends_with(self) -> date | None:
        """A seat ends with the structure; an office does not."""
        if self.of not in self.facts.rules.body:
            return None
        return lapses_on(self.facts.register.editions.on(self.on))

    def to_leave_on(self) -> date | None:
        """The next day of leaving whose notice can still be given."""
        rules = contract_rules(self.facts.register.editions, self.on)
        found = leaving.notice_deadlines(rules, self.of, self.on)
        return found and found.leaves_on


def _as_fact(held) -> dict[str, Any]:
    kind = "class" if held.place.body_id else "office"
    fact = {"name": held.person.name, kind: held.place.code, "since": held.since}
    return fact | ({"until": held.until} if held.until else {})


def _sitter(member) -> dict[str, Any]:
    fact: dict[str, Any] = {"name": member.person.name}
    if member.kind == "school":
        return fact | {"school": member.name, "as": list(member.offices[:1])}
    return fact | {"class" if member.kind == "seat" else "office": list(member.offices)}


Reader = Callable[[Records], Any]
ALWAYS: dict[str, Reader] = {
    **{name: lambda known, name=name: known.counts.get(name) for name in COUNTS},
    "on": lambda known: known.on,
    "terms": lambda known: known.facts.register.terms,
    "bank_holidays": lambda known: bank_holidays(known.collaborative, known.on),
    "school_closures": lambda known: closures(known.collaborative, known.on),
}
# The same word can mean another fact in another question, so these are read for one question alone.
ONLY: dict[str, dict[str, Reader]] = {
    "members on": {"holders": Records.holders},
    "composition": {"sitting": Records.sitting},
    "seats": {"sitting": Records.sitting},
    "tenure": {"since": Records.since, "ends_with": Records.ends_with},
    "last day for notice": {"to_leave_on": Records.to_leave_on},
    "leaving date": {"given_on": lambda known: known.on},
    "still bound": {"given_on": lambda known: known.on},
    "how many retire": {"elected": lambda known: len(known.holders_of_office())},
    "financial year": {"day": lambda known: known.on},
    "keep until": {"day": lambda known: known.on},
}


def _readers(question: str) -> dict[str, Reader]:
    return ALWAYS | ONLY.get(question, {})
