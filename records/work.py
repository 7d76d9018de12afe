"""The embedded scheduler's two tools: each job in a process of its own, and one scheduler at a time."""

import logging
import subprocess
import sys
from datetime import datetime, timedelta
from threading import Event
from uuid import UUID, uuid4

from django.conf import settings

from records.models import Job
from records.models.work import JobState
from records.tenancy import installation

log = logging.getLogger(__name__)

# A second scheduler takes over when the first has been silent for so long.
WATCH = timedelta(minutes=2)
# How often, in seconds, a process is looked after, and how long it may go on when the scheduler is to stop.
LOOK = 0.25
GRACE = 8
LOCK = {"kind": "scheduler", "key": "embedded"}


def in_a_process(seconds: float, *command: str, stopped: Event | None = None) -> bool:
    """Runs a management command (`run_job`) in a process that is thrown away after it, and killed when it
    takes too long.

    True when it ended well. Memory that a library keeps goes with the process; a job cut short comes back
    when its lease has run out. Once `stopped` is set it has a little time left, and no more.
    """
    child = subprocess.Popen([sys.executable, "manage.py", *command], cwd=settings.ROOT)
    left = seconds
    while left > 0:
        try:
            return child.wait(LOOK) == 0
        except subprocess.TimeoutExpired:
            left = min(left, GRACE) if stopped and stopped.is_set() else left
            left -= LOOK
    child.kill()
    child.wait()
    log.error("%s was stopped before it had ended", " ".join(command))
    return False


class Watch:
    """The right to be the scheduler. `hold` takes or renews it, and says False while another has it."""

    def __init__(self) -> None:
        self.mine: UUID = uuid4()

    def hold(self, at: datetime) -> bool:
        rows = installation(Job).filter(**LOCK)
        held = {"state": JobState.RUNNING, "claim": self.mine, "lease_until": at + WATCH}
        if rows.filter(claim=self.mine, state=JobState.RUNNING).update(lease_until=at + WATCH):
            return True
        if rows.filter(state=JobState.RUNNING, lease_until__lt=at).update(**held):
            return True
        # Of two who come first at once, the second finds the row there and leaves it.
        Job.objects.bulk_create([Job(**LOCK, **held, queued_at=at)], ignore_conflicts=True)
        return rows.filter(claim=self.mine, state=JobState.RUNNING).exists()

    def let_go(self, at: datetime) -> None:
        held = installation(Job).filter(**LOCK, claim=self.mine, state=JobState.RUNNING)
        held.update(state=JobState.DONE, lease_until=None, ended_at=at)
