"""How long each page takes on the served site, against the least that a signed-in page can be.

    python -m bench.pages [--rounds N] [NAME …]     every page, or those with one of these words in their names

The site is served as in production: gunicorn with one worker, DEBUG off, SQLite, the demonstration's 35 schools. The
floor is a signed-in page of the same server with a list of fifty rows (bench/_floor.py). In each round every page is
asked for, and right before it the floor; the ratio is that of the medians. Wanted: lists and forms at most 1.7 times
the floor, any page at most 2.5 times. Each page is asked for as who sees most of it.
"""

import argparse
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from statistics import median

os.environ["QUORATE_DEMO"] = "yes"

from bench import ground  # noqa: F401, I001  # reason: sets Django up before any model is imported
from django.core.management import call_command
from django.urls import reverse

from bench._site import Site, served, signed_in
from bench._things import person_of, things
from records.models import Collaborative
from tests.permissions.addresses import addresses
from tests.permissions.permission_table import OFFICE, TABLE, TREASURER

MOST = {"list or form": 1.7, "page": 2.5}
# A list or a paper as a file is as long as what it prints: it is measured, and no page.
FILES = ("-sheet", "-template", "-file")
PRINTED = ".pdf"
FLOOR = "/floor/"
ROUNDS = 25
WARM = 3
LISTS = {
    "membership:members", "membership:people", "membership:partners", "membership:register", "membership:terms",
    "membership:editions", "finance:invoices", "finance:debtors", "finance:payments", "finance:subscriptions",
    "reminders:reminders", "reminders:sent", "reminders:waivers", "audit", "work",
}  # fmt: skip


@dataclass
class Page:
    """A page with what was measured of it: milliseconds of each round, its own and the floor's before it."""

    name: str
    path: str
    session: str
    own: list[float] = field(default_factory=list)
    floor: list[float] = field(default_factory=list)

    @property
    def kind(self) -> str:
        if self.name.endswith(FILES) or self.path.endswith(PRINTED):
            return "file"
        return "list or form" if self.name in LISTS or TABLE[self.name].post else "page"

    @property
    def ratio(self) -> float:
        return median(self.own) / median(self.floor)

    @property
    def good(self) -> bool:
        return self.ratio <= MOST.get(self.kind, self.ratio)

    def measure(self, site: Site) -> None:
        self.floor.append(answered(site, FLOOR, self.session))
        self.own.append(answered(site, self.path, self.session))

    def __str__(self) -> str:
        verdict = "" if self.good else f"   more than {MOST[self.kind]} ×"
        return f"{self.ratio:5.2f} ×  {median(self.own):6.1f} ms  {self.kind:<12}  {self.name}{verdict}"


def answered(site: Site, path: str, session: str) -> float:
    took, status = site.get(path, session)
    if status != 200:
        raise SystemExit(f"{path} answered {status}.")
    return took


def pages(words: list[str]) -> Iterator[Page]:
    """Every page of a group that shows something, as the office, or as the treasurer where the office has none."""
    group = Collaborative.objects.get(code="knowsley")
    named = things(group)
    sessions = {
        role: signed_in(person_of(group, code)) for role, code in ((OFFICE, "som"), (TREASURER, "treasurer"))
    }
    of_a_group = {address.name for address in addresses() if address.of_a_group}
    for name, row in TABLE.items():
        wanted = not words or any(word in name for word in words)
        if name in of_a_group and wanted and row.get and not row.public and (not row.of or row.of in named):
            path = reverse(name, kwargs={"code": group.code, **named.get(row.of, {})})
            yield Page(name, path, sessions[OFFICE if OFFICE in row.get else TREASURER])


def shown(site: Site, page: Page) -> bool:
    """Whether it is a page at all: what leads on to another, or is a file, is measured there or not at all."""
    return site.get(page.path, page.session)[1] == 200


def main(rounds: int, words: list[str]) -> int:
    call_command("demonstration")
    with served() as site:
        found = [page for page in pages(words) if shown(site, page)]
        for turn in range(WARM + rounds):
            for page in found:
                page.measure(site)
                if turn < WARM:
                    page.own.clear(), page.floor.clear()
    print(*sorted(found, key=lambda page: -page.ratio), sep="\n")
    print(f"the floor: {median(each for page in found for each in page.floor):.1f} ms")
    return 0 if all(page.good for page in found) else 1


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Page times as ratios to the floor.")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("words", nargs="*")
    asked = parser.parse_args()
    sys.exit(main(asked.rounds, asked.words))
