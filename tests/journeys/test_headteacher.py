"""A headteacher: how our school stands and why, what leaving would mean, and notice given late with open eyes."""

import re

import pytest

from constitution import say
from records import clock
from tests.journeys.days import silver_deadline, silver_leaves

pytestmark = pytest.mark.browser

# A headteacher of a Silver school for each size, so that each gives the notice of their own school.
HEADS = [
    ("Nadia Farrow", "desk", "Birchenholt Primary School"),
    ("Rashid Anwar", "phone", "Gorsebeck Primary School"),
]
each_head = pytest.mark.parametrize(("head", "size", "school"), HEADS, ids=[size for _, size, _ in HEADS])


@pytest.mark.clause("X3", "X4", "X7", "X8")
@each_head
def test_the_first_page_says_how_our_school_stands_and_why(visit, head, size, school):
    reader = visit(head, size)
    assert reader.heading == "What needs you"
    why = reader.why(reader.part(school).locator("dl > div", has_text="Fee"))
    assert "40% of delegated school improvement funding" in why
    assert "4.1 Subscription · edition 2023/24" in why

    reader.go_to("Our school")
    assert reader.heading == school
    deadline = say.long_date(silver_deadline(clock.today()))
    assert f"Next deadline {deadline}" in reader.words


@pytest.mark.clause("X7")
def test_the_calendar_shows_the_year_and_what_is_due_from_the_school(visit):
    reader = visit("Nadia Farrow", "phone")
    reader.go_to("Calendar")
    assert reader.heading.startswith("The year ")
    assert reader.page.locator(".year .now").count() <= 1
    reader.expect("Silver notice deadline")


@pytest.mark.clause("K5.3", "K5.5", "X7")
@each_head
def test_notice_given_late_shows_first_where_it_leads_and_changes_the_first_page(visit, head, size, school):
    today = clock.today()
    leaves = say.long_date(silver_leaves(today))
    reader = visit(head, size)
    reader.go_to("Our school")
    reader.follow("See what leaving means")

    assert reader.heading == "What giving notice means"
    assert f"{school} leaves on {leaves}" in reader.words
    assert "It comes too late for" in reader.words
    reader.press("Check and confirm")
    assert reader.heading == "Check the notice"
    assert f"Given on {say.long_date(today)}, {school} leaves on {leaves}" in reader.words
    reader.follow("Stay in membership")
    assert reader.heading == "What giving notice means", "nothing was given yet"

    reader.press("Check and confirm")
    reader.press("Give notice to leave")
    assert reader.heading == "Notice to leave"
    assert f"It leads to {leaves}, and is now to be confirmed." in reader.words
    reader.go_to("Home")
    assert "None given" not in reader.part(school).inner_text()


@pytest.mark.clause("K5.5")
def test_what_is_still_owed_until_then_is_shown_before_it_is_confirmed(visit_by_code):
    """Fernihough is Bronze, and its latest invoice is unpaid."""
    reader = visit_by_code("patience.mensah@fernihough.example")
    reader.go_to("Our school")
    reader.follow("See what leaving means")
    assert "still owes £1,500.00 for" in reader.words
    fees = reader.part("The fees until then")
    assert "To be paid" in fees.inner_text()
    assert "Bronze subscription £1,500" in reader.why(fees)


@pytest.mark.clause("X1", "X4")
def test_the_pledge_is_read_and_agreed_and_no_longer_asked_for(visit_by_code):
    """Dunlow Bank has not agreed; its headteacher is told on the first page, and comes with a code by email."""
    reader = visit_by_code("siobhan.keely@dunlow.example", "phone")
    reader.page.get_by_role("link", name=re.compile("^Read and agree")).click()
    reader.look()
    assert reader.heading == "Our Collaborative Pledge"
    assert "Work in collaboration and partnership" in reader.words
    reader.press("Agree for Dunlow Bank Primary School")
    assert "Tick the box to agree" in reader.words, "nobody agrees by a slip of the thumb"
    reader.page.get_by_label("I have read it, and we agree to it").check()
    reader.press("Agree for Dunlow Bank Primary School")
    assert "Siobhan Keely agreed for Dunlow Bank Primary School" in reader.words
    reader.go_to("Home")
    assert "Agree to our Collaborative Pledge" in reader.part("Done lately").inner_text()
    assert "Agreed" in reader.part("Dunlow Bank Primary School").inner_text()
