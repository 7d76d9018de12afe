"""Signing in with a real browser (X1, X7): a passkey, the phone's menu without script, and axe on each page."""

import os
from pathlib import Path

import pytest
from django.urls import reverse

from tests.collaborative import build
from tests.services import required

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
SIZES = {"desk": (1280, 900), "phone": (390, 844)}

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(scope="module")
def chromium():
    from playwright.sync_api import sync_playwright

    if not Path(CHROMIUM).exists():
        (pytest.fail if required() else pytest.skip)("*** no Chromium: apt-get install chromium ***")
    # Playwright keeps an event loop in this thread, and Django then fears for its database.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def visit(chromium, live_server):
    """A new page of a size: `visit("phone")`. What the policy refuses or a script trips over fails the test."""
    contexts = []

    def opened(size: str = "desk", **options):
        width, height = SIZES[size]
        contexts.append(
            chromium.new_context(
                viewport={"width": width, "height": height},
                locale="en-GB",
                base_url=live_server.url,
                **options,
            )
        )
        page = contexts[-1].new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "console", lambda said: complaints.append(said.text) if "Content Security" in said.text else None
        )
        return page

    complaints: list[str] = []
    yield opened
    for context in contexts:
        context.close()
    assert complaints == []


def sign_in(page, person) -> None:
    page.goto(reverse("account_login"))
    page.get_by_label("Email address").fill(person.email)
    page.get_by_label("Password", exact=True).fill("three quiet words")
    page.get_by_role("button", name="Sign in", exact=True).click()


def violations(page) -> list[str]:
    from axe_playwright_python.sync_playwright import Axe

    return [found["id"] for found in Axe().run(page).response["violations"]]


@pytest.mark.clause("X1")
def test_a_passkey_is_added_and_then_signs_in_alone(visit, group, nadia):
    page = visit()
    chip = page.context.new_cdp_session(page)
    chip.send("WebAuthn.enable")
    proof = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
    }
    proof |= {"isUserVerified": True, "automaticPresenceSimulation": True}
    chip.send("WebAuthn.addVirtualAuthenticator", {"options": proof})

    sign_in(page, nadia)
    page.goto(reverse("mfa_add_webauthn"))
    page.get_by_label("What you call it").fill("My laptop")
    page.get_by_label("Let me sign in with it and no password").check()
    page.get_by_role("button", name="Add a passkey").click()
    page.wait_for_url("**" + reverse("mfa_view_recovery_codes"))
    page.get_by_role("button", name="Sign out").click()

    page.goto(reverse("account_login"))
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url("**/marlbeck/")
    assert page.get_by_text("Nadia Farrow").first.is_visible()


@pytest.mark.clause("X1")
def test_a_passkey_that_is_not_given_is_said_in_words(visit, group):
    page = visit()
    page.goto(reverse("account_login"))
    page.evaluate("() => { navigator.credentials.get = () => Promise.reject(new Error('no')) }")
    page.get_by_role("button", name="Use a passkey").click()
    page.get_by_text("No passkey was used. Try again, or choose another way.").wait_for()


@pytest.mark.clause("X7")
def test_without_script_one_signs_in_and_the_phone_s_menu_opens(visit, group, nadia):
    page = visit("phone", java_script_enabled=False)
    sign_in(page, nadia)
    link = page.get_by_role("navigation", name="Menu").get_by_role("link", name="Home")
    assert not link.is_visible()
    page.locator("details.menu > summary").click()
    assert link.is_visible()


@pytest.mark.clause("X7")
def test_the_first_press_of_the_tab_key_offers_the_way_past_the_bar(visit, group):
    page = visit()
    page.goto(reverse("account_login"))
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the page"


@pytest.mark.clause("X7")
def test_a_form_with_mistakes_begins_at_the_list_of_them(visit, group):
    page = visit()
    page.goto(reverse("account_login"))
    page.locator("form").first.evaluate("form => form.noValidate = true")
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_load_state()
    assert "to put right" in page.evaluate("document.activeElement.textContent")


@pytest.mark.clause("X7")
@pytest.mark.parametrize("size", SIZES)
def test_axe_finds_nothing_and_nothing_scrolls_sideways(visit, group, marian, nadia, size):
    page = visit(size)
    build.hold_office(group, "treasurer", nadia)
    public = ["account_login", "account_request_login_code", "account_reset_password", "help", "privacy"]
    own = ["account", "account_email", "account_change_password", "mfa_index", "mfa_activate_totp", "choose"]
    for name in [*public, "accessibility", "signed in", *own]:
        if name == "signed in":
            sign_in(page, nadia)
            continue
        page.goto(reverse(name))
        assert (name, violations(page)) == (name, [])
        assert page.evaluate("document.documentElement.scrollWidth") <= SIZES[size][0], name
