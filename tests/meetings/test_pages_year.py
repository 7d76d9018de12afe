"""The pages of the year's meetings: list, proposal, decision; one meeting, moved and cancelled; one's calendar."""

import csv
import io
import re
from datetime import date, time, timedelta
from email import message_from_bytes

import pytest
from django.core import mail
from icalendar import Calendar

from collaborative.post import render
from meetings.actions.moving import cancel, move
from meetings.actions.year import add_outside
from meetings.models import Meeting
from meetings.queries.hours import at_hour
from membership.models import Body, BodyMember, Enrolment, Post
from membership.queries import kept
from records import outbox
from records.models import Person
from tests.meetings import cast
from tests.meetings.test_year import fixed, proposed, the
from tests.membership import cast as members
from tests.membership import pages
from tests.membership.pages import words_of

pytestmark = pytest.mark.django_db

MEETINGS = "/marlbeck/meetings/"
USUAL = {"weekday": "3", "starts": "09:00", "ends": "15:30", "place": "Tarnholt School", "mode": "in person"}
EVENTS = ("full-meeting", "management-meeting", "conference")


@pytest.fixture
def today(monkeypatch, settings):
    """Thursday 14 March 2024 at noon."""
    from records import clock

    monkeypatch.setattr(clock, "now", lambda: pages.NOON)
    settings.DEMONSTRATION = True
    return members.DAY


@pytest.fixture
def people(group, marian):
    heads = cast.schools(group, 3)
    members.hold(group, "chair", heads[0], date(2023, 9, 1))
    for person in [*heads, marian]:
        Person.objects.filter(pk=person.pk).update(email=f"person{person.pk}@marlbeck.example")
        person.refresh_from_db()
    return {"office": marian, "chair": heads[0], "head": heads[1]}


@pytest.fixture
def office(client, group, people, today):
    return pages.sign_in(client, group, people["office"])


def browser(office, group, person):
    return pages.sign_in(type(office)(), group, person)


@pytest.fixture
def chair(office, group, people):
    return browser(office, group, people["chair"])


@pytest.fixture
def head(office, group, people):
    return browser(office, group, people["head"])


@pytest.fixture
def to_come(group, people):
    """The full meeting of the first half of the Summer term."""
    return the(fixed(group, at=pages.NOON - timedelta(days=200)), "full-meeting", "summer-1")


def usual_of_all():
    return {f"{event}-{name}": value for event in EVENTS for name, value in USUAL.items()}


def fields_of(answer) -> dict[str, str]:
    """What the form on a page would send."""
    form = answer.context["form"]
    sent = {field.html_name: field.value() for field in form}
    return {
        name: "" if value is None else _typed(value) for name, value in sent.items() if value is not False
    }


def _typed(value) -> str:
    return value.strftime("%H:%M") if isinstance(value, time) else str(value)


# --- the list -----------------------------------------------------------------------------------------


def test_a_year_without_meetings_says_what_brings_them_and_leads_there(office, head):
    assert "Propose the dates" in words_of(office.get(MEETINGS))
    assert "come by mail to every member when they are fixed" in words_of(head.get(MEETINGS))


@pytest.mark.clause("K9.1")
def test_the_next_meeting_stands_first_and_the_past_ones_under_it(head, to_come):
    answer = head.get(MEETINGS)
    coming = [row.starts_at for row, _ in answer.context["coming"]]
    past = [row.starts_at for row, _ in answer.context["past"]]
    assert coming == sorted(coming)
    assert past == sorted(past, reverse=True)
    assert len(coming) + len(past) == 13
    assert past[0] < coming[0]


def test_the_list_can_be_had_of_one_body_and_as_a_file(head, group, to_come):
    asked = f"?body={to_come.body_id}"
    assert len(head.get(MEETINGS + asked).context["coming"]) < 13
    rows = list(
        csv.DictReader(io.StringIO(head.get(f"{MEETINGS}list.csv{asked}").content.decode("utf-8-sig")))
    )
    assert {row["Body"] for row in rows} == {to_come.body.name}
    assert len(rows) == 7


@pytest.mark.clause("K9.1")
def test_a_half_term_without_a_meeting_stands_on_the_list_with_its_why(head, to_come):
    cancel(meeting=to_come, because="No room", by=None, at=pages.NOON)
    said = words_of(head.get(MEETINGS))
    assert "Summer term, first half has no full meeting." in said
    assert "Cancelled" in said


# --- the proposal and the decision --------------------------------------------------------------------


@pytest.mark.clause("K9.1", "K9.2")
def test_how_they_usually_are_is_asked_once_then_the_dates_are_shown_before_any_is_entered(office):
    first = office.get(f"{MEETINGS}propose/?year=2023-24")
    assert "Work out the dates" in words_of(first)
    shown = office.get(f"{MEETINGS}propose/", {"year": "2023-24", **usual_of_all()})
    assert len(list(shown.context["form"].lines)) == 13
    assert not Meeting.objects.exists()
    sent = office.post(f"{MEETINGS}propose/", {"year": "2023-24", **usual_of_all(), **fields_of(shown)})
    assert sent.status_code == 302
    # Of the parts of the year that are over no day is offered, and no line is ticked.
    made = Meeting.objects.filter(state="proposed", place="Tarnholt School")
    assert sorted(made.values_list("event", flat=True)) == ["full-meeting"] * 3 + ["management-meeting"] * 3


@pytest.mark.clause("K9.1")
@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("day", "2024-04-04", "Thursday 4 April 2024 is in the school holidays: choose a day of term."),
        ("ends", "08:00", "It would end at 8:00am and begin at 9:00am: give a later end."),
        ("day", "", "Give the day."),
        ("starts", "quarter past", "Write the hour as 9:00 or 15:30."),
    ],
)
def test_a_line_with_something_wrong_comes_back_filled_with_a_sentence(office, field, typed, words):
    shown = office.get(f"{MEETINGS}propose/", {"year": "2023-24", **usual_of_all()})
    data = fields_of(shown) | {f"{field}_full-meeting_2023-24_spring-2": typed}
    sent = office.post(f"{MEETINGS}propose/", {"year": "2023-24", **usual_of_all(), **data})
    assert sent.status_code == 422
    assert words in words_of(sent)
    assert sent.context["form"].data["place_full-meeting_2023-24_spring-2"] == "Tarnholt School"
    assert not Meeting.objects.exists()


def test_an_hour_that_does_not_exist_is_refused_on_the_form(office, to_come):
    sent = office.post(f"{MEETINGS}others/", {
        "name": "Night watch", "day": "2024-03-31", "starts": "01:30", "ends": "04:00", "mode": "in person"})  # fmt: skip
    assert sent.status_code == 422
    assert "1:30am on Sunday 31 March 2024 does not exist" in words_of(sent)


@pytest.mark.clause("K9.1")
def test_the_chair_fixes_the_dates_by_decision_and_the_office_is_told_who_may(chair, office, group, people):
    rows = proposed(group)
    assert office.get(f"{MEETINGS}fix/").status_code == 403
    page = chair.get(f"{MEETINGS}fix/?year=2023-24")
    assert "Fixed at the last meeting for the school year." in words_of(page)
    data = {"year": "2023-24", "meetings": [row.pk for row in rows]}
    assert "Give the decision" in words_of(chair.post(f"{MEETINGS}fix/", data))
    assert chair.post(f"{MEETINGS}fix/", data | {"resolution": "R-2023-009"}).status_code == 302
    assert set(Meeting.objects.values_list("state", "resolution")) == {("fixed", "R-2023-009")}


# --- told by mail, into the calendar ------------------------------------------------------------------


def letters_to(person) -> list:
    return [each for each in mail.outbox if each.to == [person.email]]


def entries(letter) -> list[tuple[str, Calendar]]:
    """By its method, each calendar file of a letter as a mail program finds it."""
    parts = message_from_bytes(letter.message().as_bytes()).walk()
    found = [part for part in parts if part.get_content_type() == "text/calendar"]
    return [(part.get_param("method"), Calendar.from_ical(part.get_payload(decode=True))) for part in found]


@pytest.mark.clause("K9.1", "K9.4")
def test_the_year_goes_to_every_member_in_one_letter_with_an_invitation_to_each(group, people, today):
    fixed(group, at=pages.NOON)
    outbox.send_due(render, at=pages.NOON)
    (letter,) = letters_to(people["head"])
    assert letter.subject == "Meetings: 7 dates fixed"
    assert "Full meeting: Thursday" in letter.body
    assert [method for method, _ in entries(letter)] == ["REQUEST"] * 7
    (event,) = entries(letter)[0][1].walk("VEVENT")
    assert (event["sequence"], str(event["attendee"])) == (0, f"mailto:{people['head'].email}")


@pytest.mark.clause("K9.4")
def test_a_change_and_an_end_reach_the_same_entry_with_a_higher_sequence(group, people, to_come, today):
    outbox.send_due(render, at=pages.NOON)
    mail.outbox.clear()
    day = date(2024, 4, 18)
    move(meeting=to_come, starts_at=at_hour(day, time(13)), ends_at=at_hour(day, time(16)), because="Polling station",
         seen=to_come.version, by=None, at=pages.NOON)  # fmt: skip
    outbox.send_due(render, at=pages.NOON)
    (letter,) = letters_to(people["head"])
    assert letter.subject == "Full meeting: now Thursday 18 April 2024, 1:00pm to 4:00pm"
    assert "Moved: Polling station" in letter.body
    assert "Whether you are coming is asked again" in letter.body
    ((method, changed),) = entries(letter)
    cancel(meeting=to_come, because="Snow", by=None, at=pages.NOON)
    outbox.send_due(render, at=pages.NOON)
    ((last, ended),) = entries(letters_to(people["head"])[-1])
    events = [each.walk("VEVENT")[0] for each in (changed, ended)]
    assert [method, last] == ["REQUEST", "CANCEL"]
    assert [event["sequence"] for event in events] == [1, 2]
    assert events[0]["uid"] == events[1]["uid"] == f"meeting-{to_come.pk}.marlbeck@localhost"
    assert events[1]["status"] == "CANCELLED"


# --- one meeting --------------------------------------------------------------------------------------


def test_the_page_of_a_meeting_says_when_and_where_and_by_when_items_come(head, group, to_come):
    said = words_of(head.get(f"{MEETINGS}{to_come.pk}/"))
    assert "Tarnholt School, main hall" in said
    assert "Full group, 13 July 2023" in said
    management = the(Meeting.objects.all(), "management-meeting", "summer-1")
    assert "Agenda items to the Chair or the manager" in words_of(head.get(f"{MEETINGS}{management.pk}/"))


def test_a_meeting_of_another_group_is_not_there(head):
    assert head.get(f"{MEETINGS}999999/").status_code == 404


def test_the_calendar_file_of_a_meeting_holds_its_hours(head, to_come):
    answer = head.get(f"{MEETINGS}{to_come.pk}/meeting.ics")
    (event,) = Calendar.from_ical(answer.content).walk("VEVENT")
    assert answer["Content-Type"].startswith("text/calendar")
    assert (event.decoded("dtstart"), event.decoded("dtend")) == (to_come.starts_at, to_come.ends_at)


@pytest.mark.clause("K9.1", "K9.9")
def test_what_moves_with_a_meeting_is_shown_before_it_is_confirmed(chair, group, to_come):
    row = the(Meeting.objects.all(), "management-meeting", "summer-1")
    address = f"{MEETINGS}{row.pk}/move/"
    data = fields_of(chair.get(address)) | {"day": "2024-05-09", "last": "", "because": "Polling day"}
    shown = chair.post(address, data)
    assert "by Thursday 2 May 2024 instead of" in words_of(shown)
    row.refresh_from_db()
    assert row.sequence == 0
    done = chair.post(address, data | {"shown": shown.context["form"]["shown"].value()}, follow=True)
    row.refresh_from_db()
    assert (row.sequence, row.moved_because) == (1, "Polling day")
    assert "Moved to Thursday 9 May 2024, 9:00am to 3:30pm." in words_of(done)


def test_a_move_looked_at_by_two_is_made_by_the_first_and_the_second_keeps_what_was_typed(chair, to_come):
    address = f"{MEETINGS}{to_come.pk}/move/"
    data = fields_of(chair.get(address)) | {"day": "2024-04-18", "last": "", "because": "Polling day"}
    data["shown"] = chair.post(address, data).context["form"]["shown"].value()
    Meeting.objects.filter(pk=to_come.pk).update(version=to_come.version + 1)
    again = chair.post(address, data)
    assert again.status_code == 422
    assert "Somebody else changed this" in words_of(again)
    assert again.context["form"].data["because"] == "Polling day"


@pytest.mark.clause("K9.1")
def test_cancelling_says_which_half_term_has_no_meeting_now(chair, head, to_come):
    address = f"{MEETINGS}{to_come.pk}/cancel/"
    assert head.get(address).status_code == 403
    assert "Say why it is cancelled." in words_of(chair.post(address, {"because": ""}))
    said = words_of(chair.post(address, {"because": "No room"}, follow=True))
    assert "The meeting is cancelled." in said
    assert "Summer term, first half has no full meeting." in said


@pytest.mark.clause("K12.23", "K16.7")
def test_the_office_enters_a_meeting_of_others_with_its_speakers(office, group, to_come):
    sent = office.post(f"{MEETINGS}others/", {
        "name": "Head Teacher Partnership", "event": "headteacher-partnership", "day": "2024-03-19",
        "starts": "9:30", "ends": "12:00", "mode": "in person", "speakers": "Dr Lena Osgathorpe"}, follow=True)  # fmt: skip
    assert "Speakers Dr Lena Osgathorpe" in words_of(sent)
    assert "Speakers: Dr Lena Osgathorpe" in words_of(office.get(MEETINGS))
    assert "Speakers: Dr Lena Osgathorpe." in words_of(office.get("/marlbeck/planner/"))


@pytest.mark.clause("K9.1", "X4")
def test_the_planner_knows_the_day_and_flags_the_half_term_without(head, to_come):
    said = words_of(head.get("/marlbeck/planner/?kind=meeting"))
    assert said.count("has no meeting") == 0
    cancel(meeting=to_come, because="No room", by=None, at=pages.NOON)
    said = words_of(head.get("/marlbeck/planner/?kind=meeting"))
    assert "Summer term, first half has no meeting." in said


# --- one's own calendar -------------------------------------------------------------------------------


def address_in(answer) -> str:
    return re.search(
        r'value="http://[^/]+(/marlbeck/meetings/calendar/[^"]+\.ics)"', answer.content.decode()
    )[1]


@pytest.mark.clause("K9.4")
def test_the_address_is_shown_once_and_only_its_hash_is_kept(head, people):
    assert "Make my address" in words_of(head.get(f"{MEETINGS}calendar/"))
    address = address_in(head.post(f"{MEETINGS}calendar/", {"do": "renew"}))
    token = address.rsplit("/", 1)[1].removesuffix(".ics")
    assert token not in head.get(f"{MEETINGS}calendar/").content.decode()
    kept = Enrolment.objects.get(person=people["head"]).feed_hash
    assert kept
    assert kept != token


@pytest.mark.clause("K9.4")
def test_a_calendar_needs_no_sign_in_and_holds_ones_own_meetings(head, client, group, to_come):
    add_outside(
        collaborative=group, name="Partnership", starts_at=cast.TEN, ends_at=cast.NOON, by=None, at=pages.NOON
    )
    address = address_in(head.post(f"{MEETINGS}calendar/", {"do": "renew"}))
    answer = type(client)().get(address)
    events = Calendar.from_ical(answer.content).walk("VEVENT")
    uids = {str(event["uid"]) for event in events}
    assert f"meeting-{to_come.pk}.marlbeck@localhost" in uids
    assert {str(event["summary"]) for event in events} >= {
        "Full meeting",
        "Residential conference",
        "Partnership",
    }
    assert "Management group meeting" not in {str(event["summary"]) for event in events}
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.clause("K10.5", "K10.6", "K9.4")
def test_a_cluster_meets_and_its_meeting_stands_in_the_calendars_of_its_own_people(
    office, head, people, client, group
):
    north = Body.objects.create(
        collaborative=group, kind="cluster", name="North cluster", opened_on=members.LONG_AGO
    )
    south = Body.objects.create(
        collaborative=group, kind="cluster", name="South cluster", opened_on=members.LONG_AGO
    )
    school = Post.objects.get(person=people["head"]).school
    BodyMember.objects.create(collaborative=group, body=north, school=school, starts_on=members.LONG_AGO)
    assert "Enter a meeting" in words_of(office.get(f"/marlbeck/groups/{north.pk}/"))
    for body in (north, south):
        shown = office.get(f"{MEETINGS}others/?body={body.pk}").content.decode()
        assert f'value="{body.pk}" selected' in shown
        form = {"name": f"{body.name}: transition", "body": body.pk, "day": "2024-04-25", "starts": "09:00", "ends": "11:00",
                "mode": "in person"}  # fmt: skip
        said = words_of(office.post(f"{MEETINGS}others/", form, follow=True))
        assert f"{body.name}: transition stands in the planner and in the calendars of its members" in said
    assert "Of a cluster" in words_of(head.get(f"{MEETINGS}?body={north.pk}"))
    address = address_in(head.post(f"{MEETINGS}calendar/", {"do": "renew"}))
    told = type(client)().get(address).content.decode()
    assert "North cluster: transition" in told
    assert "South cluster: transition" not in told


@pytest.mark.clause("K10.5", "K9.4")
def test_of_a_cluster_that_moves_its_meeting_nobody_is_asked_again_whether_they_come(group, people, today):
    north = Body.objects.create(
        collaborative=group, kind="cluster", name="North cluster", opened_on=members.LONG_AGO
    )
    BodyMember.objects.create(
        collaborative=group, body=north, person=people["head"], starts_on=members.LONG_AGO
    )
    day, told = date(2024, 4, 25), {"by": None, "at": pages.NOON}
    made = add_outside(collaborative=group, name="Transition", body=north, starts_at=at_hour(day, time(9)),
                       ends_at=at_hour(day, time(11)), **told)  # fmt: skip
    mail.outbox.clear()
    move(meeting=made, starts_at=at_hour(day, time(13)), ends_at=at_hour(day, time(15)), because="Polling station",
         seen=made.version, **told)  # fmt: skip
    outbox.send_due(render, at=pages.NOON)
    letter = letters_to(people["head"])[-1]
    assert "Moved: Polling station" in letter.body
    assert "asked again" not in letter.body


@pytest.mark.clause("K10.5", "K10.6", "K9.4")
@pytest.mark.parametrize("kind", ["cluster", "network"])
def test_the_heads_of_its_schools_are_told_that_their_cluster_or_network_meets_on_another_day_or_not_at_all(
    group, people, today, kind
):
    body = Body.objects.create(collaborative=group, kind=kind, name="North", opened_on=members.LONG_AGO)
    school = Post.objects.get(person=people["head"]).school
    BodyMember.objects.create(collaborative=group, body=body, school=school, starts_on=members.LONG_AGO)
    day, told = date(2024, 4, 25), {"by": None, "at": pages.NOON}
    made = add_outside(collaborative=group, name="Transition", body=body, starts_at=at_hour(day, time(9)),
                       ends_at=at_hour(day, time(11)), **told)  # fmt: skip
    mail.outbox.clear()
    move(meeting=made, starts_at=at_hour(day, time(13)), ends_at=at_hour(day, time(15)), because="Polling station",
         seen=made.version, **told)  # fmt: skip
    outbox.send_due(render, at=pages.NOON)
    assert "Moved: Polling station" in letters_to(people["head"])[-1].body
    assert letters_to(people["chair"]) == [], "their school belongs to another"
    cancel(meeting=made, because="Nobody has prepared anything", **told)
    outbox.send_due(render, at=pages.NOON)
    assert "Cancelled: Nobody has prepared anything" in letters_to(people["head"])[-1].body
    assert letters_to(people["chair"]) == []


@pytest.mark.clause("K9.4")
def test_a_renewed_or_revoked_address_shows_nothing_any_more(head, client):
    first = address_in(head.post(f"{MEETINGS}calendar/", {"do": "renew"}))
    second = address_in(head.post(f"{MEETINGS}calendar/", {"do": "renew"}))
    stranger = type(client)()
    assert [stranger.get(each).status_code for each in (first, second)] == [404, 200]
    head.post(f"{MEETINGS}calendar/", {"do": "revoke"})
    assert stranger.get(second).status_code == 404


@pytest.mark.clause("K9.4", "X1")
def test_the_calendar_of_somebody_who_has_left_is_closed(head, client, people):
    address = address_in(head.post(f"{MEETINGS}calendar/", {"do": "renew"}))
    Enrolment.objects.filter(person=people["head"]).update(closed_at=pages.NOON)
    assert type(client)().get(address).status_code == 404


# What stands beside the list ------------------------------------------------------------------------------


def links_of(browser) -> set[str]:
    return set(re.findall(r'href="([^"?]+)', browser.get(MEETINGS).content.decode()))


@pytest.mark.clause("B4.4")
def test_whoever_invites_finds_the_guests_of_all_meetings_and_nobody_else_does(office, group, people):
    assert f"{MEETINGS}guests/" in links_of(office)
    assert f"{MEETINGS}guests/" not in links_of(browser(office, group, people["head"]))


@pytest.mark.clause("K6.7")
def test_deciding_in_writing_is_offered_where_the_edition_knows_it(office, group, people):
    assert f"{MEETINGS}in-writing/" not in links_of(office)
    written = members.knowsley().replace(
        "[voting.management-group]",
        '[voting.management-group]\nwritten = { carried_by = { more_than = "half", of = "members" } }',
    )
    members.adopt(group, written, members.DAY)
    kept.forget()
    assert f"{MEETINGS}in-writing/" in links_of(office)
