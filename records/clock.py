"""The one place that reads the clock. Everything else is told the day (`on`) or the moment (`at`)."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

UK = ZoneInfo("Europe/London")


def now() -> datetime:
    """This moment, aware, in UTC."""
    return datetime.now(tz=UTC)


def today() -> date:
    """The civil day in the United Kingdom, whatever the machine believes."""
    return civil_day(now())


def civil_day(at: datetime) -> date:
    """The day on a British wall calendar at a moment: 23:30 UTC on 30 June is already 1 July."""
    return at.astimezone(UK).date()
