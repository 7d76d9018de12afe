"""What is talked about, what is laid before it, and who is invited to it (K9.9 to K9.12, K9.16)."""

from django.conf import settings
from django.db import models
from django.db.models import Q, UniqueConstraint

from meetings.models.meeting import Meeting
from membership.models import Body, BodyMember, Partner
from membership.models.base import VisibleModel
from membership.models.constraints import one_of

PERSON = settings.AUTH_USER_MODEL


class ItemKind(models.TextChoices):
    STANDING = "standing", "Standing item"
    BUSINESS = "business", "Business"
    ARISING = "arising", "Matter arising"
    FEEDBACK = "feedback", "Feedback"
    ACCOUNTS = "accounts", "Accounts"
    RATIFY = "ratify", "Minutes to ratify"
    OTHER = "other business", "Any other business"
    DEVELOPMENT = "development", "Professional development"


class ItemPurpose(models.TextChoices):
    RECORD = "record", "Record"
    INFORMATION = "information", "Information"
    DISCUSSION = "discussion", "Discussion"
    DECISION = "decision", "Decision"


class ItemState(models.TextChoices):
    SUBMITTED = "submitted", "Submitted"
    ACCEPTED = "accepted", "Accepted"
    PLACED = "placed", "On the agenda"
    DISCUSSED = "discussed", "Discussed"
    DECLINED = "declined", "Declined"
    WITHDRAWN = "withdrawn", "Withdrawn"


class AgendaItem(VisibleModel):
    """An item of a body's business; without a meeting it waits. `late` is judged when it is submitted, and kept.

    `level` is one of the edition's filing levels, or 'body' (members of the body alone). From `confined_at` until
    `lifted_at` it exists for the body's own members alone, whatever its level (B5.2). `revised_at` is its last
    change since the agenda was agreed, and `revised_how` what was done to it. `ratifies` is the earlier meeting whose
    minutes are to be ratified.
    """

    Kind = ItemKind
    Purpose = ItemPurpose
    State = ItemState

    body = models.ForeignKey(Body, models.PROTECT, related_name="items")
    meeting = models.ForeignKey(Meeting, models.PROTECT, null=True, blank=True, related_name="items")
    kind = models.CharField(max_length=14, choices=Kind, default=Kind.BUSINESS)
    session = models.CharField(
        max_length=100, blank=True, help_text="A part of the day, in the edition's words."
    )
    position = models.PositiveIntegerField(null=True, blank=True)
    title = models.CharField(max_length=300)
    text = models.TextField(blank=True)
    by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    submitted_at = models.DateTimeField()
    late = models.BooleanField(default=False)
    consent_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    consent_because = models.CharField(max_length=300, blank=True)
    presenter = models.CharField(max_length=200, blank=True)
    starts_at = models.TimeField(null=True, blank=True, help_text="When a speaker is asked to come.")
    minutes = models.PositiveIntegerField(null=True, blank=True, help_text="How long it is to take.")
    purpose = models.CharField(max_length=11, choices=ItemPurpose, blank=True, help_text="What it is for.")
    aim = models.CharField(max_length=300, blank=True)
    action = models.ForeignKey(
        "meetings.Action", models.PROTECT, null=True, blank=True, related_name="arisen"
    )
    representative = models.ForeignKey(BodyMember, models.PROTECT, null=True, blank=True, related_name="+")
    ratifies = models.ForeignKey(Meeting, models.PROTECT, null=True, blank=True, related_name="+")
    level = models.CharField(max_length=60)
    confined_at = models.DateTimeField(null=True, blank=True)
    confined_because = models.CharField(max_length=300, blank=True)
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey("meetings.Motion", models.PROTECT, null=True, blank=True, related_name="+")
    lifted_resolution = models.CharField(
        max_length=200, blank=True, help_text="In words, where it was decided elsewhere."
    )
    declined_because = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=9, choices=State, default=State.SUBMITTED)
    revised_at = models.DateTimeField(null=True, blank=True)
    revised_how = models.CharField(max_length=20, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["meeting_id", "position", "pk"]
        constraints = [
            one_of("kind", ItemKind.values, "item_kind"),
            one_of("state", ItemState.values, "item_state"),
            one_of("purpose", ["", *ItemPurpose.values], "item_purpose"),
            models.CheckConstraint(condition=~Q(title=""), name="item_with_a_title"),
            models.CheckConstraint(
                condition=Q(late=False) | ~Q(state__in=["placed", "discussed"]) | Q(consent_by__isnull=False),
                name="item_late_with_consent",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["placed", "discussed"], meeting__isnull=False, position__isnull=False)
                | ~Q(state__in=["placed", "discussed"]) & Q(position__isnull=True),
                name="item_placed_has_its_position",
            ),
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True, lifted_by__isnull=True, lifted_resolution="")
                | Q(lifted_at__isnull=False, confined_at__isnull=False)
                & (Q(lifted_by__isnull=False) | ~Q(lifted_resolution="")),
                name="item_lifted_by_a_decision",
            ),
            models.CheckConstraint(
                condition=~Q(state="declined") | ~Q(declined_because=""), name="item_declined_with_reason"
            ),
            UniqueConstraint(
                fields=["meeting", "position"],
                condition=Q(meeting__isnull=False, position__isnull=False),
                name="item_one_at_a_position",
            ),
            UniqueConstraint(
                fields=["meeting", "action"],
                condition=Q(meeting__isnull=False, action__isnull=False),
                name="item_an_action_arises_once",
            ),
        ]

    def __str__(self) -> str:
        return f"Item {self.pk}"

    @property
    def confidential(self) -> bool:
        return self.confined_at is not None and self.lifted_at is None


class Paper(VisibleModel):
    """A document laid before an item, as at a date; a new version supersedes it. `source` is what laid it.

    `level` narrows the item's: a paper is never seen by somebody who does not see the item.
    """

    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="papers")
    document = models.ForeignKey("records.Document", models.PROTECT, related_name="+")
    title = models.CharField(max_length=300)
    source = models.CharField(
        max_length=60, blank=True, help_text="Code of the paper that an app lays by itself."
    )
    as_at_on = models.DateField()
    position = models.PositiveIntegerField()
    level = models.CharField(max_length=60)
    late = models.BooleanField(default=False)
    laid_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    laid_at = models.DateTimeField()
    superseded_by = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="supersedes"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["item_id", "position", "pk"]
        constraints = [
            UniqueConstraint(
                fields=["item", "position"],
                condition=Q(superseded_by__isnull=True, withdrawn_at__isnull=True),
                name="paper_one_at_a_position",
            ),
            UniqueConstraint(
                fields=["item", "source"],
                condition=~Q(source="") & Q(superseded_by__isnull=True, withdrawn_at__isnull=True),
                name="paper_of_a_source_once",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Invitation(VisibleModel):
    """A guest's access: to one item, or (item null) the whole meeting, until it ends by itself (K9.12, B4.4)."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="invitations")
    item = models.ForeignKey(AgendaItem, models.PROTECT, null=True, blank=True, related_name="invitations")
    person = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    partner = models.ForeignKey(Partner, models.PROTECT, null=True, blank=True, related_name="+")
    because = models.CharField(max_length=300, blank=True)
    resolution = models.CharField(max_length=200, blank=True)
    invited_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    invited_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True, blank=True, help_text="When the members were told of it.")
    ends_on = models.DateField(help_text="The last day on which the guest sees anything.")
    ended_at = models.DateTimeField(null=True, blank=True, help_text="Taken back before its day.")

    class Meta:
        ordering = ["meeting_id", "item_id", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False, partner__isnull=True)
                | Q(person__isnull=True, partner__isnull=False),
                name="invitation_of_one_guest",
            ),
            # Null is never equal to null: each pair of guest and extent is a constraint of its own.
            *(
                UniqueConstraint(fields=fields, condition=condition & Q(ended_at__isnull=True), name=name)
                for fields, condition, name in (
                    (
                        ["item", "person"],
                        Q(item__isnull=False, person__isnull=False),
                        "invitation_person_to_item",
                    ),
                    (
                        ["item", "partner"],
                        Q(item__isnull=False, partner__isnull=False),
                        "invitation_partner_to_item",
                    ),
                    (
                        ["meeting", "person"],
                        Q(item__isnull=True, person__isnull=False),
                        "invitation_person_to_all",
                    ),
                    (
                        ["meeting", "partner"],
                        Q(item__isnull=True, partner__isnull=False),
                        "invitation_partner_to_all",
                    ),
                )
            ),
        ]

    def __str__(self) -> str:
        return f"Invitation {self.pk}"
