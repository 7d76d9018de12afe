"""Who counts and votes, who is there, who has an interest, who waits to speak (K6, K9.5, K9.6, K9.17, B5.1)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q, UniqueConstraint

from meetings.models.agenda import AgendaItem
from meetings.models.meeting import Meeting, MeetingMode
from membership.models import Conversation, Place, School
from membership.models.base import VisibleModel
from membership.models.constraints import one_of

PERSON = settings.AUTH_USER_MODEL


class Reply(models.TextChoices):
    NONE = "", "No reply"
    COMING = "coming", "Coming"
    REMOTE = "remote", "Joining remotely"
    APOLOGIES = "apologies", "Apologies"


class SubstituteCapacity(models.TextChoices):
    NONE = "", "Nobody"
    DEPUTY = "deputy", "Deputy"
    OTHER = "other", "Other substitute"
    PROXY = "proxy", "Proxy"


class Mandate(VisibleModel):
    """What counts and votes at a meeting: that of one school, one person, or one seat; never the body in the chair.

    `person` beside a school or place is null: who exercises it is said by Presence. `capacity` is by which name of
    the edition it counts; `post` in the words of the constitution ('deputy headteacher') what the substitute is.
    Re-derived until the opening (struck, not deleted), then fixed.
    """

    Reply = Reply
    Capacity = SubstituteCapacity

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="mandates")
    school = models.ForeignKey(School, models.PROTECT, null=True, blank=True, related_name="mandates")
    person = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="mandates")
    place = models.ForeignKey(Place, models.PROTECT, null=True, blank=True, related_name="mandates")
    name = models.CharField(max_length=200, help_text="Of the school, person or seat, on the day.")
    holder = models.ForeignKey(
        PERSON,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Who speaks for it on the day.",
    )
    line = models.CharField(max_length=120, blank=True, help_text="By which line of the body it sits.")
    counts = models.BooleanField()
    votes = models.PositiveSmallIntegerField()
    why = models.JSONField(default=list, help_text="In words, with the clause.")

    reply = models.CharField(max_length=9, choices=Reply, blank=True, default=Reply.NONE)
    reply_words = models.CharField(max_length=300, blank=True, help_text="Only what was given freely.")
    replied_at = models.DateTimeField(null=True, blank=True)
    replied_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    substitute = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    substitute_capacity = models.CharField(max_length=6, choices=SubstituteCapacity, blank=True, default="")
    substitute_post = models.CharField(max_length=60, blank=True)
    consent_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    consent_because = models.CharField(max_length=300, blank=True)
    consent_at = models.DateTimeField(null=True, blank=True)
    briefed_at = models.DateTimeField(null=True, blank=True)
    follow_up = models.ForeignKey(Conversation, models.PROTECT, null=True, blank=True, related_name="+")
    struck_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["meeting_id", "name", "pk"]
        constraints = [
            one_of("reply", Reply.values, "mandate_reply"),
            one_of("substitute_capacity", SubstituteCapacity.values, "mandate_capacity"),
            models.CheckConstraint(
                condition=Q(school__isnull=False, person__isnull=True, place__isnull=True)
                | Q(school__isnull=True, person__isnull=False, place__isnull=True)
                | Q(school__isnull=True, person__isnull=True, place__isnull=False),
                name="mandate_of_one",
            ),
            models.CheckConstraint(
                condition=Q(substitute__isnull=True, substitute_capacity="")
                | Q(substitute__isnull=False) & ~Q(substitute_capacity=""),
                name="mandate_substitute_in_a_capacity",
            ),
            models.CheckConstraint(
                condition=Q(reply="") | Q(replied_at__isnull=False), name="mandate_reply_has_its_moment"
            ),
            models.CheckConstraint(
                condition=Q(consent_by__isnull=True, consent_because="", consent_at__isnull=True)
                | Q(consent_by__isnull=False, consent_at__isnull=False) & ~Q(consent_because=""),
                name="mandate_consent_with_reason",
            ),
            *(
                UniqueConstraint(
                    fields=["meeting", who],
                    condition=Q(**{f"{who}__isnull": False, "struck_at__isnull": True}),
                    name=f"mandate_one_of_a_{who}",
                )
                for who in ("school", "person", "place")
            ),
        ]
        indexes = [models.Index(fields=["school", "meeting"], name="mandate_by_school")]

    def __str__(self) -> str:
        return self.name


class Presence(VisibleModel):
    """Somebody in the room, or joined from elsewhere, from a moment until another. Corrections strike and write anew.

    With a mandate they exercise it; without one they attend and have no vote. `key` is that of the click.
    """

    Mode = MeetingMode

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="presences")
    person = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    mandate = models.ForeignKey(Mandate, models.PROTECT, null=True, blank=True, related_name="presences")
    capacity = models.CharField(
        max_length=120, help_text="In the words of the constitution: 'deputy headteacher'."
    )
    mode = models.CharField(max_length=9, choices=MeetingMode, default=MeetingMode.IN_PERSON)
    arrived_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)
    key = models.CharField(max_length=64)
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    struck_at = models.DateTimeField(null=True, blank=True)
    struck_because = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["meeting_id", "arrived_at", "pk"]
        constraints = [
            one_of("mode", [MeetingMode.IN_PERSON, MeetingMode.REMOTE], "presence_mode"),
            models.CheckConstraint(
                condition=Q(left_at__isnull=True) | Q(left_at__gte=F("arrived_at")),
                name="presence_leaves_after_arriving",
            ),
            models.CheckConstraint(
                condition=Q(struck_at__isnull=True, struck_because="")
                | Q(struck_at__isnull=False) & ~Q(struck_because=""),
                name="presence_struck_with_reason",
            ),
            UniqueConstraint(
                fields=["mandate"],
                condition=Q(mandate__isnull=False, left_at__isnull=True, struck_at__isnull=True),
                name="presence_one_exercises_a_mandate",
            ),
            UniqueConstraint(
                fields=["meeting", "person"],
                condition=Q(mandate__isnull=True, left_at__isnull=True, struck_at__isnull=True),
                name="presence_once_without_mandate",
            ),
            UniqueConstraint(fields=["meeting", "key"], name="presence_one_for_a_click"),
        ]

    def __str__(self) -> str:
        return f"Presence {self.pk}"


class Interest(VisibleModel):
    """A declaration before an item. What it bars is copied from the edition when it is declared (B5.1)."""

    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="interests")
    person = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    nature = models.CharField(max_length=300)
    kind = models.CharField(max_length=60, blank=True)
    declared_at = models.DateTimeField()
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    retracted_at = models.DateTimeField(null=True, blank=True)
    bars_speak = models.BooleanField()
    bars_vote = models.BooleanField()
    bars_stay = models.BooleanField()
    bars_count = models.BooleanField()
    clause = models.JSONField(default=list)

    class Meta:
        ordering = ["item_id", "declared_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(nature=""), name="interest_of_some_nature"),
            UniqueConstraint(
                fields=["item", "person"],
                condition=Q(retracted_at__isnull=True),
                name="interest_declared_once",
            ),
        ]

    def __str__(self) -> str:
        return f"Interest {self.pk}"


class SpeakerTurn(VisibleModel):
    """A place in the list of speakers on an item: questions go through the chair (K9.17)."""

    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="speakers")
    person = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    heard_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            UniqueConstraint(
                fields=["item", "person"], condition=Q(heard_at__isnull=True), name="speaker_waits_once"
            )
        ]

    def __str__(self) -> str:
        return f"Turn {self.pk}"
