from collections.abc import Iterable

from django import forms

from constitution import Constitution
from membership.forms.fields import DayField, DecisionField, NamedField
from membership.models import Grant, Partner, School


class PartnerForm(forms.Form):
    name = forms.CharField(
        label="Name", max_length=200, error_messages={"required": "Give the partner's name."}
    )
    kind = forms.ChoiceField(label="What they are", choices=Partner.Kind.choices)
    area = forms.CharField(label="Area", max_length=100, required=False)


class AccessForm(forms.Form):
    """Who is let in, to what, and until when: without an end nobody is."""

    person = NamedField(
        label="Who", nothing="Choose somebody", error_messages={"required": "Choose somebody."}
    )
    role = forms.ChoiceField(label="As", choices=Grant.Role.choices)
    slot = forms.ChoiceField(label="To which year's accounts", required=False)
    school = NamedField(label="To which school", required=False, nothing="Not to one school alone")
    level = forms.ChoiceField(label="Up to which level of data", required=False)
    starts_on = DayField(label="From")
    last_day = DayField(label="Until the end of")
    agreed_by = NamedField(label="Agreed by", required=False, nothing="By a decision")
    resolution = DecisionField()
    checked = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, people, schools: Iterable[School], rules: Constitution, slots, **kwargs):
        super().__init__(*args, **kwargs)
        people = list(people)
        self.fields["person"].offer(people)
        self.fields["agreed_by"].offer(people)
        self.fields["school"].offer(schools)
        self.fields["slot"].choices = [("", "No year alone"), *slots]
        levels = [(code, rule.name or code) for code, rule in rules.information.items()]
        self.fields["level"].choices = [("", "No level is named"), *levels]

    def clean(self):
        given = super().clean()
        if not given.get("agreed_by") and not given.get("resolution"):
            self.add_error("agreed_by", "Say who agreed to it, or by which decision.")
        return given

    def asked(self) -> dict:
        """As the verb takes it."""
        given = {
            name: value for name, value in self.cleaned_data.items() if name not in ("checked", "school")
        }
        school = self.cleaned_data["school"]
        return given | {"schools": [school] if school else []}
