"""The pages of the replies, the letters to who stands in, what falls due, and the roll that follows the membership."""

from datetime import date, timedelta

import pytest

from collaborative.post import render
from meetings.actions import replies
from meetings.actions.mandates import reconcile_mandates
from meetings.models import Invitation, Mandate
from membership.models import Contract
from membership.queries import kept
from membership.queries.due import everything_due
from records import outbox
from records.models import Message, Person
from tests.meetings import cast
from tests.membership import cast as members
from tests.membership import pages
from tests.membership.pages import words_of

pytestmark = pytest.mark.django_db

NEXT_WEEK = members.DAY + timedelta(days=7)
NOW = pages.NOON


@pytest.fixture
def today(monkeypatch, settings):
    """Thursday 14 March 2024 at noon; the meeting is a week later."""
    from records import clock

    monkeypatch.setattr(clock, "now", lambda: NOW)
    settings.DEMONSTRATION = True
    return members.DAY


@pytest.fixture
def meeting(group, marian, today):
    heads = cast.schools(group, 5)
    members.hold(group, "chair", heads[4], date(2023, 9, 1))
    for person in [*heads, marian]:
        Person.objects.filter(pk=person.pk).update(email=f"person{person.pk}@marlbeck.example")
    times = {"starts_at": cast.moment(9, day=NEXT_WEEK), "ends_at": cast.moment(12, day=NEXT_WEEK)}
    return cast.meeting(group, **times)


@pytest.fixture
def ours(meeting):
    return cast.mandate(meeting, "School 01")


@pytest.fixture
def head(client, group, ours):
    return pages.sign_in(client, group, ours.holder)


def office(head, group, marian):
    return pages.sign_in(type(head)(), group, marian)


def page(ours, what: str = "reply") -> str:
    return f"/marlbeck/meetings/mandates/{ours.pk}/{what}/"


@pytest.mark.clause("K1.2", "K9.6")
def test_a_head_replies_with_one_button_on_the_page_of_the_meeting(head, meeting, ours):
    words = words_of(head.get(f"/marlbeck/meetings/{meeting.pk}/"))
    assert "Are you coming?" in words
    assert "No reply yet" in words
    assert "0 of 3 needed: not yet quorate" in words
    head.post(page(ours, "answer"), {"answer": "coming"})
    ours.refresh_from_db()
    assert (ours.reply, ours.replied_by) == ("coming", ours.holder)
    assert "1 of 3 needed" in words_of(head.get(f"/marlbeck/meetings/{meeting.pk}/"))


@pytest.mark.clause("K6.8", "K9.6")
def test_apologies_with_the_deputy_from_the_schools_own_staff(head, ours):
    owen = members.head(ours.school, "Owen Sallis", kind="deputy headteacher")
    assert "Owen Sallis, deputy headteacher" in words_of(head.get(page(ours)))
    head.post(page(ours), {"answer": "apologies", "instead": owen.pk, "post": "other representative"})
    ours.refresh_from_db()
    assert (ours.substitute, ours.substitute_post, ours.substitute_capacity) == (
        owen,
        "deputy headteacher",
        "deputy",
    )
    head.post(page(ours), {"answer": "apologies", "instead": "nobody", "post": "other representative"})
    ours.refresh_from_db()
    assert (ours.reply, ours.substitute) == ("apologies", None)


@pytest.mark.clause("K9.6", "X1")
def test_somebody_else_is_let_in_with_the_letter_that_tells_them(head, group, ours):
    told = {"answer": "apologies", "instead": "other", "post": "other representative"}
    wrong = head.post(page(ours), {**told, "name": "Rosa Imrie"})
    assert wrong.status_code == 422
    assert 'value="Rosa Imrie"' in wrong.content.decode()
    head.post(page(ours), {**told, "name": "Rosa Imrie", "email": "rosa@marlbeck.example"})
    rosa = Person.objects.get(email="rosa@marlbeck.example")
    assert Invitation.objects.get().person == rosa
    outbox.send_due(render, at=NOW)
    from django.core import mail

    (letter,) = [each for each in mail.outbox if each.to == [rosa.email]]
    assert "You stand in for School 01" in letter.subject
    assert "/marlbeck/invitation/" in letter.body


def test_nobody_replies_for_another_school_and_the_office_does(head, group, meeting, marian):
    other = cast.mandate(meeting, "School 02")
    assert head.post(page(other, "answer"), {"answer": "coming"}).status_code == 403
    assert head.get(page(other)).status_code == 403
    browser = office(head, group, marian)
    assert "You enter this on their word" in words_of(browser.get(page(other)))
    browser.post(
        page(other),
        {"answer": "apologies", "instead": "nobody", "words": "On a course", "post": "other representative"},
    )
    other.refresh_from_db()
    assert (other.reply, other.reply_words, other.replied_by) == ("apologies", "On a course", marian)


def test_the_list_of_replies_and_its_file(head, meeting):
    words = words_of(head.get(f"/marlbeck/meetings/{meeting.pk}/replies/"))
    assert "School 01, School 02, School 03, School 04 and School 05 have not replied" in words
    sheet = head.get(f"/marlbeck/meetings/{meeting.pk}/replies/list.csv").content.decode()
    assert "School 01,Head 1,No reply" in sheet


@pytest.mark.clause("K9.6")
def test_the_silent_are_asked_once_a_day_and_not_after_they_replied(head, group, meeting, ours, marian):
    browser = office(head, group, marian)
    for _ in range(2):
        browser.post(f"/marlbeck/meetings/{meeting.pk}/replies/remind/")
    assert Message.objects.filter(kind="coming").count() == 5
    replies.reply(mandate=ours, answer="coming", by=ours.holder, at=NOW)
    outbox.send_due(render, at=NOW)
    from django.core import mail

    assert len([each for each in mail.outbox if "Are you coming?" in each.subject]) == 4
    assert head.post(f"/marlbeck/meetings/{meeting.pk}/replies/remind/").status_code == 403


@pytest.mark.clause("K1.2", "X4")
def test_a_reply_is_asked_of_whoever_speaks_for_a_school_until_it_is_given(group, meeting, ours):
    def asked():
        return {due.whom: due for due in everything_due(group, members.DAY) if due.key.endswith("· reply")}

    due = asked()["School 01"]
    assert (due.what, due.who, due.due_on, due.done) == (
        "Are you coming to the full meeting?",
        (ours.holder_id,),
        NEXT_WEEK,
        False,
    )
    replies.reply(mandate=ours, answer="apologies", by=ours.holder, at=NOW)
    assert asked()["School 01"].done


@pytest.mark.clause("K6.3")
def test_the_sweep_mends_the_roll_of_a_meeting_to_come_and_then_changes_nothing(group, meeting):
    Contract.objects.filter(school__name="School 05").update(ends_before=members.DAY, ends_because="notice")
    kept.forget()
    version = type(meeting).objects.get(pk=meeting.pk).version
    assert reconcile_mandates(collaborative=group, on=members.DAY) >= 1
    assert Mandate.objects.get(meeting=meeting, name="School 05").struck_at is not None
    mended = type(meeting).objects.get(pk=meeting.pk).version
    assert mended > version
    assert reconcile_mandates(collaborative=group, on=members.DAY) == 0
    assert type(meeting).objects.get(pk=meeting.pk).version == mended
