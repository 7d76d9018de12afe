"""A school's own people among the membership pages: what a headteacher agrees to, signs and answers; what a deputy may."""

import re

import pytest

pytestmark = pytest.mark.browser

# The headteacher ------------------------------------------------------------------------------------


@pytest.mark.clause("K1.1", "K1.4", "K3.3", "K15.1")
def test_what_the_school_has_not_agreed_to_is_agreed_from_its_own_page(visit_by_code):
    """Querndale has agreed to nothing this school year."""
    lowri = visit_by_code("lowri.bevan@querndale.example", "both")
    lowri.go_to("Our school")
    standing = lowri.part("Membership")
    for words in ("Pledge", "Constitution", "Data protocol"):
        row = standing.locator("dl > div", has=lowri.page.locator("dt", has_text=words))
        assert "Not agreed" in row.inner_text(), words
        row.get_by_role("link", name="Read and agree").click()
        lowri.look()
        lowri.page.get_by_label("I have read it, and we agree to it").check()
        lowri.press("Agree for Querndale Primary School")
        assert "Lowri Bevan agreed for Querndale Primary School" in lowri.words
        lowri.go_to("Our school")
        assert "Agreed" in row.inner_text(), words


@pytest.mark.clause("K5.1", "K5.8", "K3.1")
def test_moving_up_a_tier_ends_in_a_contract_read_and_signed_on_both_sides(visit, visit_by_code):
    """Stoneleaf is Bronze; its headteacher asks, the office sends, she signs and the Chair after her."""
    keiran = visit_by_code("keiran.moxham@stoneleaf.example", "both")
    keiran.go_to("Our school")
    keiran.follow("What each tier offers, and moving between them")
    assert "Could be in it from" in keiran.part("Silver").inner_text()
    keiran.press("Ask to move up to Silver")

    office = visit("Marian Teale")
    office.open(f"{path_of(keiran)}tiers/")
    office.follow("see it")
    contract = path_of(office)
    office.press("Send it for signing")
    assert "can read and sign it" in office.words

    keiran.open(contract)
    keiran.fill("Your name", "Kieran Moxham")
    keiran.page.get_by_role("checkbox").check()
    keiran.press("Sign for Stoneleaf Primary School")
    assert "Type your name as it stands here: Keiran Moxham." in keiran.words
    keiran.fill("Your name", "Keiran Moxham")
    keiran.press("Sign for Stoneleaf Primary School")
    assert "It waits to be countersigned for the group." in keiran.words

    chair = visit("Marcus Adeyemi", "both")
    chair.open(contract)
    chair.fill("Your name", "Marcus Adeyemi")
    chair.page.get_by_role("checkbox").check()
    chair.press("Countersign for the group")
    assert "Countersigned: the contract is agreed." in chair.words


@pytest.mark.clause("K10.6", "K10.7", "K7.8")
def test_a_headteacher_reads_news_tells_what_was_said_and_stands_for_an_office(visit):
    nadia = visit("Nadia Farrow", "both")
    nadia.follow("Conference: book your place")
    assert "The programme of the conference is out." in nadia.words
    nadia.go_to("Home")
    nadia.page.get_by_role("link", name=re.compile("^Give feedback")).first.click()
    nadia.look()
    nadia.press("Give the feedback")
    assert "Write what the group should know." in nadia.words
    nadia.fill("What the group should know", "Two schools share their attendance officer from January.")
    nadia.press("Give the feedback")
    assert (
        "Two schools share their attendance officer from January." in nadia.part("What was told").inner_text()
    )

    nadia.go_to("Home")
    nadia.page.get_by_role("link", name=re.compile("^Accept or decline")).click()
    nadia.look()
    assert "Dominic Traynor put you forward." in nadia.words
    nadia.press("Accept and stand")
    assert "Nadia Farrow" in nadia.part("Who stands").inner_text()
    assert nadia.page.get_by_role("link", name="Record the outcome").count() == 0


@pytest.mark.clause("K1.3", "X6")
def test_what_the_office_asks_for_is_handed_in_and_no_longer_missed(visit, visit_by_code):
    """Cawdery is late with a statement."""
    dominic = visit_by_code("dominic.traynor@cawdery.example", "both")
    dominic.go_to("Our school")
    dominic.follow("Documents asked of us")
    row = dominic.page.get_by_role("row", name=re.compile("^Pupil premium statement"))
    assert "Late" in row.inner_text()
    row.get_by_role("link", name="Cawdery Primary School").click()
    dominic.look()
    dominic.give_file("File", "statement.exe", b"MZ")
    dominic.press("Hand it in")
    assert dominic.page.locator("[role=alert]").count() == 1
    dominic.give_file("File", "statement.txt", b"What we spend, on what, and why.")
    dominic.press("Hand it in")
    assert "Handed in" in dominic.part("What is asked").inner_text()
    assert "The file that was handed in" in dominic.words

    office = visit("Marian Teale")
    office.open("/knowsley/requests/")
    office.follow("Pupil premium statement")
    cawdery = office.page.get_by_role("row", name=re.compile("^Cawdery Primary School"))
    assert "Handed in" in cawdery.inner_text()


# The deputy -----------------------------------------------------------------------------------------


@pytest.mark.clause("K1.1", "K1.4", "X1")
def test_a_deputy_reads_everything_and_agrees_to_nothing_until_acting_as_head(visit, visit_by_code):
    """Larkfold has not agreed to the protocol, and its headteacher is about to be away."""
    deputy = visit_by_code("zainab.yaqub@larkfold.example", "both")
    deputy.follow("Our school’s page")
    school = path_of(deputy)
    assert "Not agreed" in deputy.part("Membership").inner_text()
    for page in ("pledge/", "notice/", "protocol/"):
        deputy.open(school + page)
        assert deputy.page.locator("main button").count() == 0, page
    assert "It is for the headteacher of Larkfold Primary School to agree." in deputy.words
    deputy.open("/knowsley/agreements/", status=403)
    assert deputy.heading == "You cannot do this"

    office = visit("Marian Teale", "both")
    office.open(f"{school}head/")
    office.choose("Leads it as", "Acting headteacher")
    office.press("Record the change")
    assert "Choose somebody known here, or give the name of somebody new." in office.words
    office.choose("Somebody known here (optional)", "Zainab Yaqub")
    office.press("Record the change")
    assert "Acting headteacher" in office.part("People").inner_text()

    deputy.open(f"{school}protocol/")
    deputy.page.get_by_label("I have read it, and we agree to it").check()
    deputy.press("Agree for Larkfold Primary School")
    assert "Zainab Yaqub agreed for Larkfold Primary School" in deputy.words


def path_of(visitor) -> str:
    return "/" + visitor.page.url.split("/", 3)[3]
