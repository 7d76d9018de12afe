"""On the day: the roll is called by two at once, and the quorum is known at every moment."""

import re

from playwright.sync_api import Locator, expect

from tests.journeys.meeting.cast import HELD, Cast
from tests.journeys.visitor import Visitor

BY_THE_OFFICE = (
    "Marian Teale", "Alderwick", "Ashenmere", "Cawdery", "Coldharrow", "Copsewell", "Dunlow Bank", "Eastmarl",
    "Elmsworthy", "Fallowdene", "Gorsebeck",
)  # fmt: skip
BY_THE_CHAIR = (
    "Greyling", "Hallowmere", "Hartsbeck", "Hazelmarl", "Ivelow", "Larkfold", "Marlbeck Village", "Millrace",
    "Netherfold", "Oakenlow",
)  # fmt: skip
BY_A_DEPUTY = ("Coldharrow", "Hallowmere", "Netherfold", "Birchenholt")


def two_call_the_roll_of_thirty_five_schools(cast: Cast) -> None:
    """At a desk and on a phone, each click as fast as it can be made; both see the same (K9.5, K9.18)."""
    office, chair = cast.office, cast.chair
    for recorder in (office, chair):
        recorder.open(f"{HELD}day/")
        assert "0 of 21 here: not quorate" in recorder.words
        assert "All (36)" in recorder.words, "thirty-five schools and the manager"
    for school in BY_THE_OFFICE:
        comes(office, school)
    for school in BY_THE_CHAIR:
        comes(chair, school)
    for recorder in (office, chair):
        stands(recorder, "20 of 21 here: not quorate")
        expect(recorder.page.get_by_text("Here (21)")).to_be_visible()
        expect(row(recorder, "Beckthorn")).to_contain_text(
            "Colette Ashdown is here for Alderwick Primary School"
        )


def comes(recorder: Visitor, school: str) -> None:
    """The button of the head, or of the deputy who was named."""
    row(recorder, school).get_by_role("button").nth(int(school in BY_A_DEPUTY)).click()


def row(visitor: Visitor, school: str) -> Locator:
    return visitor.page.locator(".roll-row", has_text=re.compile(rf"^\s*{school}"))


def stands(visitor: Visitor, words: str) -> None:
    """What the strip says, as soon as the page has asked anew."""
    expect(visitor.page.locator("#strip b").first).to_have_text(words, timeout=20_000)


def the_deputy_makes_the_quorum(cast: Cast) -> None:
    """Both recorders let Owen in at once: one school, one mandate (K6.5). The quorum says why it is 21 (K6.1)."""
    office, chair, owen = cast.office, cast.chair, cast.owen
    comes(office, "Birchenholt")
    comes(chair, "Birchenholt")
    for recorder in (office, chair):
        stands(recorder, "21 here, 21 needed: quorate, with none to spare")
        expect(row(recorder, "Birchenholt")).to_contain_text("Owen Sallis, deputy headteacher")
        expect(recorder.page.locator("#connection")).to_contain_text("All saved")
        recorder.look()
    owen.open(f"{HELD}day/")
    stands(owen, "21 here, 21 needed: quorate, with none to spare")
    why = owen.why(owen.page.locator("#strip"))
    assert "60% of 35" in why
    assert owen.page.locator("button[name=mark]").count() == 0

    office.follow("Open the meeting")
    assert "21 here, 21 needed" in office.words
    office.choose("Who presides", "Amara Nwosu")
    office.choose("Who takes the minutes", "Marian Teale")
    office.press("Open the meeting")
    assert "open" in office.page.locator(".facts").inner_text()


def other_business_is_taken_at_the_start(cast: Cast) -> None:
    chair = cast.chair
    chair.open(f"{HELD}agenda/")
    chair.follow("Any other business")
    chair.fill("Title (optional)", "A thank-you to the caretakers")
    chair.fill("How the group agreed", "Nobody objected")
    chair.press("Put it on the agenda")
    assert "A thank-you to the caretakers" in chair.words
