from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower


class Collaborative(models.Model):
    """A group of schools that adopts a constitution. Never deleted; everything it does is its own."""

    code = models.SlugField(unique=True, help_text="Stands in every address: /marlbeck/…")
    name = models.CharField(max_length=200)
    opened_on = models.DateField()
    closed_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(condition=Q(code=Lower("code")), name="collaborative_code_lower_case"),
            models.CheckConstraint(condition=~Q(code="") & ~Q(name=""), name="collaborative_named"),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | Q(closed_on__gte=F("opened_on")),
                name="collaborative_closed_after_opening",
            ),
        ]

    def __str__(self):
        return self.name
