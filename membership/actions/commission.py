"""A commissioned post: checked before the appointment (K8.20), ended by notice in good time (K8.14)."""

from datetime import date, datetime

from django.db import transaction

from constitution import say
from membership.actions.guard import queue_at
from membership.actions.offices import NotChecked, appoint, specification_for
from membership.models import Assent, Holding, Place
from membership.permissions import require
from membership.queries.job import Specification
from membership.queries.moments import civil_day
from membership.queries.post_notice import ends_after, last_day_for_notice
from membership.queries.register import Register
from membership.queries.tenure import Held
from records import audit
from records.models import Person
from records.refusals import NotNow, Refusal

NOTICE = "give-post-notice"


class TooLate(Refusal):
    sentence = "It is too late for a notice."


@transaction.atomic
def appoint_checked(
    *,
    place: Place,
    person: Person,
    starts_on: date,
    checked: str,
    by: Person | None,
    at: datetime,
    **how,
) -> Holding:
    """Appoint to an office; where it has a person specification, `checked` is the fingerprint of the words ticked.

    That they were checked is kept with the holding, by whom and when.
    """
    on = civil_day(at)
    found = specification_for(Register(place.collaborative), place, starts_on)
    told = {"place": place, "person": person, "starts_on": starts_on, "by": by, "on": on, **how}
    if found is None or by is None or not checked:
        return appoint(**told)
    if checked != found.sha256:
        raise NotChecked("The person specification has changed since you opened it. Read it again.")
    return appoint(**told, attestation=_attested(place, person, starts_on, found, by, at))


def _attested(
    place: Place, person: Person, starts_on: date, found: Specification, by: Person, at: datetime
) -> Assent:
    """Whoever appoints attests to the very words: once for a person and a first day."""
    acting_as = require(by, "appoint", place.collaborative, civil_day(at))
    assent, new = Assent.objects.get_or_create(
        collaborative=place.collaborative,
        kind=Assent.Kind.ATTESTATION,
        sha256=found.sha256,
        person=by,
        school=None,
        slot=f"person {person.pk} from {starts_on.isoformat()}",
        defaults={"capacity": acting_as, "at": at},
    )
    if new:
        after = {"place": place.pk, "person": person.pk, "words": list(found.items)}
        audit.record(
            collaborative=place.collaborative,
            act="attest",
            subject=assent,
            by=by,
            at=at,
            acting_as=acting_as,
            after=after,
        )
    return assent


# Notice -----------------------------------------------------------------------------------------------


@transaction.atomic
def give_post_notice(*, holding: Holding, given_on: date, by: Person, on: date) -> Holding:
    """Notice that the post ends, from its holder or for the group; the day on which it then ends follows by itself."""
    acting_as = _may_give(holding, by, on)
    queue_at(holding.place)
    held = _held(holding)
    if given_on > on:
        raise Refusal(f"The day of the notice cannot be after today, {say.date(on)}.")
    if given_on < holding.starts_on:
        raise Refusal(f"The post began on {say.date(holding.starts_on)}: notice cannot come before that.")
    if not held.on(on):
        raise NotNow("This time in the post is over.")
    _refuse_too_late(held, given_on)
    silent = Holding.objects.filter(pk=holding.pk, ending_notice_on=None)
    if not silent.update(ending_notice_on=given_on, ending_notice_by=by):
        raise NotNow("Notice has been given already.")
    _record(holding, by, acting_as, {"given_on": given_on})
    return holding


@transaction.atomic
def withdraw_post_notice(*, holding: Holding, because: str, by: Person, on: date) -> Holding:
    """Both sides agreed that the post goes on, or the notice was entered in error: with the reason."""
    acting_as = _may_give(holding, by, on)
    if not because.strip():
        raise Refusal("Say why the notice no longer holds.")
    given = Holding.objects.filter(pk=holding.pk, ending_notice_on__isnull=False)
    if not given.update(ending_notice_on=None, ending_notice_by=None):
        raise NotNow("No notice was given.")
    _record(holding, by, acting_as, {"withdrawn": because.strip()})
    return holding


def _may_give(holding: Holding, by: Person, on: date) -> str:
    """Whoever holds the post, or gives notice for the group."""
    if holding.person_id == by.pk:
        return "the holder of the post"
    return require(by, NOTICE, holding.collaborative, on)


def _held(holding: Holding) -> Held:
    times = Register(holding.collaborative).stored_at(holding.place)
    return next(held for held in times if held.holding == holding)


def _refuse_too_late(held: Held, given_on: date) -> None:
    register = Register(held.place.collaborative)
    finding = ends_after(register, held, given_on)
    if finding is None:
        raise Refusal("The constitution asks for no notice here: record on which day it ends.")
    if finding.value is None:
        by = last_day_for_notice(register, held)
        raise TooLate(f"Notice was to be given by {say.long_date(by)}.", say.listed(finding.clause))


def _record(holding: Holding, by: Person, acting_as: str, after: dict) -> None:
    """The narrow audience of such a notice: the trail names the day, never a reason of the person's."""
    holding.refresh_from_db()
    audit.record(
        collaborative=holding.collaborative,
        act=NOTICE,
        subject=holding,
        by=by,
        acting_as=acting_as,
        after=after,
    )
