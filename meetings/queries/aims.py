"""What was talked about for the aims of the edition, as a viewer may see it (K2.1)."""

from collections.abc import Iterator
from datetime import date

from constitution.calendar import Year
from meetings.models import AgendaItem, Meeting
from meetings.queries.items import ON_AGENDA
from membership.permissions import Viewer
from membership.queries.aims import Work
from membership.queries.moments import civil_day, day_after, first_of

HELD = (Meeting.State.OPEN, Meeting.State.ADJOURNED, Meeting.State.CLOSED)


def works(viewer: Viewer, year: Year, until: date) -> Iterator[Work]:
    """The items of the year's meetings that were held by the day, each with the aim it serves."""
    last = min(year.last_day, until)
    rows = AgendaItem.objects.visible(viewer).filter(state__in=ON_AGENDA, meeting__state__in=HELD)
    held = rows.filter(
        meeting__starts_at__gte=first_of(year.first_day), meeting__starts_at__lt=day_after(last)
    )
    for item in held.exclude(aim="").select_related("meeting").order_by("meeting__starts_at", "position"):
        on = civil_day(item.meeting.starts_at)
        yield Work(item.aim, on, "Agenda item", item.title, item.meeting.name, ("meetings:item", item.pk))
