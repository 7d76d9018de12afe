"""What a school year did for each of the group's aims (K2.1): the part of the annual overview that goes by aim."""

from dataclasses import dataclass
from datetime import date

from constitution.calendar import Year
from constitution.text import aims_of
from meetings.queries import aims as meetings
from membership.permissions import Viewer
from membership.queries import aims as membership
from membership.queries.aims import Work
from membership.queries.members import Membership

# A room whose things name the aim they serve is read here.
ROOMS = (membership.works, meetings.works)


@dataclass(frozen=True)
class Aim:
    """An aim with what served it, the earliest first. `number` is None of words that the edition no longer has."""

    number: int | None
    words: str
    works: tuple[Work, ...]


def by_aim(facts: Membership, viewer: Viewer, year: Year) -> list[Aim]:
    """Every aim of the year's edition in its order, then what was done for aims that stood earlier in the year."""
    done = sorted(
        (work for room in ROOMS for work in room(viewer, year, facts.on)),
        key=lambda work: (work.on, work.what),
    )
    aims = aims_of(facts.register.editions.rules_since(_day_of(year, facts.on)))
    former = dict.fromkeys(work.aim for work in done if work.aim not in aims)
    numbered = [*enumerate(aims, 1), *((None, words) for words in former)]
    return [
        Aim(number, words, tuple(each for each in done if each.aim == words)) for number, words in numbered
    ]


def _day_of(year: Year, on: date) -> date:
    """The day whose edition speaks for the year: the last that has come of it."""
    return max(min(on, year.last_day), year.first_day)
