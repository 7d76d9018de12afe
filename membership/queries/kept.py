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
_kept: OrderedDict[tuple[str, int, date, Head], Any] = OrderedDict()
_lock = Lock()
_seen: ContextVar[dict[int, Head] | None] = ContextVar("heads seen in this look", default=None)


def facts_on(collaborative: Collaborative, on: date) -> Membership:
    """Who belongs, serves and speaks on a day. Shared between requests: read it, never change it."""
    return kept("facts", collaborative, on, lambda: Membership(collaborative, on, register_of(collaborative)))


def register_of(collaborative: Collaborative) -> Register:
    """Every office and seat through time, on the rows of the group: one question for the facts of all days."""
    return kept("register", collaborative, EVERY_DAY, lambda: Register(collaborative, Rows.at_once(collaborative)))


def kept(what: str, collaborative: Collaborative, on: date, make: Callable[[], T]) -> T:
    """`what` follows from the facts of the day: made once, and shared until something happens."""
    head = _head(collaborative)
    key = (what, collaborative.pk, on, head)
    with _lock:
        found = _kept.pop(key, None)
    new = found is None
    if new:
        # Not under the lock: what is made may itself ask for something kept.
        found = make()
    with _lock:
        _kept[key] = found
        if new:
            _make_room(collaborative, head)
    return found


def _make_room(collaborative: Collaborative, head: Head) -> None:
    """Lets go of what followed from earlier heads of the group, and of what was not asked for the longest."""
    for key in [key for key in _kept if key[1] == collaborative.pk and key[3].seq < head.seq]:
        del _kept[key]
    while len(_kept) > KEPT_AT_MOST:
        _kept.popitem(last=False)


@contextmanager
def one_look(*heads: tuple[Collaborative, Head]) -> Iterator[None]:
    """Inside, the head of a group is asked for once: for a page that is only read. `heads` are known already."""
    token = _seen.set({collaborative.pk: head for collaborative, head in heads})
    try:
        yield
    finally:
        _seen.reset(token)


def _head(collaborative: Collaborative) -> Head:
    seen = _seen.get()
    if seen is None:
        return audit.facts_head(collaborative)
    if collaborative.pk not in seen:
        seen[collaborative.pk] = audit.facts_head(collaborative)
    return seen[collaborative.pk]


def forget() -> None:
    """Lets go of everything, as a new process would: for tests, whose groups come and go under one number."""
    with _lock:
        _kept.clear()
