"""No page asks more of the database for more schools, nor ever much, also in a process that has just begun."""

import pytest
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from membership.queries import kept
from tests.permissions.addresses import addresses
from tests.permissions.conftest import signed_in, undone
from tests.permissions.grown import grown
from tests.permissions.permission_table import CHAIR, HEAD, OFFICE, TABLE, TREASURER

AT_MOST = 15
# Schools beside the cast's own five.
SIZES = {"three": 3, "thirty": 30, "threehundred": 300}
# Whoever of these may open a page looks at it, the first of them who may.
LOOK = (OFFICE, TREASURER, CHAIR, HEAD)
ANOTHER_DAY = "?on=2024-06-03"
OF_A_GROUP = {address.name for address in addresses() if address.of_a_group}


def pages() -> list[tuple[str, str]]:
    """Each page as who sees most of it; the first pages of a headteacher who looks after money, too."""
    rows = [(name, row) for name, row in TABLE.items() if name in OF_A_GROUP and row.get and not row.public]
    most = [(name, next(role for role in LOOK if role in row.get)) for name, row in rows]
    return [*most, ("home", TREASURER), ("needs", TREASURER)]


@pytest.fixture(scope="module")
def groups(django_db_setup, django_db_blocker, shelf, a_day_in_april):
    """By size, each group with the browsers of those who look."""
    with django_db_blocker.unblock(), undone(), override_settings(MEDIA_ROOT=shelf):
        sides = [grown(code, more) for code, more in SIZES.items()]
        # What a process asks once in its life is asked here: what its database can do, the words of an edition.
        asked(sides[0], signed_in(sides[0].people[OFFICE]), "home")
        yield [(side, {role: signed_in(side.people[role]) for role in LOOK}) for side in sides]


def asked(side, client, name: str, query: str = "") -> int:
    """How many questions a page puts when nothing is kept of its group."""
    url = reverse(name, kwargs={"code": side.group.code, **side.args.get(TABLE[name].of, {})}) + query
    kept.forget()
    with undone(), CaptureQueriesContext(connection) as queries:
        answer = client.get(url)
    assert answer.status_code in {200, 202, 302}
    assert not answer.headers.get("Location", "").startswith(reverse("mfa_index"))
    return sum("SAVEPOINT" not in each["sql"] for each in queries)


@pytest.mark.parametrize(("name", "role"), pages())
def test_a_page_asks_little_and_the_same_for_three_thirty_and_three_hundred_schools(groups, db, name, role):
    numbers = [asked(side, clients[role], name) for side, clients in groups]
    assert numbers == [numbers[0]] * len(SIZES)
    assert numbers[0] <= AT_MOST


@pytest.mark.parametrize(("name", "role"), pages())
def test_and_no_more_of_another_day(groups, db, name, role):
    numbers = [asked(side, clients[role], name, ANOTHER_DAY) for side, clients in groups[:2]]
    assert numbers == [numbers[0]] * 2
    assert numbers[0] <= AT_MOST
