"""Whom the appraisal concerns: who is appraised, who may take part, and who is told of it (K8.13, K8.14)."""

from membership.models import Body
from membership.queries.events import SALARY, body_named
from membership.queries.members import Membership
from records.models import Person


def manager_of(facts: Membership) -> Person | None:
    """Who holds the office that is appraised: the one that does the office work of the group."""
    code = facts.register.editions.rules_since(facts.on).constitution.run_by
    return next((role.held.person for role in facts.roles if role.held and role.place.code == code), None)


def board_of(facts: Membership) -> Body | None:
    """The body that reviews the salary and is told of the appraisal; None where the edition has none."""
    rule = facts.register.editions.rules_since(facts.on).event.get(SALARY)
    return body_named(facts, rule.body) if rule else None


def others_of(facts: Membership, appraiser: Person) -> list[Person]:
    """Members of that body who may take part beside the appraiser, by name; never the one appraised."""
    board = board_of(facts)
    members = facts.of(board) if board else ()
    people = {member.person.pk: member.person for member in members if member.person}
    apart = {appraiser, manager_of(facts)}
    return sorted((each for each in people.values() if each not in apart), key=lambda each: each.name)
