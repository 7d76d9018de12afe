"""manage.py sweep: derives what is due in every group and sends what waits; the scheduler starts it."""

from datetime import UTC, date, datetime, time

from django.core.management.base import BaseCommand

from collaborative import rounds
from records import clock


class Command(BaseCommand):
    help = "Derives what is due, and sends what waits."
    # It lives for one sweep, and the scheduler that starts it was checked.
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("--on", type=date.fromisoformat, help="As on another day: 2024-03-14.")

    def handle(self, *, on: date | None, **options):
        at = datetime.combine(on, time(12), tzinfo=UTC) if on else clock.now()
        swept = rounds.sweep(at)
        self.stdout.write(f"Groups swept: {swept}")
