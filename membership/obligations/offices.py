"""When terms of office and seats end (K7.2, B4.1), and the day a structure lapses (B3.6)."""

from collections.abc import Iterator
from datetime import date

from django.urls import reverse

from constitution import say
from constitution.acts import THE_OFFICE
from constitution.dates import ONE_DAY
from constitution.finding import Working
from constitution.reminding import remind_before
from membership.models import Edition
from membership.obligations.facts import facts_of
from membership.permissions.people import named
from membership.queries.editions import Editions, lapses_on
from membership.queries.register import Register, Role
from records.models import Collaborative
from records.obligations import Obligation, Window, key, source


@source
def terms_of_office(collaborative: Collaborative, window: Window) -> Iterator[Obligation]:
    """When the term of each present holder ends."""
    register = facts_of(collaborative, window).register
    office = named(facts_of(collaborative, window), [THE_OFFICE])
    for role in register.on(window.on):
        if role.held and role.held.until and role.held.until in window:
            yield _end(collaborative, register, role, office)


def _end(collaborative: Collaborative, register: Register, role: Role, office: tuple[int, ...]) -> Obligation:
    held = role.held
    rules = register.editions.rules_since(held.since)
    kind = "body" if role.place.body_id else "office"
    rule = rules.body.get(role.place.body.code) if role.place.body_id else rules.office.get(role.place.code)
    since = f"{held.person.name}, since {say.date(held.since)}"
    return Obligation(
        key=key(f"{kind}.{role.place.code}", role.place, held.since.isoformat(), "end"),
        due_on=held.until,
        what=f"The term of {role.name} ends",
        kind="office",
        reason=f"{since}. The place falls vacant the day after unless it is filled.",
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
    renewed = _renewed(editions, edition, last)
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
        done_on=renewed.adopted_on if renewed else None,
        lapses=True,
        level="members",
    )


def _renewed(editions: Editions, edition: Edition, last: date) -> Edition | None:
    """The edition that carries the structure on from the day after at the latest; None where none is adopted yet."""
    later = (each for each in editions.adopted if edition.in_force_on < each.in_force_on <= last + ONE_DAY)
    return next(later, None)
