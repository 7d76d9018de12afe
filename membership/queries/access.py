"""Access for a time: how long it may last, and how each grant of it stands (K5.9)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce
from operator import or_

from django.db.models import Count, Max, Q

import constitution
from constitution import say
from constitution.dates import ONE_DAY, last_day_of_term
from constitution.finding import Finding, Working
from constitution.values import Length
from membership.models import Grant
from membership.queries.moments import civil_day, first_of
from records.models import AuditEntry, Collaborative

# No document says how long somebody from outside may be let in; nobody is, for longer than this.
LONGEST = Length(1, "year")
BY_DEFAULT = "access is given for one year at the longest: the constitution does not say; the default"


def longest(rules: constitution.Constitution, starts_on: date) -> Finding[date]:
    """The last day to which access from a day may be given."""
    last = last_day_of_term(starts_on, LONGEST)
    working = Working(rules, "authority.grant-access").default(BY_DEFAULT)
    working.step(f"from {say.long_date(starts_on)} to {say.long_date(last)} at the longest")
    return working.answer(last)


@dataclass(frozen=True)
class Access:
    """A grant as it stands on a day, and how often whoever has it acted since they were first let in."""

    grant: Grant
    state: str
    words: str
    uses: int = 0
    last_used: datetime | None = None

    @property
    def live(self) -> bool:
        return self.state == "done"

    @property
    def last_day(self) -> date:
        return self.grant.ends_before - ONE_DAY


def accesses(collaborative: Collaborative, grants: Iterable[Grant], on: date) -> list[Access]:
    """Each with its uses, the live ones first. One question for all of them."""
    grants = list(grants)
    used = _used(collaborative, grants) if grants else {}
    found = [Access(grant, *_state(grant, on), *used.get(grant.person_id, (0, None))) for grant in grants]
    return sorted(found, key=lambda each: (not each.live, -each.grant.starts_on.toordinal()))


def _state(grant: Grant, on: date) -> tuple[str, str]:
    last = grant.ends_before - ONE_DAY
    if grant.revoked_at:
        return "nothing", f"Ended on {say.date(civil_day(grant.revoked_at))}"
    if grant.ends_before <= on:
        return "nothing", f"Ran out on {say.date(last)}"
    if grant.starts_on > on:
        return "waiting", f"From {say.date(grant.starts_on)}"
    return "done", f"Until {say.date(last)}"


def _used(collaborative: Collaborative, grants: list[Grant]) -> dict[int, tuple[int, datetime]]:
    """By person, how many acts of theirs the audit trail has since they were first let in, and the last of them."""
    since: dict[int, date] = {}
    for grant in grants:
        since[grant.person_id] = min(grant.starts_on, since.get(grant.person_id, grant.starts_on))
    theirs = reduce(or_, (Q(by=person, at__gte=first_of(first)) for person, first in since.items()))
    rows = AuditEntry.objects.filter(theirs, collaborative=collaborative).order_by()
    counted = rows.values("by").annotate(number=Count("pk"), last=Max("at"))
    return {row["by"]: (row["number"], row["last"]) for row in counted}
