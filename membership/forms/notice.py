"""Giving a notice, and what the office does with it."""

from datetime import date

from django import forms

from constitution import Constitution, say
from membership.actions.notices import HERE
from membership.forms.fields import DayField, DecisionField
from membership.models import Contract, Notice
from membership.queries.notice import tiers_below

LEAVE = "leave"
HOW = (("letter", "By letter"), ("e-mail", "By e-mail"), ("by hand", "By hand"))


class NoticeForm(forms.Form):
    """What the notice is for; for the office also the day on which it was received, and how."""

    to = forms.ChoiceField(label="What the school wants to do", widget=forms.RadioSelect)
    given_on = DayField(label="Day it was received")
    form = forms.ChoiceField(label="How it came", choices=HOW)
    reason = forms.CharField(
        label="Why it is entered only now",
        required=False,
        max_length=300,
        help_text="For a day before today.",
    )
    # The leaving day that was shown: what is confirmed is what was read.
    shown = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, contract: Contract, rules: Constitution, on: date, by_office: bool, **kwargs):
        kwargs.setdefault("initial", {"to": LEAVE, "given_on": on})
        super().__init__(*args, **kwargs)
        self.on = on
        below = [
            (code, f"Move down to {rules.tier[code].name or code}")
            for code in tiers_below(rules, contract.tier)
        ]
        self.fields["to"].choices = [(LEAVE, "Leave the collaborative"), *below]
        if not by_office:
            for name in ("given_on", "form", "reason"):
                del self.fields[name]

    def clean_given_on(self) -> date:
        day = self.cleaned_data["given_on"]
        if day > self.on:
            raise forms.ValidationError(
                f"The day it was received cannot be after today, {say.date(self.on)}."
            )
        return day

    def clean(self) -> dict:
        given = super().clean()
        day = given.get("given_on")
        if day and day < self.on and not given.get("reason"):
            self.add_error("reason", "Say why a notice received on an earlier day is entered only now.")
        return given

    @property
    def day(self) -> date:
        return getattr(self, "cleaned_data", {}).get("given_on") or self.on

    def asked(self) -> dict[str, str | date]:
        """As the verb takes it."""
        to = self.cleaned_data["to"]
        return {
            "given_on": self.day,
            "kind": Notice.Kind.LEAVE if to == LEAVE else Notice.Kind.MOVE_DOWN,
            "to_tier": "" if to == LEAVE else to,
            "form": self.cleaned_data.get("form", HERE),
            "backdate_reason": self.cleaned_data.get("reason", ""),
        }


class WithdrawForm(forms.Form):
    resolution = DecisionField(
        label="The decision by which it is withdrawn",
        missing="Name the decision by which the notice is withdrawn.",
    )
