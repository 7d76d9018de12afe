"""The site of a demonstration, served as `./run demo` serves it."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from urllib.request import urlopen

from records import clock
from tests.built import ROOT, environment
from tests.services import free_port

# In the data of a site that lives on another day: by how many seconds its clock is ahead.
CLOCK = "clock"
ON_ANOTHER_DAY = {"DJANGO_SETTINGS_MODULE": "tests.journeys.on_another_day"}


def set_clock(data: Path, moment: datetime) -> None:
    """From now on it is this moment at the site that works on this data."""
    ahead = data / f"{CLOCK}.new"
    ahead.write_text(str((moment - clock.now()).total_seconds()))
    ahead.replace(data / CLOCK)


@contextmanager
def served(data: Path, **more: str) -> Iterator[str]:
    """The address of the site, by a web server in a process of its own."""
    port = free_port()
    address = f"http://localhost:{port}"
    command = [sys.executable, "-m", "gunicorn", "collaborative.wsgi", "--bind", f"127.0.0.1:{port}"]
    command += ["--workers", "1", "--threads", "4", "--log-level", "warning"]
    with _running(command, environment(data, SITE_URL=address, **more)) as server:
        _wait_for(address, server)
        yield address


@contextmanager
def scheduled(data: Path, **more: str) -> Iterator[None]:
    """The scheduler beside the site: it does the jobs, sweeps and sends."""
    command = [sys.executable, "manage.py", "scheduler"]
    with _running(command, environment(data, QUORATE_DEMO="yes", **more)):
        yield


@contextmanager
def _running(command: list[str], env: dict[str, str]) -> Iterator[subprocess.Popen]:
    process = subprocess.Popen(command, cwd=ROOT, env=env, start_new_session=True)
    try:
        yield process
    finally:
        # With what it started: a scheduler would wait for the job in hand, and nobody needs that any more.
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(30)


def _wait_for(address: str, server: subprocess.Popen, seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        assert server.poll() is None, "the site ended before it answered"
        try:
            with urlopen(f"{address}/help/", timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"the site does not answer after {seconds} seconds")
