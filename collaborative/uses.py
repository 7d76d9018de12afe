"""Where rules are used: the offices, contracts, notices, invoices and messages that rest on them, as recorded.

What rests on a rule is told by the findings that were kept with it, never by looking through code.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Count, Max, QuerySet
from django.db.models.fields.json import KT
from django.urls import NoReverseMatch, reverse

from constitution import say
from constitution.handbook import RuleShown
from finance.models import Invoice, InvoiceLine
from membership.models import Notice
from membership.permissions import Viewer
from membership.queries.members import Membership
from membership.queries.register import Role
from records.models import Message


@dataclass(frozen=True)
class Use:
    """One thing that rests on a rule: words, a line beneath, and the page where it is."""

    words: str
    note: str = ""
    url: str = ""


@dataclass(frozen=True)
class Kept:
    """How many rows were kept with a finding of one rule, and the last day among them."""

    number: int
    last: Any


def uses(rules: Iterable[RuleShown], viewer: Viewer, facts: Membership) -> dict[str, list[Use]]:
    """By rule, what rests on it as far as this viewer may see. One query for each kind of thing, at most."""
    asked = Asked(viewer, facts)
    return {
        rule.path: [use for told in KINDS.get(rule.kind, ()) for use in told(asked, rule)] for rule in rules
    }


@dataclass(frozen=True)
class Asked:
    """Who looks, and the facts of the day. What was counted among them is kept beside them, for each viewer."""

    viewer: Viewer
    facts: Membership

    def url(self, name: str, *args: object) -> str:
        try:
            return reverse(name, args=[self.facts.collaborative.code, *args])
        except NoReverseMatch:
            return ""

    @cached_property
    def notices(self) -> dict[str, Kept]:
        seen = Notice.objects.visible(self.viewer)
        return self.facts.once(("notices", self.viewer), lambda: _counted(seen, "finding", "pk", "given_on"))

    @cached_property
    def invoices(self) -> dict[str, Kept]:
        seen = Invoice.objects.visible(self.viewer).filter(issued_on__lte=self.facts.on)
        lines = InvoiceLine.objects.filter(invoice__in=seen)
        return self.facts.once(
            ("invoices", self.viewer), lambda: _counted(lines, "finding", "invoice", "invoice__issued_on")
        )

    @cached_property
    def messages(self) -> dict[str, Kept]:
        """Letters and reminders, for the office that sends them."""
        return _counted(Message.objects.all(), "why", "pk", "due_on") if self.viewer.runs_office else {}


def _counted(rows: QuerySet, finding: str, each: str, day: str) -> dict[str, Kept]:
    """Of rows that keep a finding, how many rest on each rule."""
    by_rule = rows.order_by().values(rule=KT(f"{finding}__rule"))
    found = by_rule.annotate(number=Count(each, distinct=True), last=Max(day))
    return {row["rule"]: Kept(row["number"], row["last"]) for row in found}


# Offices and seats --------------------------------------------------------------------------------------


def _offices(asked: Asked, rule: RuleShown) -> Iterator[Use]:
    for role in asked.facts.roles:
        if not role.place.body_id and role.place.code == rule.identifier:
            yield Use(*_held(role), asked.url("membership:register"))


def _held(role: Role) -> tuple[str, str]:
    if role.held is None:
        return f"{role.name}: vacant", ""
    until = f" to {say.date(role.held.until)}" if role.held.until else ""
    return f"{role.name}: {role.held.person.name}", f"Since {say.date(role.held.since)}{until}"


def _seats(asked: Asked, rule: RuleShown) -> Iterator[Use]:
    members = asked.facts.of(rule.identifier)
    if members:
        vacant = sum(member.vacant for member in members)
        note = f"{say.count(vacant, 'seat')} vacant" if vacant else ""
        words = f"{say.count(len(members), 'member')} on {say.date(asked.facts.on)}"
        yield Use(words, note, asked.url("membership:register"))


# Contracts, notices, invoices, messages -----------------------------------------------------------------


def _contracts(asked: Asked, rule: RuleShown) -> Iterator[Use]:
    number = sum(tier == rule.identifier for tier in asked.facts.tiers.values())
    if number and asked.viewer.is_member:
        words = f"{say.count(number, 'school')} on {say.date(asked.facts.on)}"
        yield Use(words, "", asked.url("membership:members"))


def _notices(asked: Asked, rule: RuleShown) -> Iterator[Use]:
    yield from _resting(asked.notices.get(rule.path), "notice", asked.url("membership:members"))


def _invoices(asked: Asked, rule: RuleShown) -> Iterator[Use]:
    yield from _resting(asked.invoices.get(rule.path), "invoice", asked.url("finance:invoices"))


def _messages(asked: Asked, rule: RuleShown) -> Iterator[Use]:
    yield from _resting(asked.messages.get(rule.path), "message", asked.url("reminders:reminders"))


def _resting(kept: Kept | None, noun: str, url: str) -> Iterator[Use]:
    if kept:
        words = f"{say.count(kept.number, noun)} {'rests' if kept.number == 1 else 'rest'} on it"
        yield Use(words, f"The last on {say.date(kept.last)}" if kept.last else "", url)


KINDS: dict[str, tuple[Callable[[Asked, RuleShown], Iterator[Use]], ...]] = {
    "office": (_offices,),
    "body": (_seats,),
    "tier": (_contracts, _invoices),
    "subscription": (_invoices, _messages),
    "leaving": (_notices, _messages),
    "event": (_messages,),
    "deadline": (_messages,),
}
