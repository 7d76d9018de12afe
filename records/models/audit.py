from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from records import tenancy


class AuditEntry(tenancy.TenantModel):
    """One act: who, when, what, to which row (X5). Triggers refuse to change or remove it.

    It holds references and digests, chained per collaborative: `hash` covers the entry and `prev`, the hash
    before it. Without a collaborative, it stands in the installation's own chain.
    """

    collaborative = tenancy.belongs_to_one_or_none()
    seq = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    by = models.ForeignKey("records.Person", models.PROTECT, null=True, blank=True, related_name="+")
    acting_as = models.CharField(max_length=200, blank=True)
    act = models.SlugField()
    subject_kind = models.CharField(max_length=100)
    subject_key = models.CharField(max_length=100)
    purpose = models.CharField(max_length=300, blank=True, help_text="What an export is for.")
    detail_sha = models.CharField(max_length=64, blank=True)
    prev = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["seq"]
        verbose_name_plural = "audit entries"
        indexes = [
            models.Index(
                fields=["collaborative", "subject_kind", "subject_key", "seq"], name="auditentry_subject"
            ),
            models.Index(fields=["by", "at"], name="auditentry_person"),
        ]
        constraints = [
            *tenancy.unique_per_tenant("seq", name="auditentry_seq_once"),
            models.CheckConstraint(condition=Q(seq__gte=1), name="auditentry_seq_from_one"),
            models.CheckConstraint(condition=~Q(hash=""), name="auditentry_hashed"),
        ]

    def __str__(self):
        return f"{self.seq} {self.act}"


class AuditDetail(tenancy.TenantModel):
    """From what to what (X5). It can be erased when its subject is due; the digest in the chain stays.

    The salt goes with it, so that a digest left behind cannot be guessed back into what it stood for.
    """

    collaborative = tenancy.belongs_to_one_or_none()
    entry = models.OneToOneField(AuditEntry, models.PROTECT, related_name="detail")
    before = models.JSONField(null=True, encoder=DjangoJSONEncoder)
    after = models.JSONField(null=True, encoder=DjangoJSONEncoder)
    salt = models.CharField(max_length=32)

    def __str__(self):
        return f"detail of {self.entry_id}"
