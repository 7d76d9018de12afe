"""Who counts at an instant of a meeting, and who may vote (K6.1 to K6.6, B2.1, B4.3)."""

from datetime import date

import pytest
from django.db import transaction
from django.db.models import F

from constitution.dates import ONE_DAY
from meetings.actions import mandates
from meetings.actions.mandates import derive_mandates
from meetings.models import Mandate
from meetings.queries.room import mandates_of, room_of
from membership.models import Body, Contract
from membership.queries import kept
from tests.meetings import cast
from tests.membership import cast as members

pytestmark = [pytest.mark.django_db]


@pytest.fixture
def of_35(group, marian):
    cast.schools(group, 35)
    return cast.meeting(group)


@pytest.mark.clause("K6.1")
def test_of_35_schools_21_make_the_quorum_and_20_do_not(of_35):
    cast.all_arrive(of_35, 20)
    assert room_of(of_35).needed().value == 21
    assert room_of(of_35).quorate().value is False
    late = of_35.mandates.get(name="School 21")
    cast.arrives(of_35, late.holder, late)
    assert room_of(of_35).quorate().value is True


@pytest.mark.clause("K6.4")
def test_the_quorum_at_an_earlier_instant_is_that_of_who_was_there_then(of_35):
    cast.all_arrive(of_35, 20)
    late = of_35.mandates.get(name="School 21")
    cast.arrives(of_35, late.holder, late, arrived_at=cast.TEN, left_at=cast.ELEVEN)
    at = {hour: room_of(of_35, at=cast.moment(*hour)).quorate().value for hour in [(9, 30), (10, 0), (11, 0)]}
    assert at == {(9, 30): False, (10, 0): True, (11, 0): False}


@pytest.mark.clause("K6.1")
def test_the_manager_is_in_the_room_and_is_not_counted(of_35, marian):
    cast.all_arrive(of_35, 20)
    cast.arrives(of_35, marian, cast.mandate(of_35, "Marian Teale"), capacity="som")
    assert room_of(of_35).quorate().value is False


@pytest.mark.clause("K6.2")
@pytest.mark.parametrize(("members_of_it", "needed"), [(4, 3), (5, 3), (6, 4)])
def test_of_the_management_group_sixty_percent_and_never_fewer_than_three(
    group, marian, members_of_it, needed
):
    offices = ("chair", "treasurer", "academy-rep", "send-rep", "headteacher-rep")[: members_of_it - 1]
    for office, head in zip(offices, cast.schools(group, len(offices)), strict=True):
        members.hold(group, office, head, date(2023, 9, 1))
    meeting = cast.meeting(group, "management-group")
    assert meeting.mandates.filter(struck_at=None, counts=True).count() == members_of_it
    assert room_of(meeting).needed().value == needed


@pytest.mark.clause("K6.3", "K6.8")
def test_the_room_knows_a_reply_and_a_new_head_as_soon_as_they_are_written(group, marian, monkeypatch):
    """The roll is mended while a reply is given: what is kept of the mandates is let go for each of the two."""
    cast.schools(group, 3)
    meeting = cast.meeting(group)
    row = cast.mandate(meeting, "School 01")
    Mandate.objects.filter(pk=row.pk).update(holder=cast.mandate(meeting, "School 02").holder)
    kept.forget()
    says, replied = mandates._says, []

    def while_a_reply_is_given(member):
        if not replied:
            replied.append(mandates_of(meeting))
            Mandate.objects.filter(pk=row.pk).update(
                reply="coming", replied_at=cast.NINE, version=F("version") + 1
            )
            replied.append(mandates_of(meeting))
        return says(member)

    monkeypatch.setattr(mandates, "_says", while_a_reply_is_given)
    mandates.derive_mandates(meeting, cast.NINE)
    before, between, after = (
        next(each for each in told if each.pk == row.pk) for told in (*replied, mandates_of(meeting))
    )
    assert (before.reply, between.reply, after.reply) == ("", "coming", "coming")
    assert (between.holder, after.holder) == (before.holder, row.holder)


def test_a_reply_that_was_given_up_is_not_taken_for_the_next_one(group, marian):
    """Both raise the row's version to the same number."""
    cast.schools(group, 1)
    meeting = cast.meeting(group)

    def answers(reply: str) -> None:
        row = meeting.mandates.filter(name="School 01")
        row.update(reply=reply, replied_at=meeting.starts_at, version=F("version") + 1)

    def answered() -> str:
        return next(row.reply for row in mandates_of(meeting) if row.name == "School 01")

    kept.forget()
    assert answered() == ""
    with transaction.atomic():
        answers("coming")
        assert answered() == "coming"
        transaction.set_rollback(True)
    answers("apologies")
    assert answered() == "apologies"


@pytest.mark.clause("K6.3")
def test_a_school_that_has_left_by_the_day_is_struck_from_the_roll(group, marian):
    cast.schools(group, 35)
    meeting = cast.meeting(group)
    Contract.objects.filter(school__name="School 35").update(ends_before=members.DAY, ends_because="notice")
    kept.forget()
    assert derive_mandates(meeting, cast.NINE) == 1
    assert meeting.mandates.get(name="School 35").struck_at == cast.NINE
    assert room_of(meeting).counts()["schools"] == 34


@pytest.mark.clause("K6.3")
def test_once_a_meeting_is_open_its_roll_stays(of_35):
    type(of_35).objects.filter(pk=of_35.pk).update(state="open", opened_at=cast.NINE, opening={})
    Contract.objects.filter(school__name="School 35").update(
        ends_before=members.DAY - ONE_DAY, ends_because="x"
    )
    assert derive_mandates(of_35, cast.NINE) == 0
    assert room_of(of_35).counts()["schools"] == 35


@pytest.mark.clause("K6.5", "K6.6")
def test_a_deputy_counts_and_votes_for_the_absent_head_and_a_guest_does_neither(of_35, group):
    school = of_35.mandates.get(name="School 01")
    deputy = members.head(school.school, "Owen Sallis", kind="deputy headteacher")
    guest = members.person("Callum Brearley")
    cast.arrives(of_35, deputy, school, capacity="deputy headteacher")
    cast.arrives(of_35, guest, None, capacity="guest")
    room = room_of(of_35)
    assert [row.name for row in room.voting_mandates()] == ["School 01"]
    assert [(entry.person.name, entry.counts) for entry, _ in room.voters()] == [
        ("Owen Sallis", True),
        ("Callum Brearley", False),
    ]


@pytest.mark.clause("K6.5")
def test_head_and_deputy_together_are_one_vote(of_35):
    school = of_35.mandates.get(name="School 01")
    deputy = members.head(school.school, "Owen Sallis", kind="deputy headteacher")
    cast.arrives(of_35, school.holder, school)
    cast.arrives(of_35, deputy, None, capacity="deputy headteacher")
    room = room_of(of_35)
    assert [row.name for row in room.voting_mandates()] == ["School 01"]


@pytest.mark.clause("K6.6")
def test_another_representative_speaks_for_the_school_and_has_no_vote(of_35):
    school = of_35.mandates.get(name="School 01")
    cast.arrives(of_35, members.person("Rosa Imrie"), school, capacity="other representative")
    room = room_of(of_35)
    assert room.voting_mandates() == ()
    assert room.counts()["schools"] == 35


@pytest.mark.clause("K6.5")
def test_the_head_of_two_schools_has_two_mandates_and_is_one_person(group, marian):
    heads = cast.schools(group, 5)
    twin = members.school(group, "School 06")
    members.head(twin, "Head 1", kind="executive headteacher")
    meeting = cast.meeting(group)
    for name in ("School 01", "School 06"):
        cast.arrives(meeting, heads[0], cast.mandate(meeting, name))
    room = room_of(meeting)
    assert {row.name for row in room.voting_mandates()} == {"School 01", "School 06"}


@pytest.mark.clause("B2.1")
def test_a_third_of_sixteen_seats_is_six_though_one_is_vacant(seats_group):
    body, start = Body.objects.get(code="group"), date(2016, 11, 1)
    for number, place in enumerate(body.places.all()[:15], start=1):
        members.seats.seat(
            place=place,
            person=members.person(f"Member {number}"),
            starts_on=start,
            by=None,
            on=start,
        )
    day = date(2017, 1, 12)
    meeting = cast.meeting(
        seats_group, "group", starts_at=cast.moment(9, day=day), ends_at=cast.moment(12, day=day)
    )
    counts = room_of(meeting).counts()
    assert (counts["seats"], counts["vacant"]) == (16, 1)
    assert room_of(meeting).needed().value == 6
