"""How every member school stands on the first pages: the words of the members' page, and what it owes."""

import datetime
from dataclasses import dataclass
from functools import cached_property

from constitution import say, subscription
from finance.models import Invoice
from finance.queries.sheet import money
from finance.queries.standing import all_open
from membership.queries.kept import facts_on, kept
from membership.queries.side_by_side import Line, lines_on
from membership.queries.standing import FEE
from membership.views import words
from membership.views.words import Said
from records.models import Collaborative
from records.money import pounds


@dataclass(frozen=True)
class Row:
    """One member school as it stands on a day, each thing with a shape and a word."""

    line: Line
    tier: str
    contract: Said
    fee: Said
    pledge: Said
    notice: Said

    @property
    def said(self) -> tuple[tuple[str, Said], ...]:
        """The cells of its row, each with the head of its column."""
        cells = {"Contract": self.contract, "Fee": self.fee, "Pledge": self.pledge, "Notice": self.notice}
        return tuple(cells.items())

    @property
    def to_look_at(self) -> bool:
        return self.line.to_look_at or not self.fee.in_order


def members_on(collaborative: Collaborative, on: datetime.date) -> "Members":
    """Kept until something happens. Shared: read it."""
    return kept("members", collaborative, on, lambda: Members(collaborative, on))


class Members:
    """The facts of one day that the standing of all schools rests on: the same few queries for any number."""

    def __init__(self, collaborative: Collaborative, on: datetime.date):
        self.collaborative, self.on = collaborative, on
        self.facts = facts_on(collaborative, on)
        self.rules = self.facts.register.editions.rules_since(on)
        self.charged = subscription.contract_year(self.rules, on)
        self.lines = [line for line in lines_on(collaborative, on) if line.standing.contract]
        self.open = self._open(collaborative)

    def _open(self, collaborative: Collaborative) -> dict[int, list[Invoice]]:
        """By school, the invoices on which something is owed, the oldest debt first."""
        found: dict[int, list[Invoice]] = {}
        for invoice in (each for each in all_open(collaborative, self.on) if each.school_id):
            found.setdefault(invoice.school_id, []).append(invoice)
        return found

    @cached_property
    def rows(self) -> list[Row]:
        return [self.row(line) for line in self.lines]

    def row(self, line: Line) -> Row:
        return Row(
            line=line,
            tier=words.tier_name(self.rules, line.tier),
            contract=words.contract(line),
            fee=self._fee(line),
            pledge=words.pledge(line),
            notice=words.notice(line),
        )

    def _fee(self, line: Line) -> Said:
        """What is owed comes before whether this year's fee was paid."""
        owed = self.open.get(line.school.pk, [])
        late = [invoice for invoice in owed if invoice.due_on < self.on]
        if late:
            days = (self.on - late[0].due_on).days
            return Said("wrong", f"{_sum(late)}, {say.count(days, 'day')} late")
        if owed:
            return Said("waiting", f"{_sum(owed)} due {owed[0].due_on.day} {owed[0].due_on:%B}")
        if FEE in line.missing:
            return Said("look", "Not invoiced")
        return words.fee(line)


def _sum(invoices: list[Invoice]) -> str:
    return money(pounds(sum(invoice.open_pence for invoice in invoices)))
