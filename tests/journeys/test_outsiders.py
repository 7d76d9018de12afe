"""Those who are no members: let in for a time, from the authority, of another group, or nobody at all."""

import re
from datetime import timedelta

import pytest

from records import clock

pytestmark = [pytest.mark.browser, pytest.mark.clause("X1", "X2")]

OF_THE_MEMBERS = [
    "members/", "members/1/", "our-school/", "people/", "partners/", "access/", "groups/", "groups/11/",
    "representatives/", "representatives/feedback/", "outside/", "matters/", "openings/", "openings/2/",
    "requests/", "requests/1/", "agreements/", "register/reviews/", "bodies/full-group/", "duties/",
    "wellbeing/", "appraisal/", "members/1/pledge/", "members/1/notice/", "people/import/", "news/1/",
]  # fmt: skip
OPEN_TO_A_GUEST = ["", "news/", "register/", "terms/", "constitution/"]


def answers(visitor, paths: list[str]) -> dict[str, int]:
    return {path: visitor.page.request.get(f"/knowsley/{path}", max_redirects=0).status for path in paths}


@pytest.mark.parametrize("name", ["Callum Brearley", "Leonora Finch", "Wilhelmina Osei"])
def test_whoever_is_let_in_sees_the_open_pages_and_none_of_the_members(visit, name):
    guest = visit(name, "both")
    for path in OPEN_TO_A_GUEST:
        guest.open(f"/knowsley/{path}")
    assert answers(guest, OF_THE_MEMBERS) == dict.fromkeys(OF_THE_MEMBERS, 404)
    guest.open("/knowsley/members/", status=404)
    assert guest.heading == "There is nothing at this address"


@pytest.mark.parametrize("name", ["Rhiannon Salter", "Ottilie Marsh"])
def test_of_another_group_nobody_finds_anything_here(visit, name):
    stranger = visit(name)
    paths = [*OPEN_TO_A_GUEST, *OF_THE_MEMBERS]
    assert answers(stranger, paths) == dict.fromkeys(paths, 404)


@pytest.mark.clause("K10.9", "B6.1")
def test_whoever_has_not_signed_in_reads_the_public_page_and_is_asked_to_sign_in_elsewhere(visit):
    passer_by = visit(size="both")
    passer_by.open("/knowsley/public/")
    passer_by.follow("How our schools work together")
    assert "Thirty-five schools, one handbook." in passer_by.words
    feed = passer_by.page.request.get("/knowsley/public/feed/")
    assert "How our schools work together" in feed.text()
    assert "Conference: book your place" not in feed.text()
    paths = [*OPEN_TO_A_GUEST, *OF_THE_MEMBERS]
    assert answers(passer_by, paths) == dict.fromkeys(paths, 302)
    passer_by.open("/knowsley/members/")
    assert passer_by.heading == "Sign in"


@pytest.mark.clause("K5.9")
def test_access_begins_with_a_look_at_what_follows_and_ends_at_once(visit, visit_by_code):
    """Norman Peake led a school that has closed: he holds no post any more."""
    norman = visit_by_code("norman.peake@sallowfield.example", "phone")
    norman.open("/knowsley/news/", status=404)

    office = visit("Marian Teale", "both")
    office.open("/knowsley/access/give/")
    office.press("Check and confirm")
    assert "Choose somebody." in office.words
    office.choose("Who", "Norman Peake")
    office.choose("As", "External adviser")
    office.fill("The decision (optional)", "Management group, 4 March")
    office.fill("Until the end of", (clock.today() + timedelta(days=4000)).isoformat())
    office.press("Check and confirm")
    assert "at the longest." in office.words
    office.fill("Until the end of", (clock.today() + timedelta(days=30)).isoformat())
    office.press("Check and confirm")
    assert "Then it ends by itself." in office.words
    office.press("Let them in")
    assert "Norman Peake has access until" in office.words
    norman.open("/knowsley/news/")
    norman.open("/knowsley/members/", status=404)

    row = office.page.get_by_role("row", name=re.compile("^Norman Peake"))
    row.get_by_role("link", name=re.compile("^End it now")).click()
    office.look()
    office.press("End it now")
    assert "Norman Peake has no access by this any more." in office.words
    norman.open("/knowsley/news/", status=404)
