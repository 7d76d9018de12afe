"""Several at once: threads with connections of their own, let go together."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import connection, transaction

TOGETHER = 6


def race(function: Callable[..., Any], times: int = TOGETHER) -> list[Any]:
    """Runs `function(number)` in so many threads at the same moment. One that fails answers its exception."""
    gate = Barrier(times)

    def runner(number: int) -> Any:
        try:
            gate.wait()
            return function(number)
        except Exception as problem:
            return problem
        finally:
            connection.close()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(runner, range(times)))


class Meeting:
    """Where unguarded runners wait for each other between reading and writing: the race shows every time."""

    def __init__(self, times: int = TOGETHER):
        self._gate = Barrier(times, timeout=20)

    def wait(self) -> None:
        self._gate.wait()


def undone(act: Callable[[], Any]) -> None:
    """Does something in a transaction that then fails."""
    with transaction.atomic():
        act()
        transaction.set_rollback(True)
