"""The one sweep: what is due is derived, compared with what was told, and the difference made good.

Run twice, nothing changes. Miss a week, and each person hears once of each thing, not once for each day.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from membership.queries.editions import NoEdition
from records import audit
from records.clock import civil_day
from records.models import Collaborative, Job
from records.models.work import JobState
from records.prepared import prepared
from records.tenancy import everywhere, scoped
from reminders.telling import Plan, plan

SWEEP = "sweep"
# The sweep comes round every ten minutes; after so long without one, somebody ought to look.
OVERDUE = timedelta(hours=1)
log = logging.getLogger(__name__)

Reconciler = Callable[..., object]
_reconcilers: list[Reconciler] = []


def reconciler(function: Reconciler) -> Reconciler:
    """Register what mends the difference between what ought to be stored and what is, before each sweep.

    It is called with `collaborative` and `on`, inside the scope, and does nothing when nothing is missing.
    """
    _reconcilers.append(function)
    return function


def sweep_all(on: date, at: datetime) -> int:
    """Sweep each group once a civil day, and again when its facts have moved. How many were swept.

    A group that cannot be swept says so on its page and keeps no other from being swept.
    """
    return sum(_swept(each, on, at) for each in Collaborative.objects.filter(closed_on=None))


def _swept(collaborative: Collaborative, on: date, at: datetime) -> bool:
    if _seen_already(collaborative, on):
        _note(collaborative, ended_at=at)
        return False
    try:
        sweep(collaborative, on=on, at=at)
    except NoEdition:
        # A group that has adopted nothing yet is owed nothing.
        return False
    except Exception as problem:
        log.exception("%s could not be swept", collaborative.code)
        _note(
            collaborative,
            state=JobState.PARKED,
            last_error=f"{type(problem).__name__}: {problem}",
            ended_at=at,
        )
        return False
    return True


def sweep(collaborative: Collaborative, *, on: date, at: datetime) -> Plan:
    """Mend what is derived, queue what is to be told by this day, keep back what need not be told."""
    with scoped(collaborative):
        for mend in _reconcilers:
            mend(collaborative=collaborative, on=on)
        # The head is read before the facts: what changes in between is swept again.
        head = audit.head(collaborative).seq
        found = plan(collaborative, on, at)
        with transaction.atomic():
            found.carry_out()
            _note(collaborative, state=JobState.DONE, last_error="", swept_on=on, facts_seq=head, ended_at=at)
    return found


# --- its heartbeat: one row for each group -----------------------------------------------------------------


def last_sweep(collaborative: Collaborative) -> Job | None:
    """The row that says when the group was last swept or looked at, and up to which audit entry."""
    return next(iter(_sweeps(group=collaborative.pk)), None)


@prepared
def _sweeps(group: int) -> QuerySet[Job]:
    return everywhere(Job).filter(collaborative=group, kind=SWEEP).order_by("-ended_at", "pk")[:1]


@dataclass(frozen=True)
class Heartbeat:
    """When what is due was last looked at, as somebody sees it at a moment."""

    last: Job | None
    seen_at: datetime

    @property
    def at(self) -> datetime | None:
        return self.last.ended_at if self.last else None

    @property
    def day(self) -> str:
        """'today', or 'yesterday' for a check just before midnight."""
        return "today" if self.at and civil_day(self.at) == civil_day(self.seen_at) else "yesterday"

    @property
    def failed(self) -> str:
        """What went wrong the last time; empty when all was well."""
        return self.last.last_error if self.last and self.last.state == JobState.PARKED else ""

    @property
    def late(self) -> bool:
        return self.at is None or self.seen_at - self.at > OVERDUE


def heartbeat(collaborative: Collaborative, at: datetime) -> Heartbeat:
    return Heartbeat(last_sweep(collaborative), at)


def _seen_already(collaborative: Collaborative, on: date) -> bool:
    last = last_sweep(collaborative)
    if last is None or last.state != JobState.DONE or last.swept_on != on:
        return False
    return last.facts_seq == audit.head(collaborative).seq


def _note(collaborative: Collaborative, **facts: Any) -> None:
    rows = everywhere(Job).filter(collaborative=collaborative, kind=SWEEP)
    if not rows.update(**facts):
        facts |= {"kind": SWEEP, "key": collaborative.code, "queued_at": facts["ended_at"]}
        with scoped(collaborative):
            Job.objects.create(collaborative=collaborative, **facts)
