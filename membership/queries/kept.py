"""The facts of a day and what follows from them, kept while nothing has happened.

Every act that changes a fact writes its audit entry in the same transaction, so facts read under one head of
the group's audit trail hold until the head moves. The head costs one query; what is kept costs none.
"""

from collections import OrderedDict
from collections.abc import Callable
from datetime import date
from threading import Lock
from typing import Any, TypeVar

from membership.queries.members import Membership
from records import audit
from records.models import Collaborative

# Some groups, each on today, on a previewed day and on the days of its year.
KEPT_AT_MOST = 60

T = TypeVar("T")
_kept: OrderedDict[tuple[str, int, date, int, str], Any] = OrderedDict()
_lock = Lock()


def facts_on(collaborative: Collaborative, on: date) -> Membership:
    """Who belongs, serves and speaks on a day. Shared between requests: read it, never change it."""
    return kept("facts", collaborative, on, lambda: Membership(collaborative, on))


def kept(what: str, collaborative: Collaborative, on: date, make: Callable[[], T]) -> T:
    """`what` follows from the facts of the day: made once, and shared until something happens."""
    head = audit.head(collaborative)
    key = (what, collaborative.pk, on, head.seq, head.hash)
    with _lock:
        found = _kept.pop(key, None)
    if found is None:
        # Not under the lock: what is made may itself ask for something kept.
        found = make()
    with _lock:
        _kept[key] = found
        while len(_kept) > KEPT_AT_MOST:
            _kept.popitem(last=False)
    return found


def forget() -> None:
    """Lets go of everything, as a new process would: for tests, whose groups come and go under one number."""
    with _lock:
        _kept.clear()
