import pytest

from tests.collaborative import build


@pytest.fixture(autouse=True)
def fresh_limits():
    from django.core.cache import cache

    cache.clear()


@pytest.fixture
def group(marlbeck):
    return build.found(marlbeck)


@pytest.fixture
def other_group(tarnside):
    return build.found(tarnside)


@pytest.fixture
def nadia(group):
    """Headteacher of Birchenholt."""
    return build.headteacher(group, "Nadia Farrow", "Birchenholt Primary School")


@pytest.fixture
def marian(group):
    """Runs the office."""
    return build.manager(group, "Marian Teale")


@pytest.fixture(autouse=True)
def quick_passwords(settings):
    """Hashing a password is slow on purpose; here it is not what is tested."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
