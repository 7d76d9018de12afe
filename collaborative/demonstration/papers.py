"""Two contracts on their way: one sent and not yet signed, one signed and waiting to be countersigned."""

from dataclasses import dataclass
from datetime import date, timedelta

from collaborative.demonstration.history import History
from collaborative.demonstration.members import Members
from membership.actions.contract_paper import send_contract
from membership.actions.contracts import admit_school, sign_contract
from membership.actions.schools import change_detail
from membership.models import Contract

# A school that moves up a tier next year, and one that has joined another trust: both need a new contract.
MOVES_UP, NEW_PARTY, NEW_TRUST = "ivelow", "wendmarl", "Larchway Learning Trust"


@dataclass(frozen=True)
class Papers:
    history: History
    members: Members

    def steps(self) -> None:
        on, next_year = self.history.on, date(self.history.school_year + 1, 9, 1)
        sent = max(on - timedelta(days=16), self.history.begins)
        if sent < on:
            self.history.step(sent, self.send, code=MOVES_UP, tier="silver", first=next_year)
            self.history.step(sent, self.join_trust, code=NEW_PARTY)
            self.history.step(sent, self.send, code=NEW_PARTY, tier="bronze", first=next_year)
            self.history.step(on - timedelta(days=1), self.sign, code=NEW_PARTY)

    def join_trust(self, day: date, code: str) -> None:
        school, by = self.members.schools[code], self.history.by(day)
        change_detail(school=school, from_on=day, trust=NEW_TRUST, by=by, on=day)

    def send(self, day: date, code: str, tier: str, first: date) -> None:
        school, by = self.members.schools[code], self.history.by(day)
        contract = admit_school(
            school=school, tier=tier, starts_on=first, form=Contract.Form.CONTRACT, by=by, on=day
        )
        send_contract(contract=contract, by=by, at=self.history.at(day))

    def sign(self, day: date, code: str) -> None:
        contract = Contract.objects.get(school=self.members.schools[code], state=Contract.State.ISSUED)
        sign_contract(
            contract=contract,
            by=self.members.head(code, day),
            at=self.history.at(day),
            sha256=contract.document.sha256,
        )
