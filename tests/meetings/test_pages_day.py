"""The pages of the day: the roll in a browser, clicks sent twice and late, the quorum for everybody (K9.5, K9.18)."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from meetings.actions import interests as interest_verbs
from meetings.actions import opening
from meetings.models import Interest, Invitation, Presence, SpeakerTurn
from meetings.queries.day import version_in, version_of
from meetings.queries.room import room_of
from membership.queries import kept
from records.models import Person
from tests.meetings import cast
from tests.membership import cast as members
from tests.membership import pages
from tests.membership.pages import words_of

pytestmark = pytest.mark.django_db

HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def today(monkeypatch, settings):
    """Thursday 14 March 2024 at noon."""
    from records import clock

    monkeypatch.setattr(clock, "now", lambda: pages.NOON)
    settings.DEMONSTRATION = True
    return members.DAY


@pytest.fixture
def meeting(group, marian, today):
    """A full meeting of five schools, that of today; Head 5 is the Chair."""
    heads = cast.schools(group, 5)
    members.hold(group, "chair", heads[4], date(2023, 9, 1))
    members.head(members.school(group, "School 01x", tier=None), "nobody")
    return cast.meeting(group)


@pytest.fixture
def owen(meeting):
    return members.head(cast.mandate(meeting, "School 01").school, "Owen Sallis", kind="deputy headteacher")


@pytest.fixture
def office(client, group, marian, meeting):
    return pages.sign_in(client, group, marian)


def browser(office, group, person):
    return pages.sign_in(type(office)(), group, person)


def day(meeting) -> str:
    return f"/marlbeck/meetings/{meeting.pk}/day/"


def come(meeting, name: str, person: Person | None = None, what="come") -> str:
    row = cast.mandate(meeting, name)
    return f"{what}:{row.pk}:{(person or row.holder).pk}"


def press(browser, meeting, mark: str, key="a" * 24, **more):
    extra = more.pop("extra", {})
    return browser.post(f"{day(meeting)}mark/", {"mark": mark, "key": key, **more}, **extra)


@pytest.mark.clause("K9.5", "K9.18")
def test_the_roll_shows_each_school_with_its_head_and_deputy_as_buttons(office, meeting, owen):
    answer = office.get(day(meeting))
    words = words_of(answer)
    assert "0 of 3 here: not quorate" in words
    assert "Not here yet (6)" in words
    assert f'value="{come(meeting, "School 01", owen)}"' in answer.content.decode()
    assert "Has not replied. Head 1" in words


@pytest.mark.clause("K9.18")
def test_without_scripts_a_mark_comes_back_to_the_row(office, meeting):
    answer = press(office, meeting, come(meeting, "School 02"), show="to-mark")
    row = cast.mandate(meeting, "School 02")
    assert answer.headers["Location"] == f"{day(meeting)}?show=to-mark#row-{row.pk}"
    here = Presence.objects.get()
    assert (here.person.name, here.capacity, here.mandate) == ("Head 2", "headteacher", row)


@pytest.mark.clause("K9.18")
def test_a_click_is_answered_with_its_row_and_the_quorum_alone(office, meeting):
    answer = press(office, meeting, come(meeting, "School 02"), extra=HTMX)
    page = answer.content.decode()
    assert "<html" not in page
    assert page.count('class="roll-row') == 1
    assert "1 of 3 here: not quorate" in words_of(answer)


@pytest.mark.clause("K9.18")
def test_a_click_sent_twice_is_one_arrival_and_another_key_is_refused_in_words(office, meeting, owen):
    mark = come(meeting, "School 01")
    for _ in range(2):
        assert press(office, meeting, mark, extra=HTMX).status_code == 200
    answer = press(office, meeting, come(meeting, "School 01", owen), key="b", extra=HTMX)
    assert answer.status_code == 422
    assert "Head 1 speaks for School 01 already" in words_of(answer)
    assert Presence.objects.count() == 1


@pytest.mark.clause("K9.18")
def test_a_click_that_waited_for_the_connection_is_taken_for_the_time_it_was_made(office, meeting):
    press(office, meeting, come(meeting, "School 01"), waited="600")
    press(office, meeting, come(meeting, "School 02"), waited="9999999", key="b")
    assert [row.arrived_at for row in Presence.objects.order_by("pk")] == [
        pages.NOON - timedelta(minutes=10),
        pages.NOON,
    ]


@pytest.mark.clause("K6.5")
def test_the_head_takes_over_from_the_deputy_by_one_button(office, meeting, owen):
    press(office, meeting, come(meeting, "School 01", owen))
    mark = come(meeting, "School 01", what="over")
    assert mark in office.get(day(meeting)).content.decode()
    press(office, meeting, mark, key="b")
    assert {each.person.name: each.mandate_id is not None for each in room_of(meeting).there} == {
        "Head 1": True,
        "Owen Sallis": False,
    }
    assert "Without a vote Owen Sallis" in words_of(office.get(day(meeting)))


@pytest.mark.clause("K9.5")
def test_somebody_leaves_and_the_page_says_when(office, meeting):
    press(office, meeting, come(meeting, "School 01"))
    press(office, meeting, f"left:{Presence.objects.get().pk}", key="b")
    assert "Head 1 left at 12:00pm" in words_of(office.get(day(meeting)))


@pytest.mark.parametrize("mark", ["", "come", "come:1", "come:x:1", "fly:1:2", "left:1:2"])
def test_a_mark_that_is_none_is_refused(office, meeting, mark):
    assert press(office, meeting, mark).status_code == 400


def test_somebody_who_is_not_offered_is_not_marked_by_a_button(office, meeting):
    answer = press(office, meeting, come(meeting, "School 01", members.person("Rosa Imrie")), extra=HTMX)
    assert answer.status_code == 422
    assert not Presence.objects.exists()


@pytest.mark.clause("K6.6", "K9.5")
def test_somebody_else_comes_for_a_school_or_attends_without_a_vote(office, meeting):
    row = cast.mandate(meeting, "School 03")
    form = f"{day(meeting)}somebody/"
    told = {"mode": "in person", "key": "k1"}
    office.post(form, {**told, "mandate": row.pk, "name": "Rosa Imrie", "capacity": "other representative"})
    office.post(
        form, {**told, "name": "Callum Brearley", "capacity": "officer of the authority", "key": "k2"}
    )
    assert [(each.person.name, each.capacity, each.mandate) for each in Presence.objects.order_by("pk")] == [
        ("Rosa Imrie", "other representative", row),
        ("Callum Brearley", "officer of the authority", None),
    ]
    answer = office.post(form, {**told, "key": "k3"})
    assert answer.status_code == 422
    assert "Say who came" in words_of(answer)


@pytest.mark.clause("K9.12")
def test_a_guest_who_was_invited_is_one_button(office, meeting, marian):
    guest = members.person("Leonora Finch")
    Invitation.objects.create(collaborative=meeting.collaborative, meeting=meeting, person=guest, invited_by=marian,
                              invited_at=cast.NINE, ends_on=members.DAY)  # fmt: skip
    assert f"guest:{guest.pk}" in office.get(day(meeting)).content.decode()
    press(office, meeting, f"guest:{guest.pk}")
    assert "Leonora Finch, guest" in words_of(office.get(day(meeting)))


@pytest.mark.clause("K9.18")
def test_the_same_is_seen_by_all_and_nothing_is_sent_while_nothing_moves(office, group, meeting):
    head = browser(office, group, cast.mandate(meeting, "School 03").holder)
    first = head.get(f"{day(meeting)}now/")
    tag = first.headers["ETag"]
    assert head.get(f"{day(meeting)}now/", HTTP_IF_NONE_MATCH=tag).status_code == 304
    press(office, meeting, come(meeting, "School 02"))
    second = head.get(f"{day(meeting)}now/", HTTP_IF_NONE_MATCH=tag)
    assert second.status_code == 200
    assert "1 of 3 here" in words_of(second)
    assert 'name="mark"' not in second.content.decode()


def test_the_tag_of_a_room_in_hand_is_that_of_the_database(meeting):
    item = cast.item(meeting)
    head = cast.mandate(meeting, "School 01").holder
    tags = []
    for step in (
        lambda: None,
        lambda: cast.all_arrive(meeting, 2),
        lambda: interest_verbs.declare(item=item, person=head, nature="A cousin", by=head, at=cast.NINE),
        lambda: Presence.objects.filter(pk=Presence.objects.first().pk).update(left_at=cast.TEN),
    ):
        step()
        for chosen in (None, item):
            tags.append(version_of(meeting, chosen and chosen.pk))
            assert tags[-1] == version_in(room_of(meeting, chosen), chosen and chosen.pk)
    assert len(set(tags)) == 7  # an interest moves what is asked for its own item, and nothing else


def test_a_head_sees_who_is_here_and_marks_nobody(office, group, meeting):
    head = browser(office, group, cast.mandate(meeting, "School 03").holder)
    assert "not quorate" in words_of(head.get(day(meeting)))
    assert press(head, meeting, come(meeting, "School 03")).status_code == 403


# --- opening and closing ------------------------------------------------------------------------------


@pytest.mark.clause("K9.13", "K6.3")
def test_the_chair_opens_names_who_takes_the_minutes_and_the_nominated_keep_the_roll(office, group, meeting):
    people = {name: cast.mandate(meeting, name).holder for name in ("School 01", "School 05")}
    chair, taker = browser(office, group, people["School 05"]), browser(office, group, people["School 01"])
    press(chair, meeting, come(meeting, "School 01"))
    page = chair.get(f"{day(meeting)}open/")
    assert "Whoever takes the minutes by the constitution is not here" in words_of(page)
    assert "It can be opened without a quorum" in words_of(page)
    answer = chair.post(f"{day(meeting)}open/", {"presiding": people["School 05"].pk})
    assert answer.status_code == 422
    chair.post(
        f"{day(meeting)}open/", {"presiding": people["School 05"].pk, "minute_taker": people["School 01"].pk}
    )
    meeting.refresh_from_db()
    assert (meeting.state, meeting.presiding, meeting.minute_taker) == (
        "open",
        people["School 05"],
        people["School 01"],
    )
    assert press(taker, meeting, come(meeting, "School 02"), key="b").status_code == 302


def test_adjourned_resumed_and_closed_each_after_confirmation(office, meeting, marian):
    opening.open_meeting(meeting=meeting, by=marian, at=cast.NINE)
    for code, state in (("adjourn", "adjourned"), ("resume", "open"), ("close", "closed")):
        assert office.get(f"{day(meeting)}{code}/").status_code == 200
        office.post(f"{day(meeting)}{code}/")
        meeting.refresh_from_db()
        assert meeting.state == state
    assert "The meeting was closed at 12:00pm" in words_of(office.get(day(meeting)))
    assert "The meeting is closed already" in words_of(office.get(f"{day(meeting)}close/"))


def test_who_presides_may_change_while_it_is_open(office, meeting, marian):
    opening.open_meeting(meeting=meeting, by=marian, at=cast.NINE)
    office.post(f"{day(meeting)}officers/", {"presiding": marian.pk, "minute_taker": marian.pk})
    meeting.refresh_from_db()
    assert (meeting.presiding, meeting.minute_taker) == (marian, marian)


# --- corrections --------------------------------------------------------------------------------------


@pytest.mark.clause("K9.5")
def test_the_roll_is_corrected_after_the_meeting_with_the_reason(office, meeting, marian):
    press(office, meeting, come(meeting, "School 01"))
    opening.open_meeting(meeting=meeting, by=marian, at=pages.NOON)
    opening.close_meeting(meeting=meeting, by=marian, at=pages.NOON)
    here = Presence.objects.get()
    address = f"/marlbeck/meetings/presences/{here.pk}/"
    backwards = office.post(
        address, {"what": "times", "arrived": "11:00", "left": "10:00", "because": "Told later"}
    )
    assert "They cannot have left at 10:00am, before they came at 11:00am" in words_of(backwards)
    assert 'value="11:00"' in backwards.content.decode()
    office.post(
        address, {"what": "times", "arrived": "09:05", "left": "11:30", "because": "Told later", "key": "k"}
    )
    words = words_of(office.get(f"/marlbeck/meetings/{meeting.pk}/roll/"))
    assert "9:05am 11:30am" in words
    assert "Told later" in words


def test_an_entry_made_by_mistake_is_struck(office, meeting):
    press(office, meeting, come(meeting, "School 01"))
    address = f"/marlbeck/meetings/presences/{Presence.objects.get().pk}/"
    assert office.post(address, {"what": "strike", "because": ""}).status_code == 422
    office.post(address, {"what": "strike", "because": "The wrong school"})
    assert room_of(meeting).there == ()


# --- interests and speakers ---------------------------------------------------------------------------


@pytest.fixture
def item(meeting):
    return cast.item(meeting)


@pytest.mark.clause("B5.1")
def test_a_head_declares_an_interest_and_another_is_recorded_by_the_office(office, group, meeting, item):
    head = cast.mandate(meeting, "School 01").holder
    address = f"/marlbeck/meetings/items/{item.pk}/interests/"
    browser(office, group, head).post(address, {"person": head.pk, "nature": "My brother supplies it"})
    other = cast.mandate(meeting, "School 02").holder
    assert (
        browser(office, group, head).post(address, {"person": other.pk, "nature": "Theirs"}).status_code
        == 422
    )
    office.post(address, {"person": other.pk, "nature": "On the board of the supplier"})
    assert [(row.person, row.by.name) for row in Interest.objects.order_by("pk")] == [
        (head, "Head 1"),
        (other, "Marian Teale"),
    ]
    assert "My brother supplies it" in words_of(office.get(address))
    assert "Interests declared" in words_of(office.get(f"/marlbeck/meetings/{meeting.pk}/"))


@pytest.mark.clause("K9.17")
def test_questions_go_through_the_chair(office, group, meeting, item, marian):
    head = cast.mandate(meeting, "School 01").holder
    asks = browser(office, group, head)
    press(office, meeting, come(meeting, "School 01"))
    asks.post(f"/marlbeck/meetings/items/{item.pk}/speak/")
    assert not SpeakerTurn.objects.exists()
    opening.open_meeting(meeting=meeting, by=marian, at=cast.NINE)
    for _ in range(2):
        asks.post(f"/marlbeck/meetings/items/{item.pk}/speak/")
    turn = SpeakerTurn.objects.get()
    assert "Head 1 since 12:00pm" in words_of(office.get(f"/marlbeck/meetings/items/{item.pk}/interests/"))
    office.post(f"/marlbeck/meetings/speakers/{turn.pk}/heard/")
    turn.refresh_from_db()
    assert turn.heard_at == pages.NOON


# --- how much it asks ---------------------------------------------------------------------------------


@pytest.mark.clause("K9.18")
@pytest.mark.parametrize("how_many", [3, 30, 300])
def test_the_page_of_the_day_asks_at_most_seven_questions_however_many_schools(
    client, group, marian, today, how_many
):
    pages.many(group, how_many)
    meeting = cast.meeting(group)
    cast.all_arrive(meeting, how_many // 2)
    item = cast.item(meeting)
    head = cast.mandate(meeting, "School 001").holder
    interest_verbs.declare(item=item, person=head, nature="A cousin", by=head, at=cast.NINE)
    browser = pages.sign_in(client, group, marian)
    browser.get(day(meeting))
    kept.facts_on(group, members.DAY)
    for path in (day(meeting), f"{day(meeting)}?item={item.pk}"):
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(path).status_code == 200
        asked = [
            each["sql"]
            for each in queries
            if "session" not in each["sql"] and '"records_person"."password"' not in each["sql"]
        ]
        assert len(asked) <= 7, asked
    tag = browser.get(f"{day(meeting)}now/").headers["ETag"]
    with CaptureQueriesContext(connection) as queries:
        assert browser.get(f"{day(meeting)}now/", HTTP_IF_NONE_MATCH=tag).status_code == 304
    assert len(queries) <= 6
