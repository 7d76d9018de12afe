"""Terms of office and seats: reviews and ends (K7.2, K7.3, B4.1), and the day a structure lapses (B3.6)."""

from collections.abc import Iterator

from django.urls import reverse

from constitution import say
from constitution.acts import THE_OFFICE
from constitution.finding import Working
from constitution.reminding import remind_before
from membership.obligations.facts import facts_of
from membership.permissions.people import named
from membership.queries.editions import lapses_on
from membership.queries.register import Register, Role
from records.models import Collaborative
from records.obligations import Obligation, Window, key, source


@source
def terms_of_office(collaborative: Collaborative, window: Window) -> Iterator[Obligation]:
    """When the term of each present holder is reviewed and when it ends."""
    register = facts_of(collaborative, window).register
    office = named(facts_of(collaborative, window), [THE_OFFICE])
    for role in register.on(window.on):
        if role.held:
            yield from _review(collaborative, register, role, office, window)
            yield from _end(collaborative, register, role, office, window)


def _review(collaborative, register: Register, role: Role, office, window: Window) -> Iterator[Obligation]:
    if role.held.review and role.held.review in window:
        yield _about(collaborative, register, role, office, "review", role.held.review)


def _end(collaborative, register: Register, role: Role, office, window: Window) -> Iterator[Obligation]:
    if role.held.until and role.held.until in window:
        yield _about(collaborative, register, role, office, "end", role.held.until)


def _about(collaborative, register: Register, role: Role, office, duty: str, day) -> Obligation:
    held, reviewing = role.held, duty == "review"
    rules = register.editions.rules_since(held.since)
    kind = "body" if role.place.body_id else "office"
    rule = rules.body.get(role.place.body.code) if role.place.body_id else rules.office.get(role.place.code)
    what = f"Review the post of {role.name}" if reviewing else f"The term of {role.name} ends"
    since = f"{held.person.name}, since {say.date(held.since)}"
    return Obligation(
        key=key(f"{kind}.{role.place.code}", role.place, held.since.isoformat(), duty),
        due_on=day,
        what=what,
        kind="office",
        reason=f"{since}. The place falls vacant the day after unless it is filled."
        if not reviewing
        else f"{since}.",
        who=office,
        whom=held.person.name,
        why=held.finding,
        link=reverse("membership:register", args=[collaborative.code]),
        button="See the register",
        remind=remind_before(rule or kind).before,
        lapses=True,
        level="members",
    )


@source
def lapse_of_the_structure(collaborative: Collaborative, window: Window) -> Iterator[Obligation]:
    """An edition that sets itself an end lapses on that day, with warning, unless it is renewed."""
    editions = facts_of(collaborative, window).register.editions
    edition = editions.find(window.on)
    last = lapses_on(edition) if edition else None
    if last is None or last not in window:
        return
    rules = edition.rules
    working = Working(rules, "constitution")
    working.step(f"in force from {say.long_date(edition.in_force_on)}; its last day is {say.long_date(last)}")
    yield Obligation(
        key=key("constitution", edition, "", "lapse"),
        due_on=last,
        what="The membership structure lapses",
        kind="constitution",
        reason="Renew it, or adopt another edition, before this day.",
        who=named(facts_of(collaborative, window), [THE_OFFICE]),
        whom="The whole group",
        why=working.answer(last),
        link=reverse("membership:editions", args=[collaborative.code]),
        button="See the editions",
        remind=remind_before("constitution").before,
        lapses=True,
        level="members",
    )
