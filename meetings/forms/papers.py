"""A paper handed in before an item, another version of it, and why it is withdrawn."""

from collections.abc import Mapping
from typing import Any

from django import forms

from membership.forms.duties import PaperField
from records.documents import LARGEST

WHAT_IS_TAKEN = (
    f"A PDF goes into the pack; an office file or a picture is named there and opened here. "
    f"Up to {LARGEST // 1024**2} MB."
)


class VersionForm(forms.Form):
    """The file of a paper, and what it is called."""

    title = forms.CharField(
        label="Title",
        max_length=300,
        help_text="As it is to stand in the list of papers.",
        error_messages={"required": "Give the paper a title."},
    )
    file = PaperField(
        label="File",
        help_text=WHAT_IS_TAKEN,
        error_messages={"required": "Choose the file.", "empty": "The file is empty."},
    )

    @property
    def handed(self) -> dict[str, Any]:
        """As the verb takes it."""
        file = self.cleaned_data["file"]
        return {"title": self.cleaned_data["title"], "content": file.read(), "filename": file.name}


class LayForm(VersionForm):
    """A new paper; `levels` are those of the item and narrower, the item's own first."""

    level = forms.ChoiceField(label="Who may read it", help_text="Nobody reads it who does not see the item.")

    def __init__(self, *args: Any, levels: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["level"].choices = list(levels.items())
        if len(levels) == 1:
            self.fields["level"].widget = forms.HiddenInput()
            self.fields["level"].initial = next(iter(levels))

    @property
    def handed(self) -> dict[str, Any]:
        return super().handed | {"level": self.cleaned_data["level"]}


class WithdrawForm(forms.Form):
    because = forms.CharField(
        label="Why",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Say why the paper is withdrawn."},
    )
