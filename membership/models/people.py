"""People in their working roles: partners, posts, who may sign in to this group, and limited access."""

from django.conf import settings
from django.db import models
from django.db.models import Q, UniqueConstraint

from membership.models.base import VisibleModel
from membership.models.constraints import ends_after_start, one_of
from membership.models.school import School


class PartnerKind(models.TextChoices):
    AUTHORITY = "authority", "Local authority"
    DIOCESE = "diocese", "Diocese"
    TRUST = "trust", "Trust"
    SERVICE = "service", "Service"
    PROVIDER = "provider", "Provider"
    COLLABORATIVE = "collaborative", "Other collaborative"
    BOARD = "board", "Board"
    SCHOOL = "school", "School that is no member"
    OTHER = "other", "Other partner"


class Partner(VisibleModel):
    """Somebody the group works with who is not a member school (K5.9)."""

    Kind = PartnerKind

    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=15, choices=Kind)
    area = models.CharField(max_length=100, blank=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            one_of("kind", PartnerKind.values, "partner_kind"),
            UniqueConstraint(fields=["collaborative", "name", "kind"], name="partner_once"),
        ]

    def __str__(self) -> str:
        return self.name


class Post(VisibleModel):
    """A person's job: at a school, at a partner, or commissioned by the group itself.

    `kind` is a post in the words of the constitution: 'headteacher', 'business manager', 'clerk'.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="posts")
    school = models.ForeignKey(School, on_delete=models.PROTECT, null=True, blank=True, related_name="posts")
    partner = models.ForeignKey(
        Partner, on_delete=models.PROTECT, null=True, blank=True, related_name="posts"
    )
    commissioned = models.BooleanField(default=False)
    kind = models.CharField(max_length=60)
    starts_on = models.DateField()
    ends_before = models.DateField(null=True, blank=True)
    ended_because = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["starts_on", "pk"]
        constraints = [
            ends_after_start("post_ends_after_start"),
            models.CheckConstraint(
                condition=Q(school__isnull=False, partner__isnull=True, commissioned=False)
                | Q(school__isnull=True, partner__isnull=False, commissioned=False)
                | Q(school__isnull=True, partner__isnull=True, commissioned=True),
                name="post_one_employer",
            ),
            UniqueConstraint(
                fields=["person", "kind", "school", "starts_on"],
                condition=Q(school__isnull=False),
                name="post_at_school_begun_once",
            ),
            UniqueConstraint(
                fields=["person", "kind", "partner", "starts_on"],
                condition=Q(partner__isnull=False),
                name="post_at_partner_begun_once",
            ),
            UniqueConstraint(
                fields=["collaborative", "person", "kind", "starts_on"],
                condition=Q(commissioned=True),
                name="post_commissioned_begun_once",
            ),
        ]
        indexes = [
            models.Index(fields=["person", "ends_before"], name="post_by_person"),
            models.Index(fields=["school", "kind", "ends_before"], name="post_by_school"),
        ]

    def __str__(self) -> str:
        return self.kind


class Enrolment(VisibleModel):
    """A person's door to this group: invitation, calendar feed, mail choices. It gives no rights (X1).

    Only hashes of the invitation and the feed address are kept: who reads the table cannot use either.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="enrolments")
    invited_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField()
    token_hash = models.CharField(max_length=64, blank=True)
    feed_hash = models.CharField(max_length=64, blank=True)
    mail_choices = models.JSONField(default=dict, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            UniqueConstraint(fields=["collaborative", "person"], name="enrolment_once"),
            UniqueConstraint(fields=["token_hash"], condition=~Q(token_hash=""), name="enrolment_token_once"),
            UniqueConstraint(fields=["feed_hash"], condition=~Q(feed_hash=""), name="enrolment_feed_once"),
        ]

    def __str__(self) -> str:
        return f"Enrolment {self.pk}"


class GrantRole(models.TextChoices):
    AUDITOR = "auditor", "Auditor"
    OFFICER = "officer", "Local authority officer"
    DIOCESAN = "diocesan", "Diocesan officer"
    ADVISER = "external adviser", "External adviser"


class Grant(VisibleModel):
    """Access for a time that follows from no role held: an auditor, an officer, an adviser.

    `slot` limits it to a period ('fy2023'), `school_ids` to schools, `level` to a filing level.
    """

    Role = GrantRole

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="grants")
    role = models.CharField(max_length=20, choices=Role)
    slot = models.CharField(max_length=40, blank=True)
    school_ids = models.JSONField(default=list, blank=True)
    level = models.CharField(max_length=60, blank=True)
    starts_on = models.DateField()
    ends_before = models.DateField()
    agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    resolution = models.CharField(max_length=200, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["starts_on", "pk"]
        constraints = [
            one_of("role", GrantRole.values, "grant_role"),
            ends_after_start("grant_ends_after_start"),
            models.CheckConstraint(
                condition=Q(agreed_by__isnull=False) | ~Q(resolution=""),
                name="grant_agreed_by_somebody",
            ),
        ]
        indexes = [models.Index(fields=["person", "ends_before"], name="grant_by_person")]

    def __str__(self) -> str:
        return self.role
