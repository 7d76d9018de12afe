"""A row that people edit carries a version; it is changed only by somebody who has seen the latest."""

from typing import Any

from django.db import models
from django.db.models import F

from records.refusals import Conflict


def change(row: models.Model, *, seen: int, **fields: Any) -> None:
    """Writes these fields if the version is still the one `seen`. Raises Conflict when somebody was faster.

    The row in hand is brought up to date too.
    """
    rows = type(row)._base_manager.filter(pk=row.pk, version=seen)
    if not rows.update(version=F("version") + 1, **fields):
        raise Conflict
    for name, value in {**fields, "version": seen + 1}.items():
        setattr(row, name, value)
