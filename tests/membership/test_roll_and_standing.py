"""The roll on a date and the standing of a school (K3.1 to K3.5, K6.1, K6.3)."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from membership.actions.contracts import NotEligible, admit_school
from membership.actions.fees import enter_basis, fee_reopened, fee_settled
from membership.actions.pledge import agree_pledge
from membership.actions.schools import UrnTaken, change_detail, end_school
from membership.models import Basis, Contract
from membership.permissions import NotAllowed
from membership.queries.contracts import asked_to_sign_again
from membership.queries.editions import edition_on
from membership.queries.members import members_on
from membership.queries.pledge import pledge_of
from membership.queries.quorum import counts_on, quorum_on
from membership.queries.roll import affiliated_on, roll_counts, roll_on
from membership.queries.standing import standing_of, standings_on
from records.refusals import NotNow, Refusal
from tests.membership import cast

pytestmark = pytest.mark.django_db

DAY = date(2024, 3, 14)
NOON = datetime(2024, 3, 14, 12, tzinfo=UTC)


@pytest.fixture
def thirty_five(group):
    """The document's own list, of invented schools: 31 + 1 + 1 + 1 + 1, of them 7 academies."""
    for number in range(1, 32):
        kind = "infant" if number % 7 == 0 else "primary"
        status = "academy" if number <= 7 else "maintained"
        cast.school(group, f"Marl {number:02} School", kind=kind, phase="primary", status=status)
    cast.school(group, "Fen School", kind="special", phase="primary")
    cast.school(group, "Moor School", kind="special", phase="secondary")
    cast.school(group, "Quay Centre", kind="pupil referral unit")
    cast.school(group, "Weir High School", kind="secondary", phase="secondary")
    cast.hold(group, "som", cast.commissioned(group, "Sol Marchetti"), date(2023, 9, 1))
    return group


@pytest.mark.clause("K3.2")
def test_the_roll_counts_like_the_documents_own_list(thirty_five):
    counts = roll_counts(edition_on(thirty_five, DAY).rules, roll_on(thirty_five, DAY))
    assert counts.by_kind == {
        "primary / infant": 31,
        "primary special": 1,
        "secondary special": 1,
        "pupil referral unit": 1,
        "secondary": 1,
    }
    assert counts.by_status == {"maintained / VA": 28, "academy": 7}
    assert counts.total == 35


@pytest.mark.clause("K6.1", "K3.4")
def test_thirty_five_schools_need_twenty_one_and_the_manager_votes_without_counting(thirty_five):
    finding = quorum_on(thirty_five, "full-group", DAY)
    assert finding.value == 21
    assert counts_on(thirty_five, "full-group", DAY) == {"schools": 35, "members": 35, "entitled": 36}
    manager = next(m for m in members_on(thirty_five, "full-group", DAY) if m.kind == "person")
    assert (manager.name, manager.counts, manager.votes) == ("Sol Marchetti", False, True)


@pytest.mark.clause("K6.1", "K6.3")
@pytest.mark.parametrize(("joining", "leaving", "quorum"), [(0, 1, 21), (1, 0, 22)])
def test_thirty_four_need_twenty_one_and_thirty_six_need_twenty_two(thirty_five, joining, leaving, quorum):
    for number in range(joining):
        cast.school(thirty_five, f"Late {number} School")
    for contract in Contract.objects.all()[:leaving]:
        end_school(school=contract.school, ended_on=date(2024, 1, 31), reason="closed", by=None, on=DAY)
    assert quorum_on(thirty_five, "full-group", DAY).value == quorum


@pytest.mark.clause("K6.3")
def test_a_school_counts_from_the_day_it_joins_to_its_last_day(group):
    school = cast.school(group, "Alder Primary", since=date(2023, 10, 1))
    end_school(school=school, ended_on=date(2024, 1, 31), reason="closed", by=None, on=DAY)
    days = [date(2023, 9, 30), date(2023, 10, 1), date(2024, 1, 31), date(2024, 2, 1)]
    assert [affiliated_on(group, day) for day in days] == [0, 1, 1, 0]


def test_an_issued_contract_is_not_membership(group):
    school = cast.school(group, "Alder Primary", tier=None)
    admit_school(school=school, tier="silver", starts_on=cast.LONG_AGO, by=None, on=DAY)
    assert roll_on(group, DAY) == ()


@pytest.mark.clause("K3.1")
def test_a_kind_that_the_document_does_not_list_is_refused_with_the_reason(group):
    school = cast.school(group, "Juniper Nursery", kind="nursery", tier=None)
    with pytest.raises(NotEligible) as refused:
        cast.join(school)
    assert "Juniper Nursery is a nursery school" in refused.value.sentence
    assert "primary, infant, special, secondary or pupil referral unit" in refused.value.sentence
    assert "Membership" in refused.value.clause


@pytest.mark.clause("K3.1")
def test_another_constitution_admits_other_kinds(seats_group):
    school = cast.school(seats_group, "Juniper Nursery", kind="nursery", tier=None)
    contract = admit_school(school=school, starts_on=cast.LONG_AGO, by=None, on=DAY)
    assert (contract.form, contract.state) == ("admission", "agreed")


@pytest.mark.clause("K3.3")
def test_standing_says_which_of_contract_fee_and_pledge_is_missing(group):
    school = cast.school(group, "Alder Primary")
    head = cast.head(school, "Amina Clarke")
    standing = standing_of(school, DAY)
    assert [need.name for need in standing.missing] == ["annual fee", "pledge"]
    assert standing.finding.value == "something is missing"
    assert standing.finding.steps == (
        "signed contract: since 1 September 2020",
        "annual fee for 2023/24: missing (shown)",
        "pledge for 2023/24: missing (shown)",
    )
    fee_settled(school=school, contract_year="2023-24", settled_on=date(2023, 5, 4))
    agree_pledge(school=school, by=head, at=NOON, sha256=pledge_of(edition_on(group, DAY).rules).sha256)
    assert standing_of(school, DAY).finding.value == "in good standing"
    assert [n.name for n in standing_of(school, DAY - timedelta(days=1)).missing] == ["pledge"]


@pytest.mark.clause("K3.3")
def test_without_a_contract_a_school_is_not_a_member(group):
    standing = standing_of(cast.school(group, "Alder Primary", tier=None), DAY)
    assert standing.finding.value == "not a member"
    assert not standing.is_member


def test_a_fee_that_came_back_is_missing_again_from_that_day(group):
    school = cast.school(group, "Alder Primary")
    fee_settled(school=school, contract_year="2023-24", settled_on=date(2023, 5, 4))
    fee_settled(school=school, contract_year="2023-24", settled_on=date(2023, 5, 4))
    fee_reopened(school=school, contract_year="2023-24", reopened_on=date(2024, 2, 1))
    met = [standing_of(school, day).needs[1].met for day in (date(2024, 1, 31), date(2024, 2, 1))]
    assert met == [True, False]


def test_standings_cost_the_same_however_many_schools_there_are(group, django_assert_num_queries):
    def cost() -> int:
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(
            connection,
        ) as queries:
            standings_on(group, DAY)
            roll_on(group, DAY)
            members_on(group, "full-group", DAY)
        return len(queries)

    cast.school(group, "Alder Primary")
    one = cost()
    for number in range(12):
        cast.head(cast.school(group, f"Beech {number} Primary"), f"Head {number}")
    assert cost() == one


# The pledge and the figures -------------------------------------------------------------------------


def test_only_the_head_of_that_school_agrees_to_the_pledge_and_only_once(group):
    alder, beech = cast.school(group, "Alder Primary"), cast.school(group, "Beech Primary")
    head, other = cast.head(alder, "Amina Clarke"), cast.head(beech, "Bea Lindqvist")
    words = pledge_of(edition_on(group, DAY).rules).sha256
    with pytest.raises(NotAllowed, match="You do not speak for Alder Primary"):
        agree_pledge(school=alder, by=other, at=NOON, sha256=words)
    with pytest.raises(NotNow, match="The pledge has changed"):
        agree_pledge(school=alder, by=head, at=NOON, sha256="0" * 64)
    first = agree_pledge(school=alder, by=head, at=NOON, sha256=words)
    assert agree_pledge(school=alder, by=head, at=NOON, sha256=words) == first


def test_the_pledge_has_ten_promises_with_the_notice_periods_filled_in(group):
    words = pledge_of(edition_on(group, DAY).rules).words
    assert words.count("- ") >= 10
    assert "4 months for Bronze members and 12 months for Silver members" in words


def test_a_figure_is_superseded_and_never_overwritten(group):
    school = cast.school(group, "Alder Primary")
    for amount in ("6000.00", "6000.00", "6100.50"):
        enter_basis(
            school=school,
            contract_year="2024-25",
            figure="delegated school improvement funding",
            amount=Decimal(amount),
            source="Authority's letter",
            source_on=date(2024, 2, 1),
            by=None,
            at=NOON,
        )
    assert list(Basis.objects.order_by("pk").values_list("amount_pence", "superseded_at")) == [
        (600000, NOON),
        (610050, None),
    ]


# A school through time ------------------------------------------------------------------------------


@pytest.mark.clause("K3.5")
def test_a_school_that_academises_is_asked_for_a_new_contract_and_stays_a_member(group):
    school = cast.school(group, "Alder Primary", urn=900001)
    change_detail(school=school, from_on=date(2024, 1, 1), urn=900101, status="academy", by=None, on=DAY)
    assert [row.status for row in (r.detail for r in roll_on(group, DAY))] == ["academy"]
    (asked,) = asked_to_sign_again(group, DAY)
    assert (asked.school, asked.because) == (school, "an academy since 1 January 2024")
    cast.join(school, since=date(2024, 4, 1))
    assert asked_to_sign_again(group, date(2024, 4, 2)) == []
    old = Contract.objects.order_by("starts_on").first()
    assert (old.ends_before, old.ends_because) == (date(2024, 4, 1), "a new contract took its place")


@pytest.mark.clause("K3.5")
def test_a_school_that_merges_continues_in_the_other_and_votes_once_from_that_day(group):
    infant, junior = cast.school(group, "Alder Infant"), cast.school(group, "Alder Junior")
    end_school(
        school=infant,
        ended_on=date(2024, 1, 31),
        reason="merged into Alder Junior",
        continues_in=junior,
        by=None,
        on=DAY,
    )
    assert [row.school for row in roll_on(group, DAY)] == [junior]
    with pytest.raises(Refusal, match="does not continue in itself"):
        end_school(school=junior, ended_on=DAY, reason="x", continues_in=junior, by=None, on=DAY)


@pytest.mark.clause("K3.5")
def test_a_school_that_is_renamed_keeps_its_old_name_in_the_past(group):
    school = cast.school(group, "Alder Primary")
    change_detail(school=school, from_on=date(2024, 1, 1), name="Alder Hill Primary", by=None, on=DAY)
    names = [roll_on(group, day)[0].detail.name for day in (date(2023, 12, 31), DAY)]
    assert names == ["Alder Primary", "Alder Hill Primary"]
    assert school.name == "Alder Hill Primary"


def test_one_urn_is_one_school_of_the_group(group):
    cast.school(group, "Alder Primary", urn=900001)
    with pytest.raises(UrnTaken, match="Alder Primary already has the URN 900001"):
        cast.school(group, "Beech Primary", urn=900001)
