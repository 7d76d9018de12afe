"""The constitution read clause by clause, and the way to a new edition, with mistakes named and nothing lost."""

import re

import pytest

from tests.journeys.site import ROOT

pytestmark = pytest.mark.browser

FILE = ROOT / "constitution" / "samples" / "central-collaborative-knowsley-2023.toml"


@pytest.mark.clause("K6.1", "K15.3", "X3", "X7")
@pytest.mark.parametrize("size", ["desk", "phone"])
def test_from_the_contents_to_a_clause_and_what_it_comes_to_today(visit, size):
    reader = visit("Nadia Farrow", size)
    reader.go_to("Constitution")
    assert re.search(r"all \d+ of its worked examples come out", reader.words)
    reader.page.locator(".contents").get_by_role("link", name="6.1 Quorum").click()
    reader.look()
    assert reader.heading == "6.1 Quorum"
    assert "at least 60% of affiliated members" in reader.words
    today = reader.part("Quorum of the Full Group")
    assert "21 schools are needed on" in today.locator("details.why[open]").inner_text()
    assert re.search(r"(\d+) of \1 examples agree", today.inner_text())
    today.get_by_text("Why 21?").click()
    assert "21 schools are needed on" not in today.inner_text()
    reader.page.get_by_role("link", name="Next: 6.2").click()
    reader.look()
    assert reader.heading.startswith("6.2 ")


@pytest.mark.clause("K15.3", "X7")
def test_a_handbook_that_is_not_printed_yet_says_that_it_is_being_printed(visit):
    """Asked for here, it is there when the work in the background is looked at."""
    reader = visit("Nadia Farrow")
    pdf = "/knowsley/constitution/handbook.pdf"
    if reader.page.request.get(pdf).status == 202:
        reader.open(pdf, status=202)
        assert reader.heading == "Printing the handbook"
        assert "You can leave this page and come back." in reader.words


@pytest.mark.clause("K15.3")
def test_what_is_looked_for_is_found_by_its_words(visit):
    reader = visit("Nadia Farrow")
    reader.go_to("Constitution")
    reader.fill("Find in the constitution", "honorarium")
    reader.press("Find")
    assert "honorarium" in reader.words


@pytest.mark.clause("K15.3", "X7")
def test_a_file_with_a_mistake_comes_back_with_its_line_and_every_word(visit):
    wrong = FILE.read_text().replace('at_least   = "60%"', 'at_least   = "160%"', 1)
    line = wrong[: wrong.index('"160%"')].count("\n") + 1
    office = visit("Marian Teale")
    office.go_to("Constitution")
    office.follow("Put in a new edition")
    office.give_file("Upload the file", "knowsley.toml", wrong.encode())
    office.press("Check it and keep it as a draft")
    named = office.part("What is wrong").inner_text()
    assert f"Line {line}" in named
    assert "160%" in named
    kept = office.page.locator("textarea").input_value()
    assert kept.strip() == wrong.strip(), "nothing typed is lost"

    better = wrong.replace('"160%"', '"50%"')
    office.page.locator("textarea").evaluate("(box, words) => { box.value = words }", better)
    office.press("Check it and keep it as a draft")
    assert office.heading.startswith("Draft ")
    assert "It cannot be adopted yet." in office.words, "its own examples say 21"
    assert "60%" in office.words
    office.press("Discard the draft")
    assert office.heading == "Editions of the constitution"
