"""The roll on the day: arrivals, departures, who speaks for a school, corrections (K9.5, K6.4, K6.5)."""

from datetime import timedelta

import pytest

from meetings.actions import opening, roll
from meetings.models import Presence
from meetings.queries.room import room_of
from membership.permissions import NotAllowed
from records.refusals import NotNow, Refusal
from tests.meetings import cast
from tests.membership import cast as members

pytestmark = [pytest.mark.django_db]


@pytest.fixture
def chair(group):
    """Amina Clarke, head of Alder Primary and Chair."""
    from datetime import date

    person = members.head(members.school(group, "Alder Primary"), "Amina Clarke")
    members.hold(group, "chair", person, date(2022, 9, 1))
    return person


@pytest.fixture
def of_five(group, marian, chair):
    cast.schools(group, 4)
    return cast.meeting(group)


@pytest.fixture
def come(of_five, marian):
    """Somebody comes, recorded by the manager."""

    def arrive(who, name=None, **more):
        row = name and cast.mandate(of_five, name)
        fields = {"capacity": "headteacher", "at": cast.NINE, "key": f"{who.name}-{name}"} | more
        return roll.arrive(meeting=of_five, person=who, mandate=row, by=marian, **fields)

    return arrive


@pytest.fixture
def owen(of_five):
    """Owen Sallis, deputy head of School 01."""
    return members.head(cast.mandate(of_five, "School 01").school, "Owen Sallis", kind="deputy headteacher")


def head(meeting, name):
    return cast.mandate(meeting, name).holder


@pytest.mark.clause("K9.5")
def test_a_click_that_the_phone_sends_twice_is_one_arrival(of_five, come):
    first = come(head(of_five, "School 01"), "School 01", key="click-1")
    again = come(head(of_five, "School 01"), "School 01", key="click-1")
    assert first == again
    assert Presence.objects.count() == 1


@pytest.mark.clause("K9.5", "K6.5")
def test_two_recorders_who_let_the_same_deputy_in_made_one_arrival(of_five, come, owen):
    first = come(owen, "School 01", capacity="deputy headteacher", key="at the door")
    again = come(owen, "School 01", capacity="deputy headteacher", key="at the desk")
    assert again == first
    assert Presence.objects.count() == 1


@pytest.mark.clause("K6.5")
def test_a_deputy_cannot_speak_beside_the_head_and_the_sentence_says_who_does(of_five, come, owen):
    come(head(of_five, "School 01"), "School 01")
    with pytest.raises(roll.SpokenFor, match="Head 1 speaks for School 01 already"):
        come(owen, "School 01", capacity="deputy headteacher")


@pytest.mark.clause("K6.5")
def test_a_head_who_comes_late_takes_over_and_the_deputy_stays_without_a_vote(of_five, come, owen, marian):
    come(owen, "School 01", capacity="deputy headteacher")
    row = cast.mandate(of_five, "School 01")
    roll.take_over(
        meeting=of_five,
        mandate=row,
        person=row.holder,
        capacity="headteacher",
        by=marian,
        at=cast.TEN,
        key="over",
    )
    room = room_of(of_five)
    assert {each.person.name: each.mandate_id for each in room.there} == {
        "Head 1": row.pk,
        "Owen Sallis": None,
    }
    assert room_of(of_five, at=cast.moment(9, 30)).exercised_by()[row.pk].person == owen


@pytest.mark.clause("K6.4")
def test_the_quorum_goes_when_somebody_leaves(of_five, come, marian, chair):
    for name in ("School 01", "School 02"):
        come(head(of_five, name), name)
    third = come(chair, "Alder Primary")
    assert room_of(of_five).quorate().value is True
    roll.leave(presence=third, by=marian, at=cast.TEN)
    assert room_of(of_five).quorate().value is False


@pytest.mark.clause("K9.5")
def test_nobody_leaves_before_they_came_nor_comes_before_it_is_time(of_five, come, marian, chair):
    came = come(chair, "Alder Primary", at=cast.TEN)
    with pytest.raises(Refusal, match="came at 10:00am"):
        roll.leave(presence=came, by=marian, at=cast.ELEVEN, left_at=cast.NINE)
    with pytest.raises(Refusal, match="has not come yet"):
        come(head(of_five, "School 02"), "School 02", arrived_at=cast.NOON)


@pytest.mark.clause("K9.5")
def test_a_correction_after_the_meeting_strikes_what_stood_and_says_why(of_five, come, marian, chair):
    came = come(chair, "Alder Primary")
    opening.open_meeting(meeting=of_five, by=chair, at=cast.NINE)
    opening.close_meeting(meeting=of_five, by=chair, at=cast.NOON)
    came.refresh_from_db()
    assert came.left_at == cast.NOON
    new = roll.correct(
        presence=came,
        arrived_at=cast.TEN,
        left_at=cast.ELEVEN,
        because="She told us afterwards.",
        by=marian,
        at=cast.NOON,
        key="put right",
    )
    came.refresh_from_db()
    assert came.struck_because == "She told us afterwards."
    assert [each.pk for each in room_of(of_five, at=cast.moment(10, 30)).there] == [new.pk]


@pytest.mark.clause("K9.5")
def test_after_the_close_the_roll_is_corrected_with_a_reason_and_not_called(of_five, come, chair):
    come(chair, "Alder Primary")
    opening.open_meeting(meeting=of_five, by=chair, at=cast.NINE)
    opening.close_meeting(meeting=of_five, by=chair, at=cast.NOON)
    with pytest.raises(NotNow, match="correct the roll"):
        come(head(of_five, "School 02"), "School 02", at=cast.NOON)


@pytest.mark.clause("K6.3")
def test_the_opening_keeps_the_quorum_found_and_fixes_the_roll(of_five, come, chair):
    for name in ("School 01", "School 02", "School 03"):
        come(head(of_five, name), name)
    opening.open_meeting(meeting=of_five, by=chair, at=cast.NINE)
    assert of_five.state == "open"
    assert of_five.opening["value"] is True
    assert of_five.opening["inputs"]["schools"] == 5
    assert of_five.presiding == chair


@pytest.mark.clause("K6.4")
def test_a_meeting_without_its_quorum_opens_and_says_so(of_five, chair):
    opening.open_meeting(meeting=of_five, by=chair, at=cast.NINE)
    assert of_five.opening["value"] is False


def test_a_meeting_is_not_opened_before_its_day_nor_twice(of_five, chair):
    with pytest.raises(Refusal, match="The meeting is on Thursday 14 March 2024"):
        opening.open_meeting(meeting=of_five, by=chair, at=cast.NINE - timedelta(days=1))
    opening.open_meeting(meeting=of_five, by=chair, at=cast.NINE)
    with pytest.raises(NotNow, match="open already"):
        opening.open_meeting(meeting=of_five, by=chair, at=cast.TEN)


def test_an_adjourned_meeting_is_resumed_with_the_same_roll(of_five, come, chair):
    come(chair, "Alder Primary")
    opening.open_meeting(meeting=of_five, by=chair, at=cast.NINE)
    opening.adjourn_meeting(meeting=of_five, by=chair, at=cast.TEN)
    opening.resume_meeting(meeting=of_five, by=chair, at=cast.ELEVEN)
    assert of_five.state == "open"
    assert len(room_of(of_five).there) == 1


def test_a_headteacher_does_not_call_the_roll(of_five):
    nobody = head(of_five, "School 01")
    with pytest.raises(NotAllowed):
        roll.arrive(
            meeting=of_five, person=nobody, mandate=None, capacity="", by=nobody, at=cast.NINE, key="self"
        )
