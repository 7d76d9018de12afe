"""Finding whoever is to come (K7.8): announced, nominated, accepted, closed, then filled by resolution or let lapse."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from constitution import say
from constitution.acts import HEAD
from constitution.dates import ONE_DAY
from membership.actions.commission import appoint_checked
from membership.actions.guard import queue_at
from membership.actions.offices import NotAppointed, NotEligible, PlaceTaken
from membership.actions.seats import seat
from membership.models import Holding, Nomination, Opening, Place
from membership.permissions import NotAllowed, require, viewer_for
from membership.queries.eligibility import may_take
from membership.queries.kept import facts_on
from membership.queries.members import Membership
from membership.queries.moments import civil_day
from membership.queries.openings import LIVE, follows, stands, takes_nominations
from membership.queries.register import Register, place_name
from records import audit, outbox
from records.models import Collaborative, Message, Person
from records.obligations import key
from records.refusals import NotNow, Refusal

State = Opening.State
ANNOUNCE, NOMINATE = "announce-opening", "nominate"
# What becomes of an opening beside which somebody is appointed.
OVER, STANDS = "over", "stands"
# The kinds of their letters, whose words are made at sending.
OPENING, NOMINATION = "opening", "nomination"


class OpeningAlready(Refusal):
    sentence = "An opening of this place is announced already."


class OpeningAnnounced(Refusal):
    sentence = (
        "An opening of this place is announced: say whether it is over with this appointment, or stands."
    )


class NotStanding(Refusal):
    sentence = "Only somebody who was nominated and has accepted can be chosen."


# Announcing -------------------------------------------------------------------------------------------


@transaction.atomic
def announce_opening(
    *,
    place: Place,
    closes_on: date,
    starts_on: date,
    by: Person | None,
    at: datetime,
    why: str = "",
) -> Opening:
    """Tell the members that a place is open from a day, and until when they may nominate."""
    on = civil_day(at)
    acting_as = require(by, ANNOUNCE, place.collaborative, on)
    queue_at(place)
    register = Register(place.collaborative)
    _refuse_days(on, closes_on, starts_on)
    _refuse_place(register, place, starts_on)
    try:
        with transaction.atomic():
            opening = Opening.objects.create(
                collaborative=place.collaborative,
                place=place,
                why=why.strip(),
                announced_on=on,
                closes_on=closes_on,
                starts_on=starts_on,
            )
    except IntegrityError:
        raise OpeningAlready() from None
    _tell_the_members(opening, _name(register, opening), at)
    _record(opening, ANNOUNCE, by, acting_as, at, {"closes_on": closes_on, "starts_on": starts_on})
    return opening


def _refuse_days(on: date, closes_on: date, starts_on: date) -> None:
    if closes_on < on:
        raise Refusal(f"Nominations cannot close before today, {say.long_date(on)}.")
    if starts_on <= closes_on:
        raise Refusal("The first day of whoever is chosen comes after nominations close.")


def _refuse_place(register: Register, place: Place, starts_on: date) -> None:
    rules = register.editions.rules_since(starts_on)
    name = place_name(rules, place)
    if other := follows(rules, place):
        raise NotAppointed(f"Nobody is nominated as {name}: it follows {other} by itself.")
    if place.opened_on > starts_on or (place.closed_before and place.closed_before <= starts_on):
        raise Refusal(f"There is no place of {name} on {say.long_date(starts_on)}.")
    held = next((held for held in register.stored_at(place) if held.on(starts_on)), None)
    if held:
        until = f" until {say.long_date(held.until)}" if held.until else ""
        raise PlaceTaken(f"{held.person.name} is {name}{until}: it is open from the day after.")


# Nominating -------------------------------------------------------------------------------------------


@transaction.atomic
def nominate(
    *, opening: Opening, person: Person, by: Person, at: datetime, statement: str = ""
) -> Nomination:
    """Put oneself or somebody else forward. The eligibility found on the day is kept with it (K7.1).

    Whoever puts themselves forward stands at once; anybody else is asked whether they accept.
    """
    on = civil_day(at)
    acting_as = require(by, NOMINATE, opening.collaborative, on)
    queue_at(opening)
    opening.refresh_from_db()
    _refuse_closed(opening, on)
    finding = _eligible(opening, person)
    try:
        with transaction.atomic():
            nomination = Nomination.objects.create(
                collaborative=opening.collaborative,
                opening=opening,
                person=person,
                by=by,
                statement=statement.strip(),
                nominated_at=at,
                accepted_at=at if person == by else None,
                finding=finding.as_json(),
            )
    except IntegrityError:
        raise NotNow(_known(opening, person)) from None
    if person != by:
        _ask(nomination, at)
    _record(nomination, NOMINATE, by, acting_as, at, {"opening": opening.pk, "person": person.pk})
    return nomination


def _refuse_closed(opening: Opening, on: date) -> None:
    if opening.state not in LIVE:
        raise NotNow("This opening is over.")
    if not takes_nominations(opening, on):
        closed = (
            "have been closed" if on <= opening.closes_on else f"closed on {say.long_date(opening.closes_on)}"
        )
        raise NotNow(f"Nominations {closed}.")


def _eligible(opening: Opening, person: Person):
    """The finding, for the record; refuses whoever may not hold the place, with the clause."""
    register = Register(opening.collaborative)
    finding = may_take(register, opening.place, person, opening.starts_on)
    if not finding:
        because = say.sentence(finding.steps[-1]) if finding.steps else ""
        words = f"{person.name} may not hold the office of {_name(register, opening)}. {because}".strip()
        raise NotEligible(words, say.listed(finding.clause))
    return finding


def _known(opening: Opening, person: Person) -> str:
    before = Nomination.objects.get(opening=opening, person=person)
    if before.withdrawn_at:
        return f"{person.name} was nominated and has withdrawn: they alone can stand again."
    return f"{person.name} has been nominated already."


@transaction.atomic
def accept(*, nomination: Nomination, by: Person, at: datetime) -> Nomination:
    """The nominee says that they stand; also after they had withdrawn, while the outcome is open."""
    if nomination.person_id != by.pk:
        raise NotAllowed("Only whoever was nominated can say whether they stand.")
    _refuse_over(nomination)
    if not Nomination.objects.filter(pk=nomination.pk).exclude(
        accepted_at__isnull=False, withdrawn_at=None
    ).update(accepted_at=at, withdrawn_at=None):  # fmt: skip
        raise NotNow("You have accepted already.")
    nomination.refresh_from_db()
    _record(nomination, "accept-nomination", by, "", at, {"opening": nomination.opening_id})
    return nomination


@transaction.atomic
def withdraw(*, nomination: Nomination, by: Person, at: datetime) -> Nomination:
    """The nominee does not stand, or no longer; whoever nominated may take it back until it is accepted."""
    mine = nomination.person_id == by.pk
    if not mine and (nomination.by_id != by.pk or nomination.accepted_at):
        raise NotAllowed("Only whoever was nominated can withdraw.")
    _refuse_over(nomination)
    if not Nomination.objects.filter(pk=nomination.pk, withdrawn_at=None).update(withdrawn_at=at):
        raise NotNow("This nomination has been withdrawn already.")
    nomination.refresh_from_db()
    _record(nomination, "withdraw-nomination", by, "", at, {"opening": nomination.opening_id})
    return nomination


def _refuse_over(nomination: Nomination) -> None:
    queue_at(nomination.opening)
    nomination.opening.refresh_from_db()
    nomination.refresh_from_db()
    if nomination.opening.state not in LIVE:
        raise NotNow("This opening is over.")


# Its end ----------------------------------------------------------------------------------------------


@transaction.atomic
def close_opening(*, opening: Opening, by: Person | None, at: datetime) -> Opening:
    """No more nominations, before their last day has come."""
    acting_as = require(by, ANNOUNCE, opening.collaborative, civil_day(at))
    _move(opening, (State.ANNOUNCED,), state=State.CLOSED)
    _record(opening, "close-opening", by, acting_as, at, {"state": State.CLOSED})
    return opening


@transaction.atomic
def fill(
    *,
    opening: Opening,
    nomination: Nomination,
    resolution: str,
    by: Person | None,
    at: datetime,
    checked: str = "",
) -> Holding:
    """Record whom the body resolved to choose. Of two who fill at once, one does (K7.9).

    Raises what an appointment raises, and NotStanding for somebody who does not stand.
    """
    on = civil_day(at)
    require(by, "appoint", opening.collaborative, on)
    queue_at(opening.place)
    opening.refresh_from_db()
    nomination.refresh_from_db()
    _refuse_outcome(opening, nomination, resolution, on)
    holding = _put_in(opening, nomination.person, resolution.strip(), checked, by, at)
    outcome = f"{nomination.person.name}, from {say.date(opening.starts_on)}"
    _move(opening, LIVE, state=State.FILLED, outcome=outcome, resolution=resolution.strip(), holding=holding)
    after = {"person": nomination.person_id, "resolution": opening.resolution}
    _record(opening, "fill-opening", by, "", at, after)
    return holding


def _refuse_outcome(opening: Opening, nomination: Nomination, resolution: str, on: date) -> None:
    if opening.state not in LIVE:
        raise NotNow("The outcome of this opening has been recorded already.")
    if takes_nominations(opening, on):
        raise NotNow(f"Nominations are open until {say.long_date(opening.closes_on)}: close them first.")
    if nomination.opening_id != opening.pk or not stands(nomination):
        raise NotStanding()
    if not resolution.strip():
        raise Refusal("Give the resolution: its number, or the body and the day.")


def _put_in(
    opening: Opening, person: Person, resolution: str, checked: str, by: Person | None, at: datetime
) -> Holding:
    told: dict[str, Any] = {
        "place": opening.place,
        "person": person,
        "starts_on": opening.starts_on,
        "by": by,
    }
    told |= {"resolution": resolution, "how": Holding.How.ELECTED}
    if opening.place.body_id:
        return seat(**told, on=civil_day(at))
    return appoint_checked(**told, checked=checked, at=at)


@transaction.atomic
def appoint_directly(
    *, place: Place, then: str, by: Person | None, at: datetime, checked: str = "", **told: Any
) -> Holding:
    """Put somebody in a place without an opening; of one that is announced it is said what becomes of it.

    `then` is OVER, with this as its outcome; or STANDS: the appointment ends as whoever is chosen takes up the place.
    `told` is what an appointment is told: person, starts_on, how, resolution, represents, remainder.
    """
    queue_at(place)
    opening = Opening.objects.filter(place=place, state__in=LIVE).first()
    if opening and then not in (OVER, STANDS):
        raise OpeningAnnounced()
    if opening and then == STANDS and told["starts_on"] >= opening.starts_on:
        raise Refusal(_for_whoever_is_chosen(opening))
    told |= {"place": place, "by": by}
    holding = (
        seat(**told, on=civil_day(at)) if place.body_id else appoint_checked(**told, checked=checked, at=at)
    )
    if opening and then == STANDS:
        _until_the_next(holding, opening, by, at)
    elif opening:
        _over_with(opening, holding, by, at)
    return holding


def _for_whoever_is_chosen(opening: Opening) -> str:
    since = say.long_date(opening.starts_on)
    return f"From {since} the place is for whoever is chosen: name an earlier day, or say that the opening is over."


def _until_the_next(holding: Holding, opening: Opening, by: Person | None, at: datetime) -> None:
    """Held meanwhile: to the day before the opening, unless the term is over sooner."""
    held = next(
        each for each in Register(holding.collaborative).stored_at(opening.place) if each.holding == holding
    )
    if held.until is None or held.until >= opening.starts_on:
        because = "until whoever is chosen takes up the place"
        Holding.objects.filter(pk=holding.pk).update(ends_before=opening.starts_on, ended_because=because)
        holding.refresh_from_db()
        after = {"last_day": opening.starts_on - ONE_DAY, "because": because}
        _record(holding, "end-holding", by, "", at, after)


def _over_with(opening: Opening, holding: Holding, by: Person | None, at: datetime) -> None:
    """The appointment is its outcome: it fills the place with whoever stood and was resolved on, else it lapses by it."""
    stood = Nomination.objects.filter(opening=opening, person=holding.person).first()
    if not (stood and stands(stood) and holding.resolution):
        because = f"{holding.person.name} was appointed directly, from {say.date(holding.starts_on)}"
        lapse(opening=opening, because=because, by=by, at=at)
        return
    outcome = f"{holding.person.name}, from {say.date(holding.starts_on)}"
    _move(opening, LIVE, state=State.FILLED, outcome=outcome, resolution=holding.resolution, holding=holding)
    after = {"person": holding.person_id, "resolution": opening.resolution}
    _record(opening, "fill-opening", by, "", at, after)


@transaction.atomic
def lapse(*, opening: Opening, because: str, by: Person | None, at: datetime) -> Opening:
    """Nobody was chosen, with the reason: the place stays vacant, or is announced again."""
    acting_as = require(by, ANNOUNCE, opening.collaborative, civil_day(at))
    if not because.strip():
        raise Refusal("Say why nobody was chosen.")
    _move(opening, LIVE, state=State.LAPSED, outcome=because.strip())
    _record(opening, "lapse-opening", by, acting_as, at, {"because": opening.outcome})
    return opening


def _move(opening: Opening, before: tuple[str, ...], **fields: Any) -> None:
    """From one state to the next, by whoever is first."""
    if not Opening.objects.filter(pk=opening.pk, state__in=before).update(**fields):
        raise NotNow("Somebody else has dealt with this opening already.")
    opening.refresh_from_db()


# What people are told ---------------------------------------------------------------------------------


def _tell_the_members(opening: Opening, name: str, at: datetime) -> None:
    """Whoever speaks for a school, and whoever holds anything; for those the letter makes its own words."""
    subject = f"{name}: nominations are open until {say.long_date(opening.closes_on)}"
    facts = facts_on(opening.collaborative, civil_day(at))
    told = {person.pk: person for person in _told(facts) if person.email}
    letters = (_letter(opening.collaborative, key("opening", opening, "", "nominate"), OPENING, each, subject, opening, at)
               for each in told.values())  # fmt: skip
    outbox.queue_all(letters)


def _told(facts: Membership) -> Iterator[Person]:
    yield from facts.speakers(HEAD).values()
    yield from (role.held.person for role in facts.roles if role.held)


def _ask(nomination: Nomination, at: datetime) -> None:
    opening = nomination.opening
    if nomination.person.email:
        name = _name(Register(opening.collaborative), opening)
        subject = f"You have been nominated as {name}"
        told = acceptance_key(nomination)
        letter = _letter(opening.collaborative, told, NOMINATION, nomination.person, subject, opening, at)
        outbox.queue_all([letter])


def acceptance_key(nomination: Nomination) -> str:
    """What the letter and the task of a nominee are both about."""
    return key("opening", nomination, "", "accept")


def _letter(
    collaborative: Collaborative,
    about: str,
    kind: str,
    person: Person,
    subject: str,
    opening: Opening,
    at: datetime,
) -> Message:
    return Message(
        collaborative=collaborative,
        key=about,
        stage="told",
        person=person,
        kind=kind,
        subject=subject,
        due_on=opening.closes_on,
        queued_at=at,
    )


def _name(register: Register, opening: Opening) -> str:
    return place_name(register.editions.rules_since(opening.starts_on), opening.place)


def _record(
    subject: Any, act: str, by: Person | None, acting_as: str, at: datetime, after: dict[str, Any]
) -> None:
    if by is not None and not acting_as:
        acting_as = viewer_for(by, subject.collaborative, civil_day(at)).acting_as
    audit.record(
        collaborative=subject.collaborative,
        act=act,
        subject=subject,
        by=by,
        at=at,
        acting_as=acting_as,
        after=after,
    )
