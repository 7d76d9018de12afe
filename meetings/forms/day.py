"""Forms of the day: how it is opened and who keeps it, somebody who was not offered, a correction, an interest."""

from collections.abc import Iterable
from datetime import date, datetime, time

from django import forms

from meetings.models import Mandate, Meeting, Presence
from meetings.queries.hours import at_hour
from membership.forms.fields import NamedField
from membership.forms.offices import PersonChoice
from records.clock import UK
from records.models import Person
from records.refusals import Refusal

BECAUSE = forms.Textarea(attrs={"rows": 2})


class HourField(forms.TimeField):
    """An hour on the wall clock: 09:05."""

    def __init__(self, **kwargs):
        widget = forms.TimeInput(attrs={"type": "time", "class": "short"}, format="%H:%M")
        errors = {"required": "Give the hour.", "invalid": "Write the hour as 09:05."}
        super().__init__(widget=widget, error_messages=errors, **kwargs)


class ConfirmForm(forms.Form):
    """Nothing to fill in: pressing it is the answer."""


class OfficersForm(forms.Form):
    """Who presides and who takes the minutes (K9.13, K-R48)."""

    presiding = PersonChoice(label="Who presides")
    minute_taker = PersonChoice(label="Who takes the minutes")

    def __init__(self, *args, people: Iterable[Person], **kwargs):
        super().__init__(*args, **kwargs)
        rows = list(people)
        for field in self.fields.values():
            field.offer(rows)


class SomebodyForm(forms.Form):
    """Somebody who came: of the group, or named here. With a mandate they speak for it, without one they attend."""

    mandate = NamedField(label="Speaks for", nothing="Nobody: attends without a vote", required=False)
    person = PersonChoice(label="Who came", required=False)
    name = forms.CharField(
        label="Or somebody who is not in the list", required=False, max_length=200, help_text="Their name."
    )
    email = forms.EmailField(label="Their e-mail address", required=False)
    capacity = forms.CharField(
        label="In what capacity",
        required=False,
        max_length=120,
        help_text="Such as deputy headteacher, other representative, officer of the authority.",
    )
    mode = forms.ChoiceField(
        label="How",
        choices=[(Meeting.Mode.IN_PERSON, "In the room"), (Meeting.Mode.REMOTE, "Remotely")],
        widget=forms.RadioSelect,
    )

    def __init__(
        self, *args, mandates: Iterable[Mandate], people: Iterable[Person], who: Iterable[str], **kwargs
    ):
        super().__init__(*args, **kwargs)
        self.fields["mandate"].offer(mandates)
        self.fields["person"].offer(people)
        self.who = tuple(who)

    def clean(self):
        given = super().clean()
        if not given.get("person") and not (given.get("name") or "").strip():
            raise forms.ValidationError("Say who came: choose somebody, or give a name.")
        return given


class CorrectForm(forms.Form):
    """Other times for what stands on the roll, or that it was a mistake altogether; always with the reason."""

    what = forms.ChoiceField(
        label="What is wrong",
        choices=[("times", "The times"), ("strike", "They were not here: strike the entry")],
        widget=forms.RadioSelect,
        initial="times",
    )
    arrived = HourField(label="Came at", required=False)
    left = HourField(
        label="Left at", required=False, help_text="Leave it empty for somebody who is still here."
    )
    because = forms.CharField(
        label="Why",
        max_length=300,
        widget=BECAUSE,
        error_messages={"required": "Say why the roll is corrected."},
    )

    def __init__(self, *args, presence: Presence, **kwargs):
        self.day: date = presence.arrived_at.astimezone(UK).date()
        hours = {"arrived": _hour(presence.arrived_at), "left": presence.left_at and _hour(presence.left_at)}
        super().__init__(*args, initial=hours, **kwargs)

    def clean(self):
        given = super().clean()
        if given.get("what") == "times" and not given.get("arrived") and "arrived" not in self.errors:
            self.add_error("arrived", "Give the hour at which they came.")
        return given

    def clean_arrived(self):
        return self._moment(self.cleaned_data["arrived"])

    def clean_left(self):
        return self._moment(self.cleaned_data["left"])

    def _moment(self, hour: time | None) -> datetime | None:
        try:
            return at_hour(self.day, hour) if hour else None
        except Refusal as refused:
            raise forms.ValidationError(refused.sentence) from refused


def _hour(moment: datetime) -> time:
    return moment.astimezone(UK).time().replace(second=0, microsecond=0)


class InterestForm(forms.Form):
    """An interest in one item: whose and what."""

    person = PersonChoice(label="Whose interest")
    nature = forms.CharField(
        label="What the interest is",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say what the interest is."},
    )

    def __init__(self, *args, people: Iterable[Person], **kwargs):
        super().__init__(*args, **kwargs)
        rows = list(people)
        self.fields["person"].offer(rows)
        if len(rows) == 1:
            self.fields["person"].initial = rows[0].pk
