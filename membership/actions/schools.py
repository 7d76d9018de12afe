"""Schools come, change and end; the continuing school keeps its history through all of it (K3.5)."""

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from constitution import say
from membership.actions.guard import queue_at
from membership.models import Contract, Post, School, SchoolDetail
from membership.permissions import require
from membership.queries.contracts import what_follows
from membership.queries.roll import detail_of
from records import audit
from records.models import Collaborative, Person
from records.refusals import NotNow, Refusal

ONE_DAY = timedelta(days=1)
DETAIL = ("urn", "name", "kind", "phase", "status", "trust", "pupils", "source")


class UrnTaken(Refusal):
    sentence = "Another school of this group already has that URN."


class SchoolEnded(Refusal):
    sentence = "This school has ended."


@transaction.atomic
def add_school(
    *,
    collaborative: Collaborative,
    name: str,
    kind: str,
    from_on: date,
    by: Person | None,
    on: date,
    opened_on: date | None = None,
    **detail: Any,
) -> School:
    """A school the group knows of; a contract makes it a member. `detail`: urn, phase, status, pupils …"""
    acting_as = require(by, "edit-schools", collaborative, on)
    refuse_urn_of_another(collaborative, detail.get("urn"))
    school = School.objects.create(collaborative=collaborative, name=name, opened_on=opened_on)
    row = SchoolDetail.objects.create(
        collaborative=collaborative, school=school, from_on=from_on, name=name, kind=kind, **detail
    )
    audit.record(
        collaborative=collaborative,
        act="edit-schools",
        subject=school,
        by=by,
        acting_as=acting_as,
        after=as_json(row),
    )
    return school


@transaction.atomic
def change_detail(
    *, school: School, from_on: date, by: Person | None, on: date, **changes: Any
) -> SchoolDetail:
    """What is true of a school from a day: a new URN, name, kind, status. The days before keep theirs."""
    acting_as = require(by, "edit-schools", school.collaborative, on)
    queue_at(school)
    refuse_urn_of_another(school.collaborative, changes.get("urn"), school)
    before = detail_of(school, from_on)
    values = {name: getattr(before, name) for name in DETAIL} | changes
    row, _ = SchoolDetail.objects.update_or_create(
        school=school, from_on=from_on, defaults={**values, "collaborative": school.collaborative}
    )
    _keep_name_now(school)
    audit.record(
        collaborative=school.collaborative,
        act="edit-schools",
        subject=school,
        by=by,
        acting_as=acting_as,
        before=as_json(before),
        after=as_json(row),
    )
    return row


@transaction.atomic
def end_school(
    *,
    school: School,
    ended_on: date,
    reason: str,
    by: Person | None,
    on: date,
    continues_in: School | None = None,
) -> School:
    """A school closes, or merges into another: its contracts and posts end that day, its debts stay with it."""
    acting_as = require(by, "end-school", school.collaborative, on)
    queue_at(school)
    if school.ended_on:
        raise NotNow(f"{school.name} ended on {say.long_date(school.ended_on)}.")
    if not reason:
        raise Refusal("Say why the school ends.")
    _refuse_no_successor(school, continues_in)
    school.ended_on, school.end_reason, school.continues_in = ended_on, reason, continues_in
    school.save(update_fields=["ended_on", "end_reason", "continues_in"])
    ended = {"contracts": end_contracts(school, ended_on, reason), "posts": end_posts(school, ended_on)}
    audit.record(
        collaborative=school.collaborative,
        act="end-school",
        subject=school,
        by=by,
        acting_as=acting_as,
        after={"ended_on": ended_on, "reason": reason, **ended},
    )
    return school


def end_contracts(school: School, last_day: date, reason: str) -> list[int]:
    """End the contracts in force on a day; those that were not agreed, or begin later, come to nothing."""
    going = Contract.objects.filter(school=school, state=Contract.State.AGREED)
    what_follows(school, last_day).update(
        state=Contract.State.VOID, void_because=f"the school ended: {reason}"[:200]
    )
    beyond = Q(ends_before__isnull=True) | Q(ends_before__gt=last_day + ONE_DAY)
    running = going.filter(beyond, starts_on__lte=last_day)
    ended = list(running.values_list("pk", flat=True))
    running.update(ends_before=last_day + ONE_DAY, ends_because=reason)
    return ended


def end_posts(school: School, last_day: date) -> list[int]:
    """Nobody works at a school that has ended; an office that rested on such a post is then flagged (K7.1)."""
    beyond = Q(ends_before__isnull=True) | Q(ends_before__gt=last_day + ONE_DAY)
    running = Post.objects.filter(beyond, school=school, starts_on__lte=last_day)
    ended = list(running.values_list("pk", flat=True))
    running.update(ends_before=last_day + ONE_DAY, ended_because="the school ended")
    return ended


def refuse_urn_of_another(
    collaborative: Collaborative, urn: int | None, school: School | None = None
) -> None:
    """One URN is one school of the group, for ever."""
    if urn is None:
        return
    others = SchoolDetail.objects.filter(collaborative=collaborative, urn=urn).exclude(school=school)
    if taken := others.select_related("school").first():
        raise UrnTaken(f"{taken.school.name} already has the URN {urn}.")


def _refuse_no_successor(school: School, successor: School | None) -> None:
    if successor is None:
        return
    if successor.pk == school.pk:
        raise Refusal("A school does not continue in itself.")
    if successor.collaborative_id != school.collaborative_id:
        raise Refusal("The school it continues in is not one of this group's.")
    if successor.ended_on:
        raise SchoolEnded(f"{successor.name} has itself ended.")


def _keep_name_now(school: School) -> None:
    latest = school.details.order_by("-from_on").first()
    if latest and latest.name != school.name:
        school.name = latest.name
        school.save(update_fields=["name"])


def as_json(row: SchoolDetail | None) -> dict[str, Any] | None:
    return row and {"from_on": row.from_on, **{name: getattr(row, name) for name in DETAIL}}
