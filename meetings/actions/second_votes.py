"""The second vote on a decision that must be confirmed: put on a later agenda, by itself or by hand.

The item arises from the first vote, and its motion says the same words and sets the same in motion. Whoever puts one
holds the first motion, so that it stands on one agenda at a time.
"""

from datetime import datetime
from typing import Any

from django.db import transaction

from meetings.actions import trail
from meetings.actions.agenda import PLACE, may_build, new_item, revision, touch
from meetings.actions.interests import declare_again
from meetings.actions.items import record, refuse_begun
from meetings.actions.motions import refuse_confirming
from meetings.models import AgendaItem, Meeting, Motion
from meetings.models.vote import Method
from meetings.queries.agenda import parts_of
from meetings.queries.motions import kind_of, methods_of, rules_of
from meetings.queries.second_votes import first_in_words
from membership.actions.guard import queue_at
from records.models import Person

DRAFT = "draft-motion"
# What a second vote says and sets in motion is what the first did.
SAME = ("text", "decision", "effect", "opening_id", "delegated_to", "limits", "ends_on")


@transaction.atomic
def put_again(*, first: Motion, meeting: Meeting, by: Person | None, at: datetime) -> Motion:
    """Put the second vote on the agenda of a meeting to come."""
    acting_as = may_build(by, meeting, at)
    refuse_begun(meeting, first.item.body)
    touch(meeting)
    marks = revision(meeting, "added", at)
    return arises(first, meeting, by, acting_as, at, **marks)


def arises(
    first: Motion, meeting: Meeting, by: Person | None, acting_as: str, at: datetime, **more: Any
) -> Motion:
    """The item and its motion. Raises Refusal where it stands on an agenda already, or was settled meanwhile."""
    queue_at(first)
    item = new_item(meeting, at, **_item(first, meeting) | more)
    same = {name: getattr(first, name) for name in SAME}
    motion = Motion(collaborative=first.collaborative, item=item, confirms=first, **same)
    motion.method = _method(motion, first.method)
    refuse_confirming(motion)
    motion.save()
    declare_again(first.item, item, at)
    record(item, PLACE, by, acting_as, at, {"kind": item.kind, "meeting": meeting.pk})
    trail.record(motion, DRAFT, by, acting_as, at, {"text": motion.text, "confirms": first.pk})
    return motion


def _item(first: Motion, meeting: Meeting) -> dict[str, Any]:
    """Arisen from the first vote, as confidential as that was."""
    item = first.item
    closed = {"confined_at": item.confined_at, "confined_because": item.confined_because}
    return {
        "kind": AgendaItem.Kind.ARISING,
        "title": f"Second vote: {item.title}"[:300],
        "text": f"{first_in_words(first)} was carried, and holds once it is confirmed.",
        "purpose": AgendaItem.Purpose.DECISION,
        "session": parts_of(meeting)[0].name,
        "level": item.level,
        **(closed if item.confidential else {}),
    }


def _method(motion: Motion, wanted: str) -> str:
    """As it was voted on first, where that can be done at a meeting."""
    meeting = motion.item.meeting
    ways = methods_of(rules_of(meeting), meeting.body.code, kind_of(motion))
    return wanted if wanted in ways else next(iter(ways), Method.SHOW)
