"""A real group begins at the command line: its constitution, its first person, and a link that lets them in."""

import re
from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from collaborative.founding import SAMPLES
from membership.actions.invitations import accept_invitation
from membership.permissions import viewer_for
from membership.queries.editions import edition_on
from records import clock
from records.models import Collaborative, Person
from records.tenancy import scoped

KNOWSLEY = SAMPLES / "central-collaborative-knowsley-2023.toml"
BRISTOL = SAMPLES / "excellence-in-schools-group-2016.toml"

pytestmark = pytest.mark.django_db


def found(code="marlbeck", constitution: Path = KNOWSLEY, **more):
    said = {
        "name": "Marlbeck Collaborative",
        "note": "Agreed by the founding schools on 4 July 2026",
        "person": "Marian Teale",
        "email": "marian@marlbeck.example",
        **more,
    }
    call_command("found", code, constitution=constitution, **said)


@pytest.mark.parametrize(
    ("constitution", "post"), [(KNOWSLEY, "Strategic Operations Manager"), (BRISTOL, "clerk")]
)
def test_whoever_does_the_office_work_is_entered_invited_and_may_begin(constitution, post, capsys):
    found(constitution=constitution)
    token = re.search(r"/marlbeck/invitation/([^/]+)/", capsys.readouterr().out)[1]
    group = Collaborative.objects.get(code="marlbeck")
    with scoped(group):
        person = accept_invitation(collaborative=group, token=token, at=clock.now())
        viewer = viewer_for(person, group, clock.today())
    assert viewer.runs_office
    assert post in viewer.acting_as
    assert {"invite-people", "admit-school", "adopt-edition"} & viewer.acts >= {
        "invite-people",
        "admit-school",
    }


def test_the_constitution_is_in_force_from_the_day_that_is_given():
    found(in_force_from=date(2020, 9, 1))
    group = Collaborative.objects.get(code="marlbeck")
    with scoped(group):
        edition = edition_on(group, date(2021, 1, 1))
    assert edition.in_force_on == date(2020, 9, 1)
    assert edition.founding_note.startswith("Agreed by the founding schools")


@pytest.mark.parametrize(
    ("changed", "because"),
    [
        ({"code": "account"}, "an address of the site itself"),
        ({"code": "two words"}, "slug"),
        ({"email": "marian"}, "valid email"),
        ({"constitution": Path("no-such-file.toml")}, "No such file"),
        ({"constitution": Path(__file__)}, "cannot be adopted"),
    ],
)
def test_what_cannot_be_founded_is_said_and_changes_nothing(changed, because):
    with pytest.raises(CommandError, match=because):
        found(**changed)
    assert not Collaborative.objects.exists()
    assert not Person.objects.exists()


def test_a_code_is_given_once():
    found()
    with pytest.raises(CommandError, match="a group with that code already"):
        found(constitution=BRISTOL)
    assert Collaborative.objects.count() == 1
