"""Where a rule is used: the offices, contracts, notices, invoices and messages that rest on it, as recorded.

What rests on a rule is told by the findings that were kept with it, never by looking through code.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Max, QuerySet
from django.urls import NoReverseMatch, reverse

from constitution import say
from constitution.handbook import RuleShown
from finance.models import Invoice, InvoiceLine
from membership.models import Notice
from membership.permissions import Viewer
from membership.queries.kept import facts_on
from membership.queries.members import Membership
from membership.queries.register import Role
from records.models import Collaborative, Message


@dataclass(frozen=True)
class Use:
    """One thing that rests on a rule: words, a line beneath, and the page where it is."""

    words: str
    note: str = ""
    url: str = ""


@dataclass(frozen=True)
class Asked:
    """The rule, who looks, and the facts of the day."""

    rule: RuleShown
    viewer: Viewer
    collaborative: Collaborative
    on: date

    @property
    def facts(self) -> Membership:
        return facts_on(self.collaborative, self.on)

    def url(self, name: str, *args: object) -> str:
        try:
            return reverse(name, args=[self.collaborative.code, *args])
        except NoReverseMatch:
            return ""


def uses(rule: RuleShown, viewer: Viewer, collaborative: Collaborative, on: date) -> list[Use]:
    """What rests on a rule, as far as this viewer may see it. At most one query for each kind of thing."""
    asked = Asked(rule, viewer, collaborative, on)
    return [use for count in KINDS.get(rule.kind, ()) for use in count(asked)]


# Offices and seats --------------------------------------------------------------------------------------


def _offices(asked: Asked) -> Iterator[Use]:
    roles = [
        role
        for role in asked.facts.roles
        if not role.place.body_id and role.place.code == asked.rule.identifier
    ]
    for role in roles:
        yield Use(*_held(role), asked.url("membership:register"))


def _held(role: Role) -> tuple[str, str]:
    if role.held is None:
        return f"{role.name}: vacant", ""
    until = f" to {say.date(role.held.until)}" if role.held.until else ""
    return f"{role.name}: {role.held.person.name}", f"Since {say.date(role.held.since)}{until}"


def _seats(asked: Asked) -> Iterator[Use]:
    members = asked.facts.of(asked.rule.identifier)
    if members:
        vacant = sum(member.vacant for member in members)
        note = f"{say.count(vacant, 'seat')} vacant" if vacant else ""
        yield Use(
            f"{say.count(len(members), 'member')} on {say.date(asked.on)}",
            note,
            asked.url("membership:register"),
        )


# Contracts and notices ----------------------------------------------------------------------------------


def _contracts(asked: Asked) -> Iterator[Use]:
    number = sum(tier == asked.rule.identifier for tier in asked.facts.tiers.values())
    if number and asked.viewer.is_member:
        yield Use(
            f"{say.count(number, 'school')} on {say.date(asked.on)}", "", asked.url("membership:members")
        )


def _notices(asked: Asked) -> Iterator[Use]:
    rows = Notice.objects.visible(asked.viewer).filter(finding__rule=asked.rule.path)
    if number := rows.count():
        yield Use(f"{say.count(number, 'notice')} judged by it", "", asked.url("membership:notices"))


# Invoices and messages ----------------------------------------------------------------------------------


def _invoices(asked: Asked) -> Iterator[Use]:
    seen = Invoice.objects.visible(asked.viewer).filter(issued_on__lte=asked.on)
    lines = InvoiceLine.objects.filter(invoice__in=seen, finding__rule=asked.rule.path)
    yield from _counted(lines, "invoice", "invoice", "invoice__issued_on", asked.url("finance:invoices"))


def _messages(asked: Asked) -> Iterator[Use]:
    if asked.viewer.runs_office:
        rows = Message.objects.filter(why__rule=asked.rule.path)
        yield from _counted(rows, "pk", "message", "due_on", asked.url("reminders:reminders"))


def _counted(rows: QuerySet, each: str, noun: str, day: str, url: str) -> Iterator[Use]:
    found = rows.aggregate(number=Count(each, distinct=True), last=Max(day))
    if found["number"]:
        verb = "rests" if found["number"] == 1 else "rest"
        note = f"The last on {say.date(found['last'])}" if found["last"] else ""
        yield Use(f"{say.count(found['number'], noun)} {verb} on it", note, url)


KINDS: dict[str, tuple[Callable[[Asked], Iterator[Use]], ...]] = {
    "office": (_offices,),
    "body": (_seats,),
    "tier": (_contracts, _invoices),
    "subscription": (_messages,),
    "leaving": (_notices, _messages),
    "event": (_messages,),
    "deadline": (_messages,),
}
