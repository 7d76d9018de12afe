from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from records.tenancy import TenantModel


class MessageState(models.TextChoices):
    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    AMBIGUOUS = "ambiguous"
    SUPPRESSED = "suppressed"
    SUPERSEDED = "superseded"


# States that somebody will ask about: the row says why it came to this.
EXPLAINED = [MessageState.FAILED, MessageState.AMBIGUOUS, MessageState.SUPPRESSED, MessageState.SUPERSEDED]


class Message(TenantModel):
    """One thing told to one person at one stage, written in the transaction that caused it.

    `key` says what it is for (an obligation's key, never a date), `stage` which telling: '7 days', 'moved 2'.
    """

    key = models.CharField(max_length=200)
    stage = models.CharField(max_length=40)
    person = models.ForeignKey("records.Person", models.PROTECT, related_name="+")
    kind = models.SlugField(help_text="Which mail it is: the renderer knows it by this.")
    subject = models.CharField(max_length=300, blank=True)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    why = models.JSONField(
        null=True, blank=True, encoder=DjangoJSONEncoder, help_text="The finding it rests on."
    )
    due_on = models.DateField(null=True, blank=True, help_text="The day it told.")
    formal = models.BooleanField(default=False, help_text="A notice: it goes in an envelope of its own.")
    queued_at = models.DateTimeField()

    state = models.CharField(max_length=10, choices=MessageState.choices, default=MessageState.QUEUED)
    reason = models.CharField(max_length=300, blank=True, help_text="Why it is in this state.")
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    claim = models.UUIDField(null=True, blank=True, help_text="The same for all that share an envelope.")
    address = models.EmailField(blank=True, help_text="Written at sending.")
    message_id = models.CharField(max_length=200, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["queued_at", "pk"]
        indexes = [
            # Without the collaborative: the sender looks over all of them at once.
            models.Index(
                fields=["state", "lease_until"],
                condition=Q(state__in=[MessageState.QUEUED, MessageState.SENDING]),
                name="message_open",
            ),
            models.Index(fields=["collaborative", "queued_at"], name="message_ledger"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["collaborative", "key", "stage", "person"], name="message_once_per_stage_and_person"
            ),
            models.CheckConstraint(condition=Q(state__in=MessageState.values), name="message_state_listed"),
            models.CheckConstraint(
                condition=Q(state=MessageState.SENT, sent_at__isnull=False)
                | (~Q(state=MessageState.SENT) & Q(sent_at__isnull=True)),
                name="message_sent_has_its_moment",
            ),
            models.CheckConstraint(
                condition=~Q(state=MessageState.SENDING) | Q(lease_until__isnull=False, claim__isnull=False),
                name="message_sending_is_claimed",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=EXPLAINED) | ~Q(reason=""), name="message_outcome_explained"
            ),
        ]

    def __str__(self):
        return f"{self.key} · {self.stage}"
