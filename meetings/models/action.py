"""What was agreed to be done, by whom and by when (K9.15)."""

from django.conf import settings
from django.db import models
from django.db.models import Q, UniqueConstraint

from meetings.models.agenda import AgendaItem
from membership.models.base import VisibleModel
from membership.models.constraints import one_of


class ActionState(models.TextChoices):
    OPEN = "open", "Open"
    DONE = "done", "Done"
    DROPPED = "dropped", "No longer needed"


class ActionSeries(models.TextChoices):
    OPEN = "A", "Action"
    CONFIDENTIAL = "C", "Confidential action"


class Action(VisibleModel):
    """An action from an item, chased until it is done; it comes back as a matter arising. Seen as its item is.

    Those of confidential items have a `series` of their own, so that no number is missing in the other.
    """

    State = ActionState
    Series = ActionSeries

    series = models.CharField(max_length=1, choices=Series, default=Series.OPEN)
    number = models.PositiveIntegerField()
    text = models.TextField()
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    due_on = models.DateField()
    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="actions")
    state = models.CharField(max_length=7, choices=State, default=State.OPEN)
    done_on = models.DateField(null=True, blank=True)
    note = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["due_on", "number"]
        constraints = [
            one_of("state", ActionState.values, "action_state"),
            one_of("series", ActionSeries.values, "action_series"),
            models.CheckConstraint(condition=~Q(text=""), name="action_says_what"),
            models.CheckConstraint(
                condition=Q(state="done", done_on__isnull=False) | ~Q(state="done") & Q(done_on__isnull=True),
                name="action_done_on_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(state="dropped") | ~Q(note=""), name="action_dropped_with_reason"
            ),
            UniqueConstraint(fields=["collaborative", "series", "number"], name="action_number_once"),
        ]

    def __str__(self) -> str:
        return f"{self.series}{self.number}"
