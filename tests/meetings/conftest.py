import pytest

from tests.membership import cast


@pytest.fixture
def group(in_marlbeck):
    """Marlbeck under the Knowsley constitution, with the terms of two years."""
    cast.adopt(in_marlbeck, cast.knowsley())
    cast.enter_years(in_marlbeck)
    return in_marlbeck


@pytest.fixture
def seats_group(in_marlbeck):
    """Marlbeck under the Bristol terms of reference: seats by category."""
    cast.adopt(in_marlbeck, cast.bristol())
    return in_marlbeck


@pytest.fixture
def marian(group):
    """Marian Teale, the Strategic Operations Manager."""
    from datetime import date

    person = cast.commissioned(group, "Marian Teale")
    cast.hold(group, "som", person, date(2023, 9, 1))
    return person
