"""Work in the background as people see it, and whether the site is well."""

import json
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from records import clock, jobs
from records.models import Job, Message
from records.tenancy import scoped
from reminders.sweep import sweep_all
from tests import processes

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_second_factor(settings):
    settings.DEMONSTRATION = True


def said(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def asked(group, by, key="2024-25", kind="print-invoices"):
    return jobs.enqueue(kind=kind, key=key, by=by, collaborative=group)


def parked(job):
    with scoped(job.collaborative):
        Job.objects.filter(pk=job.pk).update(
            state="parked", last_error="The printer would not", done=3, total=8, ended_at=clock.now()
        )
    return job


def decide(client, job, do):
    return client.post(reverse("work-decide", args=["marlbeck", job.pk]), {"do": do}, follow=True)


WORK = "/marlbeck/work/"


# --- the list -----------------------------------------------------------------------------------------------


def test_the_office_sees_what_is_worked_on_and_how_far_it_is(client, group, marian, nadia):
    job = parked(asked(group, nadia))
    client.force_login(marian)
    words = said(client.get(WORK))
    assert "1 job, the newest first" in words
    assert "Print invoices 2024/25" in words
    assert "by Nadia Farrow Stopped before it was finished The printer would not 3 of 8" in words
    assert job.kind not in words


def test_whoever_asked_for_work_sees_their_own_and_nobody_else_s(client, group, marian, nadia):
    client.force_login(nadia)
    assert client.get(WORK).status_code == 404
    asked(group, marian, key="2023-24")
    asked(group, nadia, key="2025-26")
    words = said(client.get(WORK))
    assert "2025/26" in words
    assert "2023/24" not in words


def test_work_of_another_group_is_not_there(client, group, marian, other_group):
    theirs = parked(asked(other_group, marian))
    client.force_login(marian)
    assert "Nothing has been worked on" in said(client.get(WORK))
    assert decide(client, theirs, "again").status_code == 404


def test_the_sweep_and_the_scheduler_are_no_work_that_anybody_asked_for(client, group, marian):
    from records.work import Watch

    sweep_all(clock.today(), clock.now())
    Watch().hold(clock.now())
    client.force_login(marian)
    words = said(client.get(WORK))
    assert "Nothing has been worked on" in words
    assert "Last check of what is due" in words


def test_work_that_stopped_is_asked_for_again(client, group, marian):
    job = parked(asked(group, marian))
    client.force_login(marian)
    assert "It is asked for again." in said(decide(client, job, "again"))
    with scoped(group):
        assert Job.objects.exclude(pk=job.pk).get(kind=job.kind).state == "queued"


def test_work_that_waits_is_called_off_once(client, group, marian):
    job = asked(group, marian)
    client.force_login(marian)
    assert "It is called off." in said(decide(client, job, "stop"))
    assert "This work has already ended." in said(decide(client, job, "stop"))
    with scoped(group):
        assert Job.objects.get(pk=job.pk).state == "cancelled"


def test_a_headteacher_does_not_call_off_the_work_of_the_office(client, group, marian, nadia):
    job = asked(group, marian)
    client.force_login(nadia)
    assert decide(client, job, "stop").status_code == 404


def test_the_list_is_filtered_and_its_fragment_comes_alone(client, group, marian):
    parked(asked(group, marian, key="2023-24"))
    asked(group, marian, key="2025-26")
    client.force_login(marian)
    assert "2025/26" not in said(client.get(WORK, {"state": "parked"})).split("Done")[-1]
    fragment = client.get(WORK, headers={"HX-Request": "true"}).content.decode()
    assert fragment.lstrip().startswith('<div id="jobs"')
    assert 'hx-trigger="every 3s"' in fragment


def test_the_list_takes_as_many_queries_for_many_jobs_as_for_few(client, group, marian):
    client.force_login(marian)

    def count() -> int:
        client.get(WORK)
        with CaptureQueriesContext(connection) as queries:
            client.get(WORK)
        return len(queries)

    asked(group, marian, key="1")
    few = count()
    for number in range(2, 30):
        asked(group, marian, key=str(number))
    assert count() == few <= 15


# --- health --------------------------------------------------------------------------------------------------


def health(client):
    answer = client.get("/health/")
    return answer.status_code, json.loads(answer.content)


def test_anybody_may_ask_whether_the_site_is_well_and_learns_numbers_alone(client, group, marian):
    with scoped(group):
        asked(group, marian)
        Message.objects.create(
            collaborative=group,
            key="k",
            stage="s",
            person=marian,
            kind="news",
            subject="Secret",
            queued_at=clock.now(),
        )
    status, found = health(client)
    assert status == 200
    assert found == {
        "database": "reachable",
        "well": True,
        "last_sweep": None,
        "last_sweep_age_in_seconds": None,
        "jobs_waiting": 1,
        "messages_waiting": 1,
    }


def test_a_sweep_that_has_gone_quiet_is_not_well(client, group):
    now = clock.now()
    sweep_all(clock.today(), now - timedelta(minutes=30))
    assert health(client)[1]["well"]
    sweep_all(clock.today(), now - timedelta(minutes=90))
    status, found = health(client)
    assert (status, found["well"]) == (200, False)
    assert found["last_sweep_age_in_seconds"] >= 90 * 60


def test_the_group_that_was_swept_longest_ago_counts(client, group, other_group):
    sweep_all(clock.today(), clock.now())
    with scoped(other_group):
        Job.objects.filter(kind="sweep").update(ended_at=clock.now() - timedelta(days=1))
    assert not health(client)[1]["well"]


ASK = """
from django.test import Client
answer = Client().get("/health/", headers={"host": "localhost"})
assert (answer.status_code, answer.json()) == (503, {"well": False, "database": "not reachable"}), answer
"""


def test_a_database_that_is_gone_is_said(tmp_path):
    nowhere = f"sqlite:///{tmp_path}/no-such-folder/quorate.sqlite3"
    assert processes.started(ASK, DATABASE_URL=nowhere).wait(60) == 0
