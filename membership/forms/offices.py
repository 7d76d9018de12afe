"""Putting somebody in an office or a seat, and recording that it ended."""

from typing import Any

from django import forms

from constitution import say
from constitution.dates import ONE_DAY
from membership.forms.fields import DayField, DecisionField, NamedField
from membership.forms.specification import Checked
from membership.models import Holding, Opening
from membership.queries.job import Specification


class PersonChoice(NamedField):
    """Somebody of the group, by name; `people` are those who may be chosen."""

    def __init__(self, **kwargs):
        super().__init__(
            nothing="Choose somebody",
            error_messages={
                "required": "Choose somebody.",
                "invalid_choice": "Choose somebody of this group.",
            },
            **kwargs,
        )


class AppointForm(Checked, forms.Form):
    """Who, from when and by which decision; what is asked of them, where the office has a person specification."""

    person = PersonChoice(label="Who")
    starts_on = DayField(label="From")
    how = forms.ChoiceField(
        label="How", choices=[c for c in Holding.How.choices if c[0] != Holding.How.FOLLOWS]
    )
    resolution = DecisionField()
    represents = forms.CharField(label="Whom they represent", required=False, max_length=200)
    remainder = forms.BooleanField(
        label="They serve what is left of the term before, not a term of their own", required=False
    )

    then = forms.ChoiceField(
        label="What becomes of the opening",
        widget=forms.RadioSelect,
        error_messages={"required": "Say what becomes of the opening that is announced."},
    )

    def __init__(
        self,
        *args,
        people,
        office: bool,
        specification: Specification | None = None,
        opening: Opening | None,
        **kwargs,
    ):
        super().__init__(*args, **kwargs)
        if opening is None:
            del self.fields["then"]
        else:
            self.fields["then"].choices = _becomes(opening)
        self.fields["person"].offer(people)
        if not office:
            del self.fields["remainder"]
        self.ask(specification)

    def asked(self) -> dict[str, Any]:
        """As the verb takes it."""
        names = ("person", "starts_on", "how", "resolution", "represents", "remainder")
        return {name: self.cleaned_data[name] for name in names if name in self.cleaned_data}


def _becomes(opening: Opening) -> list[tuple[str, str]]:
    """What can become of an opening beside which somebody is appointed, as the verb calls it."""
    meanwhile = (
        f"It stands: this is until {say.date(opening.starts_on - ONE_DAY)}, for whoever is chosen follows"
    )
    return [("over", "It is over, with this as its outcome"), ("stands", meanwhile)]


class EndForm(forms.Form):
    last_day = DayField(label="The last day")
    because = forms.CharField(
        label="Why it ends", max_length=200, error_messages={"required": "Say why it ends."}
    )
