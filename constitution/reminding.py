"""How long before a day people are reminded of it: what the rule says, or the program's list for its kind."""

from __future__ import annotations

from typing import NamedTuple

from constitution.rule import Rule
from constitution.values import Length


class Reminders(NamedTuple):
    """Lengths of time before the day, longest first, and whether the program chose them."""

    before: tuple[Length, ...]
    default: bool

    @property
    def words(self) -> str:
        """60 days, 30 days and 7 days before; 'the default' when the file does not say."""
        listed = ", ".join(str(length) for length in self.before) + " before"
        return f"{listed}: the file does not say; the default" if self.default else listed


def _days(*numbers: int) -> tuple[Length, ...]:
    return tuple(Length(n, "day") for n in numbers)


# By the kind of rule, or of the duty where one kind gives rise to several.
DEFAULTS = {
    "leaving": _days(60, 30, 7),
    "event": _days(14, 3),
    "deadline": _days(7, 2),
    "subscription": _days(14, 3),
    "office": _days(90, 30, 7),
    "body": _days(90, 30),
    "payment": _days(7),
    "evaluation": _days(28, 7, 2),
    "text": _days(14, 3),
    "retention": _days(30),
    "constitution": _days(180, 60, 30),
}
ANY_OTHER = _days(14, 3)


def remind_before(rule: Rule | str) -> Reminders:
    """The reminders of a rule, or of a kind of rule by its name ("leaving").

    A rule that writes `remind_before` is followed; else the default list of its kind, marked as one.
    """
    if isinstance(rule, Rule) and rule.wrote("remind_before"):
        return Reminders(rule.remind_before, default=False)
    kind = rule if isinstance(rule, str) else type(rule).__name__.lower()
    return Reminders(DEFAULTS.get(kind, ANY_OTHER), default=True)
