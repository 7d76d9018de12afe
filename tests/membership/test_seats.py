"""Seats by category (B2.1, B3.1, B3.2, B3.6, B4.1)."""

from datetime import date, timedelta

import pytest

from constitution import say
from membership.actions.offices import PlaceTaken
from membership.actions.seats import NoSeat, seat, unseat, vacant_seat
from membership.models import Body, Place
from membership.queries.editions import edition_on, lapses_on
from membership.queries.kept import facts_on
from membership.queries.members import members_on
from membership.queries.quorum import counts_on, quorum_on
from membership.queries.register import register_of_roles
from membership.queries.seating import seating_of
from tests.membership import cast

pytestmark = pytest.mark.django_db

SEATED = date(2016, 11, 1)
VACANT = "National Leader of Governance"


@pytest.fixture
def board(seats_group) -> Body:
    """Sixteen seats, one of them vacant, as the document has it."""
    body = Body.objects.get(code="group")
    for number, place in enumerate(Place.objects.filter(body=body).exclude(code=VACANT)):
        seat(place=place, person=cast.person(f"Member {number}"), starts_on=SEATED, by=None, on=SEATED)
    return body


@pytest.mark.clause("B3.1")
def test_eleven_categories_of_sixteen_seats_and_one_is_vacant(seats_group, board):
    categories = seating_of(facts_on(seats_group, SEATED), board).groups
    assert [len(category.seats) for category in categories] == [1, 3, 1, 1, 1, 4, 1, 1, 1, 1, 1]
    assert [category.name for category in categories if category.filled < len(category.seats)] == [VACANT]
    assert categories[1].line.requirement == "Chair and two Executive Board Members representing three areas"
    assert [seat.label for seat in categories[1].seats] == [
        "first area, as Chair",
        "second area",
        "third area",
    ]
    assert counts_on(seats_group, board, SEATED) == {
        "members": 15,
        "entitled": 15,
        "seats": 16,
        "vacant": 1,
        "filled": 15,
    }


@pytest.mark.clause("B2.1")
def test_a_third_of_sixteen_seats_is_six_though_one_is_vacant(seats_group, board):
    assert quorum_on(seats_group, board, SEATED).value == 6


@pytest.mark.clause("B3.2")
def test_a_category_is_filled_up_to_its_number(seats_group, board):
    with pytest.raises(NoSeat, match="All 3 seats of Primary Headteachers Association are filled"):
        vacant_seat(body=board, category="Primary Headteachers Association", on=SEATED)
    with pytest.raises(PlaceTaken):
        seat(
            place=Place.objects.filter(code="Catholic Diocese").get(),
            person=cast.person("Ines Moreau"),
            starts_on=SEATED,
            by=None,
            on=SEATED,
        )


@pytest.mark.clause("B3.2")
def test_never_above_the_maximum_even_where_somebody_made_a_place(seats_group, board):
    cast.sit(board, VACANT, cast.person("Ines Moreau"), SEATED)
    extra = Place.objects.create(
        collaborative=seats_group, body=board, code=VACANT, number=2, opened_on=SEATED
    )
    with pytest.raises(NoSeat, match="the maximum is 16"):
        seat(place=extra, person=cast.person("Rui Tavares"), starts_on=SEATED, by=None, on=SEATED)


@pytest.mark.clause("B4.1")
def test_seated_for_two_years_and_reviewed_after_one(seats_group, board):
    held = register_of_roles(seats_group, date(2017, 3, 1))[0].held
    assert (held.review, held.until) == (date(2017, 11, 1), date(2018, 10, 31))


@pytest.mark.clause("B3.6", "B4.1")
def test_a_seat_ends_with_the_structure_if_that_ends_first(seats_group, board):
    assert lapses_on(edition_on(seats_group, SEATED)) == date(2018, 10, 31)
    late = cast.sit(board, VACANT, cast.person("Ines Moreau"), date(2017, 9, 1))
    roles = register_of_roles(seats_group, date(2018, 1, 1))
    held = next(role.held for role in roles if role.place == late.place)
    assert held.until == date(2018, 10, 31)
    assert "comes first" in " ".join(held.finding.steps)


def test_a_seat_falls_vacant_and_is_still_a_seat(seats_group, board):
    holding = board.places.get(code="Catholic Diocese").holdings.get()
    unseat(holding=holding, last_day=date(2017, 1, 31), because="resigned", by=None, on=SEATED)
    day = date(2017, 2, 1)
    assert counts_on(seats_group, board, day)["vacant"] == 2
    assert quorum_on(seats_group, board, day).value == 6
    vacant = [m.name for m in members_on(seats_group, board, day) if m.vacant]
    assert vacant == ["National Leader of Governance", "Catholic Diocese"]
    again = cast.sit(board, "Catholic Diocese", cast.person("Ines Moreau"), day + timedelta(days=1))
    assert again.place == holding.place


def test_everybody_is_gone_the_day_after_the_structure(seats_group, board):
    day = date(2018, 11, 1)
    assert counts_on(seats_group, board, day)["vacant"] == 16
    assert say.date(lapses_on(edition_on(seats_group, day))) == "31 October 2018"
