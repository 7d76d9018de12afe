from datetime import timedelta

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q

from records import clock, tenancy


class Counter(tenancy.TenantModel):
    """The last number given in a series. It is raised in the issuing transaction and rolled back with it."""

    collaborative = tenancy.belongs_to_one_or_none()
    series = models.CharField(max_length=100)
    value = models.BigIntegerField(default=0)
    head = models.CharField(max_length=64, blank=True, help_text="For the audit chain: its last hash.")

    class Meta:
        constraints = [
            *tenancy.unique_per_tenant("series", name="counter_series_once"),
            models.CheckConstraint(condition=Q(value__gte=0), name="counter_not_negative"),
        ]

    def __str__(self):
        return f"{self.series}: {self.value}"


class JobState(models.TextChoices):
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    PARKED = "parked"
    CANCELLED = "cancelled"


# How long a worker may be silent before it counts as dead.
LEASE = timedelta(minutes=5)
OPEN_JOB = [JobState.QUEUED, JobState.RUNNING]


class LeaseLost(Exception):
    """A worker goes on with a job that has been cancelled, or taken from it as from one that died."""


class Job(tenancy.TenantModel):
    """Long work asked for, or a sweep: what, how far, and until when it is held. This table is the queue."""

    collaborative = tenancy.belongs_to_one_or_none()
    kind = models.SlugField()
    key = models.CharField(max_length=200)
    arguments = models.JSONField(default=dict, blank=True, encoder=DjangoJSONEncoder)
    by = models.ForeignKey("records.Person", models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=9, choices=JobState.choices, default=JobState.QUEUED)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.TextField(blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    claim = models.UUIDField(null=True, blank=True)
    queued_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    facts_seq = models.PositiveBigIntegerField(default=0, help_text="The audit head that a sweep has seen.")
    swept_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["queued_at", "pk"]
        indexes = [
            models.Index(fields=["state", "queued_at"], condition=Q(state__in=OPEN_JOB), name="job_open"),
            models.Index(fields=["collaborative", "kind", "-queued_at"], name="job_history"),
        ]
        constraints = [
            *tenancy.unique_per_tenant(
                "kind", "key", name="job_once_while_open", while_=Q(state__in=OPEN_JOB)
            ),
            models.CheckConstraint(condition=Q(state__in=JobState.values), name="job_state_listed"),
            models.CheckConstraint(
                condition=~Q(state=JobState.RUNNING) | Q(lease_until__isnull=False, claim__isnull=False),
                name="job_running_is_claimed",
            ),
            models.CheckConstraint(condition=Q(done__lte=F("total")), name="job_done_within_total"),
            models.CheckConstraint(
                condition=~Q(state=JobState.PARKED) | ~Q(last_error=""), name="job_parked_with_its_error"
            ),
        ]

    def __str__(self):
        return f"{self.kind} {self.key}"

    def progress(self, done: int, total: int) -> None:
        """Says how far it is, and keeps the lease. Raises LeaseLost when it was cancelled or given to
        another.
        """
        held = tenancy.everywhere(Job).filter(pk=self.pk, claim=self.claim, state=JobState.RUNNING)
        if not held.update(done=done, total=total, lease_until=clock.now() + LEASE):
            raise LeaseLost(f"{self} is no longer this worker's.")
        self.done, self.total = done, total
