"""Each headteacher agrees by name: the pledge, the constitution, the protocol (K1.1, K1.4, K15.1)."""

from collections.abc import Iterator

from django.urls import reverse

from constitution.reminding import remind_before
from constitution.values import Length
from membership.models import Assent
from membership.obligations.facts import facts_of
from membership.obligations.notice import HEADS
from membership.queries.agreed import Agreed, Agreement, agreements_in, given_in
from membership.queries.members import Membership
from records.models import Collaborative, Person
from records.obligations import Obligation, Window, source

PAGES = {
    Assent.Kind.PLEDGE: "membership:pledge",
    Assent.Kind.CONSTITUTION: "membership:agree-constitution",
    Assent.Kind.PROTOCOL: "membership:agree-protocol",
}


@source
def agree_by_name(collaborative: Collaborative, window: Window) -> Iterator[Obligation]:
    """What each member school agrees to for the year, the edition or the version that is in force."""
    facts = facts_of(collaborative, window)
    heads = facts.speakers(HEADS)
    for agreement in agreements_in(facts.rows, window.on):
        given = given_in(facts.rows, agreement, window.on)
        for row in facts.roll:
            part = Agreed(agreement, given.get(row.school.pk))
            yield _to_agree(facts, part, row, heads.get(row.school.pk))


def _to_agree(facts: Membership, part: Agreed, row, head: Person | None) -> Obligation:
    agreement = part.agreement
    return Obligation(
        key=agreement.key_for(row.school),
        due_on=agreement.due.value,
        what=f"Agree to {_named(agreement)}",
        kind="text",
        reason=_reason(agreement, row.detail.name),
        who=(head.pk,) if head else (),
        whom=row.detail.name,
        why=agreement.due,
        link=reverse(PAGES[agreement.kind], args=[facts.collaborative.code, row.school.pk]),
        button="Read and agree",
        remind=_remind(agreement),
        done_on=part.since,
        collective=f"{agreement.name} agreed{_for(agreement)}",
        per="school",
        level="members",
        school=row.school.pk,
    )


def _remind(agreement: Agreement) -> tuple[Length, ...]:
    """On the day from which it is asked for, so that new words are known at once (K15.1); then before its last day."""
    at_once = Length((agreement.due.value - agreement.since).days, "day")
    return tuple(dict.fromkeys((at_once, *remind_before(_rule(agreement)).before)))


def _rule(agreement: Agreement):
    return agreement.edition.rules.text.get(agreement.code, "text")


def _reason(agreement: Agreement, school: str) -> str:
    if agreement.period:
        return f"{school} agrees to it each {_rule(agreement).agreed_every}."
    return f"{school} agrees to this version once."


def _named(agreement: Agreement) -> str:
    """'our pledge for 2023/24' inside a sentence; a version keeps the capital that is its name."""
    if agreement.document:
        return agreement.name
    article = "the " if agreement.kind == Assent.Kind.CONSTITUTION else ""
    return f"{article}{agreement.name[:1].lower()}{agreement.name[1:]}{_for(agreement)}"


def _for(agreement: Agreement) -> str:
    """Its year, unless the name says the edition already."""
    whole = agreement.kind == Assent.Kind.CONSTITUTION
    return f" for {agreement.period}" if agreement.period and not whole else ""
