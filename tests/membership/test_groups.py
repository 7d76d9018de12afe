"""Clusters, networks, working parties and bodies outside: who belongs from when, who leads, and how they end."""

from datetime import date

import pytest

from membership.actions import groups
from membership.actions.groups import BelongsAlready, NameTaken
from membership.models import Body, BodyMember
from membership.permissions import NotAllowed
from membership.queries.groups import (
    group_on,
    groups_of_school,
    history_of,
    in_words,
    lead_of,
    ready_names,
)
from membership.queries.kept import facts_on
from records.models import AuditEntry
from records.refusals import NotNow, Refusal
from tests.membership import cast

DAY, SEPTEMBER = cast.DAY, date(2023, 9, 1)


def opened(group, name="North Cluster", kind="cluster", since=SEPTEMBER):
    return groups.open_group(collaborative=group, kind=kind, name=name, opened_on=since, by=None, on=DAY)


def enter(body, starts_on=SEPTEMBER, **who):
    return groups.enter_member(group=body, starts_on=starts_on, by=None, on=DAY, **who)


def on(body, day=DAY):
    return group_on(facts_on(body.collaborative, day), body)


@pytest.fixture
def three(group):
    return [cast.school(group, name) for name in ("Alder Primary", "Beech Primary", "Cedar Primary")]


# --- clusters -----------------------------------------------------------------------------------------


@pytest.mark.clause("K10.5")
def test_a_cluster_has_the_schools_that_were_in_it_on_the_day(group, three):
    north = opened(group)
    alder, beech, cedar = three
    enter(north, school=alder)
    row = enter(north, school=beech)
    groups.end_member(member=row, last_day=date(2023, 12, 31), by=None, on=DAY)
    enter(north, school=cedar, starts_on=date(2024, 4, 1))
    assert on(north, date(2023, 12, 31)).schools == [alder, beech]
    assert on(north, date(2024, 1, 1)).schools == [alder]
    assert on(north, date(2024, 4, 1)).schools == [alder, cedar]
    assert [each.school for each in history_of(facts_on(group, DAY).rows, north, DAY)] == [beech]


@pytest.mark.clause("K10.5")
def test_the_schools_of_a_cluster_are_set_in_one_go_from_a_day(group, three):
    north = opened(group)
    alder, beech, cedar = three
    told = {"group": north, "by": None, "on": DAY}
    assert groups.set_schools(schools=[alder, beech], from_on=SEPTEMBER, **told) == (2, 0)
    assert groups.set_schools(schools=[beech, cedar], from_on=date(2024, 1, 1), **told) == (1, 1)
    assert groups.set_schools(schools=[beech, cedar], from_on=date(2024, 1, 1), **told) == (0, 0)
    assert on(north, date(2023, 12, 31)).schools == [alder, beech]
    assert on(north).schools == [beech, cedar]
    # Cedar was a slip: from the very day it came in, it was never there.
    assert groups.set_schools(schools=[beech], from_on=date(2024, 1, 1), **told) == (0, 1)
    assert not BodyMember.objects.filter(school=cedar).exists()


@pytest.mark.clause("K10.5")
def test_a_cluster_without_a_lead_is_led_by_the_office_which_is_the_programs_own_default(group, cabinet):
    north = opened(group)
    found = lead_of(facts_on(group, DAY), on(north))
    assert found.value == ("Sol Marchetti",)
    assert found.defaults[0] == "a cluster has a lead: the constitution does not say; the default"
    enter(north, person=cabinet["treasurer"], role="lead")
    found = lead_of(facts_on(group, DAY), on(north))
    assert found.value == ("Tess Rahman",)
    assert found.steps == ("Tess Rahman, Beech Primary leads it since 1 September 2023",)
    assert found.defaults == ("a cluster has a lead: the constitution does not say; the default",)


@pytest.mark.clause("K10.5")
def test_a_school_knows_its_clusters(group, three):
    north, south = opened(group), opened(group, "South Cluster")
    enter(north, school=three[0])
    facts = facts_on(group, DAY)
    assert [each.body for each in groups_of_school(facts, three[0])] == [north]
    assert groups_of_school(facts, three[1]) == []
    assert on(south).schools == []


# --- networks -----------------------------------------------------------------------------------------


@pytest.mark.clause("K10.6")
def test_the_networks_that_the_document_names_are_opened_in_one_press_and_run_by_the_manager(group, cabinet):
    som = cabinet["som"]
    names = ["Deputy Heads", "SENCOs", "School Business Managers", "Learning Mentors"]
    assert ready_names(facts_on(group, DAY), "network") == names
    made = groups.open_ready(collaborative=group, kind="network", by=som, on=DAY)
    assert [each.name for each in made] == names
    assert groups.open_ready(collaborative=group, kind="network", by=som, on=DAY) == []
    found = lead_of(facts_on(group, DAY), on(made[1]))
    assert found.value == ("Sol Marchetti",)
    assert found.clause == ("Appendix 3",)
    assert found.defaults == ()


@pytest.mark.clause("K10.6")
def test_a_network_that_was_renamed_is_not_offered_again(group, cabinet):
    made = groups.open_ready(collaborative=group, kind="network", by=None, on=DAY)
    groups.rename_group(group=made[1], name="SEND Coordinators", by=cabinet["som"], on=DAY)
    assert made[1].aliases == ["SENCOs"]
    assert ready_names(facts_on(group, DAY), "network") == []
    assert lead_of(facts_on(group, DAY), on(made[1])).clause == ("Appendix 3",)


def test_an_edition_that_names_none_offers_none(seats_group):
    assert ready_names(facts_on(seats_group, date(2017, 3, 14)), "network") == []


# --- bad input and awkward order ------------------------------------------------------------------------


def test_two_of_one_kind_are_not_called_the_same(group):
    opened(group)
    with pytest.raises(NameTaken, match="There is a cluster called north cluster already"):
        opened(group, " north cluster ")
    opened(group, "North Cluster", kind="network")
    with pytest.raises(Refusal, match="Give it a name"):
        opened(group, "  ")


def test_a_body_that_the_constitution_makes_is_changed_by_nobody(group):
    body = Body.objects.get(code="full-group")
    for act in (
        lambda: groups.rename_group(group=body, name="All", by=None, on=DAY),
        lambda: groups.close_group(group=body, last_day=DAY, by=None, on=DAY),
        lambda: enter(body, school=cast.school(group, "Alder Primary")),
    ):
        with pytest.raises(Refusal, match="The constitution makes this body"):
            act()


def test_the_same_school_is_not_in_a_cluster_twice_at_a_time(group, three):
    north = opened(group)
    row = enter(north, school=three[0])
    with pytest.raises(BelongsAlready, match="Alder Primary is in it already, since 1 September 2023"):
        enter(north, school=three[0], starts_on=date(2024, 1, 1))
    groups.end_member(member=row, last_day=date(2023, 12, 31), by=None, on=DAY)
    enter(north, school=three[0], starts_on=date(2024, 1, 1))
    assert on(north).schools == [three[0]]


def test_somebody_is_there_for_a_school_at_which_they_work(group, three):
    party = opened(group, "Attendance", "working party")
    nadia = cast.head(three[0], "Nadia Farrow")
    with pytest.raises(Refusal, match="Nadia Farrow has no post at Beech Primary on 1 September 2023"):
        enter(party, person=nadia, school=three[1], role="representative")
    assert enter(party, person=nadia, role="representative").school == three[0]


def test_who_works_at_two_schools_says_for_which(group, three):
    party = opened(group, "Attendance", "working party")
    nadia = cast.head(three[0], "Nadia Farrow", kind="executive headteacher")
    cast.head(three[1], "Nadia Farrow", kind="executive headteacher")
    with pytest.raises(Refusal, match="works at Alder Primary and Beech Primary: say for which"):
        enter(party, person=nadia, role="representative")
    assert in_words(enter(party, person=nadia, school=three[1], role="representative")) == (
        "Nadia Farrow, Beech Primary"
    )


def test_a_school_as_such_neither_leads_nor_represents(group, three):
    north = opened(group)
    with pytest.raises(Refusal, match="Name the person"):
        enter(north, school=three[0], role="lead")
    with pytest.raises(Refusal, match="Choose a school or somebody"):
        enter(north)


def test_a_school_that_has_ended_does_not_join(group, three):
    north = opened(group)
    three[0].ended_on, three[0].end_reason = date(2023, 12, 31), "closed"
    three[0].save()
    with pytest.raises(Refusal, match="Alder Primary ended on 31 December 2023"):
        enter(north, school=three[0], starts_on=date(2024, 1, 1))


def test_nobody_joins_before_it_opens_nor_leaves_before_they_came(group, three):
    north = opened(group)
    with pytest.raises(Refusal, match="opened on 1 September 2023, not before"):
        enter(north, school=three[0], starts_on=date(2023, 8, 31))
    row = enter(north, school=three[0])
    with pytest.raises(Refusal, match="it cannot end before that"):
        groups.end_member(member=row, last_day=date(2023, 8, 31), by=None, on=DAY)
    with pytest.raises(Refusal, match="The last day cannot be before the first"):
        enter(north, school=three[1], last_day=date(2023, 8, 31))


def test_closing_ends_whoever_belongs_and_is_undone_as_a_whole(group, three):
    north = opened(group)
    enter(north, school=three[0])
    left = enter(north, school=three[1])
    groups.end_member(member=left, last_day=date(2023, 10, 31), by=None, on=DAY)
    groups.close_group(group=north, last_day=date(2024, 2, 29), by=None, on=DAY)
    assert on(north).closed
    assert on(north).schools == []
    assert on(north, date(2024, 2, 29)).schools == [three[0]]
    with pytest.raises(NotNow, match="closed already"):
        groups.close_group(group=north, last_day=DAY, by=None, on=DAY)
    with pytest.raises(NotNow, match="North Cluster is closed since 1 March 2024"):
        enter(north, school=three[2], starts_on=DAY)
    groups.reopen_group(group=north, by=None, on=DAY)
    assert on(north).schools == [three[0]]
    with pytest.raises(NotNow, match="It is open"):
        groups.reopen_group(group=north, by=None, on=DAY)


def test_it_does_not_close_before_somebody_who_is_to_join(group, three):
    north = opened(group)
    enter(north, school=three[0], starts_on=date(2024, 4, 1))
    with pytest.raises(Refusal, match="Somebody joins it after that day"):
        groups.close_group(group=north, last_day=DAY, by=None, on=DAY)
    with pytest.raises(Refusal, match="cannot close before that"):
        groups.close_group(group=north, last_day=date(2023, 8, 1), by=None, on=DAY)


def test_only_the_office_keeps_them_and_every_act_is_in_the_audit_trail(group, cabinet):
    with pytest.raises(NotAllowed, match="Only the Strategic Operations Manager may do this"):
        groups.open_group(
            collaborative=group, kind="cluster", name="North", opened_on=DAY, by=cabinet["treasurer"], on=DAY
        )
    north = groups.open_group(
        collaborative=group, kind="cluster", name="North", opened_on=DAY, by=cabinet["som"], on=DAY
    )
    row = groups.enter_member(
        group=north, person=cabinet["treasurer"], starts_on=DAY, by=cabinet["som"], on=DAY
    )
    groups.take_out(member=row, by=cabinet["som"], on=DAY)
    last = AuditEntry.objects.filter(act="keep-clusters").order_by("seq")
    assert [entry.subject_kind for entry in last] == [
        "membership.body",
        "membership.bodymember",
        "membership.bodymember",
    ]
    assert last[2].detail.before["person"] == cabinet["treasurer"].pk
