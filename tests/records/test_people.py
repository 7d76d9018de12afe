"""Who acts: people with and without an address, and the British day."""

from datetime import UTC, date, datetime

import pytest
from django.contrib.auth import authenticate
from django.core.management import call_command
from django.test import RequestFactory

from records import clock
from records.models import Person
from tests.records import build
from tests.records.build import NOON

PASSWORD = "seven quiet orchards"


def signed_in(address, password=PASSWORD):
    return authenticate(RequestFactory().post("/"), email=address, password=password)


@pytest.mark.django_db
def test_a_person_signs_in_with_their_address_however_it_is_typed():
    jo = Person.objects.create_user("Jo@Kestlow.example", PASSWORD, name="Jo Merrow")
    assert signed_in("jo@kestlow.example") == signed_in("JO@KESTLOW.EXAMPLE") == jo
    assert signed_in("jo@kestlow.example", "another password") is None


@pytest.mark.django_db
def test_a_name_without_an_address_or_whose_sign_in_is_stopped_cannot_sign_in():
    build.person(email=None)
    Person.objects.create_user("jo@kestlow.example", PASSWORD, name="Jo Merrow", is_active=False)
    assert signed_in(None) is None
    assert signed_in("jo@kestlow.example") is None


@pytest.mark.django_db
def test_whoever_looks_after_the_installation_is_made_from_the_command_line(monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", PASSWORD)
    call_command(
        "createsuperuser",
        email="keeper@quorate.example",
        name="Ifan Trewhiddle",
        interactive=False,
        verbosity=0,
    )
    keeper = Person.objects.get(email="keeper@quorate.example")
    assert keeper.is_superuser
    assert keeper.has_perm("records.change_person")
    assert not build.person().has_module_perms("records")


@pytest.mark.django_db
def test_a_reduced_person_keeps_a_row_and_no_contact(marian):
    fields = {
        "name": f"Person {marian.pk}",
        "email": None,
        "phone": "",
        "is_active": False,
        "reduced_at": NOON,
    }
    assert Person.objects.filter(pk=marian.pk).update(**fields) == 1


def test_late_on_a_summer_evening_it_is_already_tomorrow_in_britain():
    assert clock.civil_day(datetime(2024, 6, 30, 23, 30, tzinfo=UTC)) == date(2024, 7, 1)
    assert clock.civil_day(datetime(2024, 1, 31, 23, 30, tzinfo=UTC)) == date(2024, 1, 31)
    assert clock.civil_day(clock.now()) == clock.today()
