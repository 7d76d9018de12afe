"""Somebody who uses the site: opens, follows, presses, fills in; and looks at every page they come to.

On each page: nothing that axe finds, nothing wider than the window (at 320 px too), no word in the console.
A visitor of 'both' sizes sits at a desk and looks at every page as it stands on a phone, too.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests import browser


@dataclass
class Visitor:
    page: Page
    seen: set[tuple]
    scripted: bool = True
    sizes: tuple[str, ...] = ()
    complaints: list[str] = field(default_factory=list)
    away: bool = False

    def __post_init__(self):
        self.page.on("pageerror", self._failed)
        self.page.on("console", self._heard)

    def _failed(self, error) -> None:
        self.complaints.append(f"{self.page.url}: {error}")

    def _heard(self, said) -> None:
        """An answer such as 404 or 422 is for the journey to judge; everything else is a complaint."""
        answer = said.text.startswith("Failed to load resource") and said.location["url"] == self.page.url
        if said.type in {"error", "warning"} and not answer and not self.away:
            self.complaints.append(f"{self.page.url}: {said.text}")

    # --- going about -------------------------------------------------------------------------------

    def open(self, path: str, status: int = 200) -> None:
        answer = self.page.goto(path)
        assert (path, answer.status) == (path, status)
        self.look()

    def follow(self, name: str, within: str = "main") -> None:
        """The link of this name, in the page or in another part of it."""
        self.page.locator(within).get_by_role("link", name=name, exact=True).first.click()
        self.look()

    def go_to(self, name: str) -> None:
        """By the navigation, which on a phone folds into 'Menu'."""
        menu = self.page.locator("details.menu")
        if menu.is_visible():
            menu.locator("summary").click()
            return self.follow(name, "details.menu")
        return self.follow(name, "nav.nav-main")

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).first.click()
        self.look()

    def press_of(self, what: str, name: str) -> None:
        """The button of this name that is of one thing among others: its name says of which."""
        named = re.compile(rf"^{re.escape(name)}\W.*{re.escape(what)}")
        self.page.get_by_role("button", name=named).first.click()
        self.look()

    def fill(self, label: str, words: str) -> None:
        self.page.get_by_label(label, exact=True).fill(words)

    def choose(self, label: str, option: str) -> None:
        self.page.get_by_label(label, exact=True).select_option(label=option)

    def give_file(self, label: str, name: str, content: bytes) -> None:
        file = {"name": name, "mimeType": "text/plain", "buffer": content}
        self.page.get_by_label(label).set_input_files(file)

    def download(self, name: str) -> Path:
        with self.page.expect_download() as waiting:
            self.page.get_by_role("link", name=name).first.click()
        return waiting.value.path()

    def sign_in_as(self, name: str) -> None:
        """With one click, on the first page of the demonstration."""
        self.page.goto("/")
        self.page.get_by_role("button", name=f"Sign in as {name}").first.click()
        self.look()

    def sign_out(self) -> None:
        self.page.get_by_role("button", name="Sign out").first.click()

    def leave(self, origin: str) -> None:
        """The window is as a new one for whoever comes next: no page, no cookie, nothing that a page has kept."""
        page, context = self.page, self.page.context
        page.remove_listener("pageerror", self._failed)
        page.remove_listener("console", self._heard)
        context.set_offline(False)
        for other in context.pages:
            other.goto("about:blank") if other is page else other.close()
        context.clear_cookies()
        storage = context.new_cdp_session(page)
        storage.send("Storage.clearDataForOrigin", {"origin": origin, "storageTypes": "all"})
        storage.detach()

    @contextmanager
    def offline(self) -> Iterator[None]:
        """Without a connection: the browser then says so on its console as well."""
        self.away = True
        self.page.context.set_offline(True)
        yield
        self.page.context.set_offline(False)
        self.away = False

    # --- seeing ------------------------------------------------------------------------------------

    @property
    def heading(self) -> str:
        return self.page.locator("h1").inner_text()

    @property
    def words(self) -> str:
        """What the page says, with its spaces made plain."""
        return re.sub(r"\s+", " ", self.page.locator("main").inner_text())

    def expect(self, words: str) -> None:
        expect(self.page.get_by_text(words).first).to_be_visible()

    def part(self, heading: str) -> Locator:
        """A section of the page by its heading."""
        return self.page.locator("section", has=self.page.get_by_role("heading", name=heading, exact=True))

    def why(self, near: Locator) -> str:
        """Opens the 'why?' that stands in a part of the page, and reads its answer."""
        near.locator("details.why > summary").first.click()
        panel = near.locator("details.why[open] .why-panel").first
        expect(panel).to_be_visible()
        return re.sub(r"\s+", " ", panel.inner_text())

    def look(self) -> None:
        """Once for each kind of page at each size: what axe finds, and what is too wide, at 320 px too."""
        self.page.wait_for_load_state()
        kind = self._kind()
        new = [size for size in self.sizes if (size, kind) not in self.seen]
        self.seen.update((size, kind) for size in new)
        if new:
            with browser.and_back(self.page):
                self._look_at([browser.SIZES[size][0] for size in new])

    def _look_at(self, widths: list[int]) -> None:
        for width in widths:
            browser.resize(self.page, width)
            where = self.page.url, width
            if self.scripted:
                assert (where, browser.violations(self.page)) == (where, [])
            assert (where, browser.too_wide(self.page)) == (where, [])
        browser.resize(self.page, browser.NARROWEST)
        assert (where, browser.too_wide(self.page)) == (where, []), "at 320 px"

    def _kind(self) -> tuple:
        """Pages of one address and the same parts are of one kind, whoever reads them."""
        parts = self.page.locator("h1, h2, label, thead, [role=alert]").all_text_contents()
        words = [self.page.url.partition("?")[0], *sorted({" ".join(part.split()) for part in parts})]
        return self.scripted, *(re.sub(r"\d+", "9", word) for word in words)
