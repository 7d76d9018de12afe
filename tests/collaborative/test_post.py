"""The letters that leave: through a real mail server, one to a person, with words, why, and links that land."""

import re
from datetime import date

import pytest
from django.test import Client

from collaborative import rounds
from collaborative.post import WRITERS
from finance.actions.issue import issue_subscriptions
from finance.actions.paper import Signature
from finance.models import Invoice
from finance.queries.subscriptions import rehearse
from membership.actions.contracts import admit_school, issue_contract, sign_contract
from membership.actions.posts import end_post
from membership.models import Post
from records.models import Message
from records.models.messages import MessageState
from reminders.queries import KINDS
from tests import processes
from tests.finance import build as money
from tests.membership import cast
from tests.records.build import document
from tests.reminders import build
from tests.reminders.build import (
    DAY_BEFORE,
    ONE_DAY,
    SEVEN,
    SILVER_DAY,
    SIXTY,
    THIRTY,
    notice_reminders,
    round_on,
)

pytestmark = [pytest.mark.both, pytest.mark.django_db]


@pytest.fixture
def group(in_marlbeck):
    cast.adopt(in_marlbeck, cast.knowsley())
    cast.enter_years(in_marlbeck)
    return in_marlbeck


@pytest.fixture
def birchenholt(group):
    return cast.school(group, "Birchenholt Primary School", tier="silver")


@pytest.fixture
def nadia(birchenholt):
    return build.head(birchenholt, "Nadia Farrow")


@pytest.fixture
def marian(group):
    return build.office(group, "Marian Teale")


@pytest.fixture
def quiet(nadia, marian, smtp_sink):
    """All that was late on the day before is sent: what comes next comes alone."""
    round_on(DAY_BEFORE)
    smtp_sink.letters.clear()
    return smtp_sink


def to(person, letters):
    return [letter for letter in letters if letter["To"] == person.email]


def only_to(person, letters):
    [letter] = to(person, letters)
    return letter


def part(letter, kind: str) -> str:
    [found] = [each for each in letter.walk() if each.get_content_type() == kind]
    return found.get_payload(decode=True).decode()


def plain(letter) -> str:
    return " ".join(part(letter, "text/plain").split())


# --- one thing ---------------------------------------------------------------------------------------------


@pytest.mark.clause("K5.3", "K5.7")
def test_the_reminder_of_a_notice_deadline_says_what_by_when_why_and_how_many(quiet, nadia):
    round_on(SIXTY)
    letter = only_to(nadia, quiet.letters)
    assert letter["Subject"] == "Last day to give notice for July 2025: Monday 1 April 2024"
    said = plain(letter)
    assert "Dear Nadia Farrow," in said
    assert "Do nothing to stay." in said
    assert "By Monday 1 April 2024, the day included." in said
    assert "Why you are told: " in said
    assert "Contract" in said
    assert "First of four reminders." in said


def test_it_comes_in_the_group_s_name_and_a_reply_reaches_the_office(quiet, nadia, settings):
    settings.DEFAULT_FROM_EMAIL = "Quorate <quorate@marlbeck.example>"
    round_on(SIXTY)
    letter = only_to(nadia, quiet.letters)
    assert letter["From"] == "Marlbeck Collaborative <quorate@marlbeck.example>"
    assert letter["Reply-To"] == "marian.teale@marlbeck.example"
    assert "Sent by Quorate for Marian Teale, Strategic Operations Manager; a reply to this" in plain(letter)


def test_html_and_text_say_the_same_and_the_html_runs_nothing(quiet, nadia):
    round_on(SIXTY)
    letter = only_to(nadia, quiet.letters)
    html = part(letter, "text/html")
    for words in ("Do nothing to stay.", "Why you are told.", "First of four reminders.", 'lang="en-GB"'):
        assert words in html
    assert "<script" not in html


def link_of(letter) -> str:
    return re.search(r"See what it means: (\S+)", plain(letter))[1]


@pytest.mark.clause("X4")
def test_its_link_is_a_whole_address_and_lands_on_the_page_for_its_reader(quiet, nadia, settings):
    settings.SITE_URL = "https://quorate.marlbeck.example/"
    round_on(SIXTY)
    link = link_of(only_to(nadia, quiet.letters))
    assert link.startswith("https://quorate.marlbeck.example/marlbeck/")
    reader = Client()
    reader.force_login(nadia)
    page = reader.get(link.removeprefix("https://quorate.marlbeck.example"))
    assert page.status_code == 200
    assert link in part(only_to(nadia, quiet.letters), "text/html")


def test_the_ledger_keeps_the_words_that_went(quiet, nadia):
    round_on(SIXTY)
    [message] = notice_reminders(nadia)
    assert (message.state, message.address) == ("sent", nadia.email)
    assert message.subject == "Last day to give notice for July 2025"
    assert "Do nothing to stay." in message.text
    assert "Do nothing to stay." in message.html


def test_it_says_how_many_other_things_wait(quiet, nadia):
    round_on(SIXTY)
    said = plain(only_to(nadia, quiet.letters))
    assert "2 other things wait for you: http" in said, "the pledge and the constitution, which are late"


def test_each_day_s_letter_counts_on(quiet, nadia):
    for day, which in ((SIXTY, "First of four"), (THIRTY, "Second of four")):
        quiet.letters.clear()
        round_on(day)
        assert f"{which} reminders." in plain(only_to(nadia, quiet.letters))


def test_what_moved_says_so_and_to_which_day(quiet, group, marian):
    round_on(date(2024, 3, 14))
    build.spring_ends(group, date(2024, 3, 22), on=date(2024, 3, 15))
    quiet.letters.clear()
    round_on(date(2024, 3, 15))
    said = plain(only_to(marian, quiet.letters))
    assert "By Friday 22 March 2024, the day included." in said
    assert Message.objects.filter(person=marian, stage="moved 1", state="sent").exists()


# --- several ------------------------------------------------------------------------------------------------


def test_several_things_for_one_person_on_one_day_share_an_envelope(quiet, group, marian):
    build.swept(group, date(2024, 3, 13))
    build.gone(date(2024, 3, 13))
    round_on(date(2024, 3, 14))
    letter = only_to(marian, quiet.letters)
    sent = Message.objects.filter(person=marian, queued_at__date=date(2024, 3, 14), state="sent")
    assert sent.count() > 1
    assert len(set(sent.values_list("message_id", flat=True))) == 1
    assert letter["Subject"].startswith(f"{sent.count()} things from Marlbeck Collaborative: ")
    assert plain(letter).count("Why: ") == sent.count()
    assert "Report to the Strategic Partnership Board" in plain(letter)


def test_the_same_thing_waiting_twice_stands_in_the_letter_once(group, nadia, marian, smtp_sink):
    build.swept(group, SEVEN)
    [message] = notice_reminders(nadia)
    message.pk, message.stage = None, "30 days"
    message.save()
    round_on(SEVEN)
    letter = only_to(nadia, smtp_sink.letters)
    assert plain(letter).count("Last day to give notice") == plain(letter).count("Do nothing to stay.") == 1


def test_what_was_done_before_the_letter_went_is_left_out_of_it(quiet, group, birchenholt, nadia):
    cast.head(cast.school(group, "Weir School", tier="silver"), "Nadia Farrow", kind="executive headteacher")
    build.swept(group, SEVEN)
    assert len(notice_reminders(nadia)) == 2
    build.give_notice(birchenholt, nadia, SEVEN)
    rounds.send(build.at(SEVEN, 10))
    gone, kept = sorted(notice_reminders(nadia), key=lambda message: message.state)
    assert (gone.state, kept.state) == ("sent", "suppressed")
    assert kept.reason == "It was done before the message went out."
    said = plain(of_deadlines(nadia, quiet.letters)[0])
    assert "Weir School" in said
    assert "Birchenholt" not in said


def test_a_letter_with_nothing_left_to_tell_does_not_go(quiet, group, birchenholt, nadia):
    build.swept(group, SIXTY)
    build.give_notice(birchenholt, nadia, SIXTY)
    round_on(SIXTY, 10)
    assert of_deadlines(nadia, quiet.letters) == []


def of_deadlines(person, letters):
    """The letters to somebody that speak of a last day for notice."""
    return [letter for letter in to(person, letters) if "Last day to give notice" in plain(letter)]


@pytest.mark.clause("K5.1", "K5.5")
def test_a_notice_and_a_signed_contract_are_told_to_both_sides_with_the_page_they_land_on(
    quiet, group, birchenholt, nadia, marian
):
    build.give_notice(birchenholt, nadia, SEVEN)
    weir = cast.school(group, "Weir School", tier=None)
    build.head(weir, "Tomasz Wren")
    drafted = admit_school(school=weir, tier="bronze", starts_on=money.FOUNDED, by=None, on=SEVEN)
    issue_contract(contract=drafted, document=document(group), by=None, at=build.at(SEVEN))
    sign_contract(
        contract=drafted, by=cast.person("Tomasz Wren"), at=build.at(SEVEN), sha256=drafted.document.sha256
    )
    rounds.send(build.at(SEVEN, 10))
    for person in (nadia, marian):
        given = next(each for each in to(person, quiet.letters) if "Notice received" in each["Subject"])
        assert f"/marlbeck/members/{birchenholt.pk}/notice/" in plain(given)
    signed = next(each for each in to(marian, quiet.letters) if "Contract signed" in each["Subject"])
    assert f"/marlbeck/contracts/{drafted.pk}/" in plain(signed)
    assert drafted.document.sha256 in plain(signed)


# --- to whom -------------------------------------------------------------------------------------------------


def test_somebody_without_an_address_is_noted_and_hears_once_there_is_one(group, marian, smtp_sink):
    weir = cast.school(group, "Weir School", tier="silver")
    tomasz = build.head(weir, "Tomasz Wren", email=None)
    for day in (SIXTY, SIXTY + ONE_DAY):
        round_on(day)
    [message] = notice_reminders(tomasz)
    assert (message.state, message.reason) == ("suppressed", "This person has no e-mail address.")
    tomasz.email = "tomasz@weir.example"
    tomasz.save()
    round_on(SIXTY + 2 * ONE_DAY)
    assert len(to(tomasz, smtp_sink.letters)) == 1
    assert [each.state for each in notice_reminders(tomasz)] == ["sent"]


@pytest.mark.clause("K8.8")
def test_an_invoice_is_mailed_to_the_head_with_its_sum_its_why_and_a_link(quiet, group, birchenholt, nadia):
    invoice = issued(group, birchenholt, nadia)
    round_on(money.ISSUE_DAY)
    [letter] = [each for each in to(nadia, quiet.letters) if invoice.reference in plain(each)]
    said = plain(letter)
    assert f"{invoice}: £6,185.25" in said
    assert "To pay by Wednesday 15 May 2024." in said
    assert f"/marlbeck/finance/invoices/{invoice.reference}/" in said
    assert "40%" in said


def issued(group, school, payer) -> Invoice:
    from decimal import Decimal

    money.delegated(school, Decimal("6000.00"))
    cast.enter_years(group)
    run = rehearse(group, "2024-25", money.ISSUE_DAY)
    issue_subscriptions(run=run, signed=Signature(None, "", build.at(money.ISSUE_DAY)))
    return Invoice.objects.get(school=school)


@pytest.mark.clause("K8.8")
def test_an_invoice_is_not_mailed_to_a_head_who_has_left_meanwhile(quiet, group, birchenholt, nadia):
    issued(group, birchenholt, nadia)
    end_post(
        post=Post.objects.get(person=nadia),
        last_day=money.ISSUE_DAY,
        because="retired",
        by=None,
        on=money.ISSUE_DAY,
    )
    quiet.letters.clear()
    round_on(money.ISSUE_DAY + ONE_DAY)
    assert to(nadia, quiet.letters) == []
    assert Message.objects.get(kind="invoice", person=nadia).state == "suppressed"


# --- several senders, and the one that dies ------------------------------------------------------------------

ROUND = """
from datetime import datetime
from pathlib import Path
import os, time
from collaborative import rounds
from records.models import Collaborative
Collaborative.objects.count()
Path(os.environ["READY"]).touch()
while not Path(os.environ["GO"]).exists():
    time.sleep(0.005)
rounds.sweep(datetime.fromisoformat(os.environ["AT"]))
"""


def started(sink, folder, name: str = "one"):
    """A round of the background work in a process of its own, which begins on the word."""
    return processes.started(
        ROUND,
        READY=str(folder / name),
        GO=str(folder / "go"),
        AT=build.at(SIXTY).isoformat(),
        MAIL_URL=f"smtp://127.0.0.1:{sink.port}",
    )


def let_go(folder, *names: str) -> None:
    from time import sleep

    while not all((folder / name).exists() for name in names):
        sleep(0.01)
    (folder / "go").touch()


@pytest.mark.django_db(transaction=True)
def test_two_processes_that_sweep_and_send_at_once_send_everything_once(quiet, nadia, marian, tmp_path):
    rivals = [started(quiet, tmp_path, name) for name in ("one", "two")]
    let_go(tmp_path, "one", "two")
    assert [rival.wait(60) for rival in rivals] == [0, 0]
    assert len(to(nadia, quiet.letters)) == 1
    assert [(m.stage, m.state) for m in notice_reminders(nadia)] == [("60 days", "sent")]
    addressed = [letter["To"] for letter in quiet.letters]
    assert len(addressed) == len(set(addressed))


@pytest.mark.django_db(transaction=True)
def test_a_sender_that_is_killed_leaves_its_message_uncertain_and_nothing_is_sent_twice(
    quiet, nadia, tmp_path
):
    quiet.stall = True
    worker = started(quiet, tmp_path)
    let_go(tmp_path, "one")
    assert quiet.stalled.wait(60)
    worker.kill()
    worker.wait()
    quiet.stall = False
    first = quiet.letters[0]["To"]
    for hour in (10, 11):
        round_on(SIXTY, hour)
    uncertain = Message.objects.filter(state=MessageState.AMBIGUOUS)
    assert {message.person.email for message in uncertain} == {first}
    assert [letter["To"] for letter in quiet.letters].count(first) == 1


def test_nothing_is_sent_for_a_deadline_that_has_passed(quiet, nadia):
    round_on(SILVER_DAY + ONE_DAY)
    assert notice_reminders(nadia) == []


def test_the_ledger_offers_every_kind_of_message_that_has_a_writer():
    assert set(WRITERS) <= set(KINDS)
