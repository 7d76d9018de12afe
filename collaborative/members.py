"""How every member school stands, in one glance: contract, fee, pledge and notice, each with shape and word."""

import datetime
from dataclasses import dataclass

from constitution import calendar, say, subscription
from finance.models import Invoice
from finance.queries.sheet import money
from finance.queries.standing import open_invoices
from membership.models import Contract, Notice
from membership.queries.kept import facts_on
from membership.queries.notice import live_notices
from membership.queries.pledge import pledge_of, pledged
from membership.queries.roll import OnRoll
from membership.queries.standing import CONTRACT, FEE, PLEDGE, fees_settled
from records.models import Collaborative
from records.money import pounds


@dataclass(frozen=True)
class Mark:
    """A shape and a word: `state` is done, waiting, look, wrong or nothing."""

    state: str
    words: str

    @property
    def fine(self) -> bool:
        return self.state in {"done", "nothing"}


DASH = Mark("nothing", "None")


@dataclass(frozen=True)
class Row:
    """One member school as it stands on a day. `pledge` is None where the constitution asks for none."""

    on_roll: OnRoll
    tier: str
    contract: Mark
    fee: Mark | None
    pledge: Mark | None
    notice: Mark

    @property
    def to_look_at(self) -> bool:
        marks = [self.contract, self.fee, self.pledge]
        return any(mark and not mark.fine for mark in marks) or self.notice.state == "waiting"


class Members:
    """The facts of one day that the standing of all schools rests on: the same few queries for any number."""

    def __init__(self, collaborative: Collaborative, on: datetime.date):
        self.on = on
        self.facts = facts_on(collaborative, on)
        self.rules = self.facts.register.editions.rules_since(on)
        self.needs = self.rules.membership.needs if self.rules.membership else ()
        self.charged = subscription.contract_year(self.rules, on)
        self.asked_anew = self._asked_anew()
        self.open = self._open()
        self.settled = fees_settled(collaborative, self.charged.slot, on) if FEE in self.needs else {}
        slot = calendar.school_year(self.rules, on).slot
        self.pledges = pledged(collaborative, self.rules, slot, on) if PLEDGE in self.needs else {}
        self.notices = live_notices(collaborative)

    def _asked_anew(self) -> dict[int, Contract]:
        """By school, a contract that waits to be signed or countersigned."""
        waiting = Contract.objects.filter(state__in=[Contract.State.ISSUED, Contract.State.SIGNED])
        return {contract.school_id: contract for contract in waiting}

    def _open(self) -> dict[int, list[Invoice]]:
        found: dict[int, list[Invoice]] = {}
        for invoice in open_invoices(Invoice.objects.filter(school__isnull=False), self.on):
            found.setdefault(invoice.school_id, []).append(invoice)
        return found

    def rows(self) -> list[Row]:
        return [self.row(each) for each in self.facts.roll]

    def row(self, each: OnRoll) -> Row:
        tier = self.rules.tier.get(each.tier)
        return Row(
            on_roll=each,
            tier=(tier.name if tier else "") or each.tier,
            contract=self._contract(each),
            fee=self._fee(each) if FEE in self.needs else None,
            pledge=self._pledge(each) if PLEDGE in self.needs and pledge_of(self.rules) else None,
            notice=self._notice(each),
        )

    def _contract(self, each: OnRoll) -> Mark:
        waiting = self.asked_anew.get(each.school.pk)
        if waiting is None:
            return Mark("done", "Signed" if CONTRACT in self.needs else "Admitted")
        sent = waiting.state == Contract.State.ISSUED
        return Mark("look", "Sent, not signed" if sent else "Not countersigned")

    def _fee(self, each: OnRoll) -> Mark:
        owed = self.open.get(each.school.pk, [])
        late = [invoice for invoice in owed if invoice.due_on < self.on]
        if late:
            days = (self.on - late[0].due_on).days
            return Mark("wrong", f"{_sum(late)}, {say.count(days, 'day')} late")
        if owed:
            return Mark("waiting", f"{_sum(owed)} due {owed[0].due_on.day} {owed[0].due_on:%B}")
        if each.school.pk in self.settled:
            return Mark("done", "Paid")
        return Mark("look", "Not invoiced")

    def _pledge(self, each: OnRoll) -> Mark:
        return Mark("done", "Agreed") if each.school.pk in self.pledges else Mark("look", "Not agreed")

    def _notice(self, each: OnRoll) -> Mark:
        notice = self.notices.get(each.contract.pk)
        if notice is None:
            return DASH
        if notice.takes_effect_on is None:
            return Mark("waiting", "Given, to confirm")
        doing = "Moves down" if notice.kind == Notice.Kind.MOVE_DOWN else "Leaves"
        return Mark("waiting", f"{doing} {say.date(notice.takes_effect_on)}")


def _sum(invoices: list[Invoice]) -> str:
    return money(pounds(sum(invoice.open_pence for invoice in invoices)))
