"""Notice of leaving: its deadline, a late one, moving down, taking it back (K5.3 to K5.6)."""

from datetime import date
from decimal import Decimal

import pytest

from membership.actions.notices import (
    NoticeAlready,
    NoticeBackdated,
    NoticeInFuture,
    confirm_notice,
    give_notice,
    void_notice,
    withdraw_notice,
)
from membership.models import Contract, Notice
from membership.permissions import NotAllowed
from membership.queries.notice import in_words, notice_deadlines, preview_notice
from membership.queries.roll import roll_on
from records.models import AuditEntry
from records.refusals import NotNow, Refusal
from tests.membership import cast

pytestmark = pytest.mark.django_db

IN_TIME, LATE = date(2024, 4, 1), date(2024, 4, 2)


@pytest.fixture
def office(group):
    person = cast.commissioned(group, "Sol Marchetti")
    cast.hold(group, "som", person, date(2023, 9, 1))
    return person


@pytest.fixture
def silver(group, office):
    school = cast.school(group, "Alder Primary")
    cast.head(school, "Amina Clarke")
    return Contract.objects.get(school=school)


@pytest.fixture
def head(silver):
    return cast.person("Amina Clarke")


@pytest.mark.clause("K5.3")
def test_silver_notice_by_1_april_2024_leaves_on_31_july_2025(silver):
    assert preview_notice(silver, IN_TIME).leaves_on == date(2025, 7, 31)


@pytest.mark.clause("K5.4")
def test_bronze_notice_by_1_february_2024_leaves_on_31_july_2024(group):
    bronze = Contract.objects.get(school=cast.school(group, "Beech Primary", tier="bronze"))
    assert preview_notice(bronze, date(2024, 2, 1)).leaves_on == date(2024, 7, 31)
    assert preview_notice(bronze, date(2024, 2, 2)).leaves_on == date(2025, 7, 31)


@pytest.mark.clause("K5.3", "K5.4")
def test_the_next_deadline_of_each_school_with_its_why(group, silver):
    bronze = cast.school(group, "Beech Primary", tier="bronze")
    deadlines = notice_deadlines(group, date(2024, 1, 10))
    assert (deadlines[bronze.pk].by, deadlines[bronze.pk].leaves_on) == (
        date(2024, 2, 1),
        date(2024, 7, 31),
    )
    found = deadlines[silver.school_id]
    assert (found.by, found.leaves_on) == (IN_TIME, date(2025, 7, 31))
    assert "12 months before Tuesday 1 April 2025: by Monday 1 April 2024" in " ".join(found.finding.steps)
    assert notice_deadlines(group, LATE)[silver.school_id].by == date(2025, 4, 1)


@pytest.mark.clause("K5.5")
def test_a_late_notice_is_accepted_for_the_next_leaving_date_shown_before_it_is_confirmed(silver, head):
    preview = preview_notice(silver, LATE)
    assert preview.late
    assert preview.missed == (date(2024, 7, 31), date(2025, 7, 31))
    assert in_words(preview) == "Membership would end on Friday 31 July 2026."
    assert not Notice.objects.exists()
    notice = give_notice(contract=silver, by=head, on=LATE)
    confirm_notice(notice=notice, by=None, on=LATE)
    silver.refresh_from_db()
    assert (notice.takes_effect_on, silver.ends_before) == (date(2026, 7, 31), date(2026, 8, 1))
    assert notice.finding["value"] == "2026-07-31"


@pytest.mark.clause("K5.5")
def test_what_is_still_owed_until_then_is_shown_year_by_year(silver):
    from membership.actions.fees import enter_basis, fee_settled
    from tests.membership.test_roll_and_standing import NOON

    fee_settled(school=silver.school, contract_year="2023-24", settled_on=date(2023, 5, 4))
    enter_basis(
        school=silver.school,
        contract_year="2024-25",
        figure="delegated school improvement funding",
        amount=Decimal("6000.00"),
        source="Authority's letter",
        source_on=date(2024, 2, 1),
        by=None,
        at=NOON,
    )
    owed = preview_notice(silver, LATE).still_to_pay
    assert [(year.year.slot, year.amount) for year in owed] == [
        ("2024-25", Decimal("6185.25")),
        ("2025-26", None),
    ]
    assert "is not entered" in " ".join(owed[1].finding.steps)


def test_a_school_that_has_given_notice_has_no_deadline_any_more(group, silver, head):
    confirm_notice(notice=give_notice(contract=silver, by=head, on=IN_TIME), by=None, on=IN_TIME)
    found = notice_deadlines(group, IN_TIME)[silver.school_id]
    assert (found.by, found.notice.state) == (None, "confirmed")


def test_it_is_a_member_to_the_last_day_and_no_longer(group, silver, head):
    confirm_notice(notice=give_notice(contract=silver, by=head, on=IN_TIME), by=None, on=IN_TIME)
    assert [len(roll_on(group, day)) for day in (date(2025, 7, 31), date(2025, 8, 1))] == [1, 0]


@pytest.mark.clause("K5.5")
def test_a_notice_dated_in_the_future_is_refused(silver, head):
    with pytest.raises(NoticeInFuture):
        give_notice(contract=silver, by=head, on=IN_TIME, given_on=LATE)
    assert not Notice.objects.exists()


def test_only_the_office_enters_a_notice_of_an_earlier_day_and_says_why(silver, head, office):
    earlier = {"contract": silver, "on": date(2024, 4, 5), "given_on": IN_TIME, "form": "letter"}
    with pytest.raises(NoticeBackdated, match="Say why"):
        give_notice(by=office, **earlier)
    with pytest.raises(NoticeBackdated, match="Only the office"):
        give_notice(by=head, backdate_reason="it was in the post", **earlier)
    notice = give_notice(by=office, backdate_reason="came by post over Easter", **earlier)
    assert (notice.given_on, notice.recorded_on) == (IN_TIME, date(2024, 4, 5))
    assert preview_notice(silver, notice.given_on).leaves_on == date(2025, 7, 31)


def test_the_head_of_another_school_gives_no_notice_for_this_one(group, silver):
    other = cast.head(cast.school(group, "Beech Primary"), "Bea Lindqvist")
    with pytest.raises(NotAllowed, match="You do not speak for Alder Primary"):
        give_notice(contract=silver, by=other, on=IN_TIME)


def test_notice_is_given_once(silver, head):
    give_notice(contract=silver, by=head, on=IN_TIME)
    with pytest.raises(NoticeAlready):
        give_notice(contract=silver, by=head, on=LATE)


@pytest.mark.clause("K5.6")
def test_a_notice_is_withdrawn_by_resolution_and_the_contract_runs_on(silver, head, office):
    notice = give_notice(contract=silver, by=head, on=IN_TIME)
    confirm_notice(notice=notice, by=office, on=IN_TIME)
    with pytest.raises(Refusal, match="Name the decision") as refused:
        withdraw_notice(notice=notice, resolution="", by=office, on=LATE)
    assert "Contract" in refused.value.clause
    withdraw_notice(notice=notice, resolution="Management group, 11 April 2024", by=office, on=LATE)
    silver.refresh_from_db()
    assert (silver.ends_before, silver.ends_because) == (None, "")
    notice.refresh_from_db()
    assert (notice.state, notice.takes_effect_on) == ("withdrawn", date(2025, 7, 31))
    acts = set(AuditEntry.objects.filter(subject_key=str(notice.pk)).values_list("act", flat=True))
    assert {"give-notice", "confirm-notice", "withdraw-notice"} <= acts


@pytest.mark.clause("K5.6")
def test_a_notice_that_has_taken_effect_is_not_withdrawn(silver, head, office):
    notice = give_notice(contract=silver, by=head, on=IN_TIME)
    confirm_notice(notice=notice, by=office, on=IN_TIME)
    with pytest.raises(NotNow, match="took effect on Thursday 31 July 2025"):
        withdraw_notice(notice=notice, resolution="R-1", by=None, on=date(2025, 8, 1))


@pytest.mark.clause("K5.6")
def test_moving_down_drafts_the_next_contract_and_the_old_one_stands_until_that_is_agreed(
    group, silver, head, office
):
    notice = give_notice(contract=silver, by=head, on=IN_TIME, kind="move down", to_tier="bronze")
    confirm_notice(notice=notice, by=office, on=IN_TIME)
    silver.refresh_from_db()
    assert silver.ends_before is None
    following = Contract.objects.exclude(pk=silver.pk).get()
    assert (following.tier, following.starts_on, following.state) == (
        "bronze",
        date(2025, 8, 1),
        "drafted",
    )
    assert [row.tier for row in roll_on(group, date(2025, 8, 1))] == ["silver"]
    withdraw_notice(notice=notice, resolution="R-2024-003", by=office, on=LATE)
    following.refresh_from_db()
    assert following.state == "void"


@pytest.mark.clause("K5.6")
def test_moving_down_names_a_tier_of_the_document(silver, head):
    with pytest.raises(Refusal, match="Choose the tier to move down to: Bronze"):
        give_notice(contract=silver, by=head, on=IN_TIME, kind="move down", to_tier="gold")


def test_a_mistake_is_struck_out_on_the_day_alone(silver, head, office):
    notice = give_notice(contract=silver, by=head, on=IN_TIME)
    with pytest.raises(NotNow, match="Only on the day"):
        void_notice(notice=notice, by=office, on=LATE)
    void_notice(notice=notice, by=office, on=IN_TIME)
    assert give_notice(contract=silver, by=head, on=IN_TIME).state == "given"


def test_confirming_twice_is_refused(silver, head, office):
    notice = give_notice(contract=silver, by=head, on=IN_TIME)
    again = Notice.objects.get(pk=notice.pk)
    confirm_notice(notice=notice, by=office, on=IN_TIME)
    with pytest.raises(NotNow):
        confirm_notice(notice=again, by=office, on=IN_TIME)
