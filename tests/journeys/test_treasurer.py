"""Money owed: the Treasurer sees who owes what; the business manager records what came in, with a slip on the way."""

import pytest

from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.browser

DEBTOR = "Coldharrow Primary Academy"


def to_the_invoice(reader: Visitor) -> str:
    """By the list of who owes what. What the school owes in all."""
    row = reader.page.locator("tbody tr", has_text=DEBTOR)
    owed = row.locator("td").last.inner_text()
    row.get_by_role("link").click()
    reader.look()
    return owed


@pytest.mark.clause("K8.8", "X4")
def test_the_treasurer_sees_who_owes_what_and_who_may_record_a_receipt(visit):
    treasurer = visit("David Ashworth-Lyle")
    assert DEBTOR in treasurer.part("Money owed to the group").inner_text()
    treasurer.follow("Who owes what, by age")
    to_the_invoice(treasurer)
    assert "You cannot record a receipt." in treasurer.words
    why = treasurer.why(treasurer.page.locator("div.under", has_text="You cannot record a receipt"))
    assert "business manager" in why


@pytest.mark.clause("K8.8", "X7")
def test_a_receipt_is_recorded_and_less_is_owed(visit):
    manager = visit("Paula Dearden")
    manager.open("/knowsley/finance/debtors/")
    assert to_the_invoice(manager) == "£750.00"
    manager.follow("Record a receipt")
    manager.fill("How much came in", "two hundred")
    manager.press("Record the receipt")
    assert "Say how much, in pounds and pence" in manager.words
    assert manager.page.get_by_label("How much came in").input_value() == "two hundred", (
        "nothing typed is lost"
    )
    manager.fill("How much came in", "£250.00")
    manager.press("Record the receipt")
    assert "£250.00 is recorded on Invoice" in manager.words
    assert "£500.00" in manager.part("How it stands").inner_text()
    manager.open("/knowsley/finance/debtors/")
    assert to_the_invoice(manager) == "£500.00"


@pytest.mark.clause("X7")
def test_what_is_owed_and_what_is_to_be_paid_reads_on_a_phone(visit):
    treasurer = visit("David Ashworth-Lyle", "phone")
    treasurer.go_to("Finance")
    treasurer.follow("By age")
    treasurer.open("/knowsley/finance/payments/")
    assert "The Chair’s honorarium" in treasurer.words.replace("'", "’")
    treasurer.open("/knowsley/finance/invoices/?state=overdue")
