"""What a seat attests, as its holder or the office gives it; and passing a seat on to who has its post."""

from django import forms

from membership.forms.fields import DecisionField

PAPER, WAIVED = "paper", "waived"


class AttestForm(forms.Form):
    """The words on the screen, which their fingerprint names, attested by whoever sits."""

    sha256 = forms.CharField(widget=forms.HiddenInput)
    agreed = forms.BooleanField(
        label="I have read this, and it is true of me",
        error_messages={"required": "Tick the box to attest it."},
    )


class RecordAttestationForm(forms.Form):
    """What the office enters for somebody else's seat."""

    sha256 = forms.CharField(widget=forms.HiddenInput)
    how = forms.ChoiceField(
        label="What happened",
        choices=[(PAPER, "It was attested on paper"), (WAIVED, "The group waives it")],
        widget=forms.RadioSelect,
        error_messages={"required": "Say which of the two happened."},
    )
    resolution = DecisionField(label="The decision, where it is waived")

    def clean(self):
        found = super().clean()
        if found.get("how") == WAIVED and not (found.get("resolution") or "").strip():
            self.add_error("resolution", "Give the decision by which it is waived.")
        return found


class TakeBackForm(forms.Form):
    because = forms.CharField(
        label="Why it is taken back",
        max_length=200,
        error_messages={"required": "Say why the waiver is taken back."},
    )


class PassOnForm(forms.Form):
    """Nothing to fill in: the post says who, and from when."""
