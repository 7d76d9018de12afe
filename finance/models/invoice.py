"""Invoices and credit notes. There is no draft: a row was issued, and stays as it was issued (K8.8)."""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q

from membership.models.base import VisibleModel
from records.money import pounds


class Invoice(VisibleModel):
    """An invoice or a credit note, with every word that it prints.

    `due_key` says what it is for, never when ('subscription/school 41/2024-25'); a corrected invoice is a
    credit note and the next `revision` of the key. `due_on` is the last day to pay; periods are half-open.
    """

    class Kind(models.TextChoices):
        SUBSCRIPTION = "subscription", "Subscription"
        OTHER = "other", "Invoice"
        CREDIT = "credit", "Credit note"

    series = models.CharField(max_length=16)
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=12, choices=Kind)
    due_key = models.CharField(max_length=120)
    revision = models.PositiveSmallIntegerField(default=1)
    replaces = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="replaced_by")
    credits = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="credit_notes")
    because = models.TextField(blank=True)

    school = models.ForeignKey(
        "membership.School", models.PROTECT, null=True, blank=True, related_name="invoices"
    )
    contract = models.ForeignKey(
        "membership.Contract", models.PROTECT, null=True, blank=True, related_name="invoices"
    )
    contract_year = models.CharField(max_length=7, blank=True)
    period_starts_on = models.DateField(null=True, blank=True)
    period_ends_before = models.DateField(null=True, blank=True)

    issued_on = models.DateField()
    due_on = models.DateField()
    total_pence = models.PositiveBigIntegerField()

    title = models.CharField(max_length=200)
    issuer_words = models.TextField()
    payer_words = models.TextField()
    payment_words = models.TextField(blank=True)
    vat_words = models.TextField(blank=True)
    document = models.OneToOneField(
        "records.Document", models.PROTECT, null=True, blank=True, related_name="invoice"
    )

    class Meta:
        ordering = ["-issued_on", "-series", "-number"]
        indexes = [
            models.Index(fields=["collaborative", "contract_year", "kind"], name="invoice_by_year"),
            models.Index(fields=["school", "contract_year"], name="invoice_by_school"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["collaborative", "series", "number"], name="invoice_number_once"),
            models.UniqueConstraint(fields=["collaborative", "due_key", "revision"], name="invoice_due_once"),
            models.CheckConstraint(
                condition=Q(kind__in=["subscription", "other", "credit"]), name="invoice_kind_known"
            ),
            models.CheckConstraint(condition=Q(number__gte=1), name="invoice_number_from_one"),
            models.CheckConstraint(condition=Q(total_pence__gt=0), name="invoice_total_above_zero"),
            models.CheckConstraint(condition=Q(due_on__gte=F("issued_on")), name="invoice_due_after_issue"),
            models.CheckConstraint(
                condition=Q(revision=1, replaces__isnull=True) | Q(revision__gt=1, replaces__isnull=False),
                name="invoice_revision_replaces",
            ),
            models.CheckConstraint(
                condition=(Q(kind="credit", credits__isnull=False) & ~Q(because=""))
                | (~Q(kind="credit") & Q(credits__isnull=True)),
                name="credit_note_credits_and_says_why",
            ),
            models.CheckConstraint(
                condition=~Q(kind="subscription")
                | (
                    Q(school__isnull=False, contract__isnull=False, period_starts_on__isnull=False)
                    & ~Q(contract_year="")
                ),
                name="subscription_has_school_and_year",
            ),
            models.CheckConstraint(
                condition=Q(period_starts_on__isnull=True, period_ends_before__isnull=True)
                | Q(
                    period_starts_on__isnull=False,
                    period_ends_before__isnull=False,
                    period_ends_before__gt=F("period_starts_on"),
                ),
                name="invoice_period_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{'Credit note' if self.is_credit else 'Invoice'} {self.reference}"

    @property
    def reference(self) -> str:
        """The number people quote: 2024-017, and C2024-003 for a credit note."""
        return f"{self.series}-{self.number:03d}"

    @property
    def total(self) -> Decimal:
        return pounds(self.total_pence)

    @property
    def year_label(self) -> str:
        """2024/25: the contract year as people write it."""
        return self.contract_year.replace("-", "/")

    @property
    def payer_name(self) -> str:
        """The first line of whom it is made out to."""
        return self.payer_words.partition("\n")[0]

    @property
    def is_credit(self) -> bool:
        return self.kind == self.Kind.CREDIT


class InvoiceLine(VisibleModel):
    """One line: what it is for, how it was worked out in words, the sum, and the finding that explains it.

    `quantity` and `rate` are the words printed ('£6,000.00' and '40%'); the exact figures stand in `finding`.
    """

    invoice = models.ForeignKey(Invoice, models.CASCADE, related_name="lines")
    position = models.PositiveSmallIntegerField()
    words = models.CharField(max_length=200)
    quantity = models.CharField(max_length=60, blank=True)
    rate = models.CharField(max_length=60, blank=True)
    amount_pence = models.PositiveBigIntegerField()
    head = models.ForeignKey("finance.BudgetHead", models.PROTECT, related_name="+")
    finding = models.JSONField(default=dict)

    class Meta:
        ordering = ["invoice", "position"]
        constraints = [
            models.UniqueConstraint(fields=["invoice", "position"], name="invoice_line_position_once"),
            models.CheckConstraint(condition=Q(amount_pence__gt=0), name="invoice_line_above_zero"),
        ]

    def __str__(self) -> str:
        return self.words

    @property
    def amount(self) -> Decimal:
        return pounds(self.amount_pence)
