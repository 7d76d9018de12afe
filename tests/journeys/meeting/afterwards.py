"""Afterwards: minutes, the talk with whoever was not there, what was to be done, and who came."""

import re

from playwright.sync_api import expect

from tests.journeys.meeting.cast import HELD, NEXT, Cast, paper
from tests.journeys.meeting.decisions import count_hands, moved_by
from tests.journeys.meeting.roll import BY_THE_CHAIR, BY_THE_OFFICE, comes, stands


def the_minutes_are_written_while_it_goes_on(cast: Cast) -> None:
    """What happened stands there by itself; what is typed is kept every few seconds (K9.13, K9.18)."""
    office = cast.office
    office.open(f"{HELD}minutes/")
    office.press("Begin the minutes")
    assert "Birchenholt Primary School: Owen Sallis, deputy headteacher" in office.words
    friday = office.page.locator(
        "section", has=office.page.get_by_role("heading", name="Attendance on Fridays")
    )
    assert "That schools ring home before 10am on Fridays." in friday.inner_text()
    friday.locator("textarea").fill("The figures were shown.")
    expect(friday.get_by_role("status")).to_contain_text("Kept as you type", timeout=15_000)
    office.page.reload()
    assert "did not keep is back" in friday.inner_text()
    assert friday.locator("textarea").input_value() == "The figures were shown."
    friday.get_by_role("button", name="Keep what is written of Attendance on Fridays").click()
    office.look()
    friday.get_by_role("link", name=re.compile("Record an action")).click()
    office.fill("What is to be done", "Send round the figures of each Friday.")
    office.choose("By whom", "Graham Tunstead")
    office.fill("By when", "2024-04-19")
    office.press("Record the action")


def the_meeting_is_closed_and_its_minutes_go_round(cast: Cast) -> None:
    """Discussed with the Chair, sent back, approved, circulated: each by whose act it is (K9.14)."""
    office, chair = cast.office, cast.chair
    chair.open(f"{HELD}day/")
    chair.follow("Close the meeting")
    chair.press("Close the meeting")
    cast.now_is(2024, 3, 18, 9)
    office.open(f"{HELD}minutes/")
    office.press("Give the draft to the Chair")
    chair.open(f"{HELD}minutes/")
    chair.fill("What is to be changed", "Say that the bench was voted on in secret")
    chair.press("Give the draft back")
    office.open(f"{HELD}minutes/write/")
    thanks = office.page.locator("section", has=office.page.get_by_role("heading", name="A thank-you to the"))
    thanks.locator("textarea").fill("Members voted in secret.")
    thanks.get_by_role("button", name=re.compile("^Keep")).click()
    office.open(f"{HELD}minutes/")
    office.press("Give the draft to the Chair")
    chair.open(f"{HELD}minutes/")
    chair.press("Approve the minutes")

    cast.owen.open(f"{HELD}minutes/")
    assert "The minutes are not circulated yet" in cast.owen.words
    cast.now_is(2024, 3, 21, 9)
    office.open(f"{HELD}minutes/")
    office.press("Circulate the minutes")
    cast.owen.open(f"{HELD}minutes/")
    assert "Members voted in secret." in cast.owen.words
    read = paper(office, f"{HELD}minutes/1.pdf")
    assert "24 for, 1 against" in read
    assert "My brother leases the pool" in read


def whoever_was_not_there_gets_them_and_a_talk(cast: Cast) -> None:
    """Stoneleaf sent apologies and nobody else: its head reads the minutes, and somebody talks to them (K9.7)."""
    told = cast.letter("keiran.moxham@stoneleaf.example", "Minutes of the")
    assert "14 March 2024" in told
    office = cast.office
    office.open("/knowsley/meetings/absences/")
    office.follow("Stoneleaf Primary School")
    office.fill("Day of the discussion", "2024-03-21")
    office.fill("What was said", "Went through the minutes.")
    office.press("Record the talk")
    assert "Held on Thursday 21 March 2024" in office.words


def the_action_is_chased_and_the_minutes_are_ratified_at_the_next(cast: Cast) -> None:
    """On 9 May the action is a matter arising, and the minutes are agreed as a true record (K9.14, K9.15)."""
    office, chair, graham = cast.office, cast.chair, cast.graham
    cast.now_is(2024, 4, 22, 9)
    graham.open("/knowsley/")
    assert "Send round the figures of each Friday." in graham.words
    cast.letter(
        "graham.tunstead@elmsworthy.example",
        "Send round the figures of each Friday. It was due on Friday 19 April",
    )

    cast.now_is(2024, 5, 9, 9)
    office.open(f"{NEXT}agenda/build/")
    for item in ("Minutes of the last meeting, 14 March 2024", "Send round the figures of each Friday."):
        assert item in office.words, item
    office.press_of("A minibus for all schools", "Place it: morning session")
    chair.open(f"{NEXT}day/")
    for school in (*BY_THE_OFFICE, *BY_THE_CHAIR, "Birchenholt"):
        comes(chair, school)
    stands(chair, "21 here, 21 needed: quorate, with none to spare")
    chair.follow("Open the meeting")
    chair.press("Open the meeting")

    office.open(NEXT)
    office.page.get_by_text("Write a motion", exact=True).click()
    office.page.locator("#decisions li").get_by_role("link", name=re.compile("Minutes of the last")).click()
    office.fill("The motion", "That the minutes of 14 March 2024 are a true record.")
    moved_by(office, "Alderwick Primary School", "Ashenmere Primary Academy")
    office.choose("What it sets in motion (optional)", "Ratify the minutes of 14 March 2024")
    office.press("Write the motion")
    office.press("Put the motion")
    office.press("Open the vote")
    count_hands(office, 21, 0, 0)
    office.open(f"{HELD}minutes/")
    assert "Ratified" in office.part("How far they are").inner_text()


def what_was_to_be_done_is_done(cast: Cast) -> None:
    graham = cast.graham
    graham.open("/knowsley/actions/")
    graham.page.get_by_role("row", name=re.compile("each Friday")).get_by_role("link").click()
    graham.look()
    graham.fill("What came of it (optional)", "Sent every Monday.")
    graham.press("It is done")
    assert "Sent every Monday." in graham.words


def who_came_is_reported(cast: Cast) -> None:
    """By school, for the whole of it or a part, on the screen and on paper (K9.5, K9.8)."""
    office = cast.office
    office.open("/knowsley/meetings/attendance/")
    stoneleaf = office.page.get_by_role("row", name=re.compile("Stoneleaf"))
    assert "apologies" in stoneleaf.inner_text().lower()
    assert "Elmsworthy" in paper(office, "/knowsley/meetings/attendance/report.pdf?body=full-group")
    office.open("/knowsley/meetings/attendance/concerns/")
    assert "Stoneleaf" in office.words
