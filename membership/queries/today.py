"""What a rule comes to on a day, with today's facts: the 'Why 21?' of the constitution's pages (X3)."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import constitution
from constitution import leaving, say, subscription
from constitution.counts import NOUNS
from constitution.examples import in_words
from constitution.finding import Finding
from constitution.handbook import RuleShown
from constitution.number import NumberKeys
from membership.queries.facts import answer
from membership.queries.members import Membership
from membership.queries.register import Role

# The fact that a share is taken of, and the page on which its number can be looked up.
BASES = {
    "affiliated schools": ("schools", "membership:members"),
    "seats": ("seats", "membership:register"),
    "posts filled": ("filled", "membership:register"),
    "members": ("members", "membership:register"),
}


@dataclass(frozen=True)
class Rest:
    """Something that an answer rests on, in words, with the name of the page that shows it."""

    words: str
    page: str = ""


@dataclass(frozen=True)
class Answer:
    """A rule's answer on a day: 'Why 21?', the sentence, the finding, and what would change it."""

    ask: str
    what: str
    finding: Finding[Any]
    rests_on: tuple[Rest, ...] = ()
    changes: tuple[str, ...] = ()


def answers(rule: RuleShown, facts: Membership) -> tuple[Answer, ...]:
    """What the rule comes to on the day of the facts: nothing where the facts do not say, or it asks nothing."""
    return facts.once(("answers", rule.path), lambda: _answers(rule, facts))


def _answers(rule: RuleShown, facts: Membership) -> tuple[Answer, ...]:
    ask = KINDS.get(rule.kind)
    if ask is None:
        return ()
    try:
        return tuple(ask(rule, facts))
    except constitution.Unanswerable:
        return ()


# A number of people or schools --------------------------------------------------------------------------


def _quorum(rule: RuleShown, facts: Membership) -> Iterator[Answer]:
    finding = answer("quorum", rule.identifier, {}, facts)
    number, on = finding.value, say.long_date(facts.on)
    if not isinstance(number, int):
        yield Answer("Why is there no number?", f"on {on} the answer is “{number}”", finding)
        return
    what = f"{_needed(number, _unit(rule, facts))} on {on}"
    yield Answer(
        f"Why {number}?", what, finding, _counted(rule, facts, finding), _changes(rule, facts, finding)
    )


def _needed(number: int, unit: str) -> str:
    return f"{say.count(number, unit)} {'is' if number == 1 else 'are'} needed"


def _unit(rule: RuleShown, facts: Membership) -> str:
    found = facts.rules.body.get(rule.identifier)
    return found.unit if found else "member"


def _base(rule: RuleShown, facts: Membership) -> str | None:
    """The one base of all its shares; None where there are several, or none."""
    number: NumberKeys = getattr(facts.rules, rule.kind)[rule.identifier]
    bases = {each.of for each in number.each_number() if each.of}
    return bases.pop() if len(bases) == 1 and bases <= set(BASES) else None


def _counted(rule: RuleShown, facts: Membership, finding: Finding[Any]) -> tuple[Rest, ...]:
    base = _base(rule, facts)
    fact, page = BASES.get(base or "", ("", ""))
    if fact not in finding.inputs:
        return ()
    words = f"{say.count(finding.inputs[fact], *NOUNS[base])} on {say.date(facts.on)}"
    return (Rest(words, page),)


def _changes(rule: RuleShown, facts: Membership, finding: Finding[Any]) -> tuple[str, ...]:
    """One more, and one fewer."""
    base = _base(rule, facts)
    fact = BASES.get(base or "", ("",))[0]
    size = finding.inputs.get(fact)
    if not size:
        return ()
    others = ((each, constitution.ask(facts.rules, "quorum", rule.identifier, {fact: each}).value)
              for each in (size - 1, size + 1))  # fmt: skip
    return tuple(
        f"{say.count(each, *NOUNS[base])}: {'still ' if number == finding.value else ''}{number}"
        for each, number in others
        if isinstance(number, int)
    )


def _calling(rule: RuleShown, facts: Membership) -> Iterator[Answer]:
    finding = answer("how many may call", rule.identifier, {}, facts)
    if isinstance(finding.value, int):
        what = f"{say.count(finding.value, _unit(rule, facts))} may call it on {say.long_date(facts.on)}"
        yield Answer(f"Why {finding.value}?", what, finding, _counted_for_calling(finding, facts))


def _counted_for_calling(finding: Finding[Any], facts: Membership) -> tuple[Rest, ...]:
    schools = finding.inputs.get("schools")
    if schools is None:
        return ()
    return (Rest(f"{say.count(schools, 'school')} on {say.date(facts.on)}", "membership:members"),)


# A day ------------------------------------------------------------------------------------------------


def _office(rule: RuleShown, facts: Membership) -> Iterator[Answer]:
    held = [role for role in _roles(rule, facts) if role.held and role.held.finding and role.held.until]
    if held:
        yield _term(held[0], facts)


def _body(rule: RuleShown, facts: Membership) -> Iterator[Answer]:
    """Of a body whose seats have a term, the seat that ends next."""
    roles = (role for role in facts.roles if role.place.body_id and role.place.body.code == rule.identifier)
    held = [role for role in roles if role.held and role.held.finding and role.held.until]
    if held:
        yield _term(min(held, key=lambda role: role.held.until), facts)


def _roles(rule: RuleShown, facts: Membership) -> list[Role]:
    return [role for role in facts.roles if role.place.body_id is None and role.place.code == rule.identifier]


def _term(role: Role, facts: Membership) -> Answer:
    held = role.held
    what = f"the term of {held.person.name}, {role.name}, ends on {say.long_date(held.until)}"
    rest = Rest(f"In office since {say.date(held.since)}", "membership:register")
    return Answer(f"Why {say.date(held.until)}?", what, held.finding, (rest,))


def _leaving(rule: RuleShown, facts: Membership) -> Iterator[Answer]:
    found = leaving.notice_deadlines(facts.rules, rule.identifier, facts.on)
    if found:
        days = f"to leave on {say.long_date(found.leaves_on)}, notice is given by {say.long_date(found.by)}"
        yield Answer(f"Why {say.date(found.by)}?", days, found.finding)


def _tier(rule: RuleShown, facts: Membership) -> Iterator[Answer]:
    name = rule.name
    fee = constitution.ask(facts.rules, "fee", rule.identifier)
    if fee.value is not None:
        yield Answer(f"Why {in_words(fee.value)}?", f"a {name} school pays {in_words(fee.value)}", fee)
    issued = subscription.issue_day(facts.rules, rule.identifier, facts.on, facts.register.terms)
    if issued.value:
        what = f"{name} invoices go out on {say.long_date(issued.value)}"
        yield Answer(f"Why {say.date(issued.value)}?", what, issued)


def _retention(rule: RuleShown, facts: Membership) -> Iterator[Answer]:
    finding = answer("keep until", rule.identifier, {}, facts)
    until = in_words(finding.value)
    yield Answer(f"Why {until}?", f"what is filed on {say.date(facts.on)} is kept until {until}", finding)


# Several days -----------------------------------------------------------------------------------------


def _event(rule: RuleShown, facts: Membership) -> Iterator[Answer]:
    finding = answer("windows", rule.identifier, {}, facts)
    if isinstance(finding.value, str):
        yield Answer("When this year?", finding.value, finding)
        return
    number = len(finding.value)
    name = say.count(number, "time", "times")
    yield Answer("When this year?", f"{name} in the school year of {say.date(facts.on)}", finding)


KINDS: dict[str, Callable[[RuleShown, Membership], Iterator[Answer]]] = {
    "quorum": _quorum,
    "calling": _calling,
    "office": _office,
    "body": _body,
    "leaving": _leaving,
    "tier": _tier,
    "retention": _retention,
    "event": _event,
}
