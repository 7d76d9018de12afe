"""What was done for the aims of the edition: duties recorded and news published, as a viewer may see them (K2.1)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from constitution.calendar import Year
from membership.models import Announcement, DutyRecord
from membership.queries.moments import civil_day, day_after, first_of
from membership.queries.news import published

if TYPE_CHECKING:
    from membership.permissions import Viewer

DUTY = "Duty"


@dataclass(frozen=True)
class Work:
    """Something done on a day that names the aim it serves, in the aim's own words; where to read on, if anywhere."""

    aim: str
    on: date
    kind: str
    what: str
    said: str = ""
    read_at: tuple[Any, ...] = ()  # the name of an address, and what it asks for


def works(viewer: "Viewer", year: Year, until: date) -> Iterator[Work]:
    """Of a school year, as far as it had come by the day."""
    last = min(year.last_day, until)
    yield from _duties(viewer, year.first_day, last)
    yield from _news(viewer, year.first_day, last)


def _duties(viewer: "Viewer", first: date, last: date) -> Iterator[Work]:
    rows = DutyRecord.objects.visible(viewer).filter(superseded_at=None, done_on__range=(first, last))
    for record in rows.exclude(aim=""):
        rule = viewer.rules.event.get(record.code)
        name = (rule.name if rule else "") or record.code.replace("-", " ").capitalize()
        year, _, part = record.slot.partition("/")
        read_at = ("membership:duty", year, record.code, part) if rule and part else ()
        yield Work(record.aim, record.done_on, DUTY, name, record.outcome, read_at)


def _news(viewer: "Viewer", first: date, last: date) -> Iterator[Work]:
    rows = published(Announcement.objects.visible(viewer), last).filter(published_at__gte=first_of(first))
    for news in rows.exclude(aim="").exclude(corrected_by__published_at__lt=day_after(last)):
        told = (civil_day(news.published_at), news.get_kind_display(), news.title, news.text)
        yield Work(news.aim, *told, ("membership:news-one", news.pk))
