"""The register of roles and the management group on any date (K7.1 to K7.7)."""

from datetime import date

import pytest

import constitution
from membership.actions.offices import NotAppointed, NotEligible, PlaceTaken, appoint, end_holding
from membership.actions.posts import end_post
from membership.actions.reconcile import reconcile_offices
from membership.models import Holding, Post
from membership.queries.facts import facts_for
from membership.queries.flags import flags_on
from membership.queries.members import members_on
from membership.queries.quorum import quorum_on
from membership.queries.register import Register, register_of_roles
from records.models import AuditEntry
from tests.membership import cast

pytestmark = pytest.mark.django_db

SPRING, SUMMER = date(2024, 3, 14), date(2024, 6, 13)


def role(group, code: str, on: date):
    return next(r for r in register_of_roles(group, on) if r.place.code == code)


def names(members) -> list[str]:
    return [member.name for member in members]


@pytest.mark.clause("K7.2", "K7.6")
def test_on_1_september_2023_the_register_reads_like_the_documents_own_table(group, cabinet):
    roles = register_of_roles(group, date(2023, 9, 1))
    durations = {r.name: r.held.duration(date(2023, 9, 1)) for r in roles if r.held}
    assert durations["Chair"] == "2 years (1 year remaining)"
    assert durations["Strategic Operations Manager"] == "3 years"
    assert durations["Treasurer"] == "2 years"
    assert durations["SEND Rep / EPA Lead"] == "2 years"
    assert durations["Outgoing Chair"] == "2 years (1 year remaining)"
    assert role(group, "chair-designate", date(2023, 9, 1)).vacant


@pytest.mark.clause("K7.2")
def test_a_chair_from_1_september_2022_serves_to_31_august_2024_and_then_the_place_is_vacant(group, cabinet):
    chair = role(group, "chair", SPRING).held
    assert (chair.person.name, chair.since, chair.until) == (
        "Amina Clarke",
        date(2022, 9, 1),
        date(2024, 8, 31),
    )
    assert chair.remaining(date(2024, 8, 31)) == "1 day"
    assert role(group, "chair", date(2024, 9, 1)).vacant


@pytest.mark.clause("K7.3")
def test_the_manager_serves_three_years_and_each_renewal_two(group, cabinet):
    place, manager = cast.office(group, "som"), cabinet["som"]
    assert role(group, "som", SPRING).held.until == date(2026, 8, 31)
    appoint(place=place, person=manager, starts_on=date(2026, 9, 1), by=None, on=date(2026, 7, 1))
    renewed = role(group, "som", date(2026, 9, 1)).held
    assert (renewed.until, renewed.term) == (date(2028, 8, 31), "2 years")


@pytest.mark.clause("K7.3")
def test_one_person_may_be_chair_and_academy_rep_and_is_reviewed_after_a_year(group, cabinet):
    assert role(group, "academy-rep", SPRING).held.person == role(group, "chair", SPRING).held.person
    assert role(group, "send-rep", SPRING).held.review == date(2024, 9, 1)


@pytest.mark.clause("K7.4")
def test_the_outgoing_chair_stays_two_years_by_itself(group, cabinet):
    cast.hold(group, "chair", cabinet["next"], date(2024, 9, 1))
    register = Register(group)
    place = cast.office(group, "outgoing-chair")
    before, after = register.holder(place, SPRING), register.holder(place, date(2025, 1, 15))
    assert (before.person.name, before.since, before.until) == (
        "Moira Penn",
        date(2022, 9, 1),
        date(2024, 8, 31),
    )
    assert (after.person.name, after.since, after.until) == (
        "Amina Clarke",
        date(2024, 9, 1),
        date(2026, 8, 31),
    )
    assert after.derived


@pytest.mark.clause("K7.5", "K7.7")
def test_the_management_group_is_five_in_spring_and_six_in_summer_with_the_chair_designate(group, cabinet):
    cast.hold(group, "chair", cabinet["next"], date(2024, 9, 1))
    five = names(members_on(group, "management-group", SPRING))
    six = names(members_on(group, "management-group", SUMMER))
    assert sorted(five) == ["Amina Clarke", "Kit Solanki", "Moira Penn", "Sol Marchetti", "Tess Rahman"]
    assert sorted(set(six) - set(five)) == ["Jude Farrow"]
    assert len(six) == 6


@pytest.mark.clause("K6.2", "K7.7")
def test_its_quorum_follows_five_need_three_and_six_need_four(group, cabinet):
    cast.hold(group, "chair", cabinet["next"], date(2024, 9, 1))
    assert quorum_on(group, "management-group", SPRING).value == 3
    assert quorum_on(group, "management-group", SUMMER).value == 4


@pytest.mark.clause("K7.7")
def test_the_rule_book_names_the_same_people_from_the_same_facts(group, cabinet):
    cast.hold(group, "chair", cabinet["next"], date(2024, 9, 1))
    rules = Register(group).editions.rules_on(SPRING)
    for day in (date(2023, 9, 1), SPRING, SUMMER, date(2024, 8, 1), date(2024, 12, 2), date(2027, 1, 8)):
        given = facts_for("members on", "management-group", group, day)
        found = constitution.ask(rules, "members on", "management-group", given)
        assert list(found.value) == names(members_on(group, "management-group", day)), day


@pytest.mark.clause("K7.1")
def test_a_deputy_or_a_business_manager_may_not_hold_an_office(group, cabinet):
    deputy = cast.head(cast.school(group, "Elm Primary"), "Dan Osei", kind="deputy headteacher")
    with pytest.raises(NotEligible) as refused:
        appoint(
            place=cast.office(group, "treasurer"),
            person=deputy,
            starts_on=date(2025, 9, 1),
            by=None,
            on=SPRING,
        )
    assert "Dan Osei may not hold the office of Treasurer" in refused.value.sentence
    assert refused.value.clause


@pytest.mark.clause("K7.1")
def test_a_chair_who_is_no_longer_a_headteacher_is_flagged_and_the_office_falls_vacant_on_that_day(
    group, cabinet
):
    post = Post.objects.get(person=cabinet["chair"], kind="headteacher")
    end_post(post=post, last_day=date(2024, 4, 30), because="retired", by=None, on=SPRING)
    later = date(2024, 5, 20)
    flags = flags_on(Register(group), later)
    assert {(f.held.place.code, f.ended_on) for f in flags} == {
        ("chair", date(2024, 4, 30)),
        ("academy-rep", date(2024, 4, 30)),
    }
    reconcile_offices(collaborative=group, on=later)
    assert role(group, "chair", later).vacant
    assert role(group, "chair", date(2024, 4, 30)).held.person == cabinet["chair"]
    holding = Holding.objects.get(place__code="chair", person=cabinet["chair"])
    assert holding.ends_before == date(2024, 5, 1)
    assert "no longer holds the post" in holding.ended_because


@pytest.mark.clause("K7.4", "K7.5")
def test_what_follows_is_stored_when_its_day_comes_and_once_only(group, cabinet):
    cast.hold(group, "chair", cabinet["next"], date(2024, 9, 1))
    assert [h.place.code for h in reconcile_offices(collaborative=group, on=SPRING)] == ["outgoing-chair"]
    assert reconcile_offices(collaborative=group, on=SPRING) == []
    stored = reconcile_offices(collaborative=group, on=date(2024, 9, 2))
    assert [(h.place.code, h.person.name) for h in stored] == [("outgoing-chair", "Amina Clarke")]
    entries = AuditEntry.objects.filter(by=None, subject_key=str(stored[0].pk), act="appoint")
    assert entries.count() == 1


def test_whole_weeks_missed_are_caught_up(group, cabinet):
    cast.hold(group, "chair", cabinet["next"], date(2024, 9, 1))
    stored = reconcile_offices(collaborative=group, on=date(2025, 3, 3))
    assert [(h.place.code, h.starts_on) for h in stored] == [("outgoing-chair", date(2024, 9, 1))]


def test_nobody_is_appointed_outgoing_chair(group, cabinet):
    with pytest.raises(NotAppointed, match="follows from the office of Chair by itself"):
        cast.hold(group, "outgoing-chair", cabinet["next"], SPRING)


@pytest.mark.clause("K7.9")
def test_an_office_that_is_held_is_not_given_away(group, cabinet):
    with pytest.raises(PlaceTaken, match="Amina Clarke is Chair until Saturday 31 August 2024"):
        cast.hold(group, "chair", cabinet["next"], date(2024, 4, 1))


def test_a_successor_ends_the_time_before_whose_term_is_over(group, cabinet):
    cast.hold(group, "chair", cabinet["next"], date(2024, 9, 1))
    before = Holding.objects.get(place__code="chair", person=cabinet["chair"])
    assert (before.ends_before, before.ended_because) == (date(2024, 9, 1), "end of term")


def test_somebody_holds_one_of_two_places_of_an_office(group, cabinet):
    cast.hold(group, "headteacher-rep", cabinet["next"], date(2023, 9, 1), number=1)
    with pytest.raises(PlaceTaken, match="already holds another place"):
        cast.hold(group, "headteacher-rep", cabinet["next"], date(2023, 9, 1), number=2)


def test_a_chair_who_leaves_early_leaves_a_vacancy_and_becomes_outgoing_chair(group, cabinet):
    holding = Holding.objects.get(place__code="chair", person=cabinet["chair"])
    end_holding(holding=holding, last_day=date(2023, 12, 31), because="resigned", by=None, on=SPRING)
    assert role(group, "chair", SPRING).vacant
    outgoing = role(group, "outgoing-chair", SPRING).held
    assert (outgoing.person, outgoing.since) == (cabinet["chair"], date(2024, 1, 1))


def test_the_next_outgoing_chair_takes_over_from_one_who_was_stored_already(group, cabinet):
    reconcile_offices(collaborative=group, on=date(2023, 9, 4))
    holding = Holding.objects.get(place__code="chair", person=cabinet["chair"])
    end_holding(holding=holding, last_day=date(2023, 12, 31), because="resigned", by=None, on=SPRING)
    assert role(group, "outgoing-chair", SPRING).held.person == cabinet["chair"]
    reconcile_offices(collaborative=group, on=SPRING)
    times = Holding.objects.filter(place__code="outgoing-chair").order_by("starts_on")
    assert [(h.person.name, h.starts_on, h.ends_before) for h in times] == [
        ("Moira Penn", date(2022, 9, 1), date(2024, 1, 1)),
        ("Amina Clarke", date(2024, 1, 1), date(2026, 1, 1)),
    ]


@pytest.mark.clause("K7.1")
def test_an_outgoing_chair_who_is_no_longer_a_headteacher_does_not_come_back_by_itself(group, cabinet):
    reconcile_offices(collaborative=group, on=date(2023, 9, 4))
    post = Post.objects.get(person=cabinet["outgoing"], kind="headteacher")
    end_post(post=post, last_day=date(2024, 1, 31), because="retired", by=None, on=SPRING)
    for _ in range(2):
        reconcile_offices(collaborative=group, on=SPRING)
    assert role(group, "outgoing-chair", SPRING).vacant
    assert role(group, "outgoing-chair", date(2024, 1, 31)).held.person == cabinet["outgoing"]


def test_the_register_costs_the_same_however_many_holders_there_are(
    group, cabinet, django_assert_max_num_queries
):
    with django_assert_max_num_queries(5):
        register = Register(group)
        for month in range(1, 13):
            register.on(date(2024, month, 1))
