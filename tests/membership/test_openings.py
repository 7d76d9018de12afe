"""Finding whoever is to come: announced, nominated, accepted, closed, filled by resolution or let lapse (K7.8)."""

from datetime import date, timedelta

import pytest

from membership.actions.commission import appoint_checked
from membership.actions.offices import (
    NotAppointed,
    NotEligible,
    PlaceTaken,
    appoint,
    end_holding,
    record_vacancy,
)
from membership.actions.openings import (
    NotStanding,
    OpeningAlready,
    accept,
    announce_opening,
    close_opening,
    fill,
    lapse,
    nominate,
    withdraw,
)
from membership.actions.posts import end_post
from membership.models import Holding, Opening, Post
from membership.permissions import NotAllowed
from membership.queries.kept import facts_on
from membership.queries.openings import endings, vacancies
from membership.queries.register import Register, register_of_roles
from records.models import AuditEntry, Message
from records.refusals import NotNow, Refusal
from tests.membership import cast
from tests.membership.build import NOON

pytestmark = pytest.mark.django_db

DAY, CLOSES, FIRST = cast.DAY, date(2024, 3, 22), date(2024, 9, 1)
AFTER = NOON + timedelta(days=9)


def announce(group, cabinet, code: str = "chair", **more) -> Opening:
    told = {"place": cast.office(group, code), "closes_on": CLOSES, "starts_on": FIRST} | more
    return announce_opening(**told, by=cabinet["som"], at=NOON)


@pytest.fixture
def opening(group, cabinet) -> Opening:
    return announce(group, cabinet)


def standing(opening, cabinet):
    return nominate(opening=opening, person=cabinet["next"], by=cabinet["next"], at=NOON)


# --- announced ----------------------------------------------------------------------------------------


@pytest.mark.clause("K7.8")
def test_a_chair_is_announced_nominated_elected_and_takes_up_post_on_1_september(group, cabinet, opening):
    nomination = nominate(
        opening=opening,
        person=cabinet["next"],
        by=cabinet["treasurer"],
        at=NOON,
        statement="She led the conference.",
    )
    accept(nomination=nomination, by=cabinet["next"], at=NOON)
    holding = fill(
        opening=opening,
        nomination=nomination,
        resolution="Full group, 25 March 2024",
        by=cabinet["som"],
        at=AFTER,
    )
    assert (holding.person, holding.starts_on, holding.how) == (cabinet["next"], FIRST, Holding.How.ELECTED)
    assert holding.resolution == "Full group, 25 March 2024"
    opening.refresh_from_db()
    assert (opening.state, opening.holding, opening.outcome) == (
        "filled", holding, "Jude Farrow, from 1 September 2024",
    )  # fmt: skip
    acts = AuditEntry.objects.filter(subject_kind__contains="pening").values_list("act", flat=True)
    assert set(acts) == {"announce-opening", "fill-opening"}


@pytest.mark.clause("K7.8")
def test_the_members_are_told_of_it_by_mail(group, cabinet, birchenholt):
    from records.models import Person

    head = cast.person("Nadia Farrow")
    Person.objects.filter(pk=head.pk).update(email="nadia@marlbeck.example")
    announce(group, cabinet)
    letter = Message.objects.get(person=head)
    assert letter.subject == "Chair: nominations are open until Friday 22 March 2024"


def test_two_openings_of_one_place_are_not_announced(group, cabinet, opening):
    with pytest.raises(OpeningAlready):
        announce(group, cabinet)


def test_nominations_do_not_close_before_they_are_announced(group, cabinet):
    with pytest.raises(Refusal, match="cannot close before today, Thursday 14 March 2024"):
        announce(group, cabinet, closes_on=DAY - timedelta(days=1))


def test_the_first_day_comes_after_nominations_close(group, cabinet):
    with pytest.raises(Refusal, match="comes after nominations close"):
        announce(group, cabinet, starts_on=CLOSES)


@pytest.mark.clause("K7.9")
def test_a_place_is_not_open_while_somebody_holds_it(group, cabinet):
    with pytest.raises(
        PlaceTaken, match="Amina Clarke is Chair until Saturday 31 August 2024: it is open from"
    ):
        announce(group, cabinet, starts_on=date(2024, 6, 1))


@pytest.mark.clause("K7.4", "K7.5", "K7.8")
@pytest.mark.parametrize("code", ["outgoing-chair", "chair-designate"])
def test_nobody_is_nominated_for_what_follows_from_the_chair_by_itself(group, cabinet, code):
    with pytest.raises(NotAppointed, match="it follows Chair by itself"):
        announce(group, cabinet, code)


def test_only_the_office_announces(group, cabinet):
    place = cast.office(group, "chair")
    with pytest.raises(NotAllowed):
        announce_opening(place=place, closes_on=CLOSES, starts_on=FIRST, by=cabinet["next"], at=NOON)


# --- nominated ----------------------------------------------------------------------------------------


@pytest.mark.clause("K7.1", "K7.8")
def test_somebody_who_may_not_hold_it_is_refused_with_the_clause(group, cabinet, opening):
    deputy = cast.head(cast.school(group, "Elm Primary"), "Dan Osei", kind="deputy headteacher")
    with pytest.raises(NotEligible, match="Dan Osei may not hold the office of Chair") as refused:
        nominate(opening=opening, person=deputy, by=cabinet["next"], at=NOON)
    assert refused.value.clause.startswith("Eligibility for office")
    assert not opening.nominations.exists()


@pytest.mark.clause("K7.1", "K7.8")
def test_the_finding_is_kept_as_it_was_on_the_day(group, cabinet, opening):
    nomination = standing(opening, cabinet)
    assert nomination.finding["value"] is True
    assert "Jude Farrow (Dale Primary): yes, as headteacher" in nomination.finding["because"]
    assert nomination.accepted_at == NOON


@pytest.mark.clause("K7.1")
def test_who_has_ceased_to_be_a_headteacher_since_is_not_appointed(group, cabinet, opening):
    nomination = standing(opening, cabinet)
    post = Post.objects.get(person=cabinet["next"])
    end_post(post=post, last_day=date(2024, 7, 31), because="retires", by=None, on=DAY)
    with pytest.raises(NotEligible):
        fill(opening=opening, nomination=nomination, resolution="R-1", by=cabinet["som"], at=AFTER)
    opening.refresh_from_db()
    assert opening.state == "announced"


@pytest.mark.clause("K7.8")
def test_a_nominee_is_asked_and_can_decline_and_come_back(group, cabinet, opening):
    nomination = nominate(opening=opening, person=cabinet["next"], by=cabinet["treasurer"], at=NOON)
    withdraw(nomination=nomination, by=cabinet["next"], at=NOON)
    with pytest.raises(NotStanding):
        fill(opening=opening, nomination=nomination, resolution="R-1", by=cabinet["som"], at=AFTER)
    with pytest.raises(NotNow, match="has withdrawn: they alone can stand again"):
        nominate(opening=opening, person=cabinet["next"], by=cabinet["treasurer"], at=NOON)
    accept(nomination=nomination, by=cabinet["next"], at=NOON)
    with pytest.raises(NotNow, match="accepted already"):
        accept(nomination=nomination, by=cabinet["next"], at=NOON)


def test_nobody_is_nominated_twice(cabinet, opening):
    standing(opening, cabinet)
    with pytest.raises(NotNow, match="Jude Farrow has been nominated already"):
        nominate(opening=opening, person=cabinet["next"], by=cabinet["treasurer"], at=NOON)


def test_nobody_accepts_or_withdraws_for_another(cabinet, opening):
    nomination = nominate(opening=opening, person=cabinet["next"], by=cabinet["treasurer"], at=NOON)
    with pytest.raises(NotAllowed):
        accept(nomination=nomination, by=cabinet["treasurer"], at=NOON)
    accept(nomination=nomination, by=cabinet["next"], at=NOON)
    with pytest.raises(NotAllowed):
        withdraw(nomination=nomination, by=cabinet["treasurer"], at=NOON)


def test_nominations_end_with_the_closing_day_the_day_included(cabinet, opening):
    last = NOON + timedelta(days=8)
    nominate(opening=opening, person=cabinet["treasurer"], by=cabinet["treasurer"], at=last)
    with pytest.raises(NotNow, match="Nominations closed on Friday 22 March 2024"):
        nominate(opening=opening, person=cabinet["next"], by=cabinet["next"], at=AFTER)


# --- its end ------------------------------------------------------------------------------------------


def test_it_is_not_filled_while_nominations_are_open_unless_they_are_closed_first(cabinet, opening):
    nomination, told = standing(opening, cabinet), {"resolution": "R-1", "by": cabinet["som"], "at": NOON}
    with pytest.raises(NotNow, match="open until Friday 22 March 2024: close them first"):
        fill(opening=opening, nomination=nomination, **told)
    close_opening(opening=opening, by=cabinet["som"], at=NOON)
    assert fill(opening=opening, nomination=nomination, **told).person == cabinet["next"]


@pytest.mark.clause("K7.8")
def test_it_is_not_filled_without_a_resolution(cabinet, opening):
    nomination = standing(opening, cabinet)
    with pytest.raises(Refusal, match="Give the resolution"):
        fill(opening=opening, nomination=nomination, resolution=" ", by=cabinet["som"], at=AFTER)


@pytest.mark.clause("K7.9")
def test_it_is_filled_once(cabinet, opening):
    first = standing(opening, cabinet)
    second = nominate(opening=opening, person=cabinet["treasurer"], by=cabinet["treasurer"], at=NOON)
    fill(opening=opening, nomination=first, resolution="R-1", by=cabinet["som"], at=AFTER)
    with pytest.raises(NotNow, match="has been recorded already"):
        fill(opening=opening, nomination=second, resolution="R-2", by=cabinet["som"], at=AFTER)


def test_it_lapses_with_a_reason_and_may_be_announced_again(group, cabinet, opening):
    with pytest.raises(Refusal, match="Say why nobody was chosen"):
        lapse(opening=opening, because=" ", by=cabinet["som"], at=AFTER)
    lapse(opening=opening, because="Nobody stood", by=cabinet["som"], at=AFTER)
    with pytest.raises(NotNow):
        nominate(opening=opening, person=cabinet["next"], by=cabinet["next"], at=NOON)
    assert announce(group, cabinet).pk != opening.pk


@pytest.mark.clause("K7.5", "K7.8")
def test_whoever_is_elected_sits_as_chair_designate_in_the_summer_term_before(group, cabinet, opening):
    nomination = standing(opening, cabinet)
    fill(opening=opening, nomination=nomination, resolution="R-1", by=cabinet["som"], at=AFTER)
    designate = next(
        r for r in register_of_roles(group, date(2024, 6, 13)) if r.place.code == "chair-designate"
    )
    assert designate.held.person == cabinet["next"]


# --- what is open -------------------------------------------------------------------------------------


@pytest.mark.clause("K7.2", "K7.8")
def test_the_ends_of_terms_are_seen_coming_with_the_day_for_announcing(group, cabinet):
    found = {each.role.place.code: each for each in endings(facts_on(group, DAY))}
    assert found["chair"].held.until == date(2024, 8, 31)
    assert found["chair"].announce_by.value == date(2024, 2, 29)
    assert "6 months before the term ends" in found["chair"].announce_by.defaults[0]
    assert "outgoing-chair" not in found
    assert found["som"].renewable
    assert not found["treasurer"].renewable


@pytest.mark.clause("K7.2", "K7.8")
def test_a_term_with_a_successor_is_not_asked_for(group, cabinet):
    cast.hold(group, "chair", cabinet["next"], FIRST)
    assert "chair" not in {each.role.place.code for each in endings(facts_on(group, DAY))}


def test_what_somebody_left_is_vacant_since_then_and_what_nobody_ever_held_just_stands_open(group, cabinet):
    holding = Holding.objects.get(person=cabinet["treasurer"])
    end_holding(holding=holding, last_day=date(2024, 3, 1), because="resigned", by=None, on=DAY)
    found = {each.role.place.code: each for each in vacancies(facts_on(group, DAY))}
    assert (found["treasurer"].since, found["treasurer"].because) == (date(2024, 3, 2), "resigned")
    assert found["treasurer"].left
    assert not found["headteacher-rep"].left
    assert not {"outgoing-chair", "chair-designate"} & set(found)


# --- the flag -----------------------------------------------------------------------------------------


@pytest.mark.clause("K7.1")
def test_the_office_records_the_vacancy_on_the_day_the_post_behind_it_ended(group, cabinet):
    post = Post.objects.get(person=cabinet["treasurer"])
    end_post(post=post, last_day=date(2024, 2, 29), because="retired", by=None, on=DAY)
    holding = Holding.objects.get(person=cabinet["treasurer"])
    record_vacancy(holding=holding, by=cabinet["som"], on=DAY)
    holding.refresh_from_db()
    assert holding.ends_before == date(2024, 3, 1)
    assert "no longer holds the post" in holding.ended_because
    with pytest.raises(NotNow):
        record_vacancy(holding=holding, by=cabinet["som"], on=DAY)


def test_nothing_falls_vacant_while_the_holder_may_hold_it(cabinet):
    holding = Holding.objects.get(person=cabinet["treasurer"])
    with pytest.raises(NotNow, match="Tess Rahman may hold this office"):
        record_vacancy(holding=holding, by=cabinet["som"], on=DAY)


# --- seats --------------------------------------------------------------------------------------------


@pytest.mark.clause("B3.5")
def test_nobody_is_nominated_for_the_seat_that_follows_the_directors_post(seats_group):
    from membership.models import Place

    place = Place.objects.get(code="Director Children's Services")
    with pytest.raises(NotAppointed, match="follows director of children's services by itself"):
        announce_opening(
            place=place, closes_on=date(2017, 3, 1), starts_on=date(2017, 4, 1), by=None,
            at=NOON.replace(year=2017, month=2),
        )  # fmt: skip


@pytest.mark.clause("K7.1")
def test_nobody_appoints_around_the_rule_through_the_place_itself(group, cabinet, opening):
    """Filled directly while it is announced: the outcome then finds the place taken, and the opening lapses."""
    nomination = standing(opening, cabinet)
    place = cast.office(group, "chair")
    appoint(
        place=place, person=cabinet["treasurer"], starts_on=FIRST, by=cabinet["som"], on=DAY, resolution="R-9"
    )
    with pytest.raises(PlaceTaken):
        fill(opening=opening, nomination=nomination, resolution="R-1", by=cabinet["som"], at=AFTER)
    assert Register(group).holder(place, FIRST).person == cabinet["treasurer"]


def test_an_ordinary_office_asks_for_no_specification(group, cabinet):
    place = cast.office(group, "headteacher-rep")
    told = {"place": place, "person": cabinet["next"], "starts_on": DAY, "checked": "", "at": NOON}
    assert appoint_checked(**told, by=cabinet["som"]).attestation is None
