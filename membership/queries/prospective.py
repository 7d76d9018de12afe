"""Discussions with those who might take up an office (K7.8): asked for by an event `prospective-chairs` of the edition."""

from dataclasses import dataclass
from datetime import date

import constitution
from constitution import calendar, event
from constitution.calendar import NotEntered
from membership.models import Body
from membership.queries.members import Membership

PROSPECTIVE = "prospective-"


@dataclass(frozen=True)
class Discussions:
    """The office, what the talks are called, and the body whose members alone see them; `by` is the last day."""

    office: str
    name: str
    about: str
    body: Body
    by: date | None


def discussions(facts: Membership) -> Discussions | None:
    """Of the office that the event is named for, seen by the body that its holder chairs."""
    for code, rule in facts.rules.event.items():
        office = code.removeprefix(PROSPECTIVE).removesuffix("s")
        body = _body(facts, office)
        if code.startswith(PROSPECTIVE) and office in facts.rules.office and body:
            name = facts.rules.office[office].name or office
            about = f"prospective {office}"
            return Discussions(office, rule.name or f"Prospective {name}", about, body, _by(facts, rule))
    return None


def _body(facts: Membership, office: str) -> Body | None:
    """The smallest body on which the holder sits: one that names its offices, not the whole membership."""
    for body in facts.bodies:
        rule = facts.rules.body.get(body.code)
        if rule and any(line.office == office for line in rule.members) and not any(
            line.every for line in rule.members
        ):  # fmt: skip
            return body
    return None


def _by(facts: Membership, rule: constitution.rule.Rule) -> date | None:
    """The last day of the next term of the event; None where its dates are not entered."""
    terms = calendar.read_terms(facts.rules, facts.register.terms)
    year = calendar.school_year(facts.rules, facts.on)
    for each in (year, calendar.year_after(year)):
        try:
            found = event.windows_of(facts.rules, rule, each, terms)
        except NotEntered:
            return None
        for part in found:
            if part.last >= facts.on:
                return part.last
    return None
