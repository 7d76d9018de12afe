"""The days of a school year: for each term its first and last day and its half-term break."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms

from membership.forms.fields import DayField, DaysField, TableField

# Where the constitution names no terms.
USUAL = ("Autumn", "Spring", "Summer")


class TermsForm(forms.Form):
    """One group of fields a term; `rows` has them together for the page."""

    bank_holidays = DaysField(
        label="Bank holidays", required=False, help_text="One a line, such as 25/12/2026."
    )
    closures = DaysField(
        label="Other days when schools are closed",
        required=False,
        help_text="One a line, such as training days of the authority.",
    )
    source = forms.CharField(label="Where the dates are from", required=False, max_length=300)

    def __init__(self, *args, names: Sequence[str], halves: bool, **kwargs):
        super().__init__(*args, **kwargs)
        self.names, self.halves = names or USUAL, halves
        for number in range(len(self.names)):
            for part, label in self._parts():
                self.fields[f"{part}_{number}"] = DayField(label=label, required=part in ("first", "last"))
        self.order_fields([f"{part}_{n}" for n in range(len(self.names)) for part, _ in self._parts()])

    def _parts(self) -> list[tuple[str, str]]:
        half = (
            [("break_first", "Half-term break from"), ("break_last", "Half-term break to")]
            if self.halves
            else []
        )
        return [("first", "First day"), *half, ("last", "Last day")]

    @property
    def rows(self) -> Iterable[tuple[str, list[Any]]]:
        """(name of the term, its fields)."""
        return [
            (name, [self[f"{part}_{number}"] for part, _ in self._parts()])
            for number, name in enumerate(self.names)
        ]

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        for number in range(len(self.names)):
            ends = given.get(f"break_first_{number}"), given.get(f"break_last_{number}")
            if any(ends) and not all(ends):
                self.add_error(f"break_last_{number}", "Give both ends of the break, or neither.")
        return given

    def terms(self) -> list[dict[str, Any]]:
        """As the verb takes them: [{name, first, last, break: [first, last]}]."""
        given = self.cleaned_data
        found = []
        for number, name in enumerate(self.names):
            term = {"name": name, "first": given[f"first_{number}"], "last": given[f"last_{number}"]}
            if given.get(f"break_first_{number}"):
                term["break"] = [given[f"break_first_{number}"], given[f"break_last_{number}"]]
            found.append(term)
        return found

    @staticmethod
    def initial_of(names: Sequence[str], terms: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
        """What stands already, or what a file says, for the fields."""
        there = {term["name"]: term for term in terms}
        initial: dict[str, Any] = {}
        for number, name in enumerate(names or USUAL):
            term = there.get(name, {})
            pause = term.get("break") or (None, None)
            initial |= {
                f"first_{number}": term.get("first"),
                f"last_{number}": term.get("last"),
                f"break_first_{number}": pause[0],
                f"break_last_{number}": pause[1],
            }
        return initial


class TermsFileForm(forms.Form):
    file = TableField(
        label="A file of term dates",
        help_text="CSV or Excel with the columns kind, name, start and end; kind is term, half term break or closure.",
    )
