"""Money that came in for an invoice: an entry in the cash book, in full or in part (K8.6, K8.8)."""

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from constitution import calendar
from finance.actions.heads import UNALLOCATED, income_head
from finance.actions.settling import settle
from finance.models import Account, CashEntry, CashLine, FinancialYear, Invoice
from finance.queries.account import account_on
from finance.queries.standing import with_money
from finance.refusals import InTheFuture, NoAccount, NothingOpen, YearClosed
from membership.permissions import require
from membership.queries.editions import editions_of
from records import audit, counters
from records.models import Collaborative, Person
from records.money import pence

ACT = "record-receipt"


@transaction.atomic
def record_receipt(
    *,
    invoice: Invoice,
    amount: Decimal,
    received_on: date,
    method: str,
    words: str = "",
    by: Person,
    on: date,
    at: datetime,
) -> CashEntry:
    """Post a receipt. What goes beyond the open sum is kept apart as not yet allocated."""
    collaborative = invoice.collaborative
    require(by, ACT, collaborative, on)
    if received_on > on:
        raise InTheFuture()
    account, year = _book(collaborative, received_on)
    # The number is taken first: whoever else posts to this account waits, and then sees what we posted.
    number = counters.take(collaborative, f"cash {account.pk}")
    entry = CashEntry.objects.create(
        collaborative=collaborative,
        account=account,
        year=year,
        number=number,
        on=received_on,
        direction="in",
        amount_pence=pence(amount),
        counterparty=invoice.payer_words.partition("\n")[0],
        method=method,
        words=words,
    )
    _allocate(entry, invoice)
    settle(invoice, received_on)
    after = {"invoice": invoice.reference, "entry": number, "amount_pence": entry.amount_pence}
    audit.record(collaborative=collaborative, act=ACT, subject=invoice, by=by, at=at, after=after)
    return entry


def _book(collaborative: Collaborative, on: date) -> tuple[Account, FinancialYear]:
    account = account_on(on)
    if account is None:
        raise NoAccount()
    year = financial_year(collaborative, on)
    # Claimed by writing it: who closes the year meanwhile waits for us, or we for them.
    if not FinancialYear.objects.filter(pk=year.pk, state=FinancialYear.State.OPEN).update(state="open"):
        raise YearClosed()
    return account, year


def financial_year(collaborative: Collaborative, on: date) -> FinancialYear:
    """The financial year of a day, begun if it was not."""
    year = calendar.financial_year(editions_of(collaborative).rules_since(on), on)
    found, _ = FinancialYear.objects.get_or_create(
        collaborative=collaborative,
        starts_on=year.first_day,
        defaults={"ends_before": calendar.year_after(year).first_day},
    )
    return found


def _allocate(entry: CashEntry, invoice: Invoice) -> None:
    """To the invoice as far as it is open; the rest to no invoice."""
    open_pence = with_money(Invoice.objects.filter(pk=invoice.pk), date.max).get().open_pence
    if open_pence <= 0 or invoice.is_credit:
        raise NothingOpen()
    settled = min(entry.amount_pence, open_pence)
    head = invoice.lines.first().head
    lines = [CashLine(position=1, head=head, amount_pence=settled, invoice=invoice)]
    if entry.amount_pence > settled:
        spare = income_head(entry.collaborative, UNALLOCATED)
        lines.append(CashLine(position=2, head=spare, amount_pence=entry.amount_pence - settled))
    for line in lines:
        line.collaborative, line.entry = entry.collaborative, entry
    CashLine.objects.bulk_create(lines)
