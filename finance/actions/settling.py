"""Telling membership, downward, whether a school's subscription for a year is settled (K3.3)."""

from datetime import date

from django.db.models import Sum

from finance.models import Invoice
from finance.queries.standing import with_money
from membership.actions.fees import fee_reopened, fee_settled
from membership.models import School


def settle(invoice: Invoice, on: date) -> None:
    """Compare what is open on the school's subscription for that year with what membership was told."""
    subscription = invoice.credits or invoice
    if subscription.kind != Invoice.Kind.SUBSCRIPTION:
        return
    which = {"school": subscription.school, "contract_year": subscription.contract_year}
    if still_open(**which) > 0:
        fee_reopened(**which, reopened_on=on)
    else:
        fee_settled(**which, settled_on=on)


def still_open(school: School, contract_year: str) -> int:
    """What is open on a school's subscription invoices for a year, in pence; a refund due counts as none."""
    invoices = Invoice.objects.filter(
        school=school, contract_year=contract_year, kind=Invoice.Kind.SUBSCRIPTION
    )
    found = with_money(invoices, date.max).filter(open_pence__gt=0).aggregate(sum=Sum("open_pence"))
    return found["sum"] or 0
