"""On the day: an interest, motions and an amendment, three ways of voting, and the quorum that is lost."""

import re

from playwright.sync_api import expect

from tests.journeys.meeting.cast import HELD, Cast
from tests.journeys.meeting.roll import comes, row, stands
from tests.journeys.visitor import Visitor


def an_interest_takes_the_quorum_away(cast: Cast) -> None:
    """Of twenty-one one withdraws: for the item, there are twenty, and nothing can be resolved (B5.1, K6.4)."""
    graham, office, chair = cast.graham, cast.office, cast.chair
    graham.open(f"{HELD}agenda/")
    graham.follow("Swimming: hiring the pool together")
    graham.follow("Interests and speakers")
    graham.fill("What the interest is", "My brother leases the pool")
    graham.press("Declare it")
    assert "does not count" in graham.words or "leaves" in graham.words, graham.words

    chair.open(f"{HELD}day/")
    chair.choose("Quorum for", "Swimming: hiring the pool together")
    chair.press("Show")
    stands(chair, "20 of 21 here: not quorate")
    assert "Graham Tunstead withdraws for this item." in chair.words

    motion = written(
        office, "Swimming: hiring the pool together", "That the group hires the pool for the Summer term."
    )
    office.press("Put the motion")
    office.press("Open the vote")
    assert "There is no quorum now" in office.words
    count_hands(office, 18, 2, 1)
    assert "No decision" in office.words
    graham.open(motion)
    assert "Not there, so nothing could be decided" in graham.words


def written(office: Visitor, item: str, text: str, how: str = "Show of hands", **more: str) -> str:
    """A motion proposed and seconded; answers its path."""
    office.open(HELD)
    office.page.get_by_text("Write a motion", exact=True).click()
    office.page.locator("#decisions li").get_by_role("link", name=re.compile(re.escape(item))).click()
    office.look()
    office.fill("The motion", text)
    moved_by(office, "Alderwick Primary School", "Birchenholt Primary School")
    office.choose("How votes are given", how)
    for label, words in more.items():
        office.fill(label, words)
    office.press("Write the motion")
    return office.page.url


def moved_by(office: Visitor, proposer: str, seconder: str) -> None:
    office.choose("Proposed by (optional)", proposer)
    office.choose("Seconded by (optional)", seconder)


def count_hands(office: Visitor, for_: int, against: int, abstaining: int) -> None:
    office.follow("Count the hands")
    for label, number in (("For", for_), ("Against", against), ("Abstaining", abstaining)):
        office.fill(label, str(number))
    office.press("Work out the result")
    office.press("Close the vote and record it")


def a_motion_is_amended_and_carried_by_show_of_hands(cast: Cast) -> None:
    """The amendment first; carried, its words are voted on, and the result says by which rule (K6.7)."""
    office, chair = cast.office, cast.chair
    chair.open(f"{HELD}day/")
    for school in ("Pendlewick", "Querndale", "St Orrin"):
        comes(chair, school)
    stands(chair, "24 here, 21 needed: quorate by 3")

    written(office, "Attendance on Fridays", "That schools ring home on Fridays.")
    motion = office.page.url
    office.press("Put the motion")
    office.follow("Amend it", "main")
    office.fill("The motion as it would read", "That schools ring home before 10am on Fridays.")
    office.press("Propose the amendment")
    office.press("Put the motion")
    assert "Say who proposes and who seconds the motion." in office.words
    office.follow("Change it")
    moved_by(office, "Copsewell C of E Primary School", "Pendlewick Primary School")
    office.press("Change the motion")
    office.press("Put the motion")
    office.press("Open the vote")
    count_hands(office, 20, 4, 0)
    assert "Carried" in office.part("Result").inner_text()

    office.open(motion)
    assert "ring home before 10am" in office.page.locator("blockquote").first.inner_text()
    office.press("Open the vote")
    count_hands(office, 22, 2, 1)
    result = office.part("Result").inner_text()
    assert "22 for, 2 against, 1 abstaining" in result
    assert "more than half of the votes cast" in office.why(office.part("Result"))
    assert re.search(r"Resolution R-2024-\d{3}", office.heading)


def a_secret_vote_stays_secret(cast: Cast) -> None:
    """Each votes on a screen of their own, the deputy for his school; nobody learns how (K6.5, K6.6)."""
    motion = written(cast.office, "A thank-you to the caretakers", "That a bench is given.", "Secret ballot")
    cast.office.press("Put the motion")
    cast.office.press("Open the vote")
    for voter, choice in (
        (cast.chair, "For"),
        (cast.graham, "For"),
        (cast.owen, "Against"),
        (cast.david, "For"),
    ):
        voter.open(motion)
        assert "This vote is secret." in voter.words
        voter.page.get_by_label(choice, exact=True).check()
        voter.press("Vote")
        assert "You have voted" in voter.words
    cast.guest.open(motion, status=404)
    office = cast.office
    office.open(motion)
    assert "4 of 25 have voted." in office.words
    office.follow("Close the vote")
    office.press("Close the vote and record it")
    assert "3 for, 1 against" in office.words
    assert "Who voted how" not in office.words


def a_recorded_vote_has_every_name(cast: Cast) -> None:
    """What each gave is taken down in the room; who has a phone gives it there (B2.3: with its limits and its end)."""
    limits = {"Delegated to (optional)": "The Treasurer", "Within what limits (optional)": "Up to £500",
              "Until and including (optional)": "2024-07-31"}  # fmt: skip
    text = "That the Treasurer may order the books."
    motion = written(cast.office, "Early reading: three schools", text, "Recorded by name", **limits)
    office, owen = cast.office, cast.owen
    office.press("Put the motion")
    office.press("Open the vote")
    owen.open(motion)
    owen.page.get_by_label("Against", exact=True).check()
    owen.press("Vote")
    office.open(motion)
    sheet = office.part("Votes taken in the room")
    for line in sheet.locator("select").all():
        if not line.input_value():
            line.select_option(label="For")
    office.press("Take these votes")
    assert "25 of 25 have voted." in office.words
    office.follow("Close the vote")
    office.press("Close the vote and record it")
    assert "24 for, 1 against" in office.words
    birchenholt = office.part("Who voted how").get_by_role("row", name=re.compile("Birchenholt"))
    assert "Against" in birchenholt.inner_text()


def the_quorum_is_lost_and_nothing_more_is_resolved(cast: Cast) -> None:
    """Four leave while a vote is open: twenty are here, and the vote decides nothing (K6.4)."""
    office, chair = cast.office, cast.chair
    written(office, "Feedback from representatives", "That the feedback is sent to every school.")
    office.press("Put the motion")
    office.press("Open the vote")
    chair.open(f"{HELD}day/")
    for school in ("Alderwick", "Ashenmere", "Cawdery", "Dunlow Bank"):
        row(chair, school).get_by_text("Change").click()
        row(chair, school).get_by_role("button", name=re.compile("^Left")).click()
        expect(row(chair, school)).to_contain_text("left at")
    stands(chair, "20 of 21 here: not quorate")
    count_hands(office, 20, 0, 0)
    assert "No decision" in office.part("Result").inner_text()
    assert "No number" not in office.heading

    owen = cast.owen
    owen.open("/knowsley/decisions/")
    assert "That a bench is given." in owen.words
    assert "The Treasurer: Up to £500" in owen.words
    assert "That the feedback is sent to every school." not in owen.words
