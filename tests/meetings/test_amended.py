"""From the vote to the letterbox: what a resolution changes in the constitution, every member is asked to agree to."""

from datetime import date, timedelta

import pytest

from collaborative.post import render
from meetings.actions.effects import as_effect
from membership.actions.agreements import agree
from membership.actions.amending import begin_amendment
from membership.models import Edition, School
from membership.queries import kept
from membership.queries.agreed import agreement_in
from membership.queries.rows import Rows
from records import outbox
from records.models import Message, Person
from reminders.sweep import sweep
from tests.meetings import cast, decisions
from tests.reminders import build

pytestmark = [pytest.mark.django_db]

IN_FORCE = date(2024, 4, 15)


@pytest.fixture
def room(group, marian):
    """Five schools whose heads have addresses and sign in; three are there."""
    found = decisions.opened(group, marian)
    for number in range(1, 6):
        head = found.head(number)
        Person.objects.filter(pk=head.pk).update(email=f"head{number}@marlbeck.example")
        build.enrolled(group, head)
    kept.forget()
    return found


@pytest.fixture
def resolved(room, group):
    draft = begin_amendment(
        collaborative=group, name="Spring 2024", in_force_from=IN_FORCE, by=None, on=cast.NOON.date()
    )
    room.carried(effect=as_effect(f"adopt-edition:{draft.pk}"))
    draft.refresh_from_db()
    assert draft.state == Edition.State.ADOPTED
    return draft


def asked() -> list[tuple[str, str]]:
    rows = Message.objects.filter(key__startswith="text.constitution", subject__contains="Spring 2024")
    return sorted((row.person.email, row.state) for row in rows.select_related("person"))


def swept(group, on):
    sweep(group, on=on, at=build.at(on))


@pytest.mark.clause("K15.1", "K4.4")
def test_when_the_amendment_comes_into_force_every_member_is_asked_by_mail_to_agree(
    room, resolved, group, mailoutbox
):
    swept(group, IN_FORCE - timedelta(days=1))
    assert asked() == []
    swept(group, IN_FORCE)
    assert asked() == [(f"head{number}@marlbeck.example", "queued") for number in range(1, 6)]
    outbox.send_due(render, at=build.at(IN_FORCE, 10))
    told = {mail.to[0]: mail.body for mail in mailoutbox if "Spring 2024" in mail.body}
    assert sorted(told) == [f"head{number}@marlbeck.example" for number in range(1, 6)]
    school = School.objects.get(name="School 03")
    assert f"/marlbeck/members/{school.pk}/constitution/" in told["head3@marlbeck.example"]


@pytest.mark.clause("K15.1")
def test_whoever_has_agreed_is_asked_no_more(room, resolved, group):
    school = School.objects.get(name="School 03")
    at = build.at(IN_FORCE, 8)
    sha256 = agreement_in(Rows(group), "constitution", IN_FORCE).sha256
    agree(school=school, kind="constitution", by=room.head(3), at=at, sha256=sha256)
    swept(group, IN_FORCE)
    assert [email for email, _ in asked()] == [f"head{number}@marlbeck.example" for number in (1, 2, 4, 5)]
