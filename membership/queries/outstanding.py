"""What a school's standing lacks: since when, and who was asked for it and when (K1.1, K3.3)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from membership.queries.contracts import Asked
from membership.queries.moments import civil_day
from membership.queries.side_by_side import Line
from membership.queries.standing import CONTRACT, FEE
from records.models import Message
from records.models.messages import MessageState
from records.obligations import Obligation, key

# What never went asks nobody.
KEPT_BACK = (MessageState.SUPPRESSED, MessageState.SUPERSEDED)


@dataclass(frozen=True)
class Told:
    """Somebody was asked on a day."""

    on: date
    name: str


@dataclass(frozen=True)
class Lack:
    """One thing that is missing. `told` is who was asked for it, the latest first."""

    what: str
    since: date | None
    told: tuple[Told, ...] = ()

    @property
    def last(self) -> Told | None:
        return self.told[0] if self.told else None


def told_of(keys: Iterable[str]) -> Mapping[str, tuple[Told, ...]]:
    """By the key of an obligation, who was told of it, the latest first. One question."""
    rows = Message.objects.filter(key__in=list(keys)).exclude(state__in=KEPT_BACK).order_by()
    found: dict[str, list[Told]] = {}
    # Put in order here: a few rows are in order sooner than a question that orders them is written.
    for at, _, named, name in sorted(
        rows.values_list("queued_at", "pk", "key", "person__name"), reverse=True
    ):
        found.setdefault(named, []).append(Told(civil_day(at), name))
    return {named: tuple(each) for named, each in found.items()}


def keys_of(line: Line) -> list[str]:
    """The keys of what a school is asked to sign and to agree to."""
    missing = [part.agreement.key_for(line.school) for part in line.agreed if not part.met]
    return [*missing, *([_contract_key(line)] if line.coming else [])]


def lacks_of(
    line: Line, told: Mapping[str, tuple[Told, ...]], fees: Sequence[Obligation] = ()
) -> dict[str, Lack]:
    """By its code ('contract', 'fee', 'pledge'…), each thing that a school lacks.

    `told` is what was said of it by key; `fees` the invoices that it has still to pay, for those who have them in hand.
    """
    found = {}
    if line.coming or line.again or CONTRACT in line.missing:
        asked = told.get(_contract_key(line), ()) if line.coming else ()
        found["contract"] = Lack("contract", _contract_since(line), asked)
    if FEE in line.missing:
        found["fee"] = Lack("fee", min((due.due_on for due in fees), default=None), _told(fees, told))
    for part in (each for each in line.agreed if not each.met):
        asked = part.agreement
        since = max(asked.since, line.standing.contract.starts_on) if line.standing.contract else asked.since
        found[asked.kind] = Lack(asked.kind, since, told.get(asked.key_for(line.school), ()))
    return found


def _contract_key(line: Line) -> str:
    """As the obligation to sign it has it."""
    return key("contract", line.coming, "", line.coming.state)


def _contract_since(line: Line) -> date | None:
    if line.coming:
        return civil_day(line.coming.issued_at) if line.coming.issued_at else None
    again: Asked | None = line.again
    return again.since if again else None


def _told(dues: Sequence[Obligation], told: Mapping[str, tuple[Told, ...]]) -> tuple[Told, ...]:
    every = [each for due in dues for each in told.get(due.key, ())]
    return tuple(sorted(every, key=lambda each: each.on, reverse=True))
