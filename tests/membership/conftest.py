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
def cabinet(group):
    """The Knowsley group's own table of roles, with invented people in it, by office."""
    from datetime import date

    then, start = date(2022, 9, 1), date(2023, 9, 1)
    heads = cast.members(
        group,
        {
            "Penhallow Primary": "Moira Penn",
            "Alder Primary": "Amina Clarke",
            "Beech Primary": "Tess Rahman",
            "Cedar Primary": "Kit Solanki",
            "Dale Primary": "Jude Farrow",
        },
    )
    people = {head.name: head for head in heads}
    som = cast.commissioned(group, "Sol Marchetti")
    cast.held(group, "chair", people["Moira Penn"], date(2020, 9, 1), then)
    cast.held(group, "chair", people["Amina Clarke"], then)
    cast.held(group, "academy-rep", people["Amina Clarke"], then)
    cast.held(group, "treasurer", people["Tess Rahman"], start)
    cast.held(group, "send-rep", people["Kit Solanki"], start)
    cast.hold(group, "som", som, start)
    return {"som": som, "chair": people["Amina Clarke"], "treasurer": people["Tess Rahman"],
            "send-rep": people["Kit Solanki"], "outgoing": people["Moira Penn"],
            "next": people["Jude Farrow"]}  # fmt: skip


# --- for the pages ----------------------------------------------------------------------------------


@pytest.fixture
def today(monkeypatch, settings):
    """Thursday 14 March 2024 at noon, for whoever asks the clock. A demonstration asks for no second factor."""
    from records import clock
    from tests.membership.pages import NOON

    monkeypatch.setattr(clock, "now", lambda: NOON)
    settings.DEMONSTRATION = True
    return cast.DAY


@pytest.fixture
def birchenholt(group):
    """A Silver school, whose head is Nadia Farrow."""
    school = cast.school(group, "Birchenholt Primary School")
    cast.head(school, "Nadia Farrow")
    return school


@pytest.fixture
def nadia(client, group, birchenholt, today):
    """Nadia Farrow's browser."""
    from tests.membership.pages import sign_in

    return sign_in(client, group, cast.person("Nadia Farrow"))


@pytest.fixture
def marian(client, group, today):
    """The browser of Marian Teale, the Strategic Operations Manager."""
    from datetime import date

    from tests.membership.pages import sign_in

    person = cast.commissioned(group, "Marian Teale")
    cast.hold(group, "som", person, date(2023, 9, 1))
    return sign_in(type(client)(), group, person)
