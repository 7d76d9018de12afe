"""The signed copy (K5.1): the contract's unchanged words and who signed them, in one paper for both sides."""

from datetime import date
from io import BytesIO

import pytest
from pypdf import PdfReader

from collaborative.post import render
from membership.actions.contract_paper import send_contract
from membership.actions.contracts import (
    COPY_JOB,
    admit_school,
    countersign_contract,
    sign_contract,
    void_contract,
)
from membership.actions.schools import change_detail
from membership.actions.signed_copy import ask_for_missing_copies, print_signed_copy
from membership.models import Contract
from records import audit, documents, jobs
from records.models import Document, Job
from records.outbox import send_due
from tests.membership import cast, pages
from tests.membership.pages import NOON, words_of

pytestmark = pytest.mark.django_db

DAY, STARTS = cast.DAY, date(2024, 9, 1)


@pytest.fixture
def sent(cabinet, birchenholt) -> Contract:
    draft = admit_school(school=birchenholt, tier="silver", starts_on=STARTS, by=None, on=DAY)
    return send_contract(contract=draft, by=cabinet["som"], at=NOON)


@pytest.fixture
def signed(sent) -> Contract:
    head = cast.person("Nadia Farrow")
    return sign_contract(
        contract=sent, by=head, at=NOON, sha256=sent.document.sha256, signed_as="nadia farrow"
    )


def countersigned(contract: Contract, chair) -> Contract:
    return countersign_contract(contract=contract, by=chair, at=NOON, sha256=contract.document.sha256)


def copy_of(contract: Contract) -> Document:
    return print_signed_copy(contract=contract, by=None, on=DAY)


def reader(document: Document) -> PdfReader:
    return PdfReader(BytesIO(documents.open_document(document).read()))


def said(page) -> str:
    return " ".join(page.extract_text().split()).split(" Page ")[0]


@pytest.mark.clause("K5.1")
def test_the_copy_has_the_contract_unchanged_and_then_who_signed_when_and_what(signed):
    copy, original = reader(copy_of(signed)), reader(signed.document)
    assert [said(page) for page in copy.pages[:-1]] == [said(page) for page in original.pages]
    last = said(copy.pages[-1])
    assert "Signed for Birchenholt Primary School" in last
    assert "nadia farrow" in last
    assert "Nadia Farrow, headteacher, Birchenholt Primary School" in last
    assert "Thursday 14 March 2024 at 12:00" in last
    assert "I have read the contract and agree to it" in last
    assert last.replace(" ", "").count(signed.document.sha256) == 2
    assert "Not countersigned yet" in last


@pytest.mark.clause("K5.1")
def test_the_document_that_was_signed_is_enclosed_byte_for_byte(signed):
    (enclosed,) = reader(copy_of(signed)).attachments.values()
    assert enclosed[0] == documents.open_document(signed.document).read()


@pytest.mark.clause("K5.1")
def test_countersigned_it_is_issued_anew_and_the_first_copy_is_kept(signed, cabinet):
    first = copy_of(signed)
    agreed = countersigned(signed, cabinet["chair"])
    second = copy_of(agreed)
    assert (agreed.signed_copy, second.supersedes) == (second, first)
    last = said(reader(second).pages[-1])
    assert "Countersigned for Marlbeck" in last
    assert "Amina Clarke, Chair; Academy Rep; headteacher, Alder Primary" in last
    assert "Signed for both sides, the contract is agreed and holds from Sunday 1 September 2024" in last
    assert reader(first).pages
    assert copy_of(agreed) == second


@pytest.mark.clause("K5.1")
def test_a_school_that_has_another_name_by_now_stands_in_the_copy_as_it_signed(signed, birchenholt):
    change_detail(school=birchenholt, from_on=DAY, name="Birch Academy", by=None, on=DAY)
    signed.refresh_from_db()
    assert "Birchenholt Primary School" in said(reader(copy_of(signed)).pages[0])


def test_no_copy_is_made_of_what_nobody_signed_or_what_came_to_nothing(sent, signed):
    assert not Job.objects.filter(kind=COPY_JOB, key=f"contract {sent.pk} issued").exists()
    void_contract(contract=signed, because="the school asked for another tier", by=None, at=NOON)
    assert copy_of(signed) is None


def test_each_signature_asks_for_its_copy_once_and_the_trail_has_its_fingerprint(group, signed, cabinet):
    agreed = countersigned(signed, cabinet["chair"])
    assert list(Job.objects.filter(kind=COPY_JOB).order_by("pk").values_list("key", flat=True)) == [
        f"contract {signed.pk} signed", f"contract {signed.pk} agreed",
    ]  # fmt: skip
    while jobs.run_next(NOON):
        pass
    agreed.refresh_from_db()
    entries = audit.history(group, agreed).filter(act="countersign-contract")
    assert {"signed_copy": agreed.signed_copy.sha256, "state": "agreed"} in [
        entry.detail.after for entry in entries
    ]


def test_a_copy_that_nobody_asked_for_is_asked_for_once(group, signed):
    Job.objects.all().delete()
    assert ask_for_missing_copies(collaborative=group, on=DAY) == [signed]
    assert ask_for_missing_copies(collaborative=group, on=DAY) == []
    Job.objects.all().delete()
    copy_of(signed)
    assert ask_for_missing_copies(collaborative=group, on=DAY) == []


@pytest.mark.clause("K5.1")
def test_both_sides_download_it_through_the_contract_and_strangers_find_nothing(
    nadia, client, group, cabinet, signed
):
    page = f"/marlbeck/contracts/{signed.pk}/"
    assert "The signed copy is being printed" in words_of(nadia.get(page))
    assert nadia.get(f"{page}signed.pdf").status_code == 404
    copy = copy_of(signed)
    assert f"Fingerprint of the signed copy: {copy.sha256}" in words_of(nadia.get(page))
    office = pages.sign_in(type(client)(), group, cabinet["som"])
    for browser in (office, nadia):
        assert b"".join(browser.get(f"{page}signed.pdf").streaming_content).startswith(b"%PDF")
    other = pages.sign_in(type(client)(), group, cast.head(cast.school(group, "Hazel Primary"), "Ida Munn"))
    assert other.get(f"{page}signed.pdf").status_code == 404


@pytest.mark.clause("K5.1")
def test_the_mail_leads_to_the_signed_copy(group, signed, mailoutbox, today):
    head = cast.person("Nadia Farrow")
    head.email = "nadia@birchenholt.example"
    head.save()
    copy_of(signed)
    send_due(render, at=NOON)
    mail = next(each for each in mailoutbox if each.to == [head.email] and "Contract signed" in each.subject)
    assert f"/marlbeck/contracts/{signed.pk}/signed.pdf" in mail.body
