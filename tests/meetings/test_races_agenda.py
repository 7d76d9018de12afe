"""An agenda put in order by several at once, and a second vote put on it twice: one of them does it (K9.11)."""

from datetime import date

import pytest
from django.db import transaction

from meetings.actions import agenda, second_votes
from meetings.models import AgendaItem, Meeting, Motion
from records.models import AuditEntry
from records.refusals import Conflict, NotNow
from records.tenancy import scoped
from tests.meetings import cast, decisions
from tests.races import TOGETHER, race
from tests.races import Meeting as Gate

pytestmark = [pytest.mark.both, pytest.mark.django_db(transaction=True), pytest.mark.clause("K9.11")]

BEFORE = cast.moment(9, 0, date(2024, 3, 1))


@pytest.fixture
def meeting(group, marian) -> Meeting:
    cast.schools(group, 1)
    found = cast.meeting(group, state=Meeting.State.FIXED)
    for title in ("Attendance", "Budget", "Conference"):
        cast.item(found, title, session="Morning session")
    return found


def own(meeting: Meeting) -> Meeting:
    """The meeting as another process has it."""
    return Meeting.objects.select_related("body", "collaborative").get(pk=meeting.pk)


def orders(meeting: Meeting) -> list[list[tuple[int, str]]]:
    """Six ways to put three items."""
    a, b, c = ((row.pk, row.session) for row in meeting.items.order_by("position"))
    return [[a, b, c], [a, c, b], [b, a, c], [b, c, a], [c, a, b], [c, b, a]]


def standing(meeting: Meeting) -> list[tuple[int, str]]:
    return list(meeting.items.order_by("position").values_list("pk", "session"))


def test_of_six_who_put_the_agenda_in_order_from_one_page_one_does(group, meeting, marian):
    wanted, seen = orders(meeting), meeting.agenda_version

    def arrange(number: int):
        with scoped(group):
            told = {"order": wanted[number], "seen": seen, "by": marian, "at": BEFORE}
            agenda.arrange(meeting=own(meeting), **told)
            return number

    outcomes = race(arrange)
    (won,) = [each for each in outcomes if isinstance(each, int)]
    assert sum(isinstance(each, Conflict) for each in outcomes) == TOGETHER - 1
    assert standing(meeting) == wanted[won]
    assert list(meeting.items.order_by("position").values_list("position", flat=True)) == [1, 2, 3]


def test_without_the_version_a_second_arranger_undoes_the_first_unasked(group, meeting):
    """The negative control: both have read the same order, and nobody learns of the other."""
    wanted, gate = orders(meeting), Gate(2)

    def arrange(number: int):
        with scoped(group):
            mine = own(meeting)
            list(mine.items.all())
            gate.wait()
            order = [pk for pk, _ in wanted[5 * number]]
            with transaction.atomic():
                agenda._write_order(mine, order, dict(wanted[0]))
            return number

    assert sorted(race(arrange, 2)) == [0, 1], "both believe that theirs stands"
    assert standing(meeting) in (wanted[0], wanted[5])


def test_items_added_while_others_put_the_agenda_in_order_each_have_a_place(group, meeting, marian):
    wanted, seen = orders(meeting), meeting.agenda_version

    def act(number: int):
        with scoped(group):
            if number == 0:
                return agenda.arrange(meeting=own(meeting), order=wanted[5], seen=seen, by=marian, at=BEFORE)
            return agenda.add_item(meeting=own(meeting), title=f"Item {number}", by=marian, at=BEFORE).pk

    outcomes = race(act)
    assert not [each for each in outcomes[1:] if isinstance(each, Exception)]
    assert list(meeting.items.order_by("position").values_list("position", flat=True)) == list(range(1, 9))


def test_a_second_vote_put_on_an_agenda_by_six_at_once_stands_there_once(group, marian):
    body = 'body   = "full-group"\nreading.body = "By resolution of the full group; each'
    decisions.adopt(group, body, 'confirmed = { after = "7 days" }\n' + body)
    first = decisions.opened(group, marian).carried(decision="constitution")
    day = date(2024, 5, 16)
    told = {
        "starts_at": cast.moment(9, 0, day),
        "ends_at": cast.moment(12, 0, day),
        "slot": "2023-24/summer-1",
    }
    later = cast.meeting(group, **told)

    def put(number: int):
        with scoped(group):
            mine = Motion.objects.select_related("item__body", "item__meeting__body", "collaborative").get(
                pk=first.pk
            )
            return second_votes.put_again(first=mine, meeting=own(later), by=marian, at=cast.NOON).pk

    outcomes = race(put)
    assert sum(isinstance(each, int) for each in outcomes) == 1
    assert sum(isinstance(each, NotNow) for each in outcomes) == TOGETHER - 1
    assert AgendaItem.objects.filter(meeting=later).count() == 1
    assert AuditEntry.objects.filter(act="draft-motion").count() == 2
