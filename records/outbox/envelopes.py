"""Taking messages from the queue: one person's together, by one sender alone."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db.models import F, Q, QuerySet

from records.models import Collaborative, Message, Person
from records.models.messages import MessageState
from records.tenancy import everywhere

# How long a sender may be silent before it counts as dead.
LEASE = timedelta(minutes=5)


@dataclass(frozen=True)
class Envelope:
    """What goes to one person at once: one claim, one or several messages, oldest first."""

    collaborative: Collaborative
    person: Person
    messages: tuple[Message, ...]
    at: datetime
    claim: UUID

    def rows(self) -> QuerySet[Message]:
        """Its messages while they are ours. A slow sender, given up for dead, may still say what happened."""
        states = [MessageState.SENDING, MessageState.AMBIGUOUS]
        return everywhere(Message).filter(claim=self.claim, state__in=states)


def envelopes(at: datetime, limit: int) -> Iterator[Envelope]:
    """Claims up to `limit` waiting messages, envelope by envelope; what a rival has taken is passed over."""
    seen = set()
    for whose, person, formal, pk in list(
        ready(at).values_list("collaborative", "person", "formal", "pk")[:limit]
    ):
        # A notice goes alone; the rest of what waits for a person goes with the first of it.
        which = (whose, person, pk if formal else None)
        if which in seen:
            continue
        seen.add(which)
        together = Q(pk=pk) if formal else Q(collaborative=whose, person=person, formal=False)
        if envelope := claim(ready(at).filter(together), at):
            yield envelope


def ready(at: datetime) -> QuerySet[Message]:
    """Waiting, and rested since the last attempt; oldest first."""
    rested = Q(lease_until__isnull=True) | Q(lease_until__lte=at)
    return everywhere(Message).filter(rested, state=MessageState.QUEUED).order_by("queued_at", "pk")


def waits(at: datetime) -> bool:
    """Whether anything waits to be sent now."""
    return ready(at).exists()


def claim(messages: QuerySet[Message], at: datetime) -> Envelope | None:
    """Takes one person's messages for this sender alone. None when a rival has taken them all."""
    mine = uuid4()
    taken = messages.update(
        state=MessageState.SENDING, claim=mine, lease_until=at + LEASE, attempts=F("attempts") + 1
    )
    if not taken:
        return None
    rows = everywhere(Message).filter(claim=mine).select_related("collaborative", "person")
    claimed = tuple(rows.order_by("queued_at", "pk"))
    return Envelope(claimed[0].collaborative, claimed[0].person, claimed, at, mine)


def give_up_on_the_dead(at: datetime) -> int:
    """Messages whose sender died between hand-over and note: nobody can know, so a person must. How many."""
    lapsed = everywhere(Message).filter(state=MessageState.SENDING, lease_until__lt=at)
    reason = "The program stopped while it was being sent. It may have gone or not."
    return lapsed.update(state=MessageState.AMBIGUOUS, reason=reason, lease_until=None)
