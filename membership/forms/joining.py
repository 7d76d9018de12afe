"""Applying for membership, moving to a higher tier, and who leads a school from a day on."""

from typing import Any

from django import forms

from constitution import Constitution
from constitution.acts import HEAD
from membership.actions.heads import ACTING, Newcomer
from membership.forms.fields import DayField, NamedField


class ApplyForm(forms.Form):
    """The tier and the day; the contract that is drafted says the rest."""

    tier = forms.ChoiceField(label="Tier", widget=forms.RadioSelect)
    starts_on = DayField(label="Member from")

    def __init__(self, *args, rules: Constitution, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["tier"].choices = [(code, tier.name or code) for code, tier in rules.tier.items()]


class MoveUpForm(forms.Form):
    tier = forms.CharField(widget=forms.HiddenInput)


class HeadForm(forms.Form):
    """Somebody known here, or a name that is new; `who` is what the verb takes."""

    kind = forms.ChoiceField(label="Leads it as", choices=[(post, post.capitalize()) for post in HEAD])
    known = NamedField(
        label="Somebody known here",
        required=False,
        nothing="Nobody of them",
        help_text="Or give a new name below.",
    )
    name = forms.CharField(label="Somebody new: their name", required=False, max_length=200)
    email = forms.EmailField(
        label="Their email address",
        required=False,
        help_text="Needed to sign in.",
        error_messages={"invalid": "Write an address such as nadia@school.example."},
    )
    starts_on = DayField(label="From")
    last_day = DayField(label="Until", required=False, help_text="For an acting headteacher, if it is known.")
    because = forms.CharField(
        label="Why", required=False, max_length=200, help_text="Retired, moved to another school, on leave."
    )

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["known"].offer(people)

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if bool(given.get("known")) == bool(given.get("name")):
            self.add_error("known", "Choose somebody known here, or give the name of somebody new.")
        first, last = given.get("starts_on"), given.get("last_day")
        if last and given.get("kind") != ACTING:
            self.add_error("last_day", "Only an acting headteacher has a last day set from the start.")
        elif last and first and last < first:
            self.add_error("last_day", "The last day cannot be before the first.")
        return given

    def asked(self) -> dict[str, Any]:
        """As the verb takes it."""
        given = self.cleaned_data
        who = given["known"] or Newcomer(given["name"], given["email"])
        return {"who": who} | {name: given[name] for name in ("kind", "starts_on", "last_day", "because")}
