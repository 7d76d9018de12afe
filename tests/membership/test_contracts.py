"""A contract from draft to agreement, and the assents under exact words (K5.1, so far as it goes without its PDF)."""

from datetime import UTC, date, datetime

import pytest

from membership.actions.contracts import (
    AlreadyContracted,
    admit_school,
    countersign_contract,
    issue_contract,
    sign_contract,
    void_contract,
)
from membership.models import Assent, Contract
from membership.permissions import NotAllowed
from membership.queries.roll import roll_on
from records.refusals import NotNow, Refusal
from tests.membership import cast
from tests.records.build import document

pytestmark = pytest.mark.django_db

NOON = datetime(2024, 3, 14, 12, tzinfo=UTC)
DAY, STARTS = date(2024, 3, 14), date(2024, 9, 1)


@pytest.fixture
def school(group, cabinet):
    found = cast.school(group, "Elm Primary", tier=None)
    cast.head(found, "Rui Tavares")
    return found


@pytest.fixture
def issued(group, cabinet, school) -> Contract:
    draft = admit_school(school=school, tier="bronze", starts_on=STARTS, by=cabinet["som"], on=DAY)
    return issue_contract(contract=draft, document=document(group), by=cabinet["som"], at=NOON)


def test_it_is_issued_signed_by_the_head_and_countersigned_by_the_chair(group, cabinet, issued):
    words = issued.document.sha256
    sign_contract(contract=issued, by=cast.person("Rui Tavares"), at=NOON, sha256=words)
    assert (issued.state, len(roll_on(group, STARTS))) == ("signed", 5)
    countersign_contract(contract=issued, by=cabinet["chair"], at=NOON, sha256=words)
    assert (issued.state, len(roll_on(group, STARTS))) == ("agreed", 6)
    assents = Assent.objects.order_by("kind").values_list("kind", "person__name", "capacity", "sha256")
    assert list(assents) == [
        ("countersign", "Amina Clarke", "Chair; Academy Rep; headteacher, Alder Primary", words),
        ("sign", "Rui Tavares", "headteacher, Elm Primary", words),
    ]


def test_nobody_signs_words_that_were_not_issued(issued):
    with pytest.raises(Refusal, match="not the contract that was issued"):
        sign_contract(contract=issued, by=cast.person("Rui Tavares"), at=NOON, sha256="0" * 64)
    assert not Assent.objects.exists()


def test_only_the_head_of_the_school_signs_and_only_the_chair_countersigns(cabinet, issued):
    words = issued.document.sha256
    with pytest.raises(NotAllowed, match="You do not speak for Elm Primary"):
        sign_contract(contract=issued, by=cabinet["next"], at=NOON, sha256=words)
    sign_contract(contract=issued, by=cast.person("Rui Tavares"), at=NOON, sha256=words)
    with pytest.raises(NotAllowed, match="Only the Chair may do this"):
        countersign_contract(contract=issued, by=cabinet["som"], at=NOON, sha256=words)


def test_it_is_signed_once_and_in_its_order(cabinet, issued):
    words, head = issued.document.sha256, cast.person("Rui Tavares")
    with pytest.raises(NotNow):
        countersign_contract(contract=issued, by=cabinet["chair"], at=NOON, sha256=words)
    sign_contract(contract=issued, by=head, at=NOON, sha256=words)
    with pytest.raises(NotNow):
        sign_contract(contract=issued, by=head, at=NOON, sha256=words)


def test_a_move_to_another_tier_ends_the_contract_before_when_the_new_one_is_agreed(group, cabinet, school):
    old = cast.join(school, "bronze")
    draft = admit_school(school=school, tier="silver", starts_on=STARTS, by=None, on=DAY)
    assert [row.tier for row in roll_on(group, STARTS) if row.school == school] == ["bronze"]
    issue_contract(contract=draft, document=document(group), by=None, at=NOON)
    words = draft.document.sha256
    sign_contract(contract=draft, by=cast.person("Rui Tavares"), at=NOON, sha256=words)
    countersign_contract(contract=draft, by=cabinet["chair"], at=NOON, sha256=words)
    old.refresh_from_db()
    assert (old.ends_before, old.ends_because) == (STARTS, "a new contract took its place")
    assert [row.tier for row in roll_on(group, STARTS) if row.school == school] == ["silver"]


def test_a_contract_that_was_not_agreed_comes_to_nothing_and_stands_in_nobodys_way(school, issued):
    void_contract(contract=issued, because="sent to the wrong school", by=None, at=NOON)
    assert cast.join(school, since=STARTS).state == "agreed"
    with pytest.raises(AlreadyContracted):
        cast.join(school, since=STARTS)


def test_a_tier_that_the_document_does_not_have_is_refused(school):
    with pytest.raises(Refusal, match="no tier called 'gold'; there are bronze and silver"):
        admit_school(school=school, tier="gold", starts_on=STARTS, by=None, on=DAY)


def test_a_school_that_has_ended_is_not_admitted(school):
    from membership.actions.schools import end_school

    end_school(school=school, ended_on=DAY, reason="closed", by=None, on=DAY)
    with pytest.raises(Refusal, match="Elm Primary ended on Thursday 14 March 2024"):
        admit_school(school=school, tier="silver", starts_on=STARTS, by=None, on=DAY)
