"""Documents that schools are asked for by a day: asked, handed in, excused, late, closed (K1.3)."""

import csv
import io
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from membership.actions.agreements import agree, file_protocol
from membership.actions.requests import (
    NothingHandedIn,
    ask_after_all,
    ask_schools,
    close_request,
    excuse,
    hand_in,
    move_request,
    reopen_request,
)
from membership.models import Request, RequestReply
from membership.permissions import NotAllowed
from membership.queries.due import due_by_school
from membership.queries.requests import by_request
from records import audit, documents
from records.models import Message, Person
from records.refusals import NotNow, Refusal
from tests.membership import cast, pages
from tests.membership.cast import DAY
from tests.membership.pages import NOON, words_of

LIST = "/marlbeck/requests/"
DUE = DAY + timedelta(days=20)
PDF = b"%PDF-1.4 our policy"


@pytest.fixture(autouse=True)
def shelf(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def office(group):
    person = cast.commissioned(group, "Marian Teale")
    cast.hold(group, "som", person, date(2023, 9, 1))
    return person


@pytest.fixture
def alder(group):
    school = cast.school(group, "Alder Primary School", tier="bronze")
    cast.head(school, "Amina Clarke")
    return school


def asked(group, by, *schools, **changes):
    given = {
        "what": "Attendance policy",
        "why": "for the safeguarding check",
        "due_on": DUE,
        "level": "office",
        "on": DAY,
    }
    return ask_schools(collaborative=group, schools=schools, by=by, **given | changes)


def part_of(request, school):
    return RequestReply.objects.get(request=request, school=school)


def handed(part, name, at=NOON, **what):
    return hand_in(
        reply=part, by=cast.person(name), at=at, **what or {"content": PDF, "filename": "policy.pdf"}
    )


# The verbs ------------------------------------------------------------------------------------------


@pytest.mark.clause("K1.3")
def test_a_request_has_its_day_its_purpose_and_each_school_once(group, office, birchenholt, alder):
    request = asked(group, office, birchenholt, alder, birchenholt)
    assert (request.due_on, request.why) == (DUE, "for the safeguarding check")
    assert {reply.school for reply in request.replies.all()} == {birchenholt, alder}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"due_on": DAY - timedelta(days=1)}, "has passed"),
        ({"level": "nobody knows"}, "who may read"),
        ({"level": "people"}, "who may read"),
    ],
)
def test_a_day_that_has_passed_and_a_level_that_nobody_knows_are_refused(
    group, office, birchenholt, changes, words
):
    with pytest.raises(Refusal, match=words):
        asked(group, office, birchenholt, **changes)
    with pytest.raises(Refusal, match="Choose the schools"):
        asked(group, office)
    assert not Request.objects.exists()


@pytest.mark.clause("K1.3")
def test_the_head_hands_in_a_file_that_is_kept_as_it_came(group, office, birchenholt):
    part = handed(part_of(asked(group, office, birchenholt), birchenholt), "Nadia Farrow")
    assert part.received_on == DAY
    assert part.by == cast.person("Nadia Farrow")
    assert documents.open_document(part.document).read() == PDF
    again = handed(part, "Nadia Farrow", content=b"%PDF-1.4 the right one", filename="policy.pdf")
    assert again.document.supersedes == part.document, "what came first is kept"
    assert again.received_on == DAY


def test_a_note_alone_will_do_and_nothing_at_all_will_not(group, office, birchenholt):
    part = part_of(asked(group, office, birchenholt), birchenholt)
    with pytest.raises(NothingHandedIn):
        handed(part, "Nadia Farrow", note="  ")
    with pytest.raises(documents.NotAccepted, match="exe"):
        handed(part, "Nadia Farrow", content=b"x", filename="policy.exe")
    assert handed(part, "Nadia Farrow", note="It stands on our site.").document is None


def test_another_school_s_head_hands_in_nothing_and_the_office_may_enter_what_came(
    group, office, birchenholt, alder
):
    part = part_of(asked(group, office, birchenholt), birchenholt)
    with pytest.raises(NotAllowed):
        handed(part, "Amina Clarke")
    assert handed(part, "Marian Teale", note="Came by post.").received_on == DAY


@pytest.mark.clause("K1.3")
def test_the_office_excuses_with_a_reason_and_may_ask_after_all(group, office, birchenholt):
    part = part_of(asked(group, office, birchenholt), birchenholt)
    told = {"by": office, "on": DAY}
    with pytest.raises(Refusal, match="Say why"):
        excuse(reply=part, because=" ", **told)
    with pytest.raises(NotAllowed):
        excuse(reply=part, because="we are busy", by=cast.person("Nadia Farrow"), on=DAY)
    excuse(reply=part, because="It opened this month.", **told)
    with pytest.raises(NotNow, match="has been excused"):
        handed(part, "Nadia Farrow")
    ask_after_all(reply=part, **told)
    handed(part, "Nadia Farrow")
    with pytest.raises(NotNow, match="has handed this in"):
        excuse(reply=part, because="It opened this month.", **told)


@pytest.mark.clause("K1.3")
def test_what_is_closed_takes_nothing_more_until_it_is_opened_again(group, office, birchenholt):
    request = asked(group, office, birchenholt)
    close_request(request=request, because="The check is over.", by=office, on=DAY)
    with pytest.raises(NotNow, match="closed"):
        handed(part_of(request, birchenholt), "Nadia Farrow")
    with pytest.raises(NotNow, match="already been closed"):
        close_request(request=request, because="Again.", by=office, on=DAY)
    assert not _asked_of(group, birchenholt)
    reopen_request(request=request, by=office, on=DAY)
    assert handed(part_of(request, birchenholt), "Nadia Farrow").received_on == DAY


LATER = DUE + timedelta(days=10)


@pytest.mark.clause("K1.3")
def test_its_last_day_is_moved_with_a_reason_and_those_who_wait_are_told_once(
    group, office, birchenholt, alder
):
    for name in ("Nadia Farrow", "Amina Clarke"):
        Person.objects.filter(name=name).update(email=f"{name[0]}@school.example".lower())
    request = asked(group, office, birchenholt, alder)
    handed(part_of(request, alder), "Amina Clarke")
    move_request(request=request, due_on=LATER, because="the inspectors came", by=office, at=NOON)
    assert _asked_of(group, birchenholt)[0].due_on == LATER
    told = Message.objects.get(kind="request")
    assert told.person.name == "Nadia Farrow"
    assert told.subject == "Attendance policy: now by Saturday 13 April 2024"
    assert "The inspectors came." in told.text
    entry = audit.history(group, request).latest("seq")
    assert (entry.detail.before, entry.detail.after) == (
        {"due_on": DUE.isoformat()}, {"due_on": LATER.isoformat(), "moved_because": "the inspectors came"},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "words"),
    [({"because": " "}, "Say why the day is moved"), ({"due_on": DUE}, "already"),
     ({"due_on": DAY - timedelta(days=1)}, "has passed")],
)  # fmt: skip
def test_a_day_is_not_moved_without_a_reason_to_itself_or_back(group, office, birchenholt, changes, words):
    request = asked(group, office, birchenholt)
    with pytest.raises(Refusal, match=words):
        move_request(request=request, by=office, at=NOON, **{"due_on": LATER, "because": "late"} | changes)


def test_a_closed_request_is_not_moved_and_only_the_office_moves_one(group, office, birchenholt):
    request = asked(group, office, birchenholt)
    with pytest.raises(NotAllowed):
        move_request(request=request, due_on=LATER, because="late", by=cast.person("Nadia Farrow"), at=NOON)
    close_request(request=request, because="Over.", by=office, on=DAY)
    with pytest.raises(NotNow, match="This was closed"):
        move_request(request=request, due_on=LATER, because="late", by=office, at=NOON)


def test_the_page_moves_the_day_and_says_so_to_the_school(marian, nadia, group, birchenholt):
    request = asked(group, cast.person("Marian Teale"), birchenholt)
    page = f"{LIST}{request.pk}/"
    refused = marian.post(page, {"do": "move", "due_on": LATER.isoformat(), "because": ""})
    assert (refused.status_code, "Say why the day is moved" in words_of(refused)) == (422, True)
    form = {"do": "move", "due_on": LATER.isoformat(), "because": "the inspectors came"}
    assert "It is now asked for by Saturday 13 April 2024" in words_of(marian.post(page, form, follow=True))
    said = words_of(nadia.get(page))
    assert (
        "The last day was moved from Wednesday 3 April 2024 to Saturday 13 April 2024: the inspectors came"
        in said
    )
    assert nadia.post(page, form).status_code == 403


def _asked_of(group, school, on=DAY):
    return [due for due in due_by_school(group, on).get(school.pk, ()) if due.kind == "request"]


@pytest.mark.clause("K1.3")
def test_the_head_is_told_on_the_day_it_is_asked_and_chased_when_it_is_late(group, office, birchenholt):
    request = asked(group, office, birchenholt)
    (due,) = _asked_of(group, birchenholt)
    assert due.what == "Hand in: Attendance policy"
    assert due.who == (cast.person("Nadia Farrow").pk,)
    assert [str(length) for length in due.remind] == ["20 days", "7 days", "2 days"], (
        "the first is on its first day"
    )
    assert due.link == f"{LIST}schools/{part_of(request, birchenholt).pk}/"
    later = DUE + timedelta(days=1)
    assert _asked_of(group, birchenholt, later)[0].late_on(later)
    handed(part_of(request, birchenholt), "Nadia Farrow")
    assert not _asked_of(group, birchenholt)


def test_what_is_late_stands_before_what_is_open_and_the_closed_last(group, office, birchenholt):
    first = asked(group, office, birchenholt, what="Open", due_on=DUE + timedelta(days=30))
    second = asked(group, office, birchenholt, what="Late")
    third = asked(group, office, birchenholt, what="Closed")
    close_request(request=third, because="Over.", by=office, on=DAY)
    rows = by_request([first, second, third], RequestReply.objects.all(), DUE + timedelta(days=1))
    assert [(row.request.what, row.state) for row in rows] == [
        ("Late", "late"),
        ("Open", "open"),
        ("Closed", "closed"),
    ]


# The pages ------------------------------------------------------------------------------------------


@pytest.mark.clause("K1.3")
def test_the_office_asks_the_schools_of_a_tier_and_sees_who_has_handed_in(
    marian, nadia, group, birchenholt, alder
):
    assert "Nothing has been asked for" in words_of(marian.get(LIST))
    form = {"what": "Attendance policy", "why": "for the check", "due_on": DUE.isoformat(), "level": "office"}
    answer = marian.post(f"{LIST}new/", {**form, "to": "tier:silver"}, follow=True)
    assert "1 school asked for Attendance policy by Wednesday 3 April 2024" in words_of(answer)
    part = RequestReply.objects.get()
    assert part.school == birchenholt
    page = f"{LIST}schools/{part.pk}/"
    upload = SimpleUploadedFile("policy.pdf", PDF)
    said = words_of(nadia.post(page, {"do": "hand in", "file": upload}, follow=True))
    assert "Handed in for Birchenholt Primary School" in said
    shown = words_of(marian.get(f"{LIST}{part.request_id}/"))
    assert "Birchenholt Primary School Handed in 14 March 2024 The file" in shown
    got = marian.get(f"{page}file/")
    assert b"".join(got.streaming_content) == PDF
    assert got["Content-Disposition"].startswith("attachment")


def test_only_those_that_are_ticked_are_asked_and_none_is_refused(marian, birchenholt, alder):
    form = {
        "what": "Policy",
        "why": "for the check",
        "due_on": DUE.isoformat(),
        "level": "office",
        "to": "chosen",
    }
    answer = marian.post(f"{LIST}new/", form)
    assert answer.status_code == 422
    assert "No school is chosen" in words_of(answer)
    marian.post(f"{LIST}new/", {**form, "school": [alder.pk]})
    assert [reply.school for reply in RequestReply.objects.all()] == [alder]


def test_a_file_that_is_not_kept_here_comes_back_with_the_reason(nadia, group, office, birchenholt):
    part = part_of(asked(group, office, birchenholt), birchenholt)
    page = f"{LIST}schools/{part.pk}/"
    answer = nadia.post(
        page, {"do": "hand in", "file": SimpleUploadedFile("policy.exe", b"x"), "note": "Ours"}
    )
    assert answer.status_code == 422
    assert "is not kept here" in words_of(answer)
    assert "Ours" in answer.content.decode()
    assert "Choose a file, or write a note" in words_of(nadia.post(page, {"do": "hand in"}))
    assert nadia.post(page, {"do": "excuse", "because": "busy"}).status_code == 403


@pytest.mark.clause("K1.3")
def test_the_school_s_own_list_says_what_is_asked_of_it_alone(
    client, nadia, group, office, birchenholt, alder
):
    asked(group, office, birchenholt, alder)
    asked(group, office, alder, what="Governors' list")
    said = words_of(nadia.get(LIST))
    assert "Attendance policy" in said
    assert "Birchenholt Primary School Waited for" in said
    assert "Governors' list" not in said
    part = part_of(Request.objects.get(what="Governors' list"), alder)
    assert nadia.get(f"{LIST}schools/{part.pk}/").status_code == 404
    amina = pages.sign_in(type(client)(), group, cast.person("Amina Clarke"))
    assert amina.get(f"{LIST}schools/{part.pk}/").status_code == 200


@pytest.mark.clause("K1.3")
def test_late_ones_are_listed_filtered_and_taken_away(marian, group, birchenholt, alder):
    office = cast.person("Marian Teale")
    request = asked(group, office, birchenholt, alder, due_on=DAY)
    handed(part_of(request, alder), "Amina Clarke")
    on = f"on={(DAY + timedelta(days=3)).isoformat()}"
    said = words_of(marian.get(f"{LIST}?{on}"))
    assert "Late" in said
    assert "1 of 2" in said
    assert "Nothing matches" in words_of(marian.get(f"{LIST}?state=complete&{on}"))
    late = words_of(marian.get(f"{LIST}{request.pk}/?state=late&{on}"))
    assert "Birchenholt" in late
    assert "Alder" not in late
    table = marian.get(f"{LIST}list.csv?{on}").content.decode("utf-8-sig")
    rows = {row["School"]: row["State"] for row in csv.DictReader(io.StringIO(table))}
    assert rows == {"Birchenholt Primary School": "late", "Alder Primary School": "handed in"}


@pytest.mark.clause("K1.4")
def test_what_is_handed_in_is_shared_under_a_protocol_that_the_school_has_agreed_to(
    nadia, marian, group, birchenholt
):
    request = asked(group, cast.person("Marian Teale"), birchenholt)
    part, whole = f"{LIST}schools/{part_of(request, birchenholt).pk}/", f"{LIST}{request.pk}/"
    assert "Shared under" not in words_of(nadia.get(part)), "no protocol is on file"
    version = "Data Sharing Protocol, version 2"
    filed = {"name": version, "content": PDF, "filename": "protocol.pdf", "by": None, "at": NOON}
    sha256 = file_protocol(collaborative=group, **filed).sha256
    assert f"Shared under the {version}. Not agreed to yet Read it and agree" in words_of(nadia.get(part))
    assert "Not agreed to by 1 school: Birchenholt Primary School." in words_of(marian.get(whole))
    agree(school=birchenholt, kind="protocol", by=cast.person("Nadia Farrow"), at=NOON, sha256=sha256)
    agreed = "which Birchenholt Primary School agreed to on 14 March 2024"
    assert f"Shared under the {version}, {agreed}" in words_of(nadia.get(part))
    assert "Not agreed to" not in words_of(marian.get(whole))


def test_the_office_excuses_closes_and_opens_again_on_the_pages(marian, group, birchenholt):
    request = asked(group, cast.person("Marian Teale"), birchenholt)
    part = part_of(request, birchenholt)
    page, whole = f"{LIST}schools/{part.pk}/", f"{LIST}{request.pk}/"
    assert marian.post(page, {"do": "excuse", "because": ""}).status_code == 422
    assert "is excused" in words_of(marian.post(page, {"do": "excuse", "because": "It is new."}, follow=True))
    assert "is asked again" in words_of(marian.post(page, {"do": "ask again"}, follow=True))
    assert marian.post(whole, {"do": "close", "because": ""}).status_code == 422
    assert "Closed on Thursday 14 March 2024" in words_of(
        marian.post(whole, {"do": "close", "because": "Over."}, follow=True)
    )
    assert "It is open again" in words_of(marian.post(whole, {"do": "reopen"}, follow=True))
    assert "This is open already" in words_of(marian.post(whole, {"do": "reopen"}, follow=True))
