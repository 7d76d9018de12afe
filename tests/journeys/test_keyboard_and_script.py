"""By keyboard alone, and with no script at all (X7)."""

import re

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.clause("X7")]


def focused(page) -> str:
    return page.evaluate("document.activeElement.innerText || document.activeElement.value || ''").strip()


def tab_to(page, name: str, most: int = 40) -> None:
    """Presses Tab until the named control has the focus, and sees that the focus is drawn."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if focused(page).startswith(name):
            drawn = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
            assert drawn != "none", f"the focus on {name} is not seen"
            return
    raise AssertionError(f"{name} is not reached by keyboard")


def test_notice_is_looked_into_by_keyboard_alone(visit):
    reader = visit("Colette Ashdown")
    page = reader.page
    page.keyboard.press("Tab")
    assert focused(page) == "Skip to the page"
    tab_to(page, "Our school")
    page.keyboard.press("Enter")
    page.wait_for_url("**/our-school/")
    reader.look()


def test_why_opens_and_closes_by_keyboard(visit):
    page = visit("Nadia Farrow").page
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    tab_to(page, "why?")
    page.keyboard.press("Enter")
    panel = page.locator("details.why[open] .why-panel")
    assert panel.first.is_visible()
    page.keyboard.press("Enter")
    assert panel.count() == 0


def test_a_form_with_mistakes_takes_the_focus_to_them(visit):
    office = visit("Marian Teale")
    office.open("/knowsley/people/add/")
    office.page.locator("main form button.btn-primary").click()
    office.page.wait_for_load_state()
    assert re.search("to put right", focused(office.page))
    office.look()


def test_without_script_pages_are_read_forms_are_sent_and_reasons_open(visit):
    reader = visit("Marian Teale", "phone", java_script_enabled=False)
    reader.go_to("Members")
    reader.fill("School or URN", "Birchenholt")
    reader.press("Show")
    assert "Birchenholt Primary School" in reader.words
    reader.go_to("Home")
    assert "60%" in reader.why(reader.part("Quorum today"))
    reader.open("/knowsley/people/add/")
    reader.fill("Name", "Wilfred Garside")
    reader.page.locator("main form button.btn-primary").click()
    assert "Wilfred Garside" in (reader.words + reader.page.locator("input").nth(1).input_value())
