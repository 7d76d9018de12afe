"""Sums that the edition leaves to a decision, such as the manager's yearly rate (K8.4)."""

from decimal import Decimal

from django.db import models
from django.db.models import Q

from membership.models.base import VisibleModel
from records.money import pounds


class AgreedRate(VisibleModel):
    """What was agreed for a payment rule of the edition (`code`), for all who hold it or for one holder.

    A rate stands until the next of the same subject begins; `resolution` is the number of the decision.
    """

    class Per(models.TextChoices):
        YEAR = "year", "a year"
        TERM = "term", "a term"
        MONTH = "month", "a month"
        DAY = "day", "a day"

    code = models.SlugField(max_length=60)
    holding = models.ForeignKey(
        "membership.Holding", models.PROTECT, null=True, blank=True, related_name="agreed_rates"
    )
    from_on = models.DateField()
    amount_pence = models.PositiveBigIntegerField()
    per = models.CharField(max_length=5, choices=Per, default=Per.YEAR)
    resolution = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ["code", "from_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["collaborative", "code", "from_on"],
                condition=Q(holding__isnull=True),
                name="agreed_rate_once_for_all",
            ),
            models.UniqueConstraint(
                fields=["collaborative", "code", "holding", "from_on"],
                condition=Q(holding__isnull=False),
                name="agreed_rate_once_for_a_holder",
            ),
            models.CheckConstraint(condition=Q(amount_pence__gt=0), name="agreed_rate_above_zero"),
            models.CheckConstraint(
                condition=Q(per__in=["year", "term", "month", "day"]), name="agreed_rate_period_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} from {self.from_on}"

    @property
    def amount(self) -> Decimal:
        return pounds(self.amount_pence)
