"""News to members and notices to the public (K10.7, K10.9, B6.1)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from membership.models.base import VisibleModel
from membership.models.constraints import one_of
from membership.models.office import Body


class Audience(models.TextChoices):
    EVERYBODY = "everybody", "All members"
    ROLE = "role", "Those in a role"
    TIER = "tier", "Schools of a tier"
    BODY = "body", "A cluster, network or body"
    PUBLIC = "public", "Everybody, on the public page"


class AnnouncementKind(models.TextChoices):
    NEWS = "news", "News"
    BULLETIN = "bulletin", "Bulletin"


class Announcement(VisibleModel):
    """A notice to an audience. Frozen when published: a correction is a new one that `corrects` it."""

    Audience = Audience
    Kind = AnnouncementKind

    kind = models.CharField(max_length=10, choices=Kind, default=Kind.NEWS)
    title = models.CharField(max_length=200)
    text = models.TextField()
    audience = models.CharField(max_length=10, choices=Audience, default=Audience.EVERYBODY)
    code = models.CharField(max_length=60, blank=True, help_text="The tier, or the role, when it is to one.")
    body = models.ForeignKey(Body, models.PROTECT, null=True, blank=True, related_name="announcements")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    published_at = models.DateTimeField(null=True, blank=True)
    aim = models.TextField(blank=True, help_text="The aim of the edition that it serves, in its words.")
    until_on = models.DateField(null=True, blank=True, help_text="The last day on which it is shown.")
    taken_down_because = models.CharField(max_length=200, blank=True)
    corrects = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="corrected_by"
    )
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = [F("published_at").desc(nulls_first=True), "-pk"]
        constraints = [
            one_of("kind", AnnouncementKind.values, "announcement_kind"),
            one_of("audience", Audience.values, "announcement_audience"),
            models.CheckConstraint(
                condition=Q(audience__in=["role", "tier"]) & ~Q(code="") & Q(body__isnull=True)
                | Q(audience="body", code="", body__isnull=False)
                | Q(audience__in=["everybody", "public"], code="", body__isnull=True),
                name="announcement_names_its_audience",
            ),
            models.CheckConstraint(condition=~Q(title="") & ~Q(text=""), name="announcement_says_something"),
        ]
        indexes = [models.Index(fields=["collaborative", "published_at"], name="announcement_by_day")]

    def __str__(self) -> str:
        return self.title
