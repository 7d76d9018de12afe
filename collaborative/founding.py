"""Founding a group: its row and the constitution it begins with, by whoever runs the installation."""

from datetime import date
from pathlib import Path

from django.db import transaction

from membership.actions.editions import adopt_edition
from records.models import Collaborative
from records.tenancy import scoped

SAMPLES = Path(__file__).resolve().parent.parent / "constitution" / "samples"


@transaction.atomic
def found_group(
    *,
    code: str,
    name: str,
    source: str,
    in_force_on: date | None,
    note: str,
    on: date,
    opened_on: date | None = None,
) -> Collaborative:
    """A group with its founding edition. Raises Refusal when the file cannot be adopted."""
    group = Collaborative.objects.create(code=code, name=name, opened_on=opened_on or in_force_on or on)
    with scoped(group):
        adopt_edition(
            collaborative=group, source=source, by=None, on=on, in_force_on=in_force_on, founding_note=note
        )
    return group


def sample(name: str) -> str:
    """The text of a constitution file that the program brings with it."""
    return (SAMPLES / f"{name}.toml").read_text(encoding="utf-8")
