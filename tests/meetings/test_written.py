"""A question behind the doors is written once, and whoever may no longer see a row no longer finds it (X2, B5.2)."""

from datetime import date

import pytest

from meetings.actions.confidence import confine
from meetings.actions.guests import invite, take_back
from meetings.actions.interests import declare
from meetings.models import AgendaItem, Meeting, Motion
from membership.permissions import behind, viewer_for, written_once
from records.prepared import Prepared
from tests.meetings import cast
from tests.membership import cast as members

pytestmark = pytest.mark.django_db

AT, ON = cast.moment(12, day=date(2024, 3, 1)), date(2024, 3, 1)


@pytest.fixture
def heads(group, marian):
    return cast.schools(group, 3)


@pytest.fixture
def full(group, heads):
    return cast.meeting(group)


@pytest.fixture
def reading(full):
    return cast.item(full, "Early reading")


@pytest.fixture
def lena(group):
    """Dr Lena Osgathorpe, who speaks on early reading and belongs to nobody here."""
    return members.person("Lena Osgathorpe", "lena@elsewhere.example")


@written_once
def titles(viewer, meeting: int):
    return AgendaItem.objects.visible(viewer).filter(meeting=meeting).values_list("title", flat=True)


@behind(Meeting)
def named(rows, pk: int):
    return rows.filter(pk=pk).values_list("name", flat=True)


def seen(person, full) -> list[str]:
    return titles(viewer_for(person, full.collaborative, ON), meeting=full.pk)


def found(person, full) -> list[str]:
    return named(viewer_for(person, full.collaborative, ON), pk=full.pk)


@pytest.mark.clause("K9.12", "B4.4")
def test_an_invitation_opens_and_its_end_closes_what_was_asked_before(full, reading, lena, marian):
    assert (seen(lena, full), found(lena, full)) == ([], [])
    told = {"resolution": "Management group", "ends_on": date(2024, 4, 1), "by": marian, "at": AT}
    (made,) = invite(meeting=full, person=lena, items=[reading], **told)
    assert (seen(lena, full), found(lena, full)) == (["Early reading"], ["Full meeting"])
    take_back(invitation=made, by=marian, at=AT)
    assert (seen(lena, full), found(lena, full)) == ([], [])


@pytest.mark.clause("B5.1", "B5.2")
def test_what_is_closed_to_somebody_by_an_act_is_closed_to_the_question_written_before(
    group, full, reading, heads, marian
):
    assert seen(heads[0], full) == ["Early reading"]
    confine(item=reading, because="Names a person", by=marian, at=AT)
    assert seen(heads[0], full) == ["Early reading"], "of the body, the members hear it"
    declare(item=reading, person=heads[0], nature="A relative", kind="personal", by=marian, at=AT)
    barred = reading.interests.get().bars_stay
    assert seen(heads[0], full) == ([] if barred else ["Early reading"])
    assert seen(heads[1], full) == ["Early reading"]


def test_what_has_been_added_is_found(full, reading, heads):
    assert seen(heads[0], full) == ["Early reading"]
    cast.item(full, "Subscription rates")
    assert seen(heads[0], full) == ["Early reading", "Subscription rates"]


@pytest.mark.clause("X2")
def test_those_whom_a_door_lets_in_alike_share_one_question_and_nobody_else_does(
    full, heads, lena, monkeypatch
):
    written, write = [], Prepared.of
    monkeypatch.setattr(Prepared, "of", lambda *told: written.append(told) or write(*told))
    assert found(heads[0], full) == ["Full meeting"]
    assert found(heads[1], full) == ["Full meeting"]
    assert len(written) == 1
    assert found(lena, full) == []
    assert len(written) == 2


def test_a_door_that_asks_the_database_itself_has_no_value_to_be_shared_by(full, reading, heads):
    @behind(Motion)
    def moved(rows, meeting: int):
        return rows.filter(item__meeting=meeting)

    with pytest.raises(TypeError):
        moved(viewer_for(heads[0], full.collaborative, ON), meeting=full.pk)
