"""The register of roles on any date, its vacancies, who takes up and leaves a place, and the bodies of the day."""

import csv
import io
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from membership.models import Body, Holding
from tests.membership import cast, pages
from tests.membership.pages import words_of

REGISTER = "/marlbeck/register/"


@pytest.fixture
def office(client, cabinet, group, today):
    """The browser of Sol Marchetti, the manager of the cabinet's own group."""
    return pages.sign_in(client, group, cabinet["som"])


def row(said: str, role: str) -> str:
    return said.split(f" {role} ", 1)[1]


@pytest.mark.clause("K7.6")
def test_the_register_shows_holder_since_until_and_time_remaining_on_a_date(office):
    said = words_of(office.get(f"{REGISTER}?on=2023-09-01")).split("To do")[-1]
    chair = row(said.split("Time remaining")[1], "Chair")
    assert chair.startswith("Amina Clarke 1 September 2022 31 August 2024 why?")
    assert "2 years (1 year remaining)" in said


@pytest.mark.clause("K7.4", "K7.6")
def test_a_date_to_come_shows_who_will_have_followed(office):
    said = words_of(office.get(f"{REGISTER}?on=2024-09-02"))
    assert "You are looking at Quorate as on 2 September 2024" in said
    outgoing = said.split("Outgoing Chair", 1)[1]
    assert "Amina Clarke" in outgoing[:200]
    assert "Fill" not in said


@pytest.mark.clause("K7.6", "X6")
def test_the_register_comes_as_a_file(office):
    answer = office.get(f"{REGISTER}list.csv?on=2023-09-01")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    chair = next(row for row in rows if row["Role"] == "Chair")
    assert (chair["Holder"], chair["Since"], chair["Until"]) == ("Amina Clarke", "2022-09-01", "2024-08-31")
    assert chair["Time remaining"] == "1 year"


@pytest.mark.clause("K7.1")
def test_who_is_no_headteacher_is_refused_with_the_reason(office, group):
    place = cast.office(group, "headteacher-rep")
    guest = cast.head(cast.school(group, "Elder Primary"), "Petra Lund", kind="deputy headteacher")
    form = {"person": guest.pk, "starts_on": "2024-03-14", "how": "elected"}
    answer = office.post(f"{REGISTER}{place.pk}/fill/", form)
    assert answer.status_code == 422
    assert "Petra Lund may not hold the office of Headteacher Rep" in words_of(answer)
    assert 'value="2024-03-14"' in answer.content.decode()


@pytest.mark.clause("K7.6")
def test_an_appointment_is_recorded_with_the_end_that_the_term_has(office, cabinet, group):
    place = cast.office(group, "headteacher-rep")
    form = {
        "person": cabinet["next"].pk,
        "starts_on": "2024-03-14",
        "how": "elected",
        "resolution": "R-2024-003",
    }
    said = words_of(office.post(f"{REGISTER}{place.pk}/fill/", form, follow=True))
    assert "Jude Farrow is Headteacher Rep from 14 March 2024" in said
    assert "R-2024-003" in words_of(office.get(f"{REGISTER}{place.pk}/"))


@pytest.mark.clause("K7.9")
def test_an_office_that_is_held_is_not_given_twice(office, cabinet, group):
    place = cast.office(group, "treasurer")
    form = {"person": cabinet["next"].pk, "starts_on": "2024-03-14", "how": "elected"}
    answer = office.post(f"{REGISTER}{place.pk}/fill/", form)
    assert "Tess Rahman is Treasurer until" in words_of(answer)
    assert Holding.objects.filter(place=place).count() == 1


def test_an_office_ends_with_its_reason_and_is_then_vacant(office, cabinet, group):
    holding = Holding.objects.get(person=cabinet["treasurer"])
    page = f"{REGISTER}holdings/{holding.pk}/end/"
    assert "Say why it ends" in words_of(office.post(page, {"last_day": "2024-03-13", "because": ""}))
    said = words_of(office.post(page, {"last_day": "2024-03-13", "because": "resigned"}, follow=True))
    assert "Treasurer Vacant" in said
    assert "resigned" in words_of(office.get(f"{REGISTER}{holding.place_id}/"))


def test_a_headteacher_reads_the_register_and_changes_nothing(nadia, group):
    place = cast.office(group, "treasurer")
    assert "Fill" not in words_of(nadia.get(REGISTER))
    answer = nadia.get(f"{REGISTER}{place.pk}/fill/")
    assert answer.status_code == 403
    assert "Only the Strategic Operations Manager" in words_of(answer)
    assert nadia.post(f"{REGISTER}{place.pk}/fill/", {}).status_code == 403


# --- bodies -------------------------------------------------------------------------------------------


@pytest.mark.clause("K7.7")
def test_the_management_group_on_a_date_and_its_quorum(office, cabinet, group):
    five = words_of(office.get("/marlbeck/bodies/management-group/"))
    assert "Needed 3 of 5" in five
    cast.hold(group, "chair", cabinet["next"], date(2024, 9, 1))
    six = words_of(office.get("/marlbeck/bodies/management-group/?on=2024-05-01"))
    assert "Needed 4 of 6" in six
    assert "Jude Farrow" in six


@pytest.mark.clause("K3.4", "K6.1")
def test_the_full_group_lists_schools_and_whoever_votes_without_counting(office):
    said = words_of(office.get("/marlbeck/bodies/full-group/"))
    assert "Needed 3 of 5" in said
    assert "Sol Marchetti" in said
    assert "does not count for the quorum" in said


@pytest.mark.clause("B3.1")
def test_seats_by_category_with_what_each_asks_for_and_its_vacancies(client, seats_group, today):
    body = Body.objects.get(code="group")
    cast.sit(body, "Director Children's Services", cast.person("Rhona Ellis"), date(2016, 11, 1))
    pages.sign_in(client, seats_group, cast.commissioned(seats_group, "Cass Moran", kind="clerk"))
    said = words_of(client.get("/marlbeck/bodies/group/?on=2017-03-14"))
    assert "1 of 16 seats filled · at most 16" in said
    assert "Chair and two Executive Board Members representing three areas" in said
    assert "Primary Headteachers Association" in said
    assert "0 of 3" in said
    assert "Nobody sits for" in said


@pytest.mark.clause("B3.2")
def test_a_seat_is_filled_and_no_more_than_there_are(client, seats_group, today):
    body = Body.objects.get(code="group")
    clerk = cast.commissioned(seats_group, "Cass Moran", kind="clerk")
    browser = pages.sign_in(client, seats_group, clerk)
    seat = body.places.get(code="Early Years Partnership")
    form = {"person": clerk.pk, "starts_on": "2024-03-14", "how": "named"}
    answer = browser.post(f"{REGISTER}{seat.pk}/fill/", form, follow=True)
    assert "Cass Moran is Early Years Partnership from 14 March 2024" in words_of(answer)
    again = browser.post(f"{REGISTER}{seat.pk}/fill/", form)
    assert again.status_code == 422


def test_no_such_body_and_a_place_of_another_group_are_not_found(office, tarnside):
    from records.tenancy import scoped

    assert office.get("/marlbeck/bodies/senate/").status_code == 404
    with scoped(tarnside):
        cast.adopt(tarnside, cast.knowsley())
        theirs = cast.office(tarnside, "chair")
    assert office.get(f"{REGISTER}{theirs.pk}/").status_code == 404


@pytest.mark.parametrize("path", ["register/1/", "register/1/fill/"])
def test_one_place_asks_equally_often_however_many_schools(office, group, path):
    path = path.replace("1", str(cast.office(group, "chair").pk))
    counts = []
    for more in (3, 27):
        pages.many(group, more)
        office.get(f"/marlbeck/{path}")
        with CaptureQueriesContext(connection) as asked:
            assert office.get(f"/marlbeck/{path}").status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 15
