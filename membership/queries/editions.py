"""Which edition of the constitution answers (K15.1): acts of governance by the edition of their day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import constitution
from constitution import calendar, say
from constitution.dates import ONE_DAY
from membership.models import Edition
from records.models import Collaborative
from records.refusals import Refusal


class NoEdition(Refusal):
    sentence = "This group has not adopted a constitution yet."


@dataclass(frozen=True)
class Editions:
    """The adopted editions of one group, the oldest first: one query, then any day is answered."""

    adopted: Sequence[Edition]

    def on(self, day: date) -> Edition:
        """The edition in force on a day. Raises NoEdition when none was."""
        found = self.find(day)
        if found is None:
            raise NoEdition(self._none(day))
        return found

    def find(self, day: date) -> Edition | None:
        in_force = [edition for edition in self.adopted if edition.in_force_on <= day]
        return in_force[-1] if in_force else None

    def rules_on(self, day: date) -> constitution.Constitution:
        return self.on(day).rules

    def rules_since(self, day: date) -> constitution.Constitution:
        """The rules of a day; for a day before the founding, as of an earlier term, the founding edition."""
        found = self.find(day)
        if found is None and not self.adopted:
            raise NoEdition()
        return (found or self.adopted[0]).rules

    def _none(self, day: date) -> str:
        if not self.adopted:
            return NoEdition.sentence
        return f"No edition of the constitution was in force on {say.long_date(day)}."


def editions_of(collaborative: Collaborative) -> Editions:
    adopted = Edition.objects.filter(collaborative=collaborative, state=Edition.State.ADOPTED)
    return Editions(tuple(adopted.order_by("in_force_on")))


@dataclass(frozen=True)
class Period:
    """An adopted edition with the days it is in force; `last_day` None where none follows it yet."""

    edition: Edition
    first_day: date
    last_day: date | None


def periods(adopted: Sequence[Edition]) -> list[Period]:
    """Each adopted edition from its day until the day before the next; the oldest first."""
    followed = [*(edition.in_force_on - ONE_DAY for edition in adopted[1:]), None]
    return [Period(each, each.in_force_on, last) for each, last in zip(adopted, followed, strict=True)]


def edition_on(collaborative: Collaborative, on: date) -> Edition:
    """The edition in force on a day; `.rules` is its parsed text. Raises NoEdition."""
    return editions_of(collaborative).on(on)


def lapses_on(edition: Edition) -> date | None:
    """The last day of a structure that sets itself an end (B3.6), counted from its coming into force."""
    return edition.rules.constitution.last_day(since=edition.in_force_on)


def structure_lapses_on(editions: Editions, since: date) -> date | None:
    """The last day of the structure of a day, renewed as it was since (B-R14): no seat outlasts it.

    An edition that comes into force before the one before it has lapsed carries the structure on.
    """
    found = editions.find(since) or editions.adopted[0]
    last = lapses_on(found)
    for later in (each for each in editions.adopted if each.in_force_on > found.in_force_on):
        if last is None or later.in_force_on <= last + ONE_DAY:
            last = lapses_on(later)
    return last


def contract_year(collaborative: Collaborative, on: date) -> calendar.Year:
    """The contract year of a day: the school year of the edition in force. `.slot` is '2023-24'."""
    return calendar.school_year(edition_on(collaborative, on).rules, on)


def contract_rules(editions: Editions, on: date) -> constitution.Constitution:
    """What a contract says on a day: the edition in force on the first day of that contract year.

    For the year in which the group was founded that is the founding edition.
    """
    begins = calendar.school_year(editions.rules_since(on), on).first_day
    return editions.rules_since(begins)
