"""The Chair, a deputy, an auditor, an officer of the authority, and somebody of another group: each what is theirs."""

import pytest

pytestmark = pytest.mark.browser

OF_KNOWSLEY = [
    "/knowsley/",
    "/knowsley/members/",
    "/knowsley/members/1/",
    "/knowsley/finance/invoices/",
    "/knowsley/finance/invoices/2026-001.pdf",
    "/knowsley/constitution/",
    "/knowsley/planner/",
    "/knowsley/audit/",
]


def names_of(visitor) -> list[str]:
    return visitor.page.locator("nav.nav-main a").all_inner_texts()


@pytest.mark.clause("K5.1", "X4")
def test_the_chair_countersigns_what_waits_and_it_waits_no_longer(visit):
    chair = visit("Marcus Adeyemi")
    assert names_of(chair) == [
        "Home",
        "Our school",
        "Members",
        "Meetings",
        "Planner",
        "Finance",
        "Constitution",
    ]
    assert "Nobody owes the group anything" not in chair.words, "the Chair does not keep the books"
    chair.page.get_by_role("link", name="Read and countersign").click()
    chair.look()
    chair.fill("Your name", "Marcus Adeyemi")
    chair.page.get_by_role("checkbox").check()
    chair.press("Countersign for the group")
    assert "waits to be countersigned" not in chair.words
    chair.go_to("Home")
    assert chair.page.get_by_role("link", name="Read and countersign").count() == 0


@pytest.mark.clause("X7")
def test_every_link_of_the_chair_s_first_page_leads_somewhere(visit):
    chair = visit("Marcus Adeyemi")
    links = {link.get_attribute("href") for link in chair.page.locator("main a").all()}
    answers = {link: chair.page.request.get(link).status for link in links}
    assert set(answers.values()) == {200}, answers


@pytest.mark.clause("X1", "X7")
def test_a_deputy_sees_the_school_and_gives_no_notice_for_it(visit_by_code):
    deputy = visit_by_code("aled.parry@dunlow.example", "phone")
    assert "Dunlow Bank Primary School" in deputy.words
    deputy.follow("Our school’s page")
    assert deputy.heading == "Dunlow Bank Primary School"
    deputy.open(f"{deputy.page.url}notice/")
    assert deputy.page.get_by_role("button", name="Check and confirm").count() == 0
    assert "It is for the headteacher of Dunlow Bank Primary School to give notice." in deputy.words


@pytest.mark.clause("X1", "X7")
def test_an_auditor_s_bar_says_until_when_and_the_office_s_pages_are_not_there(visit):
    auditor = visit("Leonora Finch")
    assert "Auditor, until" in auditor.page.locator("header.bar .who").inner_text()
    assert names_of(auditor) == ["Home", "Constitution"]
    auditor.open("/knowsley/audit/", status=404)


@pytest.mark.clause("X1", "X7")
def test_an_officer_of_the_authority_sees_what_is_theirs_alone(visit):
    officer = visit("Callum Brearley", "phone")
    assert officer.heading == "What needs you"
    for path in (
        "/knowsley/finance/",
        "/knowsley/finance/invoices/",
        "/knowsley/audit/",
        "/knowsley/reminders/",
    ):
        officer.open(path, status=404)


@pytest.mark.clause("X2")
def test_for_somebody_of_another_group_there_is_no_knowsley(visit):
    stranger = visit("Ottilie Marsh")
    assert "Excellence in Schools Group" in stranger.page.locator("header.bar").inner_text()
    answers = {path: stranger.page.request.get(path) for path in OF_KNOWSLEY}
    assert {path: answer.status for path, answer in answers.items()} == dict.fromkeys(OF_KNOWSLEY, 404)
    assert not any("Birchenholt" in answer.text() for answer in answers.values())
    stranger.open("/knowsley/members/1/", status=404)


@pytest.mark.clause("B2.1", "B3.1", "X8")
@pytest.mark.parametrize("size", ["desk", "phone"])
def test_the_group_of_seats_runs_on_the_same_pages(visit, size):
    clerk = visit("Ottilie Marsh", size)
    assert "6 needed" in clerk.part("Quorum today").inner_text()
    assert "National Leader of Governance" in clerk.part("Vacant places").inner_text()
    for name in ("Members", "Planner", "Finance", "Reminders", "Constitution"):
        clerk.go_to(name)
