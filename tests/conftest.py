"""What every test has: two groups and their people, a shut network, real services, a database in order.

`tests/constitution` uses none of it and needs neither Django nor a database.
"""

import gc
import os
from datetime import date
from pathlib import Path

import pytest

from tests import built, network, services


# --- which database -------------------------------------------------------------------------------
def on_postgres() -> bool:
    return os.environ.get("DATABASE_URL", "").startswith("postgres")


def pytest_collection_modifyitems(config, items):
    """What PostgreSQL alone refuses is tested there: python -m tests.services postgres -- pytest -m both."""
    if on_postgres():
        return
    other = [item for item in items if item.get_closest_marker("postgres")]
    if other:
        config.hook.pytest_deselected(items=other)
        items[:] = [item for item in items if item not in other]


def pytest_collection_finish():
    """What was imported stays to the end: looking through it for rubbish took a fifth of the tests' time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 50)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix, tmp_path_factory):
    """SQLite in a file: one in memory is shared by its connections and locks otherwise than the real one."""
    if not on_postgres():
        from django.db import connections

        name = tmp_path_factory.mktemp("database") / "test.sqlite3"
        built.copy_of_database(built.migrated(), name)
        connections.databases["default"]["TEST"]["NAME"] = str(name)


@pytest.fixture(scope="session")
def django_db_keepdb(request) -> bool:
    """The copy of the migrated file is kept as it is: Django finds no migration left to run."""
    return not on_postgres() or request.config.getvalue("reuse_db")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup):
    """After a test that commits, the database is as the migrations left it; Django's own way takes a second."""
    from django.test import TransactionTestCase

    # The addresses are made once, before any test says that it is a demonstration: that has one more.
    from collaborative import urls  # noqa: F401

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda case: built.begin_again())
        yield


# --- the world outside ----------------------------------------------------------------------------
@pytest.fixture(autouse=True, scope="session")
def shut_network():
    with network.shut():
        yield


@pytest.fixture(autouse=True, scope="session")
def kept_typefaces():
    """`./run test` gives every lane a folder of its own; they need not cut the same letters each."""
    if folder := os.environ.get("QUORATE_DATA"):
        built.keep_typefaces(Path(folder))


@pytest.fixture(autouse=True)
def own_files(request):
    """Files of a test that uses the database go to a folder of its own."""
    if "db" in request.fixturenames or request.node.get_closest_marker("django_db"):
        settings = request.getfixturevalue("settings")
        settings.MEDIA_ROOT = request.getfixturevalue("tmp_path") / "media"


def started(service):
    """A service for the whole run; where it is missing, a loud skip, or a failure where it is required."""
    try:
        with service() as url:
            yield url
    except services.Missing as problem:
        (pytest.fail if services.required() else pytest.skip)(f"*** {problem} ***")


@pytest.fixture(scope="session")
def redis_url():
    yield from started(services.redis)


@pytest.fixture(scope="session")
def postgres_url():
    yield from started(services.postgres)


@pytest.fixture
def smtp_sink(settings):
    """A real mail server on this machine that keeps what it is given: `.letters`, `.refuse`, `.hang_up`."""
    from tests.smtp import Sink

    with Sink() as sink:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        yield sink


@pytest.fixture(autouse=True)
def nothing_kept(request):
    """Groups of different tests go by the same number: what was kept of one is not the other's."""
    if "db" in request.fixturenames or request.node.get_closest_marker("django_db"):
        from membership.queries import kept

        kept.forget()


# --- a small cast, all of it invented -------------------------------------------------------------
def _group(code: str, name: str):
    from records.models import Collaborative

    return Collaborative.objects.create(code=code, name=name, opened_on=date(2016, 9, 1))


def _person(name: str, email: str | None):
    from records.models import Person

    return Person.objects.create_user(email, name=name)


@pytest.fixture
def marlbeck(db):
    return _group("marlbeck", "Marlbeck Collaborative")


@pytest.fixture
def tarnside(db):
    """Another group, which must see nothing of Marlbeck's."""
    return _group("tarnside", "Tarnside Schools Group")


@pytest.fixture
def in_marlbeck(marlbeck):
    """Marlbeck, with its scope open for the length of the test."""
    from records.tenancy import scoped

    with scoped(marlbeck):
        yield marlbeck


@pytest.fixture
def marian(db):
    """Marian Teale, who does the office work of Marlbeck."""
    return _person("Marian Teale", "marian@marlbeck.example")


@pytest.fixture
def owen(db):
    """Owen Sallis, a headteacher."""
    return _person("Owen Sallis", "owen@birchenholt.example")
