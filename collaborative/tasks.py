"""Background work as Celery tasks: each a hint to do what the database says is waiting."""

from celery import shared_task

from collaborative import rounds
from records import clock, jobs


@shared_task(name="collaborative.sweep")
def sweep() -> None:
    """Derive what is due, and send what waits. Every ten minutes."""
    rounds.sweep(clock.now())


@shared_task(name="collaborative.work")
def work() -> None:
    """Do one job that waits, send the mail it caused, and hint at the next: a task is never longer than a job."""
    if jobs.run_next(clock.now()):
        work.delay()
    rounds.send(clock.now())
