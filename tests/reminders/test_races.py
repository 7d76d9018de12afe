"""Two sweeps at once queue each message once; without the guard, each would have queued its own."""

import pytest

from records.models import Message
from records.tenancy import scoped
from reminders.sweep import sweep
from reminders.telling import plan
from tests.races import TOGETHER, Meeting, race
from tests.reminders import build
from tests.reminders.build import SIXTY, notice_reminders, stages

pytestmark = [pytest.mark.both, pytest.mark.django_db(transaction=True)]


def test_sweeps_at_once_queue_each_message_once(group, nadia, marian):
    answers = race(lambda _: sweep(group, on=SIXTY, at=build.at(SIXTY)))
    assert not [each for each in answers if isinstance(each, Exception)]
    assert stages(notice_reminders(nadia)) == ["60 days"]
    told = list(Message.objects.values_list("key", "stage", "person"))
    assert len(told) == len(set(told))


def test_without_the_unique_row_each_sweep_would_queue_its_own(group, nadia, marian):
    """Each looks before any writes: all find nothing told, and only the constraint stands between them."""
    meeting = Meeting()

    def unguarded(number):
        with scoped(group):
            wanted = plan(group, SIXTY, build.at(SIXTY)).wanted
            meeting.wait()
            for message in wanted:
                message.stage = f"{message.stage} ({number})"
            Message.objects.bulk_create(wanted)

    assert not [each for each in race(unguarded) if isinstance(each, Exception)]
    assert len(notice_reminders(nadia)) == TOGETHER


def test_sweeps_at_once_keep_one_message_back_once(group, birchenholt, nadia, marian):
    build.swept(group, SIXTY)
    build.give_notice(birchenholt, nadia, SIXTY)
    race(lambda _: sweep(group, on=SIXTY, at=build.at(SIXTY, 10)))
    [message] = notice_reminders(nadia)
    assert message.state == "suppressed"
