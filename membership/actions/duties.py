"""Recording that what recurs was done (K1.5, K7.3, K8.13, K8.14, K10.3, K10.9, B6.2).

A record is never changed. Recorded anew for the same slot and subject, the new record takes its place.
"""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from constitution import say
from membership.models import Body, DutyRecord, Holding, School
from membership.permissions import NotAllowed, require, viewer_for
from membership.queries import filing
from membership.queries.editions import editions_of
from records import audit, clock
from records.models import Collaborative, Document, Person
from records.refusals import NotNow, Refusal

KEEP = "keep-duties"
# "2023-24", "2023-24/spring-1", "fy2023", "2024-03".
SLOT = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*(/[a-z0-9]+(-[a-z0-9]+)*)?$")
LONGEST_SLOT = 40


class NotYetDone(Refusal):
    sentence = "This day has not come: record what is done once it is."


class NoOutcome(Refusal):
    sentence = "Say what came of it, in a sentence."


class UnknownSlot(Refusal):
    sentence = "Say which year, or part of it, this was done for."


class UnknownLevel(Refusal):
    sentence = "Nobody could see this: file it at a level that the constitution knows."


class NotYours(NotAllowed):
    sentence = "This was recorded by others, for themselves alone. It is theirs to correct."


@transaction.atomic
def record_duty(
    *,
    collaborative: Collaborative,
    code: str,
    slot: str,
    by: Person,
    done_on: date,
    on: date,
    outcome: str,
    recommendation: str = "",
    figures: Mapping[str, Any] | None = None,
    holding: Holding | None = None,
    body: Body | None = None,
    school: School | None = None,
    about: Person | None = None,
    second: Person | None = None,
    level: str = "members",
    document: Document | None = None,
    resolution: str = "",
    act: str = KEEP,
    at: datetime | None = None,
) -> DutyRecord:
    """Record a duty as done for a slot, of at most one subject: a holding, a body or a school.

    Recorded before, the former record is superseded by this one. `act` says who may; `level` who sees it.
    """
    acting_as = require(by, act, collaborative, on)
    at = at or clock.now()
    _refuse(collaborative, slot, done_on, on, outcome, level, body, about)
    subject = {"code": code, "slot": slot, "holding": holding, "body": body, "school": school}
    former = _supersede(collaborative, subject, by, on, at)
    try:
        with transaction.atomic():
            record = DutyRecord.objects.create(
                collaborative=collaborative,
                **subject,
                done_on=done_on,
                by=by,
                second=second,
                about=about,
                outcome=outcome.strip(),
                recommendation=recommendation.strip(),
                figures=dict(figures or {}),
                document=document,
                resolution=resolution.strip(),
                level=level,
                recorded_at=at,
            )
    except IntegrityError:
        raise NotNow("Somebody else has just recorded this. Look at it before you record it anew.") from None
    common = {"collaborative": collaborative, "act": act, "by": by, "at": at, "acting_as": acting_as}
    if former:
        audit.record(**common, subject=former, before={"stands": True}, after={"stands": False})
    audit.record(**common, subject=record, after=_told(record))
    return record


def _refuse(
    collaborative: Collaborative,
    slot: str,
    done_on: date,
    on: date,
    outcome: str,
    level: str,
    body: Body | None,
    about: Person | None,
) -> None:
    if done_on > on:
        raise NotYetDone(f"{say.long_date(done_on)} has not come: record what is done once it is.")
    if not outcome.strip():
        raise NoOutcome
    if len(slot) > LONGEST_SLOT or not SLOT.match(slot):
        raise UnknownSlot
    if not filing.known(editions_of(collaborative).rules_since(on), level):
        raise UnknownLevel
    if (level == filing.BODY and body is None) or (level == filing.PEOPLE and about is None):
        raise UnknownLevel("Say whom this concerns: nobody else will see it.")


def _supersede(
    collaborative: Collaborative, subject: Mapping[str, Any], by: Person, on: date, at: datetime
) -> DutyRecord | None:
    """The former record of the same, which ends with this moment; refuses whoever may not see it."""
    standing = DutyRecord.objects.filter(collaborative=collaborative, superseded_at=None, **subject)
    former = standing.first()
    if former is None:
        return None
    if not viewer_for(by, collaborative, on).seen([former]):
        raise NotYours
    if not standing.filter(pk=former.pk).update(superseded_at=at):
        raise NotNow("Somebody else has just recorded this. Look at it before you record it anew.")
    return former


def _told(record: DutyRecord) -> dict[str, Any]:
    """What the audit trail says of it: what came of it stands in the record alone, which is never changed."""
    told: dict[str, Any] = {"duty": record.code, "slot": record.slot}
    if not filing.narrow(record.level):
        told |= {"done_on": record.done_on, "level": record.level, "school": record.school_id,
                 "resolution": record.resolution}  # fmt: skip
    return told
