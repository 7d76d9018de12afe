"""An hour on a British wall clock, as a moment. One hour of the year does not exist."""

from datetime import UTC, date, datetime, time

from constitution import say
from records.clock import UK
from records.refusals import Refusal


class NoSuchHour(Refusal):
    sentence = "This hour does not exist: the clocks go forward over it."


def at_hour(day: date, hour: time) -> datetime:
    """The moment, in UTC, of an hour on a day; of that which comes twice in October, the first. Raises NoSuchHour."""
    moment = datetime.combine(day, hour, UK).astimezone(UTC)
    if moment.astimezone(UK).time() != hour:
        raise NoSuchHour(
            f"{clock_words(hour)} on {say.long_date(day)} does not exist: the clocks go forward over that hour."
        )
    return moment


def clock_words(at: time | datetime) -> str:
    """'9:00am', by the wall clock."""
    local = at.astimezone(UK) if isinstance(at, datetime) else at
    return f"{local.hour % 12 or 12}:{local:%M}{'am' if local.hour < 12 else 'pm'}"


def between(starts_at: datetime, ends_at: datetime) -> str:
    """'Thursday 14 March 2024, 9:00am to 3:30pm'; over two days, both are named."""
    first, last = starts_at.astimezone(UK), ends_at.astimezone(UK)
    begins = f"{say.long_date(first.date())}, {clock_words(first)}"
    if first.date() == last.date():
        return f"{begins} to {clock_words(last)}"
    return f"{begins}, to {say.long_date(last.date())}, {clock_words(last)}"
