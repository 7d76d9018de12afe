"""Schools: the continuing school, what was true of it from which day, and the national register's copy."""

from django.db import models
from django.db.models import F, Q, UniqueConstraint

from membership.models.base import VisibleModel
from membership.models.constraints import both_or_neither, one_of


class Establishment(models.Model):
    """A row of the national register, for all groups alike. Read only: replaced whole in one transaction."""

    urn = models.PositiveIntegerField(unique=True)
    name = models.CharField(max_length=200)
    phase = models.CharField(max_length=60, blank=True)
    type = models.CharField(max_length=100, blank=True)
    authority = models.CharField(max_length=100, blank=True)
    trust = models.CharField(max_length=200, blank=True)
    opened_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    pupils = models.PositiveIntegerField(null=True, blank=True)
    successors = models.JSONField(default=list, help_text="URNs that the register names as successors.")

    class Meta:
        ordering = ["urn"]
        indexes = [models.Index(fields=["authority", "phase"], name="establishment_by_authority")]

    def __str__(self) -> str:
        return f"{self.name} ({self.urn})"


class School(VisibleModel):
    """The continuing school: everything points here, never at a URN (K3.5)."""

    name = models.CharField(max_length=200, help_text="The name now; its history is in the details.")
    opened_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True, help_text="The last day on which it existed.")
    end_reason = models.CharField(max_length=200, blank=True)
    continues_in = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="continues"
    )
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            both_or_neither("ended_on", "end_reason", "school_ended_with_reason"),
            models.CheckConstraint(
                condition=Q(continues_in__isnull=True) | ~Q(continues_in=F("id")),
                name="school_not_continuing_in_itself",
            ),
            models.CheckConstraint(
                condition=Q(continues_in__isnull=True) | Q(ended_on__isnull=False),
                name="school_continued_only_when_ended",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class SchoolDetailStatus(models.TextChoices):
    MAINTAINED = "maintained", "Maintained or voluntary aided"
    ACADEMY = "academy", "Academy"


class SchoolDetail(VisibleModel):
    """What was true of a school from a day until its next detail: name, URN, kind, status, trust."""

    Status = SchoolDetailStatus

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="details")
    from_on = models.DateField()
    urn = models.PositiveIntegerField(null=True, blank=True)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=40, help_text="A kind that the edition names: 'primary', 'special'.")
    phase = models.CharField(max_length=40, blank=True)
    status = models.CharField(max_length=12, choices=Status, default=Status.MAINTAINED)
    trust = models.CharField(max_length=200, blank=True)
    pupils = models.PositiveIntegerField(null=True, blank=True, help_text="Number on roll.")
    source = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["school", "from_on"]
        constraints = [
            one_of("status", SchoolDetailStatus.values, "detail_status"),
            UniqueConstraint(fields=["school", "from_on"], name="detail_once_from_a_day"),
        ]
        indexes = [models.Index(fields=["collaborative", "urn"], name="detail_by_urn")]

    def __str__(self) -> str:
        return f"{self.name} from {self.from_on}"
