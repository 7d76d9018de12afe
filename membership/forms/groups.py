"""Opening and changing a cluster, network, working party or body outside, and who belongs to it."""

from collections.abc import Iterable

from django import forms

from membership.forms.fields import DayField, NamedField
from membership.models import Body, School
from membership.queries.groups import KINDS, Role

NAME = {"required": "Give it a name."}


class OpenForm(forms.Form):
    name = forms.CharField(label="Name", max_length=200, error_messages=NAME)
    kind = forms.ChoiceField(label="What it is")
    opened_on = DayField(label="From")

    def __init__(self, *args, kinds: Iterable[str], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(kind, Body.Kind(kind).label) for kind in kinds]


class RenameForm(forms.Form):
    name = forms.CharField(label="New name", max_length=200, error_messages=NAME)


class CloseForm(forms.Form):
    last_day = DayField(label="The last day")


class MemberForm(forms.Form):
    """A school, or somebody with the school for which they are there."""

    person = NamedField(label="Who", required=False, nothing="The school as such")
    school = NamedField(
        label="School",
        required=False,
        nothing="Where they work, or none",
        help_text="Needed for a school as such, and for somebody who works at several.",
    )
    role = forms.ChoiceField(label="As")
    starts_on = DayField(label="From")
    last_day = DayField(label="Until", required=False, help_text="Leave it empty while no end is known.")

    def __init__(self, *args, people, schools, kind: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].offer(people)
        self.fields["school"].offer(schools)
        self.fields["role"].choices = [(code, Role(code).label) for code in roles_in(kind)]


def roles_in(kind: str) -> tuple[str, ...]:
    """As what somebody belongs: it is working parties and bodies outside at which the group is represented."""
    if kind in (KINDS[2], KINDS[3]):
        return Role.REPRESENTATIVE, Role.MEMBER, Role.LEAD, Role.CO_OPTED
    return Role.MEMBER, Role.LEAD, Role.CO_OPTED


class SchoolsForm(forms.Form):
    """Exactly these schools, from a day."""

    from_on = DayField(label="From", help_text="Who is not ticked leaves the day before.")
    schools = forms.MultipleChoiceField(
        label="The schools that belong", required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, offered: Iterable[School], **kwargs):
        super().__init__(*args, **kwargs)
        self._offered = {str(school.pk): school for school in offered}
        self.fields["schools"].choices = [(pk, school.name) for pk, school in self._offered.items()]

    def clean_schools(self) -> list[School]:
        return [self._offered[pk] for pk in self.cleaned_data["schools"]]


class EndMemberForm(forms.Form):
    last_day = DayField(label="The last day", required=False)
    mistake = forms.BooleanField(
        label="Entered by mistake: take it off as if it had never been", required=False
    )

    def clean(self):
        given = super().clean()
        if not given.get("mistake") and not given.get("last_day") and "last_day" not in self.errors:
            self.add_error("last_day", "Give the last day, or say that it was a mistake.")
        return given
