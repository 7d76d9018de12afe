"""A group's history, told in order of its days up to the day of the telling, through the verbs people use."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from django.utils import timezone

from records.models import Collaborative, Person


def moment(day: date, hour: int = 9) -> datetime:
    """Nine in the morning of a day, as a British wall clock has it."""
    return timezone.make_aware(datetime.combine(day, time(hour)))


def school_year(on: date) -> int:
    """The calendar year in which the school year of a day began: both documents' years begin in September."""
    return on.year if on.month >= 9 else on.year - 1


@dataclass
class History:
    """What happened in a group. `begins` is the day its constitution came into force, `on` the day of the telling.

    What is older than this school year was carried over when the group began to keep its records here, so the
    audit trail names nobody for it, save where an act must be somebody's own.
    """

    group: Collaborative
    begins: date
    on: date
    now: datetime
    office: Person | None = None
    _steps: list[tuple[date, int, Callable[..., Any], dict[str, Any]]] = field(default_factory=list)

    def step(self, day: date, tell: Callable[..., Any], **what: Any) -> None:
        """On that day this happens: `tell(day=…, **what)`. A day after the telling has not come."""
        if day <= self.on:
            self._steps.append((day, len(self._steps), tell, what))

    def tell(self) -> None:
        for day, _, tell, what in sorted(self._steps, key=lambda step: step[:2]):
            tell(day=day, **what)

    def by(self, day: date) -> Person | None:
        """Whose act something of the office is: nobody's, for what was carried over."""
        return self.acts(self.office, day)

    def acts(self, who: Person | None, day: date) -> Person | None:
        return who if day >= max(self.begins, date(self.school_year, 9, 1)) else None

    def at(self, day: date) -> datetime:
        """A moment of a day that has been by the time of the telling."""
        return min(moment(day), self.now)

    @property
    def school_year(self) -> int:
        return school_year(self.on)

    def years(self) -> range:
        """The calendar years in which a school year began, from the constitution's to this one."""
        return range(self.begins.year, self.school_year + 1)
