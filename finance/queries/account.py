"""The collaborative's account on a day, and what an invoice says about who issues it and how to pay."""

from datetime import date
from typing import NamedTuple

from django.db.models import Q

from finance.models import Account
from records.models import Collaborative


class Issuer(NamedTuple):
    """The words at the head of an invoice, under 'How to pay', and about VAT; one line each."""

    issuer_words: str
    payment_words: str
    vat_words: str


def account_on(on: date) -> Account | None:
    """The account open on that day; the later one where a new fund-holding school has taken over (K8.21)."""
    open_then = Account.objects.filter(Q(closed_on__isnull=True) | Q(closed_on__gte=on), opened_on__lte=on)
    return open_then.select_related("held_by").order_by("-opened_on", "-pk").first()


def issuer(collaborative: Collaborative, on: date) -> Issuer:
    account = account_on(on)
    if account is None:
        return Issuer(collaborative.name, "", "")
    words = f"{collaborative.name}\nFund-holding school: {account.held_by.name}"
    return Issuer(words, account.payment_words, account.vat_words)
