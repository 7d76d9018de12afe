"""The demonstration, built once for all journeys, and the site served from it as `./run demo` serves it."""

import fcntl
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

from tests.services import free_port

ROOT = Path(__file__).resolve().parents[2]
OTHERWHERE = ("DATABASE_URL", "REDIS_URL", "MAIL_URL", "SITE_URL", "TEST_POSTGRES_URL")


def environment(data: Path, **more: str) -> dict[str, str]:
    """Everything in one folder: no server of the surroundings is touched."""
    kept = {name: value for name, value in os.environ.items() if name not in OTHERWHERE}
    return {**kept, "QUORATE_DATA": str(data), **more}


def manage(data: Path, *words: str) -> str:
    """What a command of the demonstration says. A command that fails says why."""
    command = [sys.executable, "manage.py", *words]
    env = environment(data, QUORATE_DEMO="yes")
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def built(shared: Path) -> Path:
    """The folder of the finished demonstration, made by the first process that asks; the others wait for it."""
    data, ready = shared / "demonstration", shared / "demonstration-is-ready"
    with (shared / "demonstration-lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not ready.exists():
            manage(data, "migrate", "--verbosity", "0")
            manage(data, "demonstration")
            ready.touch()
    return data


def copy_of(data: Path, folder: Path) -> Path:
    """Each process of the tests changes its own copy."""
    shutil.copytree(data, folder)
    return folder


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
def scheduled(data: Path) -> Iterator[None]:
    """The scheduler beside the site: it does the jobs, sweeps and sends."""
    command = [sys.executable, "manage.py", "scheduler"]
    with _running(command, environment(data, QUORATE_DEMO="yes")):
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
