"""Letting a thing be and asking for it again; what is done about a message that failed or is uncertain."""

from datetime import date, datetime

from django.db import IntegrityError, transaction

from membership.permissions import require
from records import audit, outbox
from records.models import Collaborative, Message, Person
from records.refusals import NotNow, Refusal
from reminders.models import Waiver

WAIVE = "waive-obligation"
RESEND = "resend-message"


class WithoutReason(Refusal):
    sentence = "Say why this need not be asked for, so that others can follow it later."


@transaction.atomic
def waive(
    *,
    collaborative: Collaborative,
    key: str,
    until_on: date,
    because: str,
    by: Person,
    on: date,
    at: datetime,
) -> Waiver:
    """Nobody is reminded of this obligation up to and including `until_on`."""
    capacity = require(by, WAIVE, collaborative, on)
    if not because.strip():
        raise WithoutReason
    if until_on < on:
        raise Refusal("The day until which this is let be has passed. Choose a later one.")
    Waiver.objects.filter(key=key, lifted_at=None, until_on__lt=on).update(lifted_at=at)
    try:
        with transaction.atomic():
            waiver = Waiver.objects.create(
                collaborative=collaborative, key=key, until_on=until_on, because=because, by=by, waived_at=at
            )
    except IntegrityError:
        raise NotNow("This has already been let be.") from None
    audit.record(
        collaborative=collaborative,
        act=WAIVE,
        subject=waiver,
        by=by,
        at=at,
        acting_as=capacity,
        after={"key": key, "until": until_on, "because": because},
    )
    return waiver


@transaction.atomic
def lift(*, waiver: Waiver, by: Person, on: date, at: datetime) -> None:
    """It is asked for again, from the next sweep on."""
    capacity = require(by, WAIVE, waiver.collaborative, on)
    if not Waiver.objects.filter(pk=waiver.pk, lifted_at=None).update(lifted_at=at):
        raise NotNow("This is being asked for already.")
    audit.record(
        collaborative=waiver.collaborative,
        act="lift-waiver",
        subject=waiver,
        by=by,
        at=at,
        acting_as=capacity,
    )


@transaction.atomic
def resend(*, message: Message, by: Person, on: date, at: datetime) -> None:
    """It goes again with the next round, unless what it tells was done meanwhile."""
    require(by, RESEND, message.collaborative, on)
    outbox.resend(message, by=by, at=at)


@transaction.atomic
def mark_sent(*, message: Message, by: Person, on: date, at: datetime) -> None:
    """It did arrive, or was told in another way."""
    require(by, RESEND, message.collaborative, on)
    outbox.mark_sent(message, by=by, at=at)
