"""Agreeing to the pledge, word for word, for a school and a school year (K1.1, K3.3)."""

from datetime import datetime

from django.db import IntegrityError, transaction

from constitution import calendar
from membership.models import Assent, School
from membership.permissions import require_for_school
from membership.queries.editions import edition_on
from membership.queries.moments import civil_day
from membership.queries.pledge import pledge_of
from records import audit
from records.models import Person
from records.refusals import NotNow, Refusal


@transaction.atomic
def agree_pledge(
    *, school: School, by: Person, at: datetime, sha256: str, how: str = Assent.How.BROWSER
) -> Assent:
    """`sha256` is of the words that were on the screen: a pledge that has changed since is read again."""
    on = civil_day(at)
    acting_as = require_for_school(by, "agree", school, on)
    rules = edition_on(school.collaborative, on).rules
    pledge = pledge_of(rules)
    if pledge is None:
        raise Refusal("The constitution has no pledge.")
    if pledge.sha256 != sha256:
        raise NotNow("The pledge has changed since you opened it. Read it again.")
    try:
        with transaction.atomic():
            assent = Assent.objects.create(
                collaborative=school.collaborative,
                kind=Assent.Kind.PLEDGE,
                sha256=sha256,
                person=by,
                capacity=acting_as,
                school=school,
                slot=calendar.school_year(rules, on).slot,
                at=at,
                how=how,
            )
    except IntegrityError:
        raise NotNow("You have already agreed to the pledge for this year.") from None
    audit.record(
        collaborative=school.collaborative,
        act="agree",
        subject=assent,
        by=by,
        at=at,
        acting_as=acting_as,
        after={"pledge": pledge.code, "sha256": sha256},
    )
    return assent
