"""The facts of a day and what follows from them, kept while nothing has happened.

Every act that changes a fact writes its audit entry in the same transaction, so facts read under one head of
the group's audit trail hold until an act moves them. That head costs one query; what is kept costs none.

What is made inside a transaction is shared with nobody: its rows may have changed already while the head has not
moved yet, and may change back. It is kept for the transaction alone, and goes with it.
"""

from collections import ChainMap, OrderedDict
from collections.abc import Callable, Iterator, MutableMapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from threading import Lock, get_ident
from typing import Any, TypeVar
from weakref import WeakValueDictionary

from django.db import transaction

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
Key = tuple[str, int, date, str, Head]
_kept: OrderedDict[Key, Any] = OrderedDict()
_lock = Lock()
_seen: ContextVar[dict[tuple[int, str], Head] | None] = ContextVar("heads seen in this look", default=None)


def facts_on(collaborative: Collaborative, on: date) -> Membership:
    """Who belongs, serves and speaks on a day. Shared between requests: read it, never change it."""

    def make() -> Membership:
        return Membership(collaborative, on, register_of(collaborative))

    return _kept_under(audit.FACTS, "facts", collaborative, on, make, apart=Membership.apart)


def register_of(collaborative: Collaborative) -> Register:
    """Every office and seat through time, on the rows of the group: one question for the facts of all days."""
    return kept(
        "register", collaborative, EVERY_DAY, lambda: Register(collaborative, Rows.at_once(collaborative))
    )


def kept(what: str, collaborative: Collaborative, on: date, make: Callable[[], T]) -> T:
    """`what` follows from the facts of the day: made once, and shared until an act moves them."""
    return _kept_under(audit.FACTS, what, collaborative, on, make)


def kept_until_an_act(what: str, collaborative: Collaborative, on: date, make: Callable[[], T]) -> T:
    """The same of what may follow from any act, also from one that moves no facts: what is due."""
    return _kept_under(audit.SERIES, what, collaborative, on, make)


def known_until_an_act(what: str, collaborative: Collaborative, on: date) -> MutableMapping[Any, Any]:
    """The same, filled one by one: what is seen by each viewer. In a transaction, what is added is its own."""
    return _kept_under(audit.SERIES, what, collaborative, on, dict, apart=lambda shared: ChainMap({}, shared))


def _kept_under(
    mark: str,
    what: str,
    collaborative: Collaborative,
    on: date,
    make: Callable[[], T],
    apart: Callable[[T], T] | None = None,
) -> T:
    """`apart` makes, of what is shared and filled as it is used, one that a transaction fills for itself."""
    key = (what, collaborative.pk, on, mark, _head(collaborative, mark))
    with _lock:
        found = _kept.get(key)
        if found is not None:
            _kept.move_to_end(key)
    if found is not None and apart is None:
        return found
    if in_an_act():
        return _kept_inside(key, make if found is None else lambda: apart(found))
    return _shared(key, make) if found is None else found


def _shared(key: Key, make: Callable[[], T]) -> T:
    # Not under the lock: what is made may itself ask for something kept.
    found = make()
    with _lock:
        _kept[key] = found
        _make_room(key)
    return found


def _make_room(new: Key) -> None:
    """Lets go of what followed from earlier heads of the group, and of what was not asked for the longest."""
    for key in [key for key in _kept if _is_earlier(key, new)]:
        del _kept[key]
    while len(_kept) > KEPT_AT_MOST:
        _kept.popitem(last=False)


def _is_earlier(key: Key, new: Key) -> bool:
    return (key[1], key[3]) == (new[1], new[3]) and key[4].seq < new[4].seq


# Inside a transaction ---------------------------------------------------------------------------------


class _Inside:
    """What was made inside a transaction. Django holds it until the transaction or its savepoint ends, either way."""

    def __init__(self, value: Any):
        self.value = value

    def __call__(self) -> None:
        """Nothing is to be done at the commit."""


_inside: WeakValueDictionary[tuple[int, Key], _Inside] = WeakValueDictionary()


def in_an_act() -> bool:
    """Those that the tests open around themselves are none; Django tells them apart by the same mark."""
    return any(not block._from_testcase for block in transaction.get_connection().atomic_blocks)


def _kept_inside(key: Key, make: Callable[[], T]) -> T:
    """A connection belongs to one thread, and so does its transaction."""
    thread = get_ident()
    if found := _inside.get((thread, key)):
        return found.value
    made = _Inside(make())
    with _lock:
        for each in [each for each in _inside if each[0] == thread and _is_earlier(each[1], key)]:
            _inside.pop(each).value = None
        _inside[thread, key] = made
    transaction.on_commit(made)
    return made.value


# Where the trail stands -------------------------------------------------------------------------------


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
        _inside.clear()
