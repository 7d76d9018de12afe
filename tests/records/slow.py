"""A kind of job that says it has begun and then takes for ever, for the process that is killed."""

import time
from pathlib import Path

from records import jobs


@jobs.handler("take-for-ever")
def take_for_ever(job, at):
    job.progress(1, 10)
    Path(job.arguments["begun"]).write_text("begun")
    time.sleep(60)
