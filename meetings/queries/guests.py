"""Who is invited to a meeting from outside, until when, and whether they looked at it (K9.12)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Max, QuerySet

from constitution import say
from meetings.models import Invitation
from membership.permissions import Viewer, viewer_for
from membership.queries.directory import everybody, serving
from membership.queries.members import Membership
from membership.queries.moments import civil_day
from records import audit
from records.models import AuditEntry, Collaborative, Person

# What the trail calls it when a guest looks at what they are invited to.
OPENED = "open-invitation"


@dataclass(frozen=True)
class Invited:
    """An invitation as it stands on a day; on how many days the guest looked, and when last."""

    invitation: Invitation
    shape: str
    words: str
    uses: int = 0
    last_used: datetime | None = None

    @property
    def live(self) -> bool:
        return self.shape == "done"

    @property
    def guest(self) -> str:
        return str(self.invitation.partner or self.invitation.person)


def outsiders(facts: Membership, viewer: Viewer) -> list[Person]:
    """Those among the people of the group who are no members of it; who has no post yet is known to the office."""
    people = everybody(facts.collaborative) if viewer.runs_office else serving(facts)
    return [each for each in people if not viewer_for(each, facts.collaborative, facts.on, facts).is_member]


def shown(rows: QuerySet[Invitation]) -> QuerySet[Invitation]:
    return rows.select_related("meeting", "item", "person", "partner", "invited_by")


def standing_on(collaborative: Collaborative, rows: Iterable[Invitation], on: date) -> list[Invited]:
    """Each with its uses, the live ones first. One question for all of them."""
    rows = list(rows)
    used = _used(collaborative, rows)
    found = [Invited(row, *_state(row, on), *used.get(str(row.pk), (0, None))) for row in rows]
    return sorted(found, key=lambda each: not each.live)


def _state(row: Invitation, on: date) -> tuple[str, str]:
    if row.ended_at:
        return "nothing", f"Taken back on {say.date(civil_day(row.ended_at))}"
    if row.ends_on < on:
        return "nothing", f"Ran out on {say.date(row.ends_on)}"
    return "done", f"Until {say.date(row.ends_on)}"


def _used(collaborative: Collaborative, rows: list[Invitation]) -> dict[str, tuple[int, datetime]]:
    kind = audit.reference(rows[0])[0] if rows else ""
    entries = AuditEntry.objects.filter(
        collaborative=collaborative,
        subject_kind=kind,
        subject_key__in=[str(row.pk) for row in rows],
        act=OPENED,
    )
    counted = entries.order_by().values("subject_key").annotate(number=Count("pk"), last=Max("at"))
    return {row["subject_key"]: (row["number"], row["last"]) for row in counted}
