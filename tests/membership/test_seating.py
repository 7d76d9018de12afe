"""Seats by category in full: what is attested, seats that go with a post, areas and phases, ends (B3.1 to B3.6, B4.1)."""

from datetime import UTC, date, datetime, timedelta

import pytest

from membership.actions.attestations import (
    NothingToAttest,
    NotYourSeat,
    attest,
    attest_on_paper,
    waive_attestation,
)
from membership.actions.ex_officio import follow_post
from membership.actions.partners import add_partner
from membership.actions.posts import begin_post, end_post
from membership.actions.schools import add_school, end_school
from membership.actions.seats import NoSeat, seat
from membership.models import Assent, Body, Holding, Place, Post
from membership.permissions import NotAllowed
from membership.queries.attestation import words_of
from membership.queries.editions import edition_on, structure_lapses_on
from membership.queries.kept import facts_on
from membership.queries.register import Register
from membership.queries.seating import seating_of
from records.models import AuditEntry
from records.refusals import NotNow, Refusal
from tests.membership import cast

pytestmark = pytest.mark.django_db

SEATED, DAY = date(2016, 11, 1), date(2017, 3, 14)
AT = datetime(2017, 3, 14, 12, tzinfo=UTC)
VACANT = "National Leader of Governance"
SECONDARY = "Secondary Headteachers Association"
CHAIR_OF_IT = "chair of the secondary headteachers association"


@pytest.fixture
def board(seats_group) -> Body:
    """Sixteen seats, one of them vacant, as the document has it."""
    body = Body.objects.get(code="group")
    for number, place in enumerate(Place.objects.filter(body=body).exclude(code=VACANT)):
        seat(place=place, person=cast.person(f"Member {number}"), starts_on=SEATED, by=None, on=SEATED)
    return body


@pytest.fixture
def clerk(seats_group):
    person = cast.person("Cass Moran")
    told = {"collaborative": seats_group, "by": None, "on": SEATED}
    begin_post(person=person, kind="clerk", starts_on=SEATED, **told)
    return person


def shown(group, body: Body, on: date = DAY):
    return seating_of(facts_on(group, on), body)


def group_of(seating, name: str):
    return next(each for each in seating.groups if each.name == name)


def only_seat(seating, name: str):
    return group_of(seating, name).seats[0]


def sha_of(group, on: date = DAY) -> str:
    return words_of(edition_on(group, on).rules, "group").sha256


def give_post(group, who, since: date, kind: str = CHAIR_OF_IT, name: str = SECONDARY) -> Post:
    found = Post.objects.filter(partner__name=name).first()
    told = {"collaborative": group, "by": None, "on": since}
    partner = found.partner if found else add_partner(name=name, kind="service", **told)
    return begin_post(person=who, kind=kind, partner=partner, starts_on=since, **told)


# --- who sits, what is missing --------------------------------------------------------------------------


@pytest.mark.clause("B3.1", "B3.5")
def test_fifteen_of_sixteen_are_named_in_eleven_categories_and_one_of_them_chairs(seats_group, board):
    seating = shown(seats_group, board)
    assert (len(seating.groups), len(seating.seats), len(seating.filled)) == (11, 16, 15)
    assert seating.maximum == 16
    assert [each.role.place.code for each in seating.chairs] == ["Director Children's Services"]
    assert seating.chairs[0].held.person.name.startswith("Member")


@pytest.mark.clause("B3.1", "B3.4")
def test_an_area_and_a_phase_for_which_nobody_sits_are_named(seats_group, board):
    for code, number in (("Primary Headteachers Association", 2), ("Early Years Partnership", 1)):
        holding = Holding.objects.get(place__code=code, place__number=number)
        Holding.objects.filter(pk=holding.pk).update(ends_before=date(2017, 2, 1), ended_because="moved away")
    seating = shown(seats_group, board, date(2017, 3, 15))
    assert group_of(seating, "Primary Headteachers Association").lacking == ("second area",)
    assert seating.phases == ("early years",)


# --- what is attested -----------------------------------------------------------------------------------


@pytest.mark.clause("B3.3")
def test_a_representative_attests_the_words_of_the_edition_and_twice_is_once(seats_group, board):
    holding = Holding.objects.get(place__code="Catholic Diocese")
    told = {"holding": holding, "by": holding.person, "at": AT, "sha256": sha_of(seats_group)}
    assent = attest(**told)
    assert attest(**told) == assent
    assert Assent.objects.filter(kind="attestation").count() == 1
    assert AuditEntry.objects.filter(act="attest").count() == 1
    assert Holding.objects.get(pk=holding.pk).attestation == assent
    assert not only_seat(shown(seats_group, board), "Catholic Diocese").attested.missing
    other = only_seat(shown(seats_group, board), "Church of England Diocese")
    assert other.attested.missing
    assert other.to_look_at == ("Nothing is attested since 1 November 2016.",)


@pytest.mark.clause("B3.3")
def test_nobody_attests_for_somebody_else_nor_words_that_were_not_read(seats_group, board):
    holding = Holding.objects.get(place__code="Catholic Diocese")
    other = Holding.objects.get(place__code="Early Years Partnership").person
    with pytest.raises(NotYourSeat):
        attest(holding=holding, by=other, at=AT, sha256=sha_of(seats_group))
    with pytest.raises(NotNow, match="The words have changed"):
        attest(holding=holding, by=holding.person, at=AT, sha256="0" * 64)


@pytest.mark.clause("B3.3")
def test_it_is_waived_by_a_decision_and_who_waived_it_is_kept(seats_group, board, clerk):
    holding = Holding.objects.get(place__code="Local Authority Service Director")
    told = {"holding": holding, "by": clerk, "at": AT, "sha256": sha_of(seats_group)}
    with pytest.raises(Refusal, match="Give the decision"):
        waive_attestation(**told, resolution=" ")
    waiver = waive_attestation(**told, resolution="The Group, 9 March 2017")
    shows = only_seat(shown(seats_group, board), "Local Authority Service Director").attested
    assert shows.waived
    assert (shows.assent.person, shows.assent.resolution) == (clerk, "The Group, 9 March 2017")
    with pytest.raises(NotNow, match="waived already"):
        waive_attestation(**told, resolution="again")
    given = attest(holding=holding, by=holding.person, at=AT, sha256=sha_of(seats_group))
    assert Holding.objects.get(pk=holding.pk).attestation == given
    assert Assent.objects.filter(pk=waiver.pk).exists()
    with pytest.raises(NotNow, match="attested already"):
        waive_attestation(**told, resolution="too late")


@pytest.mark.clause("B3.3")
def test_only_the_office_waives_it_and_nobody_their_own(seats_group, board, clerk):
    holding = Holding.objects.get(place__code="Catholic Diocese")
    told = {"at": AT, "sha256": sha_of(seats_group), "resolution": "R-1"}
    with pytest.raises(NotAllowed):
        waive_attestation(holding=holding, by=Holding.objects.get(place__code=SECONDARY).person, **told)
    own = cast.sit(board, VACANT, clerk, DAY)
    with pytest.raises(NotAllowed, match="their own attestation"):
        waive_attestation(holding=own, by=clerk, **told)


@pytest.mark.clause("B3.3")
def test_what_was_attested_on_paper_is_entered_by_the_office(seats_group, board, clerk):
    holding = Holding.objects.get(place__code="Catholic Diocese")
    assent = attest_on_paper(holding=holding, by=clerk, at=AT, sha256=sha_of(seats_group))
    assert (assent.person, assent.how) == (holding.person, "paper")
    assert attest(holding=holding, by=holding.person, at=AT, sha256=sha_of(seats_group)) == assent


def test_there_is_nothing_to_attest_for_an_office_nor_once_the_seat_is_left(group, cabinet):
    chair = Holding.objects.get(person=cabinet["treasurer"])
    with pytest.raises(NothingToAttest):
        attest(holding=chair, by=chair.person, at=datetime(2024, 3, 14, tzinfo=UTC), sha256="0" * 64)


def test_whoever_left_the_seat_attests_no_more(seats_group, board):
    holding = Holding.objects.get(place__code="Catholic Diocese")
    Holding.objects.filter(pk=holding.pk).update(ends_before=date(2017, 2, 1), ended_because="resigned")
    with pytest.raises(NotNow, match="left this seat"):
        attest(holding=holding, by=holding.person, at=AT, sha256=sha_of(seats_group))


# --- seats that go with a post --------------------------------------------------------------------------


@pytest.mark.clause("B3.1", "B4.1")
def test_a_seat_passes_to_the_new_holder_of_its_post_with_a_tenure_of_their_own(seats_group, board):
    place = Place.objects.get(code=SECONDARY)
    first, second = Holding.objects.get(place=place).person, cast.person("Bartholomew Oyelaran")
    post = give_post(seats_group, first, SEATED)
    assert only_seat(shown(seats_group, board), SECONDARY).follows.agrees
    end_post(post=post, last_day=date(2017, 8, 31), because="retired", by=None, on=DAY)
    begin_post(collaborative=seats_group, person=second, kind=CHAIR_OF_IT, partner=post.partner,
               starts_on=date(2017, 9, 1), by=None, on=DAY)  # fmt: skip
    day = date(2017, 9, 11)
    found = only_seat(shown(seats_group, board, day), SECONDARY)
    assert (
        "Bartholomew Oyelaran has been chair of the secondary headteachers association" in found.to_look_at[0]
    )
    new = follow_post(place=place, by=None, on=day)
    assert (new.person, new.starts_on, new.how) == (second, date(2017, 9, 1), "by virtue of post")
    assert new.represents == SECONDARY
    history = [(held.person, held.since, held.until) for held in Register(seats_group).stored_at(place)]
    assert history[0] == (first, SEATED, date(2017, 8, 31))
    assert history[1][:2] == (second, date(2017, 9, 1))
    found = only_seat(shown(seats_group, board, day), SECONDARY)
    assert found.follows.agrees
    assert found.held.review == date(2018, 9, 1)
    assert found.before.person == first
    assert found.attested.missing, "whoever is new attests anew"
    with pytest.raises(NotNow, match="in the seat already"):
        follow_post(place=place, by=None, on=day)


def test_between_two_holders_of_a_post_a_person_decides_and_nobody_is_guessed(seats_group, board):
    place = Place.objects.get(code=SECONDARY)
    with pytest.raises(Refusal, match="Nobody is recorded as chair of the secondary"):
        follow_post(place=place, by=None, on=DAY)
    for name in ("Bartholomew Oyelaran", "Ines Moreau"):
        give_post(seats_group, cast.person(name), DAY)
    with pytest.raises(Refusal, match="one of them is to be seated"):
        follow_post(place=place, by=None, on=DAY)
    with pytest.raises(Refusal, match="goes with no post"):
        follow_post(place=Place.objects.get(code="Catholic Diocese"), by=None, on=DAY)


def test_a_vacant_seat_is_filled_from_its_post_and_whoever_had_it_before_sits_from_today(seats_group, board):
    place = Place.objects.get(code=SECONDARY)
    give_post(seats_group, cast.person("Ines Moreau"), date(2016, 9, 1))
    holding = Holding.objects.get(place=place)
    assert follow_post(place=place, by=None, on=DAY).starts_on == DAY
    assert Holding.objects.get(pk=holding.pk).ends_before == DAY


# --- how long a seat is held ----------------------------------------------------------------------------


@pytest.mark.clause("B3.6", "B4.1")
def test_both_ends_of_a_seat_are_said_and_the_earlier_decides(seats_group, board):
    late = cast.sit(board, VACANT, cast.person("Ines Moreau"), date(2017, 9, 1))
    held = Register(seats_group).holder(late.place, date(2018, 1, 1))
    assert held.until == date(2018, 10, 31)
    steps = " ".join(held.finding.steps)
    assert "2 years from Friday 1 September 2017: to Saturday 31 August 2019" in steps
    assert "it ends with Wednesday 31 October 2018, which comes first" in steps


@pytest.mark.clause("B3.6")
def test_a_seat_outlasts_the_first_two_years_once_the_structure_is_renewed(seats_group, board):
    late = cast.sit(board, VACANT, cast.person("Ines Moreau"), date(2017, 9, 1))
    cast.adopt(seats_group, cast.bristol(), in_force_on=date(2018, 11, 1))
    held = Register(seats_group).holder(late.place, date(2018, 11, 5))
    assert held.until == date(2019, 8, 31)
    assert held.finding.steps[-1] == "the structure itself ends on Saturday 31 October 2020"
    assert structure_lapses_on(Register(seats_group).editions, SEATED) == date(2020, 10, 31)


@pytest.mark.clause("B3.6")
def test_a_renewal_that_comes_too_late_lets_the_seats_end(seats_group, board):
    late = cast.sit(board, VACANT, cast.person("Ines Moreau"), date(2017, 9, 1))
    cast.adopt(seats_group, cast.bristol(), in_force_on=date(2018, 12, 1))
    assert Register(seats_group).holder(late.place, date(2018, 12, 5)) is None
    seating = shown(seats_group, board, date(2018, 11, 5))
    assert (seating.lapses_on, seating.lapsed) == (date(2018, 10, 31), True)


# --- bad input ------------------------------------------------------------------------------------------


@pytest.mark.clause("B3.2")
def test_nobody_is_seated_from_a_school_that_has_left_and_whoever_sits_is_flagged(seats_group, board):
    told = {"collaborative": seats_group, "by": None, "on": SEATED}
    school = add_school(name="Larks Hill Primary", kind="primary", from_on=SEATED, **told)
    head, other = cast.person("Fergus Tolland"), Holding.objects.get(place__code="Catholic Diocese").person
    for person in (head, other):
        begin_post(person=person, kind="headteacher", school=school, starts_on=SEATED, **told)
    end_school(school=school, ended_on=date(2017, 2, 28), reason="closed", by=None, on=DAY)
    with pytest.raises(
        NoSeat, match=r"no post here any more .* the last was headteacher at Larks Hill Primary"
    ):
        cast.sit(board, VACANT, head, DAY)
    words = only_seat(shown(seats_group, board), "Catholic Diocese").to_look_at[0]
    assert "is headteacher at Larks Hill Primary no more, and has no other post here" in words
    assert cast.sit(board, VACANT, head, date(2017, 2, 27)), "while the school was there"


@pytest.mark.clause("B3.2")
def test_two_people_do_not_sit_in_one_seat_at_once(seats_group, board):
    place = Place.objects.get(code="Catholic Diocese")
    with pytest.raises(Refusal, match="End that first"):
        seat(place=place, person=cast.person("Ines Moreau"), starts_on=DAY, by=None, on=DAY)
    before = SEATED - timedelta(days=30)
    earlier = seat(place=place, person=cast.person("Ines Moreau"), starts_on=before, by=None, on=DAY)
    assert earlier.ends_before == SEATED, "until the next holder takes up the seat"
