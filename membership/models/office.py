"""Bodies, the places in them (offices and seats), who holds each, and who else belongs."""

from django.conf import settings
from django.db import models
from django.db.models import Q, UniqueConstraint

from membership.models.assent import Assent
from membership.models.base import VisibleModel
from membership.models.constraints import ends_after_start, one_of
from membership.models.school import School


class BodyKind(models.TextChoices):
    CONSTITUTED = "constituted", "Constituted"
    PANEL = "panel", "Panel"
    CLUSTER = "cluster", "Cluster"
    NETWORK = "network", "Network"
    WORKING_PARTY = "working party", "Working party"
    OUTSIDE = "outside", "Outside body"


class Body(VisibleModel):
    """A group of people that meets. Who sits in it is never stored: `members_on` works it out by date."""

    Kind = BodyKind

    code = models.CharField(max_length=60, blank=True)
    kind = models.CharField(max_length=15, choices=Kind)
    name = models.CharField(max_length=200)
    aliases = models.JSONField(default=list, blank=True)
    opened_on = models.DateField()
    closed_before = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["name", "pk"]
        verbose_name_plural = "bodies"
        constraints = [
            one_of("kind", BodyKind.values, "body_kind"),
            UniqueConstraint(fields=["collaborative", "code"], condition=~Q(code=""), name="body_code_once"),
            models.CheckConstraint(
                condition=~Q(kind="constituted") | ~Q(code=""), name="body_constituted_with_code"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Place(VisibleModel):
    """An office of the group (no body), a seat of a category, or a place on a panel. One holder at a time.

    `version` is raised by whoever appoints or ends a holder, which queues rivals on both databases (K7.9).
    """

    body = models.ForeignKey(Body, on_delete=models.PROTECT, null=True, blank=True, related_name="places")
    code = models.CharField(max_length=120)
    number = models.PositiveIntegerField(default=1)
    label = models.CharField(max_length=200, blank=True)
    opened_on = models.DateField()
    closed_before = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["body", "code", "number"]
        constraints = [
            UniqueConstraint(
                fields=["collaborative", "code", "number"],
                condition=Q(body__isnull=True),
                name="place_office_once",
            ),
            UniqueConstraint(
                fields=["body", "code", "number"], condition=Q(body__isnull=False), name="place_seat_once"
            ),
            models.CheckConstraint(condition=Q(number__gte=1), name="place_numbered_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.number}"


class HoldingHow(models.TextChoices):
    ELECTED = "elected", "Elected"
    NAMED = "named", "Named"
    BY_VIRTUE = "by virtue of post", "By virtue of post"
    FOLLOWS = "follows", "Follows from another office"


class Holding(VisibleModel):
    """Who held a place from when until when. The end that the edition gives a term is derived, not stored."""

    How = HoldingHow

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="holdings")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="holdings")
    starts_on = models.DateField()
    ends_before = models.DateField(null=True, blank=True)
    ended_because = models.CharField(max_length=200, blank=True)
    how = models.CharField(max_length=20, choices=How, default=How.NAMED)
    represents = models.CharField(max_length=200, blank=True)
    resolution = models.CharField(max_length=200, blank=True)
    remainder = models.BooleanField(default=False, help_text="Serves what is left of the term before.")
    attestation = models.ForeignKey(Assent, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    ending_notice_on = models.DateField(null=True, blank=True)
    ending_notice_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["place", "starts_on"]
        constraints = [
            one_of("how", HoldingHow.values, "holding_how"),
            ends_after_start("holding_ends_after_start"),
            UniqueConstraint(fields=["place", "starts_on"], name="holding_once_from_a_day"),
            UniqueConstraint(
                fields=["place"], condition=Q(ends_before__isnull=True), name="holding_one_open_at_a_place"
            ),
        ]
        indexes = [models.Index(fields=["person", "ends_before"], name="holding_by_person")]

    def __str__(self) -> str:
        return f"{self.place_id} from {self.starts_on}"


class BodyMemberRole(models.TextChoices):
    MEMBER = "member", "Member"
    LEAD = "lead", "Lead"
    REPRESENTATIVE = "representative", "Representative"
    CO_OPTED = "co-opted", "Co-opted"


class BodyMember(VisibleModel):
    """A school or person in a cluster, network or working party, or co-opted to a body."""

    Role = BodyMemberRole

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="members")
    school = models.ForeignKey(
        School, on_delete=models.PROTECT, null=True, blank=True, related_name="body_memberships"
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="body_memberships",
    )
    role = models.CharField(max_length=15, choices=Role, default=Role.MEMBER)
    starts_on = models.DateField()
    ends_before = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["body", "starts_on", "pk"]
        constraints = [
            one_of("role", BodyMemberRole.values, "bodymember_role"),
            ends_after_start("bodymember_ends_after_start"),
            models.CheckConstraint(
                condition=Q(school__isnull=False) | Q(person__isnull=False), name="bodymember_is_somebody"
            ),
            UniqueConstraint(
                fields=["body", "school", "role", "starts_on"],
                condition=Q(person__isnull=True),
                name="bodymember_school_once",
            ),
            UniqueConstraint(
                fields=["body", "person", "role", "starts_on"],
                condition=Q(school__isnull=True),
                name="bodymember_person_once",
            ),
            UniqueConstraint(
                fields=["body", "school", "person", "role", "starts_on"],
                condition=Q(school__isnull=False, person__isnull=False),
                name="bodymember_both_once",
            ),
        ]

    def __str__(self) -> str:
        return self.role
