"""An edition of the constitution: the whole file, in force from a day until the next begins."""

from functools import lru_cache

from django.db import models
from django.db.models import Q, UniqueConstraint

import constitution
from membership.models.base import VisibleModel
from membership.models.constraints import one_of


@lru_cache(maxsize=64)
def parsed(source: str) -> constitution.Constitution:
    """The rules of a text, read once by each process. They are frozen, so that all may share them."""
    return constitution.load(source)


class EditionState(models.TextChoices):
    DRAFT = "draft", "Draft"
    PROPOSED = "proposed", "Proposed"
    ADOPTED = "adopted", "Adopted"


class Edition(VisibleModel):
    """K15.1. In force from `in_force_on` until the next one begins, so that overlap cannot be written.

    `report` is the adoption check as it stood: {"verdict": …, "examples": [passed, all], "remarks": […]}.
    The text of an adopted edition never changes; a trigger refuses it on both databases.
    """

    State = EditionState

    number = models.PositiveIntegerField()
    name = models.CharField(max_length=200, help_text="What the document calls this edition: '2023-24'.")
    source = models.TextField()
    sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    in_force_on = models.DateField(null=True, blank=True)
    adopted_on = models.DateField(null=True, blank=True)
    resolution = models.CharField(max_length=200, blank=True)
    founding_note = models.TextField(blank=True)
    report = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["number"]
        constraints = [
            one_of("state", EditionState.values, "edition_state"),
            UniqueConstraint(fields=["collaborative", "number"], name="edition_number_once"),
            UniqueConstraint(
                fields=["collaborative", "in_force_on"],
                condition=Q(state="adopted"),
                name="edition_one_in_force_from_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(state="adopted")
                | Q(in_force_on__isnull=False, adopted_on__isnull=False)
                & (~Q(resolution="") | ~Q(founding_note="")),
                name="edition_adopted_with_day_and_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"Edition {self.name}"

    @property
    def rules(self) -> constitution.Constitution:
        return parsed(self.source)
