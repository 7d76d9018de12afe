"""The audit trail (X5): looked through by those who may, verified, and copied for a purpose that is kept."""

import csv
import io
import re
from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from collaborative import audit_trail
from collaborative.audit_trail import Change, changes
from records import audit, jobs, triggers
from records.models import AuditDetail, AuditEntry
from records.tenancy import everywhere, scoped

pytestmark = pytest.mark.django_db
TRAIL, VERIFY, COPY = "/marlbeck/audit/", "/marlbeck/audit/verify/", "/marlbeck/audit/copy/"


@pytest.fixture(autouse=True)
def no_second_factor(settings):
    settings.DEMONSTRATION = True


@pytest.fixture
def office(client, marian):
    client.force_login(marian)
    return client


def said(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def did(group, by, act="edit-posts", subject=("membership.post", "4"), day=date(2024, 3, 14), **facts):
    at = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    return audit.record(collaborative=group, act=act, subject=subject, by=by, at=at, **facts)


def rows_of(answer) -> list[dict]:
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


# --- words -------------------------------------------------------------------------------------------------


@pytest.mark.clause("X5")
def test_from_what_to_what_is_said_in_words():
    before = {
        "state": "queued",
        "total_pence": 618525,
        "due_on": "2024-05-15",
        "kept": 1,
        "sha256": "ab" * 32,
    }
    after = {
        "state": "sent",
        "sha256": "cd" * 32,
        "total_pence": 618500,
        "due_on": None,
        "kept": 1,
        "formal": True,
        "sent_at": "2024-06-03T13:30:00.125Z",
    }
    assert changes(before, after) == [
        Change("state", "queued", "sent"),
        Change("total", "£6,185.25", "£6,185.00"),
        Change("due", "15 May 2024", ""),
        Change("sha256", "abababababab…", "cdcdcdcdcdcd…"),
        Change("formal", "", "yes"),
        Change("sent", "", "3 June 2024, 2:30pm"),
    ]
    assert changes(None, None) == []


def test_acts_and_kinds_are_called_as_people_call_them():
    assert audit_trail.act_words("issue-invoice") == "issue invoices"
    assert audit_trail.act_words("lift-waiver") == "lift waiver"
    assert audit_trail.kind_words("finance.invoice") == "invoice"
    assert audit_trail.kind_words("audit trail") == "audit trail"


# --- looking --------------------------------------------------------------------------------------------------


@pytest.mark.clause("X5")
def test_an_entry_says_who_did_what_when_in_what_capacity_and_from_what_to_what(office, group, nadia):
    did(group, nadia, acting_as="Treasurer", before={"kind": "deputy"}, after={"kind": "headteacher"})
    words = said(office.get(TRAIL))
    assert (
        "Record who holds which post Post 4 kind: deputy → to headteacher "
        "Nadia Farrow Treasurer 14 March 2024 , 12:00pm entry " in words
    )


def test_schools_and_people_stand_by_their_names(office, group, nadia):
    did(group, nadia, act="invite-people", subject=nadia)
    assert "Invite people to sign in Nadia Farrow" in said(office.get(TRAIL))


def test_people_in_the_detail_stand_by_their_names_and_nothing_is_not_a_change(office, group, nadia):
    did(group, nadia, after={"person": nadia.pk, "reason": "", "because": None})
    line = office.get(TRAIL, {"by": str(nadia.pk)}).context["lines"][0]
    assert line.changes == [Change("person", "", "Nadia Farrow")]


def test_what_was_erased_says_so_and_keeps_its_place(office, group, nadia, marian):
    entry = did(group, nadia, before={"phone": "01234"}, after={"phone": ""})
    with scoped(group):
        audit.erase(entry, by=marian, because="its time is over")
    words = said(office.get(TRAIL))
    assert "Erased; its digest stays" in words
    assert "01234" not in words
    assert "For: its time is over" in words


@pytest.mark.clause("X5")
@pytest.mark.parametrize(
    "asked",
    [
        {"act": "issue-invoice"},
        {"kind": "finance.invoice"},
        {"kind": "finance.invoice", "key": "41"},
        {"first": "2024-05-01"},
        {"first": "2024-05-01", "last": "2024-05-01"},
    ],
)
def test_the_trail_is_filtered_by_act_subject_and_day(office, group, nadia, marian, asked):
    did(group, nadia)
    wanted = did(group, marian, act="issue-invoice", subject=("finance.invoice", "41"), day=date(2024, 5, 1))
    found = office.get(TRAIL, asked).context["lines"]
    assert wanted.seq in [line.entry.seq for line in found]
    assert all(line.entry.act != "edit-posts" or line.who != nadia.name for line in found)


def test_the_trail_is_filtered_by_person(office, group, nadia):
    did(group, nadia)
    found = office.get(TRAIL, {"by": str(nadia.pk)}).context["lines"]
    assert {line.who for line in found} == {nadia.name}


def test_a_filter_that_makes_no_sense_asks_for_nothing(office, group, nadia):
    did(group, nadia)
    answer = office.get(TRAIL, {"first": "soon", "by": "everybody"})
    assert answer.status_code == 200
    assert answer.context["lines"]


def test_nothing_found_leads_back_to_the_whole(office, group):
    assert "No entry matches" in said(office.get(TRAIL, {"act": "no-such-act"}))


# --- who -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("method", "path"), [("get", TRAIL), ("post", VERIFY), ("post", COPY)])
def test_a_headteacher_is_told_that_it_is_not_for_them(client, group, nadia, method, path):
    client.force_login(nadia)
    assert getattr(client, method)(path).status_code == 403


@pytest.mark.clause("X2")
def test_the_trail_of_another_group_is_not_in_it(office, group, other_group, nadia):
    did(other_group, nadia, act="spend", purpose="CanaryPurpose")
    assert "CanaryPurpose" not in office.get(TRAIL).content.decode()
    assert office.get("/tarnside/audit/").status_code == 404


# --- verifying --------------------------------------------------------------------------------------------------


@pytest.mark.clause("X5")
def test_the_trail_is_verified_at_once_and_its_head_is_said(office, group, nadia):
    did(group, nadia)
    head = audit.head(group)
    words = said(office.post(VERIFY, follow=True))
    assert f"All {head.seq} entries hold. The head is {head.short}." in words


def tamper(entry):
    """What the triggers refuse, done behind their back."""
    triggers.lift(connection)
    try:
        everywhere(AuditEntry).filter(pk=entry.pk).update(act="spend")
    finally:
        triggers.install(connection)


@pytest.mark.clause("X5")
def test_an_entry_that_was_changed_is_named(office, group, nadia):
    entry = did(group, nadia)
    did(group, nadia)
    tamper(entry)
    words = said(office.post(VERIFY, follow=True))
    assert f"The trail is broken at entry {entry.seq}. Its words are not those that were recorded." in words


def test_a_long_trail_is_verified_in_the_background_and_the_result_stands_in_the_list(
    office, group, nadia, monkeypatch
):
    monkeypatch.setattr("collaborative.views.audit.SHORT", 0)
    entry = did(group, nadia)
    assert "it is checked in the background" in said(office.post(VERIFY, follow=True))
    assert jobs.run_next(datetime(2024, 3, 14, tzinfo=UTC).replace(year=2100)).state == "done"
    tamper(entry)
    office.post(VERIFY)
    job = jobs.run_next(datetime(2100, 1, 1, tzinfo=UTC))
    assert job.state == "parked"
    assert f"The trail is broken at entry {entry.seq}." in said(office.get("/marlbeck/work/"))


# --- taking a copy ------------------------------------------------------------------------------------------------


@pytest.mark.clause("X5", "K10.2")
def test_a_copy_is_taken_for_a_purpose_that_is_recorded(office, group, nadia, marian):
    did(group, nadia, before={"kind": "deputy"}, after={"kind": "headteacher"})
    answer = office.post(COPY, {"act": "edit-posts", "by": str(nadia.pk), "purpose": "For the annual audit"})
    [row] = rows_of(answer)
    assert (row["Who"], row["Act"], row["Changes"]) == (
        "Nadia Farrow",
        "record who holds which post",
        "kind: deputy > headteacher",
    )
    with scoped(group):
        entry = AuditEntry.objects.get(act="export")
        assert (entry.by, entry.purpose) == (marian, "For the annual audit")
        asked = {"by": str(nadia.pk), "act": "edit-posts"}
        assert AuditDetail.objects.get(entry=entry).after == {"entries": 1, "asked": asked}
    assert "For: For the annual audit" in said(office.get(TRAIL))


@pytest.mark.parametrize("purpose", ["", "   "])
def test_without_a_purpose_no_copy_is_taken(office, group, nadia, purpose):
    did(group, nadia)
    answer = office.post(COPY, {"purpose": purpose, "act": "edit-posts"})
    assert answer.status_code == 422
    assert "Say what the copy is for." in said(answer)
    with scoped(group):
        assert not AuditEntry.objects.filter(act="export").exists()


def test_a_copy_is_not_had_by_a_link(office, group):
    assert office.get(COPY).status_code == 405


# --- how much ------------------------------------------------------------------------------------------------------


def test_a_long_trail_takes_as_many_queries_as_a_short_one(office, group, nadia):
    def count() -> int:
        office.get(TRAIL)
        with CaptureQueriesContext(connection) as queries:
            assert office.get(TRAIL).status_code == 200
        return len(queries)

    def some(times: int) -> None:
        for number in range(times):
            did(group, nadia, subject=nadia, after={"x": number})
            did(group, nadia, subject=("membership.school", str(number)), after={"x": number})

    some(1)
    few = count()
    some(30)
    assert count() == few <= 15
