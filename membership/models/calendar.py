"""The days of a school year: terms, their half-term breaks, closures and bank holidays."""

from django.db import models
from django.db.models import UniqueConstraint

from membership.models.base import VisibleModel
from membership.models.constraints import ends_after_start, one_of


class SpanKind(models.TextChoices):
    TERM = "term", "Term"
    HALF = "half", "Half term"
    BREAK = "break", "Half-term break"
    CLOSURE = "closure", "Closure"
    BANK_HOLIDAY = "bank holiday", "Bank holiday"


class Span(VisibleModel):
    """One stretch of days, half-open. `school_year` is a slot such as '2023-24'; `code` the term's name."""

    Kind = SpanKind

    school_year = models.CharField(max_length=7)
    kind = models.CharField(max_length=12, choices=Kind)
    code = models.CharField(max_length=60)
    starts_on = models.DateField()
    ends_before = models.DateField()
    area = models.CharField(max_length=100, blank=True)
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["starts_on", "kind"]
        constraints = [
            one_of("kind", SpanKind.values, "span_kind"),
            ends_after_start("span_ends_after_start"),
            UniqueConstraint(
                fields=["collaborative", "school_year", "kind", "code", "area", "starts_on"],
                name="span_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.kind} {self.school_year}"
