"""What hangs on the day of a meeting: the edition's deadlines before and after it. They are derived, never stored."""

from dataclasses import dataclass
from datetime import date

import constitution
from constitution.dates import EVERY_DAY, before
from constitution.finding import Finding
from constitution.values import Length
from meetings.models import Meeting
from meetings.queries.days import school_days
from membership.queries.kept import facts_on
from membership.queries.members import Membership

# No document says how soon is too soon for a meeting that is fixed a year ahead (K-R35). The program's own.
SOON = Length(5, "day", working=True)


@dataclass(frozen=True)
class Hanging:
    """A deadline of a meeting: by when, and by when it would be on another day."""

    name: str
    now: Finding[date]
    then: Finding[date]

    @property
    def moves(self) -> bool:
        return self.now.value != self.then.value


def hanging(meeting: Meeting, now: date, then: date) -> tuple[Hanging, ...]:
    """The deadlines of a meeting's event, with its day and with another."""
    facts, other = facts_on(meeting.collaborative, now), facts_on(meeting.collaborative, then)
    return tuple(
        Hanging(rule.name or code, _latest(facts, code, now), _latest(other, code, then))
        for code, rule in facts.rules.deadline.items()
        if _base(facts.rules, code) == meeting.event and code in other.rules.deadline
    )


def _latest(facts: Membership, code: str, day: date) -> Finding[date]:
    days = school_days(facts)
    given = {"day": day, "bank_holidays": days.bank_holidays, "school_closures": days.closures}
    return constitution.ask(facts.rules, "latest day", code, given)


def _base(rules: constitution.Constitution, code: str) -> str:
    """The event that a deadline, or the deadline it hangs on, is counted from."""
    rule = rules.deadline[code]
    base = rule.before or rule.after or ""
    return _base(rules, base) if base in rules.deadline else base


def is_soon(facts: Membership, day: date, today: date) -> bool:
    """Whether a meeting would come within five working days, bank holidays left out."""
    counting = EVERY_DAY.without(days=school_days(facts).bank_holidays)
    return before(day, SOON, counting) < today <= day
