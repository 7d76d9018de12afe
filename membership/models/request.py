"""What schools are asked to hand in by a day, and what came (K1.3)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q, UniqueConstraint

from membership.models.base import VisibleModel
from membership.models.constraints import both_or_neither
from membership.models.school import School


class Request(VisibleModel):
    """A document asked for. `level` says who may read the replies beside the school and the office."""

    what = models.CharField(max_length=200)
    why = models.CharField(max_length=300)
    asked_on = models.DateField()
    due_on = models.DateField()
    level = models.CharField(max_length=60)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    closed_on = models.DateField(null=True, blank=True)
    closed_because = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-due_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(due_on__gte=F("asked_on")), name="request_due_after_asking"),
            models.CheckConstraint(condition=~Q(why=""), name="request_says_why"),
            both_or_neither("closed_on", "closed_because", "request_closed_with_reason"),
        ]

    def __str__(self) -> str:
        return self.what


class RequestReply(VisibleModel):
    """One school's part of a request: asked, then handed in or excused. Never both."""

    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="replies")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="replies")
    document = models.ForeignKey(
        "records.Document", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    note = models.CharField(max_length=300, blank=True)
    received_on = models.DateField(null=True, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    excused_because = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["request", "school"]
        verbose_name_plural = "request replies"
        constraints = [
            UniqueConstraint(fields=["request", "school"], name="reply_once_for_a_school"),
            models.CheckConstraint(
                condition=Q(received_on__isnull=True) | Q(excused_because=""),
                name="reply_received_or_excused",
            ),
            models.CheckConstraint(
                condition=Q(document__isnull=True) | Q(received_on__isnull=False),
                name="reply_with_document_has_its_day",
            ),
        ]

    def __str__(self) -> str:
        return f"Reply {self.pk}"
