"""What the audit trail keeps of motions: of a confidential item no words, since the trail is read by others (B5.2)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from meetings.models import Motion
from records import audit
from records.models import Person

PLAIN = frozenset(
    {"state", "number", "method", "quorate", "votes_for", "votes_against", "abstentions", "carried_out",
     "proposer", "seconder", "amends"}
)  # fmt: skip


def record(
    motion: Motion,
    act: str,
    by: Person | None,
    acting_as: str,
    at: datetime,
    after: Mapping[str, Any],
    before: Mapping[str, Any] | None = None,
    *,
    moves_facts: bool = False,
) -> None:
    """One act on a motion. Unless it makes or ends a meeting, nothing that is kept of the group follows from it."""
    audit.record(
        collaborative=motion.collaborative,
        act=act,
        subject=motion,
        by=by,
        at=at,
        acting_as=acting_as,
        before=_seen(motion, before),
        after=_seen(motion, after),
        moves_facts=moves_facts,
    )


def _seen(motion: Motion, said: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    if said is None or not motion.item.confidential:
        return said
    return {name: value for name, value in said.items() if name in PLAIN}
