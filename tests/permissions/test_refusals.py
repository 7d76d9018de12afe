"""The pages that refuse, as each role reads them; which address refuses whom, the table says (X2)."""

import pytest
from django.urls import reverse

from tests.permissions.permission_table import ANONYMOUS, ROLES, TABLE
from tests.permissions.test_canaries import canaries, text_of

HERE_AND_THERE = ["/marlbeck/no-such-page/", "/tarnside/", "/nowhere/"]
FOR_THE_OFFICE = "membership:add-school"


@pytest.mark.clause("X2")
@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("role", sorted(set(ROLES) - {ANONYMOUS, "stranger"}))
def test_what_is_not_there_and_what_is_anothers_read_the_same(in_world, clients, role, method):
    for url in HERE_AND_THERE:
        answer = getattr(clients[role], method)(url)
        assert answer.status_code == 404
        assert "There is nothing at this address" in text_of(answer)
        assert not [kind for kind, group in canaries(text_of(answer)) if group == "tarnside"]


@pytest.mark.clause("X2")
@pytest.mark.parametrize("url", ["/marlbeck/", "/nowhere/", "/tarnside/no-such-page/"])
def test_nor_does_a_stranger_learn_that_the_group_is_there(in_world, clients, url):
    answer = clients["stranger"].get(url)
    assert answer.status_code == 404
    assert "There is nothing at this address" in text_of(answer)
    assert not [kind for kind, group in canaries(text_of(answer)) if group == "marlbeck"]


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("role", sorted(TABLE[FOR_THE_OFFICE].told))
def test_whoever_may_not_reads_who_may(in_world, clients, role, method):
    answer = getattr(clients[role], method)(reverse(FOR_THE_OFFICE, args=[in_world.here.group.code]))
    assert answer.status_code == 403
    assert "You cannot do this" in text_of(answer)
    assert "Only the Strategic Operations Manager may do this." in text_of(answer)
