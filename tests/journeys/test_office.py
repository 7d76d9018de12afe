"""The Strategic Operations Manager: a file of schools, the roles on another day, what was told, what was done."""

import re
from datetime import timedelta

import pytest

from constitution import say
from records import clock

pytestmark = pytest.mark.browser

COLUMNS = "URN;School name;Kind;Status;Number on roll\n"
WITH_MISTAKES = COLUMNS + (
    "990951;Thornlea Primary School;primary;maintained;184\n"
    "990951;Thornlea Infant School;primary;maintained;90\n"
    ";Sedgefell Primary School;primary;maintained;many\n"
)
RIGHT = COLUMNS + "990951;Thornlea Primary School;primary;maintained;184\n"


@pytest.fixture
def marian(visit):
    return visit("Marian Teale")


@pytest.mark.clause("X4", "X8")
def test_the_first_page_says_how_the_group_stands_and_what_to_look_at(marian):
    assert marian.heading == "How we stand"
    standing = marian.part("Standing of the members")
    assert re.search(r"to look at · the other \d+ have everything in place", standing.inner_text())
    assert "60%" in marian.why(marian.part("Quorum today"))
    marian.follow("All 35 members")
    assert marian.heading == "Members"


@pytest.mark.clause("K3.5", "X7")
def test_a_file_of_schools_with_mistakes_is_told_them_and_then_comes_in_whole(marian):
    marian.go_to("Members")
    marian.follow("Import schools")
    marian.give_file("The file of schools", "schools.csv", WITH_MISTAKES.encode("cp1252"))
    marian.press("Read the file")
    wrong = marian.page.get_by_role("table", name="Errors by line and column").locator("tbody tr")
    assert {(row.split("\t")[0], row.split("\t")[1]) for row in wrong.all_inner_texts()} >= {
        ("3", "URN"),
        ("4", "URN"),
    }
    assert marian.page.get_by_role("button", name=re.compile("^Import ")).count() == 0

    marian.give_file("The file of schools", "schools.csv", RIGHT.encode("utf-8-sig"))
    marian.press("Read the file")
    assert "Thornlea Primary School" in marian.part("New").inner_text()
    marian.press("Import 1 new school")
    assert "Imported: 1 new" in marian.words

    marian.open("/knowsley/members/import/")
    marian.give_file("The file of schools", "schools.csv", RIGHT.encode())
    marian.press("Read the file")
    assert "Nothing to do: the file says what is recorded already." in marian.words


@pytest.mark.clause("K7.6", "K7.7", "X7")
@pytest.mark.parametrize("size", ["desk", "phone"])
def test_the_register_of_roles_is_read_as_on_another_day(visit, size):
    marian = visit("Marian Teale", size)
    before = clock.today() - timedelta(days=740)
    marian.open("/knowsley/register/")
    chair = marian.page.get_by_role("row").filter(
        has=marian.page.get_by_role("link", name="Chair", exact=True)
    )
    now = chair.inner_text()
    marian.fill("As on", before.isoformat())
    marian.press("Show")
    assert f"You are looking at Quorate as on {say.date(before)}. Nothing can be done here." in (
        marian.page.get_by_label("Another day").inner_text()
    )
    assert f"On {say.long_date(before)}" in marian.words
    assert chair.inner_text() != now
    assert marian.page.get_by_role("link", name="End", exact=True).count() == 0
    marian.follow("Back to today", "aside")
    assert chair.inner_text() == now


@pytest.mark.clause("X4")
def test_a_page_of_another_day_keeps_its_day_and_takes_no_act(marian):
    next_year = clock.today().replace(day=1) + timedelta(days=370)
    marian.open(f"/knowsley/?on={next_year.isoformat()}")
    assert say.long_date(next_year) in marian.words
    marian.go_to("Members")
    assert f"on={next_year.isoformat()}" in marian.page.url
    assert marian.page.get_by_role("link", name="Add a school").count() == 0
    marian.open(f"/knowsley/members/add/?on={next_year.isoformat()}")
    marian.page.locator("main form button").first.click()
    assert marian.heading == "Nothing can be done on another day’s page"


@pytest.mark.clause("X4")
@pytest.mark.parametrize("size", ["desk", "phone"])
def test_what_will_be_told_and_what_was_told_stand_side_by_side(visit, size):
    marian = visit("Marian Teale", size)
    marian.go_to("Reminders")
    assert re.search(r"\d+ messages to go in the next 60 days", marian.words)
    marian.follow("What has gone out")
    marian.fill("Name, address or words", "Siobhan Keely")
    marian.press("Show")
    pledge = "Agree to our Collaborative Pledge"
    marian.page.locator("table.records tbody a", has_text=pledge).first.click()
    marian.look()
    assert "Why it was sent" in marian.words
    assert pledge in marian.words


@pytest.mark.clause("X5")
def test_the_trail_says_who_did_what_and_is_verified(marian):
    marian.go_to("Reminders")
    marian.follow("The audit trail")
    assert marian.heading == "Audit trail"
    marian.page.get_by_label("What was done").select_option(label="Record money received")
    marian.press("Show")
    rows = marian.page.locator("table.records tbody tr")
    assert all("Record money received" in row for row in rows.all_inner_texts())
    marian.press("Verify the trail")
    assert re.search(r"All [\d,]+ entries hold", marian.words)
