"""allauth's door to our outbox and our languages, and the lock on the secrets of the second step."""

import base64
import hashlib
import logging
from datetime import timedelta
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.totp.internal.auth import generate_totp_secret
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from polkka.kit import requests
from polkka.kit.languages import current
from polkka.upkeep import outbox
from polkka.upkeep.receipts import new_key

from .models import User

KINDS = {
    "account/email/login_code": "sign_in_code",
    "account/email/unknown_account": "no_account",
    "account/email/email_confirmation": "sign_in_code",
    "account/email/email_confirmation_signup": "sign_in_code",
}
CODE_LASTS = timedelta(minutes=15)
logger = logging.getLogger(__name__)


class AccountAdapter(DefaultAccountAdapter):
    """Mail goes through the outbox; there is no sign-up page of its own and no flash message on sign-in."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Queue allauth's message; a kind we do not know is an error, not a silent loss."""
        user = User.objects.filter(email__iexact=email).first()
        outbox.queue(
            KINDS[template_prefix],
            key=f"account:{new_key()}",
            address=email,
            language=current() if user is None or not user.name else user.language,
            context={"code": str(context.get("code", ""))},
            lasts=CODE_LASTS,
        )

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Asking for a code is the only way in."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """The one address of who asks, by which every limit counts."""
        return requests.address(request)

    def add_message(self, *arguments: Any, **options: Any) -> None:
        """The pages say themselves what has happened."""


def _lock() -> MultiFernet:
    """Keys made of SECRET_KEY and of those that it has replaced."""
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = [hashlib.sha256(f"network.factor:{secret}".encode()).digest() for secret in secrets]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])


class FactorAdapter(DefaultMFAAdapter):
    """Keeps the secrets of the second step unreadable in the database and its copies."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("This is not the code of your app. Look again: it changes every half minute."),
    }

    def encrypt(self, text: str) -> str:
        return _lock().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The secret; if SECRET_KEY was changed without a fallback, one that no code fits."""
        try:
            return _lock().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            logger.error("A second step cannot be read: SECRET_KEY has changed and is not among the fallbacks.")
            return str(generate_totp_secret())
