"""Every signature under exact words: contract, pledge, protocol, attestation."""

from django.conf import settings
from django.db import models
from django.db.models import Q, UniqueConstraint

from membership.models.base import VisibleModel
from membership.models.constraints import one_of
from membership.models.school import School


class AssentKind(models.TextChoices):
    SIGN = "sign", "Signed"
    COUNTERSIGN = "countersign", "Countersigned"
    PLEDGE = "pledge", "Agreed to the pledge"
    PROTOCOL = "protocol", "Agreed to the protocol"
    CONSTITUTION = "constitution", "Agreed to the constitution"
    ATTESTATION = "attestation", "Attested"
    WAIVER = "waiver", "Waived"
    SIGN_OFF = "sign-off", "Signed off"


class AssentHow(models.TextChoices):
    BROWSER = "browser", "On this site"
    PAPER = "paper", "On paper"


class Assent(VisibleModel):
    """Who agreed to which words, for which school and period. `sha256` is of the words, whole.

    `signed_as` is the name as it was typed, where typing it was the signature.
    """

    Kind = AssentKind
    How = AssentHow

    kind = models.CharField(max_length=12, choices=Kind)
    document = models.ForeignKey(
        "records.Document", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    sha256 = models.CharField(max_length=64)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="assents")
    signed_as = models.CharField(max_length=200, blank=True)
    capacity = models.CharField(max_length=200, help_text="In words: 'Headteacher, Example Primary School'.")
    school = models.ForeignKey(
        School, on_delete=models.PROTECT, null=True, blank=True, related_name="assents"
    )
    slot = models.CharField(max_length=40, blank=True)
    at = models.DateTimeField()
    how = models.CharField(max_length=8, choices=How, default=How.BROWSER)
    resolution = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            one_of("kind", AssentKind.values, "assent_kind"),
            one_of("how", AssentHow.values, "assent_how"),
            models.CheckConstraint(condition=~Q(sha256=""), name="assent_to_exact_words"),
            models.CheckConstraint(
                condition=~Q(kind="waiver") | ~Q(resolution=""), name="assent_waived_by_resolution"
            ),
            # Null is never equal to null, so one rule is two constraints.
            UniqueConstraint(
                fields=["kind", "sha256", "school", "person", "slot"],
                condition=Q(school__isnull=False),
                name="assent_once_for_a_school",
            ),
            UniqueConstraint(
                fields=["collaborative", "kind", "sha256", "person", "slot"],
                condition=Q(school__isnull=True),
                name="assent_once_for_oneself",
            ),
        ]
        indexes = [models.Index(fields=["school", "kind", "slot"], name="assent_by_school")]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d}"
