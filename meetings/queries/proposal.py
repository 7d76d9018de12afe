"""Days for a year's meetings, as last year had them (K9.1, K9.2): never in a holiday, a closure or on a bank holiday.

What is worked out here is an offer: a person changes it before anything is entered.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta

from constitution.calendar import Window, Year, year_before
from constitution.dates import ONE_DAY, SATURDAY
from constitution.event import Event
from meetings.models import Meeting
from meetings.queries.days import SchoolDays, school_days
from meetings.queries.room import day_of
from meetings.queries.year import Occasion, meeting_events, missing, occasions, rules_of
from membership.queries.members import Membership
from records.clock import UK

# Where in its window a meeting is looked for when there is no last year to copy, in hundredths: whoever prepares
# the meeting of all comes before it. The program's own; a person adjusts it.
EARLY, LATE = 35, 60


@dataclass(frozen=True)
class Pattern:
    """How the meetings of an event usually are. `weekday` counts from Monday, which is 0."""

    weekday: int
    starts: time
    ends: time
    place: str = ""
    mode: str = Meeting.Mode.IN_PERSON


@dataclass(frozen=True)
class Planned:
    """One meeting on offer. `day` is None where no day of its window would serve."""

    occasion: Occasion
    day: date | None
    pattern: Pattern

    @property
    def last_day(self) -> date | None:
        return self.day and self.day + timedelta(days=_days(self.occasion.rule) - 1)


def patterns(facts: Membership, year: Year, before: Iterable[Meeting]) -> dict[str, Pattern]:
    """By event, how last year's meetings were; an event that had none is left out."""
    rows = list(before)
    found = {
        code: _pattern([row for row in rows if row.event == code])
        for code in meeting_events(rules_of(facts, year))
    }
    return {code: pattern for code, pattern in found.items() if pattern}


def _pattern(rows: list[Meeting]) -> Pattern | None:
    if not rows:
        return None
    begins = [row.starts_at.astimezone(UK) for row in rows]
    return Pattern(
        weekday=_usual(moment.weekday() for moment in begins),
        starts=_usual(moment.time() for moment in begins),
        ends=_usual(row.ends_at.astimezone(UK).time() for row in rows),
        place=_usual(row.place for row in rows),
        mode=_usual(row.mode for row in rows),
    )


def _usual(values: Iterable):
    return Counter(values).most_common(1)[0][0]


# The days ---------------------------------------------------------------------------------------------


def proposal(
    facts: Membership,
    year: Year,
    usual: Mapping[str, Pattern],
    there: Iterable[Meeting],
    before: Iterable[Meeting] = (),
    since: date = date.min,
) -> list[Planned]:
    """A day for each occasion of the year that has no meeting: `there` are this year's, `before` last year's.

    No day before `since` is offered.
    """
    rows, days = list(there), school_days(facts)
    taken = {day_of(row): row.event for row in rows}
    placed = _placed_before(facts, year_before(year), list(before))
    found: list[Planned] = []
    for occasion in sorted(missing(facts, year, rows), key=_first_what_takes_longer):
        if occasion.code not in usual:
            continue
        aim = placed.get((occasion.code, occasion.slot.split("/")[1]), _aim(facts, occasion))
        day = day_for(
            occasion, usual[occasion.code], days, taken, aim, max(since, _earliest(occasion, found))
        )
        planned = Planned(occasion, day, usual[occasion.code])
        found.append(planned)
        taken |= dict.fromkeys(_each_day(planned), occasion.code)
    return sorted(found, key=lambda each: (each.day or each.occasion.window.first, each.occasion.name))


def _first_what_takes_longer(occasion: Occasion) -> tuple[int, bool, date]:
    """What takes days finds its place first; what comes after another event, last."""
    return (-_days(occasion.rule), bool(occasion.rule.after), occasion.window.first)


def _placed_before(facts: Membership, year: Year, rows: list[Meeting]) -> dict[tuple[str, str], int]:
    """By event and window, how far into its window last year's meeting was, in hundredths."""
    found = {}
    for occasion in occasions(facts, year):
        row = next((row for row in rows if occasion.met_by(row)), None)
        if row:
            found[(occasion.code, occasion.slot.split("/")[1])] = _hundredths(occasion.window, day_of(row))
    return found


def _hundredths(window: Window, day: date) -> int:
    return 100 * (day - window.first).days // max(1, (window.last - window.first).days)


def _aim(facts: Membership, occasion: Occasion) -> int:
    rule = rules_of(facts, occasion.year).body[occasion.rule.body]
    return LATE if any(line.every for line in rule.members) or occasion.rule.after else EARLY


def _earliest(occasion: Occasion, found: list[Planned]) -> date:
    """The day after the event that comes first, where the rule names one."""
    first = [
        each.day for each in found
        if each.day and each.occasion.code == occasion.rule.after and each.day in occasion.window
    ]  # fmt: skip
    return max(first) + ONE_DAY if first else occasion.window.first


def day_for(
    occasion: Occasion,
    usual: Pattern,
    days: SchoolDays,
    taken: Mapping[date, str],
    aim: int = LATE,
    earliest: date = date.min,
) -> date | None:
    """The day nearest to the aim, on the usual weekday if any serves, away from other meetings if it can be."""
    window, long = occasion.window, _days(occasion.rule)
    target = window.first + timedelta(days=(window.last - window.first).days * aim // 100)
    free = [day for day in _candidates(window, earliest) if _serves(day, long, window, days)]
    on_weekday = [day for day in free if day.weekday() == usual.weekday] or free
    return min(on_weekday, key=lambda day: (_meets(day, long, taken), abs(day - target), day), default=None)


def _candidates(window: Window, earliest: date) -> Iterator[date]:
    day = max(window.first, earliest)
    while day <= window.last:
        yield day
        day += ONE_DAY


def _serves(day: date, long: int, window: Window, days: SchoolDays) -> bool:
    each = [day + timedelta(days=number) for number in range(long)]
    return all(one in window and one.weekday() < SATURDAY and not days.closed_because(one) for one in each)


def _meets(day: date, long: int, taken: Mapping[date, str]) -> bool:
    return any(day + timedelta(days=number) in taken for number in range(long))


def _each_day(planned: Planned) -> list[date]:
    if planned.day is None:
        return []
    return [planned.day + timedelta(days=number) for number in range(_days(planned.occasion.rule))]


def _days(rule: Event) -> int:
    return rule.days or 1
