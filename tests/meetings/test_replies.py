"""Coming or not, who stands in, and whether it will be quorate (K1.2, K6.8, K9.6, B4.3, K-R22)."""

from datetime import date, timedelta

import pytest

from meetings.actions import opening, replies
from meetings.actions.agenda import agree_agenda
from meetings.actions.circulating import concerned
from meetings.models import Invitation, Meeting
from meetings.queries.replies import forecast_of, rule_on_substitutes, stand_ins
from meetings.queries.room import facts_of, room_of
from membership.models import Body
from membership.permissions import NotAllowed
from records.models import Message, Person
from records.refusals import NotNow, Refusal
from tests.meetings import cast
from tests.membership import cast as members

pytestmark = [pytest.mark.django_db]

BEFORE = cast.NINE - timedelta(days=6)
DEPUTY = "deputy headteacher"


@pytest.fixture
def meeting(group, marian):
    heads = cast.schools(group, 5)
    members.hold(group, "chair", heads[4], date(2023, 9, 1))
    return cast.meeting(group)


@pytest.fixture
def ours(meeting):
    """The mandate of School 01, whose head is Head 1."""
    return cast.mandate(meeting, "School 01")


@pytest.fixture
def owen(ours):
    """Owen Sallis, deputy head of School 01, whom letters reach."""
    members.person("Owen Sallis", "owen@marlbeck.example")
    return members.head(ours.school, "Owen Sallis", kind=DEPUTY)


def told(person: Person) -> list[str]:
    return list(
        Message.objects.filter(person=person, kind="standing-in")
        .order_by("pk")
        .values_list("subject", flat=True)
    )


@pytest.mark.clause("K1.2")
def test_apologies_are_sent_without_a_reason_until_the_meeting_closes(meeting, ours):
    head, chair = ours.holder, cast.mandate(meeting, "School 05").holder
    opening.open_meeting(meeting=meeting, by=chair, at=cast.NINE)
    row = replies.reply(mandate=ours, answer="apologies", by=head, at=cast.TEN)
    assert (row.reply, row.reply_words, row.replied_by) == ("apologies", "", head)
    opening.close_meeting(meeting=meeting, by=chair, at=cast.NOON)
    with pytest.raises(NotNow, match="until the meeting closes"):
        replies.reply(mandate=ours, answer="apologies", by=head, at=cast.NOON)


@pytest.mark.clause("K1.2")
def test_the_office_enters_a_reply_on_somebodys_word_and_another_head_does_not(meeting, ours, marian):
    assert replies.reply(mandate=ours, answer="remote", by=marian, at=BEFORE).replied_by == marian
    with pytest.raises(NotAllowed, match="You do not speak for School 01"):
        replies.reply(mandate=ours, answer="coming", by=cast.mandate(meeting, "School 02").holder, at=BEFORE)


def test_an_answer_that_is_none_is_refused(ours):
    for words in ("", "perhaps"):
        with pytest.raises(Refusal, match="Say whether you are coming"):
            replies.reply(mandate=ours, answer=words, by=ours.holder, at=BEFORE)


@pytest.mark.clause("K6.8", "K9.6")
def test_naming_the_deputy_sends_apologies_and_tells_the_deputy(meeting, ours, owen):
    row = replies.name_substitute(mandate=ours, person=owen, post=DEPUTY, by=ours.holder, at=BEFORE)
    assert (row.reply, row.substitute, row.substitute_capacity, row.briefed_at) == (
        "apologies",
        owen,
        "deputy",
        BEFORE,
    )
    assert told(owen) == ["You stand in for School 01: Full meeting"]
    assert not Invitation.objects.exists()


@pytest.mark.clause("K6.8")
def test_a_deputy_named_before_the_agenda_is_agreed_is_sent_it_like_a_member(meeting, ours, owen, marian):
    replies.name_substitute(mandate=ours, person=owen, post=DEPUTY, by=ours.holder, at=BEFORE)
    Meeting.objects.filter(pk=meeting.pk).update(state=Meeting.State.SET)
    meeting.refresh_from_db()
    agree_agenda(meeting=meeting, resolution="MG-2024-003", by=marian, at=BEFORE)
    assert Message.objects.filter(person=owen, kind="agenda").exists()
    replies.name_nobody(mandate=ours, by=ours.holder, at=BEFORE)
    assert owen not in concerned(meeting)


@pytest.mark.clause("K9.6")
def test_whoever_comes_after_all_sends_the_deputy_home_and_tells_them(ours, owen):
    replies.name_substitute(mandate=ours, person=owen, post=DEPUTY, by=ours.holder, at=BEFORE)
    row = replies.reply(mandate=ours, answer="coming", by=ours.holder, at=BEFORE)
    assert (row.reply, row.substitute, row.substitute_post) == ("coming", None, "")
    assert told(owen)[-1] == "You no longer stand in for School 01: Full meeting"


@pytest.mark.clause("K9.6")
def test_somebody_with_no_post_here_is_let_in_for_the_meeting_alone(meeting, ours):
    rosa = members.person("Rosa Imrie")
    replies.name_substitute(mandate=ours, person=rosa, post="other representative", by=ours.holder, at=BEFORE)
    found = Invitation.objects.get(person=rosa)
    assert (found.item, found.ends_on, found.because) == (None, members.DAY, "Stands in for School 01")
    replies.name_nobody(mandate=ours, by=ours.holder, at=BEFORE)
    assert Invitation.objects.get(person=rosa).ended_at == BEFORE
    assert ours.__class__.objects.get(pk=ours.pk).reply == "apologies"


@pytest.mark.clause("K6.6")
def test_the_rule_says_who_may_stand_in_and_which_of_them_vote(ours, owen):
    rule = rule_on_substitutes(ours.meeting)
    assert [(each.name, each.post) for each in stand_ins(facts_of(ours.meeting), ours, rule)] == [
        ("Owen Sallis", DEPUTY)
    ]
    with pytest.raises(
        Refusal, match="Only deputy headteacher, assistant headteacher or other representative"
    ):
        replies.name_substitute(mandate=ours, person=owen, post="governor", by=ours.holder, at=BEFORE)
    row = replies.name_substitute(
        mandate=ours, person=owen, post="other representative", by=ours.holder, at=BEFORE
    )
    assert row.substitute_capacity == "other"


@pytest.mark.clause("K6.5")
def test_nobody_stands_in_for_two_nor_beside_a_mandate_of_their_own(meeting, ours, owen):
    replies.name_substitute(mandate=ours, person=owen, post=DEPUTY, by=ours.holder, at=BEFORE)
    other = cast.mandate(meeting, "School 02")
    with pytest.raises(Refusal, match="already stands in for School 01"):
        replies.name_substitute(mandate=other, person=owen, post=DEPUTY, by=other.holder, at=BEFORE)
    third = cast.mandate(meeting, "School 03").holder
    with pytest.raises(Refusal, match="speaks for School 03 at this meeting"):
        replies.name_substitute(mandate=other, person=third, post=DEPUTY, by=other.holder, at=BEFORE)
    with pytest.raises(Refusal, match="reply that they are coming"):
        replies.name_substitute(mandate=other, person=other.holder, post=DEPUTY, by=other.holder, at=BEFORE)


@pytest.mark.clause("K9.6", "K6.1")
def test_the_forecast_counts_who_comes_and_names_who_is_silent(meeting, ours, owen):
    for name in ("School 02", "School 05"):
        row = cast.mandate(meeting, name)
        replies.reply(mandate=row, answer="coming", by=row.holder, at=BEFORE)
    found = forecast_of(room_of(meeting))
    assert found.words == "2 of 3 needed: not yet quorate."
    assert found.unanswered == "School 01, School 03 and School 04 have not replied."
    replies.name_substitute(mandate=ours, person=owen, post=DEPUTY, by=ours.holder, at=BEFORE)
    assert forecast_of(room_of(meeting)).words == "3 expected, 3 needed: quorate."


def test_a_reply_can_be_taken_back(ours, owen):
    replies.name_substitute(mandate=ours, person=owen, post=DEPUTY, by=ours.holder, at=BEFORE)
    row = replies.take_back(mandate=ours, by=ours.holder, at=BEFORE)
    assert (row.reply, row.substitute) == ("", None)
    with pytest.raises(NotNow):
        replies.take_back(mandate=ours, by=ours.holder, at=BEFORE)


@pytest.fixture
def seat(seats_group):
    """A meeting of the Bristol group on 12 January 2017: three seats held, the first by the Director in the chair."""
    body, start = Body.objects.get(code="group"), date(2016, 11, 1)
    people = [members.person(f"Member {number}") for number in (1, 2, 3)]
    director = body.places.get(code="Director Children's Services")
    for place, person in zip([director, *body.places.exclude(pk=director.pk)], people, strict=False):
        members.seats.seat(place=place, person=person, starts_on=start, by=None, on=start)
    day = date(2017, 1, 12)
    meeting = cast.meeting(
        seats_group, "group", starts_at=cast.moment(9, day=day), ends_at=cast.moment(12, day=day)
    )
    return meeting.mandates.get(holder=people[1], struck_at=None)


@pytest.mark.clause("B4.3")
def test_a_substitute_is_expected_once_the_chair_has_consented_with_the_reason(seat):
    at, rosa = seat.meeting.starts_at - timedelta(days=2), members.person("Rosa Imrie")
    chair = Person.objects.get(name="Member 1")
    row = replies.name_substitute(mandate=seat, person=rosa, post="substitute", by=seat.holder, at=at)
    found = forecast_of(room_of(seat.meeting))
    assert (found.expected, [each.pk for each in found.waiting]) == (0, [seat.pk])
    with pytest.raises(Refusal, match="by exception"):
        replies.consent(mandate=row, because=" ", by=chair, at=at)
    with pytest.raises(NotAllowed):
        replies.consent(mandate=row, because="Illness", by=seat.holder, at=at)
    replies.consent(mandate=row, because="Illness", by=chair, at=at)
    assert forecast_of(room_of(seat.meeting)).expected == 1


@pytest.mark.clause("B4.3")
def test_consent_is_to_the_one_who_was_named_and_to_nobody_else(seat):
    at, rosa = seat.meeting.starts_at, members.person("Rosa Imrie")
    chair = Person.objects.get(name="Member 1")
    row = replies.name_substitute(mandate=seat, person=rosa, post="substitute", by=seat.holder, at=at)
    row = replies.consent(mandate=row, because="Illness", by=chair, at=at)
    here = cast.arrives(seat.meeting, members.person("Jo Merrow"), row, capacity="substitute", arrived_at=at)
    assert room_of(seat.meeting).counted() == 0
    type(here).objects.filter(pk=here.pk).update(left_at=at)
    cast.arrives(seat.meeting, rosa, row, capacity="substitute", arrived_at=at)
    assert room_of(seat.meeting).counted() == 1
    again = replies.name_substitute(
        mandate=row, person=members.person("Ada Finch"), post="substitute", by=seat.holder, at=at
    )
    assert again.consent_by is None
