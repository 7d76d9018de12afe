"""Minutes: drafted beside the agenda, discussed, approved, circulated, ratified at the next meeting (K9.13, K9.14)."""

from django.conf import settings
from django.db import models
from django.db.models import Q, UniqueConstraint

from meetings.models.agenda import AgendaItem
from meetings.models.meeting import Meeting
from meetings.models.vote import Motion
from membership.models.base import VisibleModel
from membership.models.constraints import one_of

PERSON = settings.AUTH_USER_MODEL


class MinutesState(models.TextChoices):
    DRAFT = "draft", "Draft"
    DISCUSSED = "discussed", "Discussed with the Chair"
    APPROVED = "approved", "Approved"
    CIRCULATED = "circulated", "Circulated"
    RATIFIED = "ratified", "Ratified"


APPROVED = ("approved", "circulated", "ratified")


class Minutes(VisibleModel):
    """One version of a meeting's minutes. From its approval it never changes: what follows is the next version."""

    State = MinutesState

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="minutes")
    number = models.PositiveIntegerField(default=1, help_text="Which version.")
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    change_because = models.CharField(max_length=300, blank=True)
    document = models.ForeignKey("records.Document", models.PROTECT, null=True, blank=True, related_name="+")
    discussed_at = models.DateTimeField(null=True, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    circulated_at = models.DateTimeField(null=True, blank=True)
    ratified_by = models.ForeignKey(Motion, models.PROTECT, null=True, blank=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["meeting_id", "number"]
        verbose_name_plural = "minutes"
        constraints = [
            one_of("state", MinutesState.values, "minutes_state"),
            UniqueConstraint(fields=["meeting", "number"], name="minutes_version_once"),
            models.CheckConstraint(
                condition=Q(number=1) | Q(number__gt=1) & ~Q(change_because=""),
                name="minutes_changed_with_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=APPROVED) | Q(approved_at__isnull=False, approved_by__isnull=False),
                name="minutes_approved_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["circulated", "ratified"])
                | Q(document__isnull=False, circulated_at__isnull=False),
                name="minutes_circulated_as_document",
            ),
            models.CheckConstraint(
                condition=Q(state="ratified", ratified_by__isnull=False)
                | ~Q(state="ratified") & Q(ratified_by__isnull=True),
                name="minutes_ratified_by_motion",
            ),
            UniqueConstraint(
                fields=["meeting"],
                condition=Q(state__in=["draft", "discussed"]),
                name="minutes_one_at_work",
            ),
        ]

    def __str__(self) -> str:
        return f"Minutes of {self.meeting_id}, version {self.number}"


class MinutesPart(VisibleModel):
    """What of circulated minutes is for fewer than all members: the items of one level, or the confidential ones.

    A paper of its own, frozen with the others; it is opened by whoever sees every item in it (B5.2, K8.13).
    """

    minutes = models.ForeignKey(Minutes, models.PROTECT, related_name="parts")
    level = models.CharField(max_length=60)
    confidential = models.BooleanField(default=False)
    name = models.CharField(max_length=100)
    document = models.ForeignKey("records.Document", models.PROTECT, related_name="+")

    class Meta:
        ordering = ["minutes_id", "confidential", "level"]
        constraints = [
            UniqueConstraint(fields=["minutes", "level", "confidential"], name="minutes_part_once"),
        ]

    def __str__(self) -> str:
        return f"Part {self.pk} of {self.minutes_id}"


class MinuteEntry(VisibleModel):
    """What the minutes say of one item, or (item null) of the meeting as a whole. A part of its minutes.

    `approved_at` is that of its minutes: from then on it stays. `part` is where it was printed, null with the rest.
    """

    minutes = models.ForeignKey(Minutes, models.CASCADE, related_name="entries")
    item = models.ForeignKey(AgendaItem, models.PROTECT, null=True, blank=True, related_name="entries")
    text = models.TextField(blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    part = models.ForeignKey(MinutesPart, models.PROTECT, null=True, blank=True, related_name="entries")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["minutes_id", "item__position", "pk"]
        verbose_name_plural = "minute entries"
        constraints = [
            UniqueConstraint(
                fields=["minutes", "item"], condition=Q(item__isnull=False), name="entry_once_for_an_item"
            ),
            UniqueConstraint(
                fields=["minutes"], condition=Q(item__isnull=True), name="entry_once_for_the_whole"
            ),
        ]

    def __str__(self) -> str:
        return f"Entry {self.pk}"
