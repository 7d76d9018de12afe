"""Who may do what, and who sees what, on a date (X1, X2): from posts, offices and the authority table."""

from datetime import UTC, date, datetime

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext

from membership.actions import grants
from membership.actions.offices import appoint, end_holding
from membership.actions.posts import end_post
from membership.models import Contract, Grant, Holding, Notice, Post, School
from membership.permissions import NoDoor, NotAllowed, allowed, may, require, viewer_for
from membership.permissions.doors import EVERYBODY, NOBODY, doors, lets_in, plain
from records.models import Collaborative, Person
from records.tenancy import scoped
from tests.membership import cast

pytestmark = pytest.mark.django_db

DAY = date(2024, 3, 14)
NOON = datetime(2024, 3, 14, 12, tzinfo=UTC)


def test_the_manager_may_issue_invoices_by_the_documents_own_table(group, cabinet):
    finding = may(cabinet["som"], "issue-invoice", group, DAY)
    assert finding
    assert "Treasurer" in finding.clause
    assert finding.defaults == ()
    assert finding.steps[-1] == "so yes, as Strategic Operations Manager"


def test_a_headteacher_may_not_and_is_told_who_may(group, cabinet):
    finding = may(cabinet["next"], "issue-invoice", group, DAY)
    assert not finding
    assert "Strategic Operations Manager or business manager named by the group" in finding.steps[0]
    assert "Jude Farrow is headteacher, Dale Primary" in finding.steps[1]


def test_an_act_that_the_edition_does_not_name_takes_a_default_that_is_marked_as_one(group, cabinet):
    finding = may(cabinet["som"], "edit-schools", group, DAY)
    assert finding
    assert "the constitution does not say who; the default" in finding.defaults[0]


@pytest.mark.clause("X1")
def test_rights_end_with_the_office(group, cabinet):
    holding = Holding.objects.get(place__code="som")
    end_holding(holding=holding, last_day=date(2024, 2, 29), because="resigned", by=None, on=DAY)
    days = (date(2024, 2, 29), date(2024, 3, 1))
    assert [bool(may(cabinet["som"], "issue-invoice", group, day)) for day in days] == [True, False]


def test_rights_end_with_the_term_though_nobody_entered_the_end(group, cabinet):
    days = (date(2026, 8, 31), date(2026, 9, 1))
    assert [bool(may(cabinet["som"], "issue-invoice", group, day)) for day in days] == [True, False]


def test_rights_end_with_the_post(group, cabinet):
    post = Post.objects.get(person=cabinet["next"])
    end_post(post=post, last_day=date(2024, 2, 29), because="retired", by=None, on=DAY)
    days = (date(2024, 2, 29), date(2024, 3, 1))
    assert [bool(may(cabinet["next"], "give-notice", group, day)) for day in days] == [True, False]


def test_the_business_manager_of_some_school_does_not_act_for_the_group_until_named(group, cabinet):
    manager = cast.head(School.objects.first(), "Owen Firth", kind="business manager")
    assert not may(manager, "pay", group, DAY)
    cast.hold(group, "business manager", manager, date(2024, 3, 1), resolution="R-2024-001")
    assert may(manager, "pay", group, DAY)


def test_any_of_four_signatories_may_approve_and_the_fifth_place_does_not_exist(group, cabinet):
    from membership.models import Place

    panel = Place.objects.filter(body__code="signatory")
    assert panel.count() == 4
    appoint(place=panel[0], person=cabinet["treasurer"], starts_on=date(2023, 9, 1), by=None, on=DAY)
    assert may(cabinet["treasurer"], "approve-payment", group, DAY)
    assert not may(cabinet["chair"], "approve-payment", group, DAY)


def test_what_a_body_decides_is_recorded_by_the_office_and_by_no_member_alone(group, cabinet):
    assert may(cabinet["som"], "appoint-som", group, DAY)
    assert not may(cabinet["treasurer"], "appoint-som", group, DAY)


def test_the_seat_that_chairs_makes_a_chair(seats_group):
    director = cast.person("Ines Moreau")
    body = seats_group_body(seats_group)
    cast.sit(body, "Director Children's Services", director, date(2016, 11, 1))
    assert "chair" in viewer_for(director, seats_group, date(2017, 1, 1)).names
    assert may(director, "fix-meeting", seats_group, date(2017, 1, 1))


def test_the_declared_clerk_runs_the_office(seats_group):
    clerk = cast.commissioned(seats_group, "Pia Novak", kind="clerk")
    assert viewer_for(clerk, seats_group, date(2021, 1, 1)).runs_office
    assert may(clerk, "enter-terms", seats_group, date(2021, 1, 1))


def seats_group_body(group):
    from membership.models import Body

    return Body.objects.get(code="group")


def test_a_verb_refuses_whom_may_refuses(group, cabinet):
    with pytest.raises(NotAllowed, match="Only the Strategic Operations Manager may do this"):
        appoint(
            place=cast.office(group, "treasurer"),
            person=cabinet["next"],
            starts_on=date(2025, 9, 1),
            by=cabinet["next"],
            on=DAY,
        )


def test_the_capacity_goes_into_the_audit_trail(group, cabinet):
    assert require(cabinet["chair"], "fix-meeting", group, DAY) == (
        "Chair; Academy Rep; headteacher, Alder Primary"
    )


# Who sees what --------------------------------------------------------------------------------------


def seen(person: Person, model, group) -> int:
    return model.objects.visible(viewer_for(person, group, DAY)).count()


@pytest.fixture
def stranger(db) -> Person:
    return Person.objects.create_user("stranger@elsewhere.example", name="Stray Canary")


def test_a_head_sees_the_contract_of_the_own_school_alone_and_the_office_all(group, cabinet):
    assert Contract.objects.count() == 5
    assert seen(cabinet["som"], Contract, group) == 5
    assert seen(cabinet["next"], Contract, group) == 1
    contract = Contract.objects.visible(viewer_for(cabinet["next"], group, DAY)).get()
    assert contract.school.name == "Dale Primary"


def test_a_notice_is_seen_by_the_own_school_and_the_office(group, cabinet):
    contract = Contract.objects.get(school__name="Dale Primary")
    Notice.objects.create(
        collaborative=group,
        contract=contract,
        given_on=DAY,
        recorded_on=DAY,
        form="letter",
        given_by=cabinet["next"],
    )
    who = {name: seen(cabinet[name], Notice, group) for name in ("som", "next", "chair")}
    assert who == {"som": 1, "next": 1, "chair": 0}


@pytest.mark.clause("X2")
def test_somebody_without_a_role_sees_no_school_contract_or_post(group, cabinet, stranger):
    assert [seen(stranger, model, group) for model in (School, Contract, Post, Notice)] == [0, 0, 0, 0]
    assert not viewer_for(stranger, group, DAY).is_member


@pytest.mark.clause("X2")
def test_an_office_in_one_group_opens_nothing_in_another(group, cabinet, tarnside):
    with scoped(tarnside):
        cast.adopt(tarnside, cast.knowsley())
        school = cast.school(tarnside, "Canary Primary")
        viewer = viewer_for(cabinet["som"], tarnside, DAY)
        assert School.objects.visible(viewer).count() == 0
        assert not allowed(viewer, "issue-invoice")
        assert viewer.school_ids == frozenset()
    with scoped(group):
        assert not School.objects.filter(pk=school.pk).exists()


@pytest.mark.clause("X2")
def test_one_person_is_head_here_and_clerk_there(group, cabinet, tarnside):
    person = cabinet["next"]
    with scoped(tarnside):
        cast.adopt(tarnside, cast.bristol())
        cast.commissioned(tarnside, person.name, kind="clerk")
        there = viewer_for(person, tarnside, DAY)
    here = viewer_for(person, group, DAY)
    assert (here.runs_office, there.runs_office) == (False, True)
    assert (len(here.school_ids), len(there.school_ids)) == (1, 0)


def test_every_model_of_the_room_has_a_door():
    assert set(apps.get_app_config("membership").get_models()) <= doors()


def test_a_model_without_a_door_is_shown_to_nobody(group, cabinet):
    with pytest.raises(NoDoor):
        viewer_for(cabinet["som"], group, DAY).sees(Collaborative)


def test_a_viewer_costs_the_same_however_large_the_group_is(group, cabinet):
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            viewer_for(cabinet["chair"], group, DAY)
        return len(queries)

    small = cost()
    for number in range(12):
        cast.head(cast.school(group, f"Elm {number} Primary"), f"Head {number}")
    assert cost() == small <= 10


# Access for a time ----------------------------------------------------------------------------------


def test_an_auditor_is_let_in_for_a_time_and_a_period_and_no_longer(group, cabinet):
    auditor = cast.person("Vera Auditor")
    grant = grants.grant(
        collaborative=group,
        person=auditor,
        role="auditor",
        slot="fy2023",
        starts_on=date(2024, 3, 1),
        last_day=date(2024, 3, 31),
        resolution="R-2024-002",
        by=cabinet["som"],
        on=DAY,
    )
    on = [date(2024, 2, 29), DAY, date(2024, 3, 31), date(2024, 4, 1)]
    assert [len(viewer_for(auditor, group, day).grants) for day in on] == [0, 1, 1, 0]
    assert may(auditor, "sign-off-accounts", group, DAY)
    grants.revoke(grant=grant, by=cabinet["som"], at=NOON)
    assert viewer_for(auditor, group, DAY).grants == ()


def test_a_grant_needs_somebody_who_agreed_to_it(group, cabinet):
    from records.refusals import Refusal

    with pytest.raises(Refusal, match="Name who agreed"):
        grants.grant(
            collaborative=group,
            person=cabinet["next"],
            role="auditor",
            starts_on=DAY,
            last_day=DAY,
            by=None,
            on=DAY,
        )
    assert not Grant.objects.exists()


ANN, BOB = Q(name="Ann"), Q(name="Bob")


@pytest.mark.parametrize(
    ("rule", "rest"),
    [
        (ANN | NOBODY, ANN),
        (ANN & EVERYBODY, ANN),
        (ANN | EVERYBODY, EVERYBODY),
        (ANN & NOBODY, NOBODY),
        (NOBODY | NOBODY, NOBODY),
        (EVERYBODY & EVERYBODY, EVERYBODY),
        (~(ANN | EVERYBODY), NOBODY),
        (~(ANN & NOBODY), EVERYBODY),
        (~ANN & EVERYBODY, ~ANN),
        ((ANN & EVERYBODY) | (BOB & NOBODY), ANN),
        ((ANN | NOBODY) & (BOB | EVERYBODY) | BOB, ANN | BOB),
    ],
)
def test_what_lets_in_everybody_or_nobody_is_settled_before_the_database_is_asked(rule, rest):
    people = [Person(pk=pk, name=name) for pk, name in enumerate(("Ann", "Bob", "Cy"))]
    who = [person.name for person in people if lets_in(rule, person)]
    assert [person.name for person in people if lets_in(plain(rule), person)] == who
    assert [person.name for person in people if lets_in(rest, person)] == who
    assert _asked(plain(rule)) == _asked(rest)


def _asked(rule: Q) -> list:
    """The conditions that the database is left with."""
    return [one for each in rule.children for one in (_asked(each) if isinstance(each, Q) else [each])]
