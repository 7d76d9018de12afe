"""The one row of this room: somebody's word that a thing due need not be asked for."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from records import tenancy


class Waiver(tenancy.TenantModel):
    """An obligation let be until a day, with the reason. Its own day lifts it; so does `lifted_at`."""

    key = models.CharField(max_length=200, help_text="The obligation's key.")
    until_on = models.DateField(help_text="The last day on which it holds.")
    because = models.CharField(max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    waived_at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-waived_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["collaborative", "key"],
                condition=Q(lifted_at__isnull=True),
                name="waiver_one_live_for_a_key",
            ),
            models.CheckConstraint(condition=~Q(because=""), name="waiver_with_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.key} until {self.until_on}"
