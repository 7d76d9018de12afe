"""Reminding many schools at once of what is missing: shown first, told once a day, in the words of the reminder."""

from datetime import timedelta

import pytest

from collaborative.post import render
from membership.actions.agreements import agree
from membership.queries.agreed import agreement_in
from membership.queries.rows import Rows
from records import outbox
from records.models import AuditEntry, Message
from records.tenancy import everywhere
from reminders.asking import KINDS, ask_now, would_ask
from reminders.sweep import sweep
from tests.membership.cast import DAY
from tests.membership.pages import NOON, sign_in, words_of

PAGE = "/marlbeck/reminders/ask/"


@pytest.fixture
def heads(nadia, owen):
    return nadia, owen


@pytest.fixture
def office(client, group, marian, monkeypatch, settings):
    from records import clock

    monkeypatch.setattr(clock, "now", lambda: NOON)
    settings.DEMONSTRATION = True
    return sign_in(client, group, marian)


def agrees(group, school, head, kind):
    sha256 = agreement_in(Rows(group), kind, DAY).sha256
    agree(school=school, kind=kind, by=head, at=NOON, sha256=sha256)


def asked(group, by, schools=None, at=NOON, on=DAY, kinds=tuple(KINDS)):
    return ask_now(collaborative=group, schools=schools, kinds=kinds, by=by, on=on, at=at)


@pytest.mark.clause("K1.1", "K3.3", "K15.1")
def test_those_chosen_are_asked_for_what_is_missing_and_for_nothing_else(
    group, marian, heads, birchenholt, copsewell
):
    nadia, _ = heads
    agrees(group, birchenholt, nadia, "pledge")
    went = asked(group, marian, {birchenholt.pk})
    assert [(line.person, line.due.what) for line in went] == [
        (nadia, "Agree to the constitution and handbook, edition 2023/24")
    ]
    message = Message.objects.get()
    assert (message.stage, message.kind, message.person) == ("asked 2024-03-14", "reminder", nadia)
    assert AuditEntry.objects.filter(act="remind-schools").get().by == marian


@pytest.mark.clause("K1.1", "K3.3")
def test_nobody_is_asked_for_the_same_thing_twice_in_a_day(group, marian, heads):
    assert len(asked(group, marian)) == 4, "two schools, pledge and constitution"
    assert asked(group, marian, at=NOON + timedelta(hours=3)) == []
    assert {line.state for line in would_ask(group, DAY, None, list(KINDS))} == {"asked today"}
    sweep(group, on=DAY, at=NOON + timedelta(hours=4))
    mine = Message.objects.filter(key__startswith="text.")
    assert mine.count() == 4, "the sweep of the day does not ask again"
    tomorrow = DAY + timedelta(days=1)
    assert len(asked(group, marian, on=tomorrow, at=NOON + timedelta(days=1))) == 4


@pytest.mark.clause("K1.1")
def test_the_letter_says_it_in_the_words_of_the_reminder_with_its_page(
    group, marian, heads, birchenholt, mailoutbox
):
    nadia, _ = heads
    asked(group, marian, {birchenholt.pk})
    agrees(group, birchenholt, nadia, "pledge")
    outbox.send_due(render, at=NOON + timedelta(minutes=5))
    (mail,) = mailoutbox
    assert "The office asks for it" in mail.body
    assert f"/marlbeck/members/{birchenholt.pk}/constitution/" in mail.body
    assert "Pledge" not in mail.body, "what was done meanwhile is left out"
    states = dict(everywhere(Message).values_list("subject", "state"))
    assert states["Agree to our Collaborative Pledge for 2023/24"] == "suppressed"


@pytest.mark.clause("K1.1", "K3.3")
def test_the_page_says_what_goes_to_whom_before_it_goes(office, heads, group, birchenholt, copsewell):
    query = f"?school={birchenholt.pk}&school={copsewell.pk}&kind=text"
    said = words_of(office.get(PAGE + query))
    assert "4 reminders to 2 people" in said
    assert "Nadia Farrow" in said
    assert "Owen Sallis" in said
    assert not Message.objects.exists(), "nothing goes before it is confirmed"
    done = office.post(PAGE, {"school": [birchenholt.pk], "kind": ["text"]}, follow=True)
    assert "2 reminders to 1 person" in words_of(done)
    assert "asked 14 March 2024" in words_of(office.get("/marlbeck/members/"))
    again = words_of(office.get(PAGE + query))
    assert "Asked today already" in again
    assert "2 reminders to 1 person" in again


def test_without_an_address_or_a_head_nothing_goes_and_the_page_says_so(office, group, nadia, birchenholt):
    nadia.email = None
    nadia.save()
    said = words_of(office.get(f"{PAGE}?school={birchenholt.pk}"))
    assert "No e-mail address" in said
    assert "Nothing goes now" in said
    assert "No school is chosen" in words_of(office.get(PAGE))
    assert "Nothing goes:" in words_of(office.post(PAGE, {"school": [birchenholt.pk]}, follow=True))
