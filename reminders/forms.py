"""What is filled in about reminders."""

from datetime import date, timedelta

from django import forms

from membership.forms.fields import DayField
from records.obligations import Obligation

# How long something late is let be, unless another day is chosen.
A_MONTH = timedelta(days=30)


class WaiveForm(forms.Form):
    """Until when a thing need not be asked for, and why."""

    until_on = DayField(label="Until", help_text="The last day on which nobody is asked for it.")
    because = forms.CharField(
        label="Why",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say why this need not be asked for."},
    )

    def __init__(self, *args, due: Obligation, on: date, **kwargs):
        kwargs.setdefault("initial", {"until_on": max(due.due_on, on + A_MONTH)})
        super().__init__(*args, **kwargs)
