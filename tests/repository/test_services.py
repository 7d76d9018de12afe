"""The services the tests stand on are real, and their absence is loud."""

import sys
from contextlib import contextmanager

import psycopg
import pytest
import redis

from tests import services

DONE = [
    sys.executable,
    "-c",
    "import os, sys; sys.exit(0 if os.environ['REDIS_URL'].startswith('redis://') else 3)",
]


@pytest.mark.redis
def test_a_real_redis_answers(redis_url):
    assert redis.Redis.from_url(redis_url).ping()


def test_a_real_postgresql_answers(postgres_url):
    with psycopg.connect(postgres_url.replace("postgres://", "postgresql://")) as connection:
        assert connection.execute("SELECT 6 * 7").fetchone() == (42,)


@contextmanager
def nowhere():
    raise services.Missing("no Redis: it is not installed")
    yield


def test_a_command_runs_beside_its_service_and_keeps_its_exit_code(monkeypatch):
    assert services.run("redis", DONE) == 0
    assert services.run("redis", [sys.executable, "-c", "import sys; sys.exit(4)"]) == 4


@pytest.mark.parametrize(("required", "code"), [("1", 1), ("", 0)])
def test_a_missing_service_is_said_aloud_and_fails_where_it_is_required(required, code, monkeypatch, capsys):
    monkeypatch.setitem(services.SERVICES, "redis", (nowhere, "REDIS_URL"))
    monkeypatch.setenv("QUORATE_REQUIRE_SERVICES", required)
    assert services.run("redis", DONE) == code
    assert "*** no Redis: it is not installed. NOT RUN:" in capsys.readouterr().err
