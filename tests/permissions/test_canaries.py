"""Words planted where few may look are read by nobody else: in no page, sheet, PDF or mail (X2).

Each role opens every address of its own, and then every link that it finds there, as long as there are new ones.
"""

import re
from collections import defaultdict
from functools import lru_cache
from html import unescape
from io import BytesIO
from urllib.parse import urlsplit
from zipfile import ZipFile

import pytest
from django.core import mail
from django.urls import reverse
from pypdf import PdfReader

from collaborative import rounds
from tests.finance.build import noon
from tests.permissions.addresses import addresses
from tests.permissions.cast import TODAY, World
from tests.permissions.conftest import undone
from tests.permissions.permission_table import (
    BOOKS,
    CHAIR,
    CONTRACTS,
    FULL_GROUP,
    GUEST,
    HEAD,
    HERE,
    MANAGING,
    MEMBERS,
    NOBODY,
    OFFICE,
    ONLY_OFFICE,
    OUR_SCHOOL,
    TABLE,
    TREASURER,
)

# Who may read what is planted, by its kind; the names of the group, its schools and people are nobody's secret.
MAY_READ = {
    "group": HERE,
    "person": HERE,
    "account": MEMBERS,
    "basis": OUR_SCHOOL | BOOKS | CONTRACTS,
    "pdf": OUR_SCHOOL | BOOKS,
    "receipt": OUR_SCHOOL | BOOKS,
    "contract": OUR_SCHOOL | CONTRACTS,
    "notice": OUR_SCHOOL | ONLY_OFFICE,
    "draft": frozenset({CHAIR, OFFICE}),
    "newcomer": ONLY_OFFICE,
    "audit": ONLY_OFFICE,
    "waiver": ONLY_OFFICE,
    "message": frozenset({OFFICE, HEAD}),
    "handed": OUR_SCHOOL | ONLY_OFFICE,
    "news": MEMBERS,
    "unpublished": ONLY_OFFICE,
    "partner": MEMBERS,
    "matter": MEMBERS,
    "meeting": MEMBERS,
    "shared": MEMBERS | {GUEST},
    "laid": MEMBERS | {GUEST},
    "item": MEMBERS,
    "closed": FULL_GROUP,
    "submitted": frozenset({HEAD, CHAIR, OFFICE}),
    "motion": MEMBERS,
    "minuted": MEMBERS,
    "action": MEMBERS,
    "drafted": frozenset({CHAIR, OFFICE}),
    "absence": OUR_SCHOOL | ONLY_OFFICE,
    "concern": frozenset({CHAIR, OFFICE}),
    "confidential": MANAGING,
    "duty": MEMBERS,
    "paper": MEMBERS,
    "inner": MANAGING,
    "overview": MANAGING,
    "salary": MANAGING,
    "wellbeing": MANAGING,
    "appraisal": frozenset({OFFICE, CHAIR, TREASURER}),
    "typing": NOBODY,
}
CANARY = re.compile(r"canary([a-z]+?)(marlbeck|tarnside)")
HREF = re.compile(r'(?:href|src|hx-get)="([^"#]+)')
OF_A_GROUP = {address.name for address in addresses() if address.of_a_group}
# No page is opened twice for another day, another order or another filter.
AT_MOST = 900


def text_of(answer) -> str:
    """All the words of an answer, whatever it is."""
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    kind = answer.headers.get("Content-Type", "")
    if kind == "application/pdf":
        return words_of_pdf(content)
    if "officedocument" in kind:
        with ZipFile(BytesIO(content)) as book:
            return "".join(book.read(name).decode(errors="replace") for name in book.namelist())
    return content.decode()


@lru_cache(maxsize=128)
def words_of_pdf(content: bytes) -> str:
    """The same paper is opened by one role after another."""
    return "".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)


def canaries(text: str) -> set[tuple[str, str]]:
    """The planted words in a text: (kind, group)."""
    return set(CANARY.findall(re.sub(r"\s", "", text.lower())))


class Walk:
    """Everything that one role gets to see, from the addresses of the table along the links of the pages."""

    def __init__(self, world: World, client, role: str):
        self.world, self.client, self.role = world, client, role
        self.seen: dict[str, int] = {}
        self.linked_on: dict[str, str] = {}
        self.found: dict[tuple[str, str], str] = {}

    def all(self) -> "Walk":
        waiting = list(self.beginnings())
        with undone():
            while waiting and len(self.seen) < AT_MOST:
                url = waiting.pop()
                if url not in self.seen:
                    waiting.extend(self.look(url))
        return self

    def beginnings(self):
        side = self.world.here
        for name, row in TABLE.items():
            if name in OF_A_GROUP and self.role in row.get and not row.public:
                yield reverse(name, kwargs={"code": side.group.code, **side.args.get(row.of, {})})

    def look(self, url: str) -> list[str]:
        """What an address shows is kept; answers with the links to go on to."""
        answer = self.client.get(url)
        self.seen[url] = answer.status_code
        text = text_of(answer)
        for each in canaries(text):
            self.found.setdefault(each, url)
        page = answer.status_code == 200 and "html" in answer.headers.get("Content-Type", "")
        links = [link for link in map(self.link, HREF.findall(text)) if link] if page else []
        for link in links:
            self.linked_on.setdefault(link, url)
        return links

    def link(self, href: str) -> str:
        """A link to a page of our group, without what only sorts, filters or moves the day."""
        found = urlsplit(unescape(href))
        ours = not found.netloc and found.path.startswith(f"/{self.world.here.group.code}/")
        keeps = f"?{found.query}" if found.query and re.match(r"(key|year|old)=", found.query) else ""
        return found.path + keeps if ours else ""


@pytest.fixture(scope="module")
def walks(world, clients, django_db_blocker):
    return {role: Walk(world, clients[role], role).all() for role in sorted(HERE)}


@pytest.mark.clause("X2")
@pytest.mark.parametrize("role", sorted(HERE))
def test_nobody_reads_a_word_of_another_group(walks, role):
    assert {each: url for each, url in walks[role].found.items() if each[1] != "marlbeck"} == {}


@pytest.mark.clause("X2")
@pytest.mark.parametrize("role", sorted(HERE))
def test_nobody_reads_what_is_not_for_them(walks, role):
    read = {kind: url for (kind, _), url in walks[role].found.items()}
    assert {kind: url for kind, url in read.items() if role not in MAY_READ[kind]} == {}


@pytest.mark.parametrize("kind", sorted(set(MAY_READ) - {"typing"}))
def test_each_word_is_read_by_somebody_so_that_its_absence_means_something(walks, kind):
    assert any((kind, "marlbeck") in walk.found for walk in walks.values())


@pytest.mark.parametrize("role", sorted(HERE))
def test_no_page_offers_a_link_that_leads_nowhere(walks, role):
    walk = walks[role]
    lost = {url for url, status in walk.seen.items() if status not in {200, 202, 302}}
    assert {url: walk.linked_on.get(url) for url in lost} == {}
    assert len(walk.seen) < AT_MOST


@pytest.mark.clause("X2", "X4")
def test_no_mail_tells_what_is_not_for_its_reader(in_world):
    """A sweep of both groups, and every letter that it sends."""
    rounds.sweep(noon(TODAY))
    roles = {person.email: role for role, person in in_world.here.people.items()}
    told = defaultdict(set)
    for letter in mail.outbox:
        [to] = letter.to
        words = canaries(" ".join([letter.subject, letter.body, *(html for html, _ in letter.alternatives)]))
        group = to.split("@")[1].removesuffix(".example")
        assert {of for _, of in words} <= {group}, to
        told[roles.get(to)] |= {kind for kind, of in words if of == "marlbeck"}
    assert told["headteacher"]
    for role, kinds in told.items():
        assert {kind for kind in kinds if role and role not in MAY_READ[kind]} == set(), role
