"""An office is filled by those who belong: announced, stood for, resolved, and then it stands in the register (K7.8)."""

import re
from datetime import timedelta

import pytest

from constitution import say
from records import clock

pytestmark = pytest.mark.browser

OFFICE = "SEND Rep / EPA Lead"
WHO = "Nadia Farrow"


def ahead(days: int):
    return clock.today() + timedelta(days=days)


@pytest.mark.clause("K7.1", "K7.6", "K7.8", "K7.9")
def test_somebody_is_put_forward_accepts_and_is_elected_by_resolution_and_the_register_shows_it(visit):
    marian = visit("Marian Teale", "both")
    first = announced(marian)
    opening = marian.page.url
    nominated(visit("David Ashworth-Lyle", "phone"), opening)
    accepted(visit(WHO, "phone"))

    marian.open(opening)
    assert WHO in marian.part("Who stands").inner_text()
    marian.press("Close nominations now")
    marian.follow("Record the outcome")
    marian.page.get_by_label(WHO).check()
    marian.press("Record who was chosen")
    assert marian.page.locator("[role=alert]").count() == 1, "the resolution is asked for"
    assert marian.page.get_by_label(WHO).is_checked(), "and what was chosen is kept"
    marian.fill("The resolution", "Full group, R-2026-031")
    marian.press("Record who was chosen")
    assert f"{WHO} is {OFFICE} from {say.date(first)}" in marian.words
    assert "R-2026-031" in marian.words

    marian.open(f"/knowsley/register/?on={first.isoformat()}")
    row = marian.page.get_by_role("row", name=re.compile("^SEND Rep"))
    assert WHO in row.inner_text()
    assert say.date(first) in re.sub(r"\s+", " ", row.inner_text())
    before = first - timedelta(days=1)
    marian.open(f"/knowsley/register/?on={before.isoformat()}")
    assert WHO not in marian.page.get_by_role("row", name=re.compile("^SEND Rep")).inner_text()


def announced(marian):
    """From the day after the term in hand ends; answers with that day."""
    marian.go_to("Members")
    marian.follow("Openings")
    row = marian.page.get_by_role("row", name=re.compile("^SEND Rep"))
    row.get_by_role("link", name=re.compile("^Announce it")).click()
    marian.look()
    marian.fill("Last day for nominations", ahead(20).isoformat())
    first = marian.page.get_by_label("First day of whoever is chosen").input_value()
    marian.press("Announce it")
    assert marian.heading == f"Who is to be {OFFICE}?"
    return type(clock.today()).fromisoformat(first)


def nominated(david, opening: str) -> None:
    """Another headteacher puts her forward."""
    david.open(opening)
    david.choose("Whom you nominate", WHO)
    david.fill("What speaks for them (optional)", "She has led inclusion in three schools.")
    david.press("Nominate")
    assert f"{WHO} is nominated, and is asked whether they stand" in david.page.inner_text("body")


def accepted(nadia) -> None:
    """It waits on her first page."""
    task = nadia.page.locator(".task", has_text=f"Say whether you stand as {OFFICE}")
    task.get_by_role("link", name=re.compile("^Accept or decline")).click()
    nadia.look()
    nadia.press("Accept and stand")
    assert "You stand." in nadia.page.inner_text("body")
