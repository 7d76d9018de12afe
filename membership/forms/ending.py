"""Ending what a school has with the group: its contract by a decision, or itself in a merger."""

from typing import Any

from django import forms

from membership.forms.fields import DayField


class EndContractForm(forms.Form):
    """`shown` is the last day whose consequence was on the screen when the button was pressed."""

    last_day = DayField(label="The last day of the contract")
    because = forms.CharField(
        label="Why",
        max_length=120,
        help_text="The school is told in these words.",
        error_messages={"required": "Say why the group ends the contract."},
    )
    resolution = forms.CharField(
        label="The decision",
        max_length=60,
        help_text="Its number, or the body and the day.",
        error_messages={"required": "Give the decision by which it ends."},
    )
    shown = forms.CharField(widget=forms.HiddenInput, required=False)

    def asked(self) -> dict[str, Any]:
        """As the verb takes it."""
        return {name: self.cleaned_data[name] for name in ("last_day", "because", "resolution")}


