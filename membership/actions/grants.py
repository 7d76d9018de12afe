"""Access for a time that follows from no role held: it ends by itself, and can be ended sooner."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from constitution import say
from constitution.dates import ONE_DAY
from membership.actions.guard import refuse_history
from membership.models import Grant, School
from membership.permissions import require
from membership.queries.access import longest
from membership.queries.editions import editions_of
from membership.queries.moments import civil_day
from records import audit
from records.models import Collaborative, Person
from records.refusals import NotNow, Refusal


class TooLong(Refusal):
    sentence = "Access for a time may not last so long."


@transaction.atomic
def grant(
    *,
    collaborative: Collaborative,
    person: Person,
    role: str,
    starts_on: date,
    last_day: date,
    by: Person | None,
    on: date,
    slot: str = "",
    schools: Iterable[School] = (),
    level: str = "",
    agreed_by: Person | None = None,
    resolution: str = "",
) -> Grant:
    """Let an auditor, officer or adviser in, to a period, schools or a level, until the end of a day."""
    acting_as = require(by, "grant-access", collaborative, on)
    refuse_history(collaborative, person)
    if last_day < starts_on:
        raise Refusal("Access cannot end before it begins.")
    until = longest(editions_of(collaborative).rules_since(starts_on), starts_on).value
    if last_day > until:
        raise TooLong(f"Access from {say.date(starts_on)} may last until {say.date(until)} at the longest.")
    if not (agreed_by or resolution):
        raise Refusal("Name who agreed to this access, or the resolution that gave it.")
    row = Grant.objects.create(
        collaborative=collaborative,
        person=person,
        role=role,
        slot=slot,
        school_ids=sorted(school.pk for school in schools),
        level=level,
        starts_on=starts_on,
        ends_before=last_day + ONE_DAY,
        agreed_by=agreed_by,
        resolution=resolution,
    )
    after = {"person": person.pk, "role": role, "slot": slot, "last_day": last_day}
    audit.record(
        collaborative=collaborative,
        act="grant-access",
        subject=row,
        by=by,
        acting_as=acting_as,
        after=after,
    )
    return row


@transaction.atomic
def revoke(*, grant: Grant, by: Person | None, at: datetime) -> Grant:
    """End a grant now."""
    acting_as = require(by, "revoke-access", grant.collaborative, civil_day(at))
    if not Grant.objects.filter(pk=grant.pk, revoked_at=None).update(revoked_at=at):
        raise NotNow("This access has already been ended.")
    grant.refresh_from_db()
    audit.record(
        collaborative=grant.collaborative,
        act="revoke-access",
        subject=grant,
        by=by,
        at=at,
        acting_as=acting_as,
    )
    return grant
