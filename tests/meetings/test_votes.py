"""Votes: one for each mandate, counted at the quorum of the instant, by the edition's rule (K6.4 to K6.7, B-R06)."""

from datetime import date

import pytest
from django.db import DatabaseError, transaction

from meetings.actions import motions, opening, roll, votes
from meetings.models import Ballot, Interest, Motion, Vote
from meetings.queries.motions import Tally, recounts
from membership.models import Body
from membership.permissions import NotAllowed
from records.models import AuditDetail, AuditEntry
from records.refusals import NotNow, Refusal
from tests.meetings import cast, decisions
from tests.membership import cast as members

pytestmark = [pytest.mark.django_db]


@pytest.fixture
def room(group, marian):
    """Five schools, of which three came: the quorum is three. The manager votes and does not count."""
    return decisions.opened(group, marian)


SECRET = (
    'how        = ["show of hands", "recorded"]',
    'how        = ["show of hands", "recorded", "secret"]',
)


@pytest.fixture
def secret_room(group, marian):
    decisions.adopt(group, *SECRET)
    return decisions.opened(group, marian)


# Shown by hand ----------------------------------------------------------------------------------------


@pytest.mark.clause("K6.7")
def test_more_than_half_of_the_votes_carries_and_the_resolution_has_its_number(room):
    motion = room.close(room.voting(), 2, 1)
    assert (motion.state, motion.number) == ("carried", "R-2024-001")
    assert motion.finding["rule"] == "voting.full-group"
    assert motion.finding["edition"]
    assert "2 for, 1 against" in motion.finding["because"]
    assert motion.quorum["value"] is True
    assert motion.takes_effect_on == members.DAY


@pytest.mark.clause("K6.7")
def test_a_tie_falls_since_this_edition_has_no_casting_vote(room):
    motion = room.close(room.voting(), 2, 2)
    assert (motion.state, motion.number) == ("tied", "")
    assert "a tie; this constitution has no casting vote, so it falls" in motion.finding["because"]


@pytest.mark.clause("K6.7")
def test_abstentions_do_not_count(room):
    assert room.close(room.voting(), 1, 0, 3).state == "carried"


@pytest.mark.clause("K6.5", "K6.7")
def test_no_more_hands_are_counted_than_may_vote(room):
    motion = room.voting()
    with pytest.raises(Refusal, match="5 votes counted, and 4 may vote"):
        room.close(motion, 4, 1)
    with pytest.raises(Refusal, match="0 or more"):
        room.close(motion, 4, -1)
    with pytest.raises(Refusal, match="Count the hands"):
        room.close(motion)
    assert room.close(motion, 4, 0).state == "carried"


def test_a_hand_raised_before_somebody_left_is_still_a_vote(room):
    motion = room.voting()
    came = room.meeting.presences.get(mandate=cast.mandate(room.meeting, "Marian Teale"))
    roll.leave(presence=came, by=room.marian, at=cast.moment(10, 30))
    assert room.close(motion, 4, 0).state == "carried"


@pytest.mark.clause("K6.4")
def test_a_decision_taken_without_a_quorum_is_none_whatever_the_votes(room):
    motion = room.voting()
    came = room.meeting.presences.get(mandate=room.mandate(3))
    roll.leave(presence=came, by=room.marian, at=cast.moment(10, 30))
    motion = room.close(motion, 3, 0)
    assert (motion.state, motion.number, motion.quorate) == ("no decision", "", False)
    assert "not quorate: 2 here, 3 needed" in motion.quorum["because"]


@pytest.mark.clause("K6.4")
def test_the_database_keeps_no_motion_carried_without_its_quorum(room):
    motion = room.voting()
    wrong = {"state": "carried", "quorate": False, "closed_at": cast.ELEVEN, "finding": {}, "quorum": {}}
    wrong |= {"votes_for": 3, "votes_against": 0, "abstentions": 0}
    with pytest.raises(DatabaseError), transaction.atomic():
        Motion.objects.filter(pk=motion.pk).update(**wrong)


@pytest.mark.clause("B5.1", "K6.4")
def test_whoever_leaves_for_an_interest_is_not_counted_for_the_item(room):
    declared = {"nature": "Their own school", "kind": "", "declared_at": cast.TEN, "by": room.marian}
    barred = {f"bars_{what}": True for what in ("speak", "vote", "stay", "count")}
    motion = room.voting()
    Interest.objects.create(
        collaborative=room.meeting.collaborative, item=room.item, person=room.head(3), **declared, **barred
    )
    assert room.close(motion, 3, 0).state == "no decision"


@pytest.mark.clause("K6.7")
def test_a_closed_vote_stays_as_it_is(room):
    motion = room.close(room.voting(), 3, 0)
    with pytest.raises(votes.VoteClosed):
        room.close(motion, 0, 3)
    with pytest.raises(DatabaseError, match="stays as it was taken"), transaction.atomic():
        Motion.objects.filter(pk=motion.pk).update(votes_for=9)


def test_resolutions_are_numbered_without_gaps_and_confidential_ones_apart(room):
    found = [room.carried(f"That it is so, {n}.") for n in range(2)]
    closed = cast.item(room.meeting, "Support plan", confined_at=cast.NINE)
    room.item, open_item = closed, room.item
    hidden = room.carried("That the plan is agreed.")
    room.item = open_item
    last = room.carried("That it is so, again.")
    assert [each.number for each in [*found, hidden, last]] == [
        "R-2024-001", "R-2024-002", "RC-2024-001", "R-2024-003",
    ]  # fmt: skip


def test_a_headteacher_closes_no_vote(room):
    with pytest.raises(NotAllowed):
        room.close(room.voting(), 3, 0, by=room.head(3))


# By name ----------------------------------------------------------------------------------------------


@pytest.mark.clause("K6.5")
def test_each_mandate_votes_once_from_whichever_device(room):
    motion = room.voting(method="recorded")
    room.vote(motion, 1)
    with pytest.raises(votes.VotedAlready, match="School 01 has voted for already, entered by Head 1"):
        room.vote(motion, 1, "against", by=room.marian)
    room.vote(motion, 1, "against", by=room.marian, seen="for")
    room.vote(motion, 2, "against")
    motion = room.close(motion)
    assert (motion.votes_for, motion.votes_against, motion.state) == (0, 2, "lost")
    assert recounts(motion)


@pytest.mark.clause("K6.5", "K6.6")
def test_the_deputy_in_the_room_beside_the_head_has_no_vote(room):
    deputy = members.head(room.mandate(1).school, "Owen Sallis", kind="deputy headteacher")
    cast.arrives(room.meeting, deputy, None, capacity="deputy headteacher")
    motion = room.voting(method="recorded")
    with pytest.raises(NotAllowed, match="You do not vote for School 01"):
        room.vote(motion, 1, by=deputy)


@pytest.mark.clause("K6.6")
def test_the_absent_have_no_vote_and_nobody_votes_for_another_school(room):
    motion = room.voting(method="recorded")
    with pytest.raises(votes.NoVote, match="School 05"):
        room.vote(motion, 5)
    with pytest.raises(NotAllowed):
        room.vote(motion, 1, by=room.head(2))


@pytest.mark.clause("K6.6")
def test_another_representative_speaks_for_the_school_and_has_no_vote(room):
    who = members.person("Rosa Imrie")
    cast.arrives(room.meeting, who, room.mandate(4), capacity="other representative")
    motion = room.voting(method="recorded")
    with pytest.raises(votes.NoVote):
        room.vote(motion, 4, by=who)


def test_a_vote_after_the_close_gets_its_sentence(room):
    motion = room.voting(method="recorded")
    room.vote(motion, 1)
    room.close(Motion.objects.get(pk=motion.pk))
    with pytest.raises(votes.VoteClosed, match="your vote was not counted"):
        room.vote(motion, 2)
    assert Vote.objects.count() == 1


def test_the_recorder_takes_the_votes_of_the_room_all_or_none(room):
    motion = room.voting(method="recorded")
    given = [votes.Given(room.mandate(n), "for") for n in (1, 2)]
    wrong = [*given, votes.Given(room.mandate(5), "for")]
    with pytest.raises(votes.NoVote):
        votes.cast_votes(motion=motion, given=wrong, by=room.marian, at=cast.ELEVEN)
    assert Vote.objects.count() == 0
    assert votes.cast_votes(motion=motion, given=given, by=room.marian, at=cast.ELEVEN) == 2


# In secret --------------------------------------------------------------------------------------------


def test_a_secret_ballot_ties_no_choice_to_a_voter(secret_room):
    motion = secret_room.voting(method="secret")
    before = AuditEntry.objects.count()
    for number, choice in enumerate(("for", "against", "for"), start=1):
        secret_room.vote(motion, number, choice)
    assert AuditEntry.objects.count() == before
    assert {vote.choice for vote in Vote.objects.all()} == {""}
    assert {field.name for field in Ballot._meta.get_fields()} == {"collaborative", "id", "motion", "choice"}
    assert not {field.name for field in Vote._meta.get_fields()} & {"at", "cast_at"}
    motion = secret_room.close(motion)
    assert (motion.votes_for, motion.votes_against) == (2, 1)
    assert recounts(motion)
    said = str(list(AuditDetail.objects.values()))
    assert "against" not in said.replace("votes_against", "")


def test_the_numbers_of_the_ticks_say_nothing_of_their_order(secret_room):
    motion = secret_room.voting(method="secret")
    numbers = []
    for number in (1, 2, 3):
        secret_room.vote(motion, number)
        numbers.append(Vote.objects.get(motion=motion, mandate=secret_room.mandate(number)).pk)
    assert min(numbers) > 1000
    assert max(numbers) - min(numbers) > 1000


def test_a_secret_vote_is_given_once_by_the_voter_alone(secret_room):
    motion = secret_room.voting(method="secret")
    with pytest.raises(NotAllowed, match="by the voter alone"):
        secret_room.vote(motion, 1, by=secret_room.marian)
    secret_room.vote(motion, 1)
    with pytest.raises(votes.VotedAlready, match="cannot be changed"):
        secret_room.vote(motion, 1, "against")
    assert Ballot.objects.count() == 1


def test_a_ballot_added_by_hand_shows_at_the_recount(secret_room):
    motion = secret_room.voting(method="secret")
    for number in (1, 2, 3):
        secret_room.vote(motion, number)
    motion = secret_room.close(motion)
    Ballot.objects.create(collaborative=motion.collaborative, motion=motion, choice="against")
    assert not recounts(motion)


# Nobody objects ---------------------------------------------------------------------------------------


@pytest.mark.clause("K6.7")
def test_that_nobody_objects_is_noted_as_the_agreement_of_all_who_may_vote(room):
    motion = votes.note_consensus(motion=room.voting(method="consensus"), by=room.marian, at=cast.ELEVEN)
    assert (motion.state, motion.votes_for) == ("carried", 4)


@pytest.mark.clause("K6.7")
def test_whoever_objects_has_a_vote_taken(room):
    motion = room.voting(method="consensus")
    motion = votes.somebody_objects(motion=motion, method="recorded", by=room.marian, at=cast.ELEVEN)
    assert (motion.state, motion.method) == ("put", "recorded")
    motions.open_vote(motion=motion, by=room.marian, at=cast.ELEVEN)
    with pytest.raises(NotNow, match="A vote is taken"):
        votes.note_consensus(motion=motion, by=room.marian, at=cast.ELEVEN)


@pytest.mark.clause("K6.7")
def test_the_terms_without_a_rule_of_voting_say_that_theirs_is_a_reading(seats_group):
    """Six of sixteen seats there: four for and two against carry, by a reading and not by the text."""
    body, day = Body.objects.get(code="group"), date(2017, 1, 12)
    for number, place in enumerate(body.places.all()[:6], start=1):
        who = members.person(f"Member {number}")
        members.seats.seat(place=place, person=who, starts_on=date(2016, 11, 1), by=None, on=day)
    nine, ten = cast.moment(9, day=day), cast.moment(10, day=day)
    meeting = cast.meeting(seats_group, "group", starts_at=nine, ends_at=cast.moment(12, day=day))
    sitting = list(meeting.mandates.filter(holder__isnull=False))
    for row in sitting:
        cast.arrives(meeting, row.holder, row, arrived_at=nine)
    item, told = cast.item(meeting), {"by": None, "at": ten}
    opening.open_meeting(meeting=meeting, by=None, at=nine)
    item.refresh_from_db()
    motion = motions.draft_motion(
        item=item, text="That reading comes first.", proposer=sitting[0], seconder=sitting[1], **told
    )
    motions.put(motion=motion, **told)
    motions.open_vote(motion=motion, **told)
    closed = votes.close_vote(motion=motion, tally=Tally(4, 2), **told)
    assert (closed.state, closed.number) == ("carried", "R-2017-001")
    assert "no rule of voting" in " ".join(closed.finding["readings"])
    assert closed.finding["clause"] == []


# A casting vote, and thresholds -----------------------------------------------------------------------


CASTING = (
    'carried_by = { more_than = "half", of = "votes cast" }\nhow        = ["show of hands", "recorded"]\nreading.carried_by',
    'carried_by = { more_than = "half", of = "votes cast" }\ncasting_vote = { by = "person presiding" }\n'
    'how        = ["show of hands", "recorded"]\nreading.carried_by',
)


@pytest.fixture
def casting_room(group, marian):
    decisions.adopt(group, *CASTING)
    return decisions.opened(group, marian)


def test_where_the_edition_has_a_casting_vote_a_tie_asks_for_it(casting_room):
    motion = casting_room.voting()
    with pytest.raises(votes.CastingVoteAsked, match="the casting vote is with the person presiding"):
        casting_room.close(motion, 2, 2)
    closed = casting_room.close(motion, 2, 2, casting="for")
    assert (closed.state, closed.casting, closed.casting_by) == ("carried", "for", casting_room.marian)


def test_a_casting_vote_that_is_not_used_lets_the_tie_fall(casting_room):
    closed = casting_room.close(casting_room.voting(), 2, 2, casting="not used")
    assert (closed.state, closed.casting, closed.casting_by) == ("tied", "", None)


def test_a_casting_vote_without_a_tie_is_not_kept(casting_room):
    closed = casting_room.close(casting_room.voting(), 3, 0, casting="against")
    assert (closed.state, closed.casting) == ("carried", "")


@pytest.mark.clause("K6.7")
def test_two_thirds_of_all_members_are_asked_for_where_the_edition_does(group, marian):
    half = 'body   = "full-group"\nreading.body = "By resolution of the full group; each'
    more = 'carried_by = { at_least = "2/3", of = "affiliated schools" }\n'
    decisions.adopt(group, half, more + half)
    room = decisions.opened(group, marian)
    lost = room.close(room.voting(decision="constitution"), 3, 0)
    assert lost.state == "lost"
    assert lost.finding["rule"] == "decision.constitution"
    assert room.close(room.voting(decision="constitution"), 4, 0).state == "carried"
