"""A school joins, step by step, and moves up or down a tier (K3.1, K4.3, K5.6, K5.8)."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from membership.actions.contracts import (
    Leaving,
    NotEligible,
    admit_school,
    countersign_contract,
    issue_contract,
    sign_contract,
    void_contract,
)
from membership.actions.fees import enter_basis, fee_settled
from membership.actions.joining import apply_to_join, move_up
from membership.actions.notices import confirm_notice, give_notice, withdraw_notice
from membership.actions.pledge import agree_pledge
from membership.models import Assent, Contract, School
from membership.permissions import NotAllowed, viewer_for
from membership.queries.joining import Joining
from membership.queries.kept import facts_on
from membership.queries.moving import DOWN, NOW, OPEN, UP, moving
from membership.queries.one_school import OneSchool
from membership.queries.pledge import pledge_of
from membership.queries.roll import roll_on
from records.models import AuditEntry
from records.refusals import NotNow, Refusal
from tests.membership import cast
from tests.records.build import document

pytestmark = pytest.mark.django_db

DAY, FIRST = date(2024, 3, 14), date(2024, 9, 1)
NOON = datetime(2024, 3, 14, 12, tzinfo=UTC)
MONTHLY = ('joining_part_way = "full"', 'joining_part_way = "pro rata by month"')


@pytest.fixture
def ivelow(group, cabinet) -> School:
    school = cast.school(group, "Ivelow Primary", tier=None)
    cast.head(school, "Rui Tavares")
    return school


@pytest.fixture
def rui(ivelow):
    return cast.person("Rui Tavares")


def joining(school: School, person, on: date = DAY) -> Joining:
    facts = facts_on(school.collaborative, on)
    viewer = viewer_for(person, school.collaborative, on)
    return Joining(OneSchool(school, facts, viewer.seen, Assent.objects.visible(viewer)))


def told(found: Joining) -> dict[str, str]:
    return {step.name: step.state for step in found.steps}


def agree(contract: Contract, head, cabinet, at: datetime = NOON) -> Contract:
    issue_contract(contract=contract, document=document(contract.collaborative), by=cabinet["som"], at=at)
    words = contract.document.sha256
    sign_contract(contract=contract, by=head, at=at, sha256=words)
    return countersign_contract(contract=contract, by=cabinet["chair"], at=at, sha256=words)


# --- joining --------------------------------------------------------------------------------------------


@pytest.mark.clause("K5.8")
def test_a_school_joins_step_by_step_and_the_page_knows_what_is_next(group, cabinet, ivelow, rui):
    found = joining(ivelow, rui)
    assert found.may_apply
    assert told(found)["Applies, or is entered by the office"] == "now"
    contract = apply_to_join(school=ivelow, tier="bronze", starts_on=FIRST, by=rui, on=DAY)
    assert told(joining(ivelow, rui)) == {
        "May be a member": "done",
        "Contract drafted": "done",
        "Contract sent": "now",
        "Signed by the headteacher": "next",
        "Countersigned for the group": "next",
        "Our Collaborative Pledge agreed for 2024/25": "next",
        "First fee, 2024/25": "next",
    }
    agree(contract, rui, cabinet)
    cast.enter_years(group)
    words = pledge_of(facts_on(group, FIRST).rules).sha256
    agree_pledge(school=ivelow, by=rui, at=NOON.replace(month=9, day=2), sha256=words)
    fee_settled(school=ivelow, contract_year="2024-25", settled_on=date(2024, 9, 3))
    void_contract(contract=admit_school(school=ivelow, tier="silver", starts_on=date(2025, 9, 1), by=None, on=DAY),
                  because="entered twice", by=None, at=NOON)  # fmt: skip
    assert joining(ivelow, rui, date(2024, 9, 3)).complete
    assert len(roll_on(group, FIRST)) == 6


@pytest.mark.clause("K3.1", "K5.8")
def test_a_kind_that_may_not_be_a_member_is_refused_with_the_clause_and_the_page_says_why(group, cabinet):
    nursery = cast.school(group, "Juniper Nursery", kind="nursery", tier=None)
    head = cast.head(nursery, "Wen Aldous")
    (step,) = joining(nursery, head).steps
    assert (step.state, step.finding.value) == ("wrong", False)
    assert "nursery is not one of: primary" in step.finding.steps[0]
    assert "Membership" in step.finding.clause
    with pytest.raises(NotEligible) as refused:
        apply_to_join(school=nursery, tier="bronze", starts_on=FIRST, by=head, on=DAY)
    assert "Membership" in refused.value.clause
    assert not Contract.objects.filter(school=nursery).exists()


@pytest.mark.clause("K5.8")
def test_only_its_own_head_or_the_office_applies_for_a_school(cabinet, ivelow, rui):
    with pytest.raises(NotAllowed, match="You do not speak for Ivelow Primary"):
        apply_to_join(school=ivelow, tier="bronze", starts_on=FIRST, by=cabinet["next"], on=DAY)
    apply_to_join(school=ivelow, tier="bronze", starts_on=FIRST, by=cabinet["som"], on=DAY)
    assert AuditEntry.objects.filter(act="apply-for-contract").count() == 1
    with pytest.raises(NotNow, match="on its way already"):
        apply_to_join(school=ivelow, tier="silver", starts_on=date(2025, 9, 1), by=rui, on=DAY)


def test_a_member_does_not_join_and_nobody_joins_from_a_day_gone_by(group, cabinet, ivelow, rui):
    with pytest.raises(Refusal, match="joins from a day to come"):
        apply_to_join(school=ivelow, tier="bronze", starts_on=date(2024, 3, 13), by=rui, on=DAY)
    alder = School.objects.get(name="Alder Primary")
    with pytest.raises(NotNow, match="is a member already"):
        apply_to_join(school=alder, tier="bronze", starts_on=FIRST, by=cabinet["som"], on=DAY)


def test_a_group_without_contracts_takes_no_application(seats_group):
    school = cast.school(seats_group, "Elm Primary", tier=None)
    with pytest.raises(Refusal, match="needs no contract"):
        apply_to_join(school=school, tier="", starts_on=FIRST, by=None, on=DAY)


@pytest.mark.clause("K5.8")
def test_the_first_fee_is_the_whole_year_s_as_the_edition_says(cabinet, ivelow, rui):
    apply_to_join(school=ivelow, tier="bronze", starts_on=date(2024, 11, 4), by=rui, on=DAY)
    fee = joining(ivelow, rui).first_fee
    assert (fee.year.slot, fee.months.value, fee.amount) == ("2024-25", 12, Decimal("1500.00"))


@pytest.mark.clause("K5.8")
def test_by_the_month_it_pays_for_the_months_that_are_left_the_first_included(in_marlbeck):
    source = cast.knowsley()
    assert MONTHLY[0] in source
    cast.adopt(in_marlbeck, source.replace(*MONTHLY))
    cast.enter_years(in_marlbeck)
    school = cast.school(in_marlbeck, "Ivelow Primary", tier=None)
    head = cast.head(school, "Rui Tavares")
    apply_to_join(school=school, tier="bronze", starts_on=date(2024, 11, 4), by=head, on=DAY)
    found = joining(school, head)
    assert (found.first_fee.months.value, found.first_fee.amount) == (10, Decimal("1250.00"))
    assert "from November to 31 August 2025: 10 of 12 months" in found.first_fee.fee.steps
    assert found.steps[-1].note == "£1,250, 10 of 12 months"


def test_a_share_whose_figure_is_missing_is_not_known_yet(cabinet, ivelow, rui):
    apply_to_join(school=ivelow, tier="silver", starts_on=FIRST, by=rui, on=DAY)
    assert joining(ivelow, rui).steps[-1].note == "not known yet: a figure is missing"


# --- moving ---------------------------------------------------------------------------------------------


@pytest.fixture
def bronze(ivelow) -> Contract:
    return cast.join(ivelow, "bronze")


def tiers(school: School, on: date = DAY):
    one = joining(school, cast.person("Rui Tavares"), on).one
    found = moving(one.facts.register.editions, one.facts.rows, one.contract, one.detail, school.pk, on)
    return {tier.code: tier for tier in found.tiers}


@pytest.mark.clause("K4.3")
def test_each_tier_names_its_offer_and_what_it_entitles_to(cabinet, ivelow, bronze):
    shown = tiers(ivelow)
    assert [(tier.name, tier.offer) for tier in shown.values()] == [
        ("Bronze", "Universal Offer"),
        ("Silver", "School Improvement Offer"),
    ]
    assert len(shown["silver"].services) == len(shown["bronze"].services) + 1
    assert shown["bronze"].fee.value == Decimal("1500.00")


@pytest.mark.clause("K5.6", "K5.8")
def test_moving_up_begins_with_the_next_contract_year_and_needs_no_notice(
    group, cabinet, ivelow, rui, bronze
):
    assert (tiers(ivelow)["silver"].way, tiers(ivelow)["silver"].begins_on) == (UP, FIRST)
    contract = move_up(school=ivelow, tier="silver", by=rui, on=DAY)
    assert (contract.state, contract.starts_on, contract.tier) == ("drafted", FIRST, "silver")
    assert [row.tier for row in roll_on(group, FIRST) if row.school == ivelow] == ["bronze"]
    agree(contract, rui, cabinet)
    bronze.refresh_from_db()
    assert (bronze.ends_before, bronze.ends_because) == (FIRST, "a new contract took its place")
    days = [date(2024, 8, 31), FIRST]
    assert [row.tier for day in days for row in roll_on(group, day) if row.school == ivelow] == [
        "bronze",
        "silver",
    ]


def test_one_moves_up_to_a_higher_tier_alone(cabinet, ivelow, rui, bronze):
    with pytest.raises(Refusal, match="Choose the tier to move up to: Silver"):
        move_up(school=ivelow, tier="bronze", by=rui, on=DAY)
    with pytest.raises(NotAllowed):
        move_up(school=ivelow, tier="silver", by=cabinet["next"], on=DAY)
    with pytest.raises(Refusal, match="There is no higher tier"):
        move_up(school=School.objects.get(name="Alder Primary"), tier="bronze", by=None, on=DAY)


@pytest.mark.clause("K5.6")
def test_moving_down_is_notice_from_the_higher_tier_and_both_days_are_shown(cabinet, ivelow):
    cast.join(ivelow, "silver")
    shown = tiers(ivelow)
    assert (shown["silver"].way, shown["bronze"].way) == (NOW, DOWN)
    assert (shown["bronze"].begins_on, shown["bronze"].turn.by) == (date(2025, 8, 1), date(2024, 4, 1))
    assert tiers(ivelow, date(2024, 4, 2))["bronze"].begins_on == date(2026, 8, 1)


def test_a_school_that_is_no_member_sees_every_tier_open(cabinet, ivelow):
    assert {tier.way for tier in tiers(ivelow).values()} == {OPEN}


@pytest.mark.clause("K5.6")
def test_a_notice_of_leaving_is_not_got_round_by_another_contract(cabinet, ivelow, rui, bronze):
    coming = move_up(school=ivelow, tier="silver", by=rui, on=DAY)
    notice = give_notice(contract=bronze, by=rui, on=DAY)
    confirm_notice(notice=notice, by=None, on=DAY)
    with pytest.raises(Leaving, match="has given notice to leave on Thursday 31 July 2025"):
        agree(coming, rui, cabinet)
    coming.refresh_from_db()
    assert coming.state == "signed"
    void_contract(contract=coming, because="the school leaves", by=None, at=NOON)
    with pytest.raises(Leaving):
        move_up(school=ivelow, tier="silver", by=rui, on=DAY)
    withdraw_notice(notice=notice, resolution="R-7", by=None, on=DAY)
    assert move_up(school=ivelow, tier="silver", by=rui, on=DAY).state == "drafted"


@pytest.mark.clause("K5.6")
def test_a_move_down_that_was_agreed_is_undone_when_its_notice_is_withdrawn(group, cabinet, ivelow, rui):
    silver = cast.join(ivelow, "silver")
    notice = give_notice(contract=silver, by=rui, on=DAY, kind="move down", to_tier="bronze")
    confirm_notice(notice=notice, by=None, on=DAY)
    following = Contract.objects.get(school=ivelow, tier="bronze")
    agree(following, rui, cabinet)
    silver.refresh_from_db()
    assert silver.ends_before == following.starts_on == date(2025, 8, 1)
    withdraw_notice(notice=notice, resolution="R-8", by=None, on=DAY)
    silver.refresh_from_db()
    following.refresh_from_db()
    assert (silver.ends_before, following.state) == (None, "void")
    assert following.void_because == "the notice to move down was withdrawn"
    assert [row.tier for row in roll_on(group, date(2025, 8, 1)) if row.school == ivelow] == ["silver"]


@pytest.mark.clause("K5.6")
def test_a_withdrawal_comes_too_late_when_another_contract_is_agreed(cabinet, ivelow, rui, bronze):
    notice = give_notice(contract=bronze, by=rui, on=DAY)
    confirm_notice(notice=notice, by=None, on=DAY)
    cast.join(ivelow, "silver", since=date(2025, 9, 1))
    with pytest.raises(NotNow, match="Another contract is agreed from Monday 1 September 2025"):
        withdraw_notice(notice=notice, resolution="R-9", by=None, on=DAY)
    notice.refresh_from_db()
    assert notice.state == "confirmed"


def test_a_notice_to_move_to_a_tier_that_is_not_lower_is_refused(cabinet, ivelow, rui, bronze):
    with pytest.raises(Refusal, match="There is no tier below this one"):
        give_notice(contract=bronze, by=rui, on=DAY, kind="move down", to_tier="silver")


def test_a_figure_of_the_year_makes_the_fee_known(cabinet, ivelow, rui):
    apply_to_join(school=ivelow, tier="silver", starts_on=FIRST, by=rui, on=DAY)
    enter_basis(
        school=ivelow, contract_year="2024-25", figure="delegated school improvement funding",
        amount=Decimal(6000), source="the authority's letter", source_on=DAY, by=None, at=NOON,
    )  # fmt: skip
    assert joining(ivelow, rui).first_fee.amount == Decimal("6185.25")
