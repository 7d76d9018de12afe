"""What one question at the door tells of each group that a person belongs to."""

from dataclasses import dataclass

from collaborative.second_factor import PROOFS
from records import audit
from records.audit import Head
from records.models import Collaborative, Person

# Asked for every page of a group, so it is written out: working its words out would take longer than the answer.
# Read across groups, as it is not yet known whose page it is; the door gives no rights.
OPEN_DOORS = """
    SELECT records_collaborative.*, trail.value AS seq, trail.head AS head,
        moved.value AS moved_seq, moved.head AS moved_head, EXISTS (
        SELECT 1 FROM mfa_authenticator WHERE user_id = door.person_id AND type IN (%s, %s)
    ) AS second_factor
    FROM membership_enrolment door
    JOIN records_collaborative ON records_collaborative.id = door.collaborative_id
    LEFT JOIN records_counter trail ON trail.collaborative_id = door.collaborative_id AND trail.series = %s
    LEFT JOIN records_counter moved ON moved.collaborative_id = door.collaborative_id AND moved.series = %s
    WHERE door.person_id = %s AND door.accepted_at IS NOT NULL AND door.closed_at IS NULL
    ORDER BY records_collaborative.name
"""


@dataclass(frozen=True)
class Door:
    """The group, how far its audit trail has got and where facts last moved, and whether there is a second factor."""

    group: Collaborative
    head: Head
    facts: Head
    second_factor: bool


def doors(person: Person) -> tuple[Door, ...]:
    """The doors that are open to a person, by the name of the group."""
    groups = Collaborative.objects.raw(OPEN_DOORS, [*PROOFS, audit.SERIES, audit.FACTS, person.pk])
    return tuple(map(_door, groups))


def _door(group: Collaborative) -> Door:
    """The door of a row of the question, whose columns beside the group's own are these."""
    trail = Head(group.seq or 0, group.head or "")
    facts = Head(group.moved_seq or 0, group.moved_head or "")
    return Door(group, trail, facts, bool(group.second_factor))
