"""Before the day: the rules are amended, the agenda is made, guests are invited, packs read, replies sent."""

import re
from io import BytesIO

from playwright.sync_api import expect
from pypdf import PdfReader

from tests.journeys.meeting.cast import HELD, Cast
from tests.journeys.test_constitution import FILE
from tests.journeys.test_keyboard_and_script import focused
from tests.journeys.visitor import Visitor

# The rules: what the group has agreed to change ------------------------------------------------------------


def the_rules_are_amended(cast: Cast) -> None:
    """From the next day on members may vote in secret, and whoever has an interest leaves for the item."""
    office = cast.office
    office.go_to("Constitution")
    office.follow("Put in a new edition")
    office.give_file("Upload the file", "knowsley.toml", amended().encode())
    office.press("Check it and keep it as a draft")
    office.follow("What it would change this year")
    assert "Nothing of this year would change" in office.words
    assert "What the draft says differently: 2 differences" in office.words
    office.page.go_back()
    office.fill("The day it comes into force", "2024-03-07")
    office.fill("The resolution by which the members adopted it", "Full group, 25 January 2024")
    for remark in office.page.get_by_role("checkbox").all():
        remark.check()
    office.press("Adopt the edition")


def amended() -> str:
    """The handbook with two more sentences of rules; its own words stay."""
    ways = 'how        = ["show of hands", "recorded"]'
    interests = '[interests.full-group]\nclause   = "Protocols"\nmay_vote = false\nmay_stay = false\n\n'
    text = FILE.read_text().replace(ways, ways.replace('"recorded"', '"recorded", "secret"'), 1)
    return text.replace("[attendance.full-group]", f"{interests}[attendance.full-group]", 1)


# The agenda ------------------------------------------------------------------------------------------------


def items_come_in_time_and_late(cast: Cast) -> None:
    """For 14 March the last day was 21 February: a week before the management group met (K9.9)."""
    nadia = cast.nadia
    submit(nadia, "Full meeting, Thursday 9 May 2024", "A minibus for all schools")
    submit(nadia, "Full meeting, Thursday 14 March 2024", "Attendance on Fridays")
    assert "Late: waits for consent" in nadia.words

    chair = cast.chair
    chair.open("/knowsley/meetings/items/")
    chair.follow("Attendance on Fridays")
    chair.follow("Consent to it")
    chair.press("Consent to it")
    assert "Say why it is taken although it is late." in chair.words
    chair.fill("Why it is taken although it is late", "The figures came this week")
    chair.press("Consent to it")

    office = cast.office
    office.open(f"{HELD}agenda/build/")
    office.press_of("Attendance on Fridays", "Place it: morning session")
    assert "late, with consent" in office.words


def the_agenda_is_put_in_order_agreed_and_sent(cast: Cast) -> None:
    """By keyboard, by dragging; then agreed by the management group, and known to all (K9.11)."""
    office = cast.office
    office.open(f"{HELD}agenda/build/")
    up = office.page.get_by_role("button", name=re.compile("^Up.*Attendance on Fridays"))
    before = titles(office)
    up.focus()
    with office.page.expect_navigation():
        office.page.keyboard.press("Enter")
    place = before.index("Attendance on Fridays")
    assert titles(office).index("Attendance on Fridays") == place - 1
    assert "Attendance on Fridays" in focused(office.page)

    rows = office.page.locator("li[data-item]")
    last, first = (
        rows.filter(has_text="Working together"),
        rows.filter(has_text="Early reading: three schools"),
    )
    last.drag_to(office.page.locator("h1"))
    assert titles(office)[-1].startswith("Working together"), (
        "let go beside the agenda it stands where it stood"
    )
    with office.page.expect_navigation():
        last.drag_to(first, target_position={"x": 40, "y": 5})
    assert titles(office)[-3].startswith("Working together")

    office.follow("Record that it is agreed")
    office.fill("The decision", "Management group, 6 March 2024")
    office.press("Record it and tell the members")


def titles(visitor: Visitor) -> list[str]:
    """The items of the agenda in their order, without their numbers."""
    found = visitor.page.locator("li[data-item] strong").all_inner_texts()
    return [title.partition(". ")[2] for title in found]


def submit(head: Visitor, meeting: str, title: str) -> None:
    head.open("/knowsley/meetings/items/submit/")
    head.choose("For which meeting", meeting)
    head.fill("Title", title)
    head.fill("How long it takes, in minutes (optional)", "15")
    head.press("Submit the item")


def a_guest_is_invited_to_one_item(cast: Cast) -> None:
    """By decision of the management group, and told before it (K5.9, K9.12)."""
    office = cast.office
    office.open(f"{HELD}guests/")
    office.choose("Who", "Callum Brearley")
    office.page.get_by_label("Early reading: three schools’ practice").check()
    office.fill("The decision", "Management group, 6 March 2024")
    office.press("Invite them and tell the members")

    guest = cast.guest
    guest.open(HELD)
    assert "Early reading: three schools’ practice" in guest.words
    for closed in ("Swimming", "Accounts", "Attendance on Fridays", "Decisions", "21 needed"):
        assert closed not in guest.words, closed
    guest.open(f"{HELD}replies/", status=404)
    guest.open(f"{HELD}day/", status=404)


def everybody_reads_a_pack_of_their_own(cast: Cast) -> None:
    """One PDF with bookmarks, of what each may see, with the page numbers of the screen (K9.16)."""
    nadia, guest = pack(cast.nadia), pack(cast.guest)
    named = [mark.title for mark in nadia.outline if not isinstance(mark, list)]
    assert len(nadia.pages) > len(guest.pages) >= 2
    assert any("Swimming" in title for title in named), named
    assert "Swimming" not in "".join(page.extract_text() for page in guest.pages)


def pack(reader: Visitor) -> PdfReader:
    reader.open(f"{HELD}papers/")
    make = reader.page.get_by_role("button", name=re.compile("^Make (the pack|it again)$"))
    if make.count():  # else it was made when the agenda was agreed, and nothing has changed since
        make.click()
    link = reader.page.get_by_role("link", name="Read the pack")
    expect(link).to_be_visible(timeout=120_000)
    reader.look()
    answer = reader.page.request.get(link.get_attribute("href"))
    return PdfReader(BytesIO(answer.body()))


def they_say_whether_they_come(cast: Cast) -> None:
    """Nadia sends apologies and names her deputy, who then finds agenda and papers (K9.6, K6.8)."""
    nadia = cast.nadia
    nadia.open(HELD)
    assert "Forecast: 27 expected, 21 needed: quorate." in nadia.words
    nadia.follow("Send apologies for Birchenholt Primary School")
    nadia.page.get_by_label("Owen Sallis, deputy headteacher").check()
    nadia.press("Send the reply")
    assert "Owen Sallis stands in (deputy headteacher)." in nadia.words

    owen = cast.owen
    owen.open(HELD)
    assert "You stand in for Birchenholt Primary School" in owen.words
    assert "Forecast: 27 expected, 21 needed: quorate." in owen.words
    assert "60% of 35" in owen.why(owen.part("Are you coming?"))
    told = cast.letter("owen.sallis@birchenholt.example", "You stand in")
    assert "Thursday 14 March 2024" in told
    assert "Thursday 14 March 2024" in cast.letter("nadia.farrow@birchenholt.example", "Agenda: Full meeting")
    assert "Early reading" in cast.letter("callum.brearley@authority.example", "invited")
