"""Recording what was done: a duty of the year, a review, the appraisal, a contact."""

from collections.abc import Sequence
from datetime import date

from django import forms

from constitution import say
from membership.forms.fields import AimField, DayField, DecisionField, NamedField
from records.documents import ACCEPTED, LARGEST


class WordsField(forms.CharField):
    """Some sentences."""

    def __init__(self, *, rows: int = 4, missing: str = "", **kwargs):
        errors = {"required": missing} if missing else {}
        widget = forms.Textarea(attrs={"rows": rows})
        super().__init__(widget=widget, error_messages=errors, **kwargs)


class PaperField(forms.FileField):
    """A file of a kind that is kept."""

    def __init__(self, **kwargs):
        endings = ",".join(f".{ending}" for ending in ACCEPTED)
        super().__init__(widget=forms.FileInput(attrs={"accept": endings}), **kwargs)

    def clean(self, data, initial=None):
        file = super().clean(data, initial)
        if file and file.size > LARGEST:
            raise forms.ValidationError(f"The file is larger than {LARGEST // 1024**2} MB.")
        return file


class DoneForm(forms.Form):
    """The day on which something was done; not one that has not come."""

    done_on = DayField(label="Day it was done")

    def __init__(self, *args, on: date, **kwargs):
        super().__init__(*args, **kwargs)
        self.on = on
        self.fields["done_on"].initial = on

    def clean_done_on(self) -> date:
        day = self.cleaned_data["done_on"]
        if day > self.on:
            raise forms.ValidationError(f"That day has not come: today is {say.date(self.on)}.")
        return day


LEVELS = (("members", "All members"), ("office", "The office alone"))


class DutyForm(DoneForm):
    """`narrow` where only a body's members will see it, so that there is no choice; `wide` offers the office alone."""

    outcome = WordsField(label="What came of it", missing="Say what came of it, in a sentence.")
    impact = WordsField(
        label="What impact the model has had",
        missing="Say what impact the model has had.",
        help_text="The evaluation of impact that goes with the review.",
    )
    recommendation = WordsField(label="What is recommended", required=False, rows=3)
    resolution = DecisionField(label="The decision, if there was one")
    paper = PaperField(label="A document to keep with it", required=False)
    aim = AimField()
    level = forms.ChoiceField(label="Who may read it", choices=LEVELS, initial="members", required=False)

    def __init__(self, *args, review: bool, choose_level: bool, aims: Sequence[str], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["aim"].offer(aims)
        if not review:
            del self.fields["impact"]
        if not choose_level:
            del self.fields["level"]

    def clean_level(self) -> str:
        return self.cleaned_data["level"] or "members"


class AppraisalForm(DoneForm):
    second = NamedField(label="Who else took part", nothing="Nobody else", required=False)
    outcome = WordsField(
        label="How the targets were met, and what was said", rows=6, missing="Say how the targets were met."
    )
    targets = WordsField(
        label="Targets for the year to come", rows=5, missing="Set the targets for the year to come."
    )

    def __init__(self, *args, others, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["second"].offer(others)


class OverviewForm(DoneForm):
    outcome = WordsField(label="The overview", rows=5, missing="Write what the group is to be told.")


class SalaryForm(DoneForm):
    benchmark = WordsField(
        label="What similar roles are paid", missing="Say what the salary was compared with."
    )
    outcome = WordsField(label="What was agreed", missing="Say what was agreed.")
    resolution = DecisionField()


class ContactForm(forms.Form):
    """A contact, on a phone: which school, when, and a sentence."""

    school = NamedField(
        label="School",
        nothing="Choose a school",
        error_messages={"required": "Choose a school.", "invalid_choice": "Choose a member school."},
    )
    held_on = DayField(label="Day")
    summary = WordsField(label="In a sentence", rows=3, missing="Say in a sentence what was said.")

    def __init__(self, *args, schools, on: date, **kwargs):
        super().__init__(*args, **kwargs)
        self.on = on
        self.fields["school"].offer(schools)
        self.fields["held_on"].initial = on

    def clean_held_on(self) -> date:
        day = self.cleaned_data["held_on"]
        if day > self.on:
            raise forms.ValidationError(f"That day has not come: today is {say.date(self.on)}.")
        return day


class MoreForm(ContactForm):
    """What follows an earlier contact with the same."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, schools=(), **kwargs)
        del self.fields["school"]
