"""All members side by side: exceptions first, the roll of any day, and the list as a file."""

import csv
import io
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from membership.actions import fees, pledge
from membership.actions.agreements import agree
from membership.actions.contracts import admit_school
from membership.queries import kept
from membership.queries.pledge import pledge_of
from records.tenancy import scoped
from tests.membership import cast, pages
from tests.membership.pages import words_of

MEMBERS = "/marlbeck/members/"


def settle(school):
    """Everything in place: the fee paid, the pledge and the constitution agreed."""
    fees.fee_settled(school=school, contract_year="2023-24", settled_on=date(2023, 9, 1))
    words = pledge_of(cast.parsed(cast.knowsley()))
    head = school.posts.get().person
    pledge.agree_pledge(school=school, by=head, at=pages.NOON, sha256=words.sha256)
    whole = cast.parsed(cast.knowsley()).sha256
    agree(school=school, kind="constitution", by=head, at=pages.NOON, sha256=whole)


@pytest.mark.clause("K3.3")
def test_the_office_sees_what_to_look_at_before_what_is_in_place(marian, birchenholt, group):
    alder = cast.school(group, "Alder Primary School", tier="bronze")
    cast.head(alder, "Amina Clarke")
    settle(alder)
    said = words_of(marian.get(MEMBERS))
    assert "One to look at · the other 1 has everything in place" in said
    assert said.index("Birchenholt Primary School") < said.index("Everything in place")
    assert said.index("Everything in place") < said.index("Alder Primary School")
    assert "Not paid" in said
    assert "Not agreed" in said


@pytest.mark.clause("K3.3")
def test_a_contract_on_its_way_is_shown_as_far_as_it_is(marian, group):
    school = cast.school(group, "Ivelow Primary School", tier=None)
    admit_school(school=school, tier="bronze", starts_on=cast.DAY, by=None, on=cast.DAY)
    said = words_of(marian.get(MEMBERS))
    assert "Ivelow Primary School" in said
    assert "Drafted, not sent" in said
    row = said.partition("Ivelow Primary School")[2]
    assert "Not paid" not in row, "this year's fee is none of a school that has not joined"
    assert row.count("Not asked for") >= 2


def test_a_day_before_the_first_edition_says_that_there_was_none(marian, birchenholt):
    answer = marian.get(f"{MEMBERS}?on=2019-01-01")
    assert answer.status_code == 404
    assert "No edition of the constitution was in force on Tuesday 1 January 2019" in words_of(answer)


@pytest.mark.clause("K3.2")
def test_the_roll_is_counted_as_the_document_lists_it_on_any_day(marian, birchenholt, group):
    cast.school(group, "Weir Centre", kind="pupil referral unit")
    cast.school(group, "Cold Academy", status="academy", since=date(2024, 1, 8))
    now, before = words_of(marian.get(MEMBERS)), words_of(marian.get(f"{MEMBERS}?on=2023-12-31"))
    assert "3 schools on Thursday 14 March 2024" in now
    assert "2 schools on Sunday 31 December 2023" in before
    assert "Cold Academy" in now
    assert "Cold Academy" not in before


def test_a_headteacher_sees_the_roll_and_no_other_school_s_money(nadia, group):
    cast.school(group, "Alder Primary School")
    said = words_of(nadia.get(MEMBERS))
    assert "Alder Primary School" in said
    assert "Not paid" not in said
    assert "Add a school" not in said


@pytest.mark.parametrize(
    ("query", "there", "gone"),
    [
        ("q=alder", "Alder", "Birchenholt"),
        ("tier=bronze", "Alder", "Birchenholt"),
        ("status=academy", "Cold", "Alder"),
        ("kind=special", "Cold", "Alder"),
        ("missing=fee", "Alder", "no such school"),
    ],
)
def test_the_list_can_be_searched_and_filtered(marian, birchenholt, group, query, there, gone):
    cast.school(group, "Alder Primary School", tier="bronze")
    cast.school(group, "Cold Academy", kind="special", status="academy")
    said = words_of(marian.get(f"{MEMBERS}?{query}"))
    assert there in said
    assert gone not in said


def test_a_filter_that_finds_nothing_says_so(marian, birchenholt):
    assert "No school matches" in words_of(marian.get(f"{MEMBERS}?q=nowhere"))


@pytest.mark.clause("X6")
def test_the_list_comes_as_a_file_for_a_spreadsheet(marian, group):
    cast.school(group, "=1+1 Primary", tier="bronze", urn=900_001, pupils=210)
    answer = marian.get("/marlbeck/members/list.csv?tier=bronze")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [row["School"] for row in rows] == ["'=1+1 Primary"]
    assert (
        rows[0] | {"URN": "900001", "Tier": "Bronze", "Fee": "Not paid", "Number on roll": "210"} == rows[0]
    )
    assert answer["Content-Disposition"] == 'attachment; filename="members-2024-03-14.csv"'


@pytest.mark.clause("X6")
def test_the_list_comes_as_a_workbook(marian, birchenholt):
    import openpyxl

    answer = marian.get("/marlbeck/members/list.xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    assert [cell.value for cell in sheet[2]][:1] == ["Birchenholt Primary School"]
    assert marian.get("/marlbeck/members/list.exe").status_code == 404


def test_a_headteacher_s_file_has_no_column_of_money(nadia, group):
    heads = nadia.get("/marlbeck/members/list.csv").content.decode("utf-8-sig").splitlines()[0]
    assert heads == "School,URN,Kind,Phase,Status,Trust,Number on roll"


def test_a_stranger_finds_nothing(client, today, group, tarnside, birchenholt):
    with scoped(tarnside):
        cast.adopt(tarnside, cast.knowsley())
        stranger = cast.person("Tomasz Wren")
        cast.head(cast.school(tarnside, "Weir School"), "Tomasz Wren")
        pages.sign_in(client, tarnside, stranger)
    assert client.get("/tarnside/members/").status_code == 200
    assert client.get(MEMBERS).status_code == 404
    assert client.get(f"/tarnside/members/{birchenholt.pk}/").status_code == 404


@pytest.mark.parametrize(
    "path", ["members/", "members/list.csv", "people/", "register/", "bodies/full-group/", "terms/"]
)
def test_a_list_asks_as_often_for_three_schools_as_for_thirty_and_three_hundred(marian, group, path):
    counts = []
    for more in (3, 27, 270):
        pages.many(group, more)
        kept.forget()
        marian.get(f"/marlbeck/{path}")
        with CaptureQueriesContext(connection) as asked:
            assert marian.get(f"/marlbeck/{path}").status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1] == counts[2]
    assert counts[0] <= 15
