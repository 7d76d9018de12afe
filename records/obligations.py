"""What falls due: a value worked out from the edition, the facts and a day, never a row (X4).

Each app says what its own rules make due in its `obligations.py`, with functions marked `@source`. The same
key answers 'what needs you', the planner, the calendar feed and the reminders.
"""

import datetime
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from constitution.finding import Finding
from constitution.values import Length
from records.models import Collaborative
from records.rooms import all_know


@dataclass(frozen=True)
class Window:
    """Everything due from `first` to `last` inclusive, as the facts stand on `on`. All are UK civil days.

    `person` is the id of the one who asks what is due from them: a source may then leave out all the rest.
    """

    on: datetime.date
    first: datetime.date
    last: datetime.date
    person: int | None = None
    shared: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)

    def share(self, name: str, make: Callable[[], Any]) -> Any:
        """What several sources read, read once for one gathering."""
        if name not in self.shared:
            self.shared[name] = make()
        return self.shared[name]

    def __contains__(self, day: datetime.date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True)
class Obligation:
    """One thing due by one day, from one person, several or nobody (the planner alone shows it).

    `key` says what it is for (rule · subject · slot · duty), never when, so that a moved date is the same thing.
    """

    key: str
    due_on: datetime.date
    what: str  # an order or a question: "Pay the fee for 2024/25"
    kind: str  # the kind of rule, for filters and default reminders: "leaving", "subscription"
    reason: str = ""  # one or two plain lines beneath it
    who: tuple[int, ...] = ()  # ids of the people it is due from; done by one of them, it is done
    whom: str = ""  # the same in words: "Treasurer", "Birchenholt Primary School"
    why: Finding[Any] | None = None
    link: str = ""  # the page where it is done, from the root of the site
    button: str = ""  # what the button says: "Read and sign"
    remind: tuple[Length, ...] = ()  # how long before its day to remind
    done_on: datetime.date | None = None  # the facts already satisfy it, since this day
    lapses: bool = False  # an opportunity that passes with its day, so it is never late
    sequence: int = 0  # how often its day has moved
    collective: str = ""  # what the planner calls all of its like that fall on one day
    per: str = ""  # and what it counts them in: "Silver school"
    # "members": for everybody's planner; "people": for those it names, and the office.
    level: str = field(default="office", kw_only=True)
    school: int | None = field(default=None, kw_only=True)  # the id of the school whose part it is
    takes_place: bool = field(default=False, kw_only=True)  # on its day, not by it: a meeting that is fixed

    @property
    def done(self) -> bool:
        return self.done_on is not None

    def late_on(self, on: datetime.date) -> bool:
        return not self.done and not self.lapses and self.due_on < on

    def open_on(self, on: datetime.date) -> bool:
        """Still to be done: a lapsing one only until its day, the others until they are done."""
        return not self.done and (self.due_on >= on or not self.lapses)


def key(rule: str, subject: object, slot: str, duty: str) -> str:
    """'leaving.silver · school 7 · 2024-25 · give-notice'. A row as subject is named by its kind and id."""
    named = f"{subject._meta.model_name} {subject.pk}" if hasattr(subject, "_meta") else str(subject or "-")
    return " · ".join([rule, named, slot or "-", duty])


Source = Callable[[Collaborative, Window], Iterable[Obligation]]
_sources: list[Source] = []


def source(function: Source) -> Source:
    """Mark a function of an app's `obligations.py`. It is called inside the collaborative's scope."""
    _sources.append(function)
    return function


def gather(collaborative: Collaborative, window: Window) -> Iterator[Obligation]:
    """Everything that the apps make due in the window, soonest first. Call inside `scoped(collaborative)`."""
    all_know("obligations")
    found = [due for each in _sources for due in each(collaborative, window) if _asked(due, window)]
    return iter(sorted(found, key=lambda due: (due.due_on, due.what, due.key)))


def _asked(due: Obligation, window: Window) -> bool:
    return due.due_on in window and (window.person is None or window.person in due.who)
