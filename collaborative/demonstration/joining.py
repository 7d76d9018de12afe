"""A school half way into membership: it has applied and has its contract to sign, and nothing after that (K5.8)."""

from dataclasses import dataclass
from datetime import date, timedelta

from collaborative.demonstration import schools
from collaborative.demonstration.history import History
from collaborative.demonstration.members import Members
from membership.actions.contract_paper import send_contract
from membership.actions.joining import apply_to_join
from membership.models import Contract


@dataclass(frozen=True)
class Joining:
    history: History
    members: Members

    def steps(self) -> None:
        """It applies three weeks before the telling for the first day of the next school year."""
        applied = self.history.on - timedelta(days=21)
        if applied >= self.history.begins:
            self.history.step(applied, self.apply)
            self.history.step(self.history.on - timedelta(days=9), self.send)

    def apply(self, day: date) -> None:
        school, next_year = schools.joining(), self.history.school_year + 1
        self.members.enter(school, date(next_year - 6, 9, 1), day)
        apply_to_join(
            school=self.members.schools[school.code],
            tier=school.tier,
            starts_on=date(next_year, 9, 1),
            by=self.members.head(school.code, day),
            on=day,
        )

    def send(self, day: date) -> None:
        contract = Contract.objects.get(school=self.members.schools[schools.JOINING])
        send_contract(contract=contract, by=self.history.by(day), at=self.history.at(day))
