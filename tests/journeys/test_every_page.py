"""Every page that can be opened at all, as somebody who may: at a desk and on a phone (X7).

The journeys look at what comes of pressing and filling in; here each page is looked at as it opens.
"""

import re

import pytest
from django.urls import NoReverseMatch, reverse

from bench._things import things
from records.models import Collaborative
from tests import built
from tests.permissions.addresses import addresses
from tests.permissions.permission_table import ANONYMOUS, CHAIR, HEAD, OFFICE, TABLE, TREASURER

pytestmark = [pytest.mark.browser, pytest.mark.clause("X7")]

# Each page as the first of these who may open it.
WHO = {
    OFFICE: "Marian Teale",
    HEAD: "Nadia Farrow",
    CHAIR: "Marcus Adeyemi",
    TREASURER: "David Ashworth-Lyle",
    ANONYMOUS: "",
}
# A file, a part of a page, or an address that takes a button alone.
NO_PAGE = re.compile(
    r"sheet$|-pdf$|-file$|-paper$|:minutes-part$|:calendar$|-template$|-feed$|-document$|-printing$|:day-now$"
    r"|:protocol$|^health$|^demonstrate$"
)
# The same by the end of its address.
FILE = re.compile(r"\.(pdf|csv|xlsx|ics|xml|toml)$")
OF_SEATS = [
    "", "members/", "register/", "bodies/group/", "bodies/group/seats/", "register/reviews/", "matters/", "openings/",
    "agreements/", "finance/", "planner/",
]  # fmt: skip


@pytest.fixture(scope="module")
def pages(data, django_db_blocker) -> dict[str, list[str]]:
    """The paths of the group of schools, by who opens them."""
    with django_db_blocker.unblock(), built.standing_on(data):
        group = Collaborative.objects.get(code="knowsley")
        named = things(group)
    found: dict[str, list[str]] = {who: [] for who in WHO}
    inside = {address.name for address in addresses() if address.of_a_group}
    for name, row in TABLE.items():
        who = next((who for who in WHO if who in row.get), None)
        if not who or NO_PAGE.search(name) or (row.of and row.of not in named):
            continue
        args = {**named.get(row.of, {}), **({"code": group.code} if name in inside else {})}
        try:
            path = reverse(name, kwargs=args)
        except NoReverseMatch:
            assert name not in inside, name
            continue
        if not FILE.search(path):
            found[who].append(path)
    return found


def wrong(visitor, path: str) -> str:
    try:
        visitor.open(path)
    except AssertionError as found:
        return str(found)
    return ""


@pytest.mark.parametrize("who", WHO)
def test_every_page_reads_well_at_a_desk_and_on_a_phone(visit, pages, who):
    visitor = visit(WHO[who], "both")
    assert [said for path in pages[who] if (said := wrong(visitor, path))] == []


def test_the_pages_of_a_group_of_seats_read_well_too(visit):
    clerk = visit("Ottilie Marsh", "both")
    assert [said for path in OF_SEATS if (said := wrong(clerk, f"/bristol/{path}"))] == []
    clerk.open("/bristol/matters/")
    clerk.page.locator("table.records tbody a").first.click()
    clerk.look()
    clerk.open("/bristol/bodies/group/seats/")
    clerk.page.locator("main table a").first.click()
    clerk.look()
