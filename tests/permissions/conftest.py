"""The two groups are built once for each file of tests; whatever a test does is undone after it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.db import transaction
from django.test import Client

from records import clock
from tests.browsing import Reader
from tests.finance.build import noon
from tests.permissions import cast

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@contextmanager
def undone() -> Iterator[None]:
    """What happens inside did not happen."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def shelf(tmp_path_factory):
    """Where the documents of the two groups stand."""
    return tmp_path_factory.mktemp("media")


@pytest.fixture(scope="module", autouse=True)
def a_day_in_april():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "now", lambda: noon(cast.TODAY))
        yield


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker, shelf, a_day_in_april, nothing_kept):
    from django.test import override_settings

    with django_db_blocker.unblock(), undone(), override_settings(MEDIA_ROOT=shelf):
        yield cast.build()


@pytest.fixture(scope="module", autouse=True)
def nothing_kept():
    """Nothing stays that a test did here, so what is kept of the two groups holds for the next test too."""
    from membership.queries import kept

    kept.forget()
    yield
    kept.forget()


@pytest.fixture(autouse=True)
def own_files(settings, shelf):
    settings.MEDIA_ROOT = shelf


@pytest.fixture(scope="module")
def clients(world) -> dict[str, Client]:
    """A browser for each role, signed in."""
    return {role: signed_in(person) for role, person in world.people.items()} | {"anonymous": Reader()}


def signed_in(person) -> Client:
    client = Reader()
    client.force_login(person, backend=BACKEND)
    return client


@pytest.fixture
def in_world(world, db) -> cast.World:
    """The world, in a test that may read and write it."""
    return world


Opened = Callable[..., object]
