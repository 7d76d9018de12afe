"""No address without a row in the permission table, and no row without an address."""

import pytest

from tests.permissions.addresses import addresses
from tests.permissions.permission_table import OPEN_WAYS_IN, ROLES, SOMETIMES, TABLE

FOUND = addresses()
OURS = {address.name for address in FOUND if not address.library}
THEIRS = {address.name for address in FOUND if address.library}


@pytest.mark.clause("X2")
def test_every_address_has_a_row_in_the_permission_table():
    assert sorted(OURS - set(TABLE)) == []


def test_every_row_has_its_address():
    assert sorted(set(TABLE) - OURS - SOMETIMES) == []
    assert sorted(OPEN_WAYS_IN - THEIRS) == []


def test_a_row_speaks_of_roles_that_there_are():
    named = {role for row in TABLE.values() for role in row.get | row.post | row.told}
    assert named <= set(ROLES)
