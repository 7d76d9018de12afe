"""All that is kept of one school, as it stands on a day and as it came to be (K3.3, K3.5)."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, TypeVar

from django.db.models import Model, QuerySet

import constitution
from constitution import calendar, say, subscription
from constitution.dates import ONE_DAY
from constitution.finding import Finding
from membership.models import Assent, Contract, FeeSettled, Notice, Post, School, SchoolDetail
from membership.queries import standing
from membership.queries.agreed import Agreed, Agreement, agreements_in
from membership.queries.contracts import Asked, to_sign_again
from membership.queries.members import Membership
from membership.queries.moments import civil_day
from membership.queries.notice import LIVE, Deadline, deadlines, fee_facts, fee_of
from membership.queries.periods import holds
from membership.queries.pledge import pledge_of
from membership.queries.roll import on_the_day
from membership.queries.side_by_side import IN_THE_MAKING, Line

Row = TypeVar("Row", bound=Model)
# Of rows in hand, those that the one who asks may see.
Seen = Callable[[Iterable[Row]], list[Row]]
Kind = Assent.Kind


@dataclass(frozen=True)
class Event:
    """One line of a school's history: the day, what happened, and who did it or what is to be added."""

    on: date
    words: str
    note: str = ""


class OneSchool:
    """The rows of one school among the facts: those that the one who asks may see, as `seen` and `assents` say."""

    def __init__(self, school: School, facts: Membership, seen: Seen, assents: QuerySet[Assent]):
        self.school, self.facts, self.on = school, facts, facts.on
        self._seen, self._assents = seen, assents

    @property
    def rules(self) -> constitution.Constitution:
        return self.facts.rules

    # What is kept -------------------------------------------------------------------------------------

    @cached_property
    def details(self) -> list[SchoolDetail]:
        return self._own(self.facts.rows.details)

    @cached_property
    def contracts(self) -> list[Contract]:
        return self._own(self.facts.rows.contracts)

    @cached_property
    def notices(self) -> list[Notice]:
        rows = (row for row in self.facts.rows.notices if row.contract.school_id == self.school.pk)
        return [row for row in self._seen(rows) if row.given_on <= self.on]

    @cached_property
    def assents(self) -> list[Assent]:
        rows = self._assents.filter(school=self.school).select_related("person")
        return [assent for assent in rows if civil_day(assent.at) <= self.on]

    @cached_property
    def posts(self) -> list[Post]:
        return self._own(self.facts.rows.posts)

    @cached_property
    def fees(self) -> list[FeeSettled]:
        return self._own(self.facts.rows.fees)

    @property
    def before_it(self) -> list[School]:
        """Schools that have ended and go on in this one."""
        rows = (row for row in self.facts.rows.schools if row.continues_in_id == self.school.pk)
        return [row for row in self._seen(rows) if row.ended_on < self.on]

    def _own(self, rows: Iterable[Row]) -> list[Row]:
        return self._seen(row for row in rows if row.school_id == self.school.pk)

    # On the day ---------------------------------------------------------------------------------------

    @cached_property
    def detail(self) -> SchoolDetail | None:
        return on_the_day(self.details, self.on)

    @cached_property
    def contract(self) -> Contract | None:
        """The one in force."""
        agreed = [each for each in self.contracts if each.state == Contract.State.AGREED]
        return next((each for each in agreed if holds(each.starts_on, each.ends_before, self.on)), None)

    @cached_property
    def coming(self) -> Contract | None:
        """One that is on its way to agreement."""
        return next((each for each in reversed(self.contracts) if each.state in IN_THE_MAKING), None)

    @cached_property
    def notice(self) -> Notice | None:
        """One that stands and has not taken effect."""
        standing_ones = [each for each in self.notices if each.state in LIVE]
        return next((n for n in standing_ones if not n.takes_effect_on or n.takes_effect_on >= self.on), None)

    @cached_property
    def line(self) -> Line:
        """As it stands in the table of all members."""
        again = self._to_sign_again()
        return Line(
            school=self.school,
            detail=self.detail,
            standing=standing.standing_in(self._standing_facts(), self.school),
            coming=self.coming,
            notice=self.notice,
            again=next(iter(again), None),
            agreed=self.agreed,
        )

    @cached_property
    def agreed(self) -> tuple[Agreed, ...]:
        """The school's part in what is agreed to on the day; nothing of one that is no member."""
        if self.contract is None:
            return ()
        asked = agreements_in(self.facts.rows, self.on)
        return tuple(Agreed(each, self._assent_to(each)) for each in asked)

    def _assent_to(self, agreement: Agreement) -> Assent | None:
        wanted = (agreement.kind, agreement.sha256, agreement.slot)
        return next((row for row in self.assents if (row.kind, row.sha256, row.slot) == wanted), None)

    def _to_sign_again(self) -> list[Asked]:
        contracts = [self.contract] if self.contract else []
        return to_sign_again(contracts, {self.school.pk: self.details}, self.facts.register.editions, self.on)

    def _standing_facts(self) -> standing.Facts:
        charged, pk = self.charged, self.school.pk
        settled = [row for row in self.fees if row.contract_year == charged.slot and _settled(row, self.on)]
        agreed = self.pledged(self.year.slot)
        return standing.Facts(
            rules=self.rules,
            on=self.on,
            charged=charged,
            year=self.year,
            contracts={pk: self.contract} if self.contract else {},
            fees={pk: settled[0].settled_on} if settled else {},
            pledges={pk: civil_day(agreed.at)} if agreed else {},
        )

    @cached_property
    def year(self) -> calendar.Year:
        return calendar.school_year(self.rules, self.on)

    @cached_property
    def charged(self) -> calendar.Year:
        """The contract year whose fee is meant."""
        return subscription.contract_year(self.rules, self.on)

    def pledged(self, slot: str) -> Assent | None:
        """The latest agreement to the pledge as it stands, for a school year."""
        pledge = pledge_of(self.rules)
        found = [each for each in self.assents if each.kind == Kind.PLEDGE and each.slot == slot]
        return next((each for each in reversed(found) if pledge and each.sha256 == pledge.sha256), None)

    @cached_property
    def deadline(self) -> Deadline | None:
        """Its next last day for notice."""
        if self.contract is None:
            return None
        live = {self.contract.pk: self.notice} if self.notice else {}
        return deadlines(self.facts.register.editions, [self.contract], live, self.on)[self.school.pk]

    @cached_property
    def fee(self) -> Finding[Any] | None:
        """The fee of the contract year, by the price list of the edition."""
        if self.contract is None or standing.FEE not in (need.name for need in self.line.standing.needs):
            return None
        given = fee_facts(self.facts.rows, self.school.pk, self.charged.slot, self.detail)
        return fee_of(self.contract, self.facts.register.editions, self.charged, given)

    @property
    def ends(self) -> str:
        """'ended', of a school that is no more; 'ends', while that is to come."""
        return "ended" if self.school.ended_on and self.school.ended_on < self.on else "ends"

    @property
    def here_now(self) -> list[Post]:
        return [post for post in self.posts if holds(post.starts_on, post.ends_before, self.on)]

    @property
    def here_before(self) -> list[Post]:
        return [post for post in self.posts if post.ends_before and post.ends_before <= self.on]

    # How it came to be --------------------------------------------------------------------------------

    @property
    def history(self) -> list[Event]:
        """What happened by the day, the latest first."""
        events = [
            *_of_contracts(self.rules, self.contracts),
            *_of_assents(self.assents),
            *_of_notices(self.notices),
        ]
        if self.school.ended_on:
            events.append(Event(self.school.ended_on, "The school ended", self.school.end_reason))
        past = [event for event in events if event.on <= self.on]
        return sorted(past, key=lambda event: event.on, reverse=True)


def _settled(row: FeeSettled, on: date) -> bool:
    return row.settled_on <= on and (row.reopened_on is None or row.reopened_on > on)


def _of_contracts(rules: constitution.Constitution, contracts: Sequence[Contract]) -> Iterator[Event]:
    for contract in contracts:
        tier = rules.tier.get(contract.tier)
        named = (tier.name if tier else "") or contract.tier or "Membership"
        if contract.issued_at:
            yield Event(civil_day(contract.issued_at), f"Contract for {named} sent")
        if contract.state == Contract.State.AGREED:
            yield Event(contract.starts_on, f"{named} began", contract.get_form_display())
            if contract.ends_before:
                yield Event(contract.ends_before - ONE_DAY, f"{named} ended", contract.ends_because)


ASSENTS = {
    Kind.SIGN: "Contract signed",
    Kind.COUNTERSIGN: "Contract countersigned",
    Kind.PLEDGE: "Pledge agreed",
    Kind.PROTOCOL: "Protocol agreed",
    Kind.CONSTITUTION: "Constitution agreed",
}


def _of_assents(assents: Sequence[Assent]) -> Iterator[Event]:
    for assent in assents:
        words = ASSENTS.get(assent.kind, assent.get_kind_display())
        year = f" for {assent.slot.replace('-', '/')}" if assent.kind == Kind.PLEDGE else ""
        yield Event(civil_day(assent.at), f"{words}{year}", f"{assent.person.name}, {assent.capacity}")


def _of_notices(notices: Sequence[Notice]) -> Iterator[Event]:
    for notice in notices:
        if notice.state == Notice.State.VOID:
            continue
        to_do = "leave" if notice.kind == Notice.Kind.LEAVE else "move down a tier"
        words = {
            Notice.State.GIVEN: f"Notice given, to {to_do}",
            Notice.State.CONFIRMED: f"Notice given, to {to_do} on {say.date(notice.takes_effect_on)}"
            if notice.takes_effect_on
            else "",
            Notice.State.WITHDRAWN: f"Notice given, to {to_do}; withdrawn since",
        }[notice.state]
        yield Event(notice.given_on, words, notice.resolution or f"{notice.given_by.name}, {notice.form}")
