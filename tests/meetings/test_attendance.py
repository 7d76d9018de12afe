"""Full, part or absent, from arrivals and departures (K9.5); patterns over a year (K9.8); and what falls due after."""

from datetime import date, timedelta

import pytest

from constitution import calendar
from meetings.actions import follow, opening
from meetings.actions import minutes as verbs
from meetings.models import Action
from meetings.queries.attendance import attendance_of, report
from meetings.queries.follow import open_actions
from meetings.queries.room import facts_of
from membership.models import Body
from records.obligations import Window, gather
from records.refusals import NotNow, Refusal
from tests.meetings import cast
from tests.meetings.minuted import NEXT_DAY, THREE, held
from tests.membership import cast as members

pytestmark = pytest.mark.django_db
DAY = members.DAY


@pytest.fixture
def meeting(group, marian):
    cast.schools(group, 4)
    return cast.meeting(group)


def how(meeting) -> dict[str, str]:
    meeting.refresh_from_db()
    return {each.mandate.name: each.how for each in attendance_of(meeting).came}


def over(meeting, marian) -> None:
    opening.close_meeting(meeting=meeting, by=marian, at=cast.NOON)


@pytest.mark.clause("K9.5")
def test_the_whole_meeting_is_from_its_opening_to_its_end(meeting, marian):
    one, two, three = (cast.mandate(meeting, f"School {number:02}") for number in (1, 2, 3))
    for each in (one, two):
        cast.arrives(meeting, each.holder, each)
    opening.open_meeting(meeting=meeting, by=marian, at=cast.NINE)
    meeting.presences.filter(mandate=two).update(left_at=cast.ELEVEN)
    cast.arrives(meeting, three.holder, three, arrived_at=cast.TEN)
    over(meeting, marian)
    found = how(meeting)
    assert [found[f"School {number:02}"] for number in (1, 2, 3, 4)] == ["full", "part", "part", "absent"]


@pytest.mark.clause("K9.5")
def test_a_deputy_who_takes_over_at_once_leaves_no_gap(meeting, marian):
    one, deputy = cast.mandate(meeting, "School 01"), members.person("Deputy 1")
    cast.arrives(meeting, one.holder, one)
    opening.open_meeting(meeting=meeting, by=marian, at=cast.NINE)
    meeting.presences.filter(mandate=one).update(left_at=cast.TEN)
    cast.arrives(meeting, deputy, one, arrived_at=cast.TEN, capacity="deputy headteacher")
    over(meeting, marian)
    (came,) = [each for each in attendance_of(meeting).came if each.mandate == one]
    assert (how(meeting)["School 01"], [each.person for each in came.substitutes]) == ("full", [deputy])


def test_what_was_struck_from_the_roll_is_no_attendance(meeting, marian):
    one = cast.mandate(meeting, "School 01")
    cast.arrives(meeting, one.holder, one, struck_at=cast.TEN, struck_because="Another school")
    opening.open_meeting(meeting=meeting, by=marian, at=cast.NINE)
    over(meeting, marian)
    assert how(meeting)["School 01"] == "absent"


# Over a year ------------------------------------------------------------------------------------------

SLOTS = (("autumn-1", date(2023, 10, 5)), ("autumn-2", date(2023, 11, 30)), ("spring-1", date(2024, 1, 25)))


def year_of(group, marian, attended: str):
    """School 02 comes where the letter is y; School 01 always. Three meetings of the year."""
    cast.schools(group, 2)
    for (slot, day), came in zip(SLOTS, attended, strict=False):
        nine, noon = cast.moment(9, day=day), cast.moment(12, day=day)
        row = cast.meeting(group, slot=f"2023-24/{slot}", starts_at=nine, ends_at=noon)
        for name in ("School 01", "School 02") if came == "y" else ("School 01",):
            mandate = cast.mandate(row, name)
            cast.arrives(row, mandate.holder, mandate, arrived_at=nine)
        opening.open_meeting(meeting=row, by=marian, at=nine)
        opening.close_meeting(meeting=row, by=marian, at=noon)
    rules = facts_of(row).rules
    found = report(Body.objects.get(code="full-group"), calendar.school_year(rules, DAY), rules, DAY)
    return {each.name: each for each in found.rows}


@pytest.mark.clause("K9.8")
@pytest.mark.parametrize(
    ("attended", "concern"),
    [("yyy", False), ("nyy", False), ("n", False), ("ynn", True), ("nny", True), ("nyn", True)],
)
def test_two_absences_in_a_row_or_under_60_percent_are_a_concern_and_one_alone_is_not(
    group, marian, attended, concern
):
    rows = year_of(group, marian, attended)
    assert bool(rows["School 02"].concern) is concern
    assert not rows["School 01"].concern


@pytest.mark.clause("K9.8")
def test_a_concern_says_its_clause_and_how_it_was_counted(group, marian):
    finding = year_of(group, marian, "ynn")["School 02"].finding
    assert finding.clause == ("Protocols",)
    assert "1 of 3 meetings attended" in finding.steps


# Actions and what falls due ---------------------------------------------------------------------------


@pytest.fixture
def room(group, marian):
    return held(group, marian)


def due(group, on: date, kind: str) -> dict[str, tuple]:
    window = Window(on, on - timedelta(days=60), on + timedelta(days=200))
    return {each.what: each.who for each in gather(group, window) if each.kind == kind and not each.done}


@pytest.mark.clause("K9.15")
def test_an_open_action_comes_back_until_it_is_done_and_is_chased(room, group):
    told = {
        "item": room.item,
        "owner": room.chair,
        "due_on": date(2024, 4, 18),
        "by": room.marian,
        "at": THREE,
    }
    action = follow.record_action(text="Send the figures.", **told)
    assert list(open_actions(room.meeting.body)) == [action]
    assert due(group, DAY, "action") == {"Action A1": (room.chair.pk,)}
    follow.finish(action=action, note="Sent.", by=room.chair, at=NEXT_DAY)
    assert not open_actions(room.meeting.body).exists()
    assert due(group, DAY + timedelta(days=1), "action") == {}


@pytest.mark.clause("K9.15")
def test_an_action_is_dropped_with_its_reason_and_taken_up_again(room):
    action = follow.record_action(
        item=room.item, text="Ask.", owner=room.chair, due_on=date(2024, 4, 18), by=room.marian, at=THREE
    )
    with pytest.raises(Refusal, match="Say why"):
        follow.drop(action=action, because=" ", by=room.marian, at=NEXT_DAY)
    follow.drop(action=action, because="Bought elsewhere.", by=room.marian, at=NEXT_DAY)
    with pytest.raises(NotNow):
        follow.finish(action=action, note="", by=room.marian, at=NEXT_DAY)
    assert follow.take_up(action=action, by=room.marian, at=NEXT_DAY).state == Action.State.OPEN


def test_an_action_is_not_due_before_its_meeting(room):
    with pytest.raises(Refusal, match="before the meeting"):
        follow.record_action(
            item=room.item, text="Ask.", owner=room.chair, due_on=date(2024, 3, 1), by=room.marian, at=THREE
        )


@pytest.mark.clause("K9.13", "K9.14")
def test_each_step_of_the_minutes_falls_due_for_whose_turn_it_is(room, group):
    assert due(group, DAY, "minutes") == {"Write the minutes of 14 March 2024": (room.marian.pk,)}
    row = room.discussed()
    assert due(group, DAY, "minutes") == {"Approve the minutes of 14 March 2024": (room.chair.pk,)}
    verbs.approve(minutes=row, seen=row.version, by=room.chair, at=NEXT_DAY)
    assert due(group, DAY + timedelta(days=1), "minutes") == {
        "Circulate the minutes of 14 March 2024": (room.marian.pk,)
    }
