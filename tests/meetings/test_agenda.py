"""The agenda: built, ordered, set, agreed by decision, circulated, revised; any other business (K9.10, K9.11)."""

from datetime import date, time

import pytest
from django.db import transaction

from meetings.actions.agenda import (
    NoSuchPart,
    TooLateToAdmit,
    add_item,
    admit_business,
    agree_agenda,
    arrange,
    change_item,
    set_agenda,
    shift,
    take_off,
)
from meetings.actions.confidence import confine
from meetings.actions.preparing import prepare, prepare_agendas, take_over, to_take_over
from meetings.models import Action, AgendaItem, Meeting
from meetings.queries.agenda import agenda_of, lacking, on_agenda, revised
from meetings.queries.hours import clock_words
from membership.actions.amending import begin_amendment, propose_edition
from membership.permissions import NotAllowed, viewer_for
from records.models import Message
from records.refusals import Conflict, NotNow, Refusal
from tests.meetings import build as rows
from tests.meetings import cast
from tests.meetings.minuted import Minuted
from tests.membership import cast as members
from tests.races import race

pytestmark = pytest.mark.django_db

AT = cast.moment(12, day=date(2024, 3, 1))
MORNING, AFTERNOON = "Morning session", "Afternoon session"


@pytest.fixture
def heads(group, marian):
    found = cast.schools(group, 3)
    members.hold(group, "chair", found[0], date(2023, 9, 1))
    for number, head in enumerate(found):
        type(head).objects.filter(pk=head.pk).update(email=f"head{number}@marlbeck.example")
        head.refresh_from_db()
    return found


@pytest.fixture
def full(group, heads):
    return cast.meeting(group, state=Meeting.State.FIXED, ends_at=cast.moment(15, 30))


@pytest.fixture
def build(full, marian):
    """`build("Rates", minutes=20)`: an item of the office on the agenda."""

    def add(title, **more):
        return add_item(meeting=full, title=title, by=marian, at=AT, **({"session": MORNING} | more))

    return add


def seen_by(full, person):
    return agenda_of(full, viewer_for(person, full.collaborative, date(2024, 3, 1)))


def titles(full):
    return [item.title for item in on_agenda(full)]


@pytest.mark.clause("K9.11")
def test_morning_and_afternoon_follow_each_other_with_speakers_at_their_hour(full, build, marian):
    build("Rates", minutes=20)
    build("Early reading", session=AFTERNOON, minutes=45, starts_at=time(13), presenter="Dr Lena Osgathorpe")
    build("Ofsted updates", session=AFTERNOON)
    build("Attendance", minutes=30)
    agenda = seen_by(full, marian)
    assert [section.part.name for section in agenda.sections] == [MORNING, AFTERNOON]
    assert [(line.words, clock_words(line.at)) for line in agenda.lines] == [
        ("1. Rates", "9:00am"),
        ("2. Attendance", "9:20am"),
        ("3. Early reading", "1:00pm"),
        ("4. Ofsted updates", "1:45pm"),
    ]


def test_a_part_or_an_hour_that_the_day_does_not_have_is_refused(build):
    with pytest.raises(NoSuchPart):
        build("Rates", session="Evening")
    with pytest.raises(Refusal, match="within it"):
        build("Rates", starts_at=time(8))


def test_what_an_act_that_is_given_up_made_of_an_agenda_is_seen_by_nobody(full, build, heads, marian):
    """Whoever asks for the agenda within an act that is given up does not leave it for others."""
    build("Rates")
    seen_by(full, heads[0])
    with transaction.atomic():
        full.items.update(title="Minibus")
        assert [line.item.title for line in seen_by(full, marian).lines] == ["Minibus"]
        transaction.set_rollback(True)
    assert [line.item.title for line in seen_by(full, marian).lines] == ["Rates"]


def test_the_hours_that_do_not_fit_the_day_are_told(full, build, marian):
    build("Everything", minutes=500)
    assert seen_by(full, marian).too_long


@pytest.mark.clause("K9.11")
def test_standing_items_come_by_themselves_each_once_and_stay_away_once_taken_off(full, marian):
    prepare(meeting=full, by=marian, at=AT)
    assert titles(full) == ["Minutes of the last meeting", "Matters arising", "Accounts and budget",
                            "Feedback from representatives"]  # fmt: skip
    assert lacking(full, seen_by(full, marian)) == ()
    gone = full.items.get(title="Accounts and budget")
    take_off(item=gone, seen=full.agenda_version, by=marian, at=AT)
    full.refresh_from_db()
    assert prepare(meeting=full, by=marian, at=AT) == []
    assert lacking(full, seen_by(full, marian)) == ("Accounts and budget",)


def held(group, marian, day=date(2024, 1, 25), slot="2023-24/spring-1"):
    """The full meeting before, held and closed, with one item and an open action from it."""
    before = cast.meeting(group, slot=slot, starts_at=cast.moment(9, day=day),
                          ends_at=cast.moment(12, day=day))  # fmt: skip
    item = cast.item(before, "Attendance", session=MORNING, minutes=40)
    Meeting.objects.filter(pk=before.pk).update(
        state="closed", opened_at=before.starts_at, closed_at=before.ends_at, opening={}
    )
    action = Action.objects.create(
        collaborative=group,
        number=day.toordinal(),
        text="Send the attendance data",
        owner=marian,
        due_on=day,
        item=item,
    )
    return before, item, action


@pytest.mark.clause("K9.15")
def test_an_open_action_arises_once_and_the_minutes_of_the_last_meeting_are_to_be_ratified(
    group, full, marian
):
    _, _, action = held(group, marian)
    prepare(meeting=full, by=None, at=AT)
    prepare(meeting=full, by=None, at=AT)
    assert full.items.filter(action=action).count() == 1
    assert full.items.get(kind="ratify").title == "Minutes of the last meeting, 25 January 2024"


NOVEMBER, JANUARY = date(2023, 11, 30), date(2024, 1, 25)


@pytest.fixture
def held_on(group, heads, marian):
    """`held_on(NOVEMBER, "2023-24/autumn-2")`: a full meeting that is over, and whose minutes can be `circulated()`."""

    def hold(day, slot):
        meeting, item, _ = held(group, marian, day, slot)
        meeting.refresh_from_db()
        return Minuted(meeting, item, cast.item(meeting, "Staff"), marian, heads[0])

    return hold


def to_be_ratified(full):
    return [item.title for item in on_agenda(full).filter(kind="ratify")]


@pytest.mark.clause("K9.14")
def test_each_set_of_minutes_that_waits_has_its_own_item_the_earliest_first(full, held_on, marian):
    november = held_on(NOVEMBER, "2023-24/autumn-2")
    november.circulated()
    held_on(JANUARY, "2023-24/spring-1").circulated()
    prepare(meeting=full, by=marian, at=AT)
    assert to_be_ratified(full) == [
        "Minutes of the meeting, 30 November 2023",
        "Minutes of the last meeting, 25 January 2024",
    ]
    assert full.items.get(ratifies=november.meeting).title.endswith("30 November 2023")
    assert prepare(meeting=full, by=marian, at=AT) == []


@pytest.mark.clause("K9.14")
def test_minutes_that_are_circulated_later_come_beside_those_that_are_on_the_agenda(full, held_on, marian):
    november, _ = held_on(NOVEMBER, "2023-24/autumn-2"), held_on(JANUARY, "2023-24/spring-1").circulated()
    prepare(meeting=full, by=marian, at=AT)
    assert to_be_ratified(full) == ["Minutes of the last meeting, 25 January 2024"]
    november.circulated()
    prepare_agendas(full.collaborative, date(2024, 3, 1))
    prepare_agendas(full.collaborative, date(2024, 3, 2))
    assert to_be_ratified(full) == [
        "Minutes of the last meeting, 25 January 2024",
        "Minutes of the meeting, 30 November 2023",
    ]


def test_minutes_have_one_item_whatever_it_is_called_and_none_once_it_is_taken_off(full, held_on, marian):
    held_on(NOVEMBER, "2023-24/autumn-2").circulated()
    held_on(JANUARY, "2023-24/spring-1").circulated()
    prepare(meeting=full, by=marian, at=AT)
    renamed, gone = full.items.filter(kind="ratify").order_by("position")
    change_item(item=renamed, seen=renamed.version, by=marian, at=AT, title="Autumn's minutes")
    full.refresh_from_db()
    take_off(item=gone, seen=full.agenda_version, by=marian, at=AT)
    assert prepare(meeting=full, by=marian, at=AT) == []
    assert to_be_ratified(full) == ["Autumn's minutes"]


def test_minutes_that_the_office_has_put_on_the_agenda_by_hand_are_not_put_there_again(
    full, held_on, marian, build
):
    held_on(NOVEMBER, "2023-24/autumn-2").circulated()
    held_on(JANUARY, "2023-24/spring-1").circulated()
    build("Minutes of 30 November 2023, put right", kind="ratify")
    prepare(meeting=full, by=marian, at=AT)
    assert to_be_ratified(full)[0] == "Minutes of 30 November 2023, put right"
    assert to_be_ratified(full)[1:] == ["Minutes of the last meeting, 25 January 2024"]


@pytest.mark.clause("K9.14")
def test_minutes_are_ratified_also_at_a_meeting_whose_agenda_the_edition_does_not_write(
    group, held_on, marian
):
    held_on(JANUARY, "2023-24/spring-1").circulated()
    called = cast.meeting(group, event="", slot="", kind="called", state=Meeting.State.FIXED)
    prepare(meeting=called, by=marian, at=AT)
    assert to_be_ratified(called) == ["Minutes of the meeting, 25 January 2024"]


def test_a_resolution_in_writing_is_no_meeting_whose_minutes_are_ratified(group, full, held_on, marian):
    held_on(JANUARY, "2023-24/spring-1")
    written = cast.moment(9, day=date(2024, 2, 20))
    cast.meeting(group, event="", slot="", kind="written", state="open", starts_at=written, opened_at=written,
                 ends_at=cast.moment(9, day=date(2024, 2, 27)), opening={})  # fmt: skip
    prepare(meeting=full, by=marian, at=AT)
    assert to_be_ratified(full) == ["Minutes of the last meeting, 25 January 2024"]


def test_the_minutes_of_one_meeting_are_not_taken_over_to_the_next_agenda(full, held_on, marian):
    before = held_on(JANUARY, "2023-24/spring-1").meeting
    cast.item(before, "Minutes of the last meeting, 30 November 2023", kind="ratify")
    assert "ratify" not in {item.kind for item in to_take_over(on_agenda(before))}


@pytest.mark.clause("B5.2")
def test_what_arises_from_a_confidential_item_is_confidential(group, full, marian):
    _, item, action = held(group, marian)
    confine(item=item, because="Names a person", by=marian, at=AT)
    prepare(meeting=full, by=None, at=AT)
    assert full.items.get(action=action).confidential


@pytest.mark.clause("B5.1", "B5.2")
def test_whoever_had_an_interest_in_an_item_has_it_in_what_arises_from_it(group, full, marian, heads):
    _, item, action = held(group, marian)
    rows.interest(item, person=heads[0])
    rows.interest(item, person=heads[1], retracted_at=AT)
    prepare(meeting=full, by=None, at=AT)
    assert [each.person for each in full.items.get(action=action).interests.all()] == [heads[0]]


def test_agendas_of_the_weeks_to_come_begin_by_themselves(group, full):
    prepare_agendas(group, date(2023, 12, 1))
    assert titles(full) == []
    prepare_agendas(group, date(2024, 3, 1))
    prepare_agendas(group, date(2024, 3, 1))
    assert len(titles(full)) == 4


def test_the_last_agenda_is_a_beginning(group, full, marian):
    before, item, _ = held(group, marian)
    made = take_over(meeting=full, items=to_take_over(on_agenda(before)), by=marian, at=AT)
    assert [(each.title, each.session, each.minutes) for each in made] == [("Attendance", MORNING, 40)]
    assert take_over(meeting=full, items=[item], by=marian, at=AT) == []


def test_items_go_up_and_down_and_over_the_edge_of_the_morning(full, build, marian):
    first, second = build("One"), build("Two")
    shift(item=second, up=True, seen=full.agenda_version, by=marian, at=AT)
    full.refresh_from_db()
    assert titles(full) == ["Two", "One"]
    first.refresh_from_db()
    shift(item=first, up=False, seen=full.agenda_version, by=marian, at=AT)
    first.refresh_from_db()
    assert first.session == AFTERNOON
    full.refresh_from_db()
    with pytest.raises(NotNow, match="last item"):
        shift(item=first, up=False, seen=full.agenda_version, by=marian, at=AT)


def test_whoever_dragged_on_an_older_agenda_is_told(full, build, marian):
    one, two = build("One"), build("Two")
    full.refresh_from_db()
    seen = full.agenda_version
    arrange(meeting=full, order=[(two.pk, AFTERNOON), (one.pk, AFTERNOON)], seen=seen, by=marian, at=AT)
    assert titles(full) == ["Two", "One"]
    with pytest.raises(Conflict):
        arrange(meeting=full, order=[(one.pk, MORNING)], seen=seen, by=marian, at=AT)


def test_what_the_arranger_does_not_see_stays_on_the_agenda(full, build, marian):
    one, _, three = build("One"), build("Two"), build("Three")
    full.refresh_from_db()
    order = [(three.pk, MORNING), (one.pk, MORNING)]
    arrange(meeting=full, order=order, seen=full.agenda_version, by=marian, at=AT)
    assert titles(full) == ["Three", "One", "Two"]


@pytest.mark.clause("K9.11")
def test_set_by_chair_and_office_agreed_by_the_management_group_and_sent_to_every_member(
    full, build, heads, marian
):
    with pytest.raises(Refusal, match="nothing on the agenda"):
        set_agenda(meeting=full, seen=full.agenda_version, by=heads[0], at=AT)
    build("Rates")
    full.refresh_from_db()
    with pytest.raises(NotAllowed):
        set_agenda(meeting=full, seen=full.agenda_version, by=heads[1], at=AT)
    with pytest.raises(NotNow, match="not set yet"):
        agree_agenda(meeting=full, resolution="Management group, 14 March", by=marian, at=AT)
    set_agenda(meeting=full, seen=full.agenda_version, by=heads[0], at=AT)
    with pytest.raises(Refusal, match="decision"):
        agree_agenda(meeting=full, resolution=" ", by=marian, at=AT)
    agree_agenda(meeting=full, resolution="Management group, 14 March", by=marian, at=AT)
    assert full.state == "agreed"
    told = Message.objects.filter(kind="agenda").values_list("person", flat=True)
    assert {head.pk for head in heads} <= set(told)


@pytest.fixture
def agreed(full, build, marian):
    build("Rates")
    full.refresh_from_db()
    set_agenda(meeting=full, seen=full.agenda_version, by=marian, at=AT)
    agree_agenda(meeting=full, resolution="Management group, 14 March", by=marian, at=AT)
    return full


@pytest.mark.clause("K9.11")
def test_a_change_since_the_agenda_was_agreed_is_shown_as_one(agreed, build, heads, marian):
    assert revised(seen_by(agreed, heads[1])) == ()
    build("Attendance")
    item = agreed.items.get(title="Rates")
    change_item(item=item, seen=item.version, by=marian, at=AT, title="Rates for 2024/25", session=MORNING)
    found = {line.item.title: line.item.revised_how for line in revised(seen_by(agreed, heads[1]))}
    assert found == {"Attendance": "added", "Rates for 2024/25": "changed"}


def test_a_stale_change_of_an_item_is_refused(build, marian):
    item = build("Rates")
    change_item(item=item, seen=item.version, by=marian, at=AT, title="Rates for 2024/25", session=MORNING)
    with pytest.raises(Conflict):
        change_item(item=item, seen=1, by=marian, at=AT, title="Other", session=MORNING)


@pytest.mark.clause("K9.10")
def test_other_business_is_admitted_at_the_start_of_the_open_meeting_with_the_groups_agreement(
    agreed, marian
):
    with pytest.raises(NotNow):
        admit_business(meeting=agreed, title="Minibus", agreement="Nobody objected", by=marian, at=cast.NINE)
    Meeting.objects.filter(pk=agreed.pk).update(state="open", opened_at=cast.NINE, opening={})
    agreed.refresh_from_db()
    with pytest.raises(Refusal, match="how the group agreed"):
        admit_business(meeting=agreed, title="Minibus", agreement="", by=marian, at=cast.NINE)
    item = admit_business(
        meeting=agreed, title="Minibus", agreement="Nobody objected", by=marian, at=cast.NINE
    )
    assert (item.kind, item.state) == ("other business", "placed")
    _decided(item)
    with pytest.raises(TooLateToAdmit):
        admit_business(meeting=agreed, title="More", agreement="Nobody objected", by=marian, at=cast.TEN)


def _decided(item):
    from meetings.models import Motion

    Motion.objects.create(
        collaborative=item.collaborative, item=item, text="Buy it", state="lost", opened_at=cast.NINE,
        closed_at=cast.NINE, votes_for=0, votes_against=1, abstentions=0, quorate=True, quorum={}, finding={},
    )  # fmt: skip


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_two_who_arrange_at_once_do_not_lose_an_item(full, build, marian):
    items = [build(f"Item {number}") for number in range(5)]
    full.refresh_from_db()
    seen, orders = full.agenda_version, [items, items[::-1], items[2:] + items[:2]]

    def drag(number):
        meeting = Meeting._base_manager.get(pk=full.pk)
        order = [(item.pk, MORNING) for item in orders[number % 3]]
        from records.tenancy import scoped

        with scoped(full.collaborative):
            arrange(meeting=meeting, order=order, seen=seen, by=marian, at=AT)

    answers = race(drag, 3)
    assert sum(answer is None for answer in answers) == 1
    assert sorted(AgendaItem.objects.filter(meeting=full).values_list("position", flat=True)) == [
        1,
        2,
        3,
        4,
        5,
    ]


@pytest.mark.clause("K4.4", "K15.1")
def test_what_was_put_to_the_members_comes_onto_the_agenda_of_the_body_that_adopts_it(group, full, marian):
    draft = begin_amendment(
        collaborative=group, name="2024/25", in_force_from=date(2024, 9, 1), by=None, on=members.DAY
    )
    prepare(meeting=full, by=marian, at=AT)
    assert not full.items.filter(title__contains="2024/25").exists(), "a draft is nobody's business yet"
    propose_edition(edition=draft, seen=draft.version, by=None, on=members.DAY)
    prepare(meeting=full, by=marian, at=AT)
    item = full.items.get(title="The constitution, edition 2024/25")
    assert (item.kind, item.purpose) == ("arising", "decision")
    assert item.text.startswith("It has been put to the members, to be in force from 1 September 2024.")
    prepare(meeting=full, by=marian, at=AT)
    assert full.items.filter(title__contains="2024/25").count() == 1
    managers = cast.meeting(group, "management-group", state=Meeting.State.FIXED)
    prepare(meeting=managers, by=marian, at=AT)
    assert not managers.items.filter(title__contains="2024/25").exists()
