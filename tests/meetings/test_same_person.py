"""Two entries that are one person, at meetings (X1): what is still to come goes over, votes and the roll stay."""

from datetime import date

import pytest

from meetings.actions.mandates import reconcile_mandates
from meetings.models import Action, Interest, Invitation, Mandate, Meeting, Presence, Vote
from membership.actions.same_person import NotOnePerson, make_one
from membership.models import Post
from records.models import Person
from tests.meetings import build, cast, decisions
from tests.membership import cast as members

pytestmark = pytest.mark.django_db

DAY, MAY = members.DAY, date(2024, 5, 16)


def one(group, entry: Person, person: Person) -> None:
    make_one(collaborative=group, entry=entry, person=person, because="She said so.", by=None, at=cast.NINE)


def deputy(group, name: str, school: str = "School 01") -> Person:
    found = Post.objects.get(school__name=school, kind="headteacher").school
    return members.head(found, name, kind="deputy headteacher")


@pytest.fixture
def room(group, marian):
    return decisions.opened(group, marian)


def voted(room, *numbers: int) -> None:
    """A motion that carried, with the votes of these heads."""
    motion = room.close(room.voting(), 2, 1)
    for number in numbers:
        build.vote(motion, mandate=room.mandate(number), cast_by=room.head(number), choice="for")


@pytest.mark.clause("X1", "K6.7")
def test_both_voted_on_one_motion_so_they_stay_two(room, group):
    voted(room, 1, 2)
    with pytest.raises(NotOnePerson, match="Both Head 2 and Head 1 voted on decision R-2024-001"):
        one(group, room.head(2), room.head(1))
    assert Vote.objects.filter(cast_by=room.head(2)).exists()


@pytest.mark.clause("X1", "K6.7", "K9.5")
def test_a_vote_and_the_roll_stay_under_the_name_they_were_given_in(room, group):
    voted(room, 1)
    head, came = room.head(1), list(Presence.objects.order_by("pk").values_list("pk", "person"))
    one(group, head, deputy(group, "Head One"))
    assert list(Presence.objects.order_by("pk").values_list("pk", "person")) == came
    assert Vote.objects.get().cast_by == head


@pytest.mark.clause("X1", "K9.6")
def test_a_reply_and_standing_in_at_a_meeting_to_come_go_over(group, marian):
    cast.schools(group, 3)
    entry, person = deputy(group, "D. Munn"), members.person("Dora Munn")
    deputy(group, "Dora Munn", "School 02")
    coming = cast.meeting(group)
    Mandate.objects.filter(pk=cast.mandate(coming, "School 01").pk).update(
        substitute=entry, substitute_capacity="deputy", reply="coming", replied_at=cast.NINE
    )
    one(group, entry, person)
    mandate = cast.mandate(coming, "School 01")
    assert (mandate.substitute, mandate.reply) == (person, "coming")


@pytest.mark.clause("X1", "K6.3")
def test_a_place_of_their_own_at_a_meeting_to_come_goes_over_with_its_reply(group, marian):
    other = members.commissioned(group, "M. Teale")
    coming = cast.meeting(group)
    own = coming.mandates.get(person=marian, struck_at=None)
    Mandate.objects.filter(pk=own.pk).update(reply="coming", replied_at=cast.NINE)
    one(group, marian, other)
    own.refresh_from_db()
    assert (own.person, own.holder, own.name, own.reply) == (other, other, "M. Teale", "coming")
    reconcile_mandates(collaborative=group, on=DAY)
    assert coming.mandates.filter(struck_at=None, person__isnull=False).get() == own


@pytest.mark.clause("X1")
def test_nobody_stands_in_for_themselves(group, marian):
    cast.schools(group, 3)
    entry, head = deputy(group, "H. One"), members.person("Head 1")
    coming = cast.meeting(group)
    Mandate.objects.filter(pk=cast.mandate(coming, "School 01").pk).update(
        substitute=entry, substitute_capacity="deputy", reply="coming", replied_at=cast.NINE
    )
    with pytest.raises(NotOnePerson, match="nobody stands in for themselves"):
        one(group, entry, head)


@pytest.mark.clause("X1", "K6.8")
def test_whoever_would_stand_in_for_two_stays_two(group, marian):
    cast.schools(group, 3)
    entry, person = deputy(group, "D. Munn"), deputy(group, "Dora Munn")
    coming = cast.meeting(group)
    for name, who in (("School 01", entry), ("School 02", person)):
        Mandate.objects.filter(pk=cast.mandate(coming, name).pk).update(
            substitute=who, substitute_capacity="deputy", reply="apologies", replied_at=cast.NINE
        )
    with pytest.raises(NotOnePerson, match="They would speak for School 01 and School 02 at Full meeting"):
        one(group, entry, person)


@pytest.mark.clause("X1", "K6.8")
def test_whoever_has_a_place_of_their_own_stands_in_for_nobody(group, marian):
    cast.schools(group, 3)
    entry, head = deputy(group, "H. Two"), members.person("Head 2")
    coming = cast.meeting(group)
    Mandate.objects.filter(pk=cast.mandate(coming, "School 01").pk).update(
        substitute=entry, substitute_capacity="deputy", reply="apologies", replied_at=cast.NINE
    )
    with pytest.raises(NotOnePerson, match="whoever stands in speaks for one alone"):
        one(group, entry, head)


@pytest.mark.clause("X1", "B5.1")
def test_an_interest_in_what_is_still_to_come_goes_over_and_one_in_what_has_begun_stays(room, group):
    entry, person = deputy(group, "D. Munn"), deputy(group, "Dora Munn")
    may = {
        "starts_at": cast.moment(9, 0, MAY),
        "ends_at": cast.moment(12, 0, MAY),
        "slot": "2023-24/summer-1",
    }
    coming = cast.item(cast.meeting(group, **may))
    ahead = build.interest(coming, person=entry, bars_stay=True)
    build.interest(room.item, person=entry, bars_stay=True)
    one(group, entry, person)
    standing = Interest.objects.filter(retracted_at=None).order_by("pk")
    assert [(row.item, row.person, row.by, row.bars_stay) for row in standing] == [
        (room.item, entry, entry, True),
        (coming, person, entry, True),
    ]
    ahead.refresh_from_db()
    assert (ahead.person, ahead.retracted_at) == (entry, cast.NINE)


@pytest.mark.clause("X1", "B5.1")
def test_an_interest_that_both_declared_is_declared_once(group, marian):
    cast.schools(group, 3)
    entry, person = deputy(group, "D. Munn"), deputy(group, "Dora Munn")
    item = cast.item(cast.meeting(group))
    for each in (entry, person):
        build.interest(item, person=each)
    one(group, entry, person)
    assert Interest.objects.get(retracted_at=None).person == person


@pytest.mark.clause("X1", "K9.12")
def test_invitations_and_actions_go_over_and_an_action_that_is_done_stays(group, marian):
    cast.schools(group, 3)
    entry, person = deputy(group, "D. Munn"), deputy(group, "Dora Munn")
    coming = cast.meeting(group)
    guest = build.invitation(coming, person=entry, ends_on=date(2024, 3, 28))
    item = cast.item(coming)
    todo = build.action(item, owner=entry)
    done = build.action(item, owner=entry, number=99, state=Action.State.DONE, done_on=DAY)
    Meeting.objects.filter(pk=coming.pk).update(minute_taker=entry)
    one(group, entry, person)
    for row in (guest, todo, done, coming):
        row.refresh_from_db()
    assert (guest.person, todo.owner, done.owner, coming.minute_taker) == (person, person, entry, person)


@pytest.mark.clause("X1", "K9.12")
def test_whoever_was_invited_twice_is_invited_once(group, marian):
    cast.schools(group, 3)
    entry, person = deputy(group, "D. Munn"), deputy(group, "Dora Munn")
    coming = cast.meeting(group)
    for guest in (entry, person):
        build.invitation(coming, person=guest, ends_on=date(2024, 3, 28))
    one(group, entry, person)
    assert Invitation.objects.get(ended_at=None).person == person
