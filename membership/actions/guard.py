"""What stands before many acts: writers at one row go one after another, and an entry that is history acts no more."""

from django.db import models
from django.db.models import F

from membership.models import SamePerson
from records.models import Collaborative, Person
from records.refusals import Refusal


def queue_at(row: models.Model) -> None:
    """Raise the row's version, first thing in the transaction: rivals wait here until it is over (K7.9)."""
    type(row).objects.filter(pk=row.pk).update(version=F("version") + 1)
    row.refresh_from_db(fields=["version"])


def refuse_history(collaborative: Collaborative, person: Person) -> None:
    """An entry that was made one with another takes up nothing more: the other does (X1)."""
    found = (
        SamePerson.objects.filter(collaborative=collaborative, entry=person).select_related("person").first()
    )
    if found:
        raise Refusal(f"{person.name} is the same person as {found.person.name}: choose that entry.")
