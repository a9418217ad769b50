"""allauth's door to our outbox and our languages."""

from datetime import timedelta
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

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

    def add_message(self, *arguments: Any, **options: Any) -> None:
        """The pages say themselves what has happened."""
