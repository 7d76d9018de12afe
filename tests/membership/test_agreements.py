"""Each headteacher agrees by name: the pledge, the constitution, the protocol; who has, who has not, who was asked."""

import csv
import io
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from membership.actions.agreements import Overtaken, agree, file_protocol
from membership.actions.posts import end_post
from membership.models import Assent
from membership.permissions import NotAllowed
from membership.queries import kept
from membership.queries.agreed import agreement_in, agreements_in
from membership.queries.due import due_by_school
from membership.queries.rows import Rows
from membership.queries.side_by_side import lines_on
from records import documents
from records.models import AuditEntry
from records.refusals import Refusal
from tests.membership import cast, pages
from tests.membership.cast import DAY
from tests.membership.pages import NOON, words_of

LIST = "/marlbeck/agreements/"
PDF = b"%PDF-1.4 the protocol"


@pytest.fixture
def shelf(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def asked(group, kind, on=DAY):
    return agreement_in(Rows(group), kind, on)


def agreed(group, school, head, kind, at=NOON):
    return agree(school=school, kind=kind, by=head, at=at, sha256=asked(group, kind).sha256)


def amend(group, on=DAY):
    """Another edition comes into force: the pledge has another promise."""
    source = cast.knowsley().replace("We will\n- Work in", "We will\n- Keep this promise\n- Work in")
    edition = cast.adopt(group, source.replace('edition       = "2023/24"', 'edition       = "2024"'), on)
    kept.forget()
    return edition


def protocol(group, name="Data Sharing Protocol, version 2", content=PDF, at=NOON):
    return file_protocol(
        collaborative=group, name=name, content=content, filename="protocol.pdf", by=None, at=at
    )


def page_of(school, what):
    return f"/marlbeck/members/{school.pk}/{what}/"


# What is agreed to ----------------------------------------------------------------------------------


@pytest.mark.clause("K1.1", "K15.1")
def test_the_edition_asks_for_its_pledge_and_for_itself_each_school_year(group):
    pledge, constitution = agreements_in(Rows(group), DAY)
    assert (pledge.kind, pledge.slot, pledge.since) == ("pledge", "2023-24", date(2023, 9, 1))
    assert len(pledge.points) == 10
    assert (constitution.kind, constitution.slot) == ("constitution", "2023-24")
    assert constitution.sha256 == cast.parsed(cast.knowsley()).sha256
    assert pledge.due.value == date(2023, 9, 30)
    assert "the default" in pledge.due.defaults[0]


def test_terms_of_reference_that_ask_for_nothing_ask_for_nothing(seats_group):
    assert agreements_in(Rows(seats_group), DAY) == ()


@pytest.mark.clause("K1.4")
def test_a_protocol_is_asked_for_once_a_version_is_filed_and_by_its_name(group, shelf):
    assert asked(group, "protocol") is None
    document = protocol(group)
    found = asked(group, "protocol")
    assert (found.name, found.sha256) == ("Data Sharing Protocol, version 2", document.sha256)
    assert found.due.value == DAY + timedelta(days=28)


@pytest.mark.clause("K1.1", "K1.4", "K15.1")
@pytest.mark.parametrize("kind", ["pledge", "constitution", "protocol"])
def test_agreeing_keeps_the_name_the_capacity_the_moment_and_the_very_words(group, birchenholt, shelf, kind):
    protocol(group)
    nadia = cast.person("Nadia Farrow")
    assent = agreed(group, birchenholt, nadia, kind)
    assert (assent.person, assent.at, assent.kind) == (nadia, NOON, kind)
    assert assent.capacity == "headteacher, Birchenholt Primary School"
    assert assent.sha256 == asked(group, kind).sha256
    entry = AuditEntry.objects.filter(act="agree").get()
    assert entry.by == nadia


@pytest.mark.clause("K15.1")
def test_agreeing_twice_is_agreeing_once(group, birchenholt):
    nadia = cast.person("Nadia Farrow")
    first = agreed(group, birchenholt, nadia, "constitution")
    again = agreed(group, birchenholt, nadia, "constitution", NOON + timedelta(hours=1))
    assert again == first
    assert Assent.objects.count() == AuditEntry.objects.filter(act="agree").count() == 1


@pytest.mark.clause("K15.1")
def test_an_edition_adopted_between_reading_and_pressing_is_refused_with_both(group, birchenholt):
    read = asked(group, "constitution").sha256
    amend(group)
    with pytest.raises(
        Overtaken, match="you read edition 2023/24; edition 2024 is in force since 14 March"
    ) as found:
        agree(school=birchenholt, kind="constitution", by=cast.person("Nadia Farrow"), at=NOON, sha256=read)
    assert found.value.read.edition.name == "2023/24"
    assert found.value.now.edition.name == "2024"
    assert not Assent.objects.exists()


@pytest.mark.clause("K1.1")
def test_another_edition_asks_for_the_pledge_again(group, birchenholt):
    agreed(group, birchenholt, cast.person("Nadia Farrow"), "pledge")
    amend(group, DAY + timedelta(days=10))
    (before,), (after,) = lines_on(group, DAY), lines_on(group, DAY + timedelta(days=10))
    assert before.part_in("pledge").met
    assert not after.part_in("pledge").met
    due = asked(group, "pledge", DAY + timedelta(days=10)).due.value
    assert due == DAY + timedelta(days=38), "four weeks from the day it came into force"


def test_the_head_who_left_between_reading_and_pressing_agrees_to_nothing(group, birchenholt):
    nadia = cast.person("Nadia Farrow")
    read = asked(group, "pledge").sha256
    end_post(post=nadia.posts.get(), last_day=DAY - timedelta(days=1), because="retired", by=None, on=DAY)
    with pytest.raises(NotAllowed):
        agree(school=birchenholt, kind="pledge", by=nadia, at=NOON, sha256=read)
    after = cast.head(birchenholt, "Imre Vass", DAY)
    assert agree(school=birchenholt, kind="pledge", by=after, at=NOON, sha256=read).person == after


@pytest.mark.clause("K1.4")
def test_a_new_version_overtakes_the_one_before_and_is_agreed_to_afresh(group, birchenholt, shelf):
    first = protocol(group)
    nadia = cast.person("Nadia Farrow")
    agreed(group, birchenholt, nadia, "protocol")
    second = protocol(group, "Data Sharing Protocol, version 3", b"%PDF-1.4 another")
    assert second.supersedes == first
    with pytest.raises(
        Overtaken, match="you read Data Sharing Protocol, version 2; Data Sharing Protocol, version 3"
    ):
        agree(school=birchenholt, kind="protocol", by=nadia, at=NOON, sha256=first.sha256)
    (line,) = lines_on(group, DAY)
    assert not line.part_in("protocol").met
    assert "protocol" in line.missing


def test_a_protocol_without_a_name_or_of_another_kind_is_not_filed(group, shelf):
    with pytest.raises(Refusal, match="its name"):
        protocol(group, " ")
    with pytest.raises(documents.NotAccepted):
        file_protocol(collaborative=group, name="V", content=b"x", filename="v.exe", by=None, at=NOON)


# What falls due -------------------------------------------------------------------------------------


@pytest.mark.clause("K1.1", "K15.1")
def test_each_headteacher_is_asked_until_they_have_agreed(group, birchenholt):
    nadia = cast.person("Nadia Farrow")
    dues = {due.what: due for due in due_by_school(group, DAY)[birchenholt.pk]}
    asked_for = dues["Agree to the constitution and handbook, edition 2023/24"]
    assert asked_for.who == (nadia.pk,)
    assert asked_for.link == page_of(birchenholt, "constitution")
    assert "Agree to our Collaborative Pledge for 2023/24" in dues
    agreed(group, birchenholt, nadia, "constitution")
    left = [due.what for due in due_by_school(group, DAY)[birchenholt.pk]]
    assert left == ["Agree to our Collaborative Pledge for 2023/24"]


# The pages ------------------------------------------------------------------------------------------


@pytest.mark.clause("K15.1")
def test_the_headteacher_reads_the_whole_edition_and_agrees_to_it(nadia, birchenholt):
    page = page_of(birchenholt, "constitution")
    shown = nadia.get(page)
    said = words_of(shown)
    assert "All members will be expected to agree to the constitution." in said
    assert "Mobile phones" in said or "mobile phones" in said, "the very words stand on the page"
    sha256 = shown.context["agreement"].sha256
    said = words_of(nadia.post(page, {"sha256": sha256, "agreed": "on"}, follow=True))
    assert "Nadia Farrow agreed for Birchenholt Primary School on Thursday 14 March 2024" in said
    assert "Headteacher, Birchenholt Primary School, 14 March 2024 at" in said


@pytest.mark.clause("K15.1")
def test_who_was_overtaken_sees_both_and_can_agree_to_what_is_in_force(nadia, group, birchenholt):
    page = page_of(birchenholt, "pledge")
    read = nadia.get(page).context["agreement"].sha256
    amend(group)
    answer = nadia.post(page, {"sha256": read, "agreed": "on"})
    assert answer.status_code == 422
    said = words_of(answer)
    assert "What you read" in said
    assert "What is asked for now" in said
    assert said.count("Work in collaboration and partnership") == 2
    assert said.count("Keep this promise") == 1
    assert not Assent.objects.exists()
    now = answer.context["form"].initial["sha256"]
    assert "agreed for Birchenholt" in words_of(
        nadia.post(page, {"sha256": now, "agreed": "on"}, follow=True)
    )


@pytest.mark.clause("K1.4")
def test_the_protocol_is_opened_read_and_agreed_to(nadia, marian, group, birchenholt, shelf):
    upload = SimpleUploadedFile("protocol.pdf", PDF)
    answer = marian.post(f"{LIST}protocol/", {"name": "Protocol, version 2", "file": upload}, follow=True)
    assert "Protocol, version 2 is filed" in words_of(answer)
    page = page_of(birchenholt, "protocol")
    shown = nadia.get(page)
    assert "Protocol, version 2 (PDF)" in words_of(shown)
    document = shown.context["agreement"].document
    assert b"".join(nadia.get(f"{LIST}protocol/{document.pk}/").streaming_content) == PDF
    nadia.post(page, {"sha256": document.sha256, "agreed": "on"})
    assert Assent.objects.get().document == document
    assert nadia.post(f"{LIST}protocol/", {"name": "Mine", "file": upload}).status_code == 403


def test_a_protocol_that_is_no_pdf_is_refused_with_what_was_typed(marian, group, shelf):
    upload = SimpleUploadedFile("protocol.docx", b"words")
    answer = marian.post(f"{LIST}protocol/", {"name": "Protocol, version 2", "file": upload})
    assert answer.status_code == 422
    assert "Send the protocol as a PDF" in words_of(answer)
    assert "Protocol, version 2" in answer.content.decode()


@pytest.mark.clause("K1.1", "K1.4")
def test_the_office_sees_who_has_agreed_and_who_has_not_and_takes_it_away(marian, group, birchenholt):
    cast.head(cast.school(group, "Alder Primary School"), "Amina Clarke")
    agreed(group, birchenholt, cast.person("Nadia Farrow"), "pledge")
    said = words_of(marian.get(LIST))
    assert "1 of 2" in said
    assert "Nadia Farrow Headteacher, Birchenholt Primary School" in said
    assert "names no version" in said, "the constitution speaks of a protocol that is not on file"
    missing = words_of(marian.get(f"{LIST}?state=missing"))
    assert "Alder Primary School" in missing
    assert "Birchenholt" not in missing
    assert "Alder" not in words_of(marian.get(f"{LIST}?q=birchen"))
    assert "No school matches" in words_of(marian.get(f"{LIST}?q=nothing"))
    table = marian.get(f"{LIST}list.csv?what=pledge").content.decode("utf-8-sig")
    by_name = {row["School"]: row for row in csv.DictReader(io.StringIO(table))}
    assert by_name["Birchenholt Primary School"]["Agreed by"] == "Nadia Farrow"
    assert by_name["Alder Primary School"]["State"] == "not agreed"


def test_a_headteacher_does_not_see_how_the_others_stand(nadia, birchenholt):
    answer = nadia.get(LIST)
    assert answer.status_code == 403


def test_a_group_that_agrees_to_nothing_says_so(client, seats_group, today):
    clerk = cast.commissioned(seats_group, "Ottilie Marsh", "clerk")
    browser = pages.sign_in(client, seats_group, clerk)
    assert "Nothing is agreed to by name" in words_of(browser.get(LIST))


# Standing -------------------------------------------------------------------------------------------


@pytest.mark.clause("K3.3", "K1.1", "K15.1")
def test_the_list_says_what_is_missing_since_when_and_filters_by_it(marian, group, birchenholt):
    alder = cast.school(group, "Alder Primary School", since=date(2024, 1, 8))
    head = cast.head(alder, "Amina Clarke")
    agreed(group, alder, head, "constitution")
    said = words_of(marian.get("/marlbeck/members/"))
    assert "Constitution agreed 1 of 2" in said
    assert "Not agreed Since 8 January 2024" in said, "the pledge of a school that joined in January"
    assert "Not agreed Since 1 September 2023" in said
    left = words_of(marian.get("/marlbeck/members/?missing=constitution"))
    assert "Birchenholt" in left
    assert "Alder" not in left
    table = marian.get("/marlbeck/members/list.csv").content.decode("utf-8-sig")
    rows = {row["School"]: row for row in csv.DictReader(io.StringIO(table))}
    assert rows["Alder Primary School"]["Constitution"] == "Agreed"
    assert "Data protocol" not in rows["Alder Primary School"], "no version is on file, so none is shown"


@pytest.mark.clause("K3.3")
def test_the_headteacher_sees_the_standing_of_their_own_school(nadia, group, birchenholt):
    said = words_of(nadia.get("/marlbeck/our-school/"))
    assert "Constitution Not agreed" in said
    assert "Missing since 1 September 2023" in said
    agreed(group, birchenholt, cast.person("Nadia Farrow"), "constitution")
    assert "Constitution Agreed 14 March 2024" in words_of(nadia.get("/marlbeck/our-school/"))
