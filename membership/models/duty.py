"""What recurs and was done: reviews, appraisals, checks (K1.5, K7.3, K8.13, K8.14, K10.3, K10.9, B6.2)."""

from django.conf import settings
from django.db import models
from django.db.models import Q, UniqueConstraint

from membership.models.base import VisibleModel
from membership.models.office import Body, Holding
from membership.models.school import School

PERSON = settings.AUTH_USER_MODEL


class DutyRecord(VisibleModel):
    """A duty done for a slot. Frozen: a correction is a new record that supersedes this one.

    `code` is the duty's word: that of an event of the edition where there is one. `level` is one of the edition's
    levels, 'body' (members of `body` alone) or 'people' (`about`, `by` and `second` alone).
    """

    code = models.CharField(max_length=60)
    slot = models.CharField(max_length=40)
    holding = models.ForeignKey(Holding, models.PROTECT, null=True, blank=True, related_name="duties")
    body = models.ForeignKey(Body, models.PROTECT, null=True, blank=True, related_name="duties")
    school = models.ForeignKey(School, models.PROTECT, null=True, blank=True, related_name="duties")
    done_on = models.DateField()
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    second = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    about = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    outcome = models.TextField()
    recommendation = models.TextField(blank=True)
    figures = models.JSONField(default=dict, blank=True, help_text="What was counted, by name.")
    document = models.ForeignKey("records.Document", models.PROTECT, null=True, blank=True, related_name="+")
    resolution = models.CharField(max_length=200, blank=True)
    aim = models.TextField(blank=True, help_text="The aim of the edition that it served, in its words.")
    level = models.CharField(max_length=60)
    recorded_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-done_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(holding__isnull=True, body__isnull=True)
                | Q(holding__isnull=True, school__isnull=True)
                | Q(body__isnull=True, school__isnull=True),
                name="duty_of_one_subject",
            ),
            models.CheckConstraint(condition=~Q(outcome=""), name="duty_has_an_outcome"),
            *(
                UniqueConstraint(fields=fields, condition=condition & Q(superseded_at=None), name=name)
                for fields, condition, name in (
                    (["collaborative", "code", "slot"], Q(holding=None, body=None, school=None), "duty_once"),
                    (["code", "slot", "holding"], Q(holding__isnull=False), "duty_once_of_a_holding"),
                    (["code", "slot", "body"], Q(body__isnull=False), "duty_once_of_a_body"),
                    (["code", "slot", "school"], Q(school__isnull=False), "duty_once_of_a_school"),
                )
            ),
        ]
        indexes = [models.Index(fields=["collaborative", "code", "slot"], name="duty_by_code")]

    def __str__(self) -> str:
        return f"{self.code} {self.slot}"
