"""Talks that are to be had or were had: wellbeing, concerns, prospective chairs, matters with an outside body."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from membership.models.base import VisibleModel
from membership.models.office import Body
from membership.models.people import Partner
from membership.models.school import School

PERSON = settings.AUTH_USER_MODEL


class Conversation(VisibleModel):
    """About what, with whom, assigned to whom, and what came of it (K7.8, K8.18, B1.2).

    `level` is one of the edition's levels, 'body' (members of `body` alone) or 'people' (those it names). What was
    said is fixed once it was held; what is added later is a conversation that `follows` it.
    """

    about = models.CharField(max_length=40)
    subject = models.CharField(max_length=200, blank=True)
    school = models.ForeignKey(School, models.PROTECT, null=True, blank=True, related_name="conversations")
    partner = models.ForeignKey(Partner, models.PROTECT, null=True, blank=True, related_name="conversations")
    person = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    raised_on = models.DateField()
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    assigned_to = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    due_on = models.DateField(null=True, blank=True)
    held_on = models.DateField(null=True, blank=True)
    summary = models.TextField(blank=True)
    waived_because = models.CharField(max_length=300, blank=True)
    follows = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="followed_by")
    body = models.ForeignKey(Body, models.PROTECT, null=True, blank=True, related_name="conversations")
    level = models.CharField(max_length=60)

    class Meta:
        ordering = ["-raised_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(about=""), name="conversation_about_something"),
            models.CheckConstraint(
                condition=Q(held_on__isnull=True) | Q(waived_because=""),
                name="conversation_held_or_waived",
            ),
            models.CheckConstraint(
                condition=Q(summary="") | Q(held_on__isnull=False), name="conversation_summed_up_when_held"
            ),
            models.CheckConstraint(
                condition=~Q(level="body") | Q(body__isnull=False), name="conversation_of_a_body"
            ),
        ]
        indexes = [models.Index(fields=["collaborative", "about", "held_on"], name="conversation_by_about")]

    def __str__(self) -> str:
        return f"{self.about} {self.pk}"
