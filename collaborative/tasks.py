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
    """Do the jobs that wait, until none does, and send the mail they caused."""
    while jobs.run_next(clock.now()):
        pass
    rounds.send(clock.now())
