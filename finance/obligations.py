"""What falls due about money: invoices to issue, invoices to pay, and what the group itself must pay."""

from collections.abc import Collection, Iterator
from datetime import date
from functools import cached_property

from django.urls import reverse

from constitution import say, subscription
from constitution.calendar import Year, school_year, year_after
from constitution.reminding import remind_before
from finance.models import Invoice
from finance.queries.payments import Books, payments_due
from finance.queries.recipients import payers_among
from finance.queries.sheet import money
from finance.queries.standing import settled_days, standing, with_money
from finance.queries.subscriptions import issue_days
from finance.queries.why import why
from membership.models import Contract
from membership.permissions.people import who_may
from membership.queries.kept import facts_on
from membership.queries.roll import contracts_in
from records.models import Collaborative
from records.obligations import Obligation, Window, key, source


@source
def issue_the_invoices(collaborative: Collaborative, window: Window) -> Iterator[Obligation]:
    """The office issues the subscription invoices on the edition's day (K5.2)."""
    facts = facts_on(collaborative, window.on)
    rules = facts.register.editions.rules_since(window.on)
    if not rules.tier:
        return
    office = who_may(collaborative, "issue-invoice", window.on)
    issued = Issued(window.on)
    for year in _contract_years(rules, window):
        for tiers, finding in _together(issue_days(facts, rules, year)):
            if finding.value in window:
                left = [c for c in contracts_in(facts.rows, year.first_day) if issued.lacks(c, year, tiers)]
                yield _issue(collaborative, rules, year, tiers, finding, office, left, issued)


def _contract_years(rules, window: Window) -> list[Year]:
    """The years whose invoices may go out in the window, the one after its end included."""
    years = [subscription.contract_year(rules, window.first)]
    while years[-1].first_day <= window.last:
        years.append(year_after(years[-1]))
    return years


def _together(days) -> list[tuple[list[str], object]]:
    """The tiers that share a day, with the finding of it."""
    found: dict[date, tuple[list[str], object]] = {}
    for tier, finding in days.items():
        if finding.value:
            found.setdefault(finding.value, ([], finding))[0].append(tier)
    return list(found.values())


class Issued:
    """The subscription invoices there are, read once for all the years that are asked about."""

    def __init__(self, on: date):
        self.on = on

    @cached_property
    def _by_year(self) -> dict[str, dict[int, date]]:
        """By contract year, the day each school's was issued."""
        rows = Invoice.objects.filter(kind=Invoice.Kind.SUBSCRIPTION, school__isnull=False)
        found: dict[str, dict[int, date]] = {}
        for year, school, day in rows.order_by().values_list("contract_year", "school_id", "issued_on"):
            found.setdefault(year, {})[school] = day
        return found

    def lacks(self, contract: Contract, year: Year, tiers: Collection[str]) -> bool:
        """Whether a contract in force on the first day of the year is still to be invoiced for it."""
        return contract.tier in tiers and contract.school_id not in self._by_year.get(year.slot, {})

    def last_day(self, year: Year) -> date | None:
        days = [day for day in self._by_year.get(year.slot, {}).values() if day <= self.on]
        return max(days, default=None)


def _issue(collaborative, rules, year: Year, tiers, finding, office, left, issued: Issued) -> Obligation:
    waiting = {contract.tier for contract in left}
    names = say.listed(rules.tier[tier].name or tier for tier in tiers if tier in waiting)
    return Obligation(
        key=key("subscription", None, year.slot, f"issue {' '.join(tiers)}"),
        due_on=finding.value,
        what=f"Issue the subscription invoices for {year.label}",
        kind="subscription",
        reason=f"{say.count(len(left), 'school')} to invoice ({names})." if left else "All are issued.",
        who=office,
        whom="The office",
        why=finding,
        link=reverse("finance:subscriptions", args=[collaborative.code, year.slot]),
        button="See what would go out",
        remind=remind_before(rules.subscription or "subscription").before,
        done_on=None if left else issued.last_day(year),
        level="members",
    )


@source
def pay_the_invoices(collaborative: Collaborative, window: Window) -> Iterator[Obligation]:
    """Each school pays what it was invoiced, by the last day to pay (K8.8)."""
    due = Invoice.objects.filter(due_on__range=(window.first, window.last), issued_on__lte=window.on)
    rows = with_money(due.exclude(kind=Invoice.Kind.CREDIT), window.on)
    invoices = list(rows.select_related("school").prefetch_related("lines"))
    people = payers_among(facts_on(collaborative, window.on).posts)
    settled = settled_days(invoices, window.on)
    for invoice in invoices:
        state = standing(invoice, window.on)
        yield Obligation(
            key=key("invoice", invoice, invoice.contract_year, "pay"),
            due_on=invoice.due_on,
            what=_to_pay(invoice),
            kind="subscription",
            reason=_reason(invoice, state),
            who=people.get(invoice.school_id, ()),
            whom=invoice.payer_words.partition("\n")[0],
            why=why(invoice),
            link=reverse("finance:invoice", args=[collaborative.code, invoice.reference]),
            button="See the invoice",
            done_on=settled.get(invoice.pk),
            collective="Subscriptions are to be paid",
            per="school",
            school=invoice.school_id,
        )


def _to_pay(invoice: Invoice) -> str:
    if invoice.kind == Invoice.Kind.SUBSCRIPTION:
        return f"Pay the subscription for {invoice.year_label}"
    return f"Pay {invoice.title}"


def _reason(invoice: Invoice, state) -> str:
    if state.received_pence or state.credited_pence:
        return f"{invoice}: {money(state.open)} of {money(invoice.total)} is still open."
    return f"{invoice}: {money(invoice.total)}."


@source
def make_the_payments(collaborative: Collaborative, window: Window) -> Iterator[Obligation]:
    """What the edition has the group pay: honorarium, release, fund holding, the manager (K8.1 to K8.4)."""
    editions = facts_on(collaborative, window.on).register.editions
    rules = editions.rules_since(window.on)
    if not rules.payment:
        return
    who = who_may(collaborative, "instruct-payment", window.on)
    books = Books()
    # Before its founding the group owed nobody anything.
    year = school_year(rules, max(window.first, editions.adopted[0].in_force_on))
    while year.first_day <= window.last:
        for due in payments_due(collaborative, year.first_day, books):
            if due.due_on and due.due_on in window:
                yield _payment(collaborative, due, who)
        year = year_after(year)


def _payment(collaborative: Collaborative, due, who) -> Obligation:
    sum_due = money(due.amount) if due.amount is not None else due.missing
    return Obligation(
        key=due.key,
        due_on=due.due_on,
        what=f"Payment due: {due.name[:1].lower() + due.name[1:]}, {due.when}",
        kind="payment",
        reason=f"{sum_due} to {due.payee}.",
        who=who,
        whom="The office",
        why=due.why,
        link=reverse("finance:payments", args=[collaborative.code]),
        button="See the payment",
        lapses=True,
    )
