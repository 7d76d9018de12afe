"""What is open or soon will be (K7.8): vacancies, terms that come to an end, and what was announced of them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import constitution
from constitution import dates, say
from constitution.dates import ONE_DAY
from constitution.finding import Finding, Working
from constitution.values import Length
from membership.models import Nomination, Opening, Place
from membership.queries.members import Membership
from membership.queries.post_notice import ending
from membership.queries.register import Register, Role, place_name
from membership.queries.tenure import Held

# No document says how long before a term ends its successor is looked for, nor how soon a vacancy is.
AHEAD, SOON = Length(6, "month"), Length(28, "day")
AHEAD_BY_DEFAULT = f"{AHEAD} before the term ends: the constitution does not say; the default"
SOON_BY_DEFAULT = f"within {SOON} of a vacancy: the constitution does not say; the default"
LOOK_AHEAD = Length(1, "year")

State = Opening.State
LIVE = (State.ANNOUNCED, State.CLOSED)


@dataclass(frozen=True)
class Vacancy:
    """A place that nobody holds. `since` and `because` are of the last holder; `until_on`, the day before the next."""

    role: Role
    since: date | None
    because: str
    until_on: date | None
    words: str

    @property
    def left(self) -> bool:
        """Somebody left it, and nobody is to come: it waits to be filled. What was never held just stands open."""
        return self.since is not None and self.until_on is None

    @property
    def to_look_at(self) -> bool:
        """A seat is there to be filled; an office that was never held waits for nobody."""
        return self.left or self.role.place.body_id is not None


@dataclass(frozen=True)
class Ending:
    """A term that comes to an end with nobody to follow. `announce_by` is a day, with its reason."""

    role: Role
    held: Held
    announce_by: Finding[date]
    renewable: bool


# What follows another office, or a post, is nobody's to stand for -------------------------------------


def follows(rules: constitution.Constitution, place: Place) -> str:
    """Whom or what the place follows by itself, in words; empty where somebody is chosen for it."""
    if place.body_id is None:
        rule = rules.office.get(place.code)
        other = (rule.follows or rule.precedes) if rule else None
        return (rules.office[other].name or other) if other else ""
    return next((line.by_virtue_of for line in lines(rules, place) if line.by_virtue_of), "")


def lines(rules: constitution.Constitution, place: Place) -> list[Any]:
    """The lines of the body's members that make the seat."""
    body = rules.body.get(place.body.code) if place.body_id else None
    return [line for line in (body.members if body else ()) if line.category == place.code]


# Vacancies and ends -----------------------------------------------------------------------------------


def vacancies(facts: Membership) -> list[Vacancy]:
    """Every place that somebody can be chosen for and that nobody holds on the day."""
    vacant = (role for role in facts.roles if role.vacant and not follows(facts.rules, role.place))
    return [_vacancy(facts, role) for role in vacant]


def _vacancy(facts: Membership, role: Role) -> Vacancy:
    times = facts.register.stored_at(role.place)
    past = [held for held in times if held.until and held.until < facts.on]
    coming = [held.since for held in times if held.since > facts.on]
    last = past[-1] if past else None
    rule = facts.rules.office.get(role.place.code) if role.place.body_id is None else None
    return Vacancy(
        role,
        last and last.until + ONE_DAY,
        (last.holding.ended_because or "end of term") if last else "",
        min(coming) - ONE_DAY if coming else None,
        (rule.if_vacant if rule else "") or "",
    )


def fill_by(facts: Membership, vacancy: Vacancy) -> Finding[date]:
    """The day by which a vacancy is announced or filled."""
    place = vacancy.role.place
    working = Working(facts.rules, _table(place)).default(SOON_BY_DEFAULT)
    if rule := _rule(facts.rules, place):
        working.use(rule, "if_vacant")
    working.step(f"vacant since {say.long_date(vacancy.since)}: {vacancy.because}")
    if vacancy.words:
        working.step(vacancy.words)
    return working.answer(dates.after(vacancy.since, SOON))


def endings(facts: Membership, within: Length | None = None) -> list[Ending]:
    """The terms that end with nobody to follow, soonest first; `within` so long from the day, else all."""
    last = dates.after(facts.on, within) if within else date.max
    found = [_ending(facts, role) for role in facts.roles if _ends_open(facts, role, last)]
    return sorted(found, key=lambda each: (each.held.until, each.role.place.pk))


def _ends_open(facts: Membership, role: Role, last: date) -> bool:
    held = role.held
    if held is None or held.derived or held.until is None or held.until > last:
        return False
    if follows(facts.rules, role.place):
        return False
    return not any(other.since > held.since for other in facts.register.stored_at(role.place))


def _ending(facts: Membership, role: Role) -> Ending:
    return Ending(
        role, role.held, announce_by(facts.register, role.held), renewable(facts.register, role.held)
    )


def announce_by(register: Register, held: Held) -> Finding[date]:
    """The day by which it is announced who may follow (K7.8)."""
    rules = register.editions.rules_since(held.since)
    working = Working(rules, _table(held.place)).default(AHEAD_BY_DEFAULT)
    if rule := _rule(rules, held.place):
        working.use(rule, "how_filled" if held.place.body_id is None else "tenure")
    day = dates.before(held.until, AHEAD)
    working.step(f"it ends on {say.long_date(held.until)}; {AHEAD} before is {say.long_date(day)}")
    return working.answer(day)


def renewable(register: Register, held: Held) -> bool:
    """Whether the holder stays for a renewal unless somebody says otherwise: no notice was given in time."""
    rule = register.editions.rules_since(held.since).office.get(held.place.code)
    if held.place.body_id is not None or rule is None or not rule.renewed_for:
        return False
    found = ending(register, held)
    return found is None or found.value != held.until


def _table(place: Place) -> str:
    return f"body.{place.body.code}" if place.body_id else f"office.{place.code}"


def _rule(rules: constitution.Constitution, place: Place) -> Any:
    return rules.body.get(place.body.code) if place.body_id else rules.office.get(place.code)


# What was announced -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Announced:
    """An opening on a day: what it is called, how it stands, and who was put forward, as far as a viewer may know."""

    opening: Opening
    name: str
    on: date
    nominations: tuple[Nomination, ...] = field(default=())

    @property
    def live(self) -> bool:
        return self.opening.state in LIVE

    @property
    def takes_nominations(self) -> bool:
        return takes_nominations(self.opening, self.on)

    @property
    def standing(self) -> tuple[Nomination, ...]:
        """Those who stand: accepted, and not withdrawn."""
        return tuple(each for each in self.nominations if stands(each))

    @property
    def status(self) -> tuple[str, str]:
        """A shape and a word."""
        if self.takes_nominations:
            return "waiting", "Open for nominations"
        if self.live:
            return "look", "Waits for its outcome"
        return ("done", "Filled") if self.opening.state == State.FILLED else ("nothing", "Lapsed")


def takes_nominations(opening: Opening, on: date) -> bool:
    """Up to the closing day, the day included, unless it was closed before."""
    return opening.state == State.ANNOUNCED and on <= opening.closes_on


def stands(nomination: Nomination) -> bool:
    return nomination.accepted_at is not None and nomination.withdrawn_at is None


def announced(
    facts: Membership, openings: Iterable[Opening], nominations: Iterable[Nomination] = ()
) -> list[Announced]:
    """Openings in hand, with those of the nominations that belong to each."""
    by_opening: dict[int, list[Nomination]] = {}
    for each in nominations:
        by_opening.setdefault(each.opening_id, []).append(each)
    return [
        Announced(opening, _name(facts, opening), facts.on, tuple(by_opening.get(opening.pk, ())))
        for opening in openings
    ]


def _name(facts: Membership, opening: Opening) -> str:
    return place_name(facts.register.editions.rules_since(opening.starts_on), opening.place)


def suggested_start(facts: Membership, place: Place) -> date:
    """The first day of whoever comes next: after the term that runs; else the next day on which a term begins."""
    held = facts.register.holder(place, facts.on)
    if held and held.until:
        return held.until + ONE_DAY
    tomorrow = facts.on + ONE_DAY
    rule = facts.rules.office.get(place.code) if place.body_id is None else None
    return rule.begins.on_or_after(tomorrow) if rule and rule.begins else tomorrow
