"""A copy of a whole group by its office, and a person's own data: what is in them, and what is not (X6, K10.2)."""

import csv
import io
import json
from datetime import timedelta
from hashlib import sha256
from zipfile import ZipFile

import pytest

from collaborative.exporting.asking import Gone, WithoutPurpose, ask_for_export, fetch, let_go
from collaborative.exporting.own import own_data
from collaborative.exporting.tables import name_of, tables
from membership.models import Enrolment
from membership.permissions import NotAllowed
from records import audit, clock, documents, drafts, jobs
from records.models import AuditEntry, Job, Message, Person
from records.tenancy import scoped
from tests.collaborative import build
from tests.membership import build as rows

pytestmark = pytest.mark.django_db
EXPORT, OWN = "/marlbeck/export/", "/account/data/"


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    settings.DEMONSTRATION = True


@pytest.fixture
def inside(group):
    with scoped(group):
        yield group


def made(group, by, purpose="A second copy.") -> Job:
    job = ask_for_export(collaborative=group, purpose=purpose, by=by, at=clock.now())
    jobs.run_next(clock.now())
    job.refresh_from_db()
    assert (job.state, job.last_error) == ("done", "")
    return job


def opened(job: Job) -> ZipFile:
    return ZipFile(io.BytesIO(fetch(job=job, by=job.by, at=clock.now()).read()))


def table(file: ZipFile, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(file.read(name).decode("utf-8-sig"))))


# A whole group ------------------------------------------------------------------------------------------


@pytest.mark.clause("X6")
def test_a_copy_holds_a_table_for_each_kind_of_row_and_vouches_for_each_file(inside, marian, nadia):
    head = audit.head(inside)
    file = opened(made(inside, marian))
    manifest = json.loads(file.read("manifest.json"))
    assert {f"tables/{name_of(model)}.csv" for model in tables()} <= set(file.namelist())
    for each in manifest["files"]:
        content = file.read(each["name"])
        assert (sha256(content).hexdigest(), len(content)) == (each["sha256"], each["bytes"])
    assert {each["name"] for each in manifest["files"]} == set(file.namelist()) - {"manifest.json"}
    assert manifest["audit_head"]["entry"] == head.seq + 1  # that it was asked for
    assert (manifest["made_by"], manifest["purpose"]) == ("Marian Teale", "A second copy.")
    assert "Nadia Farrow" in {row["name"] for row in table(file, "tables/records.person.csv")}
    assert "Birchenholt Primary School" in {
        row["name"] for row in table(file, "tables/membership.school.csv")
    }


@pytest.mark.clause("X6")
def test_documents_come_as_the_files_they_are(inside, marian):
    content = b"Day,Words\n2024-03-14,As it was handed in\n"
    told = {"kind": "letter", "title": "A letter: for all", "on": clock.today(), "by": marian}
    paper = documents.receive(collaborative=inside, content=content, filename="letter.csv", **told)
    assert opened(made(inside, marian)).read(f"documents/{paper.pk}-a-letter-for-all.csv") == content


@pytest.mark.clause("X2", "X6")
def test_what_is_filed_for_others_alone_is_counted_and_stays_behind(inside, marian, nadia):
    paper = documents.receive(
        collaborative=inside, kind="letter", title="Appraisal", content=b"secret words", filename="a.txt",
        on=clock.today(), by=nadia,
    )  # fmt: skip
    rows.duty(inside, level="people", by=nadia, outcome="secret words", document=paper)
    rows.duty(inside, slot="2022-23", outcome="for all")
    file = opened(made(inside, marian))
    left = {each["name"]: each["number"] for each in json.loads(file.read("manifest.json"))["left_out"]}
    assert left == {"membership.dutyrecord": 1, "records.document": 1}
    assert [row["outcome"] for row in table(file, "tables/membership.dutyrecord.csv")] == ["for all"]
    assert not any(b"secret words" in file.read(name) for name in file.namelist())


@pytest.mark.clause("X2", "X6")
def test_nothing_of_another_group_and_no_key_to_a_door_is_in_it(inside, marian, other_group):
    with scoped(other_group):
        build.headteacher(other_group, "Omar Quill", "Copsewell School")
    Enrolment.objects.filter(person=marian).update(token_hash="a hash of a key")
    drafts.save(person=marian, form="canary", subject="", text={"words": "half a thought"}, at=clock.now())
    file = opened(made(inside, marian))
    words = "".join(file.read(name).decode() for name in file.namelist())
    assert not any(each in words for each in ("Omar Quill", "Copsewell", "a hash of a key", "half a thought"))


@pytest.mark.clause("X6")
def test_a_formula_stays_text(inside, marian):
    rows.announcement(inside, title="=1+1", by=marian)
    [row] = table(opened(made(inside, marian)), "tables/membership.announcement.csv")
    assert row["title"] == "'=1+1"


@pytest.mark.clause("K10.2", "X6")
def test_a_copy_is_for_a_purpose_that_the_trail_records_with_who_fetched_it(inside, marian):
    with pytest.raises(WithoutPurpose):
        ask_for_export(collaborative=inside, purpose=" ", by=marian, at=clock.now())
    opened(made(inside, marian, "For the auditor."))
    entries = AuditEntry.objects.filter(act="export").order_by("seq")
    assert [(each.by, each.purpose) for each in entries] == [(marian, "For the auditor.")] * 2
    assert "fetched" in entries[1].detail.after


def test_only_the_office_asks_and_only_who_asked_fetches(inside, marian, nadia):
    with pytest.raises(NotAllowed):
        ask_for_export(collaborative=inside, purpose="Curious.", by=nadia, at=clock.now())
    job = made(inside, marian)
    with pytest.raises(NotAllowed):
        fetch(job=job, by=nadia, at=clock.now())


def test_who_lost_the_office_meanwhile_gets_no_copy(inside, marian):
    from membership.models import Holding

    job = ask_for_export(collaborative=inside, purpose="A copy.", by=marian, at=clock.now())
    Holding.objects.filter(person=marian).update(ends_before=clock.today())
    audit.record(collaborative=inside, act="end-holding", subject=marian, by=None)
    jobs.run_next(clock.now())
    job.refresh_from_db()
    assert job.state == "parked"
    assert "file" not in job.arguments


@pytest.mark.clause("X6")
def test_a_copy_ends_after_its_days_and_its_file_is_removed(inside, marian, settings):
    job, later = made(inside, marian), clock.now() + timedelta(days=8)
    assert let_go(collaborative=inside, on=clock.today() + timedelta(days=7)) == 0
    with pytest.raises(Gone):
        fetch(job=job, by=marian, at=later)
    assert let_go(collaborative=inside, on=clock.today() + timedelta(days=8)) == 1
    assert let_go(collaborative=inside, on=clock.today() + timedelta(days=8)) == 0
    assert not list(settings.MEDIA_ROOT.glob("exports/**/*.zip"))
    job.refresh_from_db()
    with pytest.raises(Gone):
        fetch(job=job, by=marian, at=clock.now())


@pytest.mark.clause("X6", "K10.2")
def test_the_office_asks_on_the_page_is_told_by_mail_and_fetches_it(client, group, marian):
    client.force_login(marian)
    assert client.post(EXPORT, {}).status_code == 422
    said = client.post(EXPORT, {"purpose": "For the auditor."}, follow=True).content.decode()
    assert "0 of ?" in said
    jobs.run_next(clock.now())
    answer = client.get(EXPORT)
    assert "For: For the auditor." in answer.content.decode()
    with scoped(group):
        job = Job.objects.get(kind="export-group")
        assert Message.objects.get(key=f"export {job.pk}").person == marian
    answer = client.get(f"{EXPORT}{job.pk}/")
    assert answer["Content-Type"] == "application/zip"
    assert "manifest.json" in ZipFile(io.BytesIO(b"".join(answer.streaming_content))).namelist()


# One's own data -----------------------------------------------------------------------------------------


def own(person: Person) -> tuple[ZipFile, dict]:
    file = ZipFile(io.BytesIO(own_data(person, clock.now())))
    return file, json.loads(file.read("own-data.json"))


@pytest.mark.clause("X6")
def test_a_person_gets_every_row_in_which_they_appear_as_json_and_as_tables(group, nadia, marian):
    with scoped(group):
        drafts.save(person=nadia, form="notice", subject="", text={"words": "half a thought"}, at=clock.now())
    file, told = own(nadia)
    assert told["person"]["Name"] == "Nadia Farrow"
    [post] = told["groups"]["marlbeck"]["posts"]
    assert (post["Person"], post["School"], post["Kind"]) == (
        "Nadia Farrow", "Birchenholt Primary School", "headteacher",
    )  # fmt: skip
    assert table(file, "marlbeck/posts.csv")[0]["School"] == "Birchenholt Primary School"
    assert "half a thought" in file.read("own-data.json").decode()


@pytest.mark.clause("X2", "X6")
def test_it_holds_what_is_said_of_them_as_far_as_they_may_see_it_and_no_row_of_others(group, nadia, marian):
    with scoped(group):
        rows.duty(group, level="people", about=nadia, outcome="Said to her")
        rows.conversation(group, level="office", person=nadia, by=marian, subject="Kept by the office")
        rows.announcement(group, title="Of another", by=marian)
    words = own(nadia)[0].read("own-data.json").decode()
    assert "Said to her" in words
    assert not any(each in words for each in ("Kept by the office", "Of another"))


@pytest.mark.clause("X5", "X6")
def test_each_group_s_trail_says_that_it_was_taken(client, group, other_group, nadia):
    client.force_login(nadia)
    assert "Marlbeck" in client.get(OWN).content.decode()
    answer = client.post(OWN)
    assert answer["Content-Type"] == "application/zip"
    assert "no-store" in answer["Cache-Control"]
    with scoped(group):
        assert AuditEntry.objects.filter(act="export-own-data", by=nadia).count() == 1
    with scoped(other_group):
        assert not AuditEntry.objects.filter(act="export-own-data").exists()


def test_who_belongs_to_no_group_gets_their_account(client):
    stray = Person.objects.create_user("stray@quorate.example", name="Stray")
    assert own(stray)[1]["groups"] == {}
