"""What schools were asked to hand in, and how far each has come (K1.3)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from membership.models import Request, RequestReply
from membership.queries.rows import Rows

HANDED_IN, LATE, WAITED_FOR, EXCUSED, CLOSED = "handed in", "late", "waited for", "excused", "closed"


def state_of(request: Request, reply: RequestReply, on: date) -> str:
    """How one school's part stands at the end of a day."""
    if reply.received_on and reply.received_on <= on:
        return HANDED_IN
    if reply.excused_because:
        return EXCUSED
    if request.closed_on and request.closed_on <= on:
        return CLOSED
    return LATE if request.due_on < on else WAITED_FOR


@dataclass(frozen=True)
class Asked:
    """A request with the parts of the schools that the one who looks may see."""

    request: Request
    replies: tuple[RequestReply, ...]
    on: date

    def count(self, *states: str) -> int:
        return sum(state_of(self.request, reply, self.on) in states for reply in self.replies)

    @property
    def closed(self) -> bool:
        return self.request.closed_on is not None and self.request.closed_on <= self.on

    @property
    def handed_in(self) -> int:
        return self.count(HANDED_IN)

    @property
    def excused(self) -> int:
        return self.count(EXCUSED)

    @property
    def late(self) -> int:
        return self.count(LATE)

    @property
    def missing(self) -> int:
        return self.count(LATE, WAITED_FOR)

    @property
    def state(self) -> str:
        """Of the whole: closed, late, open, or complete."""
        if self.closed:
            return "closed"
        return "late" if self.late else "open" if self.missing else "complete"


def by_request(requests: Iterable[Request], replies: Iterable[RequestReply], on: date) -> list[Asked]:
    """Each request asked by the day with its replies: what is late first, then by day; the closed at the end."""
    found: dict[int, list[RequestReply]] = {}
    for reply in replies:
        found.setdefault(reply.request_id, []).append(reply)
    rows = [Asked(each, tuple(found.get(each.pk, ())), on) for each in requests if each.asked_on <= on]
    order = {"late": 0, "open": 1, "complete": 2, "closed": 3}
    return sorted(rows, key=lambda row: (order[row.state], row.request.due_on, row.request.pk))


def open_replies(rows: Rows, on: date) -> Sequence[RequestReply]:
    """What is still to be handed in, or was, to requests that are open; of schools that have not ended."""
    going = [row for row in rows.asked if row.request.asked_on <= on and not _ended(row, on)]
    return sorted(going, key=lambda row: (row.request.due_on, row.request_id, row.school.name))


def _ended(reply: RequestReply, on: date) -> bool:
    return reply.school.ended_on is not None and reply.school.ended_on < on
