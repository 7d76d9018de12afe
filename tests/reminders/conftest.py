import pytest

from tests.membership import cast
from tests.reminders import build


@pytest.fixture
def group(in_marlbeck):
    """Marlbeck under the Knowsley constitution, with its office and two years of terms."""
    cast.adopt(in_marlbeck, cast.knowsley())
    cast.enter_years(in_marlbeck)
    return in_marlbeck


@pytest.fixture
def birchenholt(group):
    return cast.school(group, "Birchenholt Primary School", tier="silver")


@pytest.fixture
def nadia(birchenholt):
    """Headteacher of Birchenholt, which is Silver."""
    return build.head(birchenholt, "Nadia Farrow")


@pytest.fixture
def copsewell(group):
    return cast.school(group, "Copsewell C of E Primary School", tier="bronze")


@pytest.fixture
def owen(copsewell):
    """Headteacher of Copsewell, which is Bronze."""
    return build.head(copsewell, "Owen Sallis")


@pytest.fixture
def marian(group):
    """Marian Teale, who runs the office."""
    return build.office(group, "Marian Teale")
