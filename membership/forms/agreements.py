from django import forms


class AgreeForm(forms.Form):
    """Agreeing to the words on the screen, which their fingerprint names."""

    sha256 = forms.CharField(widget=forms.HiddenInput)
    agreed = forms.BooleanField(
        label="I have read it, and we agree to it",
        error_messages={"required": "Tick the box to agree."},
    )


class ProtocolForm(forms.Form):
    """A version of the data-sharing protocol: its name, as schools are told it, and the file."""

    name = forms.CharField(
        label="Name of the version",
        max_length=200,
        help_text="Such as: Data Sharing Protocol, version 2 of September 2024.",
        error_messages={"required": "Give the version its name."},
    )
    file = forms.FileField(
        label="The protocol",
        help_text="A PDF. Each school agrees to this very file.",
        widget=forms.FileInput(attrs={"accept": ".pdf"}),
        error_messages={"required": "Choose the file.", "empty": "The file is empty."},
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if not file.name.lower().endswith(".pdf"):
            raise forms.ValidationError("Send the protocol as a PDF.")
        return file
