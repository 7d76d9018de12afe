"""What people fill in to propose and to adopt an edition. A form cleans; the verb decides and refuses."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from constitution.loading.toml import LARGEST
from membership.forms.fields import DayField


class ProposeForm(forms.Form):
    """A constitution file, uploaded or pasted. `source` of the cleaned data is its text; a file stands first."""

    file = forms.FileField(
        label="Upload the file",
        required=False,
        help_text="A text file that ends in .toml.",
        widget=forms.ClearableFileInput(attrs={"accept": ".toml,text/plain"}),
    )
    text = forms.CharField(
        label="Or paste its text",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 24, "class": "source", "spellcheck": "false", "wrap": "off"}),
    )

    def clean_file(self) -> str:
        """The text of the file; empty where none was chosen."""
        file = self.cleaned_data["file"]
        if file is None:
            return ""
        if file.size > LARGEST:
            raise forms.ValidationError("The file is larger than 2 MB, which no constitution needs.")
        try:
            return file.read().decode("utf-8-sig")
        except UnicodeDecodeError:
            raise forms.ValidationError("The file is not UTF-8 text. Save it again as UTF-8.") from None

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        # A browser sends every line end as two characters; the file has one.
        pasted = given.get("text", "").replace("\r\n", "\n")
        given["source"] = given.get("file") or pasted
        if not given["source"].strip() and "file" not in self.errors:
            self.add_error("text", "Choose a file, or paste the text of one.")
        return given


class AdoptForm(forms.Form):
    """The day, the resolution, and a tick for each remark, so that each was seen by whoever adopts."""

    in_force_on = DayField(label="The day it comes into force")
    resolution = forms.CharField(
        label="The resolution by which the members adopted it",
        max_length=200,
        help_text="The date, the body and the number or words of the resolution.",
    )
    seen = forms.MultipleChoiceField(
        label="Remarks: tick each when you have seen it",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Tick each remark when you have seen it."},
    )

    def __init__(self, *args: Any, remarks: Sequence[str], in_force_from: date, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {}).setdefault("in_force_on", in_force_from)
        super().__init__(*args, **kwargs)
        self.fields["seen"].choices = [(str(place), words) for place, words in enumerate(remarks)]
        if not remarks:
            del self.fields["seen"]

    def clean_seen(self) -> list[str]:
        """All of them or none: what is not ticked is named."""
        ticked, choices = self.cleaned_data["seen"], self.fields["seen"].choices
        if len(ticked) < len(choices):
            raise forms.ValidationError("Tick each remark when you have seen it.")
        return ticked
