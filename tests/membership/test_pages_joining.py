"""The pages of joining, of the tiers, of who leads a school, of a notice's papers and of letting a contract go."""

from datetime import UTC, date, datetime

import pytest

from membership.actions.contracts import admit_school
from membership.actions.notices import give_notice, void_notice, withdraw_notice
from membership.actions.receipts import print_receipt
from membership.models import Assent, Contract, Notice, Post
from records.models import Document, Job, Message
from tests.membership import cast, pages
from tests.membership.pages import words_of

FIRST = date(2024, 9, 1)
NOON = datetime(2024, 3, 14, 12, tzinfo=UTC)


@pytest.fixture
def ivelow(group):
    """A school that is no member, whose head signs in all the same."""
    school = cast.school(group, "Ivelow Primary", tier=None)
    cast.head(school, "Rui Tavares")
    return school


@pytest.fixture
def rui(client, group, ivelow, today):
    return pages.sign_in(type(client)(), group, cast.person("Rui Tavares"))


@pytest.fixture
def chair(client, group, today):
    person = cast.head(cast.school(group, "Cedar Primary"), "Amina Clarke")
    cast.hold(group, "chair", person, date(2022, 9, 1))
    return pages.sign_in(type(client)(), group, person)


def of(school, what: str) -> str:
    return f"/marlbeck/members/{school.pk}/{what}/"


# --- joining --------------------------------------------------------------------------------------------


@pytest.mark.clause("K5.8", "K3.1")
def test_the_head_of_a_school_applies_and_sees_how_far_it_is(rui, marian, chair, ivelow):
    said = words_of(rui.get(of(ivelow, "joining")))
    assert "Ivelow Primary joins" in said
    assert "May be a member" in said
    assert "Apply for membership" in said
    told = {"tier": "bronze", "starts_on": "2024-09-01"}
    said = words_of(rui.post(of(ivelow, "joining"), told, follow=True))
    assert "Asked for: Bronze from Sunday 1 September 2024. The office sends the contract" in said
    assert "2024/25: £1,500" in said
    assert "Apply for membership" not in said
    contract = Contract.objects.get(school=ivelow)
    page = f"/marlbeck/contracts/{contract.pk}/"
    marian.post(page, {"do": "issue"})
    sha256 = Document.objects.get().sha256
    rui.post(page, {"do": "sign", "typed": "rui TAVARES", "read": "on", "sha256": sha256})
    chair.post(page, {"do": "countersign", "typed": "Amina Clarke", "read": "on", "sha256": sha256})
    said = words_of(marian.get(of(ivelow, "joining")))
    assert "Countersigned for the group" in said
    assert "Read and agree" in said
    assert [assent.signed_as for assent in Assent.objects.order_by("kind")] == ["Amina Clarke", "rui TAVARES"]


@pytest.mark.clause("K3.1")
def test_a_school_that_may_not_be_a_member_reads_why(marian, group):
    nursery = cast.school(group, "Little Acorns", kind="nursery", tier=None)
    said = words_of(marian.get(of(nursery, "joining")))
    assert "A school of this kind is not one that the constitution admits" in said
    assert "ursery is not one of: primary" in said
    answer = marian.post(of(nursery, "joining"), {"tier": "bronze", "starts_on": "2024-09-01"})
    assert answer.status_code == 422
    assert "Little Acorns is a nursery school" in words_of(answer)


def test_what_was_typed_comes_back_with_its_sentence(rui, ivelow):
    answer = rui.post(of(ivelow, "joining"), {"tier": "bronze", "starts_on": "2024-03-01"})
    assert answer.status_code == 422
    assert "A school joins from a day to come" in words_of(answer)
    assert 'value="2024-03-01"' in answer.content.decode()
    assert rui.post(of(ivelow, "joining"), {"tier": "gold", "starts_on": "2024-09-01"}).status_code == 422
    assert not Contract.objects.exists()


def test_another_head_sees_nothing_of_it_and_a_page_on_another_day_takes_nothing(nadia, rui, ivelow):
    assert nadia.get(of(ivelow, "joining")).status_code == 403
    assert nadia.post(of(ivelow, "joining"), {"tier": "bronze", "starts_on": "2024-09-01"}).status_code == 403
    told = {"tier": "bronze", "starts_on": "2024-09-01"}
    assert rui.post(f"{of(ivelow, 'joining')}?on=2024-04-02", told).status_code == 403
    assert not Contract.objects.filter(school=ivelow).exists()


# --- the tiers ------------------------------------------------------------------------------------------


@pytest.mark.clause("K4.3", "K5.6")
def test_the_tiers_say_what_they_offer_and_both_days_of_moving(nadia, birchenholt):
    said = words_of(nadia.get(of(birchenholt, "tiers")))
    assert "Universal Offer" in said
    assert "School Improvement Offer" in said
    assert "Meetings, networks and clusters of the collaborative" in said
    assert "With notice given today it could be in it from Friday 1 August 2025" in said
    assert "Notice until 1 April 2024 leads to the same day" in said
    assert "See what notice to move down means" in said


@pytest.mark.clause("K5.8")
def test_a_bronze_school_asks_to_move_up_and_the_office_sends_the_contract(rui, ivelow):
    cast.join(ivelow, "bronze")
    said = words_of(rui.get(of(ivelow, "tiers")))
    assert "Could be in it from Sunday 1 September 2024, without notice" in said
    said = words_of(rui.post(of(ivelow, "tiers"), {"tier": "silver"}, follow=True))
    assert "Asked for: Silver from Sunday 1 September 2024" in said
    assert "Ask to move up" not in words_of(rui.get(of(ivelow, "tiers")))
    answer = rui.post(of(ivelow, "tiers"), {"tier": "silver"})
    assert "is on its way already" in words_of(answer)
    assert Contract.objects.filter(school=ivelow, tier="silver").count() == 1


# --- who leads it ---------------------------------------------------------------------------------------


@pytest.mark.clause("K3.5")
def test_the_office_records_a_new_head_and_reads_what_hangs_on_the_old_one(marian, group, birchenholt):
    cast.hold(group, "treasurer", cast.person("Nadia Farrow"), date(2023, 9, 1))
    page = of(birchenholt, "head")
    said = words_of(marian.get(page))
    assert "Nadia Farrow, headteacher since 1 September 2020" in said
    assert "Nadia Farrow holds: Treasurer" in said
    new = {"kind": "headteacher", "name": "Iris Vane", "email": "iris@birchenholt.example", "starts_on": "2024-03-15",
           "because": "retired"}  # fmt: skip
    said = words_of(marian.post(page, new, follow=True))
    assert "Iris Vane is headteacher at Birchenholt Primary School from 15 March 2024" in said
    old = Post.objects.get(person=cast.person("Nadia Farrow"))
    assert (old.ends_before, old.ended_because) == (date(2024, 3, 15), "retired")


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [({"name": ""}, "Choose somebody known here, or give the name of somebody new"),
     ({"last_day": "2024-04-01"}, "Only an acting headteacher has a last day set"),
     ({"kind": "acting headteacher", "last_day": "2024-03-01"}, "The last day cannot be before the first"),
     ({"starts_on": "2020-09-01"}, "is entered as headteacher from 1 September 2020 already")],
)  # fmt: skip
def test_what_cannot_be_right_changes_no_head(marian, birchenholt, typed, sentence):
    new = {"kind": "headteacher", "name": "Iris Vane", "starts_on": "2024-03-15"} | typed
    answer = marian.post(of(birchenholt, "head"), new)
    assert answer.status_code == 422
    assert sentence in words_of(answer)
    assert Post.objects.filter(school=birchenholt).count() == 1


def test_a_headteacher_does_not_say_who_leads(nadia, birchenholt):
    assert nadia.get(of(birchenholt, "head")).status_code == 403


# --- a notice on paper ----------------------------------------------------------------------------------


def give(school, **more) -> Notice:
    contract = Contract.objects.get(school=school)
    return give_notice(contract=contract, by=cast.person("Nadia Farrow"), on=cast.DAY, **more)


@pytest.mark.clause("K5.5", "K5.6")
def test_a_notice_has_its_receipt_and_each_state_a_paper_that_supersedes_the_one_before(
    nadia, marian, birchenholt
):
    notice = give(birchenholt)
    assert "The receipt is being printed" in words_of(nadia.get(of(birchenholt, "notice")))
    assert [job.key for job in Job.objects.filter(kind="print-notice")] == [f"notice {notice.pk} given"]
    first = print_receipt(notice=notice, by=None, on=cast.DAY)
    assert print_receipt(notice=notice, by=None, on=cast.DAY) == first
    assert "Receipt as PDF" in words_of(nadia.get(of(birchenholt, "notice")))
    page = f"/marlbeck/notices/{notice.pk}/receipt.pdf"
    assert b"".join(nadia.get(page).streaming_content).startswith(b"%PDF")
    marian.post(of(birchenholt, "notice"), {"do": "confirm"})
    notice.refresh_from_db()
    second = print_receipt(notice=notice, by=None, on=cast.DAY)
    assert (second.title, second.supersedes) == (
        "Confirmation of a notice: Birchenholt Primary School",
        first,
    )


@pytest.mark.clause("K5.5")
def test_both_sides_hear_of_a_notice_once_at_each_step(marian, birchenholt, nadia):
    notice = give(birchenholt)
    marian.post(of(birchenholt, "notice"), {"do": "confirm"})
    told = Message.objects.filter(kind="notice").order_by("pk").values_list("stage", "person__name")
    assert sorted(told) == [("confirmed", "Marian Teale"), ("confirmed", "Nadia Farrow"),
                            ("given", "Marian Teale"), ("given", "Nadia Farrow")]  # fmt: skip
    assert all(
        message.formal and str(notice.pk) in message.key for message in Message.objects.filter(kind="notice")
    )


@pytest.mark.clause("K5.6")
def test_the_notices_before_stay_on_the_page_with_what_became_of_them(nadia, birchenholt):
    void_notice(notice=give(birchenholt), by=None, on=cast.DAY)
    withdraw_notice(notice=give(birchenholt), resolution="R-2024-007", by=None, on=cast.DAY)
    said = words_of(nadia.get(of(birchenholt, "notice")))
    assert "Notices before" in said
    assert "Withdrawn: R-2024-007" in said
    assert "Entered by mistake" in said


def test_the_paper_of_another_school_is_not_found(client, group, today, birchenholt, nadia):
    notice = give(birchenholt)
    print_receipt(notice=notice, by=None, on=cast.DAY)
    other = pages.sign_in(type(client)(), group, cast.head(cast.school(group, "Dale Primary"), "Jude Farrow"))
    assert other.get(f"/marlbeck/notices/{notice.pk}/receipt.pdf").status_code == 404


# --- a contract that comes to nothing, or is outdated ---------------------------------------------------


@pytest.mark.clause("K5.1")
def test_a_contract_comes_to_nothing_for_a_reason_that_stays_on_its_page(marian, nadia, birchenholt):
    contract = admit_school(school=birchenholt, tier="bronze", starts_on=FIRST, by=None, on=cast.DAY)
    page = f"/marlbeck/contracts/{contract.pk}/"
    marian.post(page, {"do": "issue"})
    refused = marian.post(page, {"do": "void", "because": ""})
    assert refused.status_code == 422
    assert "Say why the contract comes to nothing" in words_of(refused)
    marian.post(page, {"do": "void", "because": "the wrong tier"})
    assert "This contract came to nothing: the wrong tier" in words_of(nadia.get(page))
    told = Message.objects.filter(kind="contract", person__name="Nadia Farrow").order_by("pk")
    assert [message.stage for message in told] == ["sent", "void"]
    signature = {"do": "sign", "typed": "Nadia Farrow", "read": "on", "sha256": Document.objects.get().sha256}
    assert "already been dealt with" in words_of(nadia.post(page, signature))


@pytest.mark.clause("K5.1")
def test_an_outdated_contract_says_so_and_is_not_signed(marian, nadia, birchenholt, monkeypatch):
    contract = admit_school(school=birchenholt, tier="bronze", starts_on=FIRST, by=None, on=cast.DAY)
    page = f"/marlbeck/contracts/{contract.pk}/"
    marian.post(page, {"do": "issue"})
    signature = {"do": "sign", "typed": "Nadia Farrow", "read": "on", "sha256": Document.objects.get().sha256}
    change = {"name": "Birchenholt Academy", "kind": "primary", "status": "academy", "from_on": "2024-03-15"}
    marian.post(of(birchenholt, "recorded"), change)
    from records import clock

    monkeypatch.setattr(clock, "now", lambda: NOON.replace(day=15))
    assert "It is not the one to sign any more" in words_of(nadia.get(page))
    answer = nadia.post(page, signature)
    assert answer.status_code == 422
    assert "an academy since 15 March 2024" in words_of(answer)
    assert not Assent.objects.exists()


@pytest.mark.clause("K5.1")
def test_the_signed_copy_is_told_to_the_head_and_the_office_with_its_fingerprint(
    marian, nadia, chair, birchenholt
):
    contract = admit_school(school=birchenholt, tier="bronze", starts_on=FIRST, by=None, on=cast.DAY)
    page = f"/marlbeck/contracts/{contract.pk}/"
    marian.post(page, {"do": "issue"})
    sha256 = Document.objects.get().sha256
    nadia.post(page, {"do": "sign", "typed": "Nadia Farrow", "read": "on", "sha256": sha256})
    chair.post(page, {"do": "countersign", "typed": "Amina Clarke", "read": "on", "sha256": sha256})
    agreed = Message.objects.filter(kind="contract", stage="agreed")
    assert {message.person.name for message in agreed} == {"Marian Teale", "Nadia Farrow"}
    assert all(sha256 in message.text for message in agreed)
    assert "Signed as Nadia Farrow" in words_of(nadia.get(page))
