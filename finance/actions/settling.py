"""Telling membership, downward, whether a school's subscription for a year is settled (K3.3)."""

from datetime import date

from django.db.models import Sum

from finance.models import Invoice
from finance.queries.standing import with_money
from membership.models import FeeSettled


def settle(invoice: Invoice, on: date) -> None:
    """Compare what is open on the school's subscription for that year with what membership was told."""
    subscription = invoice.credits or invoice
    if subscription.kind != Invoice.Kind.SUBSCRIPTION:
        return
    school, year = subscription.school, subscription.contract_year
    told = FeeSettled.objects.filter(school=school, contract_year=year, reopened_on__isnull=True)
    if still_open(school, year) > 0:
        told.update(reopened_on=on)
    elif not told.exists():
        FeeSettled.objects.create(
            collaborative=subscription.collaborative, school=school, contract_year=year, settled_on=on
        )


def still_open(school, contract_year: str) -> int:
    """What is open on a school's subscription invoices for a year, in pence; a refund due counts as none."""
    invoices = Invoice.objects.filter(
        school=school, contract_year=contract_year, kind=Invoice.Kind.SUBSCRIPTION
    )
    found = with_money(invoices, date.max).filter(open_pence__gt=0).aggregate(sum=Sum("open_pence"))
    return found["sum"] or 0
