"""What waits for the office: contracts to draft and to send, notices to confirm; and reminders of a notice (K5.1, K5.7)."""

from datetime import UTC, date, datetime, timedelta

import pytest

from membership.actions.contracts import admit_school, issue_contract
from membership.actions.notices import confirm_notice, give_notice, withdraw_notice
from membership.actions.schools import change_detail, end_school
from membership.models import Contract
from membership.queries.kept import forget
from records.obligations import Window, gather
from tests.membership import cast
from tests.records.build import document

pytestmark = pytest.mark.django_db

DAY = date(2024, 3, 14)
NOON = datetime(2024, 3, 14, 12, tzinfo=UTC)


@pytest.fixture
def school(group, cabinet):
    found = cast.school(group, "Elm Primary")
    cast.head(found, "Rui Tavares")
    return found


def waits(group, on=DAY):
    """What is due about contracts and notices, in its order: the words, the day and whose it is."""
    window = Window(on=on, first=on - timedelta(days=400), last=on + timedelta(days=400))
    found = gather(group, window)
    return [(due.what, due.due_on, due.who) for due in found if due.kind == "contract" and not due.done]


@pytest.mark.clause("K5.5")
def test_a_notice_is_confirmed_by_the_office_within_a_week(group, cabinet, school):
    contract, som = Contract.objects.get(school=school), (cabinet["som"].pk,)
    notice = give_notice(contract=contract, by=cast.person("Rui Tavares"), on=DAY)
    assert waits(group) == [("Confirm the notice of Elm Primary", date(2024, 3, 21), som)]
    confirm_notice(notice=notice, by=cabinet["som"], on=DAY)
    assert waits(group) == []


def test_the_notice_of_a_school_that_has_closed_since_waits_no_more(group, school):
    give_notice(contract=Contract.objects.get(school=school), by=cast.person("Rui Tavares"), on=DAY)
    end_school(school=school, ended_on=DAY, reason="closed", by=None, on=DAY)
    assert waits(group) == []


@pytest.mark.clause("K3.5", "K5.1")
def test_an_academy_is_asked_for_step_by_step_until_the_new_contract_is_signed(group, cabinet, school):
    som, head = (cabinet["som"].pk,), (cast.person("Rui Tavares").pk,)
    change_detail(school=school, from_on=DAY, status="academy", by=None, on=DAY)
    assert waits(group) == [("Draft a new contract for Elm Primary", date(2024, 3, 28), som)]
    new = admit_school(school=school, tier="silver", starts_on=date(2024, 5, 1), by=None, on=DAY)
    assert waits(group) == [("Send the contract of Elm Primary", date(2024, 4, 17), som)]
    issue_contract(contract=new, document=document(group), by=None, at=NOON)
    assert waits(group) == [("Read and sign the contract", date(2024, 3, 28), head)]


@pytest.mark.clause("K5.1")
def test_a_changed_form_in_a_new_edition_asks_for_a_new_contract_and_other_figures_do_not(group, school):
    source = cast.knowsley()
    dearer = source.replace('fee     = [{ amount = "£1,500" }]', 'fee     = [{ amount = "£1,600" }]')
    adopted(group, dearer, date(2024, 9, 1))
    assert waits(group, date(2024, 9, 2)) == []
    start = source.index("[text.contract-silver]")
    words = source[start:].split("items", 1)[1].split('"')[1]
    changed = source[:start] + source[start:].replace(words, f"{words}, as agreed each year", 1)
    adopted(group, changed, date(2025, 9, 1))
    assert waits(group, date(2025, 8, 31)) == []
    found = waits(group, date(2025, 9, 1))
    assert "Draft a new contract for Elm Primary" in [what for what, _, _ in found]
    assert {due for _, due, _ in found} == {date(2025, 9, 15)}
    assert Contract.objects.get(school=school).ends_before is None


def adopted(group, source: str, on: date) -> None:
    cast.adopt(group, source, in_force_on=on)
    forget()


@pytest.mark.clause("K5.7")
def test_a_school_that_has_given_notice_is_reminded_of_no_deadline_until_the_notice_is_withdrawn(
    group, school
):
    head = cast.person("Rui Tavares")
    before = reminded(group, head)
    assert before == ["Last day to give notice for July 2025"]
    notice = give_notice(contract=Contract.objects.get(school=school), by=head, on=DAY)
    assert reminded(group, head) == []
    confirm_notice(notice=notice, by=None, on=DAY)
    assert reminded(group, head) == []
    withdraw_notice(notice=notice, resolution="R-7", by=None, on=DAY)
    assert reminded(group, head) == before


def reminded(group, person) -> list[str]:
    window = Window(on=DAY, first=DAY, last=DAY + timedelta(days=60), person=person.pk)
    return [due.what for due in gather(group, window) if due.kind == "leaving"]
