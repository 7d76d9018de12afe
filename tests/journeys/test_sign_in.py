"""Signing in to a group's own site: a code by email, a second factor where the office asks for one, a password."""

import base64
import hashlib
import hmac
import struct
import time

import pytest

from tests.journeys import post, site
from tests.smtp import Sink

pytestmark = pytest.mark.browser

PASSWORD = "quiet harbour lantern"
HEAD = "leanne.prescot@brightmarl.example"


def figures(secret: str) -> str:
    """The six figures that an authenticator app shows now (RFC 6238)."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    mark = hmac.new(key, struct.pack(">Q", int(time.time()) // 30), hashlib.sha1).digest()
    start = mark[-1] & 15
    return f"{(struct.unpack('>I', mark[start : start + 4])[0] & 0x7FFFFFFF) % 10**6:06}"


@pytest.fixture(scope="module")
def mail():
    with Sink() as sink:
        yield sink


@pytest.fixture(scope="module")
def own_site(data, mail):
    """The same rows outside demonstration mode: nobody is anybody with one click."""
    with site.served(data, QUORATE_DEMO="no", MAIL_URL=f"smtp://127.0.0.1:{mail.port}") as address:
        yield address


@pytest.fixture
def by_code(visitors, own_site, mail):
    def signing_in(email: str, size: str):
        visitor = visitors(own_site, size)
        visitor.open("/")
        assert visitor.heading == "Sign in"
        visitor.follow("Email me a code")
        visitor.fill("Email address", email)
        visitor.press("Send the code")
        visitor.fill("Code", post.code_in([letter for letter in mail.letters if email in letter["To"]]))
        visitor.press("Sign in")
        return visitor

    return signing_in


@pytest.mark.clause("X1", "X7")
def test_the_office_comes_in_by_code_and_no_further_without_a_second_factor(by_code):
    marian = by_code("marian.teale@office.example", "desk")
    assert marian.heading == "Your second factor"
    marian.open("/knowsley/members/")
    assert marian.heading == "Your second factor", "no page of the group before that"
    marian.follow("Set up an app")
    secret = marian.page.locator(".key").inner_text().strip()
    marian.fill("Code", "000000")
    marian.press("Set up this app")
    assert "That is not the code the app shows now" in marian.words
    marian.fill("Code", figures(secret))
    marian.press("Set up this app")
    assert marian.heading == "Your recovery codes"
    marian.follow("Go on to Quorate")
    assert marian.heading == "How we stand"
    assert "Demonstration" not in marian.page.locator("body").inner_text()


@pytest.mark.clause("X1", "X7")
def test_a_headteacher_comes_by_code_sets_a_password_and_comes_back_with_it(by_code):
    head = by_code(HEAD, "phone")
    assert head.heading == "What needs you"
    head.open("/account/password/set/")
    head.fill("New password", PASSWORD)
    head.fill("The same again", PASSWORD)
    head.press("Keep this password")
    assert "Your password is kept." in head.words
    head.page.locator("details.menu summary").click()
    head.page.locator("details.menu").get_by_role("button", name="Sign out").click()

    head.open("/account/login/")
    head.fill("Email address", HEAD)
    head.fill("Password", "quiet harbour lamp")
    head.press("Sign in")
    assert "The address and the password do not go together." in head.words
    head.fill("Password", PASSWORD)
    head.press("Sign in")
    assert head.heading == "What needs you"


@pytest.mark.clause("X1")
def test_nobody_is_anybody_with_one_click(visitors, own_site):
    stranger = visitors(own_site)
    stranger.open("/demonstration/")
    assert stranger.heading == "Sign in"
    assert stranger.page.get_by_role("button", name="Sign in as").count() == 0
