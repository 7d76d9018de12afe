"""Confidential items (B5.2): confined with a reason, and so until lifted by a recorded decision.

Neither the reason nor the item's words go into the audit trail: it is read by others than the item.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from meetings.actions.items import record
from meetings.models import AgendaItem, Invitation, Motion
from membership.permissions import require
from membership.queries.moments import civil_day
from records.models import Person
from records.refusals import NotNow, Refusal

CONFINE, LIFT = "confine-item", "lift-confidence"


class NotDecided(Refusal):
    sentence = "An item is confidential until the group decides otherwise: give the decision."


class NotTheirs(Refusal):
    sentence = "The decision was taken by another body: only the item's own body can lift its confidence."


@transaction.atomic
def confine(*, item: AgendaItem, because: str, by: Person, at: datetime) -> AgendaItem:
    """From now on the item exists for its body's members alone. Guests invited to it are invited no more."""
    acting_as = require(by, CONFINE, item.collaborative, civil_day(at))
    if not because.strip():
        raise Refusal("Say why it is confidential. The members of its body read it.")
    rows = AgendaItem.objects.filter(pk=item.pk, version=item.version).exclude(
        confined_at__isnull=False, lifted_at__isnull=True
    )
    fields = {"confined_at": at, "confined_because": because.strip(), "lifted_at": None, "lifted_by": None,
              "lifted_resolution": ""}  # fmt: skip
    if not rows.update(version=F("version") + 1, **fields):
        raise NotNow("This item is confidential already, or somebody has just changed it.")
    item.refresh_from_db()
    Invitation.objects.filter(item=item, ended_at__isnull=True).update(ended_at=at)
    record(item, CONFINE, by, acting_as, at, {"confidential": True})
    return item


@transaction.atomic
def lift(
    *, item: AgendaItem, by: Person | None, at: datetime, motion: Motion | None = None, resolution: str = ""
) -> AgendaItem:
    """By a motion that its body carried; or by a decision recorded in words, taken elsewhere or before."""
    acting_as = require(by, LIFT, item.collaborative, civil_day(at))
    _refuse_undecided(item, motion, resolution)
    fields = {"lifted_at": at, "lifted_by": motion, "lifted_resolution": resolution.strip()}
    confined = AgendaItem.objects.filter(pk=item.pk, confined_at__isnull=False, lifted_at__isnull=True)
    if not confined.update(version=F("version") + 1, **fields):
        raise NotNow("This item is not confidential.")
    item.refresh_from_db()
    decided = motion.number if motion else resolution.strip()
    record(item, LIFT, by, acting_as, at, {"confidential": False, "decision": decided})
    return item


def _refuse_undecided(item: AgendaItem, motion: Motion | None, resolution: str) -> None:
    if motion is None and not resolution.strip():
        raise NotDecided
    if motion is not None and motion.state != Motion.State.CARRIED:
        raise NotDecided("The motion is not carried: the item stays confidential.")
    if motion is not None and motion.item.body_id != item.body_id:
        raise NotTheirs
