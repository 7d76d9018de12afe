from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length
from django.db.models.lookups import Exact

from records.tenancy import TenantModel


def shelf(document: "Document", filename: str) -> str:
    """Where its bytes stand: by collaborative, kind and fingerprint, so that the same bytes are kept once."""
    ending = filename.rpartition(".")[2].lower()
    return f"documents/{document.collaborative.code}/{document.kind}/{document.sha256}.{ending}"


class Origin(models.TextChoices):
    ISSUED = "issued"
    UPLOADED = "uploaded"


class Document(TenantModel):
    """A frozen copy of what was issued or handed in: bytes, fingerprint, and the facts it was made from.

    It has no door of its own: it is opened through the row that owns it, at that row's level. A trigger
    refuses any change of bytes or facts. Destroying it waits for its day, empties the facts and keeps the
    fingerprint.
    """

    kind = models.SlugField(help_text="A short code: invoice, minutes, letter.")
    title = models.CharField(max_length=300)
    file = models.FileField(upload_to=shelf, max_length=300)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField(help_text="Bytes.")
    content_type = models.CharField(max_length=100)
    origin = models.CharField(max_length=8, choices=Origin.choices)
    subject = models.CharField(max_length=300, blank=True, help_text="What it is about, in words.")
    facts = models.JSONField(default=dict, blank=True, encoder=DjangoJSONEncoder)
    edition_sha = models.CharField(max_length=64, blank=True)
    issued_on = models.DateField()
    by = models.ForeignKey("records.Person", models.PROTECT, null=True, blank=True, related_name="+")
    keep_until_on = models.DateField(null=True, blank=True, help_text="Empty: for the life of the group.")
    hold = models.CharField(
        max_length=300, blank=True, help_text="Why it is kept beyond its day. Empty: it is not."
    )
    destroyed_on = models.DateField(null=True, blank=True)
    supersedes = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="superseded_by"
    )

    class Meta:
        ordering = ["issued_on", "pk"]
        indexes = [
            models.Index(fields=["sha256"], name="document_sha256"),
            models.Index(
                fields=["collaborative", "keep_until_on"],
                condition=Q(keep_until_on__isnull=False, destroyed_on__isnull=True),
                name="document_keep_until",
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(origin__in=Origin.values), name="document_origin_listed"),
            models.CheckConstraint(condition=Exact(Length("sha256"), 64), name="document_fingerprint"),
            models.CheckConstraint(
                condition=Q(keep_until_on__isnull=True) | Q(keep_until_on__gte=F("issued_on")),
                name="document_kept_until_after_issue",
            ),
            models.CheckConstraint(
                condition=Q(supersedes__isnull=True) | ~Q(supersedes=F("id")),
                name="document_not_its_own_successor",
            ),
            # A comparison with null passes a check, so each part that must be there is named.
            models.CheckConstraint(
                condition=Q(destroyed_on__isnull=True)
                | Q(keep_until_on__isnull=False, destroyed_on__gt=F("keep_until_on"), hold=""),
                name="document_destroyed_after_its_day",
            ),
        ]

    def __str__(self):
        return self.title


class Disposal(TenantModel):
    """Proof of destruction: what, how many, since when it was due, who decided and why. Append only."""

    what = models.CharField(max_length=300)
    count = models.PositiveIntegerField()
    due_on = models.DateField(help_text="The first day on which it could go.")
    done_on = models.DateField()
    decided_by = models.ForeignKey("records.Person", models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300)
    document = models.ForeignKey(Document, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["done_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(done_on__gte=F("due_on")), name="disposal_not_before_due"),
            models.CheckConstraint(condition=Q(count__gte=1), name="disposal_of_something"),
            models.CheckConstraint(condition=~Q(reason=""), name="disposal_with_reason"),
        ]

    def __str__(self):
        return f"{self.what} ({self.count})"
