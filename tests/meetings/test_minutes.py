"""Minutes from the first word to their ratification (K9.13, K9.14), and who reads what of them (B5.2, K8.13)."""

import pytest
from django.db import IntegrityError, transaction

from meetings.actions import minutes as verbs
from meetings.actions import motions, opening
from meetings.actions.issuing import circulate, html_of
from meetings.actions.minutes import NotTheLatest
from meetings.models import AgendaItem, MinuteEntry, Minutes, MinutesPart, Motion
from meetings.queries.attendance import follow_up_words
from meetings.queries.minutes import audiences, quorum_through, record_for, to_ratify
from meetings.queries.minutes import told as record_of_items
from meetings.queries.room import facts_of, room_of
from membership.models import Body, Conversation
from membership.permissions import NotAllowed, viewer_for
from records import audit, documents
from records.models import AuditEntry, Message
from records.refusals import Conflict, NotNow, Refusal
from tests.meetings import cast, decisions
from tests.meetings.minuted import NEXT_DAY, THREE, held
from tests.membership import cast as members

pytestmark = pytest.mark.django_db
State = Minutes.State


@pytest.fixture
def room(group, marian):
    return held(group, marian)


def viewer(person, group):
    return viewer_for(person, group, members.DAY)


# Begun and written ------------------------------------------------------------------------------------


@pytest.mark.clause("K9.13")
def test_the_manager_takes_the_minutes(room):
    row = room.begun()
    assert (row.number, row.state, row.by) == (1, State.DRAFT, room.marian)
    assert room.begun() == row


@pytest.mark.clause("K9.13")
def test_a_head_does_not_take_them_unless_nominated(room):
    head = room.mandate(2).holder
    with pytest.raises(NotAllowed):
        verbs.begin(meeting=room.meeting, by=head, at=THREE)
    verbs.nominate_taker(meeting=room.meeting, person=head, by=room.chair, at=THREE)
    row = verbs.begin(meeting=room.meeting, by=head, at=THREE)
    assert row.by == head
    assert AuditEntry.objects.filter(act="take-minutes").last().acting_as == "nominated to take the minutes"


@pytest.mark.clause("K9.13")
def test_whoever_was_nominated_hears_everything_and_circulates(room, group):
    head = room.mandate(2).holder
    verbs.nominate_taker(meeting=room.meeting, person=head, by=room.chair, at=THREE)
    row = room.approved()
    assert circulate(minutes=row, by=head, at=NEXT_DAY).state == State.CIRCULATED


def test_minutes_of_a_meeting_that_has_not_begun_are_not_begun(group, marian):
    cast.schools(group, 3)
    with pytest.raises(NotNow):
        verbs.begin(meeting=cast.meeting(group), by=marian, at=cast.NINE)


@pytest.mark.clause("K9.14")
def test_what_is_written_of_an_item_is_kept_with_its_version(room):
    row = room.begun()
    entry = room.write(row, "Talked about at length.")
    again = room.write(row, "Talked about.", seen=entry.version)
    assert (again.pk, again.text, again.version) == (entry.pk, "Talked about.", 2)


def test_two_who_write_of_one_item_both_keep_their_words(room):
    """Who comes second is told; theirs stands, and nothing is written over unseen."""
    row = room.begun()
    room.write(row, "The first words.")
    with pytest.raises(Conflict):
        room.write(row, "Other words.", seen=0)
    assert row.entries.get().text == "The first words."


def test_an_item_of_another_meeting_has_no_place_in_the_minutes(room, group):
    other = cast.meeting(group, "management-group", name="Management meeting")
    with pytest.raises(Refusal):
        room.write(room.begun(), "Something.", cast.item(other))


# From state to state ----------------------------------------------------------------------------------


@pytest.mark.clause("K9.14")
def test_a_draft_is_discussed_approved_circulated_and_ratified(room, group):
    row = room.circulated()
    motion = _ratifying(room, group)
    assert verbs.ratify(row, motion, NEXT_DAY) == "The minutes are ratified"
    row.refresh_from_db()
    assert (row.state, row.ratified_by, row.approved_by) == (State.RATIFIED, motion, room.chair)


def _ratifying(room, group) -> Motion:
    """A carried motion of the next meeting."""
    later = cast.meeting(
        group, slot="2023-24/summer-1", starts_at=NEXT_DAY, ends_at=NEXT_DAY.replace(hour=15)
    )
    return Motion.objects.create(
        collaborative=group, item=cast.item(later, "Minutes of the last meeting"), text="A true record.",
        state="carried", quorate=True, opened_at=NEXT_DAY, closed_at=NEXT_DAY, finding={}, quorum={},
        votes_for=3, votes_against=0, abstentions=0,
    )  # fmt: skip


def test_a_draft_without_a_word_is_not_discussed(room):
    with pytest.raises(Refusal, match="Nothing is written yet"):
        verbs.discuss(minutes=room.begun(), by=room.marian, at=THREE)


def test_a_draft_is_not_discussed_while_the_meeting_goes_on(group, marian):
    cast.schools(group, 3)
    meeting = cast.meeting(group)
    item = cast.item(meeting)
    opening.open_meeting(meeting=meeting, by=marian, at=cast.NINE)
    row = verbs.begin(meeting=meeting, by=marian, at=cast.TEN)
    verbs.write(minutes=row, item=item, text="Begun.", seen=0, by=marian, at=cast.TEN)
    with pytest.raises(NotNow, match="still going on"):
        verbs.discuss(minutes=row, by=marian, at=cast.TEN)


@pytest.mark.clause("K9.14")
def test_nobody_but_the_chair_approves(room):
    row = room.discussed()
    with pytest.raises(NotAllowed):
        verbs.approve(minutes=row, seen=row.version, by=room.marian, at=THREE)


@pytest.mark.clause("K9.14")
def test_the_chair_sends_a_draft_back_to_be_written_on(room):
    row = room.discussed()
    with pytest.raises(NotNow, match="with the Chair"):
        room.write(row, "More.", seen=1)
    verbs.send_back(minutes=row, because="Name the working party.", by=room.chair, at=THREE)
    assert room.write(row, "More.", seen=1).text == "More."


def test_the_chair_approves_what_they_have_read_and_nothing_else(room):
    """The draft went back and forth while the Chair's page was open."""
    row = room.discussed()
    seen = row.version
    verbs.send_back(minutes=row, because="One more name.", by=room.chair, at=THREE)
    room.write(row, "With the name.", seen=1)
    verbs.discuss(minutes=row, by=room.marian, at=THREE)
    with pytest.raises(Conflict, match="written on since"):
        verbs.approve(minutes=row, seen=seen, by=room.chair, at=THREE)


@pytest.mark.clause("K9.14")
def test_not_a_word_changes_after_approval_not_even_in_the_database(room):
    row = room.approved()
    with pytest.raises(NotNow, match="next version"):
        room.write(row, "Other words.", seen=1)
    for change in (
        lambda: MinuteEntry.objects.filter(minutes=row).update(text="Other words."),
        lambda: Minutes.objects.filter(pk=row.pk).update(number=7),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


@pytest.mark.clause("K9.14")
def test_a_change_after_approval_is_the_next_version_with_its_reason(room):
    first = room.circulated()
    with pytest.raises(Refusal, match="Say why"):
        verbs.revise(minutes=first, because=" ", by=room.marian, at=NEXT_DAY)
    second = verbs.revise(minutes=first, because="A name was wrong.", by=room.marian, at=NEXT_DAY)
    assert (second.number, second.state, second.entries.count()) == (2, State.DRAFT, 2)
    room.write(second, "Put right.", seen=1)
    assert first.entries.get(item=room.item).text == "Every school told how it goes about attendance."


def test_an_outdated_version_is_neither_circulated_nor_ratified(room, group):
    first = room.approved()
    verbs.revise(minutes=first, because="A name was wrong.", by=room.marian, at=NEXT_DAY)
    with pytest.raises(NotTheLatest):
        room.circulated(first)


def test_what_was_circulated_before_a_later_version_is_not_ratified(room, group):
    first = room.circulated()
    assert to_ratify(room.meeting.body_id) == [first]
    verbs.revise(minutes=first, because="A name was wrong.", by=room.marian, at=NEXT_DAY)
    assert to_ratify(room.meeting.body_id) == []
    with pytest.raises(NotTheLatest):
        verbs.ratify(first, _ratifying(room, group), NEXT_DAY)


# Circulated -------------------------------------------------------------------------------------------


@pytest.mark.clause("K9.13", "K9.14")
def test_circulated_minutes_are_a_frozen_paper_that_names_the_head_of_the_record(room, group):
    row = room.circulated()
    frozen = row.document
    assert documents.open_document(frozen).read(5) == b"%PDF-"
    entry = AuditEntry.objects.get(seq=frozen.facts["seq"])
    assert entry.hash == frozen.facts["record"]
    assert audit.verify(group)


@pytest.mark.clause("K9.13")
def test_every_member_is_told_once(room):
    row = room.circulated()
    told = Message.objects.filter(kind="minutes")
    assert {each.person for each in told} == {room.marian, *(room.mandate(n).holder for n in range(1, 6))}
    with pytest.raises(NotNow):
        room.circulated(row)
    assert Message.objects.filter(kind="minutes").count() == len(told)


@pytest.mark.clause("K9.7")
def test_the_head_of_a_school_without_a_representative_gets_the_minutes_and_a_talk(room):
    """Schools 04 and 05 had nobody there; School 03 had its deputy."""
    room.circulated()
    talks = Conversation.objects.filter(about="absence")
    assert {each.school.name for each in talks} == {"School 04", "School 05"}
    assert {each.assigned_to for each in talks} == {room.marian}
    assert room.mandate(5).follow_up in talks
    letter = Message.objects.get(kind="minutes", person=room.mandate(5).holder)
    assert "Nobody represented School 05" in letter.text
    assert Message.objects.get(kind="minutes", person=room.mandate(3).holder).text == ""


@pytest.mark.clause("K9.7")
def test_a_second_version_arranges_no_second_talk(room):
    first = room.circulated()
    second = verbs.revise(minutes=first, because="A name was wrong.", by=room.marian, at=NEXT_DAY)
    verbs.discuss(minutes=second, by=room.marian, at=NEXT_DAY)
    verbs.approve(minutes=second, seen=second.version, by=room.chair, at=NEXT_DAY)
    room.circulated(second)
    assert Conversation.objects.filter(about="absence").count() == 2
    assert Message.objects.filter(kind="minutes", person=room.marian).count() == 2


def test_an_edition_may_let_nothing_follow_an_absence(seats_group):
    meeting = cast.meeting(seats_group, "group")
    assert follow_up_words(meeting, facts_of(meeting).rules) == ()


# Who reads what ---------------------------------------------------------------------------------------


@pytest.mark.clause("B5.2", "K8.13")
def test_what_was_said_of_a_confidential_item_is_read_by_those_who_see_the_item_alone(room, group):
    """A deputy head, who is no member of the body, reads minutes in which nothing is missing."""
    deputy = members.head(room.mandate(2).school, "Other 2", kind="deputy headteacher")
    row = room.circulated()
    theirs, ours = (record_for(room.meeting, row, viewer(each, group)) for each in (deputy, room.marian))
    assert [each.line.number for each in theirs.items] == ["1"]
    assert [each.line.number for each in ours.items] == ["1", "C1"]
    assert MinuteEntry.objects.visible(viewer(deputy, group)).filter(minutes=row).count() == 1


@pytest.mark.clause("B5.2")
def test_the_confidential_part_is_a_paper_of_its_own(room, group):
    deputy = members.head(room.mandate(2).school, "Other 2", kind="deputy headteacher")
    row = room.circulated()
    part = MinutesPart.objects.get()
    assert (part.name, part.confidential) == ("Confidential part", True)
    assert part.document_id != row.document_id
    assert not MinutesPart.objects.visible(viewer(deputy, group)).exists()
    assert MinutesPart.objects.visible(viewer(room.marian, group)).get() == part


@pytest.mark.clause("K8.13")
def test_an_item_of_the_management_group_is_minuted_for_its_members_alone(room, group):
    body = Body.objects.get(code="management-group")
    AgendaItem.objects.filter(pk=room.item.pk).update(level="body", body=body)
    row = room.drafted()
    assert (
        not MinuteEntry.objects.visible(viewer(room.mandate(2).holder, group)).filter(item=room.item).exists()
    )
    assert (
        MinuteEntry.objects.visible(viewer(room.marian, group)).filter(item=room.item, minutes=row).exists()
    )


def test_a_draft_is_seen_by_those_at_work_on_it(room, group):
    row = room.drafted()
    assert not Minutes.objects.visible(viewer(room.mandate(2).holder, group)).exists()
    for each in (room.marian, room.chair):
        assert Minutes.objects.visible(viewer(each, group)).get() == row


# What happened ----------------------------------------------------------------------------------------


@pytest.mark.clause("K9.13")
def test_the_minutes_tell_when_the_quorum_was_lost(group, marian):
    """Five schools need three: with one leaving at ten, two are left."""
    cast.schools(group, 5)
    meeting = cast.meeting(group)
    cast.all_arrive(meeting, 3)
    opening.open_meeting(meeting=meeting, by=marian, at=cast.NINE)
    meeting.presences.filter(mandate__name="School 03").update(left_at=cast.TEN)
    opening.close_meeting(meeting=meeting, by=marian, at=cast.NOON)
    meeting.refresh_from_db()
    turns = quorum_through(room_of(meeting))
    assert [(each.at, each.finding.value) for each in turns] == [(cast.NINE, True), (cast.TEN, False)]


@pytest.mark.clause("K6.7", "K9.13")
def test_an_amendment_is_told_before_the_motion_whose_words_it_changed(group, marian):
    room = decisions.opened(group, marian)
    motion = room.put()
    told = {"proposer": room.mandate(2), "seconder": room.mandate(3), "by": marian, "at": cast.TEN}
    amendment = motions.put(
        motion=motions.amend(motion=motion, text="That they report.", **told), by=marian, at=cast.TEN
    )
    room.close(motions.open_vote(motion=amendment, by=marian, at=cast.TEN), 3, 0)
    motion.refresh_from_db()
    room.close(motions.open_vote(motion=motion, by=marian, at=cast.ELEVEN), 3, 0, at=cast.NOON)
    titles = [each.title for each in record_of_items(room.meeting, None, [room.item]).items[0].decisions]
    assert titles == ["Amendment, carried", "Resolution R-2024-001, carried"]


@pytest.mark.clause("K6.4", "K9.14")
def test_on_paper_stand_the_seats_as_they_were_filled_at_the_opening(group, marian):
    room = decisions.opened(group, marian)
    minutes = verbs.begin(meeting=room.meeting, by=marian, at=THREE)
    cast.arrives(room.meeting, room.head(4), room.mandate(4), capacity="headteacher", arrived_at=cast.TEN)
    paper = html_of(minutes, next(iter(audiences(room.meeting))), "", "35d6 a257")
    assert "3 of 5 here, 3 needed" in paper
