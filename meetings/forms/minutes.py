"""Minutes and what is agreed in them: the words on one item, a reason, an action, a talk after an absence."""

from collections.abc import Iterable
from typing import Any

from django import forms

from membership.forms.fields import DayField
from membership.forms.offices import PersonChoice
from records.models import Person


class EntryForm(forms.Form):
    """What the minutes say of one item; `seen` is the version that the writer had before them."""

    text = forms.CharField(
        label="What the minutes say",
        required=False,
        widget=forms.Textarea(attrs={"rows": 6, "class": "form-control serif"}),
    )
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput, min_value=0)


class SendBackForm(forms.Form):
    because = forms.CharField(
        label="What is to be changed",
        max_length=300,
        error_messages={"required": "Say what is to be changed."},
    )


class ReviseForm(forms.Form):
    because = forms.CharField(
        label="Why the minutes are changed",
        max_length=300,
        error_messages={"required": "Say why the minutes are changed."},
    )


class TakerForm(forms.Form):
    """Who takes the minutes in the place of whoever does it otherwise."""

    person = PersonChoice(label="Who takes the minutes")

    def __init__(self, *args: Any, people: Iterable[Person], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["person"].offer(people)


class ActionForm(forms.Form):
    """Who does what by when."""

    text = forms.CharField(
        label="What is to be done",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say what is to be done."},
    )
    owner = PersonChoice(label="By whom")
    due_on = DayField(label="By when")
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, people: Iterable[Person], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["owner"].offer(people)

    @property
    def given(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("text", "owner", "due_on")}


class DoneForm(forms.Form):
    note = forms.CharField(label="What came of it", required=False, widget=forms.Textarea(attrs={"rows": 3}))


class DropForm(forms.Form):
    because = forms.CharField(
        label="Why it is no longer needed",
        max_length=300,
        error_messages={"required": "Say why it is no longer needed."},
    )


class AssignForm(forms.Form):
    """Who talks to the school, and by when."""

    to = PersonChoice(label="Who talks to them")
    due_on = DayField(label="By when", required=False)

    def __init__(self, *args: Any, people: Iterable[Person], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["to"].offer(people)


class ConcernForm(AssignForm):
    """With which member of those whose absences are a concern."""

    of = forms.ChoiceField(
        label="With whom",
        error_messages={"required": "Choose with whom.", "invalid_choice": "Choose one of the list."},
    )
    field_order = ("of", "to", "due_on")

    def __init__(self, *args: Any, names: Iterable[str], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["of"].choices = [("", "Choose one"), *((name, name) for name in names)]
