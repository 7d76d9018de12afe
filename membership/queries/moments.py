"""Between moments and civil days of the United Kingdom."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone


def civil_day(at: datetime) -> date:
    """The day on a British wall calendar at a moment."""
    return timezone.localdate(at)


def day_after(on: date) -> datetime:
    """The first moment after a civil day."""
    return timezone.make_aware(datetime.combine(on + timedelta(days=1), time()))
