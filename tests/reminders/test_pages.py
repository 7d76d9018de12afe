"""The office's pages of reminders: what will go, what went, one message, one thing, and letting it be."""

import csv
import io
import re
from datetime import date

import pytest
from django.urls import reverse

from records import audit, outbox
from records.models import Message
from records.models.messages import MessageState
from reminders.models import Waiver
from tests.finance.build import many
from tests.membership import cast
from tests.reminders import build
from tests.reminders.build import SEVEN, SIXTY, THIRTY, notice_reminders, swept

pytestmark = pytest.mark.django_db


@pytest.fixture
def on(monkeypatch):
    """Sets the clock of the site: `on(day)`."""
    from records import clock

    def set_to(day, hour=10):
        monkeypatch.setattr(clock, "now", lambda: build.at(day, hour))

    return set_to


@pytest.fixture(autouse=True)
def no_second_factor(settings):
    settings.DEMONSTRATION = True


@pytest.fixture
def office(client, group, marian, on):
    """The office, signed in on the day of the first Silver reminder."""
    on(SIXTY)
    client.force_login(marian)
    return client


def said(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode())).replace(" .", ".")


def address(name: str, *args) -> str:
    return reverse(f"reminders:{name}", args=["marlbeck", *args])


def thing(key: str) -> str:
    from django.utils.http import urlencode

    return f"{address('thing')}?{urlencode({'key': key})}"


# --- what will go ------------------------------------------------------------------------------------------


@pytest.mark.clause("K5.7", "X4")
def test_what_goes_out_in_the_next_sixty_days_stands_by_day_each_thing_once(office, group, nadia):
    build.head(cast.school(group, "Weir School", tier="silver"), "Tomasz Wren")
    words = said(office.get(address("reminders")))
    assert "In the next 60 days" in words
    row = words.split("Saturday 2 March in 30 days")[1][:200]
    assert "Silver notice deadline for leaving on 31 July 2025" in row
    assert "2 Silver schools · 30 days before, due 1 April 2024" in row


def test_the_last_check_is_said_and_warned_of_when_it_is_more_than_an_hour_old(office, group, on):
    assert "What is due has not been checked yet." in said(office.get(address("reminders")))
    swept(group, SIXTY)
    assert "Last check of what is due: 9:40am today, all well." in said(office.get(address("reminders")))
    on(SIXTY, 11)
    warned = said(office.get(address("reminders")))
    assert "What is due was last checked at 9:40am on Thursday 1 February 2024." in warned
    assert "the background work has stopped" in warned


def test_a_check_that_failed_says_what_stood_in_the_way(office, group, monkeypatch):
    from reminders.sweep import reconciler, sweep_all

    def broken(collaborative, on):
        raise ZeroDivisionError("a rule divides by nothing")

    monkeypatch.setattr("reminders.sweep._reconcilers", [])
    reconciler(broken)
    sweep_all(SIXTY, build.at(SIXTY))
    assert "What stood in the way: ZeroDivisionError: a rule divides by nothing" in said(
        office.get(address("reminders"))
    )


def test_another_day_shows_what_would_go_then_and_what_had_gone(office, group, nadia):
    swept(group, SIXTY)
    answer = office.get(address("reminders"), {"on": "2024-03-20"})
    assert "Monday 25 March in 5 days" in said(answer)
    assert "Thu 1 Feb" in said(answer)
    before = said(office.get(address("reminders"), {"on": "2024-01-10"}))
    assert "Nothing has gone out yet." in before


# --- what went ---------------------------------------------------------------------------------------------


def test_the_ledger_says_of_each_message_what_became_of_it(office, group, nadia):
    swept(group, SIXTY)
    [message] = notice_reminders(nadia)
    Message.objects.filter(pk=message.pk).update(state="failed", reason="550 No such person")
    words = said(office.get(address("sent"), {"state": "failed"}))
    assert "1 message, the newest first" in words
    assert "60 days before Nadia Farrow" in words
    assert "Failed 550 No such person" in words


@pytest.mark.parametrize(
    ("asked", "found"),
    [({"q": "nadia july"}, 1), ({"q": "owen"}, 0), ({"state": "sent"}, 0), ({"kind": "reminder", "q": "notice"}, 1),
     ({"person": "none"}, 4), ({"kind": "invoice"}, 0)],
)  # fmt: skip
def test_the_ledger_is_searched_and_filtered(office, group, nadia, asked, found):
    swept(group, SIXTY)
    Message.objects.exclude(person=nadia).update(queued_at=build.at(date(2025, 1, 1)))
    answer = office.get(address("sent"), asked)
    total = Message.objects.filter(person=nadia).count()
    assert answer.context["found"].paginator.count == (total if found == 4 else found)


def test_the_ledger_of_one_person(office, group, nadia, marian):
    swept(group, SIXTY)
    answer = office.get(address("sent"), {"person": nadia.pk})
    assert {message.person_id for message in answer.context["found"]} == {nadia.pk}
    assert "to Nadia Farrow" in said(answer)


@pytest.mark.clause("X6")
def test_the_ledger_as_a_file_has_the_rows_of_the_page(office, group, nadia):
    swept(group, SIXTY)
    answer = office.get(address("sent-sheet", "csv"), {"q": "nadia notice"})
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [(row["To"], row["Reminder"], row["State"]) for row in rows] == [
        ("Nadia Farrow", "60 days", "Queued")
    ]
    assert rows[0]["Queued"] == "2024-02-01 09:40+00:00"
    assert office.get(address("sent-sheet", "pdf")).status_code == 404


# --- one message ---------------------------------------------------------------------------------------------


@pytest.fixture
def uncertain(group, nadia):
    swept(group, SIXTY)
    [message] = notice_reminders(nadia)
    Message.objects.filter(pk=message.pk).update(
        state=MessageState.AMBIGUOUS, reason="The program stopped while it was being sent."
    )
    return message


def test_a_message_shows_its_words_as_they_went_and_why(office, group, nadia, smtp_sink):
    build.round_on(SIXTY)
    [message] = notice_reminders(nadia)
    words = said(office.get(address("message", message.pk)))
    assert "Dear Nadia Farrow" in words
    assert "Why it was sent" in words
    assert "nadia.farrow@marlbeck.example" in words
    assert "In the same envelope" in words


def test_an_uncertain_message_is_shown_first_and_can_be_sent_again(office, group, uncertain, smtp_sink):
    assert "Uncertain" in said(office.get(address("reminders"))).split("In the next")[0]
    page = said(office.get(address("message", uncertain.pk)))
    assert "Sent again, it may arrive twice" in page
    answer = office.post(address("decide", uncertain.pk), {"do": "again"}, follow=True)
    assert "It goes again with the next round." in said(answer)
    outbox_round(SIXTY)
    uncertain.refresh_from_db()
    assert uncertain.state == "sent"
    assert uncertain.reason == "Marian Teale asked for it to be sent again."
    assert "Marian Teale: send a message again" in said(office.get(address("message", uncertain.pk)))


def outbox_round(day):
    from collaborative.rounds import send

    send(build.at(day, 11))


def test_an_uncertain_message_can_be_marked_as_sent_and_that_is_audited(office, group, uncertain):
    office.post(address("decide", uncertain.pk), {"do": "sent"})
    uncertain.refresh_from_db()
    assert uncertain.state == "sent"
    assert audit.history(group, uncertain).get().act == "mark-message-sent"


def test_a_message_that_waits_takes_no_decision(office, group, nadia):
    swept(group, SIXTY)
    [message] = notice_reminders(nadia)
    answer = office.post(address("decide", message.pk), {"do": "again"}, follow=True)
    assert "This message does not wait for a decision." in said(answer)
    assert "Send it again" not in said(answer)


# --- one thing, and letting it be ------------------------------------------------------------------------------


def test_a_thing_shows_why_it_is_due_what_was_told_and_what_is_to_come(office, group, nadia):
    swept(group, SIXTY)
    words = said(office.get(thing(notice_reminders(nadia)[0].key)))
    assert "Last day to give notice for July 2025" in words
    assert "Monday 1 April 2024 · Birchenholt Primary School" in words
    assert "60 days before Nadia Farrow 1 February 2024 Queued" in words
    assert "7 days before Nadia Farrow 25 March 2024 To come" in words


def let_be(office, key, **changes):
    form = {"until_on": "2024-04-01", "because": "They told us by telephone"}
    return office.post(thing(key), {**form, **changes}, follow=True)


def test_a_thing_is_let_be_with_a_reason_and_asked_for_again(office, group, nadia, on):
    swept(group, SIXTY)
    key = notice_reminders(nadia)[0].key
    assert "Let be until 1 April 2024. They told us by telephone" in said(let_be(office, key))
    swept(group, THIRTY)
    assert [message.state for message in notice_reminders(nadia)] == ["suppressed"]
    assert "Last day to give notice for July 2025" in said(office.get(address("waivers")))
    on(THIRTY)
    answer = office.post(address("lift", Waiver.objects.get().pk), follow=True)
    assert "It is asked for again" in said(answer)
    assert "Nothing is let be" in said(office.get(address("waivers")))


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"because": ""}, "Say why this need not be asked for."),
        ({"until_on": "soon"}, "Write the day as 14/03/2024."),
        ({"until_on": "2023-09-01"}, "The day until which this is let be has passed."),
    ],
)
def test_a_thing_is_not_let_be_without_a_reason_or_for_a_day_that_has_passed(
    office, group, nadia, changes, wrong
):
    swept(group, SIXTY)
    answer = let_be(office, notice_reminders(nadia)[0].key, **changes)
    assert answer.status_code == 422
    assert wrong in said(answer)
    assert not Waiver.objects.exists()


def test_a_thing_that_is_not_there_has_no_page(office):
    assert office.get(thing("leaving.silver · school 999 · 2025 · give notice")).status_code == 404
    assert office.get(address("thing")).url == address("reminders")


# --- who, and how much ----------------------------------------------------------------------------------------

PAGES = ["reminders", "sent", "waivers"]


@pytest.mark.parametrize("name", PAGES)
def test_a_headteacher_is_told_that_it_is_not_for_them(client, group, nadia, on, name):
    on(SIXTY)
    client.force_login(nadia)
    assert client.get(address(name)).status_code == 403


def test_a_headteacher_decides_about_no_message(client, group, uncertain, nadia, on):
    on(SIXTY)
    client.force_login(nadia)
    assert client.post(address("decide", uncertain.pk), {"do": "sent"}).status_code == 403
    assert client.post(thing(uncertain.key), {"until_on": "2024-04-01", "because": "x"}).status_code == 403
    uncertain.refresh_from_db()
    assert uncertain.state == "ambiguous"
    assert not Waiver.objects.exists()


def test_what_looks_like_a_formula_stays_text_in_the_file(office, group, nadia):
    outbox.queue(
        collaborative=group,
        key="x",
        stage="told",
        person=nadia,
        kind="news",
        subject="=1+1",
        at=build.at(SIXTY),
    )
    assert "'=1+1" in office.get(address("sent-sheet", "csv"), {"kind": "news"}).content.decode()


@pytest.fixture
def counted(office, group, django_assert_max_num_queries):
    """How many queries a page takes once its facts have been read, with so many schools."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def count(name: str) -> int:
        office.get(address(name))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert office.get(address(name)).status_code == 200
        return len(queries)

    return count


@pytest.mark.parametrize("name", PAGES)
def test_a_page_asks_the_database_as_often_for_three_schools_as_for_thirty(counted, group, name):
    many(group, 3, tier="silver")
    swept(group, SIXTY)
    few = counted(name)
    many(group, 27, tier="bronze")
    swept(group, SIXTY, SEVEN)
    assert counted(name) == few <= 15
