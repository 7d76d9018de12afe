"""The cash book: an account held by one school, its entries in number order, each split over heads (K8.6)."""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q

from membership.models.base import VisibleModel
from records.money import pounds


class Direction(models.TextChoices):
    IN = "in", "In"
    OUT = "out", "Out"


KNOWN_DIRECTION = Q(direction__in=["in", "out"])


class BudgetHead(VisibleModel):
    """A heading of the budget. A head that was used is closed, never deleted."""

    code = models.SlugField(max_length=40)
    name = models.CharField(max_length=120)
    direction = models.CharField(max_length=3, choices=Direction)
    closed_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(fields=["collaborative", "code"], name="budget_head_code_once"),
            models.CheckConstraint(condition=KNOWN_DIRECTION, name="budget_head_direction_known"),
        ]

    def __str__(self) -> str:
        return self.name


class FinancialYear(VisibleModel):
    """A year of accounts. Once closed, no entry is dated in it. Balances alone may be below zero."""

    class State(models.TextChoices):
        OPEN = "open", "Open"
        CLOSED = "closed", "Closed"

    starts_on = models.DateField()
    ends_before = models.DateField()
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    opening_pence = models.BigIntegerField(default=0)
    closing_pence = models.BigIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["starts_on"]
        constraints = [
            models.UniqueConstraint(fields=["collaborative", "starts_on"], name="financial_year_begun_once"),
            models.CheckConstraint(
                condition=Q(ends_before__gt=F("starts_on")), name="financial_year_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["open", "closed"]), name="financial_year_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state="open") | Q(closing_pence__isnull=False),
                name="financial_year_closed_with_balance",
            ),
        ]

    def __str__(self) -> str:
        return f"Financial year from {self.starts_on}"


class Account(VisibleModel):
    """The collaborative's account, held by one school. A new fund-holding school means a new account (K8.21).

    `payment_words` are what an invoice prints under 'How to pay', one line each.
    """

    name = models.CharField(max_length=120)
    held_by = models.ForeignKey("membership.School", models.PROTECT, related_name="accounts_held")
    opened_on = models.DateField()
    closed_on = models.DateField(null=True, blank=True)
    opening_pence = models.BigIntegerField(default=0)
    last_digits = models.CharField(max_length=4, blank=True)
    payment_words = models.TextField(blank=True)
    vat_words = models.TextField(blank=True)
    resolution = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ["opened_on"]
        constraints = [
            models.UniqueConstraint(fields=["held_by", "opened_on"], name="account_held_once_from_a_day"),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | Q(closed_on__gte=F("opened_on")),
                name="account_closes_after_opening",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class CashEntry(VisibleModel):
    """Money in or out on a day. Never changed: a mistake is put right by an entry that reverses it."""

    class Method(models.TextChoices):
        BANK = "bank", "Bank transfer"
        CHEQUE = "cheque", "Cheque"
        JOURNAL = "journal", "Journal between schools"
        CARD = "card", "Card"
        CASH = "cash", "Cash"

    account = models.ForeignKey(Account, models.PROTECT, related_name="entries")
    year = models.ForeignKey(FinancialYear, models.PROTECT, related_name="entries")
    number = models.PositiveIntegerField()
    on = models.DateField()
    direction = models.CharField(max_length=3, choices=Direction)
    amount_pence = models.PositiveBigIntegerField()
    counterparty = models.CharField(max_length=200)
    method = models.CharField(max_length=8, choices=Method)
    words = models.CharField(max_length=200, blank=True)
    document = models.ForeignKey("records.Document", models.PROTECT, null=True, blank=True, related_name="+")
    reverses = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="reversed_by")

    class Meta:
        ordering = ["account", "number"]
        indexes = [models.Index(fields=["account", "on"], name="cash_entry_by_day")]
        constraints = [
            models.UniqueConstraint(fields=["account", "number"], name="cash_entry_number_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="cash_entry_number_from_one"),
            models.CheckConstraint(condition=Q(amount_pence__gt=0), name="cash_entry_above_zero"),
            models.CheckConstraint(condition=KNOWN_DIRECTION, name="cash_entry_direction_known"),
            models.CheckConstraint(
                condition=Q(method__in=["bank", "cheque", "journal", "card", "cash"]),
                name="cash_entry_method_known",
            ),
            models.CheckConstraint(
                condition=Q(reverses__isnull=True) | ~Q(reverses=F("id")), name="cash_entry_not_of_itself"
            ),
        ]

    def __str__(self) -> str:
        return f"Entry {self.number}: {self.counterparty}"

    @property
    def amount(self) -> Decimal:
        return pounds(self.amount_pence)


class CashLine(VisibleModel):
    """The part of an entry that belongs to one head. A line that settles an invoice names it."""

    entry = models.ForeignKey(CashEntry, models.CASCADE, related_name="lines")
    position = models.PositiveSmallIntegerField()
    head = models.ForeignKey(BudgetHead, models.PROTECT, related_name="+")
    amount_pence = models.PositiveBigIntegerField()
    invoice = models.ForeignKey(
        "finance.Invoice", models.PROTECT, null=True, blank=True, related_name="cash_lines"
    )

    class Meta:
        ordering = ["entry", "position"]
        constraints = [
            models.UniqueConstraint(fields=["entry", "position"], name="cash_line_position_once"),
            models.CheckConstraint(condition=Q(amount_pence__gt=0), name="cash_line_above_zero"),
        ]

    def __str__(self) -> str:
        return f"{self.head}: {self.amount_pence} pence"

    @property
    def amount(self) -> Decimal:
        return pounds(self.amount_pence)
