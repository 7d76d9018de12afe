"""Migrations that fit the models, and a network that is shut."""

import socket

import pytest
from django.core.management import call_command

from tests.network import Shut
from tests.repository.tree import APPS


@pytest.mark.django_db
def test_migrations_say_what_the_models_say():
    call_command("makemigrations", *APPS, check=True, dry_run=True, verbosity=0)


@pytest.mark.parametrize("address", [("192.0.2.1", 80), ("example.org", 443), ("0.0.0.0", 25)])
def test_a_test_reaches_no_other_machine(address):
    with socket.socket() as line, pytest.raises(Shut):
        line.connect(address)


def test_a_test_reaches_this_machine():
    with socket.socket() as server, socket.socket() as line:
        server.bind(("127.0.0.1", 0))
        server.listen()
        line.connect(server.getsockname())
