"""The openings page, one opening with who stands, its outcome; the post's own page, its notice, its discussions."""

import csv
import io
import re
from datetime import date, timedelta
from uuid import uuid4

import pytest

from collaborative.post import render
from membership.actions import openings as verbs
from membership.actions import seats
from membership.actions.offices import end_holding
from membership.actions.posts import end_post
from membership.models import Conversation, Holding, Nomination, Opening, Place, Post
from membership.queries.editions import edition_on
from membership.queries.job import specification_of
from membership.queries.register import Register
from records.models import Message, Person
from records.obligations import Window, gather
from records.outbox import Envelope
from tests.membership import cast, pages
from tests.membership.pages import NOON, words_of

OPENINGS = "/marlbeck/openings/"
DAY, CLOSES, FIRST = cast.DAY, date(2024, 3, 22), date(2024, 9, 1)


@pytest.fixture
def office(client, cabinet, group, today):
    """The browser of Sol Marchetti, the manager of the cabinet's own group."""
    return pages.sign_in(client, group, cabinet["som"])


def browser(office, group, person):
    return pages.sign_in(type(office)(), group, person)


@pytest.fixture
def jude(office, group, cabinet):
    """Jude Farrow, a headteacher without an office."""
    return browser(office, group, cabinet["next"])


@pytest.fixture
def chair(office, group, cabinet):
    return browser(office, group, cabinet["chair"])


@pytest.fixture
def opening(group, cabinet) -> Opening:
    place = cast.office(group, "chair")
    return verbs.announce_opening(place=place, closes_on=CLOSES, starts_on=FIRST, by=cabinet["som"], at=NOON)


@pytest.fixture
def later(monkeypatch, today):
    """Monday 25 March 2024, when nominations have closed."""
    from records import clock

    monkeypatch.setattr(clock, "now", lambda: NOON + timedelta(days=11))


def page(opening, more: str = "") -> str:
    return f"{OPENINGS}{opening.pk}/{more}"


def due(group, on: date = DAY) -> dict[str, object]:
    window = Window(on, on - timedelta(days=400), on + timedelta(days=800))
    return {each.what: each for each in gather(group, window)}


# --- the list -----------------------------------------------------------------------------------------


@pytest.mark.clause("K7.2", "K7.8")
def test_the_list_says_what_is_open_what_is_vacant_and_which_terms_end(jude, opening):
    said = words_of(jude.get(OPENINGS))
    assert "Chair 22 March 1 September 2024 nobody yet Open for nominations" in said.replace(" 2024 1", " 1")
    assert "Headteacher Rep never held" in said
    assert "Terms that end within a year" in said
    assert "Academy Rep Amina Clarke" in said
    assert "Announce it" not in said


def test_nothing_announced_says_what_would_bring_it(jude):
    assert "Nothing is announced" in words_of(jude.get(OPENINGS))


def test_the_openings_come_as_a_file(jude, opening):
    rows = list(csv.DictReader(io.StringIO(jude.get(f"{OPENINGS}list.csv").content.decode("utf-8-sig"))))
    assert (rows[0]["Role"], rows[0]["Nominations close"], rows[0]["State"]) == (
        "Chair", "2024-03-22", "Open for nominations",
    )  # fmt: skip


# --- announced ----------------------------------------------------------------------------------------


@pytest.mark.clause("K7.8")
def test_the_office_announces_an_opening_and_the_first_day_is_offered(office, group):
    place = cast.office(group, "chair")
    url = f"{OPENINGS}announce/{place.pk}/"
    assert 'value="2024-09-01"' in office.get(url).content.decode()
    wrong = office.post(url, {"starts_on": "2024-09-01", "closes_on": "2024-03-13"})
    assert wrong.status_code == 422
    assert "cannot close before today" in words_of(wrong)
    assert 'value="2024-03-13"' in wrong.content.decode()
    said = words_of(office.post(url, {"starts_on": "2024-09-01", "closes_on": "2024-03-22"}, follow=True))
    assert "Announced. Nominations close on 22 March 2024." in said
    assert "Discussions with prospective Chairs are had in the Spring term" in said


def test_a_headteacher_is_told_who_announces(jude, group):
    answer = jude.get(f"{OPENINGS}announce/{cast.office(group, 'chair').pk}/")
    assert answer.status_code == 403
    assert "Only the Strategic Operations Manager" in words_of(answer)


@pytest.mark.clause("K7.8")
def test_the_letter_that_announces_it_leads_to_its_page(group, cabinet, today):
    Person.objects.filter(pk=cabinet["next"].pk).update(email="jude@marlbeck.example")
    place = cast.office(group, "chair")
    made = verbs.announce_opening(place=place, closes_on=CLOSES, starts_on=FIRST, by=cabinet["som"], at=NOON)
    letter = _letter(group, cabinet["next"])
    assert letter.subject == "Chair: nominations are open until Friday 22 March 2024"
    assert page(made) in letter.text


def _letter(group, person):
    person = Person.objects.get(pk=person.pk)
    messages = tuple(Message.objects.filter(person=person))
    return render(Envelope(group, person, messages, NOON, uuid4()))


# --- nominated ----------------------------------------------------------------------------------------


@pytest.mark.clause("K7.8")
def test_any_member_puts_somebody_forward_who_is_asked_and_stands(chair, jude, group, cabinet, opening):
    form = {"person": cabinet["next"].pk, "statement": "Led the conference."}
    said = words_of(chair.post(page(opening), form, follow=True))
    assert "Jude Farrow is nominated, and is asked whether they stand" in said
    asked = due(group)["Say whether you stand as Chair"]
    assert (asked.who, asked.link) == ((cabinet["next"].pk,), page(opening))
    assert "Amina Clarke put you forward" in words_of(jude.get(page(opening)))
    nomination = Nomination.objects.get()
    said = words_of(jude.post(f"{OPENINGS}nominations/{nomination.pk}/", {"answer": "accept"}, follow=True))
    assert "You stand." in said
    assert "Jude Farrow Led the conference." in said
    assert "Say whether you stand as Chair" not in due(group)


@pytest.mark.clause("K7.8")
def test_the_nominee_is_asked_by_a_letter_that_leads_there(group, cabinet, opening, today):
    Person.objects.filter(pk=cabinet["next"].pk).update(email="jude@marlbeck.example")
    nominee = Person.objects.get(pk=cabinet["next"].pk)
    verbs.nominate(opening=opening, person=nominee, by=cabinet["chair"], at=NOON)
    letter = _letter(group, nominee)
    assert letter.subject == "You have been nominated as Chair"
    assert page(opening) in letter.text


@pytest.mark.clause("K7.1", "K7.8")
def test_who_may_not_hold_it_is_refused_with_the_clause(jude, group, opening):
    deputy = cast.head(cast.school(group, "Elm Primary"), "Dan Osei", kind="deputy headteacher")
    answer = jude.post(page(opening), {"person": deputy.pk, "statement": "Kind."})
    assert answer.status_code == 422
    said = words_of(answer)
    assert "Dan Osei may not hold the office of Chair" in said
    assert "Eligibility for office" in said
    assert "Kind." in said


def test_before_they_accept_the_other_members_do_not_see_who_was_nominated(
    chair, office, group, cabinet, opening
):
    verbs.nominate(opening=opening, person=cabinet["next"], by=cabinet["chair"], at=NOON)
    other = browser(office, group, cabinet["send-rep"])
    assert "Asked, no answer yet" in words_of(chair.get(page(opening)))
    assert "Asked, no answer yet" not in words_of(other.get(page(opening)))


def test_nobody_answers_for_somebody_else(office, group, cabinet, opening):
    nomination = verbs.nominate(opening=opening, person=cabinet["next"], by=cabinet["chair"], at=NOON)
    url = f"{OPENINGS}nominations/{nomination.pk}/"
    assert office.post(url, {"answer": "accept"}).status_code == 403
    assert browser(office, group, cabinet["send-rep"]).post(url, {"answer": "accept"}).status_code == 404


# --- the outcome --------------------------------------------------------------------------------------


@pytest.fixture
def stands(opening, cabinet) -> Nomination:
    return verbs.nominate(opening=opening, person=cabinet["next"], by=cabinet["next"], at=NOON)


@pytest.mark.clause("K7.8")
def test_whoever_was_chosen_is_recorded_with_the_resolution_and_holds_the_office(
    office, group, cabinet, opening, stands, later
):
    url = page(opening, "outcome/")
    wrong = office.post(url, {"nomination": stands.pk, "resolution": ""})
    assert wrong.status_code == 422
    assert "Give the resolution" in words_of(wrong)
    form = {"nomination": stands.pk, "resolution": "Full group, 21 March 2024"}
    said = words_of(office.post(url, form, follow=True))
    assert "Jude Farrow is Chair from 1 September 2024" in said
    place = cast.office(group, "chair")
    assert "Full group, 21 March 2024" in words_of(office.get(f"/marlbeck/register/{place.pk}/"))
    assert "Filled" in words_of(office.get(OPENINGS))
    # The button pressed again changes nothing.
    assert office.post(url, form).status_code == 422
    assert Holding.objects.filter(place=place, starts_on=FIRST).count() == 1


def test_while_nominations_are_open_the_page_asks_to_close_them_first(office, opening, stands):
    assert "close them first" in words_of(office.get(page(opening, "outcome/")))
    office.post(page(opening, "close/"))
    assert "By resolution" in words_of(office.get(page(opening, "outcome/")))
    opening.refresh_from_db()
    assert opening.state == "closed"


@pytest.mark.clause("K7.8")
def test_a_direct_appointment_beside_an_opening_is_said_and_ends_it_knowingly(
    office, group, cabinet, opening
):
    path = f"/marlbeck/register/{opening.place_id}/fill/"
    said = words_of(office.get(path))
    assert "An opening of this place is announced, for somebody from Sunday 1 September 2024" in said
    assert "Record the outcome there" in said
    form = {
        "person": cabinet["treasurer"].pk,
        "starts_on": "2024-09-01",
        "how": "elected",
        "resolution": "R-9",
    }
    refused = office.post(path, form)
    assert refused.status_code == 422
    assert "Say what becomes of the opening that is announced" in words_of(refused)
    assert not Holding.objects.filter(place=opening.place, starts_on=FIRST).exists()
    assert office.post(path, form | {"then": "over"}).status_code == 302
    opening.refresh_from_db()
    assert (opening.state, opening.outcome) == (
        "lapsed",
        "Tess Rahman was appointed directly, from 1 September 2024",
    )
    assert Holding.objects.get(place=opening.place, starts_on=FIRST).person == cabinet["treasurer"]


@pytest.mark.clause("K7.8")
def test_an_opening_beside_which_somebody_is_appointed_meanwhile_stands(office, group, cabinet):
    place = cast.office(group, "headteacher-rep")
    opening = verbs.announce_opening(
        place=place, closes_on=date(2024, 5, 1), starts_on=FIRST, by=cabinet["som"], at=NOON
    )
    path = f"/marlbeck/register/{place.pk}/fill/"
    assert "It stands: this is until 31 August 2024, for whoever is chosen follows" in words_of(
        office.get(path)
    )
    form = {"person": cabinet["next"].pk, "starts_on": "2024-03-14", "how": "named", "then": "stands"}
    assert office.post(path, form).status_code == 302
    opening.refresh_from_db()
    holding = Holding.objects.get(place=place)
    assert (opening.state, holding.ends_before) == ("announced", FIRST)
    refused = office.post(path, form | {"starts_on": "2024-09-01"})
    assert refused.status_code == 422
    assert "From Sunday 1 September 2024 the place is for whoever is chosen" in words_of(refused)


@pytest.mark.clause("K7.8")
def test_whoever_stood_and_is_appointed_by_a_resolution_is_its_outcome(
    office, group, cabinet, opening, stands
):
    path = f"/marlbeck/register/{opening.place_id}/fill/"
    form = {
        "person": cabinet["next"].pk,
        "starts_on": "2024-09-01",
        "how": "elected",
        "resolution": "R-9",
        "then": "over",
    }
    assert office.post(path, form).status_code == 302
    opening.refresh_from_db()
    assert (opening.state, opening.outcome, opening.resolution) == (
        "filled",
        "Jude Farrow, from 1 September 2024",
        "R-9",
    )
    assert opening.holding.person == cabinet["next"]


def test_without_an_opening_nothing_of_it_is_asked(office, group):
    path = f"/marlbeck/register/{cast.office(group, 'treasurer').pk}/fill/"
    assert "What becomes of the opening" not in words_of(office.get(path))


@pytest.mark.clause("K7.6", "K7.8")
def test_the_register_says_what_is_announced_of_a_vacant_place_and_what_waits_for_nobody(
    office, group, cabinet
):
    place = cast.office(group, "headteacher-rep")
    verbs.announce_opening(
        place=place, closes_on=date(2024, 5, 1), starts_on=FIRST, by=cabinet["som"], at=NOON
    )
    said = words_of(office.get("/marlbeck/register/"))
    assert "Headteacher Rep Vacant Open for nominations until 1 May 2024" in said
    assert "Headteacher Rep Vacant Nothing need be done" in said
    assert "Chair Designate / Vice Chair Nobody at present" in said
    vacant = sum(role.vacant for role in Register(group).on(cast.DAY))
    assert f"{vacant - 1} places vacant" in said, "an office that precedes another by itself is not vacant"


def test_it_lapses_with_a_reason(office, opening):
    url = page(opening, "lapse/")
    assert office.post(url, {"lapse-because": ""}).status_code == 422
    said = words_of(office.post(url, {"lapse-because": "Nobody stood"}, follow=True))
    assert "It lapsed: Nobody stood" in said


# --- what falls due -----------------------------------------------------------------------------------


@pytest.mark.clause("K7.8")
def test_the_office_is_asked_to_announce_so_long_before_a_term_ends(group, cabinet):
    asked = due(group)["Announce who may follow as Chair"]
    assert (asked.due_on, asked.who) == (date(2024, 2, 29), (cabinet["som"].pk,))
    assert asked.why.defaults
    assert "Announce who may follow as Outgoing Chair" not in due(group)


@pytest.mark.clause("K7.8")
def test_once_it_is_announced_that_is_done_and_the_outcome_is_asked_for(group, cabinet, opening):
    found = due(group)
    assert found["Announce who may follow as Chair"].done_on == DAY
    assert found["Record who is to be Chair"].due_on == date(2024, 8, 31)
    closing = found["Nominations for Chair close"]
    assert (closing.due_on, closing.level, closing.lapses) == (CLOSES, "members", True)


def test_somebody_who_leaves_early_leaves_a_task_with_the_way_on(group, cabinet):
    holding = Holding.objects.get(person=cabinet["treasurer"])
    end_holding(holding=holding, last_day=date(2024, 3, 1), because="resigned", by=None, on=DAY)
    asked = due(group)["Find who is to be Treasurer"]
    assert (asked.due_on, asked.who) == (date(2024, 3, 30), (cabinet["som"].pk,))
    assert "Vacant since 2 March 2024: resigned" in asked.reason
    assert asked.link == f"{OPENINGS}announce/{holding.place_id}/"
    assert "Find who is to be Headteacher Rep" not in due(group)


@pytest.mark.clause("K8.14")
def test_the_last_day_for_notice_of_the_managers_post_is_told_to_both_sides(group, cabinet):
    told = due(group)["Notice ending the post of Strategic Operations Manager"]
    assert told.due_on == date(2025, 8, 31)
    assert {cabinet["som"].pk, cabinet["chair"].pk} == set(told.who)


# --- the post -----------------------------------------------------------------------------------------


@pytest.mark.clause("K8.15")
@pytest.mark.parametrize(
    ("code", "words"), [("chair", "Job Description: Chair"), ("som", "JOB DESCRIPTION / ROLE")]
)
def test_the_job_description_stands_beside_the_post(jude, group, code, words):
    said = words_of(jude.get(f"/marlbeck/register/{cast.office(group, code).pk}/"))
    assert "Job description in the words of the edition" in said
    assert words.lower() in said.lower()


@pytest.mark.clause("K8.15")
def test_a_persons_page_leads_to_the_job_description_of_their_office(jude, cabinet, group):
    link = f"/marlbeck/register/{cast.office(group, 'som').pk}/#job-description"
    assert link in jude.get(f"/marlbeck/people/{cabinet['som'].pk}/").content.decode()
    assert "#job-description" not in jude.get(f"/marlbeck/people/{cabinet['send-rep'].pk}/").content.decode()


@pytest.mark.clause("K7.1")
def test_a_flagged_holder_is_recorded_as_having_left_with_one_button(office, group, cabinet):
    post = Post.objects.get(person=cabinet["treasurer"])
    end_post(post=post, last_day=date(2024, 2, 29), because="retired", by=None, on=DAY)
    place = cast.office(group, "treasurer")
    said = words_of(office.get(f"/marlbeck/register/{place.pk}/"))
    assert "Record that it is vacant from Friday 1 March 2024" in said
    holding = Holding.objects.get(place=place)
    said = words_of(office.post(f"/marlbeck/register/holdings/{holding.pk}/vacant/", follow=True))
    assert "The vacancy is recorded" in said
    assert "Vacant" in said
    assert office.post(f"/marlbeck/register/holdings/{holding.pk}/vacant/").status_code == 302


@pytest.mark.clause("B3.5")
def test_the_directors_seat_says_that_its_holder_chairs(client, in_marlbeck, today):
    cast.adopt(in_marlbeck, cast.bristol(), date(2023, 9, 1))
    director = cast.person("Ines Calloway")
    place = Place.objects.get(code="Director Children's Services")
    seats.seat(place=place, person=director, starts_on=date(2023, 9, 1), by=None, on=DAY)
    said = words_of(pages.sign_in(client, in_marlbeck, director).get(f"/marlbeck/register/{place.pk}/"))
    assert "Chairs The Group, by virtue of this seat" in said


# --- the commissioned manager -------------------------------------------------------------------------


@pytest.mark.clause("K8.20")
def test_the_specification_is_ticked_before_somebody_is_commissioned(office, group, cabinet):
    place = cast.office(group, "som")
    holding = Holding.objects.get(place=place)
    end_holding(holding=holding, last_day=date(2024, 8, 31), because="resigned", by=None, on=DAY)
    who = cast.commissioned(group, "Rowan Teller")
    words = specification_of(edition_on(group, DAY).rules, "som").sha256
    form = {"person": who.pk, "starts_on": "2024-09-01", "how": "named", "words": words, "meets_1": "on"}
    url = f"/marlbeck/register/{place.pk}/fill/"
    assert "Checked: The SOM must have Ofsted Inspector experience." in words_of(office.get(url))
    refused = office.post(url, form)
    assert refused.status_code == 422
    assert "The person specification is checked before the appointment" in words_of(refused)
    assert office.post(url, form | {"meets_2": "on"}).status_code == 302
    assert Holding.objects.get(person=who).attestation.person == cabinet["som"]
    said = words_of(office.get(f"/marlbeck/register/{place.pk}/?on=2024-09-02"))
    assert "Checked by Sol Marchetti on Thursday 14 March 2024, before the appointment" in said


@pytest.mark.clause("K8.14")
def test_the_consequence_of_notice_is_shown_first_and_confirmed(chair, group, cabinet):
    holding = Holding.objects.get(place__code="som")
    url = f"/marlbeck/register/holdings/{holding.pk}/notice/"
    said = words_of(chair.get(url))
    assert "the post ends on Monday 31 August 2026" in said
    assert "The same holds until Sunday 31 August 2025" in said
    assert "Check the notice" in words_of(chair.post(url, {"given_on": "2024-03-14"}))
    holding.refresh_from_db()
    assert holding.ending_notice_on is None
    said = words_of(chair.post(url, {"given_on": "2024-03-14", "shown": "2026-08-31"}, follow=True))
    assert "Given on Thursday 14 March 2024 by Amina Clarke, the post ends on Monday 31 August 2026" in said
    said = words_of(chair.post(url, {"because": "Both sides agreed"}, follow=True))
    assert "What notice of the post means" in said


@pytest.mark.clause("K8.14")
def test_the_notice_is_seen_by_those_it_concerns_alone(office, jude, chair, group, cabinet):
    holding = Holding.objects.get(place__code="som")
    url = f"/marlbeck/register/holdings/{holding.pk}/notice/"
    chair.post(url, {"given_on": "2024-03-14", "shown": "2026-08-31"})
    assert jude.get(url).status_code == 404
    place = f"/marlbeck/register/{holding.place_id}/"
    assert "Notice Given on" not in words_of(jude.get(place))
    treasurer = browser(office, group, cabinet["treasurer"])
    assert "Notice Given on Thursday 14 March 2024: the post ends on" in words_of(treasurer.get(place))
    assert treasurer.post(url, {"because": "No"}).status_code == 403


def test_an_office_without_notice_has_no_such_page(office, cabinet):
    holding = Holding.objects.get(person=cabinet["treasurer"])
    assert office.get(f"/marlbeck/register/holdings/{holding.pk}/notice/").status_code == 404


# --- discussions with prospective chairs --------------------------------------------------------------


@pytest.mark.clause("K7.8")
def test_a_discussion_with_a_prospective_chair_is_for_the_management_group_alone(
    chair, office, jude, group, cabinet
):
    assert "They are to be held by Thursday 28 March 2024" in words_of(chair.get(OPENINGS))
    form = {"person": cabinet["next"].pk, "assigned_to": cabinet["chair"].pk, "due_on": "2024-03-28"}
    said = words_of(chair.post(f"{OPENINGS}discussions/", form, follow=True))
    assert "The discussion with Jude Farrow is arranged" in said
    talk = Conversation.objects.get()
    assert (talk.about, talk.level, talk.body.code) == ("prospective chair", "body", "management-group")
    treasurer = browser(office, group, cabinet["treasurer"])
    assert re.search(r"Jude Farrow To be held by 28 March", words_of(treasurer.get(OPENINGS)))
    assert "Discussions with prospective Chairs" not in words_of(jude.get(OPENINGS))
    assert jude.get(f"{OPENINGS}discussions/{talk.pk}/").status_code == 403
    held = {"held_on": "2024-03-14", "summary": "Willing, and would like to shadow."}
    said = words_of(chair.post(f"{OPENINGS}discussions/{talk.pk}/", held, follow=True))
    assert "Jude Farrow Held 14 March" in said
    assert "would like to shadow" in words_of(office.get(f"{OPENINGS}discussions/{talk.pk}/"))


def test_a_discussion_that_is_not_needed_says_why(chair, group, cabinet):
    form = {"person": cabinet["next"].pk, "assigned_to": cabinet["chair"].pk}
    chair.post(f"{OPENINGS}discussions/", form)
    url = f"{OPENINGS}discussions/{Conversation.objects.get().pk}/"
    assert chair.post(url, {"because": ""}).status_code == 422
    assert "Not needed" in words_of(chair.post(url, {"because": "Stands already"}, follow=True))
