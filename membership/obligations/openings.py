"""Whoever is to come (K7.8): announced in time, nominees who have not answered, outcomes, and places that were left."""

from collections.abc import Iterator

from django.urls import reverse

from constitution import say
from constitution.acts import THE_OFFICE
from constitution.dates import ONE_DAY
from constitution.finding import Finding, Working
from constitution.reminding import remind_before
from membership.actions.openings import acceptance_key
from membership.models import Nomination, Opening
from membership.obligations.facts import facts_of
from membership.permissions.names import holders
from membership.permissions.people import named
from membership.queries.members import Membership
from membership.queries.openings import (
    LIVE,
    Announced,
    Ending,
    Vacancy,
    announced,
    endings,
    fill_by,
    vacancies,
)
from membership.queries.post_notice import last_day_for_notice, notice_rule
from records.models import Collaborative
from records.obligations import Obligation, Window, key, source

State = Opening.State
NOTICE = "give-post-notice"


def _latest(facts: Membership) -> dict[int, Opening]:
    """By place, what was announced last of it."""
    return {opening.place_id: opening for opening in facts.rows.openings}


def _office(facts: Membership) -> tuple[int, ...]:
    return named(facts, [THE_OFFICE])


# Announced in time ------------------------------------------------------------------------------------


@source
def announce_who_is_to_follow(collaborative: Collaborative, window: Window) -> Iterator[Obligation]:
    """So long before a term of office ends, it is announced that the office is open (K7.8)."""
    facts = facts_of(collaborative, window)
    latest, who = _latest(facts), _office(facts)
    for each in endings(facts):
        if each.role.place.body_id is None:
            yield _announce(collaborative, each, latest.get(each.role.place.pk), who)


def _announce(collaborative, each: Ending, opening: Opening | None, who) -> Obligation:
    role, held = each.role, each.held
    done = opening and opening.starts_on > held.since and opening.announced_on
    what = f"Renew the post of {role.name}, or announce that it is open" if each.renewable else (
        f"Announce who may follow as {role.name}"
    )  # fmt: skip
    return Obligation(
        key=key(f"office.{role.place.code}", role.place, held.since.isoformat(), "announce"),
        due_on=each.announce_by.value,
        what=what,
        kind="office",
        reason=f"The term of {held.person.name} ends on {say.date(held.until)}, and nobody is to follow yet.",
        who=who,
        whom="The office",
        why=each.announce_by,
        link=reverse("membership:announce-opening", args=[collaborative.code, role.place.pk]),
        button="Announce it",
        done_on=done or None,
        level="members",
    )


@source
def places_that_were_left(collaborative: Collaborative, window: Window) -> Iterator[Obligation]:
    """Somebody left, or a term ran out: there is no successor by itself, so the office is asked (K-R18)."""
    facts = facts_of(collaborative, window)
    latest, who = _latest(facts), _office(facts)
    for vacancy in vacancies(facts):
        if vacancy.left:
            yield _fill(collaborative, facts, vacancy, latest.get(vacancy.role.place.pk), who)


def _fill(collaborative, facts: Membership, vacancy: Vacancy, opening: Opening | None, who) -> Obligation:
    place, finding = vacancy.role.place, fill_by(facts, vacancy)
    dealt_with = opening and (opening.state in LIVE or opening.announced_on >= vacancy.since)
    reason = f"Vacant since {say.date(vacancy.since)}: {vacancy.because}."
    return Obligation(
        key=key(finding.rule, place, vacancy.since.isoformat(), "fill"),
        due_on=finding.value,
        what=f"Find who is to be {vacancy.role.name}",
        kind="office",
        reason=f"{reason} {vacancy.words}".strip(),
        who=who,
        whom="The office",
        why=finding,
        link=reverse("membership:announce-opening", args=[collaborative.code, place.pk]),
        button="Announce it, or fill it",
        done_on=opening.announced_on if dealt_with else None,
        level="members",
    )


# While it is open -------------------------------------------------------------------------------------


@source
def openings_on_their_way(collaborative: Collaborative, window: Window) -> Iterator[Obligation]:
    """The day nominations close, for everybody; those who have not said whether they stand; the outcome."""
    facts = facts_of(collaborative, window)
    live = [opening for opening in facts.rows.openings if opening.state in LIVE]
    if not live:
        return
    for each in announced(facts, live, facts.rows.unanswered):
        if each.opening.state == State.ANNOUNCED:
            yield _closing(collaborative, facts, each)
        yield from (_answer(collaborative, facts, each, nomination) for nomination in each.nominations)
        yield _outcome(collaborative, facts, each)


def _why(facts: Membership, each: Announced, day) -> Finding:
    opening = each.opening
    working = Working(facts.rules, f"office.{opening.place.code}")
    if opening.place.body_id is None and opening.place.code in facts.rules.office:
        working.use(facts.rules.office[opening.place.code], "how_filled")
    working.step(f"announced on {say.long_date(opening.announced_on)}")
    working.step(f"nominations close on {say.long_date(opening.closes_on)}")
    return working.step(f"whoever is chosen begins on {say.long_date(opening.starts_on)}").answer(day)


def _link(collaborative, each: Announced) -> str:
    return reverse("membership:opening", args=[collaborative.code, each.opening.pk])


def _closing(collaborative, facts: Membership, each: Announced) -> Obligation:
    return Obligation(
        key=key("opening", each.opening, "", "close"),
        due_on=each.opening.closes_on,
        what=f"Nominations for {each.name} close",
        kind="office",
        reason=each.opening.why,
        whom="Every member",
        why=_why(facts, each, each.opening.closes_on),
        link=_link(collaborative, each),
        button="See the opening",
        lapses=True,
        level="members",
    )


def _answer(collaborative, facts: Membership, each: Announced, nomination: Nomination) -> Obligation:
    return Obligation(
        key=acceptance_key(nomination),
        due_on=each.opening.closes_on,
        what=f"Say whether you stand as {each.name}",
        kind="nomination",
        reason="You have been nominated. Nobody can be chosen who has not accepted.",
        who=(nomination.person_id,),
        why=_why(facts, each, each.opening.closes_on),
        link=_link(collaborative, each),
        button="Accept or decline",
    )


def _outcome(collaborative, facts: Membership, each: Announced) -> Obligation:
    due = each.opening.starts_on - ONE_DAY
    return Obligation(
        key=key("opening", each.opening, "", "outcome"),
        due_on=due,
        what=f"Record who is to be {each.name}",
        kind="office",
        reason=f"Before {say.date(each.opening.starts_on)}, by resolution.",
        who=_office(facts),
        whom="The office",
        why=_why(facts, each, due),
        link=_link(collaborative, each),
        button="Record the outcome",
    )


# A year's notice --------------------------------------------------------------------------------------


@source
def notice_of_a_post(collaborative: Collaborative, window: Window) -> Iterator[Obligation]:
    """The last day on which either side can still end a commissioned post with its term (K8.14)."""
    facts = facts_of(collaborative, window)
    for role in facts.roles:
        rule = notice_rule(facts.register, role.held) if role.held and role.held.holding else None
        by = rule and last_day_for_notice(facts.register, role.held)
        if by is None or role.held.holding.ending_notice_on:
            continue
        yield Obligation(
            key=key(f"office.{role.place.code}", role.place, role.held.since.isoformat(), "give-notice"),
            due_on=by,
            what=f"Notice ending the post of {role.name}",
            kind="office",
            reason=f"For the end of the term on {say.date(role.held.until)}. Do nothing, and it may be renewed.",
            who=(role.held.person.pk, *named(facts, holders(facts.rules, NOTICE))),
            whom="Either side",
            why=role.held.finding,
            link=reverse("membership:post-notice", args=[collaborative.code, role.held.holding.pk]),
            button="See what notice means",
            remind=remind_before(rule).before,
            lapses=True,
        )
