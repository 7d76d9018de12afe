"""What is open: announced, nominated for, and its outcome; a vacancy and a post's notice."""

from collections.abc import Iterable

from django import forms

from membership.forms.fields import DayField, DecisionField
from membership.forms.offices import PersonChoice
from membership.forms.specification import Checked
from membership.models import Nomination
from membership.queries.job import Specification


class AnnounceForm(forms.Form):
    """From when the place is open, and until when the members may nominate."""

    starts_on = DayField(label="First day of whoever is chosen")
    closes_on = DayField(label="Last day for nominations")
    why = forms.CharField(
        label="What the members should know",
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class NominateForm(forms.Form):
    """Oneself or somebody else, and what speaks for them."""

    person = PersonChoice(label="Whom you nominate", help_text="Yourself, or somebody else.")
    statement = forms.CharField(
        label="What speaks for them", required=False, widget=forms.Textarea(attrs={"rows": 4})
    )

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].offer(people)


class OutcomeForm(Checked, forms.Form):
    """Whom the body resolved to choose, of those who stand."""

    nomination = forms.ChoiceField(
        label="Who was chosen",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose who was chosen.",
            "invalid_choice": "Choose somebody who stands.",
        },
    )
    resolution = DecisionField(
        label="The resolution", missing="Give the resolution: its number, or the body and the day."
    )

    def __init__(self, *args, standing: Iterable[Nomination], specification: Specification | None, **kwargs):
        super().__init__(*args, **kwargs)
        self.standing = {str(each.pk): each for each in standing}
        self.fields["nomination"].choices = [(pk, each.person.name) for pk, each in self.standing.items()]
        self.ask(specification)

    @property
    def chosen(self) -> Nomination:
        return self.standing[self.cleaned_data["nomination"]]


class LapseForm(forms.Form):
    because = forms.CharField(
        label="Why nobody was chosen",
        max_length=300,
        error_messages={"required": "Say why nobody was chosen."},
    )


class PostNoticeForm(forms.Form):
    """The day on which the notice was given; it is today, or a day before."""

    given_on = DayField(label="Day on which notice was given")
    # The day on which the post ends, as it was shown: what is confirmed is what was read.
    shown = forms.CharField(required=False, widget=forms.HiddenInput)


class PostNoticeWithdrawnForm(forms.Form):
    because = forms.CharField(
        label="Why the notice no longer holds",
        max_length=300,
        error_messages={"required": "Say why the notice no longer holds."},
    )


class TalkForm(forms.Form):
    """A discussion with somebody who might take up the office: with whom, by whom and until when."""

    person = PersonChoice(label="With whom")
    assigned_to = PersonChoice(label="Who talks to them")
    due_on = DayField(label="By when", required=False)

    def __init__(self, *args, people, members, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].offer(people)
        self.fields["assigned_to"].offer(members)


class TalkedForm(forms.Form):
    """What came of it."""

    held_on = DayField(label="Day of the discussion")
    summary = forms.CharField(
        label="What was said",
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": "Say in a sentence what was said."},
    )


class NotNeededForm(forms.Form):
    because = forms.CharField(
        label="Why it is not needed",
        max_length=300,
        error_messages={"required": "Say why it is not needed."},
    )
