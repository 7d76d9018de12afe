"""Whether the site is well: the database, the sweep, the queues. Numbers alone, for whoever watches over it."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError
from django.db.models import Min
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from records import clock
from records.models import Job, Message
from records.models.messages import MessageState
from records.models.work import OPEN_JOB
from records.tenancy import everywhere
from reminders.sweep import OVERDUE, SWEEP


@never_cache
@login_not_required
@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """503 when the database cannot be reached. `well` is false as well when the sweep has gone quiet."""
    try:
        found = _found()
    except DatabaseError:
        return JsonResponse({"well": False, "database": "not reachable"}, status=503)
    return JsonResponse({"database": "reachable", **found})


def _found() -> dict[str, Any]:
    """The sweep is as old as that of the group which has waited longest."""
    last = (
        everywhere(Job).filter(kind=SWEEP, collaborative__closed_on=None).aggregate(at=Min("ended_at"))["at"]
    )
    age = clock.now() - last if last else None
    open_jobs = everywhere(Job).filter(state__in=OPEN_JOB).exclude(kind="scheduler")
    waiting = everywhere(Message).filter(state=MessageState.QUEUED)
    return {
        "well": age is None or age <= OVERDUE,
        "last_sweep": last,
        "last_sweep_age_in_seconds": int(age.total_seconds()) if age is not None else None,
        "jobs_waiting": open_jobs.count(),
        "messages_waiting": waiting.count(),
    }
