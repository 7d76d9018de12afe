"""The sign-in library's forms in our words: labels in place of placeholders, one hint where it helps."""

from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as second
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as passkeys
from django import forms
from django.contrib.auth.password_validation import validate_password

from records.models import Person

LABELS = {
    "login": "Email address",
    "email": "Email address",
    "password": "Password",
    "oldpassword": "The password you have now",
    "password1": "New password",
    "password2": "The same again",
    "code": "Code",
    "name": "What you call it",
    "passwordless": "Let me sign in with it and no password",
}
HINTS = {
    "password1": "At least 12 characters: three words that nobody would guess serve well.",
    "passwordless": "The device then asks for your finger, face or PIN.",
}


class PlainWords:
    """Gives the fields of a form our labels and hints, and takes the placeholders away."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = LABELS.get(name, field.label)
            if name == "password":
                # Not the library's: its link would stand between the label and the field.
                field.help_text = ""
            field.help_text = HINTS.get(name, field.help_text)
            if name == "code":
                field.widget.attrs["class"] = "code"


class Login(PlainWords, account.LoginForm):
    pass


class RequestLoginCode(PlainWords, account.RequestLoginCodeForm):
    pass


class ConfirmLoginCode(PlainWords, account.ConfirmLoginCodeForm):
    pass


class ResetPassword(PlainWords, account.ResetPasswordForm):
    pass


class ResetPasswordKey(PlainWords, account.ResetPasswordKeyForm):
    pass


class ChangePassword(PlainWords, account.ChangePasswordForm):
    pass


class SetPassword(PlainWords, account.SetPasswordForm):
    pass


class Reauthenticate(PlainWords, account.ReauthenticateForm):
    pass


class Authenticate(PlainWords, second.AuthenticateForm):
    pass


class ReauthenticateSecond(PlainWords, second.ReauthenticateForm):
    pass


class ActivateApp(PlainWords, totp.ActivateTOTPForm):
    pass


class AddPasskey(PlainWords, passkeys.AddWebAuthnForm):
    pass


class EditPasskey(PlainWords, passkeys.EditWebAuthnForm):
    pass


class NewAddress(forms.Form):
    """The address to sign in with from now on. Taken or free, the answer is the same: nobody learns who has one."""

    email = forms.EmailField(label="New address", widget=forms.EmailInput(attrs={"autocomplete": "email"}))

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_email(self) -> str:
        email = self.cleaned_data["email"].lower()
        if email == self.person.email:
            raise forms.ValidationError("Type an address that differs from the one you have.")
        return email


class Accept(forms.Form):
    """Accepting an invitation: one's own name, and a password or none."""

    name = forms.CharField(
        label="Your name", max_length=200, help_text="As it should stand in minutes and letters."
    )
    password = forms.CharField(
        label="Password",
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=f"{HINTS['password1']} Leave it empty to sign in with a code by email each time.",
    )

    def __init__(self, *args: Any, known: bool = False, **kwargs: Any) -> None:
        """`known`: signs in to another group already, with a name and a password that this group leaves alone."""
        super().__init__(*args, **kwargs)
        if known:
            del self.fields["name"], self.fields["password"]

    def clean_password(self) -> str:
        password = self.cleaned_data["password"]
        if password:
            validate_password(password)
        return password

    def chosen(self) -> dict[str, str]:
        return {"name": self.cleaned_data.get("name", ""), "password": self.cleaned_data.get("password", "")}


class Lift(forms.Form):
    """Why the office believes that it is them: kept in the audit trail."""

    because = forms.CharField(
        label="How do you know that it is them?",
        max_length=200,
        help_text="For example: by telephone, on the number that we have for the school",
        error_messages={"required": "Say how you know that it is them"},
    )
