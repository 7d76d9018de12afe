"""The members of a day side by side: the standing of each, and what somebody should look at (K3.2, K3.3)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from membership.models import Contract, Notice, School, SchoolDetail
from membership.queries.agreed import Agreed, agreements_in, given_in
from membership.queries.contracts import Asked, to_sign_again
from membership.queries.editions import Editions
from membership.queries.kept import kept, register_of
from membership.queries.notice import LIVE
from membership.queries.roll import OnRoll, on_the_day
from membership.queries.rows import Rows
from membership.queries.standing import CONTRACT, Standing, standings_in
from records.models import Collaborative

IN_THE_MAKING = (Contract.State.DRAFTED, Contract.State.ISSUED, Contract.State.SIGNED)


@dataclass(frozen=True)
class Line:
    """One school on a day. `coming` is a contract that is not agreed yet; `notice` one that stands.

    `agreed` is the school's part in each agreement of the day; nothing of a school that is no member.
    """

    school: School
    detail: SchoolDetail
    standing: Standing
    coming: Contract | None = None
    notice: Notice | None = None
    again: Asked | None = None
    agreed: tuple[Agreed, ...] = ()

    @property
    def name(self) -> str:
        return self.detail.name

    @property
    def tier(self) -> str:
        contract = self.standing.contract or self.coming
        return contract.tier if contract else ""

    @cached_property
    def missing(self) -> tuple[str, ...]:
        """By name, what membership needs; then by kind, what is agreed to besides. A school that joins lacks a contract."""
        member = self.standing.is_member
        needed = [need.name for need in self.standing.missing if member or need.name == CONTRACT]
        return (*needed, *(each.agreement.kind for each in self.besides if not each.met))

    @cached_property
    def besides(self) -> tuple[Agreed, ...]:
        """What is agreed to beside what membership needs."""
        needed = {need.name for need in self.standing.needs}
        return tuple(each for each in self.agreed if each.agreement.kind not in needed)

    def part_in(self, kind: str) -> Agreed | None:
        return next((each for each in self.agreed if each.agreement.kind == kind), None)

    @property
    def to_look_at(self) -> bool:
        return bool(self.missing or self.coming or self.notice or self.again)

    @property
    def on_roll(self) -> OnRoll | None:
        contract = self.standing.contract
        return OnRoll(self.school, self.detail, contract) if contract else None


def lines_on(collaborative: Collaborative, on: date) -> tuple[Line, ...]:
    """Every school that is a member or about to be, by name. Shared until something happens: read them."""
    return kept("lines", collaborative, on, lambda: _lines(register_of(collaborative).rows, on))


def _lines(rows: Rows, on: date) -> tuple[Line, ...]:
    standings, history = standings_in(rows, on), details_by_school(rows)
    coming, notices = coming_contracts(rows), standing_notices(rows, on)
    agreements = [(each, given_in(rows, each, on)) for each in agreements_in(rows, on)]
    contracts = [standing.contract for standing in standings.values() if standing.contract]
    editions = Editions(tuple(rows.editions))
    again = {asked.school.pk: asked for asked in to_sign_again(contracts, history, editions, on)}
    lines = (
        Line(
            school=standing.school,
            detail=on_the_day(history[pk], on),
            standing=standing,
            coming=coming.get(pk),
            notice=notices.get(pk),
            again=again.get(pk),
            agreed=tuple(Agreed(each, by.get(pk)) for each, by in agreements if standing.contract),
        )
        for pk, standing in standings.items()
        if history.get(pk) and (standing.contract or pk in coming)
    )
    return tuple(sorted(lines, key=lambda line: (line.name, line.school.pk)))


def details_by_school(rows: Rows) -> Mapping[int, list[SchoolDetail]]:
    """What was true of each school, the oldest first."""
    found: dict[int, list[SchoolDetail]] = {}
    for row in rows.details:
        found.setdefault(row.school_id, []).append(row)
    return found


def coming_contracts(rows: Rows) -> Mapping[int, Contract]:
    """By school, the latest contract that is on its way to agreement."""
    return {contract.school_id: contract for contract in rows.contracts if contract.state in IN_THE_MAKING}


def standing_notices(rows: Rows, on: date) -> Mapping[int, Notice]:
    """By school, the notice given by the day that has neither been withdrawn nor taken effect."""
    notices = (notice for notice in rows.notices if notice.state in LIVE and notice.given_on <= on)
    return {n.contract.school_id: n for n in notices if not (n.takes_effect_on and n.takes_effect_on < on)}


def schools_of(lines: Iterable[Line]) -> list[OnRoll]:
    """Those of them that are on the roll."""
    return [line.on_roll for line in lines if line.on_roll]
