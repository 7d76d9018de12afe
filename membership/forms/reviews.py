"""Recording the review of a post."""

from django import forms

from membership.forms.fields import DayField, DecisionField

YES, NO = "yes", "no"


class ReviewForm(forms.Form):
    """Which year's review it was, when, and what came of it; `years` are (slot, words)."""

    slot = forms.ChoiceField(label="The review")
    done_on = DayField(label="Held on")
    outcome = forms.CharField(
        label="What came of it",
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Say what came of it, in a sentence."},
        help_text="The members can read it.",
    )
    carries_on = forms.ChoiceField(
        label="Do they carry on",
        choices=[(YES, "They carry on"), (NO, "They do not carry on")],
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether they carry on."},
    )
    recommendation = forms.CharField(
        label="What is recommended", required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    resolution = DecisionField()

    def __init__(self, *args, years, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["slot"].choices = years

    def clean_carries_on(self) -> bool:
        return self.cleaned_data["carries_on"] == YES
