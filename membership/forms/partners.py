from django import forms

from membership.models import Partner


class PartnerForm(forms.Form):
    name = forms.CharField(label="Name", max_length=200, error_messages={"required": "Give the partner's name."})
    kind = forms.ChoiceField(label="What they are", choices=Partner.Kind.choices)
    area = forms.CharField(label="Area", max_length=100, required=False)
