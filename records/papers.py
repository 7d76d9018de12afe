"""What an app can lay before a meeting by itself: a paper made from the facts as at a day (K8.7, K15.2).

Each app says in its `papers.py` what it has to offer, with functions marked `@source`. The room of meetings offers
it on an item, prints it, freezes it; the same code laid again takes the place of what was laid before.
"""

import datetime
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from records.models import Collaborative
from records.rooms import all_know


@dataclass(frozen=True)
class Occasion:
    """What a paper would be laid before: an item of a body (its code), filed at a level, on the day of the meeting.

    `as_at` is the day as at which it would be made: the meeting's own, or today while that is still to come.
    """

    body: str
    level: str
    kind: str  # of the item: "accounts", "business"
    meets_on: datetime.date
    as_at: datetime.date


@dataclass(frozen=True)
class Offer:
    """One paper that can be laid. `make` writes it as HTML ready to be printed, and is called only if it is."""

    code: str  # what it is, never when: "subscriptions 2023-24"
    name: str  # in a sentence: "subscription statement"
    title: str
    make: Callable[[], str] = field(repr=False)
    level: str = ""  # filed narrower than the item; else as the item is
    act: str = ""  # whoever may do this act may lay it too
    suits: frozenset[str] = frozenset()  # the kinds of item before which it is offered first
    by_itself: bool = False  # laid without anybody's asking, before an item that it suits
    edition_sha: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)

    def is_for(self, occasion: Occasion) -> bool:
        return occasion.kind in self.suits


Source = Callable[[Collaborative, Occasion], Iterable[Offer]]
_sources: list[Source] = []


def source(function: Source) -> Source:
    """Mark a function of an app's `papers.py`. It is called inside the collaborative's scope."""
    _sources.append(function)
    return function


def offered(collaborative: Collaborative, occasion: Occasion) -> tuple[Offer, ...]:
    """Everything that the apps can lay before an item, what suits it first. Call inside `scoped(collaborative)`."""
    all_know("papers")
    found = (offer for each in _sources for offer in each(collaborative, occasion))
    return tuple(sorted(found, key=lambda offer: (not offer.is_for(occasion), offer.title)))
