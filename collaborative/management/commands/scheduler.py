"""manage.py scheduler: the embedded background work. One loop, no broker; a second one is harmless.

Every ten minutes it sweeps; every few seconds it does the jobs and sends the mail that wait. Each runs in a
process of its own that is thrown away after it and stopped when it takes too long.
"""

import signal
import threading
from datetime import datetime, timedelta

from django.core.management.base import BaseCommand
from django.db import connection

from records import clock, jobs, outbox
from records.work import Watch, in_a_process

SWEEP_EVERY = timedelta(minutes=10)
PAUSE = 3  # seconds between looks at the queue
LIMIT = 300  # seconds that one job may take


class Command(BaseCommand):
    help = "Runs the sweep and the queued jobs until it is stopped."

    def add_arguments(self, parser):
        parser.add_argument("--once", action="store_true", help="One round, and end.")

    def handle(self, *, once: bool, **options):
        self.stopped = threading.Event()
        for each in (signal.SIGTERM, signal.SIGINT):
            signal.signal(each, lambda *_: self.stopped.set())
        watch = Watch()
        swept_at: datetime | None = None
        while not self.stopped.is_set():
            now = clock.now()
            if watch.hold(now):
                swept_at = self.round(now, swept_at)
            if once:
                break
            # A connection held open over a quiet night would be found dead in the morning.
            connection.close()
            self.stopped.wait(PAUSE)
        watch.let_go(clock.now())

    def round(self, now: datetime, swept_at: datetime | None) -> datetime:
        """One look at the queue, after a sweep if it is time for one. When the last sweep was."""
        worked = False
        while not self.stopped.is_set() and jobs.waits(clock.now()) and self.run("run_job"):
            worked = True
        due = swept_at is None or now - swept_at >= SWEEP_EVERY
        if (due or worked or outbox.waits(now)) and not self.stopped.is_set():
            self.run("sweep")
            return now
        return swept_at

    def run(self, command: str) -> bool:
        return in_a_process(LIMIT, command, stopped=self.stopped)
