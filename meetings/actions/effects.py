"""What a carried motion sets in motion: a verb of a lower room, run once (DECISIONS, "Effects of a motion").

It runs in a savepoint of the transaction that closes the vote. Where it cannot be carried out the vote is closed all
the same: the motion then says why, and stands to be carried out again. The body has decided, so the verb is the
group's own act, under the number of the resolution; who closed the vote stands in the trail.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, TypeVar

from django.core.exceptions import ObjectDoesNotExist
from django.db import IntegrityError, transaction
from django.db.models import QuerySet

import constitution
from constitution import say
from meetings.actions.circulating import FIXED, circulate
from meetings.actions.confidence import lift
from meetings.actions.guests import INVITE_GUEST, INVITE_PARTNER, invite
from meetings.actions.mandates import derive_mandates
from meetings.actions.minutes import ratify
from meetings.actions.trail import record
from meetings.actions.year import refuse_overlap
from meetings.models import AgendaItem, Meeting, Minutes, Motion
from meetings.queries.agenda import agenda_of, guests_see_until
from meetings.queries.guests import outsiders
from meetings.queries.motions import voted_on
from meetings.queries.room import day_of, facts_of
from membership.actions.amending import adopt_by_resolution
from membership.actions.notices import withdraw_notice
from membership.actions.openings import fill
from membership.models import Edition, Nomination, Notice, Partner
from membership.permissions import Viewer, require, written_once
from membership.queries.kept import known_until_an_act, register_of
from membership.queries.moments import civil_day
from membership.queries.openings import LIVE, stands
from membership.queries.register import place_name
from records import audit
from records.models import Person
from records.prepared import prepared
from records.refusals import NotNow, Refusal

State = Motion.State
CARRY_OUT = "close-vote"
COMING = (Meeting.State.FIXED, Meeting.State.SET, Meeting.State.AGREED)
LONGEST = Motion._meta.get_field("effect_outcome").max_length
INVITES = (INVITE_PARTNER, INVITE_GUEST)
NOT_DONE = (Refusal, ObjectDoesNotExist, IntegrityError)

Run = Callable[[Motion, Mapping[str, Any], Person | None, datetime], str]
T = TypeVar("T")
Offer = Callable[["Writing"], Iterator[tuple[int, str]]]


@dataclass(frozen=True)
class Writing:
    """A motion is being written at a meeting, by somebody who sees so much."""

    meeting: Meeting
    viewer: Viewer

    @cached_property
    def next_meeting(self) -> Meeting | None:
        return _next_meeting(self.meeting)

    def kept(self, what: str, make: Callable[[], list[T]]) -> list[T]:
        """What follows for this viewer, until an act. Shared between requests: read it, never change it."""
        known = known_until_an_act(what, self.meeting.collaborative, self.viewer.on)
        whose = (self.meeting.pk, self.viewer.person_id)
        if whose not in known:
            known[whose] = make()
        return known[whose]


@dataclass(frozen=True)
class Effect:
    """One verb: what it is called for the group, and what of it could be resolved at a meeting.

    `decision` is the kind of decision that the edition may have for it: where it has, no other will do.
    """

    code: str
    names: str
    run: Run
    offer: Offer
    decision: str = ""

    def needs(self, rules: constitution.Constitution) -> str:
        return self.decision if self.decision in rules.decision else ""


# Carrying it out --------------------------------------------------------------------------------------


def carry_out_at_closing(motion: Motion, by: Person | None, at: datetime) -> None:
    """Run the effect of a motion that has just been carried, unless it waits for its second vote."""
    if motion.effect and motion.takes_effect_on:
        _try(motion, by, at)


@transaction.atomic
def carry_out(*, motion: Motion, by: Person | None, at: datetime) -> Motion:
    """Try again what could not be done when the vote was closed. Of two who try, one does."""
    acting_as = require(by, CARRY_OUT, motion.collaborative, civil_day(at))
    _still_to_do(motion)
    _try(motion, by, at)
    record(motion, "carry-out-motion", by, acting_as, at, _came_to(motion))
    return motion


@transaction.atomic
def settle(*, motion: Motion, words: str, by: Person | None, at: datetime) -> Motion:
    """Record that it was done otherwise, or is not to be done any more, in words."""
    acting_as = require(by, CARRY_OUT, motion.collaborative, civil_day(at))
    if not words.strip():
        raise Refusal("Say what was done instead.")
    _still_to_do(motion)
    Motion.objects.filter(pk=motion.pk).update(carried_out_at=at, effect_outcome=words.strip()[:LONGEST])
    motion.refresh_from_db()
    record(motion, "carry-out-motion", by, acting_as, at, _came_to(motion))
    return motion


def _still_to_do(motion: Motion) -> None:
    """Hold the motion while it is still to be carried out."""
    waiting = Motion.objects.filter(
        pk=motion.pk,
        state=State.CARRIED,
        carried_out_at=None,
        effect__isnull=False,
        takes_effect_on__isnull=False,
    )
    if not waiting.update(carried_out_at=None):
        raise NotNow("There is nothing to carry out any more.")
    motion.refresh_from_db()


def _try(motion: Motion, by: Person | None, at: datetime) -> str:
    """Run it, or keep why it could not be run. Answers the reason, empty when it was done."""
    try:
        with transaction.atomic():
            outcome, because = run(motion, by, at), ""
    except NOT_DONE as problem:
        outcome = because = _in_words(problem)
    done = None if because else at
    Motion.objects.filter(pk=motion.pk).update(carried_out_at=done, effect_outcome=outcome[:LONGEST])
    motion.refresh_from_db()
    return because


def run(motion: Motion, by: Person | None, at: datetime) -> str:
    """The verb itself; answers what came of it, in words."""
    told = motion.effect or {}
    effect = EFFECTS.get(told.get("act", ""))
    if effect is None:
        raise Refusal("Nobody knows how to carry this out.")
    return effect.run(motion, told, by, at)


def _in_words(problem: Exception) -> str:
    if isinstance(problem, Refusal):
        return problem.sentence
    if isinstance(problem, ObjectDoesNotExist):
        return "What it is about is not there any more."
    return "Something else has been recorded in the meantime that stands in its way."


def _came_to(motion: Motion) -> dict[str, Any]:
    return {"outcome": motion.effect_outcome, "carried_out": motion.carried_out_at is not None}


def reference(motion: Motion) -> str:
    """How rooms below keep a decision: its number and the day; without a number, the body and the day."""
    name = motion.number or motion.item.meeting.body.name
    return f"{name} of {say.date(voted_on(motion))}"


# The effects ------------------------------------------------------------------------------------------


def _adopt(motion: Motion, told: Mapping[str, Any], by: Person | None, at: datetime) -> str:
    edition = Edition.objects.get(pk=told["edition"])
    made = adopt_by_resolution(edition=edition, resolution=reference(motion), by=None, on=civil_day(at))
    return f"In force from {say.date(made.in_force_on)}"


def _editions(writing: Writing) -> Iterator[tuple[int, str]]:
    for row in _drafts():
        yield row.pk, f"Adopt the draft of the constitution, number {row.number}"


@prepared
def _drafts() -> QuerySet[Edition]:
    return Edition.objects.filter(state__in=(Edition.State.DRAFT, Edition.State.PROPOSED)).order_by("pk")


def _appoint(motion: Motion, told: Mapping[str, Any], by: Person | None, at: datetime) -> str:
    nomination = Nomination.objects.select_related("opening__place", "person").get(pk=told["nomination"])
    holding = fill(
        opening=nomination.opening, nomination=nomination, resolution=reference(motion), by=None, at=at
    )
    return f"{holding.person.name}, from {say.date(holding.starts_on)}"


def _candidates(writing: Writing) -> Iterator[tuple[int, str]]:
    editions = register_of(writing.meeting.collaborative).editions
    for nomination in filter(stands, _nominated()):
        opening = nomination.opening
        name = place_name(editions.rules_since(opening.starts_on), opening.place)
        yield nomination.pk, f"Appoint {nomination.person.name} as {name}"


@prepared
def _nominated() -> QuerySet[Nomination]:
    rows = Nomination.objects.filter(opening__state__in=LIVE).select_related("opening__place", "person")
    return rows.order_by("opening__closes_on", "opening", "nominated_at", "pk")


def _let_stay(motion: Motion, told: Mapping[str, Any], by: Person | None, at: datetime) -> str:
    notice = Notice.objects.select_related("contract__school").get(pk=told["notice"])
    withdraw_notice(notice=notice, resolution=reference(motion), by=None, on=civil_day(at), at=at)
    return f"{notice.contract.school.name} stays"


def _notices(writing: Writing) -> Iterator[tuple[int, str]]:
    for row in register_of(writing.meeting.collaborative).rows.notices:
        if row.state in (Notice.State.GIVEN, Notice.State.CONFIRMED):
            yield row.pk, f"Let {row.contract.school.name} withdraw its notice"


def _lift(motion: Motion, told: Mapping[str, Any], by: Person | None, at: datetime) -> str:
    """What was confidential is seen by whoever its level reaches (B5.2)."""
    lift(item=AgendaItem.objects.get(pk=told["item"]), motion=motion, by=None, at=at)
    return "No longer confidential"


def _confidential(writing: Writing) -> Iterator[tuple[int, str]]:
    for row in _confined(writing.viewer, body=writing.meeting.body_id):
        yield row.pk, f"Lift the confidence of '{row.title}'"


@written_once
def _confined(viewer: Viewer, body: int) -> QuerySet[AgendaItem]:
    return AgendaItem.objects.visible(viewer).filter(body=body, confined_at__isnull=False, lifted_at=None)


def _ratify(motion: Motion, told: Mapping[str, Any], by: Person | None, at: datetime) -> str:
    return ratify(Minutes.objects.get(pk=told["minutes"]), motion, at)


def _invite(motion: Motion, told: Mapping[str, Any], by: Person | None, at: datetime) -> str:
    """A partner or another guest, to the next meeting or one item of it (K5.9, K9.12, B4.4).

    Invited by whoever closed the vote, in the body's name.
    """
    partner = Partner.objects.get(pk=told["partner"]) if "partner" in told else None
    person = Person.objects.get(pk=told["person"]) if "person" in told else None
    items = [AgendaItem.objects.get(pk=told["item"])] if told.get("item") else []
    to = items[0].meeting if items else _next_meeting(motion.item.meeting)
    if by is None or to is None:
        raise Refusal("There is no meeting to invite anybody to: fix one first.")
    ends_on = guests_see_until(to) if items else day_of(to)
    guest = {"partner": partner, "person": person}
    invite(meeting=to, items=items, resolution=reference(motion), ends_on=ends_on, by=by, at=at, **guest)
    what = f"'{items[0].title}' at the {to.name}" if items else f"the {to.name}"
    return f"{(partner or person).name} is invited to {what} of {say.date(day_of(to))}"


def _next_meeting(meeting: Meeting) -> Meeting | None:
    """The full group's, where the managers decide it for all; else the body's own."""
    bodies = facts_of(meeting).rules.body
    widest = next(iter(bodies), meeting.body.code)
    theirs = (row for row in _coming() if row.body.code == widest and row.starts_at > meeting.starts_at)
    return next(theirs, None)


@prepared
def _coming() -> QuerySet[Meeting]:
    rows = Meeting.objects.filter(state__in=COMING, body__isnull=False)
    return rows.select_related("body", "collaborative").order_by("starts_at")


def _partners(writing: Writing) -> Iterator[tuple[int, str]]:
    if to := writing.next_meeting:
        for row in register_of(writing.meeting.collaborative).rows.partners:
            yield row.pk, f"Invite {row.name} to the {to.name} of {say.date(day_of(to))}"


def _guests(writing: Writing) -> Iterator[tuple[int, str]]:
    if to := writing.next_meeting:
        for person in outsiders(facts_of(writing.meeting), writing.viewer):
            yield person.pk, f"Invite {person.name} to the {to.name} of {say.date(day_of(to))}"


def items_for_guests(writing: Writing) -> list[tuple[int, str]]:
    """To which items of the next meeting a guest could be invited, instead of to all of it (K9.12)."""
    return writing.kept("items for guests", lambda: _items_for_guests(writing))


def _items_for_guests(writing: Writing) -> list[tuple[int, str]]:
    to = writing.next_meeting
    if to is None:
        return []
    lines = agenda_of(to, writing.viewer).lines
    return [(line.item.pk, line.words) for line in lines if not line.item.confidential]


def _minutes(writing: Writing) -> Iterator[tuple[int, str]]:
    for row in _circulated(body=writing.meeting.body_id):
        yield row.pk, f"Ratify the minutes of {say.date(civil_day(row.meeting.starts_at))}"


@prepared
def _circulated(body: int) -> QuerySet[Minutes]:
    rows = Minutes.objects.filter(meeting__body=body, state=Minutes.State.CIRCULATED)
    return rows.select_related("meeting").order_by("meeting__starts_at")


def _call(motion: Motion, told: Mapping[str, Any], by: Person | None, at: datetime) -> str:
    """The further meeting that members called (K9.3): fixed by their agreement, and told to every member."""
    starts_at, ends_at = (datetime.fromisoformat(told[name]) for name in ("starts_at", "ends_at"))
    refuse_overlap(motion.item.body, starts_at, ends_at)
    meeting = Meeting.objects.create(
        collaborative=motion.collaborative,
        body=motion.item.body,
        kind=Meeting.Kind.CALLED,
        state=Meeting.State.FIXED,
        name=told["name"],
        starts_at=starts_at,
        ends_at=ends_at,
        place=told.get("place", ""),
        mode=told.get("mode") or Meeting.Mode.IN_PERSON,
        link=told.get("link", ""),
        resolution=f"Called by {say.count(motion.votes_for, 'member')} on {say.date(civil_day(at))}",
        fixed_on=civil_day(at),
    )
    derive_mandates(meeting, at)
    circulate([meeting], FIXED, at)
    audit.record(
        collaborative=motion.collaborative,
        act="fix-meeting",
        subject=meeting,
        by=None,
        at=at,
        after={"resolution": meeting.resolution, "starts_at": starts_at, "ends_at": ends_at},
    )
    return f"{meeting.name}, {say.long_date(civil_day(starts_at))}"


def _none(writing: Writing) -> Iterator[tuple[int, str]]:
    """Not resolved at a meeting, but by those who call one."""
    yield from ()


EFFECTS: Mapping[str, Effect] = {
    effect.code: effect
    for effect in (
        Effect("adopt-edition", "edition", _adopt, _editions, "constitution"),
        Effect("fill-opening", "nomination", _appoint, _candidates),
        Effect("withdraw-notice", "notice", _let_stay, _notices, "withdraw-notice"),
        Effect("lift-confidence", "item", _lift, _confidential, "lift-confidence"),
        Effect(INVITE_PARTNER, "partner", _invite, _partners, "invitation"),
        Effect(INVITE_GUEST, "person", _invite, _guests, "invitation"),
        Effect("ratify-minutes", "minutes", _ratify, _minutes),
        Effect("call-meeting", "meeting", _call, _none),
    )
}


def on_offer(writing: Writing) -> list[tuple[str, str]]:
    """What a motion at this meeting could set in motion, as far as the viewer sees: 'withdraw-notice:12', in words.

    Where the edition has a kind of decision for it, only at a meeting of the body whose decision it is.
    """
    return writing.kept("effects on offer", lambda: _on_offer(writing))


def _on_offer(writing: Writing) -> list[tuple[str, str]]:
    meeting = writing.meeting
    rules = facts_of(meeting).rules
    return [
        (f"{effect.code}:{pk}", words)
        for effect in EFFECTS.values()
        if _is_for(rules, effect, meeting.body.code)
        for pk, words in effect.offer(writing)
    ]


def _is_for(rules: constitution.Constitution, effect: Effect, body: str) -> bool:
    needed = effect.needs(rules)
    bodies = rules.decision[needed].body if needed else ()
    return not bodies or body in bodies


def as_effect(chosen: str, item: str | int = "") -> dict[str, Any] | None:
    """What was chosen from those on offer, as a motion keeps it; `item` is the one that a guest is invited to."""
    code, _, pk = chosen.partition(":")
    if code not in EFFECTS:
        return None
    told: dict[str, Any] = {"act": code, EFFECTS[code].names: int(pk)}
    if code == "fill-opening":
        told["opening"] = Nomination.objects.get(pk=pk).opening_id
    if item and code in INVITES:
        told["item"] = int(item)
    return told


def decision_for(rules: constitution.Constitution, told: Mapping[str, Any] | None) -> str:
    """The kind of decision that the edition has for this effect; empty where it has none."""
    effect = EFFECTS.get((told or {}).get("act", ""))
    return effect.needs(rules) if effect else ""
