"""Votes at the same moment: each mandate once, one close, no words that nobody voted on; on both databases."""

import pytest
from django.db import IntegrityError, transaction

from meetings.actions import motions, votes
from meetings.models import Motion, Vote
from meetings.queries.motions import Tally, counted
from records.models import Counter
from records.refusals import NotNow
from records.tenancy import scoped
from tests.meetings import cast, decisions
from tests.races import Meeting as Gate
from tests.races import race

pytestmark = [pytest.mark.both, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def room(group, marian):
    return decisions.opened(group, marian)


def in_scope(room, act):
    """A connection of its own opens a scope of its own."""
    with scoped(room.meeting.collaborative):
        return act()


def fresh(motion: Motion) -> Motion:
    return Motion.objects.select_related("item__meeting__body", "item__meeting__collaborative").get(
        pk=motion.pk
    )


@pytest.mark.clause("K6.5")
def test_two_devices_of_one_mandate_give_one_vote(room):
    motion, mandate = room.voting(method="recorded"), room.mandate(1)

    def press(number: int):
        told = {"by": mandate.holder, "at": cast.ELEVEN, "mandate": mandate}
        choice = ("for", "against")[number % 2]
        return in_scope(room, lambda: votes.cast_vote(motion=fresh(motion), choice=choice, **told))

    outcomes = race(press)
    stands = Vote.objects.get(motion=motion)
    refused = [each for each in outcomes if isinstance(each, votes.VotedAlready)]
    assert outcomes.count(None) + len(refused) == 6
    assert (
        len(refused) == 3
    )  # those who chose otherwise than the first; the same choice again is no second vote
    assert stands.choice in ("for", "against")


@pytest.mark.clause("K6.5")
def test_without_the_constraint_on_the_mandate_each_device_would_have_had_a_vote(room):
    motion, mandate, gate = room.voting(method="recorded"), room.mandate(1), Gate()

    def press(number: int):
        free = in_scope(room, lambda: not Vote.objects.filter(motion=motion, mandate=mandate).exists())
        gate.wait()
        return free and in_scope(room, lambda: _write(motion, mandate))

    outcomes = race(press)
    assert sum(isinstance(each, IntegrityError) for each in outcomes) == 5  # all six found it free
    assert Vote.objects.count() == 1


def _write(motion, mandate) -> bool:
    Vote.objects.create(
        collaborative=motion.collaborative, motion=motion, mandate=mandate, cast_by=mandate.holder,
        secret=False, choice="for",
    )  # fmt: skip
    return True


@pytest.mark.clause("K6.7")
def test_of_those_who_close_at_once_one_does_and_one_number_is_taken(room):
    motion = room.voting()

    def close(number: int):
        tally = Tally(3, number % 2)
        return in_scope(
            room, lambda: votes.close_vote(motion=fresh(motion), tally=tally, by=room.marian, at=cast.ELEVEN)
        )

    outcomes = race(close)
    assert sum(isinstance(each, Motion) for each in outcomes) == 1
    assert sum(isinstance(each, votes.VoteClosed) for each in outcomes) == 5
    motion.refresh_from_db()
    assert motion.number == "R-2024-001"
    assert Counter.objects.get(series="motion R 2024").value == 1


@pytest.mark.clause("K6.7")
def test_a_vote_at_the_close_is_counted_or_refused_and_never_lost(room):
    motion, heads = room.voting(method="recorded"), [room.head(n) for n in (1, 2, 3)]
    mandates = [room.mandate(n) for n in (1, 2, 3)]

    def act(number: int):
        if number == 3:
            return in_scope(
                room, lambda: votes.close_vote(motion=fresh(motion), by=room.marian, at=cast.ELEVEN)
            )
        told = {"mandate": mandates[number], "by": heads[number], "choice": "for", "at": cast.ELEVEN}
        return in_scope(room, lambda: votes.cast_vote(motion=fresh(motion), **told))

    outcomes = race(act, times=4)
    given = outcomes[:3].count(None)
    late = sum(isinstance(each, votes.VoteClosed) for each in outcomes[:3])
    motion.refresh_from_db()
    assert given + late == 3
    assert counted(motion) == Tally(given) == Tally(motion.votes_for)


def test_without_holding_the_motion_a_vote_would_come_after_the_count(room):
    """Negative control: whoever looks whether the vote is open, and writes afterwards, votes after the close."""
    motion, gate, mandate = room.voting(method="recorded"), Gate(2), room.mandate(1)

    def act(number: int):
        if number == 1:
            closed = in_scope(
                room, lambda: votes.close_vote(motion=fresh(motion), by=room.marian, at=cast.ELEVEN)
            )
            gate.wait()
            return closed
        found = in_scope(room, lambda: fresh_while_open(motion))
        gate.wait()
        return in_scope(room, lambda: _write(found, mandate))

    opened = fresh(motion)

    def fresh_while_open(_):
        return opened

    race(act, times=2)
    motion.refresh_from_db()
    assert counted(motion) == Tally(1)
    assert motion.votes_for == 0


@pytest.mark.clause("K6.7")
def test_a_vote_is_not_opened_on_a_motion_that_is_being_amended(room):
    motion, mandates = room.put(), [room.mandate(n) for n in (1, 2)]

    def act(number: int):
        told = {"motion": fresh(motion), "by": room.marian, "at": cast.TEN}
        if number % 2:
            return in_scope(room, lambda: motions.open_vote(**told))
        words = f"That it is so, {number}."
        return in_scope(
            room, lambda: motions.amend(text=words, proposer=mandates[0], seconder=mandates[1], **told)
        )

    outcomes = race(lambda number: in_scope(room, lambda: act(number)))
    refused = [each for each in outcomes if isinstance(each, NotNow)]
    done = [each for each in outcomes if isinstance(each, Motion)]
    assert len(refused) + len(done) == 6
    motion.refresh_from_db()
    waiting = motion.amendments.filter(state="drafted").count()
    assert (motion.state == "voting") == (waiting == 0)


def test_without_holding_it_the_vote_opens_while_an_amendment_waits(room):
    """Negative control: both look first, and both find the way free."""
    motion, gate, mandate = room.put(), Gate(2), room.mandate(1)

    def act(number: int):
        free = in_scope(room, lambda: fresh(motion).state == "put" and not motion.amendments.exists())
        gate.wait()
        if not free:
            return None
        with transaction.atomic():
            return in_scope(room, lambda: _unguarded(motion, mandate, number))

    race(act, times=2)
    motion.refresh_from_db()
    assert (motion.state, motion.amendments.count()) == ("voting", 1)


def _unguarded(motion, mandate, number) -> None:
    if number:
        Motion.objects.filter(pk=motion.pk).update(state="voting", opened_at=cast.TEN)
    else:
        Motion.objects.create(
            collaborative=motion.collaborative,
            item=motion.item,
            amends=motion,
            text="That.",
            proposer=mandate,
        )
