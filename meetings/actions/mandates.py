"""Who counts and votes at a meeting: derived from the membership of its day, until it opens (K6.3)."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from meetings.models import Mandate, Meeting
from meetings.models.meeting import BEFORE_OPENING
from meetings.queries.room import facts_of
from membership.actions.guard import queue_at
from membership.queries.members import Member
from membership.queries.moments import first_of
from records import audit
from records.models import Collaborative

Key = tuple[str, int]
COLUMNS = ("name", "holder", "line", "counts", "votes", "version")


@transaction.atomic
def derive_mandates(meeting: Meeting, at: datetime) -> int:
    """Make the mandates what the membership of the meeting's day says; answers how many changed.

    One that is no more is struck with what was replied, not deleted. From the opening on nothing changes.
    """
    queue_at(meeting)
    meeting.refresh_from_db()
    if meeting.body_id is None or meeting.kind == Meeting.Kind.OUTSIDE or meeting.state not in BEFORE_OPENING:
        return 0
    wanted = {_key(member): member for member in facts_of(meeting).of(meeting.body) if _key(member)}
    standing = {_key_of(row): row for row in meeting.mandates.filter(struck_at__isnull=True)}
    struck = [row.pk for key, row in standing.items() if key not in wanted]
    meeting.mandates.filter(pk__in=struck).update(struck_at=at)
    Mandate.objects.bulk_create(
        [_mandate(meeting, key, member) for key, member in wanted.items() if key not in standing]
    )
    changed = [_changed(standing[key], member) for key, member in wanted.items() if key in standing]
    Mandate.objects.bulk_update([row for row in changed if row], COLUMNS)
    return len(struck) + len(wanted.keys() - standing.keys()) + sum(row is not None for row in changed)


def reconcile_mandates(*, collaborative: Collaborative, on: date) -> int:
    """Mend the rolls of the meetings to come, where the membership of their day is another by now (K6.3).

    Answers how many mandates changed; where nothing did, nothing is written.
    """
    coming = Meeting.objects.filter(
        collaborative=collaborative, state__in=BEFORE_OPENING[1:], body__isnull=False
    ).exclude(kind=Meeting.Kind.OUTSIDE)
    rows = list(coming.filter(starts_at__gte=first_of(on)).select_related("body", "collaborative"))
    standing: dict[int, list[Mandate]] = {row.pk: [] for row in rows}
    for mandate in Mandate.objects.filter(meeting__in=rows, struck_at=None):
        standing[mandate.meeting_id].append(mandate)
    stale = [row for row in rows if _differs(row, standing[row.pk])]
    return sum(derive_mandates(row, audit.moment()) for row in stale)


def _differs(meeting: Meeting, standing: list[Mandate]) -> bool:
    kept = {_key_of(row): row for row in standing}
    wanted = {_key(member): member for member in facts_of(meeting).of(meeting.body) if _key(member)}
    return kept.keys() != wanted.keys() or any(_changed(kept[key], member) for key, member in wanted.items())


def _key(member: Member) -> Key | None:
    """By what a member has a mandate: the school, the seat, or the person; nothing for a school that has left."""
    if member.kind == "school":
        return ("school", member.school.school.pk) if member.school else None
    if member.kind == "seat":
        return ("place", member.place.pk)
    return ("person", member.person.pk)


def _key_of(row: Mandate) -> Key:
    return next(
        (name, found) for name in ("school", "place", "person") if (found := getattr(row, f"{name}_id"))
    )


def _mandate(meeting: Meeting, key: Key, member: Member) -> Mandate:
    kind, number = key
    return Mandate(
        collaborative=meeting.collaborative, meeting=meeting, **{f"{kind}_id": number}, **_says(member)
    )


def _says(member: Member) -> dict[str, Any]:
    return {
        "name": member.name,
        "holder": member.person,
        "line": member.offices[0] if member.offices else member.role,
        "counts": member.counts,
        "votes": int(member.votes),
    }


def _changed(row: Mandate, member: Member) -> Mandate | None:
    """The row with what is now true of its member; None where it is true already."""
    new = {key: value for key, value in _says(member).items() if getattr(row, key) != value}
    for key, value in new.items():
        setattr(row, key, value)
    if new:
        # Whoever has the page of the day open is shown it; a reply that is given meanwhile is a change of its own.
        row.version = F("version") + 1
    return row if new else None
