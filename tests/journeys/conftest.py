"""A browser, the demonstration and its site, each once for all journeys; and visitors to send there."""

from collections import defaultdict
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Page

from records.clock import UK
from tests import browser, built
from tests.journeys import post, site
from tests.journeys.visitor import Visitor

pytest.register_assert_rewrite("tests.journeys.meeting")


@pytest.fixture(scope="session")
def chromium():
    with browser.chromium() as running:
        yield running


@pytest.fixture(scope="session")
def data(chromium, tmp_path_factory) -> Path:
    """The folder of the demonstration that this process's site works on."""
    folder = built.demonstration(built.shared(tmp_path_factory))
    return built.copy_of(folder, tmp_path_factory.getbasetemp() / "site")


@pytest.fixture(scope="session")
def demonstration(data):
    """The address of the site, with its scheduler, as `./run demo` starts both."""
    with site.served(data, QUORATE_DEMO="yes") as address, site.scheduled(data):
        yield address


@pytest.fixture(scope="session")
def looked_at() -> set[tuple]:
    """The pages that were looked at already, by who looked and at which size."""
    return set()


@pytest.fixture(scope="session")
def left() -> dict[tuple, list[Page]]:
    """The windows that visitors of the demonstration have left, by how they were opened: a new one warms slowly."""
    return defaultdict(list)


@pytest.fixture
def visitors(chromium, looked_at, left):
    """Opens new visitors; afterwards none of their pages may have complained."""
    opened: list[tuple[Visitor, tuple | None]] = []

    def visitor(address: str, size: str = "desk", stays: bool = False, **options) -> Visitor:
        sizes = tuple(browser.SIZES) if size == "both" else (size,)
        asked = {"base_url": address, **browser.options(sizes[0]), **options}
        kind = address, sizes[0], *sorted(options.items())
        page = left[kind].pop() if left[kind] else window(chromium, asked)
        scripted = options.get("java_script_enabled", True)
        opened.append((Visitor(page, looked_at, scripted, sizes), kind if stays else None))
        return opened[-1][0]

    yield visitor
    for each, kind in opened:
        if kind:
            each.leave(origin=kind[0])
            left[kind].append(each.page)
        else:
            each.page.context.close()
    assert [said for each, _ in opened for said in each.complaints] == []


def window(chromium, asked: dict) -> Page:
    """A browser of one's own, which shares nothing with any other."""
    context = chromium.new_context(**asked)
    context.set_default_timeout(30_000)
    return context.new_page()


@pytest.fixture
def visit(visitors, demonstration):
    """A visitor of the demonstration, signed in as one of its people: `visit("Nadia Farrow", "phone")`."""

    def visiting(name: str = "", size: str = "desk", **options) -> Visitor:
        visitor = visitors(demonstration, size, stays=True, **options)
        if name:
            visitor.sign_in_as(name)
        return visitor

    return visiting


@pytest.fixture
def visit_by_code(visitors, demonstration, data):
    """A visitor who signs in with a code from the mail, which the demonstration keeps as files."""

    def visiting(email: str, size: str = "desk") -> Visitor:
        visitor = visitors(demonstration, size, stays=True)
        visitor.open("/account/login/code/")
        visitor.fill("Email address", email)
        visitor.press("Send the code")
        visitor.fill("Code", post.code_in(post.files(data, email)))
        visitor.press("Sign in")
        return visitor

    return visiting


# A site of its own, on other days -----------------------------------------------------------------------


@pytest.fixture
def of_march(chromium, tmp_path_factory, tmp_path) -> Path:
    """The demonstration as it stands on Wednesday 6 March 2024, eight days before a full meeting of 35 schools."""
    folder = built.demonstration(built.shared(tmp_path_factory), date(2024, 3, 6))
    return built.copy_of(folder, tmp_path / "march")


@pytest.fixture
def now_is(of_march) -> Callable[..., None]:
    """Sets the clock of that site: `now_is(2024, 3, 14, 8, 40)`, as a British clock has it."""

    def set_clock(*moment: int) -> None:
        site.set_clock(of_march, datetime(*moment, tzinfo=UK))

    set_clock(2024, 3, 6, 9)
    return set_clock


@pytest.fixture
def march(of_march, now_is, visitors):
    """A visitor of that site, signed in: `march("Nadia Farrow", "phone")`."""
    with site.served(of_march, QUORATE_DEMO="yes", **site.ON_ANOTHER_DAY) as address:

        def visiting(name: str, size: str = "desk", **options) -> Visitor:
            visitor = visitors(address, size, **options)
            visitor.sign_in_as(name)
            return visitor

        yield visiting
