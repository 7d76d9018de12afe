from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from records import tenancy


class ActKey(tenancy.TenantModel):
    """The mark of one press of one button: a second press gets the answer of the first."""

    collaborative = tenancy.belongs_to_one_or_none()
    person = models.ForeignKey("records.Person", models.PROTECT, related_name="+")
    key = models.CharField(max_length=64)
    act = models.SlugField()
    outcome = models.JSONField(null=True, encoder=DjangoJSONEncoder)
    used_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "key"], name="actkey_once_per_person"),
            models.CheckConstraint(condition=~Q(key=""), name="actkey_not_empty"),
        ]

    def __str__(self):
        return f"{self.act} {self.key}"


class Draft(tenancy.TenantModel):
    """What somebody typed and has not sent: autosave, a bad connection, the losing text of a conflict."""

    person = models.ForeignKey("records.Person", models.PROTECT, related_name="+")
    form = models.SlugField(max_length=100)
    subject = models.CharField(max_length=100, blank=True, help_text="Key of the row it is about.")
    based_on = models.PositiveIntegerField(default=0, help_text="The version the writer saw.")
    text = models.JSONField(encoder=DjangoJSONEncoder, help_text="Field name to what was typed.")
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["collaborative", "person", "form", "subject"], name="draft_once_per_form_and_subject"
            ),
        ]

    def __str__(self):
        return f"{self.form} {self.subject}"
