"""Coming or not: asked of whoever speaks for a mandate, before each meeting that is near (K1.2, K9.6)."""

from collections.abc import Iterator
from datetime import timedelta

from django.urls import reverse

from constitution.reminding import remind_before
from meetings.models import Mandate, Meeting
from meetings.models.meeting import BEFORE_OPENING
from meetings.obligations.year import rows_of
from meetings.queries.hours import between
from meetings.queries.room import day_of
from membership.obligations.facts import facts_of
from membership.queries.moments import civil_day
from records.models import Collaborative
from records.obligations import Obligation, Window, key, source

# Nobody is asked in September whether they come in June: the program's own reach, not a rule of any group.
ASKED_BEFORE = timedelta(days=28)


@source
def replies(collaborative: Collaborative, window: Window) -> Iterator[Obligation]:
    """A reply from each who speaks for a mandate, by the day of the meeting; no reply is needed to come."""
    near = {row.pk: row for row in rows_of(facts_of(collaborative, window)) if _is_near(row, window)}
    if not near:
        return
    rows = Mandate.objects.filter(meeting__in=list(near), struck_at=None, holder__isnull=False)
    for mandate in rows.order_by("meeting", "pk"):
        if window.person in (None, mandate.holder_id):
            yield _asked(collaborative, near[mandate.meeting_id], mandate)


def _is_near(meeting: Meeting, window: Window) -> bool:
    held = meeting.body_id is not None and meeting.kind != Meeting.Kind.WRITTEN
    fixed = meeting.state in BEFORE_OPENING and meeting.state != Meeting.State.PROPOSED
    return held and fixed and window.on <= day_of(meeting) <= window.on + ASKED_BEFORE


def _asked(collaborative: Collaborative, meeting: Meeting, mandate: Mandate) -> Obligation:
    day = day_of(meeting)
    return Obligation(
        key=key("meeting", mandate, "", "reply"),
        due_on=day,
        what=f"Are you coming to the {_small(meeting.name)}?",
        kind="meeting",
        reason=f"{between(meeting.starts_at, meeting.ends_at)}{f', {meeting.place}' if meeting.place else ''}.",
        who=(mandate.holder_id,),
        whom=mandate.name,
        link=reverse("meetings:reply", args=[collaborative.code, mandate.pk]),
        button="Reply",
        remind=remind_before("event").before,
        done_on=civil_day(mandate.replied_at) if mandate.reply and mandate.replied_at else None,
        lapses=True,
        sequence=meeting.sequence,
        collective=f"Replies to the {_small(meeting.name)}",
        per="reply",
        school=mandate.school_id,
    )


def _small(name: str) -> str:
    """'full meeting' within a sentence; a name of capitals stays."""
    return name[:1].lower() + name[1:] if not name[1:2].isupper() else name
