"""Asking schools for a document, handing it in, excusing a school, closing the request."""

from collections.abc import Sequence

from django import forms

from constitution import Constitution
from membership.forms.fields import DayField
from membership.queries.side_by_side import Line
from records.documents import ACCEPTED, LARGEST

ENDINGS = ",".join(f".{ending}" for ending in ACCEPTED)
EVERY, CHOSEN = "every", "chosen"


class AskForm(forms.Form):
    """`lines` are the member schools of the day; a tier or a kind stands for all of its schools."""

    what = forms.CharField(
        label="What is asked for",
        max_length=200,
        help_text="As it should stand in the list: Attendance policy 2024.",
        error_messages={"required": "Say what the schools are to hand in."},
    )
    why = forms.CharField(
        label="What it is for",
        max_length=300,
        help_text="The purpose, which every school reads: for the safeguarding check.",
        error_messages={"required": "Say what it is for: schools share for a purpose."},
    )
    due_on = DayField(label="By", help_text="The last day, until its end.")
    level = forms.ChoiceField(
        label="Who may read what they hand in", help_text="Each school always reads its own."
    )
    to = forms.ChoiceField(label="Which schools")

    def __init__(self, *args, rules: Constitution, lines: Sequence[Line], **kwargs):
        super().__init__(*args, **kwargs)
        self.lines = lines
        levels = {code: rule.name or code for code, rule in rules.information.items() if code != "public"}
        self.fields["level"].choices = list({"office": "The office", **levels}.items())
        self.fields["to"].choices = self._groups(rules)

    def _groups(self, rules: Constitution) -> list[tuple[str, str]]:
        tiers = [(code, rule.name or code) for code, rule in rules.tier.items()]
        kinds = sorted({line.detail.kind for line in self.lines})
        return [
            (EVERY, f"Every member school ({len(self.lines)})"),
            (CHOSEN, "Only those ticked below"),
            *((f"tier:{code}", f"{name} schools") for code, name in tiers),
            *((f"kind:{kind}", f"{kind.capitalize()} schools") for kind in kinds),
        ]

    @property
    def ticked(self) -> frozenset[str]:
        return frozenset(self.data.getlist("school")) if self.is_bound else frozenset()

    def clean(self):
        cleaned = super().clean()
        cleaned["schools"] = [line.school for line in self.lines if self._asked(line, cleaned.get("to", ""))]
        if "to" in cleaned and not cleaned["schools"]:
            self.add_error("to", "No school is chosen: tick those that are asked, or choose all.")
        return cleaned

    def _asked(self, line: Line, to: str) -> bool:
        group, _, code = to.partition(":")
        if group == "tier":
            return line.tier == code
        if group == "kind":
            return line.detail.kind == code
        return to == EVERY or (to == CHOSEN and str(line.school.pk) in self.ticked)


class HandInForm(forms.Form):
    file = forms.FileField(
        label="File",
        required=False,
        help_text=f"A PDF, an office file or a picture, up to {LARGEST // 1024**2} MB.",
        widget=forms.FileInput(attrs={"accept": ENDINGS}),
        error_messages={"empty": "The file is empty."},
    )
    note = forms.CharField(
        label="Note",
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="In place of a file, or beside it.",
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file and file.size > LARGEST:
            raise forms.ValidationError(f"The file is larger than {LARGEST // 1024**2} MB.")
        return file


class BecauseForm(forms.Form):
    """Excusing a school, or closing a request: never without a reason."""

    because = forms.CharField(
        label="Why",
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Say why."},
    )


class MoveForm(forms.Form):
    """Another last day, never without a reason."""

    due_on = DayField(label="The new last day")
    because = forms.CharField(
        label="Why",
        max_length=200,
        help_text="Every school that has still to hand it in reads this.",
        error_messages={"required": "Say why the day is moved."},
    )
