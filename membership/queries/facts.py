"""Facts that a question was not given, read from the records on a date: what `why` asks them for."""

from collections.abc import Callable, Mapping
from datetime import date
from functools import cached_property
from typing import Any

import constitution
from constitution import body, leaving, questions
from constitution.authority import who_may
from constitution.counts import FACTS as COUNTS
from constitution.finding import Finding
from membership.models import School
from membership.queries.editions import contract_rules, contract_year, structure_lapses_on
from membership.queries.eligibility import names_of
from membership.queries.members import Membership
from membership.queries.notice import fee_facts
from membership.queries.quorum import counts_of
from membership.queries.register import Role
from membership.queries.roll import contracts_on, detail_of
from membership.queries.terms import bank_holidays, closures
from records.models import Collaborative

CONTRACTUAL = ("last day for notice", "leaving date", "still bound")
SIZES = frozenset({"schools", "seats", "vacant", "filled", "members", "entitled"})
# What somebody supposes takes the place of what the records say of the same thing in other words: with
# `seats=20` nobody wants to hear of the 16 that there are, nor of the members who sit on them.
TAKES_THE_PLACE_OF: dict[str, frozenset[str]] = {
    **dict.fromkeys(("schools", "seats", "filled", "members"), SIZES),
    "vacant": frozenset({"filled", "members", "entitled"}),
    **dict.fromkeys(("received_on", "sent_on", "recorded_on"), frozenset({"given_on"})),
    **dict.fromkeys(("elected", "dates"), frozenset({"since"})),
    "terms": frozenset({"on"}),
    "days": frozenset({"on"}),
}


def answer(
    question: str,
    of: str | None,
    given: Mapping[str, Any],
    facts: Membership,
    school: School | None = None,
) -> Finding[Any]:
    """The edition's answer on the day of `facts`: what is not given is read from the records.

    Raises constitution.Unanswerable, or NoEdition, with a sentence.
    """
    asked = questions.find(question)
    rules = rules_on(question, facts)
    questions.check_of(rules, asked, of)
    read = _read(asked, Records(facts, of, school), given)
    return constitution.ask(rules, question, of, {**read, **given})


def facts_for(question: str, of: str | None, collaborative: Collaborative, on: date) -> dict[str, Any]:
    """What the records know of a question's facts on a day; what they do not know is left out.

    Facts that somebody gives stand before these: `{**facts_for(…), **given}`.
    """
    return _read(questions.find(question), Records(Membership(collaborative, on), of), {})


def _read(asked: questions.Question, known: "Records", given: Mapping[str, Any]) -> dict[str, Any]:
    hidden = set(given).union(*(TAKES_THE_PLACE_OF.get(name, frozenset()) for name in given))
    wanted = [name for name in asked.facts if name not in hidden]
    readers = ALWAYS | ONLY.get(asked.name, {})
    found = {name: readers[name](known) for name in wanted if name in readers}
    return {name: value for name, value in found.items() if value is not None}


def rules_on(question: str, facts: Membership) -> constitution.Constitution:
    """The edition that answers: for contract terms, the one of the contract year; else that of the day."""
    editions = facts.register.editions
    return contract_rules(editions, facts.on) if question in CONTRACTUAL else editions.rules_on(facts.on)


class Records:
    """What one collaborative's records know on a day, for a question asked `of` something.

    `school` is the one whose kind, figures and tier are meant, where the question is about some one school.
    """

    def __init__(self, facts: Membership, of: str | None, school: School | None = None):
        self.facts, self.of, self.school = facts, of or "", school
        self.collaborative, self.on = facts.collaborative, facts.on

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many the body has; a question about an office counts its holders."""
        rules = self.facts.rules
        if self.of in rules.office:
            return {"filled": self.filled()}
        return counts_of(self.facts.of(body.body_named(rules, self.of)))

    def filled(self) -> int:
        """How many hold the office on the day."""
        return len([role for role in self._offices() if role.held])

    def _offices(self) -> list[Role]:
        return [role for role in self.facts.roles if (role.place.body_id, role.place.code) == (None, self.of)]

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
        return next((role.held.since for role in self._offices() if role.held), None)

    def ends_with(self) -> date | None:
        """A seat ends with the structure; an office does not."""
        if self.of not in self.facts.rules.body:
            return None
        return structure_lapses_on(self.facts.register.editions, self.on)

    def to_leave_on(self) -> date | None:
        """The next day of leaving whose notice can still be given."""
        rules = contract_rules(self.facts.register.editions, self.on)
        found = leaving.notice_deadlines(rules, self.of, self.on)
        return found and found.leaves_on

    # Of people who may act -------------------------------------------------------------------------

    def able(self) -> list[dict[str, Any]] | None:
        """Everybody who may do the act on the day, by office, named place or post; None where nobody may."""
        by = frozenset(who_may(self.facts.rules, self.of).by)
        # Where the group names people to places, as it does its signatories, the post alone is not enough.
        named = by.intersection(role.place.code for role in self.facts.roles)
        return [*self._in_places(named), *self._in_posts(by - named)] or None

    def _in_places(self, by: frozenset[str]) -> list[dict[str, Any]]:
        roles = [role for role in self.facts.roles if role.held and role.place.code in by]
        return [_in_office(role.held, self._schools_of(role.held.person.pk)) for role in roles]

    def _in_posts(self, by: frozenset[str]) -> list[dict[str, Any]]:
        posts = [post for post in self.facts.posts if set(names_of(post)).intersection(by)]
        return [
            {"name": post.person.name, "as": list(names_of(post)), "school": self._schools_of(post.person_id)}
            for post in posts
        ]

    def _schools_of(self, person: int) -> list[str]:
        return [post.school.name for post in self.facts.posts if post.school and post.person_id == person]

    # Of one school ---------------------------------------------------------------------------------

    @cached_property
    def priced(self) -> dict[str, Any]:
        """What the school's fee depends on in the contract year of the day."""
        if self.school is None:
            return {}
        year = contract_year(self.collaborative, self.on)
        return fee_facts(self.facts.rows, self.school.pk, year.slot, detail_of(self.school, self.on))

    def tier(self) -> str | None:
        contract = contracts_on(self.collaborative, self.on).filter(school=self.school).first()
        return contract.tier if self.school and contract else None

    def status(self) -> str | None:
        detail = detail_of(self.school, self.on) if self.school else None
        return detail.status if detail else None


def _in_office(held, schools: list[str]) -> dict[str, Any]:
    fact = {"name": held.person.name, "office": held.place.code}
    return fact | ({"school": schools} if schools else {})


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
    "how many retire": {"elected": Records.filled},
    "financial year": {"day": lambda known: known.on},
    "keep until": {"day": lambda known: known.on},
    "authority": {"by": Records.able},
    "support": {"tier": Records.tier, "status": Records.status},
    "fee": {name: lambda known, name=name: known.priced.get(name) for name in ("kind", "amounts", "pupils")},
}
