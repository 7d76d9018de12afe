"""Contracts that ask for something (K3.5, K5.1): a new legal party or a changed form is asked to sign again.

The old contract stands until the new one is agreed. One that was sent and not signed yet is outdated by the same.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from django.db.models import Q, QuerySet

from constitution import calendar, say
from membership.models import Assent, Contract, Edition, School, SchoolDetail
from membership.queries.contract_text import contract_form, contract_text
from membership.queries.editions import Editions, contract_rules, editions_of
from membership.queries.moments import civil_day
from membership.queries.roll import contracts_on
from records.models import Collaborative


@dataclass(frozen=True)
class Asked:
    """A school that is to sign anew, since a day and for a reason. Its contract stays in force until then."""

    school: School
    contract: Contract
    since: date
    because: str


def asked_to_sign_again(collaborative: Collaborative, on: date) -> list[Asked]:
    """Schools whose contract was made with another legal party or in another form. Three queries."""
    contracts = contracts_on(collaborative, on).select_related("school")
    details: dict[int, list[SchoolDetail]] = {}
    for row in SchoolDetail.objects.filter(collaborative=collaborative, from_on__lte=on).order_by("from_on"):
        details.setdefault(row.school_id, []).append(row)
    return to_sign_again(contracts, details, editions_of(collaborative), on)


def to_sign_again(
    contracts: Iterable[Contract],
    details: Mapping[int, Sequence[SchoolDetail]],
    editions: Editions,
    on: date,
) -> list[Asked]:
    """The same of rows in hand: details by school, the oldest first; without a query."""
    past = {school: [row for row in rows if row.from_on <= on] for school, rows in details.items()}
    forms = _Forms(editions, on)
    found = (_party_changed(each, past.get(each.school_id, [])) or forms.changed(each) for each in contracts)
    return [asked for asked in found if asked]


def outdated(contract: Contract, details: Sequence[SchoolDetail], editions: Editions, on: date) -> str:
    """Why a contract that was sent is not the one to sign any more; empty while it is.

    Another edition may hold on its first day than when it was printed, or the school be another legal party.
    """
    sent_on = civil_day(contract.issued_at)
    for before, after in pairwise([row for row in details if row.from_on <= on]):
        if after.from_on > sent_on and _party(before) != _party(after):
            return f"{contract.school.name} is {_because(before, after)}"
    printed = next((each for each in editions.adopted if each.sha256 == contract.document.edition_sha), None)
    now = contract_rules(editions, contract.starts_on)
    if (
        printed
        and contract_text(printed.rules, contract.tier).items != contract_text(now, contract.tier).items
    ):
        return f"its words are others in the edition {now.constitution.edition}"
    return ""


def signatures_of(contract: Contract) -> list[Assent]:
    """Who signed and who countersigned the very document, in this order."""
    kinds = (Assent.Kind.SIGN, Assent.Kind.COUNTERSIGN)
    rows = Assent.objects.filter(document=contract.document, kind__in=kinds)
    return list(rows.select_related("person").order_by("at", "pk"))


def is_copied(contract: Contract) -> bool:
    """Whether its signed copy shows it as it stands."""
    return contract.signed_copy is not None and contract.signed_copy.facts.get("state") == contract.state


def what_follows(school: School, last_day: date) -> QuerySet[Contract]:
    """What comes to nothing when a school's membership ends: what was not agreed, and what begins later."""
    going = Contract.objects.filter(school=school).exclude(state=Contract.State.VOID)
    return going.filter(Q(starts_on__gt=last_day) | ~Q(state=Contract.State.AGREED))


# A new legal party ------------------------------------------------------------------------------------


def _party_changed(contract: Contract, details: Sequence[SchoolDetail]) -> Asked | None:
    for before, after in pairwise(details):
        if after.from_on > contract.starts_on and _party(before) != _party(after):
            return Asked(contract.school, contract, after.from_on, _because(before, after))
    return None


def _party(detail: SchoolDetail) -> tuple[str, str]:
    return detail.status, detail.trust


def _because(before: SchoolDetail, after: SchoolDetail) -> str:
    since = f"since {say.date(after.from_on)}"
    if before.status != after.status:
        return f"{'an academy' if after.status == 'academy' else 'maintained'} {since}"
    return f"part of {after.trust or 'no trust'} {since}"


# A changed form ---------------------------------------------------------------------------------------


class _Forms:
    """The form of each tier by edition, compared once for all contracts that began on one day."""

    def __init__(self, editions: Editions, on: date):
        self.editions, self.on = editions, on
        self._since: dict[tuple[str, date], Edition | None] = {}

    def changed(self, contract: Contract) -> Asked | None:
        if contract.form == Contract.Form.ADMISSION:
            return None
        key = contract.tier, contract.starts_on
        if key not in self._since:
            self._since[key] = self._first_other(*key)
        edition = self._since[key]
        if edition is None:
            return None
        because = f"the contract has another form in the edition {edition.rules.constitution.edition}"
        return Asked(contract.school, contract, _holds_from(edition), because)

    def _first_other(self, tier: str, starts_on: date) -> Edition | None:
        """The first edition with another form than the contract's, where it has another one by now."""
        signed = contract_rules(self.editions, starts_on)
        now = contract_rules(self.editions, self.on)
        if now is signed or contract_form(now, tier) == contract_form(signed, tier):
            return None
        later = (each for each in self.editions.adopted if each.in_force_on > starts_on)
        return next(each for each in later if contract_form(each.rules, tier) != contract_form(signed, tier))


def _holds_from(edition: Edition) -> date:
    """What a contract says is for the edition in force on the first day of its year."""
    year = calendar.school_year(edition.rules, edition.in_force_on)
    return year.first_day if year.first_day == edition.in_force_on else calendar.year_after(year).first_day
