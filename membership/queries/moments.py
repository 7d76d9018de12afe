"""Between moments and civil days of the United Kingdom."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone


def civil_day(at: datetime) -> date:
    """The day on a British wall calendar at a moment."""
    return timezone.localdate(at)


def first_of(on: date) -> datetime:
    """The first moment of a civil day."""
    return timezone.make_aware(datetime.combine(on, time()))


def day_after(on: date) -> datetime:
    """The first moment after a civil day."""
    return first_of(on + timedelta(days=1))
