"""Chromium for the tests that look at pages as people do: started once, asked what axe finds."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pytest

from tests.services import required

FLAGS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--lang=en-GB",
    # No picture is drawn by a graphics card that is not there, and no process kept ready for a page nobody opens.
    "--disable-gpu",
    "--renderer-process-limit=1",
]
SIZES = {"desk": (1280, 900), "phone": (390, 844)}
NARROWEST = 320
NAMES = ("chromium", "chromium-browser", "google-chrome")


def chromium_path() -> str | None:
    """The browser that CHROMIUM names, else one found on the path."""
    names = filter(None, [os.environ.get("CHROMIUM"), *NAMES])
    return next((found for name in names if (found := shutil.which(name))), None)


@contextmanager
def chromium() -> Iterator:
    """A running browser. Without one the tests skip loudly, or fail where services are required."""
    path = chromium_path()
    if path is None:
        (pytest.fail if required() else pytest.skip)("*** no Chromium: apt-get install chromium ***")
    from playwright.sync_api import sync_playwright

    # Playwright keeps an event loop in this thread, and Django then fears for its database.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


def options(size: str) -> dict:
    """A context of a size, in the language and time of the groups."""
    width, height = SIZES[size]
    return {
        "viewport": {"width": width, "height": height},
        "locale": "en-GB",
        "timezone_id": "Europe/London",
    }


@cache
def _axe() -> str:
    import axe_playwright_python

    axe = Path(axe_playwright_python.__file__).parent / "axe.min.js"
    return axe.read_text() + Path(__file__).with_name("looking.js").read_text()


# Rows are alike: the first few of a long list stand for all, or most of the time would go into them.
ALIKE = ["tbody tr", ".rows > li", ".due", ".contents > li"]
ASKED = {"exclude": [f"{row}:nth-child(n+9)" for row in ALIKE]}

# The kinds of words whose colours a rule found in order, on any page of this process (tests/looking.js).
in_order: dict[str, set[int]] = {"color-contrast": set(), "link-in-text-block": set()}


def violations(page) -> list[str]:
    """What axe finds on a page: WCAG 2.0 to 2.2 A and AA, and its best practice; each with the first place."""
    if not page.evaluate("'looked' in window"):
        page.evaluate(_axe())
    known = {rule: list(kinds) for rule, kinds in in_order.items()}
    found = page.evaluate("([asked, known]) => looked(asked, known)", [ASKED, known])
    for rule, kinds in found["inOrder"].items():
        in_order[rule].update(kinds)
    return found["wrong"]


WIDER = """() => {
  const wide = document.documentElement.clientWidth
  if (document.documentElement.scrollWidth <= wide) return []
  return [...document.querySelectorAll("main *, header *, footer *")]
    .filter(each => each.getBoundingClientRect().right > wide && !each.children.length)
    .slice(0, 3).map(each => each.outerHTML.slice(0, 160))
}"""


def too_wide(page) -> list[str]:
    """What makes a page scroll sideways: the first places that stand beyond the window."""
    return page.evaluate(WIDER)


def resize(page, width: int) -> None:
    if page.viewport_size["width"] != width:
        page.set_viewport_size({"width": width, "height": page.viewport_size["height"]})


@contextmanager
def and_back(page) -> Iterator[None]:
    """Afterwards the page is as wide as it was."""
    width = page.viewport_size["width"]
    try:
        yield
    finally:
        resize(page, width)
