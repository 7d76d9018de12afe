"""Two entries that turned out to be one person (X1). What each did stays under the name it was done in."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q, UniqueConstraint
from django.db.models.functions import Greatest, Least

from membership.models.base import VisibleModel

PERSON = settings.AUTH_USER_MODEL


class SamePerson(VisibleModel):
    """`entry` is `person` under another name in this group: it is history from then on, and leads to `person`."""

    entry = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    person = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    because = models.CharField(max_length=300)
    by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["recorded_at", "pk"]
        verbose_name = "entry of the same person"
        verbose_name_plural = "entries of the same person"
        constraints = [
            models.CheckConstraint(condition=~Q(entry=F("person")), name="sameperson_two_entries"),
            models.CheckConstraint(condition=~Q(because=""), name="sameperson_says_why"),
            UniqueConstraint(fields=["collaborative", "entry"], name="sameperson_goes_once"),
            # Of two who make one of the same two at once, in opposite directions, one does.
            UniqueConstraint(
                "collaborative",
                Least("entry", "person"),
                Greatest("entry", "person"),
                name="sameperson_pair_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entry_id} is {self.person_id}"
