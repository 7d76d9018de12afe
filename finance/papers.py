"""The subscription statement, laid before a meeting as at its day: who was invoiced, who has paid, what is owed (K8.7).

Before a body on which every member school sits, schools are counted by tier; before one that manages, they are named,
and the paper is filed for its members alone.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.template.loader import render_to_string

import constitution
from constitution.calendar import Year
from finance.models import Invoice
from finance.queries.standing import Standing, standing, with_money
from finance.queries.subscriptions import rehearsed, years_shown
from membership.queries.filing import BODY
from membership.queries.kept import facts_on
from records.models import Collaborative
from records.money import pounds
from records.papers import Occasion, Offer, source

ACT = "present-accounts"


@dataclass(frozen=True)
class Row:
    """One invoice of the year as it stands on the day."""

    invoice: Invoice
    tier: str
    standing: Standing

    @property
    def payer(self) -> str:
        return self.invoice.payer_words.partition("\n")[0]


@dataclass(frozen=True)
class Sums:
    """Of a tier, or of all: how many invoices, what they came to, in pounds."""

    name: str
    rows: tuple[Row, ...]

    @property
    def paid(self) -> int:
        return sum(row.standing.state == "paid" for row in self.rows)

    @property
    def overdue(self) -> int:
        return sum(row.standing.state == "overdue" for row in self.rows)

    @property
    def invoiced(self) -> Decimal:
        return pounds(sum(row.invoice.total_pence - row.standing.credited_pence for row in self.rows))

    @property
    def received(self) -> Decimal:
        return pounds(sum(row.standing.received_pence for row in self.rows))

    @property
    def owed(self) -> Decimal:
        return pounds(sum(row.standing.open_pence for row in self.rows))


@source
def subscription_statement(collaborative: Collaborative, occasion: Occasion) -> Iterator[Offer]:
    """Of the contract year charged last, where the edition charges subscriptions; by itself before the accounts."""
    rules = facts_on(collaborative, occasion.as_at).rules
    if rules.subscription is None:
        return
    year = years_shown(collaborative, occasion.as_at).charged
    named = not _everybody_sits(rules, occasion.body)
    yield Offer(
        code=f"subscriptions {year.slot}",
        name="subscription statement",
        title=f"Subscriptions {year.label}",
        make=lambda: as_html(collaborative, year, occasion.as_at, named),
        level=BODY if named else "",
        act=ACT,
        suits=frozenset({"accounts"}),
        by_itself=True,
        edition_sha=rules.sha256,
        facts={"contract_year": year.slot, "named": named},
    )


def _everybody_sits(rules: constitution.Constitution, body: str) -> bool:
    """Whether every member school sits on a body: what is laid there is laid before all."""
    rule = rules.body.get(body)
    return rule is None or any(line.every for line in rule.members)


def statement(collaborative: Collaborative, year: Year, on: date) -> list[Row]:
    """The year's subscription invoices issued by that day, by payer; one credited whole is left out."""
    tiers = {code: rule.name or code for code, rule in facts_on(collaborative, on).rules.tier.items()}
    rows = Invoice.objects.filter(
        contract_year=year.slot, kind=Invoice.Kind.SUBSCRIPTION, issued_on__lte=on
    ).select_related("contract")
    found = [_row(invoice, tiers, on) for invoice in with_money(rows, on)]
    return sorted((row for row in found if row.standing.state != "credited"), key=lambda row: row.payer)


def _row(invoice: Invoice, tiers: dict[str, str], on: date) -> Row:
    tier = invoice.contract.tier if invoice.contract else ""
    return Row(invoice, tiers.get(tier, tier), standing(invoice, on))


def as_html(collaborative: Collaborative, year: Year, on: date, named: bool) -> str:
    rows = statement(collaborative, year, on)
    tiers = sorted({row.tier for row in rows})
    waiting = rehearsed(collaborative, year.slot, on)
    context = {
        "collaborative": collaborative,
        "year": year,
        "on": on,
        "title": f"Subscriptions {year.label}",
        "all": Sums("All", tuple(rows)),
        "tiers": [Sums(tier, tuple(row for row in rows if row.tier == tier)) for tier in tiers],
        "rows": rows if named else (),
        "ready": len(waiting.ready),
        "held": len(waiting.held),
    }
    return render_to_string("documents/subscriptions.html", context)
