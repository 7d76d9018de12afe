"""Decisions of the year whose quorum would have come out otherwise. What was decided stays decided (K15.1)."""

from collections.abc import Iterable, Iterator
from typing import Any

import constitution
from collaborative.rehearsal.change import Change
from collaborative.rehearsal.deadlines import meetings_of
from collaborative.rehearsal.worlds import Worlds
from constitution.finding import Finding
from meetings.models import Motion

HEADING = "Decisions of this year"
KEPT = "It was taken under the edition of its day, and stands."
WORDS = {True: "quorate", False: "not quorate"}


def changes(worlds: Worlds) -> Iterable[Change]:
    meetings = {meeting.pk: meeting for meeting in meetings_of(worlds.collaborative, worlds.year)}
    for motion in _decided(meetings):
        kept = Finding.from_json(motion.quorum)
        found = _again(worlds.then.rules, meetings[motion.item.meeting_id].body.code, kept)
        if found is not None and isinstance(found.value, bool) and found.value != motion.quorate:
            yield Change(str(motion), WORDS[motion.quorate], WORDS[found.value], kept, found, note=KEPT)


def _decided(meetings: Iterable[int]) -> Iterator[Motion]:
    """Those decided, of items that are confidential to nobody."""
    found = Motion.objects.filter(
        item__meeting__in=list(meetings), quorum__isnull=False, quorate__isnull=False
    )
    open_to_all = found.filter(item__confined_at__isnull=True) | found.filter(item__lifted_at__isnull=False)
    return open_to_all.select_related("item").order_by("closed_at")


def _again(rules: constitution.Constitution, body: str, kept: Finding[Any]) -> Finding[Any] | None:
    """The same question with the same people in the room, under other rules; None where it cannot be asked."""
    try:
        return constitution.ask(rules, "quorate", body, kept.inputs)
    except constitution.Unanswerable:
        return None
