"""Two people save at once: one holder at a place all the same, on both databases (K7.9)."""

from datetime import date
from itertools import pairwise

import pytest
from django.db import connection, transaction
from django.utils.module_loading import import_string

from membership.actions.contracts import admit_school, countersign_contract, issue_contract, sign_contract
from membership.actions.invitations import InvitationUsed, accept_invitation, invite
from membership.actions.notices import NoticeAlready, give_notice
from membership.actions.offices import PlaceTaken, appoint
from membership.actions.openings import announce_opening, fill, nominate
from membership.actions.same_person import make_one
from membership.models import Assent, Contract, Holding, Notice, Opening, SamePerson
from membership.queries.register import Register
from records.models import Collaborative, Person
from records.refusals import NotNow
from records.tenancy import scoped
from tests.membership import cast
from tests.membership.build import NOON
from tests.races import Meeting, race
from tests.records.build import document

pytestmark = [pytest.mark.both, pytest.mark.django_db(transaction=True)]

FIRST = date(2023, 9, 1)


@pytest.fixture
def heads(group) -> list[Person]:
    schools = [cast.school(group, f"Alder {n} Primary") for n in range(6)]
    return [cast.head(school, f"Head {n}") for n, school in enumerate(schools)]


@pytest.fixture
def unguarded():
    """PostgreSQL without its exclusion constraint, for showing what the guard is for."""
    migration = "membership.migrations.0002_no_overlap_on_postgresql"
    with connection.schema_editor() as editor:
        import_string(f"{migration}.remove")(None, editor)
    yield
    Holding.objects.with_scopes_disabled().all().delete()
    with connection.schema_editor() as editor:
        import_string(f"{migration}.install")(None, editor)


def in_scope(group: Collaborative, act):
    """A connection of its own opens a scope of its own."""
    with scoped(group):
        return act()


@pytest.mark.clause("K7.9")
def test_six_people_appoint_at_once_and_one_holds_the_office(group, heads):
    place = cast.office(group, "treasurer")

    def save(number: int):
        day = date(2023, 9, 1 + number)  # different days, so that no unique constraint decides
        return in_scope(
            group, lambda: appoint(place=place, person=heads[number], starts_on=day, by=None, on=FIRST)
        )

    outcomes = race(save)
    taken = [outcome for outcome in outcomes if isinstance(outcome, PlaceTaken)]
    kept = [outcome for outcome in outcomes if isinstance(outcome, Holding)]
    held = [Register(group).holder(place, date(2023, 9, day)) for day in range(1, 30)]
    assert len(taken) + len(kept) == 6
    assert overlaps(place) == 0
    assert held[-1] is not None


@pytest.mark.clause("K7.9")
def test_without_the_guard_they_all_hold_it(group, heads, unguarded):
    place, meeting = cast.office(group, "treasurer"), Meeting()

    def save(number: int):
        def check_then_write():
            free = not Holding.objects.filter(place=place).exists()
            meeting.wait()
            if free:
                Holding.objects.create(
                    collaborative=group,
                    place=place,
                    person=heads[number],
                    starts_on=date(2023, 9, 1 + number),
                    ends_before=date(2025, 9, 1),
                    ended_because="end of term",
                )

        in_scope(group, check_then_write)

    race(save)
    assert overlaps(place) > 0


def overlaps(place) -> int:
    """Pairs of holdings of a place with a day in common, as their recorded periods have it."""
    rows = list(Holding.objects.filter(place=place).order_by("starts_on"))
    return sum(
        earlier.ends_before is None or earlier.ends_before > later.starts_on
        for earlier, later in pairwise(rows)
    )


@pytest.mark.clause("K5.5")
def test_two_notices_at_once_are_one(group, heads):
    contract = Contract.objects.order_by("pk").first()

    def give(_: int):
        return in_scope(group, lambda: give_notice(contract=contract, by=heads[0], on=date(2024, 3, 14)))

    outcomes = race(give)
    assert sum(isinstance(outcome, NoticeAlready) for outcome in outcomes) == 5
    assert Notice.objects.count() == 1


@pytest.fixture
def notices_unguarded():
    """Without the constraint that keeps a second live notice off a contract."""
    guard = next(each for each in Notice._meta.constraints if each.name == "notice_one_live_on_a_contract")
    with connection.schema_editor() as editor:
        editor.remove_constraint(Notice, guard)
    yield
    Notice.objects.with_scopes_disabled().all().delete()
    with connection.schema_editor() as editor:
        editor.add_constraint(Notice, guard)


def test_without_the_guard_they_all_give_it(group, heads, notices_unguarded):
    contract, meeting, day = Contract.objects.order_by("pk").first(), Meeting(), date(2024, 3, 14)

    def give(_: int):
        def look_then_write():
            none = not Notice.objects.filter(contract=contract).exists()
            meeting.wait()
            if none:
                Notice.objects.create(collaborative=group, contract=contract, given_on=day, recorded_on=day,
                                      form="letter", given_by=heads[0])  # fmt: skip

        in_scope(group, look_then_write)

    race(give)
    assert Notice.objects.count() == 6


@pytest.fixture
def signed(group, heads) -> Contract:
    """A new contract of the first head's school, which waits to be countersigned by the second, the chair."""
    cast.hold(group, "chair", heads[1], date(2023, 9, 1))
    old = Contract.objects.order_by("pk").first()
    contract = admit_school(school=old.school, tier="bronze", starts_on=date(2024, 9, 1), by=None, on=FIRST)
    issue_contract(contract=contract, document=document(group), by=None, at=NOON)
    return sign_contract(contract=contract, by=heads[0], at=NOON, sha256=contract.document.sha256)


@pytest.mark.clause("K5.1")
def test_six_countersignatures_at_once_are_one(group, heads, signed):
    def countersign(_: int):
        def do():
            found = Contract.objects.get(pk=signed.pk)
            return countersign_contract(contract=found, by=heads[1], at=NOON, sha256=found.document.sha256)

        return in_scope(group, do)

    outcomes = race(countersign)
    assert sum(isinstance(outcome, Contract) for outcome in outcomes) == 1
    assert sum(isinstance(outcome, NotNow) for outcome in outcomes) == 5
    assert Assent.objects.filter(kind="countersign").count() == 1
    assert [
        each.ends_before for each in Contract.objects.filter(school=signed.school).order_by("starts_on")
    ] == [
        date(2024, 9, 1),
        None,
    ]


def test_without_the_guard_each_of_them_countersigns(group, heads, signed):
    """Looking at the state and then writing, as a plain save would."""
    Contract.objects.filter(school=signed.school, state="agreed").update(
        ends_before=signed.starts_on, ends_because="it ran out"
    )
    meeting = Meeting()

    def countersign(_: int):
        def look_then_write():
            found = Contract.objects.get(pk=signed.pk)
            waits = found.state == Contract.State.SIGNED
            meeting.wait()
            if waits:
                found.state = Contract.State.AGREED
                found.save()
            return waits

        return in_scope(group, look_then_write)

    assert race(countersign) == [True] * 6


@pytest.mark.clause("X1")
def test_an_invitation_opened_six_times_at_once_is_used_once(group):
    person = cast.person("Nadia Farrow", "nadia@marlbeck.example")
    token = invite(collaborative=group, person=person, by=None, at=NOON).token

    def accept(_: int):
        return in_scope(group, lambda: accept_invitation(collaborative=group, token=token, at=NOON))

    outcomes = race(accept)
    assert outcomes.count(person) == 1
    assert sum(isinstance(outcome, InvitationUsed) for outcome in outcomes) == 5


def test_a_successor_saved_twice_at_once_is_there_once(group, heads):
    with transaction.atomic():
        cast.hold(group, "chair", heads[0], date(2021, 9, 1))
    place = cast.office(group, "chair")

    def save(_: int):
        return in_scope(
            group,
            lambda: appoint(place=place, person=heads[1], starts_on=date(2023, 9, 1), by=None, on=FIRST),
        )

    outcomes = race(save)
    assert sum(isinstance(outcome, Holding) for outcome in outcomes) == 1
    assert Holding.objects.filter(place=place).count() == 2


@pytest.mark.clause("K7.8", "K7.9")
def test_an_opening_filled_six_times_at_once_seats_one_person(group, heads):
    place, later = cast.office(group, "treasurer"), NOON.replace(month=6)
    with transaction.atomic():
        opening = announce_opening(
            place=place, closes_on=date(2024, 3, 20), starts_on=date(2024, 9, 1), by=None, at=NOON
        )
        standing = [nominate(opening=opening, person=head, by=head, at=NOON) for head in heads]

    def record(number: int):
        mine = Opening.objects.get(pk=opening.pk)
        told = {"nomination": standing[number], "resolution": f"R-{number}", "by": None, "at": later}
        return fill(opening=mine, **told)

    outcomes = race(lambda number: in_scope(group, lambda: record(number)))
    assert sum(isinstance(outcome, Holding) for outcome in outcomes) == 1, outcomes
    assert sum(isinstance(outcome, NotNow) for outcome in outcomes) == 5
    kept = Opening.objects.get(pk=opening.pk)
    assert (kept.state, kept.holding) == ("filled", Holding.objects.get(place=place))


@pytest.mark.clause("X1")
def test_of_three_entries_that_lead_to_each_other_in_a_ring_at_once_two_are_made_one(group, heads):
    """A is B, B is C, C is A: the last to come finds that its person is history already."""
    ring = heads[:3]

    def makes(number: int):
        entry, person = ring[number], ring[(number + 1) % 3]
        told = {"because": "Their school said so.", "by": None, "at": NOON}
        return in_scope(group, lambda: make_one(collaborative=group, entry=entry, person=person, **told))

    answers = race(makes, 3)
    assert sorted(type(each).__name__ for each in answers if not isinstance(each, SamePerson)) == ["NotNow"]
    rows = list(SamePerson.objects.all())
    assert len(rows) == 2
    assert {row.person_id for row in rows} - {row.entry_id for row in rows}, "one of them stands for itself"
