"""The group ends a school's contract by its own decision, where the constitution gives it that power (K5.1)."""

from datetime import date, datetime

from django.db import transaction

from constitution import say
from constitution.authority import END_CONTRACT, group_may_end
from constitution.dates import ONE_DAY
from constitution.finding import Finding
from membership.actions.contracts import record_step
from membership.actions.guard import queue_at
from membership.actions.telling import tell_of_contract
from membership.models import Contract
from membership.permissions import require
from membership.queries.contracts import what_follows
from membership.queries.editions import edition_on
from membership.queries.moments import civil_day
from records.models import Person
from records.refusals import NotNow, Refusal

State = Contract.State


class NobodyMayEnd(Refusal):
    sentence = "The constitution gives nobody the power to end a school's contract: only the school itself can leave."


@transaction.atomic
def end_contract(
    *, contract: Contract, last_day: date, because: str, resolution: str, by: Person | None, at: datetime
) -> Contract:
    """The group ends a contract by its own decision, where the constitution gives it that power; the school is told.

    What the school would be bound by next comes to nothing with it. Raises NobodyMayEnd, NotNow, Refusal.
    """
    on = civil_day(at)
    power = _refuse_powerless(contract, on)
    acting_as = require(by, END_CONTRACT, contract.collaborative, on)
    _refuse_unsaid(because, resolution, last_day, on)
    queue_at(contract.school)
    contract.refresh_from_db()
    _refuse_not_running(contract, last_day)
    came_to_nothing = _end_what_follows(contract, last_day, because)
    words = f"{because} (decision: {resolution})"[:200]
    if not Contract.objects.filter(pk=contract.pk, version=contract.version).update(
        ends_before=last_day + ONE_DAY, ends_because=words, version=contract.version + 1
    ):
        raise NotNow("This contract has already been dealt with.")
    contract.refresh_from_db()
    after = {"last_day": last_day.isoformat(), "because": because, "resolution": resolution}
    rests_on = {"clause": list(power.clause), "came_to_nothing": came_to_nothing}
    record_step(contract, END_CONTRACT, by, at, acting_as, **after, **rests_on)
    tell_of_contract(contract, "ended", at)
    return contract


def _refuse_powerless(contract: Contract, on: date) -> Finding[bool]:
    """The power as the edition of the day gives it: ending is an act of governance, not a term of the contract."""
    found = group_may_end(edition_on(contract.collaborative, on).rules)
    if not found:
        raise NobodyMayEnd(clause=say.listed(found.clause))
    return found


def _refuse_unsaid(because: str, resolution: str, last_day: date, on: date) -> None:
    if not because.strip():
        raise Refusal("Say why the group ends the contract: the school is told in these words.")
    if not resolution.strip():
        raise Refusal("Give the decision by which it ends: its number, or the body and the day.")
    if last_day < on:
        raise Refusal("A contract ends today or later: until then the school counted and voted.")


def _refuse_not_running(contract: Contract, last_day: date) -> None:
    if contract.state != State.AGREED:
        raise NotNow("This contract was never agreed: it can come to nothing, and needs no ending.")
    if last_day < contract.starts_on:
        raise Refusal(
            f"This contract begins on {say.long_date(contract.starts_on)}: it cannot end before that."
        )
    if contract.ends_before and contract.ends_before <= last_day + ONE_DAY:
        raise NotNow(f"This contract already ends on {say.long_date(contract.ends_before - ONE_DAY)}.")


def _end_what_follows(contract: Contract, last_day: date, because: str) -> list[int]:
    """Another contract on its way, or one that would begin later, would make the school a member again."""
    following = what_follows(contract.school, last_day).exclude(pk=contract.pk)
    ended = list(following.values_list("pk", flat=True))
    following.update(state=State.VOID, void_because=f"the group ended the contract: {because}"[:200])
    return ended
