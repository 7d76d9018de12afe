"""Mail goes once to each person at each stage, and what nobody can know is shown to a person."""

from datetime import date, timedelta

import pytest

from records import audit, outbox
from records.models import Message
from records.models.messages import MessageState
from records.outbox.envelopes import LEASE, ready
from records.outbox.sending import ATTEMPTS, REST, in_post
from records.refusals import NotNow
from records.tenancy import NoCollaborative, everywhere
from tests import processes
from tests.races import TOGETHER, Meeting, race
from tests.records import build
from tests.records.build import NOON

pytestmark = [pytest.mark.both, pytest.mark.django_db]
LATER = NOON + timedelta(hours=1)


def told(group, person, **changes):
    words = {"key": "minutes · meeting 4", "stage": "due", "kind": "minutes", "at": NOON}
    words |= {"subject": "Minutes of 14 March", "text": "They are ready."}
    outbox.queue(collaborative=group, person=person, **{**words, **changes})


def as_written(envelope):
    """The plainest renderer: the first subject, and the words one after the other."""
    words = "\n".join(message.text for message in envelope.messages)
    return outbox.Letter(envelope.messages[0].subject or "From your group", words, f"<p>{words}</p>")


def sent(at=NOON, render=as_written):
    return outbox.send_due(render, at=at)


def only() -> Message:
    return everywhere(Message).get()


# --- writing -------------------------------------------------------------------------------------
def test_the_same_thing_is_told_a_person_once_at_a_stage(marlbeck, marian, owen):
    told(marlbeck, marian)
    told(marlbeck, marian, text="Other words")
    told(marlbeck, marian, stage="late 1")
    told(marlbeck, owen)
    assert everywhere(Message).count() == 3
    assert everywhere(Message).filter(text="Other words").count() == 0


def test_a_message_keeps_why_it_was_sent_and_the_day_it_told(marlbeck, marian):
    told(marlbeck, marian, why={"value": date(2024, 4, 1), "clause": ["Leaving"]}, due_on=date(2024, 4, 1))
    assert (only().why["value"], only().due_on) == ("2024-04-01", date(2024, 4, 1))


@pytest.mark.parametrize("state", ["superseded", "suppressed"])
def test_what_waits_can_be_withdrawn_with_a_reason_and_then_does_not_go(state, marlbeck, marian, smtp_sink):
    told(marlbeck, marian)
    assert outbox.withdraw(everywhere(Message), MessageState(state), "The meeting has moved.") == 1
    assert sent() == 0
    assert (only().state, only().reason) == (state, "The meeting has moved.")


# --- sending -------------------------------------------------------------------------------------
def test_a_message_goes_by_a_real_mail_server_and_its_row_says_so(marlbeck, marian, smtp_sink):
    told(marlbeck, marian)
    assert sent() == 1
    letter, row = smtp_sink.letters[0], only()
    assert (letter["To"], letter["Subject"]) == ("marian@marlbeck.example", "Minutes of 14 March")
    assert letter["Message-ID"] == row.message_id
    assert [part.get_content_type() for part in letter.walk()][1:] == ["text/plain", "text/html"]
    assert (row.state, row.sent_at, row.address) == ("sent", NOON, "marian@marlbeck.example")


def test_several_messages_to_one_person_share_one_envelope_and_one_claim(marlbeck, marian, owen, smtp_sink):
    for stage in ("due", "late 1", "late 2"):
        told(marlbeck, marian, stage=stage, text=f"Stage {stage}.")
    told(marlbeck, owen)
    assert sent() == 2
    assert sorted(letter["To"] for letter in smtp_sink.letters) == [
        "marian@marlbeck.example",
        "owen@birchenholt.example",
    ]
    rows = everywhere(Message).filter(person=marian)
    assert len(set(rows.values_list("claim", "message_id"))) == 1


def test_a_notice_goes_in_an_envelope_of_its_own(marlbeck, marian, smtp_sink):
    told(marlbeck, marian)
    told(marlbeck, marian, key="notice · 1", formal=True)
    told(marlbeck, marian, key="notice · 2", formal=True)
    assert sent() == 3


def test_two_groups_do_not_share_an_envelope(marlbeck, tarnside, marian, smtp_sink):
    told(marlbeck, marian)
    told(tarnside, marian)
    assert sent() == 2


def test_the_renderer_works_in_the_scope_of_the_group_and_its_words_are_kept(marlbeck, marian, smtp_sink):
    told(marlbeck, marian, subject="", text="")

    def render(envelope):
        assert Message.objects.count() == 1
        return outbox.Letter("Agenda", f"Dear {envelope.person.name}")

    assert sent(render=render) == 1
    assert (only().subject, only().text) == ("Agenda", "Dear Marian Teale")
    with pytest.raises(NoCollaborative):
        Message.objects.count()


def test_what_went_does_not_go_again(marlbeck, marian, smtp_sink):
    told(marlbeck, marian)
    assert [sent(), sent(), sent(LATER)] == [1, 0, 0]
    assert len(smtp_sink.letters) == 1


def test_a_person_without_an_address_is_passed_over_with_the_reason(marlbeck, smtp_sink):
    told(marlbeck, build.person(email=None))
    assert sent() == 0
    assert (only().state, only().reason) == ("suppressed", "This person has no e-mail address.")


def test_a_renderer_may_find_that_there_is_nothing_to_say(marlbeck, marian, smtp_sink):
    def render(envelope):
        raise outbox.Withheld("The agenda is agreed already.")

    told(marlbeck, marian)
    assert sent(render=render) == 0
    assert (only().state, only().reason) == ("suppressed", "The agenda is agreed already.")


@pytest.mark.parametrize(
    "render",
    [lambda envelope: 1 / 0, lambda envelope: outbox.Letter("Two\nlines", "x")],
    ids=["fails", "a subject"],
)
def test_one_that_cannot_be_written_fails_alone(render, marlbeck, marian, owen, smtp_sink):
    told(marlbeck, marian)
    told(marlbeck, owen)
    good = sent(render=lambda env: render(env) if env.person == marian else as_written(env))
    assert good == 1
    assert everywhere(Message).get(person=marian).state == "failed"
    assert everywhere(Message).get(person=owen).state == "sent"


# --- refusals of the mail server -----------------------------------------------------------------
def test_a_refusal_for_good_fails_with_the_servers_words(marlbeck, marian, smtp_sink):
    smtp_sink.refuse = "550 No such person"
    told(marlbeck, marian)
    assert sent() == 0
    assert (only().state, only().reason) == ("failed", "The mail server refused it: 550 No such person")


def test_a_refusal_for_now_is_tried_again_after_a_rest_and_then_goes(marlbeck, marian, smtp_sink):
    smtp_sink.refuse = "451 Come back later"
    told(marlbeck, marian)
    assert sent() == 0
    smtp_sink.refuse = ""
    assert sent(NOON + REST / 2) == 0
    assert sent(NOON + REST) == 1


def test_a_server_that_cannot_be_reached_loses_nothing_and_after_some_tries_it_is_said(
    marlbeck, marian, settings
):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", 9, 1
    told(marlbeck, marian)
    assert sent() == 0
    assert only().state == "queued"
    for day in range(1, ATTEMPTS):
        sent(NOON + timedelta(days=day))
    assert (only().state, only().attempts) == ("failed", ATTEMPTS)
    assert "cannot be reached" in only().reason


def test_a_line_that_breaks_after_the_hand_over_leaves_it_open_for_a_person(marlbeck, marian, smtp_sink):
    smtp_sink.hang_up = True
    told(marlbeck, marian)
    assert sent() == 0
    assert len(smtp_sink.letters) == 1
    assert only().state == "ambiguous"
    assert sent(LATER) == 0, "it is not sent again by itself"


# --- the worker that dies ------------------------------------------------------------------------
SEND = """
from records import outbox
from tests.records.test_outbox import NOON, as_written
outbox.send_due(as_written, at=NOON)
"""


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_while_sending_leaves_an_ambiguous_message(marlbeck, marian, smtp_sink):
    told(marlbeck, marian)
    smtp_sink.stall = True
    worker = processes.started(SEND, MAIL_URL=f"smtp://127.0.0.1:{smtp_sink.port}")
    assert smtp_sink.stalled.wait(30)
    worker.kill()
    worker.wait()
    assert only().state == "sending"
    smtp_sink.stall = False
    assert sent(NOON + LEASE) == 0, "its lease still runs"
    assert sent(NOON + LEASE + timedelta(seconds=1)) == 0
    assert only().state == "ambiguous"
    assert len(smtp_sink.letters) == 1


def test_a_slow_sender_that_was_given_up_may_still_say_that_it_went(marlbeck, marian, smtp_sink):
    told(marlbeck, marian)
    envelope = next(outbox.envelopes(NOON, 10))
    outbox.give_up_on_the_dead(LATER)
    assert only().state == "ambiguous"
    assert outbox.send(envelope, as_written)
    assert only().state == "sent"


# --- what a person may do ------------------------------------------------------------------------
def test_a_person_sends_an_ambiguous_message_again_and_it_is_audited(marlbeck, marian, owen, smtp_sink):
    told(marlbeck, owen)
    next(outbox.envelopes(NOON, 10))
    outbox.give_up_on_the_dead(LATER)
    outbox.resend(only(), by=marian, at=LATER)
    assert "Marian Teale" in only().reason
    assert sent(LATER) == 1
    assert audit.history(marlbeck, only()).get().detail.after == {"state": "queued"}


def test_a_person_marks_a_failed_message_as_sent(marlbeck, marian, smtp_sink):
    smtp_sink.refuse = "550 No such person"
    told(marlbeck, marian)
    sent()
    outbox.mark_sent(only(), by=marian, at=LATER)
    assert (only().state, only().sent_at) == ("sent", LATER)


@pytest.mark.parametrize("decide", [outbox.resend, outbox.mark_sent])
def test_what_waits_or_went_is_not_decided_about(decide, marlbeck, marian, smtp_sink):
    told(marlbeck, marian)
    for _ in range(2):
        with pytest.raises(NotNow):
            decide(only(), by=marian, at=NOON)
        sent()


# --- several senders at once ---------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_senders_at_once_send_each_message_once(marlbeck, marian, owen, smtp_sink):
    for stage in ("due", "late 1"):
        told(marlbeck, marian, stage=stage)
        told(marlbeck, owen, stage=stage, formal=True)
    counts = race(lambda _: sent())
    assert sum(counts) == 3
    assert len(smtp_sink.letters) == 3
    assert set(everywhere(Message).values_list("state", flat=True)) == {"sent"}


@pytest.mark.django_db(transaction=True)
def test_without_the_claim_every_sender_sends_it(marlbeck, marian, smtp_sink):
    told(marlbeck, marian)
    meeting = Meeting()

    def unguarded(_):
        waiting = list(ready(NOON))
        meeting.wait()
        for message in waiting:
            in_post(outbox.Letter(message.subject, message.text), "marian@marlbeck.example").send()

    race(unguarded)
    assert len(smtp_sink.letters) == TOGETHER


@pytest.mark.django_db(transaction=True)
def test_writers_at_once_write_it_once(marlbeck, marian):
    race(lambda _: told(marlbeck, marian))
    assert everywhere(Message).count() == 1
