"""Motions, votes and ballots: who proposed what, and how it was decided (K6.4 to K6.7, B2.3)."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q, UniqueConstraint

from meetings.models.agenda import AgendaItem
from meetings.models.roll import Mandate
from membership.models import Opening
from membership.models.base import VisibleModel
from membership.models.constraints import one_of

PERSON = settings.AUTH_USER_MODEL


class Method(models.TextChoices):
    CONSENSUS = "consensus", "Nobody objects"
    SHOW = "show", "Show of hands"
    RECORDED = "recorded", "Recorded by name"
    SECRET = "secret", "Secret ballot"
    WRITTEN = "written", "In writing"


class MotionState(models.TextChoices):
    DRAFTED = "drafted", "Drafted"
    PUT = "put", "Put"
    VOTING = "voting", "Voting open"
    CARRIED = "carried", "Carried"
    LOST = "lost", "Lost"
    TIED = "tied", "Tied, so it falls"
    NO_DECISION = "no decision", "No decision"
    WITHDRAWN = "withdrawn", "Withdrawn"


DECIDED = (MotionState.CARRIED, MotionState.LOST, MotionState.TIED, MotionState.NO_DECISION)


class Choice(models.TextChoices):
    FOR = "for", "For"
    AGAINST = "against", "Against"
    ABSTAIN = "abstain", "Abstain"


class Motion(VisibleModel):
    """A proposal before a body. `decision` is the edition's kind of decision, if it is one; `number` the resolution's.

    `effect` is `{"act": …, …}`: the verb of a lower room that a carried motion runs once, or null. What came of
    it stands in `effect_outcome`. `quorum` and `finding` are the frozen answers at the instant of closing.
    `limits` and `ends_on` are those of a delegation (B2.3).
    """

    State = MotionState
    Method = Method

    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="motions")
    number = models.CharField(max_length=30, blank=True)
    text = models.TextField()
    decision = models.CharField(max_length=60, blank=True)
    effect = models.JSONField(null=True, blank=True)
    effect_outcome = models.CharField(max_length=300, blank=True)
    carried_out_at = models.DateTimeField(null=True, blank=True)
    opening = models.ForeignKey(Opening, models.PROTECT, null=True, blank=True, related_name="motions")
    amends = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="amendments")
    confirms = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="confirmations")
    proposer = models.ForeignKey(Mandate, models.PROTECT, null=True, blank=True, related_name="proposed")
    seconder = models.ForeignKey(Mandate, models.PROTECT, null=True, blank=True, related_name="seconded")
    method = models.CharField(max_length=9, choices=Method, default=Method.SHOW)
    state = models.CharField(max_length=11, choices=State, default=State.DRAFTED)
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    votes_for = models.PositiveIntegerField(null=True, blank=True)
    votes_against = models.PositiveIntegerField(null=True, blank=True)
    abstentions = models.PositiveIntegerField(null=True, blank=True)
    casting_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    casting = models.CharField(max_length=7, choices=Choice, blank=True)
    quorate = models.BooleanField(null=True, blank=True)
    quorum = models.JSONField(null=True, blank=True)
    finding = models.JSONField(null=True, blank=True)
    takes_effect_on = models.DateField(null=True, blank=True)
    delegated_to = models.CharField(max_length=200, blank=True)
    limits = models.TextField(blank=True)
    ends_on = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["item", "pk"]
        constraints = [
            one_of("state", MotionState.values, "motion_state"),
            one_of("method", Method.values, "motion_method"),
            models.CheckConstraint(condition=~Q(text=""), name="motion_says_something"),
            models.CheckConstraint(
                condition=~Q(state="carried") | Q(quorate__isnull=False, quorate=True),
                name="motion_carried_while_quorate",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=DECIDED)
                | Q(closed_at__isnull=False, finding__isnull=False, quorum__isnull=False),
                name="motion_decided_with_finding",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["carried", "lost", "tied"])
                | Q(votes_for__isnull=False, votes_against__isnull=False, abstentions__isnull=False),
                name="motion_decided_with_counts",
            ),
            models.CheckConstraint(
                condition=Q(seconder__isnull=True) | Q(proposer__isnull=False) & ~Q(proposer=F("seconder")),
                name="motion_seconded_by_another",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True)
                | Q(opened_at__isnull=False, closed_at__gte=F("opened_at")),
                name="motion_closed_after_opening",
            ),
            models.CheckConstraint(
                condition=Q(casting_by__isnull=True, casting="")
                | Q(casting_by__isnull=False) & ~Q(casting=""),
                name="motion_casting_vote_of_somebody",
            ),
            UniqueConstraint(
                fields=["collaborative", "number"], condition=~Q(number=""), name="motion_number_once"
            ),
        ]

    def __str__(self) -> str:
        return self.number or f"Motion {self.pk}"

    @property
    def decided(self) -> bool:
        return self.state in DECIDED


class Vote(VisibleModel):
    """A mandate has voted. In a secret vote it is the tick on the roll: the choice is on a ballot and nowhere else."""

    motion = models.ForeignKey(Motion, models.PROTECT, related_name="votes")
    mandate = models.ForeignKey(Mandate, models.PROTECT, related_name="cast")
    cast_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    secret = models.BooleanField()
    choice = models.CharField(max_length=7, choices=Choice, blank=True)

    class Meta:
        ordering = ["motion_id", "mandate__name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(secret=True, choice="") | Q(secret=False, choice__in=Choice.values),
                name="vote_shows_its_choice_or_hides_it",
            ),
            UniqueConstraint(fields=["motion", "mandate"], name="vote_once_for_a_mandate"),
        ]

    def __str__(self) -> str:
        return f"Vote of {self.mandate_id}"


class Ballot(VisibleModel):
    """A paper in the box: nothing points to a person, and neither time nor order is kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    motion = models.ForeignKey(Motion, models.PROTECT, related_name="ballots")
    choice = models.CharField(max_length=7, choices=Choice)

    class Meta:
        # By its random id, so that no order of casting can show.
        ordering = ["id"]
        constraints = [one_of("choice", Choice.values, "ballot_choice")]

    def __str__(self) -> str:
        return "Ballot"
