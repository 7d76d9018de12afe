"""Settings of a site that lives on another day: its clock is ahead of the real one, or behind it, by what a file says:
`tests.journeys.site.set_clock` writes it.

A meeting is prepared weeks ahead, opened on its day and ratified at the next: its journey sets the clock forward. The
clock is read in one place, so one place is set, for the site and for whatever does its jobs.
"""

from datetime import datetime, timedelta

from collaborative.settings import *  # noqa: F403
from collaborative.settings import DATA
from records import clock

AHEAD = DATA / "clock"
real_now = clock.now


def now() -> datetime:
    return real_now() + timedelta(seconds=float(AHEAD.read_text()))


clock.now = now
