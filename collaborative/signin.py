"""How the sign-in library behaves here (X1): nobody signs up, its mails are ours, its secrets are sealed."""

import base64
import hashlib
from functools import lru_cache
from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings

from collaborative.mails import compose
from records import clock

MAILS = {
    "account/email/login_code": "sign_in_code",
    "account/email/password_reset_key": "password_reset",
    "account/email/unknown_account": "unknown_address",
}
# Whoever changes how somebody signs in is told of it, at the address that was theirs before.
CHANGES = {
    "account/email/password_changed": "Your password for Quorate was changed",
    "account/email/password_set": "A password was set for your sign-in to Quorate",
    "account/email/password_reset": "Your password for Quorate was changed",
    "mfa/email/totp_activated": "An authenticator app was set up for your sign-in to Quorate",
    "mfa/email/totp_deactivated": "The authenticator app was removed from your sign-in to Quorate",
    "mfa/email/webauthn_added": "A passkey was added to your sign-in to Quorate",
    "mfa/email/webauthn_removed": "A passkey was removed from your sign-in to Quorate",
    "mfa/email/recovery_codes_generated": "New recovery codes were made for your sign-in to Quorate",
}


class AccountAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": "This sign-in is closed. Ask your collaborative’s office.",
        "email_password_mismatch": "The address and the password do not go together. Type them again.",
        "enter_current_password": "Type the password that you have now.",
        "incorrect_code": "That is not the code we sent. Type it as it stands in the mail.",
        "incorrect_password": "That is not your password. Type it again.",
        "invalid_or_expired_key": "This link no longer works. Ask for a new one.",
        "invalid_password_reset": "This link no longer works. Ask for a new one.",
        "too_many_login_attempts": "That was wrong too many times. Wait five minutes, then try again.",
        "rate_limited": "Too many tries in a short time. Wait a few minutes, then try again.",
    }

    def is_open_for_signup(self, request: Any) -> bool:
        return False

    def is_reauthentication_required(self, *, app: str, **options: Any) -> bool:
        """Whoever signed in this minute is not asked 'is it you?' again on the way to their second factor."""
        return super().is_reauthentication_required(app=app, **options) and not self._just_signed_in()

    def _just_signed_in(self) -> bool:
        proofs = get_authentication_records(self.request, self.request.user)
        since = clock.now().timestamp() - proofs[-1]["at"] if proofs else None
        return since is not None and since < app_settings.REAUTHENTICATION_TIMEOUT

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Sent at once and never stored: a code that lay in a table would be a password in a table."""
        facts = {**context, "email": email, "minutes": app_settings.LOGIN_BY_CODE_TIMEOUT // 60}
        if template_prefix in CHANGES:
            came_from = f"The change came from {facts['ip']}, {facts['user_agent']}."
            mail = compose(
                "security_change", {**facts, "change": CHANGES[template_prefix], "came_from": came_from}
            )
        else:
            mail = compose(MAILS[template_prefix], facts)
        mail.to(email).send()


class MFAAdapter(DefaultMFAAdapter):
    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": "That is not the code the app shows now. Type the six figures again.",
        "unverified_email": "Confirm your address first: follow the link we sent to it.",
        "add_email_blocked": "An address cannot be added while a second factor guards your sign-in.",
    }

    def encrypt(self, text: str) -> str:
        return _seal().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _seal().decrypt(encrypted_text.encode()).decode()

    def generate_authenticator_name(self, user: Any, type: Any) -> str:
        return "My passkey"


@lru_cache(maxsize=1)
def _seal() -> MultiFernet:
    """Seals what an authenticator app shares with us, so that a copy of the database opens no door.

    Earlier keys in SECRET_KEY_FALLBACKS still open what they sealed.
    """
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = [hashlib.sha256(b"second factor" + secret.encode()).digest() for secret in secrets]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])
