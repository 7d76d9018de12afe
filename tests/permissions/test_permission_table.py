"""Every address, as every role, in one's own group and in another, to read and to send (X2)."""

import re

import pytest
from django.db import connection
from django.test import override_settings
from django.urls import NoReverseMatch, resolve, reverse

from records.models import AuditEntry
from tests.permissions.addresses import addresses
from tests.permissions.cast import World
from tests.permissions.conftest import undone
from tests.permissions.permission_table import (
    ANONYMOUS,
    OPEN_WAYS_IN,
    ROLES,
    TABLE,
    Row,
)

# What a button sends that says by itself what is to be done; other forms are sent empty.
SENT = {"sign-in-of": {"do": "invite"}}

IN, TOLD, NOT_THERE, SIGN_IN, CLOSED = "in", "told who may", "not there", "signs in first", "closed"
# What an answer says: a page, a redirection, a form with something to put right, a link that is spent.
ANSWERS = {200: IN, 202: IN, 302: IN, 400: IN, 410: IN, 422: IN, 403: TOLD, 404: NOT_THERE, 405: CLOSED}

FOUND = {address.name: address for address in addresses()}
SITE_WIDE = [name for name in TABLE if name in FOUND and not FOUND[name].of_a_group]
OF_A_GROUP = [name for name in TABLE if name in FOUND and FOUND[name].of_a_group]
OF_A_THING = [name for name in OF_A_GROUP if TABLE[name].of and not TABLE[name].public]


@pytest.fixture(scope="module", autouse=True)
def answers_come_quickly():
    """Refusals are no pages, and who is signed in is said by the cookie: no row is read for it."""
    sessions = "django.contrib.sessions.backends.signed_cookies"
    with override_settings(ROOT_URLCONF="tests.permissions.plain", SESSION_ENGINE=sessions):
        yield


@pytest.fixture
def table(in_world, clients):
    return Table(in_world, clients)


class Table:
    """Opens addresses as each role, and says what came of it in the words of the table."""

    def __init__(self, world: World, clients):
        self.world, self.clients = world, clients

    def address(self, name: str, code: str, args: dict) -> str:
        try:
            return reverse(name, kwargs={"code": code, **args} if FOUND[name].of_a_group else args)
        except NoReverseMatch:
            return f"/{name}"

    def outcomes(self, method: str, url: str) -> dict[str, str]:
        data = SENT.get(resolve(url).view_name)
        return {role: self.outcome(role, method, url, data) for role in ROLES}

    def outcome(self, role: str, method: str, url: str, data: dict | None = None) -> str:
        client, entered = self.clients[role], Entered()
        with undone(), connection.execute_wrapper(entered):
            answer = client.post(url, data) if method == "post" else client.get(url)
        said = said_by(answer)
        assert said == IN or not entered.any, f"{role} was refused at {url}, and yet it happened"
        return said


class Entered:
    """Whether the database was given an entry for the audit trail, kept or not."""

    begins = f'INSERT INTO "{AuditEntry._meta.db_table}"'
    any = False

    def __call__(self, execute, sql, params, many, context):
        self.any = self.any or sql.startswith(self.begins)
        return execute(sql, params, many, context)


def said_by(answer) -> str:
    if answer.status_code == 302 and answer.url.startswith(f"{reverse('account_login')}?next="):
        return SIGN_IN
    if answer.status_code == 403:
        assert answer.because, "A refusal says who may."
    return ANSWERS[answer.status_code]


def wanted(row: Row, method: str) -> dict[str, str]:
    return {role: _wanted(row, method, role) for role in ROLES}


def _wanted(row: Row, method: str, role: str) -> str:
    if role == ANONYMOUS and not row.public:
        return SIGN_IN
    if role in (row.get if method == "get" else row.post):
        return IN
    if role in row.get | row.post | row.told:
        return TOLD
    return NOT_THERE


def same(found: dict[str, str], asked: dict[str, str], row: Row, method: str) -> dict[str, tuple[str, str]]:
    """What differs, by role: (found, wanted). Where nobody may, refused in whatever way is refused."""
    nobody = not (row.get if method == "get" else row.post)
    refusals = {CLOSED, TOLD, NOT_THERE} if nobody else set()
    return {
        role: (found[role], asked[role])
        for role in ROLES
        if found[role] != asked[role] and not (found[role] in refusals and asked[role] in {TOLD, NOT_THERE})
    }


# One's own group ----------------------------------------------------------------------------------------


@pytest.mark.clause("X1", "X2")
@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("name", SITE_WIDE + OF_A_GROUP)
def test_an_address_opens_to_those_of_its_row_and_to_nobody_else(table, name, method):
    row, side = TABLE[name], table.world.here
    url = table.address(name, side.group.code, side.args.get(row.of, {}))
    assert same(table.outcomes(method, url), wanted(row, method), row, method) == {}


# Another group ------------------------------------------------------------------------------------------


@pytest.mark.clause("X2")
@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("name", [name for name in OF_A_GROUP if not TABLE[name].public])
def test_no_address_of_another_group_is_there(table, name, method):
    there = table.world.there
    url = table.address(name, there.group.code, there.args.get(TABLE[name].of, {}))
    found = table.outcomes(method, url)
    assert {role: said for role, said in found.items() if said not in {NOT_THERE, CLOSED}} == {
        ANONYMOUS: SIGN_IN,
        **({"stranger": found["stranger"]} if found["stranger"] in {IN, TOLD} else {}),
    }


@pytest.mark.clause("X2")
@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("name", OF_A_THING)
def test_a_thing_of_another_group_is_not_found_by_its_number(table, name, method):
    world, kind = table.world, TABLE[name].of
    if world.here.args[kind] == world.there.args[kind]:
        return
    url = table.address(name, world.here.group.code, world.there.args[kind])
    found = table.outcomes(method, url)
    told = {role for role, said in found.items() if said == TOLD}
    assert told <= TABLE[name].told, "told of what is not theirs to know of"
    assert {role for role, said in found.items() if said not in {NOT_THERE, CLOSED, TOLD, SIGN_IN}} == set()


@pytest.mark.clause("X1", "X2")
def test_an_invitation_of_another_group_is_no_good_here(table):
    world = table.world
    url = table.address("invitation", world.here.group.code, world.there.args["invitation"])
    answer = table.clients[ANONYMOUS].get(url)
    assert answer.status_code == 410
    assert world.there.word("newcomer") not in answer.content.decode()


# The sign-in library ------------------------------------------------------------------------------------

THEIRS = [address for address in addresses() if address.library]


@pytest.mark.clause("X1")
@pytest.mark.parametrize("address", THEIRS, ids=lambda address: address.name)
def test_of_the_sign_in_library_only_the_ways_in_are_open_to_who_has_not_signed_in(table, address):
    """Each is asked for with a number or a key that nobody has."""
    url = "/" + re.sub(r"\(\?P<\w+>[^)]*\)|<[^>]+>", "1", address.route).rstrip("$").replace("\\", "")
    said = said_by(table.clients[ANONYMOUS].get(url))
    assert (said == SIGN_IN) is (address.name not in OPEN_WAYS_IN)
