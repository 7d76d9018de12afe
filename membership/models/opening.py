"""An office or seat that is to be filled: announced, nominated for, filled or let lapse (K7.8)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q, UniqueConstraint

from membership.models.base import VisibleModel
from membership.models.constraints import one_of
from membership.models.office import Holding, Place


class OpeningState(models.TextChoices):
    ANNOUNCED = "announced", "Open for nominations"
    CLOSED = "closed", "Nominations closed"
    FILLED = "filled", "Filled"
    LAPSED = "lapsed", "Lapsed"


class Opening(VisibleModel):
    """A place that is announced as free from a day. `closes_on` is the last day for nominations."""

    State = OpeningState

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="openings")
    why = models.CharField(max_length=300, blank=True)
    announced_on = models.DateField()
    closes_on = models.DateField()
    starts_on = models.DateField(help_text="The first day of whoever is chosen.")
    state = models.CharField(max_length=10, choices=State, default=State.ANNOUNCED)
    outcome = models.CharField(max_length=300, blank=True)
    resolution = models.CharField(max_length=200, blank=True)
    holding = models.OneToOneField(
        Holding, on_delete=models.PROTECT, null=True, blank=True, related_name="opening"
    )
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["closes_on", "pk"]
        constraints = [
            one_of("state", OpeningState.values, "opening_state"),
            models.CheckConstraint(
                condition=Q(closes_on__gte=F("announced_on")), name="opening_closes_after_announcing"
            ),
            models.CheckConstraint(
                condition=Q(state="filled", holding__isnull=False)
                | ~Q(state="filled") & Q(holding__isnull=True),
                name="opening_filled_by_a_holding",
            ),
            models.CheckConstraint(
                condition=~Q(state="lapsed") | ~Q(outcome=""), name="opening_lapsed_with_reason"
            ),
            UniqueConstraint(
                fields=["place"],
                condition=Q(state__in=["announced", "closed"]),
                name="opening_one_live_at_a_place",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place} from {self.starts_on}"


class Nomination(VisibleModel):
    """Somebody put forward for an opening. `finding` is the eligibility as it was found on that day."""

    opening = models.ForeignKey(Opening, on_delete=models.PROTECT, related_name="nominations")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="nominations")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    statement = models.TextField(blank=True)
    nominated_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    finding = models.JSONField()

    class Meta:
        ordering = ["nominated_at", "pk"]
        constraints = [UniqueConstraint(fields=["opening", "person"], name="nomination_once")]

    def __str__(self) -> str:
        return f"Nomination {self.pk}"
