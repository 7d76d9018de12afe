"""What the end of a school's membership on a day leads to (K3.5, K5.5): shown before anybody records it.

The same whether the group ends the contract, or the school closes, or it merges with others.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from constitution.acts import HEAD
from constitution.dates import ONE_DAY
from membership.models import Contract, Notice, Post, School
from membership.queries.due import due_by_school
from membership.queries.members import Membership
from membership.queries.notice import LIVE, Owed, owed_until
from membership.queries.periods import holds
from records.obligations import Obligation

State = Contract.State
# What finance asks of a school: an invoice to be paid.
TO_PAY = "subscription"


@dataclass(frozen=True)
class Ending:
    """One school whose membership ends with `last_day`, by the facts of the day of the page."""

    facts: Membership
    school: School
    last_day: date

    @cached_property
    def contract(self) -> Contract | None:
        """The one in force on its last day."""
        agreed = (each for each in self._contracts if each.state == State.AGREED)
        return next((each for each in agreed if holds(each.starts_on, each.ends_before, self.last_day)), None)

    @property
    def to_nothing(self) -> list[Contract]:
        """What was not agreed, and what would begin later."""
        return [
            each
            for each in self._contracts
            if each != self.contract and (each.state != State.AGREED or each.starts_on > self.last_day)
        ]

    @property
    def notice(self) -> Notice | None:
        """A notice that the school has given itself."""
        given = (each for each in self.facts.rows.notices if each.state in LIVE)
        return next(
            (each for each in given if each.contract_id == (self.contract and self.contract.pk)), None
        )

    @cached_property
    def owed(self) -> tuple[Owed, ...]:
        """Each contract year until the last day, by the rule: paid or not."""
        if self.contract is None:
            return ()
        return owed_until(self.contract, self.facts.rows, self.facts.on, max(self.facts.on, self.last_day))

    @property
    def invoices(self) -> list[Obligation]:
        """What is invoiced and not paid on the day."""
        due = due_by_school(self.school.collaborative, self.facts.on).get(self.school.pk, ())
        return [each for each in due if each.kind == TO_PAY and each.link]

    @property
    def members_now(self) -> int:
        return len(self.facts.roll)

    @property
    def heads(self) -> list[Post]:
        """Who leads it on its last day."""
        posts = (
            each for each in self.facts.rows.posts if each.school_id == self.school.pk and each.kind in HEAD
        )
        return [each for each in posts if holds(each.starts_on, each.ends_before, self.last_day)]

    @property
    def offices(self) -> list[tuple[str, str]]:
        """Who of its people holds what: (name, offices and seats)."""
        people = {each.person_id for each in self.facts.posts if each.school_id == self.school.pk}
        roles = [role for role in self.facts.roles if role.held and role.held.person.pk in people]
        return [(role.held.person.name, role.name) for role in roles]

    @property
    def out_on(self) -> date:
        """The first day on which it neither counts nor votes."""
        return self.last_day + ONE_DAY

    @property
    def _contracts(self) -> Sequence[Contract]:
        rows = self.facts.rows.contracts
        return [each for each in rows if each.school_id == self.school.pk and each.state != State.VOID]
