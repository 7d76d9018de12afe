"""Signing a contract: the name typed, and the words that were read, by their fingerprint. Or letting it go."""

from django import forms

from membership.actions.contracts import CONSENT


class SignForm(forms.Form):
    """`name` is that of whoever signs, as it stands on the page."""

    sha256 = forms.CharField(widget=forms.HiddenInput)
    typed = forms.CharField(
        label="Your name",
        max_length=200,
        help_text="Typed, it is your signature.",
        error_messages={"required": "Type your name to sign."},
    )
    read = forms.BooleanField(
        label=CONSENT,
        error_messages={"required": "Tick the box when you have read it."},
    )

    def __init__(self, *args, name: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.name = name
        self.fields["typed"].widget.attrs["autocomplete"] = "name"

    def clean_typed(self) -> str:
        typed = " ".join(self.cleaned_data["typed"].split())
        if typed.casefold() != self.name.casefold():
            raise forms.ValidationError(f"Type your name as it stands here: {self.name}.")
        return typed


class VoidForm(forms.Form):
    because = forms.CharField(
        label="Why it comes to nothing",
        max_length=200,
        error_messages={"required": "Say why the contract comes to nothing."},
    )
