"""One school: its standing with the why, the pledge, the contract, and what the office enters of it."""

from datetime import date
from decimal import Decimal

import pytest

from membership.actions.contracts import admit_school
from membership.models import Assent, Basis, Contract, School
from records.models import Document
from tests.membership import cast, pages
from tests.membership.pages import words_of


def page_of(school) -> str:
    return f"/marlbeck/members/{school.pk}/"


# --- how it stands ------------------------------------------------------------------------------------


@pytest.mark.clause("K3.3", "K5.3")
def test_a_headteacher_sees_how_the_school_stands_and_why(nadia, birchenholt):
    said = words_of(nadia.get("/marlbeck/our-school/"))
    assert "Something is missing why?" in said
    assert "Annual fee for 2023/24 missing (shown)" in said
    assert "Next deadline Monday 1 April 2024, to leave on 31 July 2025" in said
    assert "Read and agree" in said
    assert "Change what is recorded" not in said


def test_another_headteacher_sees_the_school_and_not_its_standing(client, group, birchenholt, today):
    amina = cast.head(cast.school(group, "Alder Primary School"), "Amina Clarke")
    pages.sign_in(client, group, amina)
    said = words_of(client.get(page_of(birchenholt)))
    assert "Birchenholt Primary School" in said
    assert "Nadia Farrow" in said
    assert "Something is missing" not in said
    assert "Contract" not in said


def test_a_head_of_two_schools_chooses(nadia, group):
    cast.head(cast.school(group, "Alder Primary School"), "Nadia Farrow", kind="executive headteacher")
    said = words_of(nadia.get("/marlbeck/our-school/"))
    assert "You speak for 2 schools" in said
    assert "Alder Primary School" in said


def test_whoever_speaks_for_no_school_has_no_page_of_their_own(marian):
    assert marian.get("/marlbeck/our-school/").status_code == 404


@pytest.mark.clause("K3.5")
def test_a_school_through_time_keeps_each_name_and_urn(marian, birchenholt):
    page = page_of(birchenholt)
    change = {"name": "Birchenholt Academy", "urn": "900123", "kind": "primary", "status": "academy",
              "trust": "Fell Trust", "pupils": "212", "from_on": "2024-01-01"}  # fmt: skip
    assert marian.post(f"{page}recorded/", change).status_code == 302
    said = words_of(marian.get(page))
    assert "To be signed again" in said
    assert "Academy, Fell Trust" in said
    assert "1 September 2020 Birchenholt Primary School" in said
    assert (
        "Maintained or voluntary aided" in words_of(marian.get(f"{page}?on=2023-12-31")).split("Through")[0]
    )


# --- what the office enters ---------------------------------------------------------------------------


NEW = {
    "name": "Ivelow Primary School",
    "urn": "900200",
    "kind": "primary",
    "status": "maintained",
    "from_on": "2024-03-01",
}


@pytest.mark.clause("K3.1", "K5.8")
def test_a_school_is_added_and_its_contract_drafted(marian, group):
    answer = marian.post("/marlbeck/members/add/", NEW, follow=True)
    assert "It becomes a member with its contract" in words_of(answer)
    school = School.objects.get(name="Ivelow Primary School")
    form = {"tier": "bronze", "starts_on": "2024-09-01", "form": "contract"}
    answer = marian.post(f"{page_of(school)}contract/", form, follow=True)
    assert "The contract is drafted" in words_of(answer)


@pytest.mark.clause("K3.1")
def test_a_kind_that_may_not_be_a_member_is_refused_with_the_reason(marian, group):
    school = cast.school(group, "Little Acorns", kind="nursery", tier=None)
    form = {"tier": "bronze", "starts_on": "2024-09-01", "form": "paper"}
    answer = marian.post(f"{page_of(school)}contract/", form)
    assert answer.status_code == 422
    assert "Little Acorns is a nursery school; members are schools of the kind" in words_of(answer)
    assert not Contract.objects.exists()


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [({"urn": "12"}, "A URN has five to seven figures"), ({"name": ""}, "Give the school's name"),
     ({"from_on": "soon"}, "Write the day as 14/03/2024")],
)  # fmt: skip
def test_what_cannot_be_right_gets_its_sentence_and_keeps_what_was_typed(marian, group, typed, sentence):
    answer = marian.post("/marlbeck/members/add/", NEW | typed)
    assert answer.status_code == 422
    assert sentence in words_of(answer)
    assert "900200" in answer.content.decode() or "urn" in typed
    assert not School.objects.exists()


def test_a_urn_of_another_school_is_refused(marian, group):
    cast.school(group, "Alder Primary School", urn=900_200)
    answer = marian.post("/marlbeck/members/add/", NEW)
    assert "Alder Primary School already has the URN 900200" in words_of(answer)


@pytest.mark.clause("K3.5")
def test_a_school_that_closes_ends_with_its_reason(marian, birchenholt):
    form = {"ended_on": "2024-08-31", "reason": "it closed"}
    said = words_of(marian.post(f"{page_of(birchenholt)}end/", form, follow=True))
    assert "ends on Saturday 31 August 2024: it closed" in said


@pytest.mark.clause("K4.1")
def test_a_figure_is_entered_and_the_one_before_is_kept(marian, birchenholt):
    page = f"{page_of(birchenholt)}figures/"
    figure = marian.get(page).context["form"].fields["figure"].choices[0][0]
    form = {
        "figure": figure,
        "contract_year": "2023-24",
        "amount": "£6,000",
        "source": "letter",
        "source_on": "2024-03-01",
    }
    marian.post(page, form)
    said = words_of(marian.post(page, form | {"amount": "6100.50"}, follow=True))
    assert "£6,100.50" in said
    assert "superseded 14 March 2024" in said
    assert Basis.objects.get(superseded_at=None).amount_pence == Decimal(610050)


@pytest.mark.parametrize("what", ["recorded/", "end/", "contract/", "figures/"])
def test_a_headteacher_may_enter_none_of_it(nadia, birchenholt, what):
    answer = nadia.get(f"{page_of(birchenholt)}{what}")
    assert answer.status_code == 403
    assert "may do this" in words_of(answer)
    assert nadia.post(f"{page_of(birchenholt)}{what}", {}).status_code == 403
    assert nadia.post("/marlbeck/members/add/", NEW).status_code == 403


# --- the pledge ---------------------------------------------------------------------------------------


@pytest.mark.clause("K3.3")
def test_the_headteacher_reads_the_pledge_and_agrees_to_those_very_words(nadia, birchenholt):
    page = f"{page_of(birchenholt)}pledge/"
    shown = nadia.get(page)
    sha256 = shown.context["agreement"].sha256
    assert nadia.post(page, {"sha256": sha256}).status_code == 422
    said = words_of(nadia.post(page, {"sha256": sha256, "agreed": "on"}, follow=True))
    assert "Nadia Farrow agreed for Birchenholt Primary School on Thursday 14 March 2024" in said
    assert Assent.objects.get().sha256 == sha256


def test_a_pledge_that_has_changed_since_is_read_again(nadia, birchenholt):
    answer = nadia.post(f"{page_of(birchenholt)}pledge/", {"sha256": "f" * 64, "agreed": "on"})
    assert "The pledge has changed since you opened it" in words_of(answer)
    assert not Assent.objects.exists()


def test_the_office_does_not_agree_for_a_school(marian, birchenholt):
    page = f"{page_of(birchenholt)}pledge/"
    sha256 = marian.get(page).context["agreement"].sha256
    assert "It is for the headteacher of Birchenholt Primary School to agree" in words_of(marian.get(page))
    assert marian.post(page, {"sha256": sha256, "agreed": "on"}).status_code == 403


# --- the contract -------------------------------------------------------------------------------------


@pytest.fixture
def chair(client, group, today):
    person = cast.head(cast.school(group, "Cedar Primary"), "Amina Clarke")
    cast.hold(group, "chair", person, date(2022, 9, 1))
    return pages.sign_in(type(client)(), group, person)


@pytest.fixture
def drafted(birchenholt):
    return admit_school(school=birchenholt, tier="silver", starts_on=date(2024, 9, 1), by=None, on=cast.DAY)


@pytest.mark.clause("K5.1")
def test_a_contract_is_sent_read_signed_countersigned_and_kept(marian, nadia, chair, drafted):
    page = f"/marlbeck/contracts/{drafted.pk}/"
    assert "Subscription to the Silver School Improvement Offer" in words_of(marian.get(page))
    assert "can read and sign it" in words_of(marian.post(page, {"do": "issue"}, follow=True))
    document = Document.objects.get()
    signature = {"do": "sign", "typed": "nadia  farrow", "read": "on", "sha256": document.sha256}
    assert "Signed." in words_of(nadia.post(page, signature, follow=True))
    told = signature | {"do": "countersign", "typed": "Amina Clarke"}
    said = words_of(chair.post(page, told, follow=True))
    assert "the contract is agreed" in said
    assert "Nadia Farrow, headteacher, Birchenholt Primary School" in said
    pdf = b"".join(nadia.get(f"{page}contract.pdf").streaming_content)
    assert pdf.startswith(b"%PDF")
    assert Document.objects.get().sha256 == document.sha256


def test_a_name_that_is_not_one_s_own_signs_nothing(marian, nadia, drafted):
    page = f"/marlbeck/contracts/{drafted.pk}/"
    marian.post(page, {"do": "issue"})
    sha256 = Document.objects.get().sha256
    answer = nadia.post(page, {"do": "sign", "typed": "N F", "read": "on", "sha256": sha256})
    assert answer.status_code == 422
    assert "Type your name as it stands here: Nadia Farrow" in words_of(answer)
    other = nadia.post(page, {"do": "sign", "typed": "Nadia Farrow", "read": "on", "sha256": "0" * 64})
    assert "This is not the contract that was issued" in words_of(other)
    assert not Assent.objects.exists()


def test_nobody_signs_for_a_school_they_do_not_speak_for(marian, drafted):
    page = f"/marlbeck/contracts/{drafted.pk}/"
    marian.post(page, {"do": "issue"})
    sha256 = Document.objects.get().sha256
    answer = marian.post(page, {"do": "sign", "typed": "Marian Teale", "read": "on", "sha256": sha256})
    assert answer.status_code == 403
    assert Contract.objects.get(pk=drafted.pk).state == "issued"


def test_a_contract_of_another_school_is_not_found(client, group, today, drafted):
    pages.sign_in(client, group, cast.head(cast.school(group, "Dale Primary"), "Jude Farrow"))
    assert client.get(f"/marlbeck/contracts/{drafted.pk}/").status_code == 404
    assert client.get(f"/marlbeck/contracts/{drafted.pk}/contract.pdf").status_code == 404
