"""Ending what a school has with the group: its contract by a decision, or itself in a merger."""

from typing import Any

from django import forms

from constitution import Constitution
from membership.forms.fields import DayField, NamedField
from membership.forms.schools import OTHER_KINDS, PHASES, UrnField
from membership.models import School, SchoolDetail


class EndContractForm(forms.Form):
    """`shown` is the last day whose consequence was on the screen when the button was pressed."""

    last_day = DayField(label="The last day of the contract")
    because = forms.CharField(
        label="Why",
        max_length=120,
        help_text="The school is told in these words.",
        error_messages={"required": "Say why the group ends the contract."},
    )
    resolution = forms.CharField(
        label="The decision",
        max_length=60,
        help_text="Its number, or the body and the day.",
        error_messages={"required": "Give the decision by which it ends."},
    )
    shown = forms.CharField(widget=forms.HiddenInput, required=False)

    def asked(self) -> dict[str, Any]:
        """As the verb takes it."""
        return {name: self.cleaned_data[name] for name in ("last_day", "because", "resolution")}


NEW, THIS, OTHER = "new", "this", "other"


class MergeForm(forms.Form):
    """Two schools become one: which goes on, or which new one opens; `shown` is the last day that was looked at."""

    other = NamedField(
        label="The school it merges with",
        nothing="Choose a school",
        error_messages={"required": "Choose the school it merges with."},
    )
    goes_on = forms.ChoiceField(label="What they become", widget=forms.RadioSelect)
    last_day = DayField(label="Their last day apart", help_text="From the day after they are one school.")
    reason = forms.CharField(
        label="Why",
        max_length=120,
        initial="merged",
        error_messages={"required": "Say why the schools merge."},
    )
    name = forms.CharField(label="The new school’s name", required=False, max_length=200)
    urn = UrnField(label="Its URN")
    kind = forms.ChoiceField(label="Its kind", required=False)
    phase = forms.ChoiceField(
        label="Its phase", choices=PHASES, required=False, help_text="For a special school."
    )
    status = forms.ChoiceField(label="Its status", choices=SchoolDetail.Status.choices, required=False)
    trust = forms.CharField(label="Its trust", max_length=200, required=False)
    pupils = forms.IntegerField(label="Its number on roll", min_value=0, max_value=999_999, required=False)
    tier = forms.ChoiceField(label="The tier it is asked to sign for", required=False)
    head = NamedField(label="Who leads it", required=False, nothing="Not known yet, or as now")
    shown = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, rules: Constitution, school: School, others, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["other"].offer(others)
        self.fields["head"].offer(people)
        self.fields["goes_on"].choices = [
            (NEW, "A new school opens, and both go on in it"),
            (THIS, f"{school.name} goes on, and the other ends in it"),
            (OTHER, f"The other goes on, and {school.name} ends in it"),
        ]
        named = rules.membership.eligible if rules.membership else ()
        self.fields["kind"].choices = [
            (kind, kind.capitalize()) for kind in dict.fromkeys([*named, *OTHER_KINDS])
        ]
        self.fields["tier"].choices = [(code, tier.name or code) for code, tier in rules.tier.items()]
        if not rules.tier:
            del self.fields["tier"]

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if given.get("goes_on") == NEW and not (given.get("name") or "").strip():
            self.add_error("name", "Give the name of the school that opens.")
        return given

    @property
    def opens(self) -> bool:
        return self.cleaned_data["goes_on"] == NEW

    def detail(self) -> dict[str, Any]:
        """What is recorded of a new school beside its name and kind."""
        names = ("urn", "phase", "status", "trust", "pupils")
        given = {name: self.cleaned_data[name] for name in names}
        given["status"] = given["status"] or SchoolDetail.Status.MAINTAINED
        return given | {"trust": given["trust"] if given["status"] == SchoolDetail.Status.ACADEMY else ""}
