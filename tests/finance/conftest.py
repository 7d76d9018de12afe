"""The cast of the money room. Every test has Marlbeck's scope open."""

from decimal import Decimal

import pytest

from finance.actions.issue import issue_subscriptions
from finance.actions.paper import Signature
from finance.models import Invoice
from finance.queries.subscriptions import rehearse
from tests.finance import build


@pytest.fixture
def group(in_marlbeck):
    """Marlbeck with the Knowsley document and two years of terms."""
    build.adopted(in_marlbeck)
    build.terms_entered(in_marlbeck)
    return in_marlbeck


@pytest.fixture
def birchenholt(group):
    """Silver, a primary; £6,000.00 delegated for 2024/25."""
    school = build.school(group, "Birchenholt Primary School", tier="silver")
    build.delegated(school, Decimal("6000.00"))
    return school


@pytest.fixture
def copsewell(group):
    """Bronze, and holds the fund."""
    school = build.school(group, "Copsewell C of E Primary School")
    build.account(group, school)
    return school


@pytest.fixture
def nadia(birchenholt):
    """Headteacher of Birchenholt."""
    return build.enrolled(birchenholt.collaborative, build.post(birchenholt, "Nadia Farrow"))


@pytest.fixture
def office(group):
    """Marian Teale, who runs the office."""
    return build.enrolled(group, build.holds(group, "som", "Marian Teale"))


@pytest.fixture
def issue(group, office):
    """Issues what is ready for a year on a day, and answers with the invoices in order of number."""

    def issue(year="2024-25", on=build.ISSUE_DAY):
        run = rehearse(group, year, on)
        issue_subscriptions(run=run, signed=Signature(office, "Manager", build.noon(on)))
        return list(
            Invoice.objects.filter(contract_year=year, kind="subscription").order_by("series", "number")
        )

    return issue
