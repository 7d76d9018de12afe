"""The facts of a day and what follows from them, kept while nothing has happened.

Every act that changes a fact writes its audit entry in the same transaction, so facts read under one head of
the group's audit trail hold until an act moves them. That head costs one query; what is kept costs none.
"""

from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from threading import Lock
from typing import Any, TypeVar

from membership.queries.members import Membership
from membership.queries.register import Register
from membership.queries.rows import Rows
from records import audit
from records.audit import Head
from records.models import Collaborative

# Some groups, each on today, on a previewed day and on the days of its year.
KEPT_AT_MOST = 200
EVERY_DAY = date.min

T = TypeVar("T")
_kept: OrderedDict[tuple[str, int, date, str, Head], Any] = OrderedDict()
_lock = Lock()
_seen: ContextVar[dict[tuple[int, str], Head] | None] = ContextVar("heads seen in this look", default=None)


def facts_on(collaborative: Collaborative, on: date) -> Membership:
    """Who belongs, serves and speaks on a day. Shared between requests: read it, never change it."""
    return kept("facts", collaborative, on, lambda: Membership(collaborative, on, register_of(collaborative)))


def register_of(collaborative: Collaborative) -> Register:
    """Every office and seat through time, on the rows of the group: one question for the facts of all days."""
    return kept("register", collaborative, EVERY_DAY, lambda: Register(collaborative, Rows.at_once(collaborative)))


def kept(what: str, collaborative: Collaborative, on: date, make: Callable[[], T]) -> T:
    """`what` follows from the facts of the day: made once, and shared until an act moves them."""
    return _kept_under(audit.FACTS, what, collaborative, on, make)


def kept_until_an_act(what: str, collaborative: Collaborative, on: date, make: Callable[[], T]) -> T:
    """The same of what may follow from any act, also from one that moves no facts: what is due."""
    return _kept_under(audit.SERIES, what, collaborative, on, make)


def _kept_under(mark: str, what: str, collaborative: Collaborative, on: date, make: Callable[[], T]) -> T:
    head = _head(collaborative, mark)
    key = (what, collaborative.pk, on, mark, head)
    with _lock:
        found = _kept.pop(key, None)
    new = found is None
    if new:
        # Not under the lock: what is made may itself ask for something kept.
        found = make()
    with _lock:
        _kept[key] = found
        if new:
            _make_room(collaborative, mark, head)
    return found


def _make_room(collaborative: Collaborative, mark: str, head: Head) -> None:
    """Lets go of what followed from earlier heads of the group, and of what was not asked for the longest."""
    ours = (collaborative.pk, mark)
    for key in [key for key in _kept if (key[1], key[3]) == ours and key[4].seq < head.seq]:
        del _kept[key]
    while len(_kept) > KEPT_AT_MOST:
        _kept.popitem(last=False)


@contextmanager
def one_look(collaborative: Collaborative, *, head: Head, facts: Head) -> Iterator[None]:
    """Inside, where the trail of a group stands is not asked for again: for a page that is only read."""
    token = _seen.set({(collaborative.pk, audit.SERIES): head, (collaborative.pk, audit.FACTS): facts})
    try:
        yield
    finally:
        _seen.reset(token)


def _head(collaborative: Collaborative, mark: str) -> Head:
    seen = _seen.get()
    if seen is None:
        return audit.stands_at(collaborative, mark)
    if (collaborative.pk, mark) not in seen:
        seen[collaborative.pk, mark] = audit.stands_at(collaborative, mark)
    return seen[collaborative.pk, mark]


def forget() -> None:
    """Lets go of everything, as a new process would: for tests, whose groups come and go under one number."""
    with _lock:
        _kept.clear()
