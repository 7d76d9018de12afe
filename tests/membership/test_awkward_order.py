"""Bad input and awkward order (K5.1, K5.3, K7.1): what comes twice, too late, or from somebody who has left."""

from datetime import date

import pytest

from membership.actions.notices import NoticeAlready, confirm_notice, give_notice
from membership.actions.offices import NotEligible, appoint, record_vacancy
from membership.actions.posts import begin_post, end_post
from membership.actions.schools import end_school
from membership.models import Contract, Holding, Notice, Post, School
from membership.queries.flags import flags_on
from membership.queries.register import Register
from records.refusals import NotNow, Refusal
from tests.membership import cast

pytestmark = pytest.mark.django_db

DAY, NEXT_DAY = cast.DAY, date(2024, 3, 15)


@pytest.fixture
def beech(group, cabinet) -> School:
    """Whose head, Tess Rahman, is the Treasurer."""
    return School.objects.get(name="Beech Primary")


# --- a holder from a school that left ------------------------------------------------------------------


@pytest.mark.clause("K7.1", "K3.5")
def test_an_office_holder_whose_school_has_left_the_group_is_flagged_from_the_day_after(
    group, cabinet, beech
):
    Contract.objects.filter(school=beech).update(ends_before=NEXT_DAY, ends_because="notice of 1 April 2022")
    assert flags_on(Register(group), DAY) == []
    (flag,) = flags_on(Register(group), NEXT_DAY)
    assert (flag.held.person, flag.held.place.code) == (cabinet["treasurer"], "treasurer")
    assert (flag.ended_on, flag.vacant_on) == (DAY, NEXT_DAY)
    holding = record_vacancy(holding=flag.held.holding, by=None, on=NEXT_DAY)
    assert holding.ends_before == NEXT_DAY


@pytest.mark.clause("K7.1")
def test_nobody_from_a_school_that_has_left_is_appointed(group, cabinet, beech):
    holding = Holding.objects.get(place__code="treasurer")
    holding.ends_before, holding.ended_because = NEXT_DAY, "resigned"
    holding.save()
    Contract.objects.filter(school=beech).update(ends_before=NEXT_DAY, ends_because="notice of 1 April 2022")
    told = {"place": cast.office(group, "treasurer"), "starts_on": NEXT_DAY, "by": None, "on": DAY}
    with pytest.raises(NotEligible):
        appoint(person=cabinet["treasurer"], **told)
    assert appoint(person=cabinet["next"], **told).person == cabinet["next"]


@pytest.mark.clause("K7.1", "K3.5")
def test_a_head_who_leads_another_school_as_well_keeps_the_office(group, cabinet, beech):
    cast.head(cast.school(group, "Hazel Primary"), "Tess Rahman", kind="executive headteacher")
    end_school(school=beech, ended_on=DAY, reason="closed", by=None, on=DAY)
    assert flags_on(Register(group), NEXT_DAY) == []


# --- posts ---------------------------------------------------------------------------------------------


def begun(group, person, school, starts_on, **more) -> Post:
    told = {"collaborative": group, "kind": "headteacher", "by": None, "on": DAY}
    return begin_post(person=person, school=school, starts_on=starts_on, **told | more)


@pytest.mark.clause("K7.1")
def test_the_same_post_is_not_entered_over_itself(group, cabinet, beech):
    with pytest.raises(Refusal, match="Tess Rahman is already entered as headteacher from 1 September 2020"):
        begun(group, cabinet["treasurer"], beech, date(2023, 9, 1))
    with pytest.raises(Refusal, match="already entered"):
        begun(group, cabinet["treasurer"], beech, date(2019, 9, 1), ends_before=date(2020, 9, 2))
    assert begun(group, cabinet["treasurer"], beech, date(2019, 9, 1), ends_before=date(2020, 9, 1))


@pytest.mark.clause("K7.1")
def test_somebody_comes_back_to_a_post_after_it_ended_and_has_two_posts_at_once_elsewhere(
    group, cabinet, beech
):
    post = Post.objects.get(school=beech)
    end_post(post=post, last_day=DAY, because="secondment", by=None, on=DAY)
    assert begun(group, cabinet["treasurer"], beech, NEXT_DAY)
    assert begun(group, cabinet["treasurer"], School.objects.get(name="Alder Primary"), NEXT_DAY)
    assert begun(group, cabinet["treasurer"], beech, NEXT_DAY, kind="executive headteacher")


# --- notice --------------------------------------------------------------------------------------------


@pytest.mark.clause("K5.3")
def test_notice_for_a_tier_that_is_not_below_the_one_held_is_refused(group, birchenholt):
    contract = Contract.objects.get(school=birchenholt)
    told = {"contract": contract, "by": cast.person("Nadia Farrow"), "on": DAY, "kind": Notice.Kind.MOVE_DOWN}
    for tier in ("silver", "gold", ""):
        with pytest.raises(Refusal, match="Choose the tier to move down to: Bronze"):
            give_notice(to_tier=tier, **told)
    bronze = Contract.objects.get(school=cast.school(group, "Hazel Primary", tier="bronze"))
    cast.head(bronze.school, "Ida Munn")
    with pytest.raises(Refusal, match="no tier below this one"):
        give_notice(
            contract=bronze, by=cast.person("Ida Munn"), on=DAY, kind=Notice.Kind.MOVE_DOWN, to_tier="silver"
        )
    assert not Notice.objects.exists()


@pytest.mark.clause("K5.3")
def test_a_second_notice_is_refused_while_one_stands_and_once_the_contract_has_an_end(group, birchenholt):
    contract, head = Contract.objects.get(school=birchenholt), cast.person("Nadia Farrow")
    notice = give_notice(contract=contract, by=head, on=DAY)
    with pytest.raises(NoticeAlready):
        give_notice(contract=contract, by=head, on=NEXT_DAY, kind=Notice.Kind.MOVE_DOWN, to_tier="bronze")
    confirm_notice(notice=notice, by=None, on=DAY)
    with pytest.raises(NoticeAlready, match="already ends on Thursday 31 July 2025"):
        give_notice(contract=contract, by=head, on=NEXT_DAY)


@pytest.mark.clause("K5.3")
def test_nobody_gives_notice_of_a_contract_that_has_not_begun(group, birchenholt):
    coming = cast.join(cast.school(group, "Hazel Primary", tier=None), since=date(2024, 9, 1))
    cast.head(coming.school, "Ida Munn")
    with pytest.raises(NotNow, match="not in force"):
        give_notice(contract=coming, by=cast.person("Ida Munn"), on=DAY)
