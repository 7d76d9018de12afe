"""Feedback, the yearly review of who represents the group, meetings outside, and matters with partners."""

from collections.abc import Iterable

from django import forms

from membership.forms.fields import DayField, DecisionField, NamedField
from membership.queries.feedback import Asked

OF_MY_OWN = ("", "Something that was not asked for")


class WrittenField(forms.CharField):
    def __init__(self, *, rows: int = 5, **kwargs):
        super().__init__(widget=forms.Textarea(attrs={"rows": rows}), **kwargs)


class FeedbackForm(forms.Form):
    asked = forms.ChoiceField(label="About", required=False)
    person = NamedField(label="Who told it", required=False, nothing="Choose somebody")
    done_on = DayField(label="On")
    outcome = WrittenField(
        label="What the group should know", error_messages={"required": "Write what the group should know."}
    )
    recommendation = WrittenField(label="What it should do or decide, if anything", rows=3, required=False)

    def __init__(self, *args, asked: Iterable[Asked], people, by_office: bool, **kwargs):
        super().__init__(*args, **kwargs)
        self._asked = {each.slot: each for each in asked}
        with_names = [(slot, _words(each, by_office)) for slot, each in self._asked.items()]
        self.fields["asked"].choices = [*with_names, OF_MY_OWN]
        self.fields["person"].offer(people)
        if not by_office:
            del self.fields["person"]

    def clean_asked(self) -> Asked | None:
        return self._asked.get(self.cleaned_data["asked"])

    def clean(self):
        given = super().clean()
        if "person" in self.fields and not given.get("asked") and not given.get("person"):
            self.add_error("person", "Say who told it.")
        return given


def _words(asked: Asked, with_name: bool) -> str:
    return f"{asked.about}: {asked.person.name}" if with_name else asked.about


class AskForm(forms.Form):
    member = forms.ChoiceField(label="Whom")
    about = forms.CharField(
        label="What you would like to hear about",
        max_length=200,
        error_messages={"required": "Say what you would like to hear about."},
    )
    due_on = DayField(label="By")

    def __init__(self, *args, members, **kwargs):
        super().__init__(*args, **kwargs)
        self._members = {str(row.pk): row for row in members}
        self.fields["member"].choices = [(pk, row.person.name) for pk, row in self._members.items()]

    def clean_member(self):
        return self._members[self.cleaned_data["member"]]


class ReviewForm(forms.Form):
    done_on = DayField(label="On")
    outcome = WrittenField(
        label="What came of it", rows=4, error_messages={"required": "Say what came of it."}
    )
    resolution = DecisionField()


class MeetingForm(forms.Form):
    person = NamedField(
        label="Who goes", nothing="Choose somebody", error_messages={"required": "Say who goes."}
    )
    meets_on = DayField(label="It meets on")
    words = forms.CharField(label="Where and when", max_length=200, required=False)

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].offer(people)


class ReasonForm(forms.Form):
    because = forms.CharField(label="Why", max_length=300, error_messages={"required": "Say why."})


class MatterForm(forms.Form):
    partner = NamedField(
        label="With whom", nothing="Choose a partner", error_messages={"required": "Choose a partner."}
    )
    subject = forms.CharField(
        label="The matter", max_length=200, error_messages={"required": "Say what the matter is."}
    )
    person = NamedField(label="Raised by", required=False, nothing="Me")
    due_on = DayField(label="An answer is hoped for by", required=False)

    def __init__(self, *args, partners, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["partner"].offer(partners)
        self.fields["person"].offer(people)


class AnswerForm(forms.Form):
    answered_on = DayField(label="Answered on")
    summary = WrittenField(label="The answer", error_messages={"required": "Say what the answer was."})
