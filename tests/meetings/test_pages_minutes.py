"""The pages of minutes, actions and attendance: who writes, what comes back, what is lost to nobody (K9.13 to K9.15)."""

from datetime import timedelta

import pytest
from django.core import mail

from collaborative.post import render
from meetings.actions import follow, roll
from meetings.models import Action, Minutes
from membership.models import Conversation
from records import outbox
from records.documents import open_document
from records.models import Draft
from tests.meetings import cast
from tests.meetings.minuted import NEXT_DAY, THREE, held
from tests.membership import cast as members
from tests.membership import pages
from tests.membership.pages import words_of

pytestmark = pytest.mark.django_db
MEETINGS = "/marlbeck/meetings/"


@pytest.fixture
def today(monkeypatch, settings):
    """Friday 15 March 2024, the day after the meeting."""
    from records import clock

    monkeypatch.setattr(clock, "now", lambda: NEXT_DAY)
    settings.DEMONSTRATION = True
    return members.DAY


@pytest.fixture
def room(group, marian, today):
    return held(group, marian)


@pytest.fixture
def office(client, group, room):
    return pages.sign_in(client, group, room.marian)


def browser(office, group, person):
    return pages.sign_in(type(office)(), group, person)


def at(room, rest: str = "") -> str:
    return f"{MEETINGS}{room.meeting.pk}/minutes/{rest}"


# Written ----------------------------------------------------------------------------------------------


@pytest.mark.clause("K9.13")
def test_the_minutes_are_begun_and_written_item_by_item(office, room):
    answer = office.post(at(room, "begin/"), follow=True)
    assert "The manager&#x27;s salary" in answer.content.decode()
    kept = office.post(at(room, f"write/{room.item.pk}/"), {"text": "All spoke.", "seen": "0"}, follow=True)
    assert "All spoke." in words_of(kept)
    assert Minutes.objects.get().entries.get().text == "All spoke."


@pytest.mark.clause("K9.18")
def test_what_is_typed_and_not_kept_is_back_on_the_next_visit(office, room):
    room.begun()
    office.post(at(room, f"write/{room.item.pk}/typing/"), {"text": "Half a sent", "seen": "0"})
    page = office.get(at(room, "write/"))
    assert "Half a sent" in page.content.decode()
    assert "did not keep is back" in words_of(page)
    office.post(at(room, f"write/{room.item.pk}/typing/"), {"do": "forget"})
    assert not Draft.objects.exists()


@pytest.mark.clause("K9.18")
def test_whoever_would_write_over_other_words_has_both_before_them(office, room):
    row = room.begun()
    room.write(row, "Theirs.")
    page = office.post(at(room, f"write/{room.item.pk}/"), {"text": "Mine.", "seen": "0"})
    assert page.status_code == 409
    assert "Theirs." in words_of(page)
    assert "Mine." in page.content.decode()
    assert row.entries.get().text == "Theirs."
    office.post(at(room, f"write/{room.item.pk}/"), {"text": "Mine.", "seen": "0", "over": "1"})
    assert row.entries.get().text == "Mine."


def test_a_head_reads_nothing_before_the_minutes_are_circulated(office, room, group):
    room.drafted()
    head = browser(office, group, room.mandate(2).holder)
    assert "not circulated yet" in words_of(head.get(at(room)))
    assert head.get(at(room, "write/")).status_code == 403
    assert head.post(at(room, "step/approve/")).status_code == 403


# From hand to hand ------------------------------------------------------------------------------------


@pytest.mark.clause("K9.14")
def test_the_draft_goes_to_the_chair_and_comes_out_as_a_paper(office, room, group):
    room.drafted()
    office.post(at(room, "step/discuss/"))
    chair = browser(office, group, room.chair)
    back = chair.post(at(room, "return/"), {"because": ""})
    assert (back.status_code, Minutes.objects.get().state) == (422, "discussed")
    chair.post(at(room, "step/approve/"), {"seen": Minutes.objects.get().version})
    assert Minutes.objects.get().state == "approved"
    done = office.post(at(room, "step/circulate/"), follow=True)
    assert "every member is told" in words_of(done)
    paper = browser(office, group, room.mandate(2).holder).get(at(room, "1.pdf"))
    assert b"".join(paper.streaming_content)[:5] == b"%PDF-"


@pytest.mark.clause("B5.2")
def test_the_confidential_part_is_not_there_for_a_deputy(office, room, group):
    deputy = members.head(room.mandate(2).school, "Other 2", kind="deputy headteacher")
    row = room.circulated()
    address = at(room, f"parts/{row.parts.get().pk}.pdf")
    assert office.get(address).status_code == 200
    other = browser(office, group, deputy)
    assert other.get(address).status_code == 404
    assert "salary" not in words_of(other.get(at(room)))


@pytest.mark.clause("K9.13", "K9.7")
def test_the_letter_says_that_they_are_out_and_who_will_be_in_touch(room, group):
    room.circulated()
    outbox.send_due(render, at=NEXT_DAY)
    letters = {each.to[0]: each.body for each in mail.outbox}
    absent, came = (f"{room.mandate(number).holder_id}@schools.example" for number in (5, 2))
    assert "Nobody represented School 05" in letters[absent]
    assert "Nobody represented" not in letters[came]


@pytest.mark.clause("K9.14")
def test_a_change_after_approval_is_asked_for_with_its_reason(office, room):
    room.circulated()
    assert office.post(at(room, "revise/"), {"because": ""}).status_code == 422
    office.post(at(room, "revise/"), {"because": "A name was wrong."})
    assert Minutes.objects.get(number=2).change_because == "A name was wrong."
    assert "Version 1" in words_of(office.get(at(room)))


@pytest.mark.clause("K9.5", "K9.14")
def test_attendance_corrected_after_approval_leaves_the_paper_and_asks_for_the_next_version(office, room):
    row = room.circulated()
    paper = open_document(row.document).read()
    came = room.meeting.presences.get(mandate=room.mandate(2))
    hour_later = NEXT_DAY + timedelta(hours=1)
    told = {"because": "She came at ten.", "by": room.marian, "at": hour_later, "key": "put right"}
    roll.correct(presence=came, arrived_at=cast.TEN, left_at=cast.NOON, **told)
    said = words_of(office.get(at(room)))
    assert "The roll was corrected after these minutes were approved" in said
    row.refresh_from_db()
    assert open_document(row.document).read() == paper
    office.post(at(room, "revise/"), {"because": "School 02 came at ten."})
    assert "The roll was corrected" not in words_of(office.get(at(room)))
    assert "10:00am" in words_of(office.get(at(room)))


@pytest.mark.parametrize("schools", [5, 30])
def test_the_page_asks_no_more_of_a_larger_group(
    client, group, marian, today, schools, django_assert_max_num_queries
):
    room = held(group, marian)
    for number in range(6, schools + 1):
        members.school(group, f"School {number:02}")
    room.drafted()
    office = pages.sign_in(client, group, marian)
    for rest in ("", "write/"):
        office.get(at(room, rest))
        with django_assert_max_num_queries(15):
            office.get(at(room, rest))


# Actions ----------------------------------------------------------------------------------------------


@pytest.fixture
def action(room):
    due = members.DAY.replace(day=28)
    owner = room.mandate(2).holder
    return follow.record_action(
        item=room.item, text="Send the figures.", owner=owner, due_on=due, by=room.marian, at=THREE
    )


@pytest.mark.clause("K9.15")
def test_an_action_is_recorded_from_an_item_with_owner_and_day(office, room):
    room.begun()
    address = f"{MEETINGS}items/{room.item.pk}/action/"
    owner = room.mandate(2).holder
    assert office.post(address, {"text": "", "owner": owner.pk, "due_on": ""}).status_code == 422
    office.post(address, {"text": "Send the figures.", "owner": owner.pk, "due_on": "2024-03-28"})
    made = Action.objects.get()
    assert (str(made), made.owner) == ("A1", owner)
    assert "Send the figures." in words_of(office.get("/marlbeck/actions/"))


@pytest.mark.clause("K9.15")
def test_its_owner_says_that_it_is_done_and_may_take_it_back(office, room, group, action):
    owner = browser(office, group, action.owner)
    address = f"/marlbeck/actions/{action.pk}/"
    owner.post(address, {"do": "done", "note": "Sent."})
    action.refresh_from_db()
    assert (action.state, action.note) == ("done", "Sent.")
    owner.post(address, {"do": "again"})
    action.refresh_from_db()
    assert (action.state, action.done_on) == ("open", None)
    assert owner.post(address, {"do": "drop", "because": "Never mind."}).status_code == 403


@pytest.mark.clause("K9.15")
def test_the_lists_of_actions(office, room, group, action):
    head = browser(office, group, room.mandate(3).holder)
    assert "Send the figures." in words_of(head.get("/marlbeck/actions/?show=all"))
    assert "Send the figures." not in words_of(head.get("/marlbeck/actions/?show=mine"))
    assert "Send the figures." not in words_of(head.get("/marlbeck/actions/?show=overdue"))
    assert "Send the figures." in words_of(head.get("/marlbeck/actions/?show=overdue&on=2024-04-01"))
    assert b"A1,Send the figures." in office.get("/marlbeck/actions/list.csv").content


@pytest.mark.clause("B5.2")
def test_an_action_of_a_confidential_item_is_numbered_apart(office, room, group, action):
    told = {"owner": room.chair, "due_on": members.DAY.replace(day=28), "by": room.marian, "at": THREE}
    secret = follow.record_action(item=room.closed, text="Write the letter.", **told)
    later = follow.record_action(item=room.item, text="Ask again.", **told)
    assert (str(secret), str(later)) == ("C1", "A2")
    deputy = members.head(room.mandate(2).school, "Other 2", kind="deputy headteacher")
    assert "Write the letter." not in words_of(
        browser(office, group, deputy).get("/marlbeck/actions/?show=all")
    )


# Attendance -------------------------------------------------------------------------------------------


@pytest.mark.clause("K9.5")
def test_attendance_over_the_year_stands_by_school(office, room):
    page = words_of(office.get(f"{MEETINGS}attendance/"))
    assert "School 05" in page
    assert "0 of 1, 0%" in page
    assert b"School 04,Apologies,0,1,0,0%" in office.get(f"{MEETINGS}attendance/list.csv").content
    assert office.get(f"{MEETINGS}attendance/report.pdf").content[:5] == b"%PDF-"


@pytest.mark.clause("K9.7")
def test_a_talk_after_an_absence_is_given_to_another_and_recorded(office, room, group):
    room.circulated()
    talk = Conversation.objects.get(about="absence", school__name="School 05")
    address = f"{MEETINGS}absences/{talk.pk}/"
    assert "School 05" in words_of(office.get(f"{MEETINGS}absences/"))
    office.post(address, {"do": "assign", "to": room.chair.pk, "due_on": ""})
    talk.refresh_from_db()
    assert talk.assigned_to == room.chair
    chair = browser(office, group, room.chair)
    assert chair.post(address, {"do": "held", "held_on": "2024-03-15", "summary": ""}).status_code == 422
    chair.post(address, {"do": "held", "held_on": "2024-03-15", "summary": "Went through the actions."})
    talk.refresh_from_db()
    assert talk.summary == "Went through the actions."


@pytest.mark.clause("K9.8")
def test_a_second_absence_in_a_row_is_a_concern_for_manager_and_chair_alone(office, room, group):
    again(group, room)
    page = words_of(office.get(f"{MEETINGS}attendance/concerns/"))
    assert "School 05" in page
    assert "School 01" not in page
    office.post(
        f"{MEETINGS}attendance/concerns/talk/", {"of": "School 05", "to": room.marian.pk, "due_on": ""}
    )
    talk = Conversation.objects.get(about="attendance")
    chair, head = (browser(office, group, each) for each in (room.chair, room.mandate(5).holder))
    assert chair.get(f"{MEETINGS}absences/{talk.pk}/").status_code == 200
    assert head.get(f"{MEETINGS}absences/{talk.pk}/").status_code == 404
    assert head.get(f"{MEETINGS}attendance/concerns/").status_code == 403


@pytest.mark.clause("K9.8")
def test_one_absence_alone_is_no_pattern(office, room):
    assert "No pattern of absences" in words_of(office.get(f"{MEETINGS}attendance/concerns/"))


def again(group, room) -> None:
    """The meeting before, at which the same three schools were represented."""
    from datetime import date

    from meetings.actions import opening

    day = date(2024, 1, 25)
    nine, noon = cast.moment(9, day=day), cast.moment(12, day=day)
    before = cast.meeting(group, slot="2023-24/spring-1", starts_at=nine, ends_at=noon)
    for number in (1, 2, 3):
        row = cast.mandate(before, f"School {number:02}")
        cast.arrives(before, row.holder, row, arrived_at=nine)
    opening.open_meeting(meeting=before, by=room.marian, at=nine)
    opening.close_meeting(meeting=before, by=room.marian, at=noon)
