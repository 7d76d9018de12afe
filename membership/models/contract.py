"""Contracts, notice, and the figures and facts that a fee rests on."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q, UniqueConstraint

from membership.models.base import VisibleModel
from membership.models.constraints import both_or_neither, ends_after_start, one_of
from membership.models.school import School


class ContractState(models.TextChoices):
    DRAFTED = "drafted", "Drafted"
    ISSUED = "issued", "Issued"
    SIGNED = "signed", "Signed by the school"
    AGREED = "agreed", "Agreed"
    VOID = "void", "Void"


class ContractForm(models.TextChoices):
    CONTRACT = "contract", "Contract"
    PAPER = "paper", "Contract on paper"
    ADMISSION = "admission", "Admission"


class Contract(VisibleModel):
    """Membership on a date *is* a contract agreed and within its dates (K5.1).

    `form` 'contract' is read and signed here and needs its document; 'paper' was signed outside and entered;
    'admission' is the bare admission of a group whose constitution knows no contracts.
    """

    State = ContractState
    Form = ContractForm

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="contracts")
    tier = models.CharField(max_length=60, blank=True)
    form = models.CharField(max_length=12, choices=Form, default=Form.CONTRACT)
    document = models.ForeignKey(
        "records.Document", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    starts_on = models.DateField()
    ends_before = models.DateField(null=True, blank=True)
    ends_because = models.CharField(max_length=200, blank=True)
    issued_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFTED)
    void_because = models.CharField(max_length=200, blank=True)
    signed_copy = models.ForeignKey(
        "records.Document",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="The document with its page of signatures, as it stood last.",
    )
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["school", "starts_on"]
        constraints = [
            one_of("state", ContractState.values, "contract_state"),
            one_of("form", ContractForm.values, "contract_form"),
            ends_after_start("contract_ends_after_start"),
            both_or_neither("ends_before", "ends_because", "contract_ended_with_reason"),
            UniqueConstraint(
                fields=["school", "starts_on"], condition=~Q(state="void"), name="contract_once_from_a_day"
            ),
            UniqueConstraint(
                fields=["school"],
                condition=Q(state="agreed", ends_before__isnull=True),
                name="contract_one_agreed_open",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["drafted", "void"])
                | ~Q(form="contract")
                | Q(document__isnull=False, issued_at__isnull=False),
                name="contract_issued_with_document",
            ),
            models.CheckConstraint(
                condition=Q(state="void") & ~Q(void_because="") | ~Q(state="void") & Q(void_because=""),
                name="contract_void_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(signed_copy__isnull=True) | ~Q(state__in=["drafted", "issued"]),
                name="contract_signed_copy_of_what_was_signed",
            ),
        ]

    def __str__(self) -> str:
        return f"Contract from {self.starts_on}"


class NoticeKind(models.TextChoices):
    LEAVE = "leave", "Leaving"
    MOVE_DOWN = "move down", "Moving down a tier"


class NoticeState(models.TextChoices):
    GIVEN = "given", "Given"
    CONFIRMED = "confirmed", "Confirmed"
    WITHDRAWN = "withdrawn", "Withdrawn"
    VOID = "void", "Entered by mistake"


class Notice(VisibleModel):
    """Notice of leaving, or of moving down a tier (K5.3 to K5.6).

    `finding` and `owed` are frozen at confirmation: the leaving date as the rule gave it that day, and
    [{"contract_year", "amount_pence" or null, "because"}] for each year still owed.
    """

    Kind = NoticeKind
    State = NoticeState

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="notices")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.LEAVE)
    to_tier = models.CharField(max_length=60, blank=True)
    given_on = models.DateField()
    recorded_on = models.DateField()
    form = models.CharField(max_length=60, help_text="How it came: 'on this site', 'letter', 'e-mail'.")
    backdate_reason = models.CharField(max_length=300, blank=True)
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.GIVEN)
    takes_effect_on = models.DateField(null=True, blank=True, help_text="The last day in membership.")
    finding = models.JSONField(null=True, blank=True)
    owed = models.JSONField(null=True, blank=True)
    resolution = models.CharField(max_length=200, blank=True)
    receipt = models.ForeignKey(
        "records.Document",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="What the school was given in writing, as the notice stood last.",
    )
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["given_on", "pk"]
        constraints = [
            one_of("kind", NoticeKind.values, "notice_kind"),
            one_of("state", NoticeState.values, "notice_state"),
            UniqueConstraint(
                fields=["contract"],
                condition=Q(state__in=["given", "confirmed"]),
                name="notice_one_live_on_a_contract",
            ),
            models.CheckConstraint(
                condition=Q(kind="leave", to_tier="") | Q(kind="move down") & ~Q(to_tier=""),
                name="notice_move_names_its_tier",
            ),
            models.CheckConstraint(
                condition=~Q(state="withdrawn") | ~Q(resolution=""),
                name="notice_withdrawn_by_resolution",
            ),
            models.CheckConstraint(
                condition=Q(given_on=F("recorded_on"))
                | Q(given_on__lt=F("recorded_on")) & ~Q(backdate_reason=""),
                name="notice_given_before_recorded",
            ),
            models.CheckConstraint(
                condition=~Q(state="confirmed")
                | Q(takes_effect_on__isnull=False, finding__isnull=False, owed__isnull=False),
                name="notice_confirmed_with_finding",
            ),
        ]

    def __str__(self) -> str:
        return f"Notice of {self.given_on}"


class Basis(VisibleModel):
    """A figure that a fee takes a share of, by school and contract year; superseded, never overwritten."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="bases")
    contract_year = models.CharField(max_length=7)
    figure = models.CharField(max_length=120, help_text="As the edition names it.")
    amount_pence = models.PositiveBigIntegerField()
    source = models.CharField(max_length=200)
    source_on = models.DateField()
    superseded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["school", "contract_year", "pk"]
        verbose_name_plural = "bases"
        constraints = [
            UniqueConstraint(
                fields=["school", "contract_year", "figure"],
                condition=Q(superseded_at__isnull=True),
                name="basis_one_current",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.figure} {self.contract_year}"


class FeeSettled(VisibleModel):
    """Finance says so, downward: this school's subscription for this year was settled on this day (K3.3)."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="fees_settled")
    contract_year = models.CharField(max_length=7)
    settled_on = models.DateField()
    reopened_on = models.DateField(null=True, blank=True, help_text="A payment came back.")

    class Meta:
        ordering = ["school", "contract_year"]
        verbose_name_plural = "fees settled"
        constraints = [
            UniqueConstraint(
                fields=["school", "contract_year"],
                condition=Q(reopened_on__isnull=True),
                name="fee_settled_once",
            ),
            models.CheckConstraint(
                condition=Q(reopened_on__isnull=True) | Q(reopened_on__gte=F("settled_on")),
                name="fee_reopened_after_settled",
            ),
        ]

    def __str__(self) -> str:
        return f"Fee {self.contract_year}"
