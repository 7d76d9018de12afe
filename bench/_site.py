"""The site as it is served: gunicorn with one worker, on the demonstration's groups, and somebody signed in."""

import http.client
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from time import perf_counter, sleep

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

from records.models import Person

STARTS_WITHIN = 60


@dataclass(frozen=True)
class Site:
    port: int

    def get(self, path: str, session: str) -> tuple[float, int]:
        """Milliseconds until the whole answer is there, and its status."""
        began = perf_counter()
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        line.request("GET", path, headers={"Cookie": f"{settings.SESSION_COOKIE_NAME}={session}"})
        answer = line.getresponse()
        answer.read()
        line.close()
        return 1000 * (perf_counter() - began), answer.status


@contextmanager
def served() -> Iterator[Site]:
    """Until the end of the block."""
    port = _free_port()
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "collaborative.wsgi",
        "--workers=1",
        f"--bind=127.0.0.1:{port}",
    ]
    command += ["--log-level=warning", "--timeout=120"]
    server = subprocess.Popen(command, env={**os.environ, "DJANGO_SETTINGS_MODULE": "bench._settings"})
    try:
        _wait_for(port, server)
        yield Site(port)
    finally:
        server.terminate()
        server.wait()


def _free_port() -> int:
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        return line.getsockname()[1]


def _wait_for(port: int, server: subprocess.Popen) -> None:
    until = perf_counter() + STARTS_WITHIN
    while perf_counter() < until and server.poll() is None:
        with socket.socket() as line:
            if line.connect_ex(("127.0.0.1", port)) == 0:
                return
        sleep(0.1)
    raise SystemExit("The site did not start.")


def signed_in(person: Person) -> str:
    """The key of a new session of this person."""
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.create()
    return session.session_key
