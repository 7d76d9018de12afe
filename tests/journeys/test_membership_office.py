"""The office among the membership pages: whom it reminds, who joins, what is open, who represents, who is let in."""

import re
from datetime import timedelta

import pytest

from records import clock

pytestmark = pytest.mark.browser

COLUMNS = "Name,Email,Post,School\n"
WITH_A_MISTAKE = COLUMNS + (
    "Odette Farnaby,odette.farnaby@greyling.example,Business manager,Greyling Primary School\n"
    "Hector Pym,hector.pym@greyling,Business manager,Greyling Primary School\n"
)
RIGHT = WITH_A_MISTAKE.replace("@greyling,", "@greyling.example,")
NAMED = re.compile  # a name that begins like this


@pytest.fixture
def marian(visit):
    return visit("Marian Teale", "both")


def ahead(days: int) -> str:
    return (clock.today() + timedelta(days=days)).isoformat()


def beside(visitor, name: str) -> None:
    """By the links beside the list of members."""
    visitor.go_to("Members")
    visitor.follow(name)


@pytest.mark.clause("K1.3", "K1.4", "X6")
def test_schools_that_lack_something_are_found_and_reminded_together(marian):
    marian.go_to("Members")
    marian.choose("To look at", "Fee")
    marian.press("Show")
    boxes = marian.page.locator("table.records").get_by_role("checkbox")
    for box in boxes.all()[:2]:
        box.check()
    marian.press("Remind those chosen")
    assert marian.heading == "Remind schools of what is missing"
    goes = marian.page.get_by_role("button", name=NAMED(r"^Send \d+ reminder"))
    assert "each get one letter" in marian.words, "first what follows"
    goes.click()
    marian.look()

    marian.go_to("Members")
    listed = marian.download("CSV").read_bytes().decode("utf-8-sig")
    assert "Birchenholt Primary School" in listed
    assert marian.download("Excel").read_bytes()[:2] == b"PK"


@pytest.mark.clause("K5.8", "K3.1", "K3.2")
def test_a_new_school_joins_step_by_step(marian):
    marian.open("/knowsley/members/add/")
    marian.fill("Name", "Oxenhope Primary School")
    marian.page.get_by_label("Maintained or voluntary aided").check()
    marian.press("Add the school")
    marian.follow("How it joins, step by step")
    assert marian.heading == "Oxenhope Primary School joins"
    marian.fill("Member from", "")
    marian.press("Apply for membership")
    assert marian.page.locator("[role=alert]").count() == 1, "it says what is missing"
    marian.page.get_by_label("Bronze").check()
    marian.fill("Member from", ahead(30))
    marian.press("Apply for membership")
    assert "£" in marian.part("The first fee").inner_text()


@pytest.mark.clause("K7.8", "K7.1")
def test_an_office_is_announced_stood_for_and_filled(marian):
    beside(marian, "Openings")
    row = marian.page.get_by_role("row", name=NAMED("^Treasurer"))
    row.get_by_role("link", name=NAMED("^Announce it")).click()
    marian.look()
    marian.press("Announce it")
    assert marian.page.locator("[role=alert]").count() == 1
    marian.fill("Last day for nominations", ahead(20))
    marian.press("Announce it")
    assert marian.heading == "Who is to be Treasurer?"
    marian.choose("Whom you nominate", "Owen Sallis")
    marian.press("Nominate")
    marian.choose("Whom you nominate", "David Ashworth-Lyle")
    marian.press("Nominate")
    marian.follow("Record the outcome")
    assert "Nominations are open until" in marian.words
    marian.follow("the page of the opening")
    marian.press("Close nominations now")
    marian.follow("Record the outcome")
    marian.fill("Why nobody was chosen", "Nobody has accepted; to be asked for again")
    marian.press("Let it lapse")
    assert "It lapsed: Nobody has accepted; to be asked for again" in marian.words


@pytest.mark.clause("K10.3", "K10.4", "K10.5", "K10.6")
def test_a_working_party_is_opened_and_somebody_represents_the_group_there(marian):
    beside(marian, "Clusters and networks")
    marian.follow("Open one")
    marian.press("Open it")
    assert marian.page.locator("[role=alert]").count() == 1
    marian.fill("Name", "Transition to secondary")
    marian.choose("What it is", "Working party")
    marian.press("Open it")
    marian.follow("Add somebody")
    marian.choose("Who (optional)", "Farida Qureshi")
    marian.choose("As", "Representative")
    marian.press("Add them")
    assert "Farida Qureshi" in marian.part("People").inner_text()
    beside(marian, "Representatives")
    assert "Farida Qureshi" in marian.words
    marian.open("/knowsley/representatives/review/")
    marian.fill("What came of it", "Shares are even but for two schools.")
    marian.press("Record the review")
    assert "recorded" in marian.words.lower()


@pytest.mark.clause("K10.7", "B6.1", "K10.9")
def test_news_is_seen_before_it_goes_reaches_its_audience_and_can_be_taken_down(marian, visit):
    beside(marian, "News")
    marian.follow("Write news")
    marian.press("See whom it reaches")
    assert "Give it a title." in marian.words
    marian.fill("Title", "Snow: what the schools have agreed")
    marian.fill("Text", "Each school decides by seven, and says so on its website.")
    marian.choose("Whom it is for", "Silver schools")
    marian.press("See whom it reaches")
    button = marian.page.get_by_role("button", name=NAMED(r"^Publish and tell \d+ people"))
    button.click()
    marian.look()
    news = marian.page.url
    reader = visit("Nadia Farrow", "both")
    reader.follow("Snow: what the schools have agreed")
    assert "Each school decides by seven" in reader.words
    marian.open(news)
    marian.follow("Take it down")
    marian.fill("Why it is taken down", "It names the wrong hour.")
    marian.page.locator("main form button").last.click()
    marian.look()
    reader.go_to("Home")
    assert "Snow: what the schools have agreed" not in reader.words


@pytest.mark.clause("X6")
def test_a_file_of_people_with_a_mistake_comes_in_once_it_is_put_right(marian):
    marian.open("/knowsley/people/import/")
    marian.give_file("The file of people and posts", "people.csv", WITH_A_MISTAKE.encode())
    marian.press("Read the file")
    wrong = marian.page.get_by_role("table", name="Errors by line and column").locator("tbody tr")
    assert [row.split("\t")[:2] for row in wrong.all_inner_texts()] == [["3", "Email"]]
    marian.give_file("The file of people and posts", "people.csv", RIGHT.encode())
    marian.press("Read the file")
    marian.press("Import 2 posts")
    marian.open("/knowsley/people/?q=Odette")
    assert "Odette Farnaby" in marian.words


@pytest.mark.clause("K5.9", "B1.2", "K1.5", "K10.9")
def test_a_partner_a_matter_with_them_and_a_duty_are_recorded(marian):
    beside(marian, "Partners")
    marian.fill("Name", "Halewood Music Hub")
    marian.choose("What they are", "Service")
    marian.press("Enter the partner")
    assert marian.heading == "Halewood Music Hub"
    marian.follow("Raise a matter")
    marian.fill("The matter", "Instruments for the smaller schools")
    marian.press("Raise the matter")
    assert "Instruments for the smaller schools" in marian.words
    beside(marian, "Duties of the year")
    marian.page.get_by_role("link", name=NAMED("^Review of the constitution")).first.click()
    marian.look()
    marian.press("Record it")
    assert "Say what came of it, in a sentence." in marian.words
    marian.fill("What came of it", "Two clauses are to be made plainer before the Summer term.")
    marian.page.get_by_label("What impact the model has had").fill("Every school was visited twice.")
    marian.press("Record it")
    assert "Two clauses are to be made plainer" in marian.words
