"""Sixty clicks at once, head and deputy at once, two openings at once: once each, on both databases (K6.5, K9.5)."""

from datetime import date

import pytest

from meetings.actions import opening, roll
from meetings.models import Mandate, Meeting, Presence
from meetings.queries.room import room_of
from records.models import AuditEntry, Collaborative
from records.refusals import NotNow
from records.tenancy import scoped
from tests.meetings import cast
from tests.membership import cast as members
from tests.races import Meeting as Together
from tests.races import race

pytestmark = [pytest.mark.both, pytest.mark.django_db(transaction=True)]

RECORDERS = 6


@pytest.fixture
def meeting(group, marian) -> Meeting:
    cast.schools(group, 10)
    return cast.meeting(group)


def in_scope(group: Collaborative, act):
    """A connection of its own opens a scope of its own."""
    with scoped(group):
        return act()


def arrives(meeting, mandate: Mandate, person, by, key: str, capacity="headteacher"):
    told = {"meeting": meeting, "mandate": mandate, "person": person, "capacity": capacity}
    return roll.arrive(**told, by=by, at=cast.NINE, key=key)


@pytest.mark.clause("K9.5", "K9.18")
def test_six_recorders_click_the_same_ten_schools_at_once_and_each_arrives_once(group, meeting, marian):
    rows = list(meeting.mandates.filter(school__isnull=False).select_related("holder", "collaborative"))

    def clicks(number: int):
        return [
            in_scope(group, lambda row=row: arrives(meeting, row, row.holder, marian, f"{number}-{row.pk}"))
            for row in rows
        ]

    answers = [each for answer in race(clicks, RECORDERS) for each in answer]
    assert len(answers) == RECORDERS * len(rows)
    assert {each.pk for each in answers} == set(Presence.objects.values_list("pk", flat=True))
    assert Presence.objects.count() == len(rows)
    assert AuditEntry.objects.filter(act="call-roll").count() == len(rows)
    assert room_of(meeting).counted() == len(rows)


@pytest.mark.clause("K9.18")
def test_one_click_that_six_connections_send_is_one_arrival(group, meeting, marian):
    row = meeting.mandates.get(name="School 01")
    found = race(lambda _: in_scope(group, lambda: arrives(meeting, row, row.holder, marian, "one click").pk))
    assert len(set(found)) == 1
    assert Presence.objects.count() == 1


@pytest.mark.clause("K6.5")
def test_head_and_deputy_marked_at_once_are_one_who_speaks_for_the_school(group, meeting, marian):
    row = meeting.mandates.get(name="School 01")
    deputy = members.head(row.school, "Owen Sallis", kind="deputy headteacher")
    people = [(row.holder, "headteacher"), (deputy, "deputy headteacher")]

    def comes(number: int):
        person, capacity = people[number]
        return in_scope(group, lambda: arrives(meeting, row, person, marian, f"click {number}", capacity))

    answers = race(comes, 2)
    assert sorted(type(each).__name__ for each in answers) == ["Presence", "SpokenFor"]
    assert len(room_of(meeting).voting_mandates()) == 1


@pytest.mark.clause("K6.5")
def test_a_look_beforehand_would_let_two_in_were_it_not_for_the_constraint(group, meeting, marian):
    """The negative control: both look, both find nobody, and the database alone refuses the second."""
    row, gate = meeting.mandates.get(name="School 01"), Together(2)

    def comes(number: int):
        def act():
            looked = Presence.objects.filter(mandate=row, left_at=None).exists()
            gate.wait()
            cast.arrives(meeting, row.holder, row, key=f"unguarded {number}")
            return looked

        return in_scope(group, act)

    answers = race(comes, 2)
    assert sorted(type(each).__name__ for each in answers) == ["IntegrityError", "bool"]
    assert False in answers


@pytest.mark.clause("K6.3")
def test_of_two_who_open_a_meeting_one_opens_it(group, meeting, marian):
    def opens(_: int):
        row = (
            Meeting.objects.with_scopes_disabled().select_related("collaborative", "body").get(pk=meeting.pk)
        )
        return in_scope(group, lambda: opening.open_meeting(meeting=row, by=marian, at=cast.NINE))

    answers = race(opens, 2)
    assert sorted(type(each).__name__ for each in answers) == ["Meeting", "NotNow"]
    assert (
        next(each for each in answers if isinstance(each, NotNow)).sentence == "This meeting is open already."
    )
    assert AuditEntry.objects.filter(act="open-meeting").count() == 1


@pytest.mark.clause("K6.3")
def test_without_holding_the_meeting_both_who_open_it_would_believe_they_did(group, meeting):
    """The negative control: both look, both find it closed, and the second writes over whoever presides."""
    heads, gate = [row.holder for row in meeting.mandates.filter(school__isnull=False)[:2]], Together(2)

    def opens(number: int):
        def act():
            row = Meeting.objects.get(pk=meeting.pk)
            gate.wait()
            return row.state == "agreed" and Meeting.objects.filter(pk=row.pk).update(
                state="open", opened_at=cast.NINE, opening={"value": True}, presiding=heads[number]
            )

        return in_scope(group, act)

    assert race(opens, 2) == [1, 1]


@pytest.mark.clause("K9.5")
def test_nobody_is_left_in_a_meeting_that_closes_while_they_come(group, meeting, marian):
    members.hold(group, "chair", meeting.mandates.get(name="School 10").holder, date(2023, 9, 1))
    opening.open_meeting(meeting=meeting, by=marian, at=cast.NINE)
    rows = list(meeting.mandates.filter(school__isnull=False).select_related("holder", "collaborative")[:5])

    def acts(number: int):
        if number == len(rows):
            return in_scope(group, lambda: opening.close_meeting(meeting=meeting, by=marian, at=cast.TEN))
        row = rows[number]
        return in_scope(group, lambda: arrives(meeting, row, row.holder, marian, f"click {number}"))

    answers = race(acts, len(rows) + 1)
    came = [each for each in answers if isinstance(each, Presence)]
    assert Presence.objects.filter(left_at=None).count() == 0
    assert Presence.objects.count() == len(came)
