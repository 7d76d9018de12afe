"""manage.py run_job: does the oldest job that waits, and ends; the scheduler starts it as a process."""

from django.core.management.base import BaseCommand

from records import clock, jobs


class Command(BaseCommand):
    help = "Does one queued job, if one waits."
    # It lives for one job, and the scheduler that starts it was checked.
    requires_system_checks = ()

    def handle(self, **options):
        job = jobs.run_next(clock.now())
        if job is not None:
            self.stdout.write(f"{job}: {job.get_state_display()}")
