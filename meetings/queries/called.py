"""What invitations open to one viewer, and what their own interests close, by number (K9.12, B5.2).

Every page of a meeting asks, some of them often; so it is read once and kept until an act of the group moves it.
"""

from collections.abc import Iterable, MutableMapping
from dataclasses import dataclass

from django.db.models import F, Q, QuerySet, Value

from meetings.models import Interest, Invitation
from membership.permissions import Viewer
from membership.queries.kept import known_until_an_act
from records.models import Collaborative

WHOLE, PART, OUT = "whole", "part", "out"
Told = tuple[str, int, int | None]


@dataclass(frozen=True)
class Called:
    """Meetings that they are invited to, to the whole of which, to which items; and items that send them out."""

    meetings: frozenset[int]
    whole: frozenset[int]
    items: frozenset[int]
    sent_out: frozenset[int]


def invited(viewer: Viewer) -> QuerySet[Invitation]:
    """The invitations that hold for this viewer on the day: their own, and those of the partner they work for."""
    guest = Q(person__in=viewer.person_ids) | Q(partner__in=_partners(viewer))
    return Invitation.objects.filter(guest, ended_at=None, ends_on__gte=viewer.on)


def called(viewer: Viewer) -> Called:
    group = Collaborative(pk=viewer.collaborative_id)
    known: MutableMapping[tuple, Called] = known_until_an_act("called", group, viewer.on)
    key = (viewer.person_ids, _partners(viewer))
    if key not in known:
        known[key] = _called(_rows(viewer))
    return known[key]


def _partners(viewer: Viewer) -> tuple[int, ...]:
    return tuple(post.partner_id for post in viewer.posts if post.partner_id)


def _rows(viewer: Viewer) -> QuerySet:
    """(what, meeting, item) of each, in one question."""
    mine = invited(viewer)
    barred = Interest.objects.filter(person__in=viewer.person_ids, bars_stay=True, retracted_at=None)
    whole = _told(mine.filter(item=None), WHOLE, F("meeting_id"), F("item_id"))
    parts = _told(mine.exclude(item=None), PART, F("meeting_id"), F("item_id"))
    out = _told(barred, OUT, F("item__meeting_id"), F("item_id"))
    return whole.union(parts, out, all=True)


def _told(rows: QuerySet, what: str, meeting: F, item: F) -> QuerySet:
    return (
        rows.order_by()
        .annotate(what=Value(what), of=meeting, on_item=item)
        .values_list("what", "of", "on_item")
    )


def _called(rows: Iterable[Told]) -> Called:
    rows = list(rows)
    return Called(
        meetings=frozenset(meeting for what, meeting, _ in rows if what != OUT),
        whole=frozenset(meeting for what, meeting, _ in rows if what == WHOLE),
        items=frozenset(item for what, _, item in rows if what == PART),
        sent_out=frozenset(item for what, _, item in rows if what == OUT),
    )
