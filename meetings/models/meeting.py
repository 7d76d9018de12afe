"""A meeting of a body, or of an outside body that stands in the planner (K9.1 to K9.4, K12.23, K16.7)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q, UniqueConstraint

from membership.models import Body
from membership.models.base import VisibleModel
from membership.models.constraints import one_of


class MeetingKind(models.TextChoices):
    ORDINARY = "ordinary", "Ordinary"
    CONFERENCE = "conference", "Conference"
    CALLED = "called", "Called by members"
    WRITTEN = "written", "In writing"
    ADJOURNED = "adjourned", "Adjourned from another"
    OUTSIDE = "outside", "Of others"


class MeetingState(models.TextChoices):
    PROPOSED = "proposed", "Proposed"
    FIXED = "fixed", "Fixed"
    SET = "set", "Agenda set"
    AGREED = "agreed", "Agenda agreed"
    OPEN = "open", "Open"
    ADJOURNED = "adjourned", "Adjourned"
    CLOSED = "closed", "Closed"
    CANCELLED = "cancelled", "Cancelled"


class MeetingMode(models.TextChoices):
    IN_PERSON = "in person", "In person"
    REMOTE = "remote", "Remote"
    BOTH = "both", "In person and remote"


RECURRING = (MeetingKind.ORDINARY, MeetingKind.CONFERENCE)
BEFORE_OPENING = (MeetingState.PROPOSED, MeetingState.FIXED, MeetingState.SET, MeetingState.AGREED)


class Meeting(VisibleModel):
    """`event` is the edition's event that it is held for, `slot` the period it is for ('2023-24/autumn-1').

    `sequence` counts how often it was changed since it was told of, as calendars want it. `opening` is the finding of
    the quorum at the moment of opening.
    """

    Kind = MeetingKind
    State = MeetingState
    Mode = MeetingMode

    body = models.ForeignKey(
        Body,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="meetings",
        help_text="None for one of others.",
    )
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.ORDINARY)
    event = models.CharField(max_length=60, blank=True)
    slot = models.CharField(max_length=40, blank=True)
    name = models.CharField(max_length=200)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    place = models.CharField(max_length=200, blank=True)
    mode = models.CharField(max_length=9, choices=Mode, default=Mode.IN_PERSON)
    link = models.URLField(max_length=500, blank=True, help_text="Where a remote one is joined.")
    speakers = models.CharField(max_length=300, blank=True, help_text="Of a meeting of others (K12.23).")
    state = models.CharField(max_length=9, choices=State, default=State.PROPOSED)
    resolution = models.CharField(max_length=200, blank=True, help_text="By which its day was fixed.")
    fixed_on = models.DateField(null=True, blank=True, help_text="The day on which its day was fixed.")
    moved_from = models.DateTimeField(
        null=True, blank=True, help_text="When it was to be, before it last moved."
    )
    moved_because = models.CharField(max_length=300, blank=True)
    cancelled_because = models.CharField(max_length=300, blank=True)
    agenda_agreed_at = models.DateTimeField(null=True, blank=True)
    agenda_resolution = models.CharField(max_length=200, blank=True, help_text="By which it was agreed.")
    agenda_version = models.PositiveIntegerField(default=1, help_text="Raised with every change of it.")
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    opening = models.JSONField(null=True, blank=True)
    presiding = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    minute_taker = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    adjourned_from = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="reconvened"
    )
    sequence = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["starts_at", "pk"]
        constraints = [
            one_of("kind", MeetingKind.values, "meeting_kind"),
            one_of("state", MeetingState.values, "meeting_state"),
            one_of("mode", MeetingMode.values, "meeting_mode"),
            models.CheckConstraint(
                condition=Q(body__isnull=False) | Q(kind="outside"), name="meeting_of_a_body"
            ),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="meeting_ends_after_start"),
            models.CheckConstraint(
                condition=~Q(kind__in=RECURRING) | ~Q(event="") & ~Q(slot=""),
                name="meeting_of_an_event_and_slot",
            ),
            models.CheckConstraint(
                condition=Q(agenda_agreed_at__isnull=True, agenda_resolution="")
                | Q(agenda_agreed_at__isnull=False) & ~Q(agenda_resolution=""),
                name="meeting_agenda_agreed_by_decision",
            ),
            models.CheckConstraint(
                condition=Q(state="cancelled") & ~Q(cancelled_because="")
                | ~Q(state="cancelled") & Q(cancelled_because=""),
                name="meeting_cancelled_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(opened_at__isnull=True) | Q(opening__isnull=False),
                name="meeting_opened_with_finding",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True)
                | Q(opened_at__isnull=False, closed_at__gte=F("opened_at")),
                name="meeting_closed_after_opening",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["open", "adjourned", "closed"])
                | Q(kind__in=["written", "outside"])
                | Q(opened_at__isnull=False),
                name="meeting_open_has_its_moment",
            ),
            models.CheckConstraint(
                condition=~Q(state="closed") | Q(kind="outside") | Q(closed_at__isnull=False),
                name="meeting_closed_has_its_moment",
            ),
            UniqueConstraint(
                fields=["body", "event", "slot"],
                condition=Q(kind__in=RECURRING) & ~Q(state="cancelled"),
                name="meeting_once_in_a_slot",
            ),
        ]
        indexes = [models.Index(fields=["collaborative", "starts_at"], name="meeting_by_day")]

    def __str__(self) -> str:
        return f"{self.name} {self.pk}"

    @property
    def is_live(self) -> bool:
        return self.state in (MeetingState.OPEN, MeetingState.ADJOURNED)
