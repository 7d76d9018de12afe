"""The group ends a school's contract (K5.1): only where the constitution gives it that power, and never in secret."""

from datetime import date

import pytest

from membership.actions.contracts import admit_school
from membership.actions.ending import NobodyMayEnd, end_contract
from membership.actions.notices import confirm_notice, give_notice
from membership.models import Contract
from membership.permissions import NotAllowed
from membership.queries.roll import affiliated_on
from records import audit
from records.models import Message
from records.refusals import NotNow, Refusal
from tests.membership import cast
from tests.membership.pages import NOON, words_of

pytestmark = pytest.mark.django_db

DAY, LAST, AFTER = cast.DAY, date(2024, 7, 31), date(2024, 8, 1)
POWER = """
[decision.end-contract]
clause = "silent"
name   = "Ending a school's contract"
body   = "full-group"
reading = "The group may part with a school by a resolution of the full group."
"""
SAID = {"last_day": LAST, "because": "the fee was never paid", "resolution": "R-14"}


@pytest.fixture
def empowered(group):
    """An edition that lets the full group end a contract."""
    cast.adopt(group, cast.knowsley().replace('edition       = "2023/24"', 'edition       = "2023/24b"') + POWER,
               date(2024, 1, 1))  # fmt: skip
    return group


@pytest.fixture
def contract(birchenholt) -> Contract:
    return Contract.objects.get(school=birchenholt)


def ended(contract, by=None, **changes) -> Contract:
    return end_contract(contract=contract, by=by, at=NOON, **SAID | changes)


@pytest.mark.clause("K5.1")
def test_a_constitution_that_gives_nobody_the_power_refuses_with_a_sentence(contract):
    with pytest.raises(NobodyMayEnd, match="gives nobody the power to end a school's contract"):
        ended(contract)
    contract.refresh_from_db()
    assert contract.ends_before is None


@pytest.mark.clause("K5.1")
def test_the_group_ends_it_by_decision_and_the_past_keeps_its_counts(empowered, contract):
    before = affiliated_on(empowered, DAY)
    ended(contract)
    contract.refresh_from_db()
    assert (contract.ends_before, contract.ends_because) == (AFTER, "the fee was never paid (decision: R-14)")
    assert [affiliated_on(empowered, day) for day in (DAY, LAST, AFTER)] == [before, before, before - 1]
    entry = audit.history(empowered, contract).get(act="end-contract")
    assert (entry.detail.after["because"], entry.detail.after["resolution"]) == (
        "the fee was never paid",
        "R-14",
    )


@pytest.mark.clause("K5.1")
def test_the_school_is_told_with_the_reason_and_the_decision(empowered, contract):
    ended(contract)
    told = Message.objects.get(person=cast.person("Nadia Farrow"), stage="ended")
    assert told.subject == "Contract ended: Birchenholt Primary School"
    assert "Its last day in membership is Wednesday 31 July 2024" in told.text
    assert "The fee was never paid (decision: R-14)." in told.text


@pytest.mark.clause("K5.1")
def test_what_would_make_it_a_member_again_comes_to_nothing(empowered, contract):
    coming = admit_school(school=contract.school, tier="bronze", starts_on=date(2024, 9, 1), by=None, on=DAY)
    ended(contract)
    coming.refresh_from_db()
    assert (coming.state, coming.void_because) == (
        "void",
        "the group ended the contract: the fee was never paid",
    )


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [({"because": " "}, "Say why the group ends"), ({"resolution": ""}, "Give the decision by which"),
     ({"last_day": date(2024, 3, 13)}, "today or later")],
)  # fmt: skip
def test_it_is_not_ended_without_a_reason_a_decision_or_backwards(empowered, contract, changes, sentence):
    with pytest.raises(Refusal, match=sentence):
        ended(contract, **changes)


def test_it_ends_once_and_before_a_notice_but_not_after_it(empowered, contract):
    notice = give_notice(contract=contract, by=cast.person("Nadia Farrow"), on=DAY)
    confirm_notice(notice=notice, by=None, on=DAY)
    ended(contract)
    contract.refresh_from_db()
    assert contract.ends_before == AFTER
    with pytest.raises(NotNow, match="already ends on Wednesday 31 July 2024"):
        ended(contract, last_day=date(2025, 7, 31))


def test_only_whoever_the_authority_table_names_records_it(empowered, contract):
    with pytest.raises(NotAllowed):
        ended(contract, by=cast.person("Nadia Farrow"))


# --- its page -----------------------------------------------------------------------------------------


@pytest.mark.clause("K5.1")
def test_the_page_says_that_nobody_has_the_power_and_refuses_all_the_same(marian, contract):
    page = f"/marlbeck/contracts/{contract.pk}/end/"
    said = words_of(marian.get(page))
    assert "Only the school itself can leave" in said
    form = {"last_day": "2024-07-31", "because": "unpaid", "resolution": "R-14"}
    answer = marian.post(page, form | {"shown": "2024-07-31"})
    assert (answer.status_code, "gives nobody the power" in words_of(answer)) == (422, True)


@pytest.mark.clause("K5.1", "K5.5")
def test_the_office_sees_what_follows_from_the_very_day_and_then_ends_it(empowered, marian, nadia, contract):
    page = f"/marlbeck/contracts/{contract.pk}/end/"
    form = {"last_day": "2024-07-31", "because": "the fee was never paid", "resolution": "R-14"}
    answer = marian.post(page, form)
    checked = words_of(answer)
    assert (
        "is a member until Wednesday 31 July 2024. From Thursday 1 August 2024 it neither counts nor votes"
        in checked
    )
    assert answer.context["power"].steps == ("Ending a school's contract: decided by Full Group",)
    contract.refresh_from_db()
    assert contract.ends_before is None
    done = words_of(marian.post(page, form | {"shown": "2024-07-31"}, follow=True))
    assert "ends on Wednesday 31 July 2024. The school is told." in done
    assert "It ends on Wednesday 31 July 2024: the fee was never paid (decision: R-14)" in words_of(
        nadia.get(f"/marlbeck/contracts/{contract.pk}/")
    )
    assert nadia.get(page).status_code == 403
