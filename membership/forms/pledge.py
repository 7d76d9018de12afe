from django import forms


class PledgeForm(forms.Form):
    """Agreeing to the words on the screen, which their fingerprint names."""

    sha256 = forms.CharField(widget=forms.HiddenInput)
    agreed = forms.BooleanField(
        label="I have read it, and we agree to it",
        error_messages={"required": "Tick the box to agree."},
    )
