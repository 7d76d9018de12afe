"""Coming or not: asked of whoever speaks for a mandate, before each meeting that is near (K1.2, K9.6)."""

from collections.abc import Iterator

from django.urls import reverse

from constitution.reminding import remind_before
from meetings.models import Mandate, Meeting
from meetings.obligations.year import rows_of
from meetings.queries.hours import between
from meetings.queries.room import day_of
from meetings.queries.undone import is_near, undone
from membership.obligations.facts import facts_of
from membership.queries.moments import civil_day
from records.models import Collaborative
from records.obligations import Obligation, Window, key, source


@source
def replies(collaborative: Collaborative, window: Window) -> Iterator[Obligation]:
    """A reply from each who speaks for a mandate, by the day of the meeting; no reply is needed to come."""
    near = {row.pk: row for row in rows_of(facts_of(collaborative, window)) if is_near(row, window.on)}
    for mandate in undone(collaborative, window.on).mandates if near else ():
        if mandate.meeting_id in near and window.person in (None, mandate.holder_id):
            yield _asked(collaborative, near[mandate.meeting_id], mandate)


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
