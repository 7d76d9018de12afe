"""All that is due around a day, and what each school's part in it is: worked out once, until something happens."""

import datetime
from collections.abc import Mapping

from membership.queries.kept import kept_until_an_act
from records.models import Collaborative
from records.obligations import Obligation, Window, gather

# How far back something late is still asked for, and how far ahead a first reminder may lie.
LOOK_BACK = datetime.timedelta(days=400)
LOOK_AHEAD = datetime.timedelta(days=400)


def everything_due(collaborative: Collaborative, on: datetime.date) -> tuple[Obligation, ...]:
    """All that is due around a day, done or not, soonest first. Shared until something happens: read it."""
    window = Window(on, on - LOOK_BACK, on + LOOK_AHEAD)
    return kept_until_an_act("due", collaborative, on, lambda: tuple(gather(collaborative, window)))


def due_by_school(collaborative: Collaborative, on: datetime.date) -> Mapping[int, tuple[Obligation, ...]]:
    """By school, what it has still to do, the late included, soonest first. Shared: read it."""
    return kept_until_an_act(
        "due by school", collaborative, on, lambda: _by_school(everything_due(collaborative, on), on)
    )


def _by_school(found: tuple[Obligation, ...], on: datetime.date) -> dict[int, tuple[Obligation, ...]]:
    schools: dict[int, list[Obligation]] = {}
    for due in found:
        if due.school is not None and due.open_on(on):
            schools.setdefault(due.school, []).append(due)
    return {school: tuple(each) for school, each in schools.items()}
