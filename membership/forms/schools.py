"""What is entered of one school: that it exists, what is true of it from a day, its contract, its figures, its end."""

from typing import Any

from django import forms

from constitution import Constitution
from membership.forms.fields import DayField, DecisionField, MoneyField, NamedField
from membership.models import Contract, SchoolDetail
from membership.queries.one_school import OneSchool

OTHER_KINDS = ("primary", "infant", "secondary", "special", "pupil referral unit", "nursery", "all-through")
PHASES = (("", "Not said"), ("primary", "Primary"), ("secondary", "Secondary"))


class UrnField(forms.IntegerField):
    """A school's number in the national register, where it has one."""

    def __init__(self, **kwargs):
        errors = {
            "invalid": "A URN is a number of five to seven figures.",
            "min_value": "A URN has five to seven figures.",
            "max_value": "A URN has five to seven figures.",
        }
        super().__init__(
            required=False,
            min_value=10_000,
            max_value=9_999_999,
            help_text="Its number in the national register.",
            error_messages=errors,
            widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "short"}),
            **kwargs,
        )


class SchoolForm(forms.Form):
    """A school and what is true of it from a day. `kinds` are those that the edition speaks of."""

    name = forms.CharField(
        label="Name", max_length=200, error_messages={"required": "Give the school's name."}
    )
    urn = UrnField(label="URN")
    kind = forms.ChoiceField(label="Kind of school", choices=())
    phase = forms.ChoiceField(
        label="Phase", choices=PHASES, required=False, help_text="For a special school."
    )
    status = forms.ChoiceField(label="Status", choices=SchoolDetail.Status.choices, widget=forms.RadioSelect)
    trust = forms.CharField(label="Trust", max_length=200, required=False)
    pupils = forms.IntegerField(label="Number on roll", min_value=0, max_value=999_999, required=False)
    from_on = DayField(label="True from")

    def __init__(self, *args, rules: Constitution, **kwargs):
        super().__init__(*args, **kwargs)
        named = rules.membership.eligible if rules.membership else ()
        own = self.initial.get("kind")
        kinds = dict.fromkeys([*named, *OTHER_KINDS, *([own] if own else [])])
        self.fields["kind"].choices = [(kind, kind.capitalize()) for kind in kinds]

    def detail(self) -> dict[str, Any]:
        """As the verbs take it."""
        given = dict(self.cleaned_data)
        return given | {"trust": given["trust"] if given["status"] == SchoolDetail.Status.ACADEMY else ""}


class EndSchoolForm(forms.Form):
    ended_on = DayField(label="Its last day")
    reason = forms.CharField(
        label="Why",
        max_length=200,
        error_messages={"required": "Say why the school ends."},
        help_text="Closed, merged.",
    )
    continues_in = NamedField(label="It goes on in", required=False, nothing="No other school")

    def __init__(self, *args, others, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["continues_in"].offer(others)


class AdmitForm(forms.Form):
    """The contract by which a school becomes or stays a member."""

    tier = forms.ChoiceField(label="Tier")
    starts_on = DayField(label="From")
    form = forms.ChoiceField(label="How", widget=forms.RadioSelect)
    resolution = DecisionField()

    def __init__(self, *args, rules: Constitution, usual: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["tier"].choices = [(code, tier.name or code) for code, tier in rules.tier.items()]
        if not rules.tier:
            del self.fields["tier"]
        words = {
            Contract.Form.CONTRACT: "A contract, read and signed here",
            Contract.Form.PAPER: "A contract already signed on paper",
            Contract.Form.ADMISSION: "Admitted, without a contract",
        }
        shown = [Contract.Form.CONTRACT, Contract.Form.PAPER] if usual == Contract.Form.CONTRACT else [usual]
        self.fields["form"].choices = [(form, words[form]) for form in shown]
        self.fields["form"].initial = usual


class FigureForm(forms.Form):
    """A figure that a fee takes a share of, for one contract year, with where it is from."""

    figure = forms.ChoiceField(label="Which figure")
    contract_year = forms.ChoiceField(label="For which contract year")
    amount = MoneyField(label="How much", error_messages={"required": "Give the amount in pounds."})
    source = forms.CharField(
        label="Where it is from", max_length=200, error_messages={"required": "Say where the figure is from."}
    )
    source_on = DayField(label="Dated")

    def __init__(self, *args, figures: list[str], years: list[tuple[str, str]], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["figure"].choices = [(name, name.capitalize()) for name in figures]
        self.fields["contract_year"].choices = years


def initial_of(one: OneSchool) -> dict[str, Any]:
    """What is true now, for the form that changes it."""
    detail = one.detail
    names = ("name", "urn", "kind", "phase", "status", "trust", "pupils")
    return {name: getattr(detail, name) for name in names} if detail else {"name": one.school.name}
