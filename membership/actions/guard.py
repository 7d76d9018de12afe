"""What keeps two writers at once apart: whoever raises the version of a row first goes first."""

from django.db import models
from django.db.models import F


def queue_at(row: models.Model) -> None:
    """Raise the row's version, first thing in the transaction: rivals wait here until it is over (K7.9)."""
    type(row).objects.filter(pk=row.pk).update(version=F("version") + 1)
    row.refresh_from_db(fields=["version"])
