"""Giving notice on the page: the consequence first, a late one at the next leaving date, then confirmed or withdrawn."""

from datetime import date
from decimal import Decimal

import pytest

from membership.actions import fees, notices
from membership.models import Contract, Notice
from records.tenancy import scoped
from tests.membership import cast, pages
from tests.membership.pages import NOON, words_of


@pytest.fixture
def page(birchenholt):
    return f"/marlbeck/members/{birchenholt.pk}/notice/"


@pytest.fixture
def late(monkeypatch, today):
    """Tuesday 2 April 2024, a day after the Silver deadline."""
    from records import clock

    monkeypatch.setattr(clock, "now", lambda: NOON.replace(month=4, day=2))
    return date(2024, 4, 2)


def fund(school, *years):
    for year in years:
        fees.enter_basis(
            school=school, contract_year=year, figure="delegated school improvement funding", amount=Decimal(6000),
            source="the authority's letter", source_on=cast.DAY, by=None, at=NOON,
        )  # fmt: skip


@pytest.mark.clause("K5.3")
def test_the_page_says_what_follows_before_anything_is_given(nadia, page, birchenholt):
    fund(birchenholt, "2023-24", "2024-25")
    fees.fee_settled(school=birchenholt, contract_year="2023-24", settled_on=date(2023, 9, 1))
    said = words_of(nadia.get(page))
    assert "leaves on Thursday 31 July 2025 and still owes £6,185.25 for 2024/25" in said
    assert (
        "The same holds until Monday 1 April 2024. Given a day later, it leaves on Friday 31 July 2026"
        in said
    )
    assert "2023/24 Paid" in said
    assert Notice.objects.count() == 0


@pytest.mark.clause("K5.5")
def test_a_late_notice_shows_the_next_leaving_date_before_it_is_confirmed(nadia, page, late):
    said = words_of(nadia.get(page))
    assert "The last day for leaving on 31 July 2025 has passed" in said
    assert "leaves on Friday 31 July 2026" in said
    assert "It comes too late for Thursday 31 July 2025" in said
    checked = nadia.post(page, {"to": "leave"})
    assert "Check the notice" in words_of(checked)
    assert Notice.objects.count() == 0
    assert nadia.post(page, {"to": "leave", "shown": "2026-07-31"}).status_code == 302
    assert Notice.objects.get().given_on == late


@pytest.mark.clause("K5.5")
def test_what_is_given_is_what_was_read(nadia, page, late):
    """The page was opened a day earlier, when it still led to 2025: it is shown again."""
    answer = nadia.post(page, {"to": "leave", "shown": "2025-07-31"})
    assert "leaves on Friday 31 July 2026" in words_of(answer)
    assert Notice.objects.count() == 0


@pytest.mark.clause("K5.5")
def test_the_office_enters_a_letter_of_an_earlier_day_with_its_reason(marian, page, birchenholt):
    letter = {"to": "leave", "given_on": "2024-03-01", "form": "letter", "reason": ""}
    refused = marian.post(page, letter)
    assert refused.status_code == 422
    assert "Say why a notice received on an earlier day is entered only now" in words_of(refused)
    told = letter | {"reason": "It lay in the school's post", "shown": "2025-07-31"}
    assert marian.post(page, told).status_code == 302
    assert Notice.objects.get().backdate_reason == "It lay in the school's post"


def test_a_notice_dated_in_the_future_gets_its_sentence_and_changes_nothing(marian, page):
    answer = marian.post(
        page, {"to": "leave", "given_on": "2024-03-15", "form": "letter", "shown": "2025-07-31"}
    )
    assert answer.status_code == 422
    assert "The day it was received cannot be after today, 14 March 2024" in words_of(answer)
    assert 'value="2024-03-15"' in answer.content.decode()
    assert Notice.objects.count() == 0


def test_another_headteacher_may_not_give_it(client, group, today, birchenholt, page):
    amina = cast.head(cast.school(group, "Alder Primary School"), "Amina Clarke")
    pages.sign_in(client, group, amina)
    assert client.get(page).status_code == 403
    assert client.post(page, {"to": "leave", "shown": "2025-07-31"}).status_code == 403
    assert Notice.objects.count() == 0


def test_a_deputy_of_the_school_reads_and_does_not_give(client, group, today, birchenholt, page):
    cast.head(birchenholt, "Owen Sallis", kind="deputy headteacher")
    pages.sign_in(client, group, cast.person("Owen Sallis"))
    assert "It is for the headteacher of Birchenholt Primary School to give notice" in words_of(
        client.get(page)
    )
    refused = client.post(page, {"to": "leave", "shown": "2025-07-31"})
    assert refused.status_code == 403
    assert "You cannot do this" in words_of(refused)


def test_a_school_of_another_collaborative_is_not_found(client, today, group, tarnside, birchenholt):
    with scoped(tarnside):
        cast.adopt(tarnside, cast.knowsley())
        head = cast.head(cast.school(tarnside, "Weir School"), "Tomasz Wren")
        pages.sign_in(client, tarnside, head)
    assert client.get(f"/tarnside/members/{birchenholt.pk}/notice/").status_code == 404
    assert client.post(f"/tarnside/members/{birchenholt.pk}/notice/", {"to": "leave"}).status_code == 404


def give(school, **more):
    contract = Contract.objects.get(school=school)
    return notices.give_notice(contract=contract, by=cast.person("Nadia Farrow"), on=cast.DAY, **more)


@pytest.mark.clause("K5.5")
def test_the_office_confirms_and_what_is_owed_is_kept(marian, page, birchenholt):
    fund(birchenholt, "2023-24", "2024-25")
    give(birchenholt)
    assert "Confirm the notice" in words_of(marian.get(page))
    said = words_of(marian.post(page, {"do": "confirm"}, follow=True))
    assert "it takes effect on Thursday 31 July 2025" in said
    assert "£6,185.25" in said
    assert "As it was worked out and recorded" in said
    assert "Leaves 31 July 2025" in words_of(marian.get("/marlbeck/members/"))


@pytest.mark.clause("K5.6")
def test_it_is_withdrawn_by_a_decision_and_no_other_way(marian, page, birchenholt):
    give(birchenholt)
    marian.post(page, {"do": "confirm"})
    refused = marian.post(page, {"do": "withdraw", "resolution": ""})
    assert "Name the decision by which the notice is withdrawn" in words_of(refused)
    said = words_of(marian.post(page, {"do": "withdraw", "resolution": "R-2024-007"}, follow=True))
    assert "The notice is withdrawn" in said
    assert Contract.objects.get(school=birchenholt).ends_before is None
    assert "R-2024-007" in words_of(marian.get(f"/marlbeck/members/{birchenholt.pk}/"))


@pytest.mark.clause("K5.6")
def test_a_silver_school_may_move_down_and_a_bronze_one_only_leave(nadia, marian, group, page):
    assert "Move down to Bronze" in words_of(nadia.get(page))
    nadia.post(page, {"to": "bronze", "shown": "2025-07-31"})
    assert Notice.objects.get().to_tier == "bronze"
    bronze = cast.school(group, "Alder Primary School", tier="bronze")
    assert "Move down" not in words_of(marian.get(f"/marlbeck/members/{bronze.pk}/notice/"))


def test_a_headteacher_cannot_confirm_their_own(nadia, page, birchenholt):
    give(birchenholt)
    assert "It waits to be confirmed by the office" in words_of(nadia.get(page))
    assert nadia.post(page, {"do": "confirm"}).status_code == 403
    assert Notice.objects.get().state == "given"


def test_a_page_on_another_day_takes_no_notice(nadia, page):
    said = words_of(nadia.get(f"{page}?on=2024-04-02"))
    assert "If notice were given on Tuesday 2 April 2024" in said
    assert "Check and confirm" not in said
    assert nadia.post(f"{page}?on=2024-04-02", {"to": "leave", "shown": "2026-07-31"}).status_code == 403
