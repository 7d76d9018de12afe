"""Recording that what recurs was done (K1.5, K7.3, K8.13, K8.14, K10.3, K10.9, B6.2).

A record is never changed. Recorded anew for the same slot and subject, the new record takes its place.
"""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Required, TypedDict, Unpack

from django.db import IntegrityError, transaction

from constitution import say
from membership.actions.aims import refuse_unknown_aim
from membership.models import Body, DutyRecord, Holding, School
from membership.permissions import NotAllowed, Viewer, allowed, require, viewer_for
from membership.permissions.names import holders
from membership.queries import filing
from membership.queries.editions import editions_of
from membership.queries.events import (
    APART,
    REVIEWS,
    Duty,
    inner_body,
    recorded_here,
    the_duty,
    year_of,
)
from membership.queries.kept import facts_on
from membership.queries.members import Membership
from records import audit
from records.models import Collaborative, Document, Person
from records.refusals import NotNow, Refusal

KEEP, REVIEW = "keep-duties", "record-review"
ALL = "members"  # the level at which all members read it
# What makes two records of the same.
SAME = ("code", "slot", "holding", "body", "school")
# "2023-24", "2023-24/spring-1", "fy2023", "2024-03".
SLOT = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*(/[a-z0-9]+(-[a-z0-9]+)*)?$")
LONGEST_SLOT = 40


class NotYetDone(Refusal):
    sentence = "This day has not come: record what is done once it is."


class NoOutcome(Refusal):
    sentence = "Say what came of it, in a sentence."


class NoImpact(Refusal):
    sentence = "Say what impact the model has had: a review is recorded with its evaluation of impact."


class UnknownSlot(Refusal):
    sentence = "Say which year, or part of it, this was done for."


class UnknownLevel(Refusal):
    sentence = "Nobody could see this: file it at a level that the constitution knows."


class NotYours(NotAllowed):
    sentence = "This was recorded by others, for themselves alone. It is theirs to correct."


class Said(TypedDict, total=False):
    """What was done, for which slot, when and by whom; of at most one holding, body or school; and what came of it."""

    collaborative: Required[Collaborative]
    code: Required[str]
    slot: Required[str]
    by: Required[Person]
    done_on: Required[date]
    outcome: str
    recommendation: str
    figures: Mapping[str, Any]
    aim: str
    holding: Holding | None
    body: Body | None
    school: School | None
    about: Person | None
    second: Person | None
    level: str
    document: Document | None
    resolution: str


@transaction.atomic
def record_duty(*, on: date, act: str = KEEP, at: datetime | None = None, **said: Unpack[Said]) -> DutyRecord:
    """Record a duty as done for a slot.

    Recorded before, the former record is superseded by this one. `act` says who may; `level` who sees it.
    """
    acting_as = require(said["by"], act, said["collaborative"], on)
    return _keep(DutyRecord(**_clean(said)), act, acting_as, on, at)


@transaction.atomic
def record_event(*, on: date, impact: str = "", **said: Unpack[Said]) -> DutyRecord:
    """Record that an event of the edition took place: by those whose business it is, or whoever keeps the duties.

    What is the business of one body of several is seen by its members alone.
    """
    code, collaborative = said["code"], said["collaborative"]
    facts, viewer = facts_on(collaborative, on), viewer_for(said["by"], collaborative, on)
    duty = _of_the_edition(facts, code, said["slot"])
    if not may_record(viewer, code):
        raise NotAllowed(f"Only the {who_records(viewer, code)} may do this.", say.listed(duty.rule.clause))
    body = inner_body(facts, duty.rule)
    if body is not None and body.pk not in viewer.body_ids:
        raise NotAllowed(f"Only a member of the {body.name} may do this.", say.listed(duty.rule.clause))
    if duty.is_review and not impact.strip():
        raise NoImpact
    record = DutyRecord(**_clean(said))
    record.figures |= {"impact": impact.strip()} if impact.strip() else {}
    if body:
        record.body, record.level = body, filing.BODY
    return _keep(record, act_for(code), viewer.acting_as, on)


def _clean(said: Said) -> dict[str, Any]:
    """Without spaces at the ends of words; seen by all members, where nothing else is said."""
    given = {name: value.strip() if isinstance(value, str) else value for name, value in said.items()}
    return {"level": ALL, **given, "figures": dict(said.get("figures") or {})}


def act_for(code: str) -> str:
    return REVIEW if code in REVIEWS else KEEP


def may_record(viewer: Viewer, code: str) -> bool:
    """Whose office the event is, or who keeps such records; what has a page of its own is recorded there."""
    rule = viewer.rules.event.get(code)
    if rule is None or code in APART or not recorded_here(rule):
        return False
    offices = viewer.names.intersection(rule.who, viewer.rules.office)
    return bool(offices) or bool(allowed(viewer, act_for(code)))


def who_records(viewer: Viewer, code: str) -> str:
    """In words: 'Strategic Operations Manager or Chair'."""
    rules = viewer.rules
    names = [*rules.event[code].who, *holders(rules, act_for(code))]
    known = [rules.office[name].name or name for name in dict.fromkeys(names) if name in rules.office]
    return say.listed(known, "or") or "office"


def _of_the_edition(facts: Membership, code: str, slot: str) -> Duty:
    year = year_of(facts.register.editions.rules_since(facts.on), slot.partition("/")[0])
    duty = the_duty(facts, code, year, slot.partition("/")[2]) if year else None
    if duty is None:
        raise UnknownSlot("The constitution has no such duty in this part of the year.")
    return duty


# How a record is kept --------------------------------------------------------------------------------


def _keep(record: DutyRecord, act: str, acting_as: str, on: date, at: datetime | None = None) -> DutyRecord:
    """Save it, and end the record that stood before it."""
    record.recorded_at = audit.moment(at)
    _refuse(record, on)
    former = _supersede(record, on)
    try:
        with transaction.atomic():
            record.save(force_insert=True)
    except IntegrityError:
        raise NotNow("Somebody else has just recorded this. Look at it before you record it anew.") from None
    common = {"collaborative": record.collaborative, "act": act, "by": record.by, "acting_as": acting_as}
    if former:
        told = {"before": {"stands": True}, "after": {"stands": False}}
        audit.record(**common, at=record.recorded_at, subject=former, **told)
    audit.record(**common, at=record.recorded_at, subject=record, after=_told(record))
    return record


def _refuse(record: DutyRecord, on: date) -> None:
    if record.done_on > on:
        raise NotYetDone(f"{say.long_date(record.done_on)} has not come: record what is done once it is.")
    if not record.outcome:
        raise NoOutcome
    if len(record.slot) > LONGEST_SLOT or not SLOT.match(record.slot):
        raise UnknownSlot
    rules = editions_of(record.collaborative).rules_since(on)
    refuse_unknown_aim(rules, record.aim)
    if not filing.known(rules, record.level):
        raise UnknownLevel
    concerned = {filing.BODY: record.body_id, filing.PEOPLE: record.about_id}
    if record.level in concerned and concerned[record.level] is None:
        raise UnknownLevel("Say whom this concerns: nobody else will see it.")


def _supersede(record: DutyRecord, on: date) -> DutyRecord | None:
    """The former record of the same, which ends with this moment; refuses whoever may not see it."""
    same = {name: getattr(record, name) for name in SAME}
    standing = DutyRecord.objects.filter(collaborative=record.collaborative, superseded_at=None, **same)
    former = standing.first()
    if former is None:
        return None
    if not viewer_for(record.by, record.collaborative, on).seen([former]):
        raise NotYours
    if not standing.filter(pk=former.pk).update(superseded_at=record.recorded_at):
        raise NotNow("Somebody else has just recorded this. Look at it before you record it anew.")
    return former


def _told(record: DutyRecord) -> dict[str, Any]:
    """What the audit trail says of it: what came of it stands in the record alone, which is never changed."""
    told: dict[str, Any] = {"duty": record.code, "slot": record.slot}
    if not filing.narrow(record.level):
        told |= {"done_on": record.done_on, "level": record.level, "school": record.school_id,
                 "resolution": record.resolution, "aim": record.aim}  # fmt: skip
    return told
