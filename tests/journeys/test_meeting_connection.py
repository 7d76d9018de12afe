"""A lost connection on the day of a meeting loses nothing, and says so; nor do two who write the same minutes (K9.18)."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.meeting.cast import HELD
from tests.journeys.meeting.roll import comes, row, stands
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.browser

TYPED = "Schools told what has worked for them."


@pytest.fixture
def recorder(march, now_is) -> Visitor:
    """Marian Teale with her phone in the hall, on the morning of the meeting."""
    now_is(2024, 3, 14, 8, 50)
    return march("Marian Teale", "phone")


@pytest.fixture
def writer(recorder) -> Visitor:
    """The same, once she has opened the meeting and begun its minutes."""
    recorder.open(f"{HELD}day/open/")
    recorder.choose("Who presides", "Marian Teale")
    recorder.choose("Who takes the minutes", "Marian Teale")
    recorder.press("Open the meeting")
    recorder.open(f"{HELD}minutes/")
    recorder.press("Begin the minutes")
    return recorder


def reload_in_vain(visitor: Visitor) -> None:
    """The page is gone, and a plain one says that what was typed is not."""
    visitor.page.reload()
    assert visitor.heading == "There is no connection"
    assert visitor.words.startswith("There is no connection What you typed on this device is kept.")
    visitor.look()
    visitor.page.get_by_role("link", name="Try again").click()
    assert visitor.heading == "There is no connection"


def try_again(visitor: Visitor) -> None:
    visitor.page.get_by_role("link", name="Try again").click()


def before_its_pages(visitor: Visitor) -> None:
    """Until the device knows what to say without a connection, which it is told on the first page."""
    visitor.page.evaluate("navigator.serviceWorker.ready.then(() => true)")


@pytest.mark.clause("K9.5", "K9.18")
def test_what_is_marked_without_a_connection_is_kept_and_sent_when_it_returns(recorder, march):
    recorder.open(f"{HELD}day/")
    comes(recorder, "Alderwick")
    stands(recorder, "1 of 21 here: not quorate")
    before_its_pages(recorder)
    with recorder.offline():
        for school in ("Ashenmere", "Cawdery", "Copsewell"):
            comes(recorder, school)
        line = recorder.page.locator("#connection")
        expect(line).to_have_text(
            "Not yet sent: 3. They are kept on this device and sent when the connection returns."
        )
        expect(row(recorder, "Cawdery")).to_have_class(re.compile("unsent"))
        recorder.look()
        reload_in_vain(recorder)
    try_again(recorder)
    stands(recorder, "4 of 21 here: not quorate")
    expect(row(recorder, "Cawdery")).to_contain_text("Dominic Traynor, headteacher, since 8:5")
    expect(recorder.page.locator("#connection")).to_contain_text("Connected. All saved")

    elsewhere = march("Amara Nwosu")
    elsewhere.open(f"{HELD}day/")
    stands(elsewhere, "4 of 21 here: not quorate")


@pytest.mark.clause("B5.2", "K9.18")
def test_a_device_without_a_connection_shows_no_page_and_keeps_none(recorder):
    recorder.open(f"{HELD}day/")
    before_its_pages(recorder)
    with recorder.offline():
        recorder.page.goto(f"{HELD}agenda/")
        assert recorder.heading == "There is no connection"
        assert recorder.page.evaluate("caches.keys()") == []
    recorder.open("/knowsley/")
    [scope] = recorder.page.evaluate(
        "navigator.serviceWorker.getRegistrations().then((all) => all.map((each) => new URL(each.scope).pathname))"
    )
    assert scope == HELD, "the pages of this meeting alone"


@pytest.mark.clause("K9.18")
def test_nothing_moves_under_a_finger(recorder):
    """The answer to the last mark comes while the next button is pressed: its row waits, or the press would miss."""
    recorder.open(f"{HELD}day/")
    marked = row(recorder, "Alderwick")
    recorder.page.dispatch_event("#live", "pointerdown")
    with recorder.page.expect_response(re.compile("/day/mark/")):
        marked.get_by_role("button").first.evaluate("button => button.click()")
    expect(recorder.page.locator("#connection")).to_contain_text("All saved")
    assert marked.get_by_text("Change").count() == 0
    recorder.page.dispatch_event("#live", "pointerup")
    expect(marked.get_by_text("Change")).to_be_visible()


@pytest.mark.clause("K9.18")
def test_minutes_typed_without_a_connection_are_kept_and_sent_when_it_returns(writer, march):
    page = writer.page
    item = page.locator("section", has=page.get_by_role("heading", name="Accounts and budget"))
    line = page.locator("#connection")
    before_its_pages(writer)
    with writer.offline():
        expect(line).to_have_text("No connection. Keep typing: every word is kept on this device.")
        item.locator("textarea").fill(TYPED)
        expect(line).to_have_text(
            "No connection. Keep typing: one entry is kept on this device and will be sent when it returns."
        )
        item.get_by_role("button", name=re.compile("^Keep")).click()
        expect(item.get_by_role("alert")).to_contain_text("nothing was sent, and nothing is lost")
        writer.look()
        reload_in_vain(writer)
    try_again(writer)
    assert item.locator("textarea").input_value() == TYPED
    expect(line).to_have_text("Connected. What you type is kept for you.")

    elsewhere = march("Marian Teale")
    elsewhere.open(f"{HELD}minutes/write/")
    there = elsewhere.page.locator(
        "section", has=elsewhere.page.get_by_role("heading", name="Accounts and budget")
    )
    assert there.locator("textarea").input_value() == TYPED
    item.get_by_role("button", name=re.compile("^Keep")).click()
    writer.expect("Kept.")
    assert item.locator("textarea").input_value() == TYPED
    assert page.evaluate("Object.keys(localStorage).filter(each => each.startsWith('quorate-minutes'))") == []


@pytest.mark.clause("K9.18")
def test_what_somebody_types_while_the_connection_is_away_for_a_moment_goes_on_by_itself(writer):
    page = writer.page
    item = page.locator("section", has=page.get_by_role("heading", name="Accounts and budget"))
    with writer.offline():
        item.locator("textarea").fill(TYPED)
        expect(page.locator("#connection")).to_contain_text("one entry is kept on this device")
    expect(page.locator("#connection")).to_have_text(
        "Connected. What you type is kept for you.", timeout=10_000
    )
    expect(item.get_by_role("status")).to_contain_text("Kept as you type")


@pytest.mark.clause("K9.13", "K9.14", "K9.18")
def test_of_two_who_write_the_same_item_the_second_sees_both(writer, march):
    writer.open(f"{HELD}minutes/taker/")
    writer.choose("Who takes the minutes", "Joyce Abara")
    writer.page.locator("main form button.btn-primary").click()
    writer.open(f"{HELD}minutes/write/")
    joyce = march("Joyce Abara", "both")
    joyce.open(f"{HELD}minutes/write/")
    for one, words in ((writer, "The statement was received."), (joyce, "The Treasurer was thanked.")):
        item = one.page.locator("section", has=one.page.get_by_role("heading", name="Accounts and budget"))
        item.locator("textarea").fill(words)
        item.get_by_role("button", name=re.compile("^Keep")).click()
        one.look()
    assert "Somebody else has written on this item since you opened it." in joyce.words
    assert "The statement was received." in joyce.words
    assert joyce.page.locator("textarea").input_value() == "The Treasurer was thanked."
    joyce.page.locator("textarea").fill("The statement was received, and the Treasurer thanked.")
    joyce.press("Keep mine in its place")
    writer.open(f"{HELD}minutes/")
    assert "The statement was received, and the Treasurer thanked." in writer.words
