"""Interests: declared before the item, with what the edition bars, and what that does to the quorum (B5.1, K9.17)."""

from datetime import date

import pytest

from meetings.actions import opening, roll, speakers
from meetings.actions.interests import DeclaredAlready, declare, retract
from meetings.models import AgendaItem
from meetings.queries.day import Day, standing_of
from meetings.queries.room import facts_of, room_of
from membership.permissions import NotAllowed
from records.refusals import NotNow, Refusal
from tests.meetings import cast
from tests.membership import cast as members

pytestmark = [pytest.mark.django_db]

WITHDRAWS = """
[interests.full-group]
clause    = "Membership"
says      = "The Strategic Operations Manager"
may_vote  = false
may_speak = false
may_stay  = false
"""


@pytest.fixture
def strict(in_marlbeck):
    """Knowsley's constitution, with a rule by which whoever has an interest leaves the room."""
    members.adopt(in_marlbeck, members.knowsley() + WITHDRAWS)
    members.enter_years(in_marlbeck)
    return in_marlbeck


@pytest.fixture
def item(strict):
    cast.schools(strict, 5)
    meeting = cast.meeting(strict)
    cast.all_arrive(meeting, 3)
    return cast.item(meeting, "Buying new phonics books")


@pytest.fixture
def head(item):
    return cast.mandate(item.meeting, "School 01").holder


@pytest.mark.clause("B5.1", "K6.4")
def test_whoever_withdraws_for_an_item_takes_the_quorum_with_them_for_that_item_alone(item, head):
    declare(item=item, person=head, nature="My brother prints them", by=head, at=cast.NINE)
    day = Day(room_of(item.meeting, item), facts_of(item.meeting))
    assert day.consequence == "Head 1 withdraws for this item. 2 of 3 here: not quorate"
    assert day.line_of(cast.mandate(item.meeting, "School 01").pk).interest is not None
    assert [row.name for row in day.room.voting_mandates()] == ["School 02", "School 03"]
    assert standing_of(room_of(item.meeting)).words == "3 here, 3 needed: quorate, with none to spare"


@pytest.mark.clause("B5.1")
def test_what_it_bars_is_copied_from_the_edition(item, head):
    row = declare(item=item, person=head, nature="My brother prints them", by=head, at=cast.NINE)
    assert (row.bars_speak, row.bars_vote, row.bars_stay, row.bars_count) == (True, True, True, True)
    assert row.clause == ["Membership"]


@pytest.mark.clause("B5.1")
def test_where_the_edition_says_nothing_an_interest_is_declared_and_no_more(group):
    cast.schools(group, 5)
    meeting = cast.meeting(group)
    head = cast.mandate(meeting, "School 01").holder
    row = declare(item=cast.item(meeting), person=head, nature="A cousin", by=head, at=cast.NINE)
    assert (row.bars_speak, row.bars_vote, row.bars_stay, row.bars_count) == (False,) * 4


@pytest.mark.clause("B5.1")
def test_an_interest_is_declared_once_retracted_before_the_item_and_declared_again(item, head):
    told = {"item": item, "person": head, "by": head, "at": cast.NINE}
    row = declare(nature="A cousin", **told)
    with pytest.raises(DeclaredAlready, match="Head 1 has declared an interest"):
        declare(nature="A cousin", **told)
    retract(interest=row, by=head, at=cast.TEN)
    with pytest.raises(NotNow):
        retract(interest=row, by=head, at=cast.TEN)
    assert declare(nature="An uncle", **told).pk != row.pk
    with pytest.raises(Refusal, match="Say what the interest is"):
        declare(nature=" ", **told | {"person": cast.mandate(item.meeting, "School 02").holder, "by": None})


@pytest.mark.clause("B5.1")
def test_after_the_item_nothing_is_declared_or_retracted(item, head):
    row = declare(item=item, person=head, nature="A cousin", by=head, at=cast.NINE)
    AgendaItem.objects.filter(pk=item.pk).update(state=AgendaItem.State.DISCUSSED)
    with pytest.raises(NotNow, match="before it is dealt with"):
        retract(interest=row, by=head, at=cast.TEN)


def test_nobody_declares_for_another_but_whoever_keeps_the_roll(item, head):
    other = cast.mandate(item.meeting, "School 02").holder
    with pytest.raises(NotAllowed, match="Only Head 2 declares this"):
        declare(item=item, person=other, nature="Theirs", by=head, at=cast.NINE)


@pytest.mark.clause("K9.17", "B5.1")
def test_whoever_is_barred_from_speaking_is_not_put_on_the_list(item, head):
    opening.open_meeting(meeting=item.meeting, by=None, at=cast.NINE, presiding=head)
    item.refresh_from_db()
    other = cast.mandate(item.meeting, "School 02").holder
    absent = cast.mandate(item.meeting, "School 05").holder
    turn = speakers.ask_to_speak(item=item, person=other, by=other, at=cast.TEN)
    assert speakers.ask_to_speak(item=item, person=other, by=other, at=cast.TEN) == turn
    with pytest.raises(Refusal, match="not on the roll"):
        speakers.ask_to_speak(item=item, person=absent, by=absent, at=cast.TEN)
    declare(item=item, person=head, nature="A cousin", by=head, at=cast.TEN)
    with pytest.raises(Refusal, match="bars speaking"):
        speakers.ask_to_speak(item=item, person=head, by=head, at=cast.TEN)
    assert speakers.heard(turn=turn, by=other, at=cast.ELEVEN).heard_at == cast.ELEVEN


# --- whose head is it ---------------------------------------------------------------------------------


@pytest.mark.clause("K6.5", "K6.6")
def test_a_deputy_who_acts_as_head_comes_as_acting_head(group):
    heads = cast.schools(group, 3)
    school = members.school(group, "School 04")
    acting = members.head(school, "Owen Sallis", kind="deputy headteacher")
    members.head(school, "Owen Sallis", kind="acting headteacher")
    meeting = cast.meeting(group)
    line = Day(room_of(meeting), facts_of(meeting)).line_of(cast.mandate(meeting, "School 04").pk)
    assert [(each.person_id, each.post, each.label) for each in line.choices] == [
        (acting.pk, "acting headteacher", "Acting head")
    ]
    assert heads[0].pk == cast.mandate(meeting, "School 01").holder_id


@pytest.mark.clause("K6.1", "K6.5")
def test_an_executive_head_of_two_schools_is_two_for_the_quorum_with_two_votes(group):
    heads = cast.schools(group, 4)
    members.head(members.school(group, "School 05"), "Head 1", kind="executive headteacher")
    meeting = cast.meeting(group)
    cast.arrives(meeting, heads[0], cast.mandate(meeting, "School 01"))
    day = Day(room_of(meeting), facts_of(meeting))
    assert day.line_of(cast.mandate(meeting, "School 05").pk).elsewhere == "Head 1 is here for School 01"
    both = {
        "person": heads[0],
        "mandate": cast.mandate(meeting, "School 05"),
        "capacity": "executive headteacher",
    }
    members.hold(group, "chair", heads[1], date(2023, 9, 1))
    roll.arrive(meeting=meeting, by=heads[1], at=cast.TEN, key="both", **both)
    room = room_of(meeting)
    assert (room.counted(), len(room.voting_mandates())) == (2, 2)


def test_nobody_speaks_for_another_school_beside_their_own(group):
    heads = cast.schools(group, 3)
    members.hold(group, "chair", heads[1], date(2023, 9, 1))
    meeting = cast.meeting(group)
    told = {"meeting": meeting, "person": heads[0], "by": heads[1], "at": cast.TEN}
    roll.arrive(mandate=cast.mandate(meeting, "School 01"), capacity="headteacher", key="own", **told)
    with pytest.raises(roll.SpokenFor, match="speaks for School 01 at this meeting"):
        roll.arrive(
            mandate=cast.mandate(meeting, "School 03"), capacity="deputy headteacher", key="2", **told
        )
