"""What somebody writes to the members, and why it is taken down."""

from collections.abc import Sequence
from typing import Any

from django import forms

from membership.forms.fields import AimField, DayField
from membership.models import Announcement
from membership.queries.news import addressed, chosen


class NewsForm(forms.Form):
    title = forms.CharField(label="Title", max_length=200, error_messages={"required": "Give it a title."})
    text = forms.CharField(
        label="Text",
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text="Plain words; an empty line begins a new paragraph.",
        error_messages={"required": "Say what there is to tell."},
    )
    kind = forms.ChoiceField(label="What it is", choices=Announcement.Kind.choices)
    to = forms.ChoiceField(label="Whom it is for")
    until_on = DayField(label="The last day on which it is shown", required=False)
    aim = AimField()
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, audiences: Sequence[tuple[str, list]], aims: Sequence[str], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["aim"].offer(aims)
        self.fields["to"].choices = [*_flat(audiences)]
        self.fields["until_on"].help_text = "Leave it empty for news that stays."

    @property
    def given(self) -> dict[str, Any]:
        """The columns of the announcement; the version is the form's own affair."""
        told = {name: self.cleaned_data[name] for name in ("title", "text", "kind", "until_on", "aim")}
        return told | addressed(self.cleaned_data["to"])


def _flat(audiences: Sequence[tuple[str, list]]):
    """Choices without a heading stand by themselves."""
    for heading, choices in audiences:
        if heading:
            yield heading, choices
        else:
            yield from choices


def initial_of(news: Announcement) -> dict[str, Any]:
    told = {name: getattr(news, name) for name in ("title", "text", "kind", "until_on", "aim", "version")}
    return told | {"to": chosen(news)}


class TakeDownForm(forms.Form):
    because = forms.CharField(
        label="Why it is taken down",
        max_length=200,
        help_text="Whoever follows a link to it reads this.",
        error_messages={"required": "Say why it is taken down."},
    )
